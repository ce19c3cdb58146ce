"""Every stream a history holds, and what it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unslump.business.company import functions_said
from unslump.business.functions import Function
from unslump.business.wording import day
from unslump.errors import QuestionError
from unslump.estimates.arrivals import SEASON_WEEKS, fit_arrivals, harmonics, season_position
from unslump.estimates.outcomes import OutcomePosterior, fit_outcomes
from unslump.history.cohorts import MISSING, OTHER, Canonical
from unslump.history.journey import DIRECT
from unslump.history.names import company_spelling
from unslump.history.overdue_weeks import read_due
from unslump.history.people_weeks import PeopleWeeks, read_people_weeks
from unslump.history.prospect_weeks import NEVER, REPLY_DAYS, ProspectWeeks, read_prospect_weeks
from unslump.history.response_weeks import read_response_weeks
from unslump.history.weekly import WeeklyCounts
from unslump.slump.cohort_streams import BEFORE, Board, CohortStream, expected_board
from unslump.slump.level_streams import LevelStream
from unslump.slump.silence import silent_weeks, stopped_since
from unslump.slump.size_stream import SizeStream
from unslump.slump.streams import Family, Stream, Watched

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot

__all__ = ["BURN_IN", "Gathered", "gather"]

Array = NDArray[np.float64]
Bools = NDArray[np.bool_]

BURN_IN = 26
"""Weeks a history must have before anything can be expected of the next one."""
_QUALIFIED_WITHIN = 2  # weeks
_FEWEST_A_WEEK = 0.3  # leads; a channel with fewer is watched in the total only
_FEWEST_HOURS = 5.0  # a week, of a person in a function
_MOST_OF_A_KIND = 12  # channels or people watched one by one
_SEASON_DRAWS = 200
_WINS = 12  # wins before the first anchor, or how many are won cannot be judged


@dataclass
class Gathered:
    """The streams, and what is not watched and why: (what, reason).

    `stops` is the number of weeks that are judged for streams that end early, by key; `posterior`
    gives what was learnt of outcomes at an anchor (learnt once).
    """

    panel: ProspectWeeks
    people: PeopleWeeks | None
    streams: list[Watched]
    silent_on: list[tuple[str, str]]
    stops: dict[str, int] = field(default_factory=dict)
    posteriors: dict[int, OutcomePosterior] = field(default_factory=dict)
    learn: Callable[[int], OutcomePosterior] | None = None

    def posterior(self, anchor: int) -> OutcomePosterior:
        """What was known of outcomes at an anchor."""
        if anchor not in self.posteriors:
            if self.learn is None:
                raise LookupError("outcomes are not learnt here")
            self.posteriors[anchor] = self.learn(anchor)
        return self.posteriors[anchor]


def gather(
    snapshot: Snapshot, company: Company | None, rng: np.random.Generator, draws: int = 200
) -> Gathered:
    """Read every stream. Raises QuestionError when the history has neither leads nor deals with openings."""
    names = company_spelling(snapshot, company)
    panel = read_prospect_weeks(snapshot, names)
    if not len(panel.count):
        raise QuestionError(
            "the history holds no leads and no deals: there is nothing to watch",
            hint="Import leads or deals.",
        )
    out = Gathered(panel, None, [], [])
    seed = int(rng.integers(2**32))

    def learn(anchor: int) -> OutcomePosterior:
        # A generator of its own for each anchor: what is learnt does not hang on what was asked before.
        return fit_outcomes(snapshot, panel, anchor, names, np.random.default_rng([seed, anchor]), draws)

    out.learn = learn
    silence = silent_weeks(_arrivals(panel))
    for words in silence.words(panel.monday):
        out.silent_on.append(("leads", words))
    seen = ~silence.weeks
    _leads(out, seen, silence.early)
    _replies(out, seen)
    _endings(out, snapshot)
    _money(out, snapshot, names)
    _hours(out, snapshot, company, names)
    _orders(out, snapshot)
    return out


def _leads(out: Gathered, seen: Bools, early: Bools) -> None:
    panel = out.panel
    what = "leads" if panel.has_leads else "deals"
    labels = panel.labels["channel"]
    total = _arrivals(panel)
    season = _season_of(total, panel, seen)
    even = np.ones(panel.weeks)
    every = Stream(Family.LEADS, f"{what.capitalize()} a week", what)
    out.streams.append(LevelStream(every, total, even, seen, "count", 2, season, early))
    if len(labels) == 1:
        return
    for code, name in list(enumerate(labels))[:_MOST_OF_A_KIND]:
        mine = panel.codes["channel"] == code
        weekly = panel.by_week(np.where(mine, panel.started, NEVER))
        if name in (OTHER, MISSING) or weekly[seen].mean() < _FEWEST_A_WEEK:
            continue
        title = "Deals without a lead" if name == DIRECT else f"{what.capitalize()} from {name}"
        stream = Stream(Family.CHANNEL, title, what, of=name)
        out.streams.append(LevelStream(stream, weekly, even, seen, "count", 2, season, early))


def _arrivals(panel: ProspectWeeks) -> Array:
    """Leads by week (deals, where no leads are recorded): deals that came from no lead do not count."""
    labels = panel.labels["channel"]
    direct = labels.index(DIRECT) if panel.has_leads and DIRECT in labels else -1
    return panel.by_week(np.where(panel.codes["channel"] == direct, NEVER, panel.started))


def _season_of(total: Array, panel: ProspectWeeks, seen: Bools) -> Callable[[int], Array]:
    """The season's factor in each week, as the weeks before an anchor showed it; 1 below two years."""

    @cache
    def factor(anchor: int) -> Array:
        if anchor < SEASON_WEEKS:
            return np.ones(panel.weeks)
        counts, watched = total[None, :anchor].astype(np.int64), np.where(seen[:anchor], 1.0, 1e-6)
        weekly = WeeklyCounts(("all",), panel.first_week, counts, watched)
        found = fit_arrivals(weekly, np.random.default_rng(anchor), _SEASON_DRAWS)
        waves = harmonics(season_position(panel.first_week), panel.weeks)
        return np.asarray(np.exp(waves @ found.season.mean(axis=0)))

    return factor


