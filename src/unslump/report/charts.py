"""The pictures of the answer, one function a picture; each returns None when there is nothing to draw.

Every picture carries its own table, made from the same rows it is drawn from.
"""

from __future__ import annotations

from typing import Any

import altair as alt

from unslump.business.wording import day, percent, quantity
from unslump.planning.verdict import CheckResult, FanPoint
from unslump.report.axes import (
    ValueUnit,
    day_x,
    days_axis,
    instant,
    value_unit,
)
from unslump.report.drawing import Key, Picture, Row, Size, chart_of, draw, layered
from unslump.report.palette import (
    BAND_50,
    BAND_80,
    INK,
    NEW_LEADS,
    PAPER,
    PIPELINE,
    SOFT_INK,
    WON,
)

__all__ = ["outlook_fan", "sources_bar"]

STRETCH = 1.1  # room above the highest value


def goal_unit(result: CheckResult) -> str:
    """What the goal is counted in: "deals" or its currency."""
    return "deals" if result.goal.measure == "deals" else result.goal.currency


def sources_bar(result: CheckResult) -> Picture | None:
    """Won, pipeline and new leads as one bar, against the goal and the 80 % range."""
    sources, expected, goal = result.sources, result.expected, result.goal
    if sources is None:
        return None
    parts = [
        ("Already won", sources.won, WON, PAPER),
        ("Open pipeline", sources.pipeline, PIPELINE, INK),
        ("Leads still to come", sources.new_leads, NEW_LEADS, INK),
    ]

    def said(value: float) -> str:
        return quantity(value, goal.measure, goal.currency)

    total = sum(value for _, value, _, _ in parts)
    top = max(total, goal.amount, expected.p90 if expected else 0.0) * 1.04 or 1.0
    unit = value_unit(top, goal_unit(result))

    def chart(size: Size) -> Any:
        segments, start = [], 0.0
        for name, value, colour, ink in parts:
            shown = name if value / top > (0.32 if size.narrow else 0.17) else ""
            ends = {"from": start / unit.size, "to": (start + value) / unit.size}
            segments.append(ends | {"colour": colour, "ink": ink, "label": shown})
            start += value
        scale = alt.Scale(domain=[0, top / unit.size], nice=False)
        axis = alt.Axis(title=None, tickCount=4 if size.narrow else 8, labelExpr="format(datum.value, ',')")
        x = alt.X("from:Q", scale=scale, axis=axis)
        base = chart_of(segments).encode(x=x)
        bars = base.mark_bar(stroke=PAPER, strokeWidth=1.5).encode(
            x2="to:Q", y=alt.value(34), y2=alt.value(82), fill=alt.Fill("colour:N", scale=None)
        )
        labels = base.mark_text(align="left", dx=9, fontSize=size.font).encode(
            y=alt.value(58), text="label:N", color=alt.Color("ink:N", scale=None)
        )
        at = goal.amount / unit.size
        right = goal.amount > 0.5 * top
        goal_row = chart_of([{"from": at, "label": f"goal {said(goal.amount)}"}])
        rule = goal_row.mark_rule(stroke=INK, strokeWidth=2.5).encode(x=x, y=alt.value(22), y2=alt.value(94))
        goal_label = goal_row.mark_text(
            align="right" if right else "left", fontWeight="bold", fontSize=size.font, dx=0
        ).encode(x=x, y=alt.value(12), text="label:N")
        layers = [bars, labels, rule, goal_label]
        if expected is not None:
            ends = {"from": expected.p10 / unit.size, "to": expected.p90 / unit.size}
            interval = chart_of([ends | {"middle": expected.p50 / unit.size}]).encode(x=x)
            layers += [
                interval.mark_rule(stroke=SOFT_INK, strokeWidth=3).encode(x2="to:Q", y=alt.value(94)),
                interval.mark_point(fill=PAPER, stroke=SOFT_INK, size=70, opacity=1).encode(
                    x=alt.X("middle:Q", scale=scale), y=alt.value(94)
                ),
            ]
        return layered(layers, size, 108)

    rows = [[name, said(value), percent(value / total) if total > 0 else ""] for name, value, _, _ in parts]
    rows += [["Expected, added up", said(total), ""], ["Goal", said(goal.amount), ""]]
    if expected is not None:
        ends = (
            (f"{n} of 10 outcomes stay below", v)
            for n, v in ((1, expected.p10), (5, expected.p50), (9, expected.p90))
        )
        rows += [[label, said(value), ""] for label, value in ends]
    key = [
        Key("won", "already won"),
        Key("pipeline", "open pipeline"),
        Key("new-leads", "leads still to come"),
    ]
    if expected is not None:
        key.append(Key("interval", "80 % range, the circle its middle"))
    title = f"Where it comes from, in {unit.name}"
    told = f"A bar of {said(total)} in three parts against a goal of {said(goal.amount)}."
    return Picture(title, told, draw("sources", title, told, chart), key, ["Source", "Amount", "Share"], rows)


