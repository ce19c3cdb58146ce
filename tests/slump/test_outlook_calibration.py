"""Of the months said to end in a slump with a chance of p, about p do: generated companies, known futures."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from bench.worlds import tuning_world, write_history
from unslump.business.goals import Measure
from unslump.outlook.backtest import learn, what_came
from unslump.slump.outlook import look_out

WORLDS = range(1_000, 1_024)
ORIGINS = (40, 26, 13)  # weeks before the history's end
SHARES = (0.7, 0.85, 0.999)


def foreseen(seed: int, folder: Path) -> list[tuple[int, float, int, float, bool]]:
    """(seed, share, month ahead, chance said, whether it was one) for every origin, share and month."""
    store = write_history(tuning_world(seed, leads=1_200), folder / str(seed))
    whole = store.snapshot(None)
    record = what_came(whole, None, Measure.BOOKINGS)
    rows = []
    for weeks in ORIGINS:
        as_of = whole.observed_until - timedelta(weeks=weeks)
        engine = learn(store.snapshot(as_of), None, np.random.default_rng(seed), draws=300)
        for share in SHARES:
            rng = np.random.default_rng(seed)
            answer = look_out(engine, None, None, rng, months=3, share=share)
            for ahead, month in enumerate(answer.months, 1):
                if month.last_day > whole.observed_until:
                    continue
                came = float(np.nansum(record.between(month.trailing_from, month.last_day).amounts))
                rows.append((seed, share, ahead, month.slump_probability, came < month.slump_below))
    return rows


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_chance_of_a_slump_is_honest(tmp_path: Path) -> None:
    rows = [row for seed in WORLDS for row in foreseen(seed, tmp_path)]
    share, ahead = (np.array([row[n] for row in rows]) for n in (1, 2))
    chance = np.array([row[3] for row in rows])
    came = np.array([row[4] for row in rows], dtype=float)
    print(f"\n{len(rows)} months, mean chance {chance.mean():.3f}, slumps {came.mean():.3f}")
    # Months of one company stand and fall together: twenty-four coins, not six hundred.
    for low, high in ((0.0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        some = (chance >= low) & (chance < high)
        said, is_one = chance[some].mean(), came[some].mean()
        print(f"{low:.1f}-{high:.1f}: {some.sum()} months, {said:.2f} said, {is_one:.2f} came")
        assert abs(said - is_one) < 0.15
    # The rival knows afterwards how often it came for that share and so many months ahead.
    kinds = list(zip(share, ahead, strict=True))
    base = np.array([came[[kind == other for other in kinds]].mean() for kind in kinds])
    for name, values in (("share", share), ("months ahead", ahead)):
        for each in np.unique(values):
            mine = values == each
            said, is_one = chance[mine].mean(), came[mine].mean()
            brier, rival = (float(((told[mine] - came[mine]) ** 2).mean()) for told in (chance, base))
            print(
                f"{name} {each:g}: {said:.3f} said, {is_one:.3f} came, Brier {brier:.3f}, rival {rival:.3f}"
            )
            assert abs(said - is_one) < 0.12
            assert brier < 0.95 * rival
