"""Of the goals judged at a chance of p, about p are reached: on thirty companies with known futures."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from bench.worlds import tuning_world, write_history
from unslump.business.goals import Goal, Measure, Period
from unslump.outlook.backtest import learn, what_came
from unslump.planning.support import check_goal

WORLDS = 30
FACTORS = (0.7, 0.85, 1.0, 1.15, 1.35)  # goals, as multiples of what the last thirteen weeks brought


def judged(seed: int, folder: Path) -> list[tuple[int, float, bool]]:
    """(world, chance, reached) of some goals for the next quarter, thirteen weeks before the world's end."""
    store = write_history(tuning_world(seed, leads=1_500), folder / str(seed))
    whole = store.snapshot(None)
    as_of = whole.observed_until - timedelta(days=91)
    engine = learn(store.snapshot(as_of), None, np.random.default_rng(seed), draws=400)
    measure = Measure.BOOKINGS if seed % 2 else Measure.DEALS
    record = what_came(whole, None, measure)

    def sum_of(first: int, last: int) -> float:
        found = record.between(as_of + timedelta(days=first), as_of + timedelta(days=last))
        return float(np.nansum(found.amounts)) if measure.in_money else float(found.count)

    before, came = sum_of(-90, 0), sum_of(1, 91)
    rows = []
    for factor in FACTORS:
        amount = max(round(before * factor), 1)
        goal = Goal(
            "next quarter", amount, measure, Period(as_of + timedelta(days=1), as_of + timedelta(days=91))
        )
        found = check_goal(engine, goal, rng=np.random.default_rng(seed))
        if found.probability is not None:
            rows.append((seed, found.probability, came >= amount))
    return rows


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_verdicts_hold_as_often_as_they_say(tmp_path: Path) -> None:
    rows = [row for seed in range(100, 100 + WORLDS) for row in judged(seed, tmp_path)]
    chance = np.array([row[1] for row in rows])
    reached = np.array([row[2] for row in rows], dtype=float)
    print(f"\n{len(rows)} goals, mean chance {chance.mean():.2f}, reached {reached.mean():.2f}")
    for low, high in ((0.0, 0.2), (0.2, 0.4), (0.4, 0.6), (0.6, 0.8), (0.8, 1.01)):
        some = (chance >= low) & (chance < high)
        if some.any():
            said, came = chance[some].mean(), reached[some].mean()
            print(f"{low:.1f}-{high:.1f}: {some.sum()} goals, {said:.2f} said, {came:.2f} came")
    brier = float(((chance - reached) ** 2).mean())
    base = float(reached.var())
    print(f"Brier {brier:.3f} against {base:.3f} without knowing anything")
    # Goals of one world stand and fall together: thirty coins, not a hundred and fifty.
    assert abs(chance.mean() - reached.mean()) < 0.12
    for low, high in ((0.0, 0.35), (0.35, 0.65), (0.65, 1.01)):
        some = (chance >= low) & (chance < high)
        assert abs(chance[some].mean() - reached[some].mean()) < 0.2
    assert brier < 0.8 * base