def _replies(out: Gathered, seen: Bools) -> None:
    panel = out.panel
    if not panel.has_replies:
        out.silent_on.append(("first response", "no first response is recorded for any lead"))
        return
    total = panel.by_week(panel.started)
    answered = panel.reply >= 0
    usual = [
        float((panel.count * ((panel.reply >= 0) & (panel.reply <= within))).sum() / panel.count.sum())
        for within in range(len(REPLY_DAYS))
    ]
    within = int(np.argmin(np.abs(np.array(usual) - 0.5)))
    days = REPLY_DAYS[within]
    slow = panel.by_week(np.where((panel.reply < 0) | (panel.reply > within), panel.started, NEVER))
    never = panel.by_week(np.where(answered & (panel.reply < len(REPLY_DAYS)), NEVER, panel.started))
    spoken = "a day" if days == 1 else f"{days} days"
    for family, late, title in (
        (Family.REPLY, slow, f"Leads without a first response within {spoken}"),
        (Family.FOLLOW_UP, never, f"Leads nobody has answered within {REPLY_DAYS[-1]} days"),
    ):
        if family is Family.REPLY and days == REPLY_DAYS[-1]:
            continue
        stream = Stream(family, title, "leads", bad=1, delay=1)
        out.streams.append(_late(stream, late, total, seen))


def _late(stream: Stream, y: Array, offset: Array, seen: Bools) -> LevelStream:
    """A share that is known only `delay` weeks later: put on the week in which it is."""
    by = stream.delay

    def later(values: Array) -> Array:
        return np.concatenate([np.zeros(by), values[: len(values) - by]])

    known = later(seen.astype(float)) > 0
    return LevelStream(stream, later(y), later(offset), known, "share", shortest=3)


