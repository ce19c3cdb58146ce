"""From scores to alarms: when each began, since when, how far off, and when it was over.

Weeks are judged one after the other, each from what was learnt at the last anchor before it. While an
alarm is on, what was usual before it stays the measure, so that a slump does not become what is expected;
it is over when two months were nearly as usual again, or when a year has gone by and it is usual now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.levels import LONGEST
from unslump.slump.streams import FOLLOWED, Judged, Stream, Watched

__all__ = ["ANCHORS_APART", "Episode", "Watching", "anchors_for", "watch_stream"]

Array = NDArray[np.float64]

ANCHORS_APART = 26
_SETTLED = 6  # weeks after an alarm is raised in which its beginning may still be seen better
_RECENT = 8  # weeks by which it is judged whether it is over
_NEARLY = 0.12  # how near to the usual things must be again
_LEAST = 0.02  # the least a level that stayed low is taken to be of what it was
_USUAL_AFTER = FOLLOWED - 1  # weeks after which a new level is usual


@dataclass(frozen=True)
class Episode:
    """One alarm of one stream. Weeks count from the panel's first; `ended` is None while it is on.

    `score` is the highest reached, `frequency` how many false alarms in two healthy years reach it,
    `ratio` what came beside what was expected since it began, `vague` the ratio's standard deviation.
    `recovered`: it ended because things are better; else because they have become usual.
    """

    stream: Stream
    since: int
    raised: int
    ended: int | None
    recovered: bool
    score: float
    frequency: float
    ratio: float
    vague: float
    expected: float


@dataclass(frozen=True)
class Watching:
    """A stream as it was watched: its alarms, and week by week what was expected and what came.

    `line` (3 × weeks) and `seen` (weeks,) run from week `first`; `height` is the score that is an alarm.
    """

    stream: Stream
    episodes: tuple[Episode, ...]
    first: int
    line: Array
    seen: Array
    height: float
    highest: float


def anchors_for(weeks: int, watched: int) -> list[int]:
    """Where learning stops and judging starts: every half year, the same whenever the question is asked.

    >>> anchors_for(104, 52), anchors_for(60, 52), anchors_for(20, 52)
    ([52, 78], [26, 52], [])
    """
    first = max((weeks - watched) // ANCHORS_APART * ANCHORS_APART, ANCHORS_APART)
    return list(range(first, weeks, ANCHORS_APART))


def watch_stream(
    watched: Watched, anchors: Sequence[int], until: int, rate: float, rng: np.random.Generator
) -> Watching:
    """Watch one stream from the first anchor to week `until` − 1, at `rate` false alarms in two years."""
    hidden, scale = np.zeros(until, dtype=bool), np.ones(until)
    episodes: list[Episode] = []
    lines: list[Array] = []
    seen: list[Array] = []
    judged, anchor, height = _judged(watched, anchors[0], until, hidden, scale, rate, rng)
    highest, week, first = -np.inf, anchors[0], anchors[0]
    while week < until:
        if week in anchors and week > anchor:
            judged, anchor, height = _judged(watched, week, until, hidden, scale, rate, rng)
        score = _at(judged, week)
        seen.append(judged.seen[week - judged.first : week - judged.first + 1])
        highest = score if week >= until - _RECENT else highest
        if score < height:
            lines.append(judged.line_at(week))
            week += 1
            continue
        episode = _follow(watched.stream, judged, week, until)
        last = until - 1 if episode.ended is None else episode.ended
        began = episode.since + watched.stream.delay
        lines += [judged.line_at(later, began) for later in range(week, last + 1)]
        seen.append(judged.seen[week + 1 - judged.first : last + 1 - judged.first])
        episodes.append(episode)
        highest = max(highest, episode.score) if episode.ended is None else -np.inf
        begin = max(episode.since, 0)
        if episode.ended is not None and episode.recovered:
            hidden[begin : last - _RECENT + 1] = True
        elif episode.ended is not None:
            scale[begin:] *= max(episode.ratio, _LEAST)
        if episode.ended is not None:
            anchor = max((a for a in anchors if a <= last + 1), default=anchor)
            judged, anchor, height = _judged(watched, anchor, until, hidden, scale, rate, rng)
        week = last + 1
    return Watching(
        watched.stream, tuple(episodes), first, np.stack(lines, axis=1), np.concatenate(seen), height, highest
    )


def _judged(
    watched: Watched,
    anchor: int,
    until: int,
    hidden: NDArray[np.bool_],
    scale: Array,
    rate: float,
    rng: np.random.Generator,
) -> tuple[Judged, int, float]:
    judged = watched.judge(anchor, until, hidden, scale, rng)
    return judged, anchor, judged.bar.for_rate(rate)


def _at(judged: Judged, week: int) -> float:
    return float(judged.score[week - judged.first].max())


def _follow(stream: Stream, judged: Judged, raised: int, until: int) -> Episode:
    """The alarm raised in a week: its beginning, its size, its end."""
    best, at, length = -np.inf, raised, 1
    ended, recovered = None, False
    for week in range(raised, until):
        # What began after the alarm was raised did not raise it.
        row = judged.score[week - judged.first, week - raised :]
        if week <= raised + _SETTLED and row.max() > best:
            best, at, length = float(row.max()), week, week - raised + int(row.argmax()) + 1
        since = at - length + 1
        if week - since >= _USUAL_AFTER:
            ended = week
            break
        if week >= raised + _RECENT and _back(judged, since, week, stream.bad, at, length):
            ended, recovered = week, True
            break
    since = at - length + 1
    # How far off it is, from all its weeks: the window that raised it was chosen for being far off.
    told = min(until - 1 if ended is None else max(ended - _RECENT, at), since + FOLLOWED - 1)
    line, column = told - judged.first, told - since
    observed, expected = float(judged.observed[line, column]), float(judged.expected[line, column])
    ratio = max(observed, 0.0) / max(expected, 1e-9)
    sure = float(judged.score[line, min(column, LONGEST - 1)])
    return Episode(
        stream=stream,
        since=since - stream.delay,
        raised=raised,
        ended=ended,
        recovered=recovered,
        score=best,
        frequency=judged.bar.frequency(best),
        ratio=ratio,
        vague=abs(ratio - 1.0) / max(sure, 1.0) if np.isfinite(sure) else 0.5 * abs(ratio - 1.0),
        expected=expected / (column + 1),
    )


def _back(judged: Judged, since: int, week: int, bad: int, at: int, length: int) -> bool:
    """Whether what came in the last weeks has closed half of the gap, measured by what was usual before."""
    whole, part = week - since + 1, week - _RECENT - since + 1
    if part < 1 or whole > FOLLOWED:
        return False
    now, then = week - judged.first, week - _RECENT - judged.first
    if then < 0:
        return False
    came = judged.observed[now, whole - 1] - judged.observed[then, part - 1]
    should = judged.expected[now, whole - 1] - judged.expected[then, part - 1]
    if should <= 0:
        return False
    was = judged.observed[at - judged.first, length - 1] / max(
        judged.expected[at - judged.first, length - 1], 1e-9
    )
    middle = (1.0 + was) / 2.0
    if bad < 0:
        return bool(came / should >= max(middle, 1.0 - _NEARLY))
    return bool(came / should <= min(middle, 1.0 + 2.0 * _NEARLY))
