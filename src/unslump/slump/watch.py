"""Is a slump on its way: every stream the history holds, judged week by week beside what was expected.

See gathering.py for the streams, levels.py and outcomes.py for what is expected of them, detecting.py for
when an alarm begins and ends, alarms.py for how they are joined, cost.py for what they cost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from unslump.business.wording import count
from unslump.estimates.outcomes import OutcomePosterior
from unslump.history.prospect_weeks import NEVER, WON
from unslump.slump.alarm_words import alarm_sentence, look_first, watch_sentence
from unslump.slump.alarms import Alarm, joined
from unslump.slump.cost import cost_of, worth_at
from unslump.slump.detecting import Episode, Watching, anchors_for, watch_stream
from unslump.slump.gathering import BURN_IN, Gathered, gather
from unslump.slump.streams import SHARES, Family
from unslump.slump.watch_answer import AlarmView, CostView, Marked, SilentOn, StreamView, WatchResult

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot

__all__ = ["WATCHED_WEEKS", "watch", "watch_all"]

WATCHED_WEEKS = 52
_QUARTER, _FELL = 13, 0.8  # weeks of bookings, and the part below which they have fallen
_CAUTION = 0.5
"""Real streams are rougher than any model: bars are set for this part of the allowed false alarms."""

Progress = Callable[[str, float], None]


def watch(
    snapshot: Snapshot,
    company: Company | None,
    currency: str,
    *,
    seed: int,
    false_alarms: float = 1.0,
    progress: Progress | None = None,
) -> WatchResult:
    """Watch the last year of a snapshot.

    `false_alarms` is how many a healthy company may hear in two years. The same history and seed:
    the same answer. Raises QuestionError when there are neither leads nor deals.
    """
    gathered = gather(snapshot, company, np.random.default_rng(seed))
    panel = gathered.panel
    silent = [SilentOn(stream=what, why=why) for what, why in gathered.silent_on]
    allowed = (
        f"A healthy company hears at most {count(false_alarms, 'false alarm', 'false alarms')} in two years."
    )
    anchors = anchors_for(panel.weeks, WATCHED_WEEKS)
    if not anchors:
        had = count(panel.weeks, "whole week", "whole weeks")
        why = f"the history has {had}; half a year must be known before anything can be expected"
        silent.insert(0, SilentOn(stream="everything", why=why))
        return WatchResult(
            as_of=snapshot.as_of, watched_from=None, judged_until=None, false_alarms=allowed,
            currency=currency, sentence=watch_sentence([], silent, 0), alarms=[], streams=[],
            silent_on=silent,
        )  # fmt: skip
    watchings = watch_all(gathered, anchors, false_alarms, seed, progress)
    shift = 0
    if gathered.people is not None:
        shift = (panel.first_week - gathered.people.first_week).days // 7
    monday_of = {week: max(week + shift, 0) for week in range(panel.weeks)}
    episodes = [episode for watching in watchings for episode in watching.episodes]
    alarms = joined(episodes, gathered.people, monday_of, {one.stream.family for one in watchings})
    views = [
        _view(alarm, gathered, watchings, anchors, currency, np.random.default_rng([seed, number]))
        for number, alarm in enumerate(alarms)
    ]
    views.sort(key=lambda view: (not view.active, -(view.cost.p50 if view.cost and view.active else 0.0)))
    return WatchResult(
        as_of=snapshot.as_of,
        watched_from=panel.monday(anchors[0]),
        judged_until=panel.monday(panel.weeks) - timedelta(days=1),
        sentence=watch_sentence(views, silent, len(watchings)),
        false_alarms=allowed,
        currency=currency,
        alarms=views,
        streams=[
            _stream_view(watching, gathered)
            for watching in sorted(watchings, key=lambda one: list(Family).index(one.stream.family))
        ],
        silent_on=silent,
    )


def watch_all(
    gathered: Gathered, anchors: list[int], false_alarms: float, seed: int, progress: Progress | None = None
) -> list[Watching]:
    """Watch every stream, the allowed false alarms shared among them."""
    families = Counter(watched.stream.family for watched in gathered.streams)
    total = sum(SHARES[family] for family in families)
    out = []
    for number, watched in enumerate(gathered.streams):
        family = watched.stream.family
        if progress:
            progress(watched.stream.title, number / len(gathered.streams))
        until = min(gathered.panel.weeks, gathered.stops.get(watched.stream.key, gathered.panel.weeks))
        here = [anchor for anchor in anchors if anchor < until]
        if not here:
            continue
        rate = _CAUTION * false_alarms * SHARES[family] / total / families[family]
        out.append(watch_stream(watched, here, until, rate, np.random.default_rng([seed, number])))
    return out


def _view(
    alarm: Alarm,
    gathered: Gathered,
    watchings: list[Watching],
    anchors: list[int],
    currency: str,
    rng: np.random.Generator,
) -> AlarmView:
    panel = gathered.panel
    raised = panel.monday(alarm.raised + 1)
    over = None if alarm.ended is None else panel.monday(alarm.ended + 1)
    cost, shows = _cost(alarm, gathered, anchors, currency, rng)
    since = panel.monday(max(alarm.since, 0))
    channels = [
        one for watching in watchings for one in watching.episodes
        if one.stream.family is Family.CHANNEL and one.since <= (alarm.ended or panel.weeks)
        and (one.ended is None or one.ended >= alarm.since)
    ]  # fmt: skip
    families = {watching.stream.family for watching in watchings}
    return AlarmView(
        since=since,
        raised=raised,
        over=over,
        active=over is None,
        recovered=None if over is None else alarm.recovered,
        stream=alarm.head.stream.title,
        function=alarm.owner.value,
        ratio=alarm.head.ratio,
        probability=_probability(alarm),
        cost=cost,
        shows_in_bookings_by=shows,
        bookings_fell=_fell(alarm, gathered),
        look_first=look_first(alarm, channels, families),
        also_seen_in=list(dict.fromkeys(one.stream.title for one in alarm.others)),
        sentence=alarm_sentence(alarm, since, cost, shows, panel.monday(panel.weeks)),
    )


def _fell(alarm: Alarm, gathered: Gathered) -> date | None:
    """The first Monday on which a quarter's bookings had fallen, after the alarm was heard."""
    panel = gathered.panel
    won = np.where(panel.ending == WON, panel.ended, NEVER)
    weekly = panel.by_week(won, panel.amount if panel.amount.any() else panel.count)
    quarter = np.convolve(weekly, np.ones(_QUARTER))[: panel.weeks]
    last = panel.weeks if alarm.ended is None else min(alarm.ended + _QUARTER, panel.weeks)
    low = np.flatnonzero(quarter[alarm.raised + 1 : last] < _FELL * quarter[alarm.raised])
    if alarm.raised < _QUARTER or not len(low):
        return None
    return panel.monday(alarm.raised + 2 + int(low[0]))


