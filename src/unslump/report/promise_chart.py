"""What could be promised: the chance of every amount as a curve, with the amount at 80 % and the goal."""

from __future__ import annotations

from typing import Any, Literal

import altair as alt

from unslump.business.wording import chance, quantity
from unslump.planning.promise import PromiseResult
from unslump.report.axes import value_unit
from unslump.report.drawing import Key, Picture, Row, Size, chart_of, draw, layered
from unslump.report.palette import FAINT, GAP, INK, SALES, SOFT_INK, VERDICT_COLOURS

__all__ = ["promise_curve"]

_HEIGHT, _ROOM = 280, 34
_SURE = 0.8
_WIDEST = 2.5  # a goal further out than so many times the curve's end stands at its edge


def promise_curve(
    result: PromiseResult, amount: float | None = None, probability: float | None = None
) -> Picture | None:
    """The curve, with a goal's `amount` and its `probability` on it; None where nothing can be said."""
    if not result.curve or result.at_80 is None:
        return None
    end = result.curve[-1].amount
    shown = None if amount is None or probability is None else min(amount, _WIDEST * end)
    first = result.curve[0].amount
    top = max(end, shown or 0.0)
    first = min(first, shown if shown is not None else first)
    unit = value_unit(top, "deals" if result.measure == "deals" else result.currency)
    points = [(point.amount, point.probability) for point in result.curve]
    if top > end:
        points.append((top, points[-1][1] if top == end else 0.0))
    rows: list[Row] = [{"x": x / unit.size, "p": p} for x, p in points]
    said = quantity(result.at_80, result.measure, result.currency)
    marks: list[Row] = [_mark(result.at_80 / unit.size, _SURE, f"80 %: {said}", "sure")]
    told = f"The chance falls from {chance(points[0][1])} at {_said(points[0][0], result)} on. "
    told += f"It is 80 % at {said}."
    if amount is not None and shown is not None and probability is not None:
        p = probability
        beyond = ", far to the right of this" if shown < amount else ""
        marks.append(_mark(shown / unit.size, p, f"goal: {chance(p).removeprefix('about ')}", "goal"))
        told += f" For the goal of {_said(amount, result)}{beyond} it is {chance(p).removeprefix('about ')}."

    def chart(size: Size) -> Any:
        x_scale = alt.Scale(domain=[first / unit.size, top / unit.size * 1.01], nice=False)
        axis = alt.Axis(
            title=f"at least, in {unit.name}", tickCount=4 if size.narrow else 8,
            labelExpr="format(datum.value, ',')", grid=False,
        )  # fmt: skip
        y_axis = alt.Axis(
            title=None, values=[0, 0.2, 0.5, 0.8, 1], labelExpr="format(datum.value * 100, '.0f') + ' %'",
            gridColor=FAINT, domain=False, ticks=False,
        )  # fmt: skip
        x = alt.X("x:Q", scale=x_scale, axis=axis)
        y = alt.Y("p:Q", scale=alt.Scale(domain=[0, 1], range=[_HEIGHT, _ROOM], nice=False), axis=y_axis)
        interpolate: Literal["step-before", "linear"] = (
            "step-before" if result.measure == "deals" else "linear"
        )
        line = chart_of(rows).mark_line(color=SALES, strokeWidth=2.5, interpolate=interpolate)
        layers = [line.encode(x=x, y=y)]
        middle = (first + top) / 2.0 / unit.size
        for mark in marks:
            right = float(mark["x"]) > middle
            colour = VERDICT_COLOURS["supported"] if mark["kind"] == "sure" else GAP
            base = chart_of([mark]).encode(x=x, y=y)
            layers += [
                base.mark_rule(strokeDash=[4, 3], color=SOFT_INK).encode(y2=alt.value(_HEIGHT)),
                base.mark_point(
                    filled=True, size=110, opacity=1, color=colour,
                    shape="circle" if mark["kind"] == "sure" else "diamond",
                ),
                base.mark_text(
                    align="right" if right and mark["kind"] == "goal" else "left",
                    dx=-10 if right and mark["kind"] == "goal" else 10, dy=-12,
                    fontWeight="bold", fontSize=size.font, color=INK,
                ).encode(text="label:N"),
            ]  # fmt: skip
        return layered(layers, size, _HEIGHT)

    table = [
        [chance(safe.probability).removeprefix("about "), _said(safe.amount, result)] for safe in result.safe
    ]
    title = "What could be promised"
    key = [Key("curve", "chance of at least so much"), Key("safe", "at 80 %")]
    if shown is not None:
        key.append(Key("goal", "the goal"))
    return Picture(title, told, draw("promise", title, told, chart), key, ["Chance", "At least"], table)


def _said(amount: float, result: PromiseResult) -> str:
    return quantity(amount, result.measure, result.currency)


def _mark(x: float, p: float, label: str, kind: str) -> Row:
    return {"x": x, "p": p, "label": label, "kind": kind}
