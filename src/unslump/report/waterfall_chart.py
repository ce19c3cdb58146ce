"""The diagnosis as a waterfall in money: from what was expected, cause by cause, to what came.

A cause's bar hangs from where the one above it ended. Marketing and sales have their two colours; what was
added rather than taken is drawn hollow. A thin line is the 80 % range of where the bar ends.
"""

from __future__ import annotations

from typing import Any

import altair as alt

from unslump.business.wording import day, quantity
from unslump.report.axes import value_unit
from unslump.report.drawing import Picture, Row, Size, chart_of, draw, layered
from unslump.report.palette import (
    BOTH_HATS,
    FAINT,
    INK,
    LINE,
    MARKETING,
    PAPER,
    PIPELINE,
    SALES,
    SOFT_INK,
    WON,
)
from unslump.slump.diagnosis_answer import Amount, Blame, DiagnosisResult

__all__ = ["BLAME_COLOURS", "waterfall"]

BLAME_COLOURS: dict[Blame, str] = {
    "marketing": MARKETING,
    "sales": SALES,
    "split roles": BOTH_HATS,
    "neither (the market)": SOFT_INK,
}
_STEP, _BAR, _TOP, _FOOT = 34.0, 20.0, 30.0, 24.0
_SHORT = {
    "hours lost to split roles or lost people": "hours lost",
    "response and follow-up": "response",
    "chance and the market": "chance",
}


def waterfall(result: DiagnosisResult) -> Picture:
    """Expected, each cause, actual."""
    title = "From what was expected to what came"
    told = (
        f"{day(result.window.start)} to {day(result.window.end)}: "
        f"{_amount(result.expected.p50, result)} expected, {_amount(result.actual, result)} came."
    )
    levels = _levels(result)
    low, high = _ends(result, levels)
    unit = value_unit(high, result.currency or "deals")
    height = int(_TOP + _STEP * (len(result.causes) + 2) + _FOOT)

    def chart(size: Size) -> Any:
        left = 104.0 if size.narrow else 290.0
        right = size.width - (12.0 if size.narrow else 100.0)

        def place(value: float) -> float:
            return left + (value - low) / (high - low) * (right - left)

        scale = {
            "x": alt.Scale(domain=[0, size.width], nice=False, zero=False, range=[0, size.width]),
            "y": alt.Scale(domain=[0, height], nice=False, zero=False, range=[0, height]),
        }

        def at(field: str, axis: str) -> Any:
            channel = alt.X if axis == "x" else alt.Y
            return channel(f"{field}:Q", scale=scale[axis], axis=None)

        bars = _bars(result, levels, place, size)
        base = chart_of(bars).encode(y=at("top", "y"), y2="foot:Q", x=at("from", "x"), x2="to:Q")
        fill, stroke = (alt.Color(f"{name}:N", scale=None) for name in ("fill", "colour"))
        grid = [
            {"x": place(tick), "top": _TOP - 4, "foot": height - _FOOT, "y": height - 8.0,
             "text": f"{tick / unit.size:,.10g}"}
            for tick in _ticks(low, high, 3 if size.narrow else 6)
        ]  # fmt: skip
        links = [
            {"x": place(level), "top": _TOP + _STEP * number + (_STEP + _BAR) / 2,
             "foot": _TOP + _STEP * (number + 1) + (_STEP - _BAR) / 2}
            for number, level in enumerate(levels)
        ]  # fmt: skip
        layers = [
            chart_of(grid).mark_rule(color=FAINT).encode(x=at("x", "x"), y=at("top", "y"), y2="foot:Q"),
            base.mark_rect(strokeWidth=1.5).encode(fill=fill, stroke=stroke),
            chart_of(links).mark_rule(color=LINE).encode(x=at("x", "x"), y=at("top", "y"), y2="foot:Q"),
            *(
                chart_of([row for row in bars if row["range"]])
                .mark_rule(strokeWidth=width, color=colour)
                .encode(x=at("low", "x"), x2="high:Q", y=at("middle", "y"))
                for width, colour in ((4.0, PAPER), (1.5, INK))
            ),
            chart_of(bars)
            .mark_text(align="left", baseline="middle", fontSize=size.font)
            .encode(x=alt.value(1), y=at("middle", "y"), text="name:N"),
            chart_of(grid)
            .mark_text(baseline="middle", fontSize=size.font - 1, color=SOFT_INK)
            .encode(x=at("x", "x"), y=at("y", "y"), text="text:N"),
            *_legend(result, size, at),
        ]
        if not size.narrow:
            layers.append(
                chart_of(bars)
                .mark_text(align="right", baseline="middle", fontSize=size.font)
                .encode(x=alt.value(size.width - 2), y=at("middle", "y"), text="label:N")
            )
        return layered(layers, size, height)

    header = ["Cause", "Whose", f"Took, {result.currency or 'deals'}", "80 % range", "Sure that it changed"]
    table = [
        [
            cause.name, cause.function, _amount(cause.amount.p50, result),
            f"{_amount(cause.amount.p10, result)} to {_amount(cause.amount.p90, result)}",
            "" if cause.probability is None else f"{cause.probability:.0%}",
        ]
        for cause in result.causes
    ]  # fmt: skip
    return Picture(title, told, draw("waterfall", title, told, chart), [], header, table)


