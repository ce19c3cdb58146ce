"""The months ahead as a picture: the trailing quarter so far and as a fan, the slump line, P(slump) below."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from math import floor, log10
from typing import Any

import altair as alt

from unslump.business.wording import chance, day, month, quantity
from unslump.report.axes import ValueUnit, day_x, days_axis, instant, next_month, value_unit
from unslump.report.drawing import HATCHED, Key, Picture, Row, Size, chart_of, draw, layered
from unslump.report.palette import BAND_50, BAND_80, GAP, INK, LINE, PAPER, SOFT_INK, WON
from unslump.slump.outlook_answer import OutlookMonth, OutlookResult

__all__ = ["slump_fan"]

Encode = Callable[[str], Any]

STRETCH = 1.08  # room above the highest value
FAN, STRIP = 260, 92  # heights in pixels: the fan above its zero, the chances below
ROOM = 24
LABELS = {"wide": 26, "narrow": 8}  # bars with a number on each; else the highest alone has one


def slump_fan(result: OutlookResult) -> Picture | None:
    """Trailing quarters month by month: past as a line, ahead as 50 % and 80 % bands, under them P(slump).

    Past months' own amounts are bars. With a what-if its middle is a line of its own, and its chance
    stands beside today's.
    """
    if not result.months:
        return None
    unit = value_unit(_top(result), "deals" if result.measure == "deals" else result.currency)
    start = result.past[0].month if result.past else result.months[0].month
    end = result.months[-1].last_day
    fan, past, lines = _fan(result, unit), _past(result, unit), _lines(result, unit)

    def chart(size: Size) -> Any:
        axis = days_axis(start, end, size)
        top = _top(result) / unit.size
        deep = -top * STRIP / (FAN - ROOM)  # the chances stand on a floor below zero, on the same scale
        y_scale = alt.Scale(domain=[deep, top], range=[FAN + STRIP, ROOM], nice=False)
        y_axis = alt.Axis(
            title=None, values=_ticks(top), labelExpr="format(datum.value, ',')", domain=False, ticks=False
        )

        def x(field: str) -> alt.X:
            return day_x(field, axis, (start, end))

        def y(field: str) -> alt.Y:
            return alt.Y(f"{field}:Q", scale=y_scale, axis=y_axis)

        ahead, known, pace = (chart_of(rows).encode(x=x("day")) for rows in (fan, past, lines))
        layers = [
            ahead.mark_area(fill=BAND_80).encode(y=y("p10"), y2="p90:Q"),
            ahead.mark_area(fill=BAND_50).encode(y=y("p25"), y2="p75:Q"),
            chart_of(past).mark_bar(fill=LINE).encode(x=x("from"), x2="to:T", y=y("amount"), y2="zero:Q"),
            pace.mark_line(stroke=SOFT_INK, strokeWidth=1.5).encode(y=y("pace")),
            pace.mark_line(stroke=GAP, strokeWidth=2, strokeDash=[6, 3]).encode(y=y("below")),
            ahead.mark_line(stroke=WON, strokeWidth=2, strokeDash=[5, 4]).encode(y=y("p50")),
            known.transform_filter("isValid(datum.trailing)")
            .mark_line(stroke=INK, strokeWidth=3, strokeCap="round")
            .encode(y=y("trailing")),
        ]
        if result.what_ifs:
            layers.append(
                ahead.mark_line(stroke=INK, strokeWidth=1.5, point={"fill": INK}).encode(y=y("changed"))
            )
        layers += _named(lines[0], result, size, x, y)
        layers += _chances(result, size, deep, x, y)
        as_of = chart_of(
            [{"day": instant(max(result.as_of, start)), "label": f"as of {day(result.as_of)}"}]
        ).encode(x=x("day"))
        late = (result.as_of - start).days > 0.4 * (end - start).days
        layers += [
            as_of.mark_rule(stroke=SOFT_INK, strokeDash=[2, 3]).encode(y=alt.value(14), y2=alt.value(FAN)),
            as_of.mark_text(align="right" if late else "left", dx=-5 if late else 5, color=SOFT_INK).encode(
                y=alt.value(12), text="label:N"
            ),
        ]
        return layered(layers, size, FAN + STRIP)

    table = [_row(each, result) for each in result.months]
    header = ["Month", "10 % below", "Middle", "90 % below", "Slump below", "Slump"]
    if result.what_ifs:
        header += ["Middle, what if", "Slump, what if"]
    measure = "deals won" if result.measure == "deals" else result.measure
    title = f"The months ahead: {measure} of 13 weeks to each month's end, in {unit.name}"
    told = (
        f"Up to {day(result.as_of)} what came, then the range of likely outcomes to {day(end)}; below it the "
        "chance that each month ends in a slump."
    )
    return Picture(title, told, draw("months-ahead", title, told, chart), _key(result), header, table)


def _key(result: OutlookResult) -> list[Key]:
    key = [
        Key("late", "each month so far"),
        Key("actual", "13 weeks so far"),
        Key("median", "middle of the outlook"),
        Key("band-50", "half of all outcomes"),
        Key("band-80", "8 of 10 outcomes"),
        Key("missing", "chance of a slump"),
    ]
    if result.what_ifs:
        told = " and ".join(f"“{text.strip()}”" for text in result.what_ifs)
        key.append(Key("need", f"with {told}"))
    return key


def _top(result: OutlookResult) -> float:
    """The highest value, with room above it."""
    values = [value for each in result.months for value in (each.trailing.p90, each.trailing_pace)]
    values += [each.what_if.trailing.p50 for each in result.months if each.what_if is not None]
    values += [
        value for each in result.past for value in (each.trailing or 0.0, each.amount, each.trailing_pace)
    ]
    return STRETCH * max(values) or 1.0


def _fan(result: OutlookResult, unit: ValueUnit) -> list[Row]:
    """One row at each month's end; the fan opens at the last past month, where it is known."""
    rows: list[Row] = []
    names = ("p10", "p25", "p50", "p75", "p90")
    if result.past and result.past[-1].trailing is not None:
        known = result.past[-1].trailing / unit.size
        row: Row = {"day": instant(result.past[-1].last_day), "changed": known if result.what_ifs else None}
        rows.append(row | dict.fromkeys(names, known))
    for each in result.months:
        changed = None if each.what_if is None else each.what_if.trailing.p50 / unit.size
        values = {name: getattr(each.trailing, name) / unit.size for name in names}
        rows.append({"day": instant(each.last_day), "changed": changed} | values)
    return rows


