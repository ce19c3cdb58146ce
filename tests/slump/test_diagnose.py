"""The diagnosis of whole companies: adds up to the cent, names what changed, and says what it cannot say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from bench.realised import company_of
from bench.worlds import simple_world
from unslump.demo.spec import Shock, ShockKind
from unslump.errors import QuestionError
from unslump.history.store import Store
from unslump.slump.diagnose import diagnose
from unslump.slump.diagnosis_answer import DiagnosisResult
from unslump.workspace import morning_after

Tables = dict[str, pa.Table]

SHOCK, WEEKS = 78, 104
FIRST = date(2024, 1, 1)
START, END = FIRST + timedelta(weeks=SHOCK), FIRST + timedelta(weeks=WEEKS, days=-1)


def tables_of(*shocks: Shock, weeks: int = WEEKS, **changes: object) -> Tables:
    return simple_world(20.0, shock=shocks, seed=1_011, weeks=weeks, weeks_after=2, **changes).tables()


def store_of(tables: Tables, folder: Path) -> Store:
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder)
    with store.draft("a company", now=morning_after(date(2027, 12, 31))) as draft:
        for name, table in tables.items():
            path = draft.directory / f"{name}.parquet"
            pq.write_table(table, path)
            draft.put(name, path)
    return store


Ask = Callable[..., DiagnosisResult]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Diagnose some tables."""

    def asked(
        tables: Tables, start: date = START, end: date = END, baseline: date | None = None
    ) -> DiagnosisResult:
        snapshot = store_of(tables, tmp_path_factory.mktemp("company")).snapshot()
        return diagnose(
            snapshot, company_of(simple_world(weeks=2)), start, end, np.random.default_rng(1),
            baseline=baseline, currency="EUR",
        )  # fmt: skip

    return asked


@pytest.fixture(scope="module")
def fewer_leads() -> Tables:
    return tables_of(Shock(ShockKind.LEAD_VOLUME, SHOCK, 0.4))


@pytest.fixture(scope="module")
def seen(ask: Ask, fewer_leads: Tables) -> DiagnosisResult:
    return ask(fewer_leads)


def booked(tables: Tables, start: date, end: date) -> float:
    deals = tables["deals"]
    won = pc.equal(deals["outcome"], "won")
    days = pc.cast(deals["closed_at"], pa.date32())
    inside = pc.and_(won, pc.and_(pc.greater_equal(days, start), pc.less_equal(days, end)))
    return float(pc.sum(deals.filter(inside)["amount"]).as_py() or 0.0)


def cents(value: float) -> int:
    assert value == round(value, 2)
    return round(100 * value)


def assert_adds_up(result: DiagnosisResult) -> None:
    assert cents(result.expected.p50) - cents(result.actual) == cents(result.shortfall)
    assert sum(cents(cause.amount.p50) for cause in result.causes) == cents(result.shortfall)
    assert sum(cents(share.amount.p50) for share in result.by_function) == cents(result.shortfall)
    for share in result.by_function:
        mine = [cause for cause in result.causes if cause.function == share.function]
        assert sum(cents(cause.amount.p50) for cause in mine) == cents(share.amount.p50)
    for amount in (result.expected, *(cause.amount for cause in result.causes)):
        assert amount.p10 <= amount.p50 <= amount.p90


def test_adds_up_to_the_cent_and_to_the_books(seen: DiagnosisResult, fewer_leads: Tables) -> None:
    assert_adds_up(seen)
    assert seen.actual == pytest.approx(booked(fewer_leads, START, END))


def test_names_fewer_leads_as_marketings(seen: DiagnosisResult) -> None:
    first = seen.causes[0]
    assert first.name == "lead volume"
    assert first.probability is not None
    assert first.probability > 0.9
    assert max(seen.by_function, key=lambda share: share.amount.p50).function == "marketing"
    assert "lead volume" in seen.sentence
    assert "leads a week came where" in first.evidence
    assert "unslump plan" in first.action
    others = [c for c in seen.causes[1:] if c.probability is not None]
    assert all(abs(c.amount.p50) < first.amount.p50 / 3 for c in others)


@pytest.mark.slow
def test_same_history_same_answer(ask: Ask, seen: DiagnosisResult, fewer_leads: Tables) -> None:
    assert ask(fewer_leads) == seen


@pytest.mark.parametrize(
    ("shock", "name"),
    [
        (Shock(ShockKind.RESPONSE, SHOCK, 0.5), "response and follow-up"),
        (Shock(ShockKind.DEAL_SIZE, SHOCK, 0.5), "deal size"),
        (Shock(ShockKind.CYCLE_LENGTH, SHOCK, 2.0), "cycle length"),
    ],
)
@pytest.mark.slow
def test_names_what_changed(ask: Ask, shock: Shock, name: str) -> None:
    result = ask(tables_of(shock))
    assert_adds_up(result)
    assert result.causes[0].name == name