def _levels(result: DiagnosisResult) -> list[float]:
    """Where each bar ends: expected, then after every cause."""
    levels = [result.expected.p50]
    for cause in result.causes:
        levels.append(levels[-1] - cause.amount.p50)
    return levels


def _ends(result: DiagnosisResult, levels: list[float]) -> tuple[float, float]:
    whiskers = [result.expected.p90]
    for before, cause in zip(levels, result.causes, strict=False):
        whiskers += [before - cause.amount.p10, before - cause.amount.p90]
    high = max(*levels, *whiskers, result.actual, 1e-6)
    return min(0.0, *levels, *whiskers), high * 1.02


def _bars(result: DiagnosisResult, levels: list[float], place: Any, size: Size) -> list[Row]:
    zero = place(0.0)
    rows = [
        _bar(0, "expected", WON, zero, place(levels[0]), _amount(result.expected.p50, result))
        | _whisker(0.0, result.expected, place, sign=1.0)
    ]
    for number, cause in enumerate(result.causes):
        colour = BLAME_COLOURS[cause.function]
        before, after = levels[number], levels[number + 1]
        label = _signed(-cause.amount.p50, result)
        name = _SHORT.get(cause.name, cause.name) if size.narrow else cause.name
        bar = _bar(number + 1, name, colour, place(before), place(after), label, hollow=after > before)
        rows.append(bar | _whisker(before, cause.amount, place, sign=-1.0))
    last = len(result.causes) + 1
    actual = _bar(last, "actual", PIPELINE, zero, place(result.actual), _amount(result.actual, result))
    return [*rows, actual]


def _bar(
    number: int, name: str, colour: str, begin: float, end: float, label: str, *, hollow: bool = False
) -> Row:
    top = _TOP + _STEP * number + (_STEP - _BAR) / 2
    low, high = sorted((begin, end))
    return {
        "name": name, "colour": colour, "fill": PAPER if hollow else colour, "from": low,
        "to": max(high, low + 1), "top": top, "foot": top + _BAR, "middle": top + _BAR / 2,
        "label": label, "range": False,
        "low": low, "high": low,
    }  # fmt: skip


def _whisker(start: float, amount: Amount, place: Any, *, sign: float) -> Row:
    low, high = sorted((start + sign * amount.p10, start + sign * amount.p90))
    return {"low": place(low), "high": place(high), "range": bool(place(high) - place(low) > 2)}


def _ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers from low to high, 0 among them, so many at most."""
    step = 1.0
    while (high - low) / step > most:
        step *= 10.0
    for part in (0.1, 0.2, 0.5):
        if (high - low) / (step * part) <= most:
            step *= part
            break
    first = int(-(-low // step))
    return [number * step for number in range(first, int(high // step) + 1)]


def _legend(result: DiagnosisResult, size: Size, at: Any) -> list[Any]:
    shown = [share.function for share in result.by_function]
    words = {"neither (the market)": "neither"}
    step = 86 if size.narrow else 130
    rows: list[Row] = [
        {"x": 4 + step * n, "x2": 16 + step * n, "text_x": 21 + step * n, "y": 4, "y2": 16, "middle": 10,
         "text": words.get(function, function), "colour": BLAME_COLOURS[function]}
        for n, function in enumerate(shown)
    ]  # fmt: skip
    if not size.narrow:
        x = 4 + step * len(shown)
        rows.append({"x": x, "x2": x + 12, "text_x": x + 17, "y": 4, "y2": 16, "middle": 10,
                     "text": "hollow: added, not taken", "colour": SOFT_INK})  # fmt: skip
    solid = [row for row in rows if not row["text"].startswith("hollow")]
    base: Row = {"x2": "x2:Q", "y2": "y2:Q"}
    fill = alt.Color("colour:N", scale=None)
    hollow = [row for row in rows if row not in solid]
    drawn = [
        chart_of(solid).mark_rect().encode(x=at("x", "x"), y=at("y", "y"), fill=fill, **base),
        chart_of(rows)
        .mark_text(align="left", baseline="middle", fontSize=size.font)
        .encode(x=at("text_x", "x"), y=at("middle", "y"), text="text:N"),
    ]
    if hollow:
        outline = chart_of(hollow).mark_rect(fill=PAPER, strokeWidth=1.5)
        drawn.append(outline.encode(x=at("x", "x"), y=at("y", "y"), stroke=fill, **base))
    return drawn


def _amount(value: float, result: DiagnosisResult) -> str:
    return quantity(value, result.measure, result.currency)


def _signed(value: float, result: DiagnosisResult) -> str:
    shown = _amount(abs(value), result)
    return shown if abs(value) < 0.5 else f"{'+' if value > 0 else '−'}{shown}"
