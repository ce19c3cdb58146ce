"""The measure of forecasts is fair: peers see what is known and no more, totals are right, figures add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from bench.forecast import PEERS, available, quick, scores_of, worlds
from bench.forecast_table import Score, as_table, held_share
from bench.peers.again import Again
from bench.peers.conformal import conformal_total
from bench.peers.conversion import total_wins
from bench.peers.known import Known, known_on, wins_between
from bench.peers.rate_times_leads import RateTimesLeads
from bench.worlds import tuning_world, write_history

ORIGIN = date(2025, 3, 30)


def steady(leads_a_week: int = 20, wins_a_week: int = 4, weeks: int = 40) -> Known:
    """The same every week: leads on its first day, of which some are won a week later."""
    monday = np.datetime64(ORIGIN) - np.arange(weeks)[::-1] * 7 - 6
    arrived = np.repeat(monday, leads_a_week)
    won = np.full(len(arrived), np.datetime64("NaT"), dtype="datetime64[D]")
    first = np.tile(np.arange(leads_a_week) < wins_a_week, weeks) & (arrived + 7 <= np.datetime64(ORIGIN))
    won[first] = arrived[first] + 7
    wins = np.full(weeks, float(wins_a_week))
    return Known(ORIGIN, wins, arrived, won, np.zeros(len(arrived), dtype=np.int64), np.zeros(weeks))


def test_known_is_what_the_world_had_told_by_then(tmp_path: Path) -> None:
    world = tuning_world(5, 400)
    full = write_history(world, tmp_path, as_of=world.spec.horizon).snapshot()
    origin = world.end - timedelta(weeks=20)
    known = known_on(origin, full.at(origin))
    day = np.datetime64(origin)
    arrived = np.asarray(world.truth.leads.created_at).astype("datetime64[D]")
    assert len(known.arrived) == (arrived <= day).sum()
    assert np.nanmax(known.won) <= day
    for weeks in (1, 4, 30):
        since = origin - timedelta(days=7 * weeks - 1)
        assert known.wins[-weeks:].sum() == world.realised("deals", since, origin)
    assert known.direct.sum() == 0
    ahead = origin + timedelta(days=91)
    assert wins_between(full, origin + timedelta(days=1), ahead) == world.realised(
        "deals", origin + timedelta(days=1), ahead
    )


def test_a_steady_company_is_foreseen_by_the_plain_peers() -> None:
    known, rng = steady(), np.random.default_rng(1)
    for weeks, drawn in Again().totals(known, (4, 13), rng, 500).items():
        assert (drawn == 4 * weeks).all()
    for weeks, drawn in RateTimesLeads().totals(known, (4, 13), rng, 20_000).items():
        assert drawn.mean() == pytest.approx(4 * weeks, rel=0.1)
        assert drawn.var() > drawn.mean()  # Poisson around uncertain rates


def test_conformal_errors_are_those_the_forecast_made() -> None:
    wins = np.array([0.0, 10.0] * 20)  # the last week again is wrong by ten, every time
    drawn = conformal_total(
        lambda w, h: float(w[-1] * h), np.append(wins, 10.0), 1, np.random.default_rng(1), 900
    )
    assert set(np.unique(drawn)) == {0.0, 10.0, 20.0}


def test_totals_of_a_conversion_model_are_those_of_its_arithmetic() -> None:
    """P(won by t) = p min(t / 4, 1): leads younger than four weeks and leads to come bring known means."""
    known, share = replace(steady(weeks=60), won=np.full(1200, np.datetime64("NaT"), "datetime64[D]")), 0.3

    def share_won(_: int, ages: np.ndarray) -> np.ndarray:
        return np.broadcast_to(share * np.minimum(ages / 4.0, 1.0), (4_000, len(ages)))

    totals = total_wins(known, share_won, (4,), np.random.default_rng(1), 4_000)[4]
    ages = np.array([week + 6.5 / 7 for week in range(4)])
    before = share * np.minimum(ages / 4.0, 1.0)
    inside = 20 * ((share - before) / (1 - before)).sum()
    to_come = 20 * share * np.mean((np.arange(4) + 0.5) / 4.0) * 4
    assert totals.mean() == pytest.approx(inside + to_come, rel=0.03)


def test_a_table_adds_up() -> None:
    def score(method: str, horizon: int, crps: float, *, covered: bool) -> Score:
        return Score(
            "data", "one", ORIGIN, method, horizon, 10, 11.0, crps, covered, float(covered), 4.0, 2.0
        )

    scores = [
        score("ours", 4, 1.0, covered=True),
        score("ours", 4, 3.0, covered=False),
        score("theirs", 4, 4.0, covered=True),
        score("theirs", 4, 2.0, covered=True),
    ]
    table = as_table("data", scores, "ours", ["a note"])
    best, second = (dict(zip(table.header, row, strict=True)) for row in table.rows)
    assert (best["method"], best["CRPS"], best["in 80 %"], best["bias"]) == ("ours", "2.00", "50 %", "+1.0")
    assert (second["÷ ours"], second["ours is better by"]) == ("1.50", "+1.00 ± 4.00")
    assert "lowest, 1.50 × to theirs" in table.claim
    assert "range missed, 50 %" in table.claim


@pytest.mark.parametrize("mean", [0.3, 2.0, 40.0])
def test_with_ties_shared_a_true_forecast_of_counts_holds_what_it_says(mean: float) -> None:
    rng = np.random.default_rng(1)
    draws = rng.poisson(mean, 4_000).astype(float)
    held = [held_share(draws, float(actual)) for actual in rng.poisson(mean, 4_000)]
    assert np.mean(held) == pytest.approx(0.8, abs=0.02)


@pytest.mark.slow
def test_every_method_answers_for_a_small_company_and_says_who_is_missing() -> None:
    peers, words = available()
    (table,) = quick()
    methods = {row[1] for row in table.rows}
    assert methods == {"unslump", *(peer.name for peer in peers)}
    assert {"last weeks again", "rate × leads"} <= methods
    assert len(peers) == len(PEERS) or all(word in table.notes for word in words)
    assert all(float(row[3]) >= 0 for row in table.rows)


@pytest.mark.slow
def test_the_same_question_gives_the_same_scores() -> None:
    company = replace(worlds(200, [3], "tuning")[0], origins=(date(2025, 12, 28),))
    peers = [Again(), RateTimesLeads()]
    once, again = (
        [replace(score, seconds=0.0) for score in scores_of(company, peers, draws=50)] for _ in range(2)
    )
    assert once == again
    assert {score.horizon for score in once} == {4, 8, 13}