@pytest.mark.slow
def test_a_healthy_company_has_no_cause(ask: Ask) -> None:
    result = ask(tables_of())
    assert_adds_up(result)
    assert all((cause.probability or 0.0) < 0.5 for cause in result.causes)
    assert "no cause" in result.sentence or "no shortfall" in result.sentence


def test_any_days_will_do(ask: Ask, fewer_leads: Tables) -> None:
    """A window that begins and ends inside a week, its cause long before it."""
    start, end = START + timedelta(days=95), START + timedelta(days=158)
    result = ask(fewer_leads, start, end, START)
    assert_adds_up(result)
    assert result.actual == pytest.approx(booked(fewer_leads, start, end))
    assert result.baseline == START
    assert result.causes[0].name == "lead volume"


@pytest.mark.slow
def test_a_single_day_claims_nothing(ask: Ask, fewer_leads: Tables) -> None:
    day = START + timedelta(days=100)
    result = ask(fewer_leads, day, day)
    assert_adds_up(result)
    assert any("too young" in note for note in result.cannot_say)


def test_deals_only_and_nothing_else(ask: Ask, fewer_leads: Tables) -> None:
    deals = fewer_leads["deals"]
    bare = deals.set_column(
        deals.schema.get_field_index("lead_id"), "lead_id", pa.nulls(len(deals), pa.string())
    )
    result = ask({"deals": bare})
    assert_adds_up(result)
    said = " ".join(result.cannot_say)
    for missing in ("there are no leads", "first replies", "hours"):
        assert missing in said
    assert result.causes[0].name == "lead volume"


@pytest.mark.slow
def test_without_amounts_deals_are_counted(ask: Ask, fewer_leads: Tables) -> None:
    tables = {name: fewer_leads[name] for name in ("leads", "deals")}
    deals = tables["deals"]
    at = deals.schema.get_field_index("amount")
    tables["deals"] = deals.set_column(at, "amount", pa.nulls(len(deals), pa.float64()))
    result = ask(tables)
    assert_adds_up(result)
    assert (result.measure, result.currency) == ("deals", "")
    assert result.actual == int(result.actual)
    assert any("no won deal has an amount" in note for note in result.cannot_say)


@pytest.mark.slow
def test_one_huge_deal_before_does_not_make_later_ones_small(ask: Ask) -> None:
    tables = tables_of()
    deals = tables["deals"]
    amounts = deals["amount"].to_pylist()
    closed = deals["closed_at"].to_pylist()
    won = deals["outcome"].to_pylist()
    huge = next(
        n for n, day in enumerate(closed) if won[n] == "won" and day and day.date() < START - timedelta(30)
    )
    amounts[huge] = 3e6
    at = deals.schema.get_field_index("amount")
    result = ask(tables | {"deals": deals.set_column(at, "amount", pa.array(amounts))})
    size = next(cause for cause in result.causes if cause.name == "deal size")
    assert (size.probability or 0.0) < 0.5
    assert size.amount.p50 < 0.03 * result.expected.p50


@pytest.mark.slow
def test_who_left_is_named(ask: Ask) -> None:
    world = simple_world(20.0, seed=1_012, weeks=WEEKS, weeks_after=2)
    people = (replace(world.spec.people[0], leaves=SHOCK + 2), *world.spec.people[1:])
    result = ask(tables_of(people=people))
    hours = next(cause for cause in result.causes if cause.function == "split roles")
    assert "Finder logged no hours from" in hours.evidence
    assert hours.amount.p50 > 0
    assert "unslump hire" in hours.action
    assert_adds_up(result)


@pytest.mark.parametrize(
    ("start", "end", "baseline", "words"),
    [
        (END, START, None, "before it starts"),
        (FIRST + timedelta(21), FIRST + timedelta(90), None, "too few"),
        (date(2030, 1, 1), date(2030, 2, 1), None, "the history goes to"),
        (START, END, END, "lies after the window's start"),
    ],
)
def test_windows_that_cannot_be_judged_are_refused(
    ask: Ask, fewer_leads: Tables, start: date, end: date, baseline: date | None, words: str
) -> None:
    with pytest.raises(QuestionError, match=words):
        ask(fewer_leads, start, end, baseline)


@pytest.mark.slow
def test_what_lies_ahead_is_left_out_and_said(ask: Ask, fewer_leads: Tables) -> None:
    result = ask(fewer_leads, START + timedelta(weeks=13), END + timedelta(days=60), START)
    assert result.window.end <= END + timedelta(days=1)
    assert any("the history ends there" in note for note in result.cannot_say)
    assert_adds_up(result)


def test_three_weeks_of_history_are_too_few(ask: Ask) -> None:
    with pytest.raises(QuestionError, match="too few to say"):
        ask(tables_of(weeks=3), FIRST + timedelta(7), FIRST + timedelta(20))
