"""Looking back: at month ends, with nothing of the future, and scored as it says."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.history.build import snapshot_of
from unslump.business.company import Company
from unslump.business.goals import Goal, Measure, Period
from unslump.errors import QuestionError
from unslump.history.snapshot import Snapshot
from unslump.outlook.backtest import BacktestResult, backtest, learn, what_came
from unslump.planning.support import check_goal

FIRST, LAST = date(2024, 1, 1), date(2025, 2, 28)
ORIGIN = date(2024, 10, 31)
GOAL = Goal("Late autumn", 9.0, Measure.DEALS, Period(date(2024, 11, 1), date(2024, 12, 31)))

Rows = dict[str, list[dict[str, Any]]]


def rows(seed: int = 1, until: date = LAST) -> Rows:
    """Some five leads a week; two in five become won deals of 1,000 after three weeks or so."""
    dice = np.random.default_rng(seed)
    leads, deals = [], []
    for number in range(5 * (until - FIRST).days // 7):
        created = FIRST + timedelta(days=int(dice.integers(0, (until - FIRST).days + 1)))
        leads.append({"lead_id": f"L{number}", "created_at": created, "channel": "Web"})
        opened, closed = (created + timedelta(days=int(days)) for days in np.cumsum(dice.gamma(2, 6, 2)))
        if opened > until:
            continue
        deal = {"deal_id": f"D{number}", "lead_id": f"L{number}", "created_at": opened, "amount": 1000.0}
        ended = closed <= until
        outcome = ("won" if dice.random() < 0.4 else "lost") if ended else "open"
        deals.append(deal | {"outcome": outcome, "closed_at": closed if ended else None})
    leads.append({"lead_id": "last", "created_at": until, "channel": "Web"})
    return {"leads": leads, "deals": deals}


def otherwise(known: Rows, origin: date) -> Rows:
    """The same up to `origin`; after it every lead is another, and what was open ends the other way."""
    other = rows(99)
    leads = [lead for lead in known["leads"] if lead["created_at"] <= origin]
    leads += [
        lead | {"lead_id": f"x{lead['lead_id']}"} for lead in other["leads"] if lead["created_at"] > origin
    ]
    deals = []
    for deal in known["deals"]:
        if deal["created_at"] > origin:
            continue
        if deal["closed_at"] and deal["closed_at"] > origin:
            deal = deal | {"outcome": "won", "closed_at": origin + timedelta(days=3)}
        deals.append(deal)
    return {"leads": leads, "deals": deals}


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot_of(tmp_path_factory.mktemp("history"), **rows())


TOLD: list[tuple[str, float]] = []


@pytest.fixture(scope="module")
def found(history: Snapshot) -> BacktestResult:
    company = Company("Test", "EUR", goals=(GOAL,))
    return backtest(
        history,
        company,
        horizon_weeks=8,
        first=ORIGIN,
        last=date(2024, 12, 1),
        draws=100,
        progress=lambda text, part: TOLD.append((text, part)),
    )


def test_progress_is_told_for_each_origin(found: BacktestResult) -> None:
    assert TOLD == [("as of 31 October 2024", 0.0), ("as of 30 November 2024", 0.5)]


def test_origins_are_the_ends_of_months_with_room_behind_and_before(found: BacktestResult) -> None:
    assert [origin.as_of for origin in found.origins] == [ORIGIN, date(2024, 11, 30)]
    for origin in found.origins:
        assert origin.as_of.day == monthrange(origin.as_of.year, origin.as_of.month)[1]
        assert origin.end == origin.as_of + timedelta(days=56)
        assert origin.end <= LAST


def test_what_came_is_counted_from_the_rows(found: BacktestResult) -> None:
    won = [deal["closed_at"] for deal in rows()["deals"] if deal["outcome"] == "won"]
    for origin in found.origins:
        came = sum(origin.as_of < day <= origin.end for day in won)
        before = sum(origin.as_of - timedelta(days=56) < day <= origin.as_of for day in won)
        assert origin.actual == came
        assert origin.crps_naive == abs(came - before)
        assert origin.covered == (origin.p10 <= came <= origin.p90)


def test_scores_are_means_over_origins_and_the_sentence_says_them(found: BacktestResult) -> None:
    assert found.crps == pytest.approx(np.mean([origin.crps for origin in found.origins]))
    assert found.crps_naive == pytest.approx(np.mean([origin.crps_naive for origin in found.origins]))
    assert found.coverage80 == np.mean([origin.covered for origin in found.origins])
    assert found.sentence.startswith("Looking back twice, the 80 % range held what then came ")
    assert BacktestResult.model_validate_json(found.model_dump_json()) == found


def test_past_goals_are_judged_on_the_eve_of_their_period(found: BacktestResult, history: Snapshot) -> None:
    (past,) = found.past_goals
    assert past.as_of == ORIGIN
    came = what_came(history, None, Measure.DEALS).between(GOAL.start, GOAL.end).count
    assert past.actual == came
    assert past.reached == (came >= 9)
    assert 0.0 < past.probability < 1.0
    assert (past.measure, past.currency, found.currency) == ("deals", "EUR", "EUR")


def test_a_past_goal_is_judged_as_check_judges_it_on_its_eve(
    found: BacktestResult, history: Snapshot
) -> None:
    company, rng = Company("Test", "EUR", goals=(GOAL,)), np.random.default_rng(1)
    engine = learn(history.at(ORIGIN), company, rng)
    assert check_goal(engine, GOAL, company, rng=rng).probability == found.past_goals[0].probability


def test_nothing_after_the_origin_is_used(found: BacktestResult, tmp_path: Path) -> None:
    elsewhere = snapshot_of(tmp_path, **otherwise(rows(), ORIGIN))
    again = backtest(elsewhere, horizon_weeks=8, first=ORIGIN, last=ORIGIN, draws=100, currency="CHF")
    assert again.currency == "CHF"  # without a company, that of the history
    (origin,) = again.origins
    known = found.origins[0]
    assert (origin.p10, origin.p50, origin.p90) == (known.p10, known.p50, known.p90)
    assert origin.actual != known.actual


def test_money_is_a_thousand_times_the_deals_here(history: Snapshot) -> None:
    deals, money = (what_came(history, None, measure) for measure in (Measure.DEALS, Measure.BOOKINGS))
    assert np.nansum(money.amounts) == 1000.0 * deals.count


@pytest.mark.parametrize("weeks", [52, 104])
def test_a_history_too_short_for_the_question_is_said_so(history: Snapshot, weeks: int) -> None:
    with pytest.raises(QuestionError, match="too short"):
        backtest(history, horizon_weeks=weeks)


def test_ten_wins_are_needed(tmp_path: Path) -> None:
    few = rows()
    few["deals"] = [deal for deal in few["deals"] if deal["outcome"] != "won"][:20]
    with pytest.raises(QuestionError, match="ten wins"):
        backtest(snapshot_of(tmp_path, **few), horizon_weeks=8, first=ORIGIN, last=ORIGIN, draws=50)


def test_without_orders_nothing_is_known_to_be_paid(history: Snapshot) -> None:
    with pytest.raises(QuestionError, match="no orders"):
        backtest(history, measure=Measure.PAID, horizon_weeks=8, first=ORIGIN, last=ORIGIN)
