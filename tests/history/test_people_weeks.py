"""Who did what in which week, counted from rows whose answer is plain."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bench.worlds import tuning_world, write_history
from tests.history.build import deal, lead, snapshot_of
from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.history.names import company_spelling
from unslump.history.people_weeks import PeopleWeeks, read_people_weeks
from unslump.history.snapshot import Snapshot

COMPANY = Company.from_yaml("""\
company: Brightline
currency: EUR
people:
  Ana Ruiz: {email: ana@b.example, hats: {marketing: 100%}}
  Ben Osei: {hats: {sales: 100%}}
""")


def read(snapshot: Snapshot, company: Company = COMPANY) -> PeopleWeeks:
    names = company_spelling(snapshot, company)
    return read_people_weeks(snapshot, names, company.function_of, tuple(p.name for p in company.people))


def activity(number: int, at: str, person: str, kind: str, hours: float | None) -> dict[str, object]:
    return {"activity_id": f"A{number}", "at": at, "person": person, "kind": kind, "hours": hours}


def test_counts_stand_at_their_person_and_week(tmp_path: Path) -> None:
    snapshot = snapshot_of(
        tmp_path,
        leads=[
            lead(1, "2025-01-06", channel="Web", finder="ana@b.example", owner="Ben Osei"),
            lead(2, "2025-01-12", channel="Web", finder="Ana Ruiz", owner="Ben Osei"),
            lead(3, "2025-01-13", channel="Fair", owner="Cem"),
        ],
        deals=[
            deal(1, lead_id="L1", created_at="2025-01-14", closed_at="2025-01-20", outcome="won",
                 owner="Cem"),
            deal(2, lead_id="L2", created_at="2025-01-15"),
        ],
        activities=[
            activity(1, "2025-01-07T09:00", "Ana Ruiz", "newsletter", 3.0),
            activity(2, "2025-01-08T09:00", "Ana Ruiz", "call", 1.5),
            activity(3, "2025-01-09T09:00", "Ana Ruiz", "call", None),
            activity(4, "2025-01-21T09:00", "Ben Osei", "stocktaking", 8.0),
        ],
    )  # fmt: skip
    weeks = read(snapshot)
    assert weeks.people == ("Ana Ruiz", "Ben Osei", "Cem")
    assert (weeks.first_week, weeks.weeks) == (date(2025, 1, 6), 3)
    assert weeks.found_on == "leads"
    assert weeks.found[0, weeks.channels.index("Web")].tolist() == [2, 0, 0]
    assert weeks.unsourced == 1
    assert weeks.leads_owned.tolist() == [[0, 0, 0], [2, 0, 0], [0, 1, 0]]
    assert weeks.deals_owned.tolist() == [[0, 0, 0], [0, 1, 0], [0, 1, 0]]  # deal 2 is its lead's owner's
    assert weeks.won.tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, 1]]
    assert weeks.won_found.tolist() == [[0, 0, 1], [0, 0, 0], [0, 0, 0]]
    assert weeks.hours is not None
    assert weeks.actions is not None
    assert weeks.hours[Function.MARKETING][0].tolist() == [3.0, 0, 0]
    assert weeks.hours[Function.SALES][0].tolist() == [1.5, 0, 0]
    assert weeks.actions[Function.SALES][0].tolist() == [2, 0, 0]
    assert weeks.unknown_kinds == ("stocktaking",)


def test_a_finder_filled_in_at_the_win_is_no_record_of_finds(tmp_path: Path) -> None:
    leads = [lead(n, "2025-01-06", finder="Ana" if n < 10 else None) for n in range(40)]
    deals = [deal(n, lead_id=f"L{n}", created_at="2025-01-10", closed_at="2025-01-20", outcome="won",
                  finder="Ana") for n in range(10)]  # fmt: skip
    weeks = read(snapshot_of(tmp_path, leads=leads, deals=deals))
    assert weeks.found_on == "won deals"  # no deal that was not won is known either
    assert weeks.won_found.sum() == 10


def test_without_leads_open_deals_tell_who_found(tmp_path: Path) -> None:
    deals = [deal(n, created_at="2025-01-10", finder="Ana" if n % 2 else "Ben") for n in range(10)]
    weeks = read(snapshot_of(tmp_path, deals=deals))
    assert weeks.found_on == "deals"
    assert weeks.people == ("Ana Ruiz", "Ben Osei", "Ana", "Ben")  # "Ana" is nobody in company.yaml
    assert weeks.found.sum(axis=(1, 2)).tolist() == [0, 0, 5, 5]


def test_nothing_recorded_is_no_people_but_the_known(tmp_path: Path) -> None:
    weeks = read(snapshot_of(tmp_path, leads=[lead(1, "2025-01-06")]))
    assert weeks.people == ("Ana Ruiz", "Ben Osei")
    assert weeks.found_on == "nothing"
    assert weeks.hours is None
    assert weeks.found.sum() == 0


def test_totals_are_those_of_the_tables(tmp_path: Path) -> None:
    world = tuning_world(4, leads=300)
    snapshot = write_history(world, tmp_path).snapshot()
    kinds = dict.fromkeys(("content", "ad", "event", "newsletter"), Function.MARKETING)
    kinds |= dict.fromkeys(("call", "meeting", "follow-up"), Function.SALES)
    weeks = read(snapshot, Company("Any", "EUR", activities=kinds))
    tables = world.tables()
    leads, deals, activities = (tables[name].to_pydict() for name in ("leads", "deals", "activities"))
    assert weeks.found.sum() == sum(name is not None for name in leads["finder"])
    assert weeks.found.sum() + weeks.unsourced == len(leads["finder"])
    assert weeks.won.sum() == sum(outcome == "won" for outcome in deals["outcome"])
    assert weeks.hours is not None
    assert sum(hours.sum() for hours in weeks.hours.values()) == pytest.approx(sum(activities["hours"]))
    person = weeks.people.index("Person 1")
    theirs = world.truth.team.productive[: world.spec.weeks, 0, 0]
    np.testing.assert_allclose(weeks.hours[Function.MARKETING][person], theirs, rtol=1e-9)
