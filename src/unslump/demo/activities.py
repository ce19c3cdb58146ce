"""What people did, hour by hour, so that hats can be seen in it.

Marketing hours are spread over the working days in the kinds marketing has. Selling hours go to
leads first (a call at the first answer, meetings at the deal's opening and on its way); what is
left of a week is follow-up that is linked to nobody. Only the share `logged` is written down.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.demo.calendar import SECONDS_A_DAY, Calendar
from unslump.demo.endings import Endings
from unslump.demo.leads import NOBODY, Leads
from unslump.demo.people import MARKETING, SALES, Team
from unslump.demo.spec import WorldSpec
from unslump.demo.streams import Streams

__all__ = ["KINDS", "Activities", "record"]

KINDS = ("content", "advertising", "event", "newsletter", "call", "meeting", "e-mail")
_MARKETING_KINDS = 4
_CALL, _MEETING, _EMAIL = 4, 5, 6

_USUAL_HOURS = 3.0  # for one lead, where the spec sets none
_CALL_PART, _MEETING_PART = 0.2, 0.4  # of a lead's hours: one call, two meetings
_NO_LEAD = -1


@dataclass(frozen=True, slots=True)
class Activities:
    """One entry an activity, in order of time."""

    at: NDArray[np.datetime64]  # seconds
    person: NDArray[np.int64]
    kind: NDArray[np.int64]  # index into KINDS
    hours: NDArray[np.float64]
    lead: NDArray[np.int64]  # index of the lead, or -1
    in_deal: NDArray[np.bool_]  # belongs to the lead's deal


def record(
    spec: WorldSpec, calendar: Calendar, team: Team, leads: Leads, endings: Endings, streams: Streams
) -> Activities:
    """All activities of the simulated weeks."""
    linked = _with_leads(spec, leads, endings, streams)
    horizon = calendar.starts[-1].astype("datetime64[s]") + 7 * SECONDS_A_DAY
    linked = _only(linked, linked.at < horizon)
    week = (linked.at - calendar.starts[0].astype("datetime64[s]")).astype(np.int64) // (7 * SECONDS_A_DAY)
    spoken_for = np.zeros(team.productive.shape[:2])
    np.add.at(spoken_for, (week, linked.person), linked.hours)
    parts = (
        _spread(team.productive[:, :, MARKETING], calendar, spec.logged, streams.named("marketing work")),
        linked,
        _spread(
            np.maximum(team.productive[:, :, SALES] * spec.logged - spoken_for, 0.0),
            calendar,
            1.0,
            streams.named("sales work"),
            kinds=(_EMAIL, _EMAIL + 1),
        ),
    )
    together = Activities(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Activities.__slots__)
    )
    return _only(together, np.argsort(together.at, kind="stable"))


def _only(activities: Activities, which: NDArray[np.bool_] | NDArray[np.int64]) -> Activities:
    return Activities(*(getattr(activities, name)[which] for name in Activities.__slots__))


def _with_leads(spec: WorldSpec, leads: Leads, endings: Endings, streams: Streams) -> Activities:
    """A call at the first answer; meetings when the deal opens and a third of the way on."""
    hours = (spec.hours_per_lead or _USUAL_HOURS) * spec.logged
    owned = leads.owner != NOBODY
    called = np.flatnonzero(owned & ~np.isnat(endings.answered_at))
    met = np.flatnonzero(owned & ~np.isnat(endings.deal_at))
    ended = endings.ended_at[met]
    days = streams.named("second meeting").exponential(12.0, len(leads))[met]
    later = endings.deal_at[met] + (days * SECONDS_A_DAY).astype(np.int64)
    later = np.where(np.isnat(ended), later, np.minimum(later, ended))
    lead = np.concatenate([called, met, met])
    kind = np.repeat([_CALL, _MEETING, _MEETING], [len(called), len(met), len(met)])
    noise = streams.named("meeting hours").gamma(8.0, 1 / 8.0, len(lead))
    part = np.where(kind == _CALL, _CALL_PART, _MEETING_PART)
    return Activities(
        at=np.concatenate([endings.answered_at[called], endings.deal_at[met], later]),
        person=leads.owner[lead],
        kind=kind,
        hours=np.round(hours * part * noise, 2),
        lead=lead,
        in_deal=kind == _MEETING,
    )


def _spread(
    hours: NDArray[np.float64],
    calendar: Calendar,
    logged: float,
    rng: np.random.Generator,
    kinds: tuple[int, int] = (0, _MARKETING_KINDS),
) -> Activities:
    """Hours (weeks × people) over the five working days, unevenly, their sum kept."""
    weeks, people = hours.shape
    part = rng.gamma(6.0, 1.0, (weeks, people, 5))
    part *= hours[:, :, None] * logged / part.sum(axis=2, keepdims=True)
    start = rng.integers(8 * 60, 16 * 60, part.shape) * 60
    kind = rng.integers(*kinds, part.shape)
    seconds = np.arange(5) * SECONDS_A_DAY + start
    begins: NDArray[np.datetime64] = calendar.starts.astype("datetime64[s]")[:, None, None]
    at: NDArray[np.datetime64] = np.asarray(np.add(begins, seconds))
    person = np.broadcast_to(np.arange(people)[None, :, None], part.shape)
    there = part > 0.05  # nobody writes down three minutes
    count = int(there.sum())
    return Activities(
        at=at[there],
        person=person[there],
        kind=kind[there],
        hours=part[there],
        lead=np.full(count, _NO_LEAD),
        in_deal=np.zeros(count, dtype=np.bool_),
    )
