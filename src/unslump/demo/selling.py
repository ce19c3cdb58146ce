"""Selling time: leads queue for their owner's hours, first come first served, and go cold waiting.

Every lead takes `hours_per_lead` of its owner's productive selling hours. What does not fit into
a week waits for the next; after `cold_after` weeks of waiting a lead is dropped and never hears
from anyone. Time left over in a week without a queue is not saved up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.demo.calendar import SECONDS_A_WEEK
from unslump.demo.leads import NOBODY, Leads
from unslump.demo.people import SALES, Team
from unslump.demo.shocks import shock_factor
from unslump.demo.spec import ShockKind, WorldSpec
from unslump.demo.streams import Streams

__all__ = ["Answers", "answer", "serve"]

_NEVER = -1


@dataclass(frozen=True, slots=True)
class Answers:
    """What became of each lead in the queue."""

    answered: NDArray[np.bool_]
    waited: NDArray[np.int64]  # full weeks in the queue; 0 where never answered
    delay: NDArray[np.float64]  # days to the first answer; 0 where never answered
    answered_at: NDArray[np.datetime64]  # seconds; NaT where never answered


def answer(spec: WorldSpec, team: Team, leads: Leads, streams: Streams) -> Answers:
    """Put the leads through the queue."""
    served = serve(
        leads.week, leads.owner, team.productive[:, :, SALES], spec.hours_per_lead, spec.cold_after
    )
    kept = shock_factor(spec, ShockKind.RESPONSE)[leads.week]
    chance = streams.named("forgotten").random(len(leads))
    answered = (served != _NEVER) & (chance < (1 - spec.forgotten) * kept)
    waited = np.where(answered, served - leads.week, 0)
    noise = streams.named("response").normal(0.0, spec.response_noise, len(leads))
    hours = spec.response_hours * np.exp(noise) / kept
    seconds = waited * SECONDS_A_WEEK + np.ceil(hours * 60).astype(np.int64) * 60
    answered_at = np.where(answered, leads.created_at + seconds, np.datetime64("NaT", "s"))
    return Answers(
        answered=answered,
        waited=waited,
        delay=np.where(answered, seconds / 86_400, 0.0),
        answered_at=answered_at,
    )


def serve(
    week: NDArray[np.int64],
    owner: NDArray[np.int64],
    hours: NDArray[np.float64],
    hours_per_lead: float,
    cold_after: int,
) -> NDArray[np.int64]:
    """The week each lead is served in, or -1.

    `week` and `owner` are one a lead, in order of arrival; `hours` is weeks × people. After the
    last week the queue is worked off with that week's hours.

    >>> week, owner = np.array([0, 0, 0, 1]), np.zeros(4, dtype=int)
    >>> serve(week, owner, np.array([[4.0], [4.0], [4.0]]), hours_per_lead=2.0, cold_after=3)
    array([0, 0, 1, 1])
    >>> serve(week, owner, np.array([[4.0], [2.0], [2.0]]), hours_per_lead=2.0, cold_after=0)
    array([ 0,  0, -1,  1])
    """
    if hours_per_lead == 0:
        return np.where(owner == NOBODY, _NEVER, week)
    weeks, people = hours.shape
    arrived = np.zeros((weeks + cold_after + 1, people), dtype=np.int64)
    owned = owner != NOBODY
    np.add.at(arrived, (week[owned], owner[owned]), 1)
    arrived = np.cumsum(arrived, axis=0)
    dropped_to, served_to = _work_off(arrived, hours, hours_per_lead, cold_after)

    served = np.full(len(week), _NEVER, dtype=np.int64)
    for person in range(people):
        mine = np.flatnonzero(owner == person)
        place = np.arange(len(mine))
        when = np.searchsorted(served_to[:, person], place, side="right")
        in_time = when < len(arrived)
        when = np.where(in_time, when, 0)
        served[mine] = np.where(in_time & (place >= dropped_to[when, person]), when, _NEVER)
    return served


def _work_off(
    arrived: NDArray[np.int64], hours: NDArray[np.float64], hours_per_lead: float, cold_after: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """By week and person, the place in the queue up to which leads were dropped, and served."""
    dropped_to, served_to = np.zeros_like(arrived), np.zeros_like(arrived)
    head = np.zeros(arrived.shape[1], dtype=np.int64)
    left_over = np.zeros(arrived.shape[1])
    for week in range(len(arrived)):
        if week > cold_after:
            head = np.maximum(head, arrived[week - cold_after - 1])
        dropped_to[week] = head
        time = left_over + hours[min(week, len(hours) - 1)]
        able = np.floor(time / hours_per_lead + 1e-9).astype(np.int64)
        done = np.minimum(able, arrived[week] - head)
        head = head + done
        queue = arrived[week] > head
        left_over = np.where(queue, time - done * hours_per_lead, 0.0)
        served_to[week] = head
    return dropped_to, served_to
