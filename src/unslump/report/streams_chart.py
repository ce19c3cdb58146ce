"""Every stream on one page: what was expected of it, what came, and where an alarm lies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import altair as alt

from unslump.business.wording import day, number
from unslump.report.axes import first_of_month, next_month
from unslump.report.drawing import Key, Picture, Row, Size, chart_of, draw, layered
from unslump.report.palette import BAND_80, GAP, GAP_WASH, INK, LINE, MARKETING, SALES, SOFT_INK
from unslump.slump.watch_answer import StreamView, WatchResult

__all__ = ["SHOWN", "streams_page"]

SHOWN = 24
HEAD, HIGH, GAP_BELOW, FOOT = 24.0, 62.0, 16.0, 26.0
_COLOURS = {"marketing": MARKETING, "sales": SALES}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def streams_page(result: WatchResult) -> Picture | None:
    """The streams as small pictures, leading ones on top; None when nothing is watched."""
    streams = result.streams
    if not streams or result.judged_until is None:
        return None
    shown = _chosen(streams)
    first = min(stream.first_week for stream in shown)
    last = result.judged_until + timedelta(days=1)
    title = "The streams, week by week"
    on = sum(any(mark.over is None for mark in stream.alarms) for stream in streams)
    told = (
        f"{len(shown)} streams from {day(first)} to {day(last)} beside what was expected; {on} alarmed now."
    )
    if len(shown) < len(streams):
        told += f" {len(streams) - len(shown)} more are in the table."

    def chart(size: Size) -> Any:
        columns = 1 if size.narrow else 2
        rows_of = -(-len(shown) // columns)
        height = int(rows_of * (HEAD + HIGH + GAP_BELOW) + FOOT)
        places = [_Place(number, columns, size, first, last) for number in range(len(shown))]
        bands = [row for place, one in zip(places, shown, strict=True) for row in place.band(one)]
        actual = [row for place, one in zip(places, shown, strict=True) for row in place.actual(one)]
        spans = [row for place, one in zip(places, shown, strict=True) for row in place.spans(one)]
        names = [row for place, one in zip(places, shown, strict=True) for row in place.names(one, size)]
        ticks = [row for place in places for row in place.ticks()]
        scale = {
            "x": alt.Scale(domain=[0, size.width], nice=False, zero=False, range=[0, size.width]),
            "y": alt.Scale(domain=[0, height], nice=False, zero=False, range=[0, height]),
        }

        def at(field: str, axis: str) -> Any:
            channel = alt.X if axis == "x" else alt.Y
            return channel(f"{field}:Q", scale=scale[axis], axis=None)

        layers = [
            chart_of(spans or [_nowhere()])
            .mark_rect(color=GAP_WASH)
            .encode(x=at("x", "x"), x2="x2:Q", y=at("top", "y"), y2="foot:Q"),
            chart_of(ticks)
            .mark_rule(color=LINE, strokeWidth=0.6)
            .encode(x=at("x", "x"), y=at("top", "y"), y2="foot:Q"),
            chart_of(bands)
            .mark_area(color=BAND_80, opacity=0.9)
            .encode(x=at("x", "x"), y=at("high", "y"), y2="low:Q", detail="part:N"),
            chart_of(bands)
            .mark_line(color=SOFT_INK, strokeWidth=1, strokeDash=[3, 2])
            .encode(x=at("x", "x"), y=at("middle", "y"), detail="part:N"),
            chart_of(actual)
            .mark_line(strokeWidth=1.6)
            .encode(x=at("x", "x"), y=at("y", "y"), detail="part:N", color=alt.Color("colour:N", scale=None)),
            chart_of(spans or [_nowhere()])
            .mark_rule(color=GAP, strokeWidth=1.4)
            .encode(x=at("raised", "x"), y=at("top", "y"), y2="foot:Q"),
            chart_of(spans or [_nowhere()])
            .mark_point(shape="triangle-down", filled=True, size=70, opacity=1, color=GAP)
            .encode(x=at("raised", "x"), y=at("top", "y")),
            *(
                chart_of([row for row in names if row["align"] == align] or [_nowhere()])
                .mark_text(align=align, baseline="middle", fontSize=size.font - 1)
                .encode(
                    x=at("x", "x"), y=at("y", "y"), text="text:N", color=alt.Color("colour:N", scale=None)
                )
                for align in ("left", "right")
            ),
            chart_of(
                [row for column in range(min(columns, len(places))) for row in places[column].months(rows_of)]
            )
            .mark_text(align="left", baseline="top", fontSize=size.font - 2, color=SOFT_INK)
            .encode(x=at("x", "x"), y=at("y", "y"), text="text:N"),
        ]
        return layered(layers, size, height)

    key = [
        Key("band-80", "expected (80 % of weeks)"),
        Key("alarm", "alarm: shaded from when it began, marked when it was heard"),
    ]
    header = ["Stream", "Whose", "Last four weeks, a week", "Expected", "Alarm since", "Heard", "Over"]
    return Picture(
        title, told, draw("streams", title, told, chart), key, header, [_cells(s) for s in streams]
    )


def _chosen(streams: list[StreamView]) -> list[StreamView]:
    """As they come, leading ones first. Where there are too many, of each kind at least one stays."""
    kinds: set[str] = set()

    def rank(stream: StreamView) -> int:
        first = stream.kind not in kinds
        kinds.add(stream.kind)
        on = any(mark.over is None for mark in stream.alarms)
        return 0 if on else 1 if first else 2 if stream.alarms else 3

    ranked = sorted(range(len(streams)), key=[rank(stream) for stream in streams].__getitem__)
    return [streams[place] for place in sorted(ranked[:SHOWN])]


def _nowhere() -> Row:
    """A row that draws nothing, for a layer without marks."""
    return {
        "x": -9,
        "x2": -9,
        "top": -9,
        "foot": -9,
        "raised": -9,
        "y": -9,
        "text": "",
        "colour": INK,
        "align": "left",
    }


class _Place:
    """Where one stream is drawn: pixels from weeks and values."""

    def __init__(self, number: int, columns: int, size: Size, first: date, last: date) -> None:
        gap = 36.0
        width = (size.width - gap * (columns - 1) - 8) / columns
        self.left = 4 + (number % columns) * (width + gap)
        self.right = self.left + width
        self.top = (number // columns) * (HEAD + HIGH + GAP_BELOW) + HEAD
        self.foot = self.top + HIGH
        self.first, self.last, self.number = first, last, number

    def x(self, when: date) -> float:
        """Pixels of a day."""
        share = (when - self.first).days / max((self.last - self.first).days, 1)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def _y(self, value: float, stream: StreamView) -> float:
        seen = [one for one in stream.actual if one is not None]
        top = max([*stream.high, *seen], default=1.0) or 1.0
        return self.foot - min(value / top, 1.0) * HIGH

    def _middle(self, stream: StreamView, week: int) -> float:
        return self.x(stream.first_week + timedelta(days=7 * week + 3))

    def band(self, stream: StreamView) -> list[Row]:
        """What was expected."""
        return [
            {
                "x": self._middle(stream, week),
                "low": self._y(stream.low[week], stream),
                "middle": self._y(stream.expected[week], stream),
                "high": self._y(stream.high[week], stream),
                "part": f"{self.number}",
            }
            for week in range(len(stream.expected))
        ]

    def actual(self, stream: StreamView) -> list[Row]:
        """What came; a line for each stretch that was judged."""
        out, part = [], 0
        for week, value in enumerate(stream.actual):
            if value is None:
                part += 1
                continue
            out.append(
                {
                    "x": self._middle(stream, week),
                    "y": self._y(value, stream),
                    "part": f"{self.number}/{part}",
                    "colour": _COLOURS[stream.function],
                }
            )
        return out

    def spans(self, stream: StreamView) -> list[Row]:
        """Its alarms."""
        return [
            {
                "x": self.x(mark.since),
                "x2": self.x(mark.over or self.last),
                "raised": self.x(mark.raised),
                "top": self.top,
                "foot": self.foot,
            }
            for mark in stream.alarms
        ]

    def names(self, stream: StreamView, size: Size) -> list[Row]:
        """Its name on the left, the last four weeks beside what was expected on the right."""
        came, should = _lately(stream)
        longest = 34 if size.narrow else 46
        name = stream.stream if len(stream.stream) <= longest else stream.stream[: longest - 1] + "…"
        words = f"{number(came)} of {number(should)}"
        y = self.top - 11
        return [
            {"x": self.left, "y": y, "text": name, "colour": _COLOURS[stream.function], "align": "left"},
            {"x": self.right, "y": y, "text": words, "colour": SOFT_INK, "align": "right"},
        ]

    def _quarters(self) -> list[date]:
        out, month = [], first_of_month(self.first)
        while month <= self.last:
            if month >= self.first and month.month % 3 == 1:
                out.append(month)
            month = next_month(month)
        return out

    def ticks(self) -> list[Row]:
        """A line at each quarter."""
        return [{"x": self.x(quarter), "top": self.top, "foot": self.foot} for quarter in self._quarters()]

    def months(self, rows: int) -> list[Row]:
        """The quarters' names under the column."""
        y = rows * (HEAD + HIGH + GAP_BELOW) - GAP_BELOW + 5
        return [
            {"x": self.x(q), "y": y, "text": f"{_MONTHS[q.month - 1]} {q.year}"} for q in self._quarters()
        ]


def _lately(stream: StreamView) -> tuple[float, float]:
    recent = [value for value in stream.actual[-4:] if value is not None]
    came = sum(recent) / len(recent) if recent else float("nan")
    return came, sum(stream.expected[-4:]) / max(len(stream.expected[-4:]), 1)


def _cells(stream: StreamView) -> list[str]:
    came, should = _lately(stream)
    latest = stream.alarms[-1] if stream.alarms else None
    marks = ["", "", ""]
    if latest is not None:
        marks = [day(latest.since), day(latest.raised), day(latest.over) if latest.over else "on"]
    return [stream.stream, stream.function, number(came), number(should), *marks]
