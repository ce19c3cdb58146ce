"""The demo: valid, plausible, flawed as real exports are, and always the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pytest

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.demo.activities import KINDS
from unslump.demo.company import LAST_DAY, SLUMP_BEGINS, demo_spec, demo_world
from unslump.demo.exports import DemoFiles, write_demo
from unslump.errors import QuestionError
from unslump.history.sources import LAYOUTS


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def company(files: DemoFiles) -> Company:
    return Company.from_yaml(files.company.read_text("utf-8"))


def read(files: DemoFiles, name: str) -> pa.Table:
    path = next(path for path in files.exports if path.name == name)
    header = path.read_text("utf-8").splitlines()[0].replace('"', "").split(",")
    types = pa_csv.ConvertOptions(column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=True)
    return pa_csv.read_csv(path, convert_options=types)


def test_the_same_seed_writes_the_same_bytes_and_another_does_not(files: DemoFiles, tmp_path: Path) -> None:
    again, other = write_demo(tmp_path / "again"), write_demo(tmp_path / "other", seed=8)
    for one, same, different in zip(files.exports, again.exports, other.exports, strict=True):
        assert one.read_bytes() == same.read_bytes()
        assert one.read_bytes() != different.read_bytes()


def test_the_company_says_what_the_world_does(company: Company) -> None:
    spec = demo_spec()
    assert len(company.people) == 9
    assert sum(person.wears_both_hats for person in company.people) == 3
    for person in spec.people:
        written = company.person_named(person.name)
        assert written is not None, person.name
        assert written.hours_per_week == person.hours
        now = person.hats[-1]
        assert written.hats.get(Function.MARKETING, 0) == pytest.approx(now.marketing)
        assert written.hats.get(Function.SALES, 0) == pytest.approx(now.sales)
    assert {company.channel_named(channel.name) for channel in spec.channels} == {
        channel.name for channel in company.channels
    }
    assert {company.offer_named(offer.name) for offer in spec.offers} == {o.name for o in company.offers}
    assert {company.segment_named(s.name) for s in spec.segments} == {s.name for s in company.segments}
    assert company.goal("2026-Q3").period.start > LAST_DAY


def test_every_kind_of_activity_belongs_to_a_function(company: Company) -> None:
    functions = [company.function_of(kind) for kind in KINDS]
    assert functions == [Function.MARKETING] * 4 + [Function.SALES] * 3


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("hubspot-contacts.csv", "leads"),
        ("hubspot-deals.csv", "deals"),
        ("hubspot-activities.csv", "activities"),
    ],
)
def test_the_crm_exports_are_told_by_their_headers(files: DemoFiles, name: str, table: str) -> None:
    from unslump.history.sources import bare

    headers = frozenset(bare(header) for header in read(files, name).column_names)
    fitting = [layout for layout in LAYOUTS if layout.fits(headers)]
    best = max(fitting, key=lambda layout: layout.known(headers))
    assert (best.origin, best.table) == ("HubSpot", table)


def test_exports_have_the_flaws_of_real_ones(files: DemoFiles) -> None:
    contacts, deals = read(files, "hubspot-contacts.csv"), read(files, "hubspot-deals.csv")
    ids = contacts.group_by("Record ID").aggregate([([], "count_all")])
    assert 10 <= contacts.num_rows - ids.num_rows <= 20
    distinct = contacts.group_by(contacts.column_names).aggregate([])
    assert ids.num_rows < distinct.num_rows < contacts.num_rows  # older copies, and exact repetitions
    assert 0.03 < contacts["Original Traffic Source"].null_count / contacts.num_rows < 0.07
    assert 0.01 < deals["Associated Contact IDs"].null_count / deals.num_rows < 0.05
    assert pc.sum(pc.equal(deals["Amount"], "tbd")).as_py() == 1
    assert pc.sum(pc.match_substring_regex(deals["Amount"], r"^€\d{1,3}(,\d{3})*\.\d\d$")).as_py() > 1000


def test_nothing_in_the_exports_lies_after_the_last_day(files: DemoFiles) -> None:
    dates = {
        "hubspot-contacts.csv": ("Create Date", "Date of first engagement", "Last Modified Date"),
        "hubspot-deals.csv": ("Create Date", "Last Modified Date"),
        "hubspot-activities.csv": ("Activity date",),
        "spend.csv": ("Date",),
        "orders.csv": ("Order date", "Delivered", "Paid"),
    }
    for name, columns in dates.items():
        table = read(files, name)
        for column in columns:
            written = [value for value in table[column].to_pylist() if value and value[:2] == "20"]
            assert max(written)[:10] <= LAST_DAY.isoformat(), (name, column)
            assert max(written)[:7] == LAST_DAY.isoformat()[:7], (name, column)


def test_a_demo_keeps_what_was_changed_and_never_replaces_a_real_company(tmp_path: Path) -> None:
    company = write_demo(tmp_path).company
    changed = company.read_text("utf-8").replace("520000", "300000")
    company.write_text(changed, "utf-8")
    write_demo(tmp_path)
    assert company.read_text("utf-8") == changed
    company.write_text("company: Ours\ncurrency: EUR\n", "utf-8")
    with pytest.raises(QuestionError, match="already holds a company"):
        write_demo(tmp_path)
    assert "Ours" in company.read_text("utf-8")


def test_numbers_are_those_of_a_firm_of_nine() -> None:
    world = demo_world()
    truth = world.truth
    week = (SLUMP_BEGINS - world.spec.start).days // 7
    before, after = truth.leads.week < week, (truth.leads.week >= week + 8) & (truth.leads.week < 104)
    assert 25 < before.sum() / week < 40
    assert after.sum() / (104 - week - 8) < 0.7 * before.sum() / week
    assert 0.12 < truth.endings.win_probability.mean() < 0.18
    won = truth.endings.ending == 1
    assert 6 < truth.endings.lag[won].mean() < 9
    assert 4_000 < truth.sales.amount[won].mean() < 15_000


def test_leads_fall_first_and_bookings_behind_them() -> None:
    worlds = [demo_world(seed) for seed in range(12)]
    spring, autumn, slump = (
        sum(world.realised("bookings", *period) for world in worlds)
        for period in (
            (date(2025, 4, 1), date(2025, 6, 30)),
            (date(2025, 10, 1), date(2025, 12, 31)),
            (date(2026, 4, 1), date(2026, 6, 30)),
        )
    )
    assert autumn > 0.85 * spring
    assert slump < 0.8 * spring