def _endings(out: Gathered, snapshot: Snapshot) -> None:
    panel = out.panel
    stop = stopped_since(snapshot, panel)
    if panel.has_openings and panel.has_leads:
        soon = (panel.opened >= 0) & (panel.opened <= panel.started + _QUALIFIED_WITHIN)
        total = panel.by_week(panel.started)
        share = panel.by_week(np.where(soon, panel.started, NEVER))
        stream = Stream(
            Family.QUALIFIED,
            f"Leads that become a deal within {_QUALIFIED_WITHIN} weeks",
            "leads",
            delay=_QUALIFIED_WITHIN,
        )
        out.streams.append(_late(stream, share, total, total > 0))
    elif panel.has_leads:
        out.silent_on.append(("qualification", "no opening day of deals is recorded"))
    won = panel.by_week(np.where(panel.ending == 0, panel.ended, NEVER))
    if won[: max(panel.weeks - BURN_IN, 0)].sum() < _WINS:
        out.silent_on.append(
            ("wins", f"too few wins before the last half year (fewer than {_WINS}) to say what is usual")
        )
    else:
        boards: dict[int, Board] = {}

        def board(anchor: int) -> Board:
            if anchor not in boards:
                first = max(anchor - BEFORE, 0)
                boards[anchor] = expected_board(panel, out.posterior(anchor), first)
            return boards[anchor]

        what = "leads" if panel.has_leads else "deals"
        streams = [
            Stream(Family.WINS, f"Wins from new {what}, given their age", "wins"),
            Stream(Family.CLOSING, "Wins a week, given the age of the pipeline", "wins"),
        ]
        if (panel.ending == 1).any():
            streams.append(Stream(Family.CYCLE, f"New {what} decided so far, given their age", "decisions"))
        else:
            out.silent_on.append(
                ("cycle length", "no lost deals are recorded: slower cannot be told from fewer")
            )
        out.streams += [CohortStream(stream, panel, board) for stream in streams]
    if (panel.priced > 0).any():
        out.streams.append(SizeStream(Stream(Family.SIZE, "Deal size", "money"), panel))
    else:
        out.silent_on.append(("deal size", "no deal has an amount"))
    if stop is not None:
        out.silent_on.append(("wins, deal size", stop.words))
        for watched in out.streams:
            if watched.stream.family in (
                Family.WINS,
                Family.CLOSING,
                Family.CYCLE,
                Family.SIZE,
                Family.QUALIFIED,
            ):
                out.stops[watched.stream.key] = stop.week


def _money(out: Gathered, snapshot: Snapshot, names: Mapping[str, Canonical]) -> None:
    panel = out.panel
    if not snapshot.has("spend"):
        out.silent_on.append(("spend", "no marketing spend is recorded"))
        return
    table = np.stack(
        [
            panel.by_week(np.where(panel.codes["channel"] == code, panel.started, NEVER))
            for code in range(len(panel.labels["channel"]))
        ]
    )
    weekly = WeeklyCounts(
        panel.labels["channel"], panel.first_week, table.astype(np.int64), np.ones(panel.weeks)
    )
    spent = read_response_weeks(snapshot, weekly, names, lambda _kind: None)
    skip = (spent.first_week - panel.first_week).days // 7
    last = snapshot.last_arrival("spend") or panel.first_week
    recorded = np.zeros(panel.weeks, dtype=bool)
    recorded[skip : panel.week_of(last) + 1 + 4] = True  # a month's row pays for the weeks after it
    if not recorded[-1]:
        out.silent_on.append(("spend", f"no spend is recorded after {day(last)}"))
    busiest = np.argsort(-spent.spend.sum(axis=1), kind="stable")[:_MOST_OF_A_KIND]
    for channel in busiest:
        money = np.concatenate([np.zeros(skip), spent.spend[channel]])
        if not money.any():
            continue
        name = spent.channels[channel]
        stream = Stream(Family.SPEND, f"Spend on {name}", "money", of=name)
        seen = recorded & (np.cumsum(money) > 0)
        out.streams.append(LevelStream(stream, money, np.ones(panel.weeks), seen, "money", shortest=2))


