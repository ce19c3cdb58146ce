"""The watch on the terminal: the sentence, every alarm, then the streams, then what could not be watched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unslump.business.wording import chance, count, day, number, span
from unslump.report.voice import Voice

if TYPE_CHECKING:
    from rich.console import Console

    from unslump.slump.watch_answer import AlarmView, StreamView, WatchResult

__all__ = ["print_watch", "sparkline"]

_BARS = "▁▂▃▄▅▆▇█"
_WEEKS = 26


def print_watch(result: WatchResult, console: Console) -> None:
    """Print it."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    if result.judged_until is not None and result.watched_from is not None:
        voice.say(
            f"Watched from {day(result.watched_from)} to {day(result.judged_until)}, week by week. "
            f"{result.false_alarms}",
            "dim",
        )
    active = result.active
    if active:
        voice.heading("On now")
        for alarm in active:
            _alarm(alarm, voice)
    over = [alarm for alarm in result.alarms if not alarm.active]
    if over:
        voice.heading("Over")
        voice.points(("·", _over(alarm), "dim") for alarm in over)
    if result.streams:
        voice.heading(f"The streams, the last {_WEEKS} weeks beside what was expected")
        voice.rows([_stream(stream) for stream in result.streams], ("left", "left", "right", "right", "left"))
    if result.silent_on:
        voice.heading("What could not be watched")
        voice.points(("·", f"{silent.stream}: {silent.why}", "") for silent in result.silent_on)


def _alarm(alarm: AlarmView, voice: Voice) -> None:
    voice.points([("▲", alarm.sentence, "bold yellow")])
    sure = f"{chance(alarm.probability)} that it is more than chance"
    facts = [f"heard first on {day(alarm.raised)}", sure]
    if alarm.cost is not None and alarm.cost.p90 > 0:
        cost = alarm.cost
        facts.append(f"{span(max(cost.p10, 0.0), cost.p90, cost.currency)} by {day(cost.by)} (80 % range)")
    voice.say("; ".join(facts) + ".", "dim", indent=4)
    if alarm.bookings_fell is not None:
        weeks = (alarm.bookings_fell - alarm.raised).days // 7
        fell = f"Bookings of a quarter fell below 80 % of what they had been by {day(alarm.bookings_fell)}"
        voice.say(f"{fell}: {count(weeks, 'week', 'weeks')} after it was heard.", "dim", indent=4)
    for words in alarm.look_first:
        voice.say(f"→ {words}", indent=4)
    if alarm.also_seen_in:
        voice.say(f"Seen in: {'; '.join(alarm.also_seen_in)}.", "dim", indent=4)


def _over(alarm: AlarmView) -> str:
    end = "" if alarm.over is None else f" Over by {day(alarm.over)}"
    why = ": things are as usual again." if alarm.recovered else ": it has become usual."
    return f"{alarm.sentence}{end}{why if end else ''}"


def _stream(stream: StreamView) -> tuple[str, str, str, str, str]:
    """Name, weeks as bars, the last month a week, what was expected, and its mark."""
    recent = [value for value in stream.actual[-4:] if value is not None]
    came = sum(recent) / len(recent) if recent else float("nan")
    should = sum(stream.expected[-4:]) / max(len(stream.expected[-4:]), 1)
    on = any(mark.over is None for mark in stream.alarms)
    return (
        stream.stream,
        sparkline(stream.actual[-_WEEKS:]),
        number(came),
        f"of {number(should)}",
        "▲" if on else "",
    )


def sparkline(values: list[float | None]) -> str:
    """Weeks as little bars from zero to their highest; blank where not judged.

    >>> sparkline([0.0, 4.0, None, 8.0])
    '▁▅ █'
    """
    top = max((value for value in values if value is not None), default=0.0) or 1.0
    return "".join(
        " " if value is None else _BARS[min(int(value / top * len(_BARS)), len(_BARS) - 1)]
        for value in values
    )
