"""What people did, hour by hour, so that hats can be seen in it.

Marketing hours are spread over the working days in the kinds marketing has. Selling hours are those
the answered leads took, `hours_per_lead` on average: a call at the first answer, then meetings when
the deal opens and on its way, or follow-ups where no deal comes of it. Idle time is not written
down. Of all hours, only the share `logged` is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.demo.calendar import SECONDS_A_DAY, Calendar
from unslump.demo.endings import Endings
from unslump.demo.leads import NOBODY, Leads
from unslump.demo.people import MARKETING, Team
from unslump.demo.spec import WorldSpec
from unslump.demo.streams import Streams

__all__ = ["KINDS", "Activities", "record"]

KINDS = ("content", "ad", "event", "newsletter", "call", "meeting", "follow-up")
_MARKETING_KINDS = 4
_CALL, _MEETING, _FOLLOW_UP = 4, 5, 6

_USUAL_HOURS = 3.0  # for one lead, where the spec sets none
_CALL_PART, _MEETING_PART = 0.2, 0.4  # of a lead's hours: one call, two meetings or follow-ups
_NO_LEAD = -1
_PAUSE_DAYS = 12.0  # mean time from one meeting to the next


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
    hours = team.productive[:, :, MARKETING] * spec.logged
    horizon = calendar.starts[-1].astype("datetime64[s]") + 7 * SECONDS_A_DAY
    sales = _selling(spec, leads, endings, streams)
    parts = (_marketing(hours, calendar, streams), _only(sales, sales.at < horizon))
    together = Activities(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Activities.__slots__)
    )
    return _only(together, np.argsort(together.at, kind="stable"))


def _only(activities: Activities, which: NDArray[np.bool_] | NDArray[np.int64]) -> Activities:
    return Activities(*(getattr(activities, name)[which] for name in Activities.__slots__))


def _selling(spec: WorldSpec, leads: Leads, endings: Endings, streams: Streams) -> Activities:
    """A call at the first answer; two meetings when there is a deal, else two follow-ups."""
    owned = leads.owner != NOBODY
    answered, has_deal = ~np.isnat(endings.answered_at), ~np.isnat(endings.deal_at)
    called = np.flatnonzero(owned & answered)
    kept_on = np.flatnonzero(owned & (answered | has_deal))
    begins = np.where(has_deal, endings.deal_at, endings.answered_at)[kept_on]
    again = np.where(has_deal[kept_on], begins, _later(begins, kept_on, endings, streams, "first pause"))
    and_again = _later(again, kept_on, endings, streams, "second pause")

    lead = np.concatenate([called, kept_on, kept_on])
    is_call = np.arange(len(lead)) < len(called)
    noise = streams.named("sales hours").gamma(8.0, 1 / 8.0, len(lead))
    part = np.where(is_call, _CALL_PART, _MEETING_PART)
    hours = (spec.hours_per_lead or _USUAL_HOURS) * spec.logged
    in_deal = ~is_call & has_deal[lead]
    return Activities(
        at=np.concatenate([endings.answered_at[called], again, and_again]),
        person=leads.owner[lead],
        kind=np.where(is_call, _CALL, np.where(in_deal, _MEETING, _FOLLOW_UP)),
        hours=hours * part * noise,
        lead=lead,
        in_deal=in_deal,
    )


def _later(
    since: NDArray[np.datetime64],
    lead: NDArray[np.int64],
    endings: Endings,
    streams: Streams,
    stream: str,
) -> NDArray[np.datetime64]:
    """Some days after `since`, but not after the lead's ending."""
    days = streams.named(stream).exponential(_PAUSE_DAYS, len(endings.ending))[lead]
    later: NDArray[np.datetime64] = since + (days * SECONDS_A_DAY).astype(np.int64)
    return np.fmin(later, endings.ended_at[lead])


def _marketing(hours: NDArray[np.float64], calendar: Calendar, streams: Streams) -> Activities:
    """Hours (weeks × people) over the five working days, unevenly, their sum kept."""
    rng = streams.named("marketing work")
    weeks, people = hours.shape
    part = rng.gamma(6.0, 1.0, (weeks, people, 5))
    part *= hours[:, :, None] / part.sum(axis=2, keepdims=True)
    start = rng.integers(8 * 60, 16 * 60, part.shape) * 60
    kind = rng.integers(0, _MARKETING_KINDS, part.shape)
    seconds = np.arange(5) * SECONDS_A_DAY + start
    begins: NDArray[np.datetime64] = calendar.starts.astype("datetime64[s]")[:, None, None]
    at: NDArray[np.datetime64] = np.asarray(np.add(begins, seconds))
    person = np.broadcast_to(np.arange(people)[None, :, None], part.shape)
    worked = part > 0
    count = int(worked.sum())
    return Activities(
        at=at[worked],
        person=person[worked],
        kind=kind[worked],
        hours=part[worked],
        lead=np.full(count, _NO_LEAD),
        in_deal=np.zeros(count, dtype=np.bool_),
    )