def outlook_fan(result: CheckResult) -> Picture | None:
    """What came in so far, and where it is likely to go: 50 % and 80 % bands, goal and as-of lines."""
    points, goal = result.evidence.fan, result.goal
    if not points:
        return None
    top = max(goal.amount, *(value for p in points for value in (p.actual, p.p90) if value is not None))
    unit = value_unit(top * STRETCH, goal_unit(result))
    start, end = min(goal.start, points[0].day), max(goal.end, points[-1].day)
    rows = _fan_rows(points, unit)
    height, room = 300, 30

    def chart(size: Size) -> Any:
        axis = days_axis(start, end, size)
        y_scale = alt.Scale(domain=[0, top * STRETCH / unit.size or 1], range=[height, room], nice=False)
        y_axis = alt.Axis(
            title=None, labelExpr="format(datum.value, ',')", tickCount=5, domain=False, ticks=False
        )

        def y(field: str) -> alt.Y:
            return alt.Y(f"{field}:Q", scale=y_scale, axis=y_axis)

        base = chart_of(rows).encode(x=day_x("day", axis, (start, end)))
        ahead = base.transform_filter("isValid(datum.p50)")
        as_of = chart_of([{"day": instant(max(result.as_of, start)), "label": f"as of {day(result.as_of)}"}])
        late = (result.as_of - start).days > 0.5 * (end - start).days
        as_of = as_of.encode(x=day_x("day", axis, (start, end)))
        said = f"goal {quantity(goal.amount, goal.measure, goal.currency)}"
        line = chart_of([{"goal": goal.amount / unit.size, "label": said}])
        layers = [
            ahead.mark_area(fill=BAND_80).encode(y=y("p10"), y2="p90:Q"),
            ahead.mark_area(fill=BAND_50).encode(y=y("p25"), y2="p75:Q"),
            ahead.mark_line(stroke=WON, strokeWidth=2, strokeDash=[5, 4]).encode(y=y("p50")),
            base.transform_filter("isValid(datum.actual)")
            .mark_line(stroke=INK, strokeWidth=3, strokeCap="round")
            .encode(y=y("actual")),
            as_of.mark_rule(stroke=SOFT_INK, strokeDash=[2, 3]).encode(y=alt.value(16), y2=alt.value(height)),
            as_of.mark_text(align="right" if late else "left", dx=-5 if late else 5, color=SOFT_INK).encode(
                y=alt.value(14), text="label:N"
            ),
            line.mark_rule(stroke=INK, strokeWidth=1.5).encode(y=y("goal")),
            line.mark_text(
                align="left" if late else "right", dx=4 if late else -4, dy=-9, fontWeight="bold"
            ).encode(x=alt.value(0 if late else "width"), y=y("goal"), text="label:N"),
        ]
        return layered(layers, size, height)

    def said(value: float | None) -> str:
        return "" if value is None else quantity(value, goal.measure, goal.currency)

    table = [[day(p.day), *(said(v) for v in (p.actual, p.p10, p.p25, p.p50, p.p75, p.p90))] for p in points]
    title = f"Outlook: {goal.measure} since {day(goal.start)}, in {unit.name}"
    told = f"Added up by week to {day(end)}; after {day(result.as_of)} the range of likely outcomes."
    key = [
        Key("actual", "so far"),
        Key("median", "middle of the outlook"),
        Key("band-50", "half of all outcomes"),
        Key("band-80", "8 of 10 outcomes"),
    ]
    header = ["Week to", "So far", "10 % below", "25 % below", "Middle", "75 % below", "90 % below"]
    return Picture(title, told, draw("outlook", title, told, chart), key, header, table)


def _fan_rows(points: list[FanPoint], unit: ValueUnit) -> list[Row]:
    quantiles = ("p10", "p25", "p50", "p75", "p90")
    rows: list[Row] = []
    known = [p for p in points if p.actual is not None]
    for point in points:
        row: Row = {"day": instant(point.day)}
        values = point.model_dump(include={"actual", *quantiles})
        if known and point is known[-1] and point.p50 is None:
            values |= dict.fromkeys(quantiles, point.actual)  # the fan opens where the facts end
        rows.append(row | {name: None if v is None else v / unit.size for name, v in values.items()})
    return rows