def _cost(
    alarm: Alarm, gathered: Gathered, anchors: list[int], currency: str, rng: np.random.Generator
) -> tuple[CostView | None, date | None]:
    panel = gathered.panel
    posterior = _learnt_before(gathered, alarm.raised, anchors)
    if posterior is None:
        return None, None
    worth = worth_at(panel, posterior, max(alarm.since, 1))
    found = cost_of(alarm, worth, panel.weeks - 1, rng, _parts(gathered, alarm.since))
    shows = None if found.shows is None else panel.monday(found.shows)
    if worth.amount <= 0:
        return None, shows
    low, middle, high = (float(q) for q in np.quantile(found.draws, [0.1, 0.5, 0.9]))
    by = panel.monday(found.by + 1) - timedelta(days=1)
    return CostView(p10=low, p50=middle, p90=high, currency=currency, by=by), shows


def _learnt_before(gathered: Gathered, week: int, anchors: list[int]) -> OutcomePosterior | None:
    """What was learnt at the last anchor before a week; None when nothing about wins is learnt here."""
    anchor = max((one for one in anchors if one <= week), default=anchors[0])
    families = {watched.stream.family for watched in gathered.streams}
    return gathered.posterior(anchor) if Family.WINS in families else None


def _parts(gathered: Gathered, since: int) -> dict[str, float]:
    """The part each watched person had of all hours of the function, in the half year before."""
    low = max(since - BURN_IN, 0)
    total: dict[Family, float] = {}
    mine: dict[str, tuple[Family, float]] = {}
    for watched in gathered.streams:
        family = watched.stream.family
        if family in (Family.MARKETING_HOURS, Family.SELLING_HOURS):
            series = getattr(watched, "y")[low : max(since, low + 1)]  # noqa: B009  only these have one
            hours = float(series.sum())
            total[family] = total.get(family, 0.0) + hours
            mine[watched.stream.key] = (family, hours)
    return {key: hours / total[family] if total[family] else 0.0 for key, (family, hours) in mine.items()}


def _probability(alarm: Alarm) -> float:
    """That it is more than chance: real trouble is taken to come once in two years, shared as bars are."""
    doubt = 1.0
    for one in alarm.all:
        share = SHARES[one.stream.family]
        doubt *= one.frequency / (one.frequency + share)
    return float(min(1.0 - doubt, 0.99))


def _stream_view(watching: Watching, gathered: Gathered) -> StreamView:
    panel, stream = gathered.panel, watching.stream
    marketing = stream.family in (Family.SPEND, Family.MARKETING_HOURS, Family.LEADS, Family.CHANNEL)

    def when(episode: Episode) -> Marked:
        over = None if episode.ended is None else panel.monday(episode.ended + 1)
        return Marked(
            since=panel.monday(max(episode.since, 0)), raised=panel.monday(episode.raised + 1), over=over
        )

    return StreamView(
        stream=stream.title,
        kind=stream.family.value,
        of=stream.of,
        function="marketing" if marketing else "sales",
        unit=stream.unit,
        worse="less" if stream.bad < 0 else "more",
        first_week=panel.monday(watching.first - stream.delay),
        expected=[float(value) for value in watching.line[0]],
        low=[float(value) for value in watching.line[1]],
        high=[float(value) for value in watching.line[2]],
        actual=[None if np.isnan(value) else float(value) for value in watching.seen],
        alarms=[when(episode) for episode in watching.episodes],
    )