def _past(result: OutlookResult, unit: ValueUnit) -> list[Row]:
    return [
        _box(each.month)
        | {
            "day": instant(each.last_day),
            "amount": each.amount / unit.size,
            "zero": 0.0,
            "trailing": None if each.trailing is None else each.trailing / unit.size,
        }
        for each in result.past
    ]


def _lines(result: OutlookResult, unit: ValueUnit) -> list[Row]:
    """The goal's pace and the slump line at each month's end."""
    asked = [(each.last_day, each.trailing_pace) for each in result.past]
    asked += [(each.last_day, each.trailing_pace) for each in result.months]
    return [
        {"day": instant(last), "pace": pace / unit.size, "below": result.share * pace / unit.size}
        for last, pace in asked
    ]


def _ticks(top: float) -> list[float]:
    """Round values from zero up, four or five of them."""
    step = 10.0 ** floor(log10(top / 4.0))
    step *= next(times for times in (1, 2, 5, 10) if top / (step * times) <= 5.5)
    return [step * n for n in range(int(top / step) + 1)]


def _named(first: Row, result: OutlookResult, size: Size, x: Encode, y: Encode) -> list[Any]:
    """What the two lines are, written above them where they begin."""
    pace = "the goal's pace" if result.goal is not None else "the last year's pace"
    names = [("pace", pace, SOFT_INK), ("below", f"slump line: {100 * result.share:g} % of it", GAP)]
    layers = []
    for field, label, colour in names:
        base = chart_of([first | {"label": label}]).encode(x=x("day"), y=y(field), text="label:N")
        halo: dict[str, Any] = {"align": "left", "dy": -9, "fontSize": size.font}
        layers += [
            base.mark_text(color=PAPER, stroke=PAPER, strokeWidth=4, **halo),
            base.mark_text(color=colour, **halo),
        ]
    return layers


def _chances(result: OutlookResult, size: Size, deep: float, x: Encode, y: Encode) -> list[Any]:
    """P(slump) by month as bars on the floor of the picture, each with its number."""
    rows: list[Row] = []
    for each in result.months:
        box = _box(each.month)
        middle = (box["from"] + box["to"]) / 2
        today = box | {"colour": HATCHED, "edge": GAP} | _height(each.slump_probability, deep)
        rows.append(today)
        if each.what_if is not None:
            today["to"] = middle
            changed = _height(each.what_if.slump_probability, deep)
            rows.append({"from": middle, "to": box["to"], "colour": PAPER, "edge": INK} | changed)
    for row in rows:
        row["middle"] = (row["from"] + row["to"]) / 2
    labelled = rows if len(rows) <= LABELS[size.name] else [max(rows, key=lambda row: float(row["high"]))]
    begin = result.past[0].month if result.past else result.months[0].month
    title = chart_of([{"day": instant(begin), "high": deep * 0.55, "label": "chance of a slump, %"}])
    bars = chart_of(rows).mark_bar(strokeWidth=1)
    return [
        bars.encode(
            x=x("from"),
            x2="to:T",
            y=y("high"),
            y2="low:Q",
            fill=alt.Fill("colour:N", scale=None),
            stroke=alt.Stroke("edge:N", scale=None),
        ),
        chart_of(labelled)
        .mark_text(dy=-8, fontSize=size.font - 1)
        .encode(x=x("middle"), y=y("high"), text="label:N"),
        title.mark_text(align="left", color=SOFT_INK, fontSize=size.font, dx=2).encode(
            x=x("day"), y=y("high"), text="label:N"
        ),
    ]


def _height(probability: float, deep: float) -> Row:
    label = chance(probability).removeprefix("about ").removesuffix(" %")
    return {
        "high": deep * (1.0 - 0.68 * max(probability, 0.005)),
        "low": deep,
        "label": label.replace("under ", "<").replace("over ", ">"),
    }


def _box(first: date) -> Row:
    width = instant(next_month(first)) - instant(first)
    return {
        "from": instant(first) + 0.16 * width,
        "to": instant(next_month(first) - timedelta(days=1)) - 0.13 * width,
    }


def _row(each: OutlookMonth, result: OutlookResult) -> list[str]:
    def said(value: float) -> str:
        return quantity(value, result.measure, result.currency)

    cells = [
        month(each.month),
        said(each.trailing.p10),
        said(each.trailing.p50),
        said(each.trailing.p90),
        said(each.slump_below),
        chance(each.slump_probability),
    ]
    if each.what_if is not None:
        cells += [said(each.what_if.trailing.p50), chance(each.what_if.slump_probability)]
    return cells
