"""How far each month's leads have ripened, so that young months are not mistaken for a slump."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt

from unslump.business.wording import count, month, number, percent
from unslump.planning.verdict import CheckResult, CohortMaturity
from unslump.report.axes import day_x, first_of_month, instant, months_axis, next_month
from unslump.report.drawing import Key, Picture, Row, Size, chart_of, draw, layered
from unslump.report.palette import BAND_50, LINE, PAPER, SALES, SOFT_INK

__all__ = ["cohort_maturity", "earlier_left_out"]

_CUT_AT = 18  # months; a shorter list is all there is


def cohort_maturity(result: CheckResult) -> Picture | None:
    """Leads by month of arrival: won, still expected to be won, and not; how ripe each month is."""
    cohorts = [cohort for cohort in result.evidence.cohorts if cohort.leads > 0]
    if not cohorts:
        return None
    most = max(cohort.leads for cohort in cohorts)
    domain = (first_of_month(cohorts[0].month), next_month(cohorts[-1].month))
    height, strip, room = 300, (34, 6), 58

    def chart(size: Size) -> Any:
        axis = months_axis([cohort.month for cohort in cohorts], size)
        x = day_x("from", axis, domain)
        y_scale = alt.Scale(domain=[0, most * 1.02], range=[height, room], nice=False)
        y_axis = alt.Axis(
            title=None, tickCount=4, tickMinStep=1, domain=False, ticks=False, values=alt.Undefined
        )
        boxes = chart_of([_months_box(c.month) | {"one": 1} for c in cohorts]).encode(x=x)
        ripe = chart_of([_months_box(c.month) | {"ripe": c.matured} for c in cohorts])
        ripe_scale = alt.Scale(domain=[0, 1], range=list(strip), nice=False)
        bars = chart_of([row for cohort in cohorts for row in _cohort_bars(cohort)])
        counted = bars.mark_bar(strokeWidth=1).encode(
            x=x,
            x2="to:T",
            y=alt.Y("low:Q", scale=y_scale, axis=y_axis),
            y2="high:Q",
            fill=alt.Fill("colour:N", scale=None),
            stroke=alt.Stroke("edge:N", scale=None),
        )
        outline = boxes.mark_bar(fill=PAPER, stroke=LINE).encode(
            x2="to:T", y=alt.value(strip[0]), y2=alt.value(strip[1])
        )
        filled = ripe.mark_bar(fill=SOFT_INK).encode(
            x=x, x2="to:T", y=alt.Y("ripe:Q", scale=ripe_scale, axis=None), y2=alt.YDatum(0)
        )
        layers = [counted, outline, filled]
        return layered(layers, size, height).resolve_scale(y="independent")

    rows = [
        [
            month(c.month),
            number(c.leads),
            number(c.won),
            number(_still(c)),
            number(c.lost),
            number(c.open),
            percent(c.matured),
        ]
        for c in cohorts
    ]
    things = "leads" if result.data.leads > 0 else "deals"
    title = f"How ripe each month's {things} are"
    ends = f"{month(cohorts[0].month)} to {month(cohorts[-1].month)}"
    told = f"{things.capitalize()} by the month they came, {ends}.{earlier_left_out(result)}"
    key = [
        Key("sales", "won"),
        Key("expected", "still expected to be won"),
        Key("not", "lost, or not expected to be won"),
        Key("ripe", "upper row: share of the wins that should have come by now"),
    ]
    header = ["Month", things.capitalize(), "Won", "Still expected", "Lost", "Open", "Ripe"]
    return Picture(title, told, draw("cohorts", title, told, chart), key, header, rows)


def earlier_left_out(result: CheckResult) -> str:
    """That the picture shows the last months only, and how many came before; empty when it shows all."""
    cohorts = result.evidence.cohorts
    every = result.data.leads or result.data.deals
    before = every - sum(cohort.leads for cohort in cohorts)
    if len(cohorts) < _CUT_AT or before <= 0:
        return ""
    came = count(before, "came before and counts", "came before and count")
    return f" The last {len(cohorts)} months are shown; {came} in the answer all the same."


def _still(cohort: CohortMaturity) -> float:
    return min(max(0.0, cohort.expected_won - cohort.won), float(cohort.leads - cohort.won))


def _months_box(first: date) -> Row:
    first = first_of_month(first)
    width = instant(next_month(first)) - instant(first)
    return {"from": instant(first) + 0.1 * width, "to": instant(first) + 0.9 * width}


def _cohort_bars(cohort: CohortMaturity) -> list[Row]:
    won, ripe = float(cohort.won), cohort.won + _still(cohort)
    parts = [(0.0, won, SALES, SALES), (won, ripe, BAND_50, SALES), (ripe, float(cohort.leads), PAPER, LINE)]
    return [
        _months_box(cohort.month) | {"low": low, "high": high, "colour": colour, "edge": edge}
        for low, high, colour, edge in parts
        if high > low
    ]