def _hours(
    out: Gathered, snapshot: Snapshot, company: Company | None, names: Mapping[str, Canonical]
) -> None:
    panel = out.panel
    if not snapshot.has("activities"):
        out.silent_on.append(("hours", "no activities are recorded"))
        return
    people = read_people_weeks(snapshot, names, functions_said(company))
    out.people = people
    if people.hours is None:
        out.silent_on.append(("hours", "no activity says how long it took"))
        return
    titles = {Function.MARKETING: Family.MARKETING_HOURS, Function.SALES: Family.SELLING_HOURS}
    worked = sum(people.hours.values(), np.zeros_like(people.found[:, 0]))
    quiet = _aligned(worked.sum(axis=0), people.first_week, panel) == 0
    if not worked.any():
        out.silent_on.append(
            ("hours", "nothing says which kinds of activity are marketing and which are sales")
        )
        return
    if quiet[-1]:
        out.silent_on.append(("hours", "no hours are recorded in the last week"))
    for function, family in titles.items():
        hours = people.hours.get(function)
        if hours is None or not hours.any():
            out.silent_on.append((family.value, f"no activity of a kind that belongs to {function.value}"))
            continue
        busiest = np.argsort(-hours.sum(axis=1), kind="stable")[:_MOST_OF_A_KIND]
        for person in busiest:
            series = _aligned(hours[person], people.first_week, panel)
            began = np.cumsum(series) > 0
            if not began.any() or series[began].mean() < _FEWEST_HOURS:
                continue
            name = people.people[person]
            stream = Stream(family, f"{name}'s {family.value}", "hours", of=name)
            seen = began & ~quiet & ~_short_absences(series)
            # Selling comes in lumps, as leads do; marketing hours are given week by week.
            shortest = 3 if function is Function.MARKETING else 6
            out.streams.append(
                LevelStream(stream, series, np.ones(panel.weeks), seen, "money", shortest=shortest)
            )


def _short_absences(series: Array) -> Bools:
    """Runs of up to three weeks without an hour: holidays. A run that goes on at the end may be one too."""
    out = np.zeros(len(series), dtype=bool)
    for start, stop in _runs(series == 0):
        if stop - start <= 3:
            out[start:stop] = True
    return out


def _runs(flags: Bools) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _aligned(series: Array, first_week: date, panel: ProspectWeeks) -> Array:
    """A weekly series on the panel's weeks, zero outside its own."""
    shift = (panel.first_week - first_week).days // 7
    out = np.zeros(panel.weeks)
    low, high = max(shift, 0), min(shift + panel.weeks, len(series))
    if high > low:
        out[low - shift : high - shift] = series[low:high]
    return out


def _orders(out: Gathered, snapshot: Snapshot) -> None:
    panel = out.panel
    for what, family in (("delivered", Family.DELIVERY), ("paid", Family.PAYMENT)):
        due = read_due(snapshot, what, panel.first_week, panel.weeks)
        if due is None or due.due.sum() < BURN_IN:
            out.silent_on.append((family.value, "no orders with a due day are recorded, or too few"))
            continue
        delay = panel.weeks - due.complete
        seen = np.concatenate([np.zeros(delay), due.due[: due.complete]]) > 0
        late = np.concatenate([np.zeros(delay), due.late[: due.complete]])
        total = np.concatenate([np.zeros(delay), due.due[: due.complete]])
        title = "Deliveries late" if what == "delivered" else "Payments late"
        stream = Stream(family, title, "orders", bad=1, delay=delay)
        out.streams.append(LevelStream(stream, late, total, seen, "share"))
