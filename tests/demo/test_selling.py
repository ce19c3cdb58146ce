"""The queue for selling time, against one that serves lead after lead."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unslump.demo.selling import serve


def one_by_one(
    week: list[int], owner: list[int], hours: np.ndarray, need: float, cold_after: int
) -> list[int]:
    """The same queue in the slow and obvious way."""
    served = [-1] * len(week)
    for person in range(hours.shape[1]):
        waiting = [lead for lead in range(len(week)) if owner[lead] == person]
        left_over = 0.0
        for now in range(len(hours) + cold_after + 1):
            here = [lead for lead in waiting if now - cold_after <= week[lead] <= now]
            time = left_over + hours[min(now, len(hours) - 1), person]
            while here and time >= need - 1e-9:
                lead = here.pop(0)
                waiting.remove(lead)
                served[lead] = now
                time -= need
            left_over = time if here else 0.0
    return served


@settings(max_examples=150, deadline=None)
@given(
    arrivals=st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 2)), max_size=40),
    hours=st.lists(st.tuples(*[st.integers(0, 12)] * 3), min_size=6, max_size=6),
    need=st.sampled_from([0.5, 2.0, 3.0, 5.0]),
    cold_after=st.integers(0, 3),
)
def test_the_queue_serves_as_one_by_one(
    arrivals: list[tuple[int, int]], hours: list[tuple[int, ...]], need: float, cold_after: int
) -> None:
    arrivals = sorted(arrivals, key=lambda arrival: arrival[0])
    week, owner = [a[0] for a in arrivals], [a[1] for a in arrivals]
    table = np.array(hours, dtype=float)
    fast = serve(np.array(week, dtype=int), np.array(owner, dtype=int), table, need, cold_after)
    assert fast.tolist() == one_by_one(week, owner, table, need, cold_after)


def test_without_a_need_for_hours_everyone_with_an_owner_is_served_at_once() -> None:
    week, owner = np.array([0, 3, 4]), np.array([0, -1, 1])
    assert serve(week, owner, np.zeros((5, 2)), 0.0, 2).tolist() == [0, -1, 4]


def test_half_the_time_for_steady_leads_leaves_half_of_them_cold() -> None:
    week = np.repeat(np.arange(100), 10)
    served = serve(week, np.zeros(1000, dtype=int), np.full((100, 1), 10.0), 2.0, 3)
    assert (served >= 0).mean() == pytest.approx(0.5, abs=0.03)
    assert (served - week)[served >= 0].max() == 3
