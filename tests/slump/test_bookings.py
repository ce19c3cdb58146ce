"""The function that is split: written out lead by lead, and what must follow for each cause."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from unslump.slump.bookings import States, all_bookings
from unslump.slump.cause_names import CAUSES, CYCLE, HOURS, MIX, RESPONSE, SIZE, VOLUME, WIN_RATE
from unslump.slump.kinds import Kinds
from unslump.slump.shapley import combinations, shapley

SAMPLES, WEEKS, KINDS, CHANNELS = 3, 4, 5, 2
rng = np.random.default_rng(8)


def kinds() -> Kinds:
    return Kinds(
        of_group=np.zeros(0, dtype=np.int64), channel=np.array([0, 0, 1, 1, 1]),
        won=rng.uniform(0.05, 0.3, (SAMPLES, KINDS)), lost=rng.uniform(0.3, 0.6, (SAMPLES, KINDS)),
        size=rng.uniform(1e3, 9e3, (SAMPLES, KINDS)), size_sd=0.5, counts=np.zeros((KINDS, 0)),
    )  # fmt: skip


def unchanged() -> States:
    ones = np.ones((SAMPLES, WEEKS))
    mix = rng.dirichlet(np.ones(KINDS), (SAMPLES, WEEKS))
    within = rng.uniform(0.1, 0.9, (SAMPLES, CHANNELS, WEEKS))
    return States(
        leads=rng.uniform(10, 30, (SAMPLES, WEEKS)), leads_factor=ones, hours_leads=ones, hours_replies=ones,
        mix=(mix, mix), reply=ones, win_rate=np.zeros(SAMPLES), size=np.zeros(SAMPLES),
        within=(within,) * 4,
    )  # fmt: skip


CHANGES = {
    VOLUME: {"leads_factor": np.full((SAMPLES, WEEKS), 0.6)},
    RESPONSE: {"reply": np.full((SAMPLES, WEEKS), 0.7)},
    WIN_RATE: {"win_rate": np.full(SAMPLES, -0.5)},
    SIZE: {"size": np.full(SAMPLES, -0.3)},
    HOURS: {"hours_leads": np.full((SAMPLES, WEEKS), 0.8), "hours_replies": np.full((SAMPLES, WEEKS), 0.9)},
}


def test_is_the_sum_over_weeks_and_kinds() -> None:
    company, states = kinds(), unchanged()
    mix = rng.dirichlet(np.ones(KINDS), (SAMPLES, WEEKS))
    later = tuple(states.within[0] * part for part in (1.0, 0.5, 0.8, 0.4))
    states = replace(
        states, mix=(states.mix[0], mix), within=later,
        **{name: value for change in CHANGES.values() for name, value in change.items()},
    )  # fmt: skip
    found = all_bookings(states, company)
    on = combinations(len(CAUSES))
    for column in (0, 5, 42, 99, 127):
        used = on[column]
        for d in range(SAMPLES):
            total = 0.0
            for w in range(WEEKS):
                leads = states.leads[d, w] * (0.6 if used[VOLUME] else 1) * (0.72 if used[HOURS] else 1)
                leads *= 0.7 if used[RESPONSE] else 1
                for k in range(KINDS):
                    share = states.mix[int(used[MIX])][d, w, k]
                    ends = states.within[used[CYCLE] + 2 * int(used[HOURS])][d, company.channel[k], w]
                    total += leads * share * company.won[d, k] * company.size[d, k] * ends
            total *= np.exp((-0.5 if used[WIN_RATE] else 0) + (-0.3 if used[SIZE] else 0))
            assert found[d, column] == pytest.approx(total)


@pytest.mark.parametrize("cause", list(CHANGES))
def test_one_change_takes_everything(cause: int) -> None:
    company = kinds()
    values = all_bookings(replace(unchanged(), **CHANGES[cause]), company)  # type: ignore[arg-type]
    shares = -shapley(values)
    assert shares[:, cause] == pytest.approx(values[:, 0] - values[:, -1])
    assert np.abs(np.delete(shares, cause, axis=1)).max() < 1e-6


def test_two_equal_losses_share_alike() -> None:
    half = np.full((SAMPLES, WEEKS), 0.5)
    values = all_bookings(replace(unchanged(), leads_factor=half, reply=half), kinds())
    shares = -shapley(values)
    assert shares[:, VOLUME] == pytest.approx(shares[:, RESPONSE])
    assert shares.sum(axis=1) == pytest.approx(0.75 * values[:, 0])
