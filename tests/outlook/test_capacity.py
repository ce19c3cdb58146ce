"""Leads that wait for hours: nobody is lost or made up, and hours are spent to the last."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.outlook.engines import rng
from unslump.outlook.capacity import Capacity, wait_for_hours

counts = arrays(
    np.int64, st.tuples(st.integers(1, 4), st.integers(0, 3), st.integers(1, 8)), elements=st.integers(0, 40)
)


def capacity(hours: object, per_lead: float, draws: int, cold: float = 0.3) -> Capacity:
    return Capacity(np.asarray(hours, dtype=float), np.full(draws, per_lead), cold)


@settings(max_examples=60, deadline=None)
@given(counts, st.floats(0, 60), st.floats(0.1, 9), st.floats(0, 1), st.integers(0, 99))
def test_what_is_taken_had_come_and_fits_the_hours(
    arrivals: np.ndarray, hours: float, per_lead: float, cold: float, seed: int
) -> None:
    draws, _, weeks = arrivals.shape
    taken = wait_for_hours(arrivals, capacity(np.full(weeks, hours), per_lead, draws, cold), rng(seed))
    assert taken.shape == arrivals.shape
    assert (taken >= 0).all()
    # Nobody is taken up before coming, channel by channel; what is left waits or has gone cold.
    assert (taken.cumsum(axis=2) <= arrivals.cumsum(axis=2)).all()
    spent = taken.sum(axis=1).cumsum(axis=1) * per_lead
    assert (spent <= hours * np.arange(1, weeks + 1) + 1e-6).all()


@settings(max_examples=40, deadline=None)
@given(counts, st.integers(0, 99))
def test_everyone_is_served_at_once_when_there_is_time(arrivals: np.ndarray, seed: int) -> None:
    draws, _, weeks = arrivals.shape
    taken = wait_for_hours(arrivals, capacity(np.full(weeks, 1e6), 1.0, draws), rng(seed))
    np.testing.assert_array_equal(taken, arrivals)


@settings(max_examples=60, deadline=None)
@given(counts, st.lists(st.integers(0, 30), min_size=8, max_size=8), st.sampled_from([0.5, 1.0, 2.5, 7.0]))
def test_without_cooling_it_is_a_queue(arrivals: np.ndarray, hours: list[int], per_lead: float) -> None:
    """Lead by lead: one queue, hours carried over only while someone waits."""
    draws, _, weeks = arrivals.shape
    taken = wait_for_hours(arrivals, capacity(hours[:weeks], per_lead, draws, cold=0.0), rng())
    for draw in range(draws):
        queue: deque[int] = deque()
        time = 0.0
        for week in range(weeks):
            queue.extend(range(int(arrivals[draw, :, week].sum())))
            time += hours[week]
            served = 0
            while queue and time >= per_lead:
                queue.popleft()
                time -= per_lead
                served += 1
            time = time if queue else 0.0
            assert taken[draw, :, week].sum() == served


def test_without_hours_nobody_is_served() -> None:
    arrivals = rng().poisson(5, (3, 2, 6))
    assert wait_for_hours(arrivals, capacity(np.zeros(6), 2.0, 3), rng()).sum() == 0


def test_channels_share_short_hours_by_who_waits() -> None:
    arrivals = np.zeros((4000, 2, 1), dtype=np.int64)
    arrivals[:, 0], arrivals[:, 1] = 30, 10
    taken = wait_for_hours(arrivals, capacity([20.0], 2.0, 4000), rng())
    assert (taken.sum(axis=(1, 2)) == 10).all()
    assert taken[:, :, 0].mean(axis=0) == pytest.approx([7.5, 2.5], abs=0.1)


def test_those_who_wait_go_cold_at_the_rate_given() -> None:
    arrivals = np.zeros((2000, 1, 5), dtype=np.int64)
    arrivals[:, 0, 0] = 100
    taken = wait_for_hours(arrivals, capacity([0, 0, 0, 0, 1e6], 1.0, 2000, cold=0.3), rng())
    assert taken[:, 0, 4].mean() == pytest.approx(100 * 0.7**4, rel=0.01)
    assert taken[:, 0, :4].sum() == 0


def test_a_lead_that_takes_longer_than_a_week_s_hours_is_served_in_the_end() -> None:
    arrivals = np.zeros((1, 1, 6), dtype=np.int64)
    arrivals[:, :, 0] = 1
    taken = wait_for_hours(arrivals, capacity(np.full(6, 4.0), 10.0, 1, cold=0.0), rng())
    assert taken[0, 0].tolist() == [0, 0, 1, 0, 0, 0]


def test_channels_and_weeks_go_together_as_lead_by_lead() -> None:
    """Who is taken up and who goes cold, drawn one future after another from whoever waits."""
    draws, weeks, dice = 4000, 4, rng(3)
    arrivals = dice.poisson(np.array([[9.0], [3.0], [1.0]]), (draws, 3, weeks))
    hours = np.array([20.0, 14.0, 30.0, 25.0])
    quick = wait_for_hours(arrivals, capacity(hours, 2.0, draws), rng())
    plain = np.zeros_like(quick)
    for draw in range(draws):
        waiting, spare = np.zeros(3, dtype=np.int64), 0.0
        for week in range(weeks):
            waiting = waiting + arrivals[draw, :, week]
            served = min(int((spare + hours[week]) // 2.0), waiting.sum())
            spare = spare + hours[week] - 2.0 * served if served < waiting.sum() else 0.0
            plain[draw, :, week] = dice.multivariate_hypergeometric(waiting, served)
            waiting = dice.binomial(waiting - plain[draw, :, week], 0.7)
    one, other = (values.reshape(draws, -1) - arrivals.reshape(draws, -1) for values in (quick, plain))
    error = np.sqrt((one.var(axis=0) + other.var(axis=0)) / draws)
    assert np.abs((one.mean(axis=0) - other.mean(axis=0)) / error).max() < 4.0
    centred = (values - values.mean(axis=0) for values in (one, other))
    products = [values[:, :, None] * values[:, None, :] for values in centred]
    gap = products[0].mean(axis=0) - products[1].mean(axis=0)
    error = np.sqrt(sum(product.var(axis=0) for product in products) / draws)
    assert np.abs(gap / error).max() < 4.0
