"""Finders: exact derivatives, closed forms where there are some, and truth recovered where it is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import dirichlet_multinomial, multinomial

from unslump.estimates.finders import Finds, fit_finders
from unslump.estimates.layout import Layout
from unslump.estimates.marketing_hours import FinderCounts


def counts_of(
    skill: list[float],
    *,
    seed: int = 1,
    blocks: int = 26,
    channels: int = 3,
    leads: float = 8.0,
    clumps: float = 1e6,
    turn: float = 0.0,
    turned: int = -1,
) -> FinderCounts:
    """Finds in cells of wildly different rates, shared out by hours × exp(skill)."""
    rng = np.random.default_rng(seed)
    people = len(skill)
    hours = rng.uniform(20, 160, people)
    exposure = np.tile(hours[:, None, None] / channels, (1, channels, blocks))
    both = np.zeros((people, blocks), dtype=bool)
    if turned >= 0:
        both[turned, blocks // 2 :] = True
    weight = exposure * np.exp(np.array(skill)[:, None, None] + turn * both[:, None, :])
    share = np.moveaxis(weight / weight.sum(axis=0), 0, 2)
    total = rng.poisson(leads * rng.gamma(1.0, 1.0, (channels, blocks)))
    counts = np.zeros_like(exposure)
    for c in range(channels):
        for b in range(blocks):
            drawn = rng.dirichlet(clumps * share[c, b]) if clumps < 1e5 else share[c, b]
            counts[:, c, b] = rng.multinomial(total[c, b], drawn)
    index = np.arange(people)
    return FinderCounts(
        "logged hours", index, counts, exposure, both, ~both, np.zeros(people), 0.0, index[:0]
    )


def layout_of(people: int, error: bool, turn: bool) -> Layout:
    layout = Layout()
    layout.add("finder", people, spread="finder")
    for person in range(1, people if error else 0):
        layout.add(f"error {person}", 1, sd=0.25)
    if turn:
        layout.add("turn", 1, sd=0.15)
    layout.add("clumps", 1, mean=3.4, sd=1.5)
    return layout


@pytest.mark.parametrize(("error", "turn"), [(False, False), (True, True)])
def test_derivatives_are_those_of_the_likelihood(error: bool, turn: bool) -> None:
    counts = counts_of([0.3, -0.2, 0.1], blocks=6, turned=1)
    counts.exposure[0, 1] = 0.0  # someone who is not on a channel
    counts.counts[0, 1] = 0.0
    layout = layout_of(3, error, turn)
    model = Finds(counts, counts.both.astype(float), layout)
    at = np.random.default_rng(2).normal(0.0, 0.3, layout.size)
    at[layout["clumps"].start] = 1.5
    gradient, hessian = model.derivatives(at)
    for i in range(layout.size):
        step = np.zeros(layout.size)
        step[i] = 1e-5
        slope = (model.value(at + step) - model.value(at - step)) / 2e-5
        bend = (model.derivatives(at + step)[0] - model.derivatives(at - step)[0]) / 2e-5
        assert gradient[i] == pytest.approx(slope, rel=1e-5, abs=1e-5)
        np.testing.assert_allclose(hessian[i], bend, rtol=1e-4, atol=1e-4)


def test_the_likelihood_is_the_dirichlet_multinomial_up_to_what_is_constant() -> None:
    counts = counts_of([0.3, -0.2, 0.1], blocks=4)
    layout = layout_of(3, False, False)
    model = Finds(counts, np.zeros((3, 4)), layout)
    cells = [(c, b) for c in range(3) for b in range(4) if counts.counts[:, c, b].sum()]

    def exact(theta: np.ndarray, limit: bool) -> float:
        total = 0.0
        for c, b in cells:
            y = counts.counts[:, c, b].astype(int)
            share = counts.exposure[:, c, b] * np.exp(theta[:3])
            share /= share.sum()
            law = multinomial(y.sum(), share) if limit else None
            total += (
                law.logpmf(y) if law else dirichlet_multinomial(np.exp(theta[3]) * share, y.sum()).logpmf(y)
            )
        return total

    one, other = np.array([0.1, -0.4, 0.2, 1.0]), np.array([-0.3, 0.5, 0.0, 3.0])
    assert model.value(one) - model.value(other) == pytest.approx(exact(one, False) - exact(other, False))
    many = np.array([0.1, -0.4, 0.2, 16.0]), np.array([-0.3, 0.5, 0.0, 16.0])
    difference = exact(many[0], True) - exact(many[1], True)
    assert model.value(many[0]) - model.value(many[1]) == pytest.approx(difference, rel=1e-3)


def fitted(counts: FinderCounts, seed: int = 3):  # type: ignore[no-untyped-def]
    drawn = fit_finders(counts, np.zeros(len(counts.people), dtype=bool), np.random.default_rng(seed), 1000)
    assert drawn is not None
    return drawn, drawn.skill - drawn.skill.mean(axis=1, keepdims=True)


def test_with_many_leads_skill_is_the_ratio_of_rates() -> None:
    counts = counts_of([0.5, 0.0, -0.5], leads=600.0)
    _, skill = fitted(counts)
    rate = np.log(counts.counts.sum(axis=(1, 2)) / counts.exposure.sum(axis=(1, 2)))
    np.testing.assert_allclose(skill.mean(axis=0), rate - rate.mean(), atol=0.05)
    np.testing.assert_allclose(skill.mean(axis=0), [0.5, 0.0, -0.5], atol=0.06)


def test_rates_of_channels_and_seasons_do_not_matter() -> None:
    """Twice the leads in one channel for all is no skill of those who work on it."""
    counts = counts_of([0.3, 0.0, -0.3], leads=20.0)
    _, skill = fitted(counts)
    counts.exposure[:, 0] *= 7.0  # an hour there is worth a seventh, for everyone
    _, again = fitted(counts)
    np.testing.assert_allclose(again.mean(axis=0), skill.mean(axis=0), atol=0.02)


def test_batches_are_less_proof_than_single_finds() -> None:
    smooth = counts_of([0.0, 0.0, 0.0], leads=30.0)
    lumpy = counts_of([0.0, 0.0, 0.0], leads=30.0, clumps=2.0)
    sure, unsure = (fitted(counts)[1].std(axis=0).mean() for counts in (smooth, lumpy))
    assert unsure > 1.5 * sure


def test_what_an_hour_loses_in_both_hats_is_learnt_from_the_same_people() -> None:
    counts = counts_of([0.0, 0.2, -0.2], leads=60.0, turn=-0.3, turned=1)
    drawn, skill = fitted(counts)
    assert drawn.turn is not None
    assert drawn.turn.mean() == pytest.approx(-0.3, abs=0.15)
    assert skill[:, 1].mean() == pytest.approx(0.2, abs=0.12)
    assert fitted(counts_of([0.0, 0.2, -0.2]))[0].turn is None


def test_hours_that_may_be_off_leave_skill_less_sure() -> None:
    sure = counts_of([0.4, 0.0, -0.4], leads=60.0)
    unsure = replace(sure, error=np.array([0.0, 0.0, 0.4]))
    known, guessed = (fitted(counts)[1] for counts in (sure, unsure))
    assert guessed[:, 2].std() > 2 * known[:, 2].std()
    assert abs(guessed[:, 2].mean()) < abs(known[:, 2].mean())


def test_one_person_alone_cannot_be_compared() -> None:
    counts = counts_of([0.4])
    assert fit_finders(counts, np.zeros(1, dtype=bool), np.random.default_rng(1), 100) is None


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    inside = {0.5: 0, 0.8: 0, 0.95: 0}
    total = 0
    for seed in range(30):
        truth = 0.3 * np.random.default_rng([9, seed]).standard_normal(4)
        _, skill = fitted(counts_of(list(truth), seed=seed, leads=3.0), seed)
        rank = (skill < truth - truth.mean()).mean(axis=0)
        total += len(rank)
        for level in inside:
            inside[level] += int((np.abs(rank - 0.5) < level / 2).sum())
    for level, held in inside.items():
        assert held / total == pytest.approx(level, abs=3.0 * np.sqrt(level * (1 - level) / 90)), level
