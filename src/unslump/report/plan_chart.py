"""The plan's pictures: what the next hour and unit of money bring; weeks and money side by side."""

from __future__ import annotations

from typing import Any

import altair as alt

from unslump.business.wording import money
from unslump.planning.assignment.answer import PlanResult
from unslump.planning.assignment.limits import WEEKS_A_MONTH
from unslump.planning.verdict import Range
from unslump.report.drawing import Key, Picture, Row, Size, chart_of, draw, layered
from unslump.report.palette import FAINT, INK, LINE, MARKETING, SALES, SOFT_INK
from unslump.report.plan_view import hours_by_person, spend_by_channel, weeks_of

__all__ = [
    "money_side_by_side",
    "ranges_picture",
    "weeks_side_by_side",
    "worth_of_hours",
    "worth_of_money",
]

SHOWN = 16
_STEP, _HEAD = 40, 30


def worth_of_hours(result: PlanResult) -> Picture | None:
    """One more hour of marketing and of selling, today: middle and 80 % range."""
    found = [
        (f"one more {name} hour", worth, colour)
        for name, worth, colour in (
            ("marketing", result.worth.marketing_hour, MARKETING),
            ("sales", result.worth.sales_hour, SALES),
        )
        if worth is not None
    ]
    if all(abs(worth.p90) < 0.005 for _, worth, _ in found):
        return None
    unit = f"{result.currency or 'margin'} of margin an hour"
    return (
        ranges_picture("worth-hours", "The next hour, as things are today", unit, found, None)
        if found
        else None
    )


def worth_of_money(result: PlanResult) -> Picture | None:
    """One more unit of money in each channel, today; the line is where it only pays itself back."""
    found = [(channel.channel, channel.worth, MARKETING) for channel in result.worth.money[:SHOWN]]
    one = f"one {result.currency}" if result.currency else "one unit of money"
    title = f"The next {result.currency or 'unit of money'}, as things are today"
    return ranges_picture("worth-money", title, f"margin for {one}", found, 1.0) if found else None


def ranges_picture(
    name: str, title: str, unit: str, found: list[tuple[str, Range, str]], mark: float | None, digits: int = 2
) -> Picture:
    """Middles and 80 % ranges one below the other; `found` is label, range, colour; `mark` a line across."""
    low = min(0.0, *(worth.p10 for _, worth, _ in found))
    high = max(1e-9, *(worth.p90 for _, worth, _ in found), mark or 0.0)

    def chart(size: Size) -> Any:
        height = _HEAD + 30 * len(found)
        left = 120.0 if size.narrow else 210.0
        rows = [
            {"y": _HEAD + 30 * n + 8, "label": _short(label, size), "low": worth.p10, "middle": worth.p50,
             "high": worth.p90, "colour": colour}
            for n, (label, worth, colour) in enumerate(found)
        ]  # fmt: skip
        x = alt.Scale(domain=[low, high * 1.05], range=[left, size.width - 10], nice=False)
        y = alt.Scale(domain=[0, height], range=[0, height], nice=False)
        axis = alt.Axis(title=unit, orient="top", tickCount=4 if size.narrow else 7, domain=False, grid=True)
        base = chart_of(rows).encode(
            y=alt.Y("y:Q", scale=y, axis=None), color=alt.Color("colour:N", scale=None)
        )
        layers = [
            base.mark_rule(strokeWidth=4, opacity=0.55).encode(
                x=alt.X("low:Q", scale=x, axis=axis), x2="high:Q"
            ),
            base.mark_point(filled=True, size=110, opacity=1).encode(x=alt.X("middle:Q", scale=x, axis=axis)),
            base.mark_text(align="left", baseline="middle", fontSize=size.font).encode(
                x=alt.value(1), text="label:N"
            ),
        ]
        if mark is not None:
            line = chart_of([{"at": mark}])
            layers.insert(
                0,
                line.mark_rule(color=SOFT_INK, strokeDash=[4, 3]).encode(x=alt.X("at:Q", scale=x, axis=axis)),
            )
        return layered(layers, size, height)

    told = f"{title}: {unit}, the middle and the 80 % range."
    table = [[label, *(f"{end:,.{digits}f}" for end in (w.p50, w.p10, w.p90))] for label, w, _ in found]
    return Picture(title, told, draw(name, title, told, chart), [], ["", "middle", "10 %", "90 %"], table)


def weeks_side_by_side(result: PlanResult) -> Picture | None:
    """Everybody's week today and in the plan: hours of each function, stacked."""
    weeks = weeks_of(result)
    today, plan = hours_by_person(result.today), hours_by_person(result.plan)
    people = list(dict.fromkeys([*today, *plan]))[:SHOWN]
    if not people:
        return None
    rows: list[Row] = []
    for place, person in enumerate(people):
        for n, (side, hours) in enumerate((("today", today), ("plan", plan))):
            mine = hours.get(person, {"marketing": 0.0, "sales": 0.0})
            first, second = mine["marketing"] / weeks, mine["sales"] / weeks
            top = _HEAD + _STEP * place + 16 * n
            for begin, length, colour in ((0.0, first, MARKETING), (first, second, SALES)):
                rows.append(
                    {"from": begin, "to": begin + length, "top": top, "foot": top + 13, "colour": colour,
                     "person": person if n == 0 else "", "side": side, "middle": top + 7}
                )  # fmt: skip
    most = max(float(row["to"]) for row in rows) or 1.0

    def chart(size: Size) -> Any:
        return _bars(rows, people, most, size, "hours a week")

    title = "Everybody's week: today above, the plan below"
    told = f"Hours a week in marketing and in sales of {len(people)} people, today and in the plan."
    table = [
        [
            p,
            *(
                f"{side.get(p, {}).get(f, 0.0) / weeks:.0f}"
                for side in (today, plan)
                for f in ("marketing", "sales")
            ),
        ]
        for p in people
    ]
    header = ["Person", "today: marketing", "today: sales", "plan: marketing", "plan: sales"]
    key = [Key("have-marketing", "marketing"), Key("sales", "sales")]
    return Picture(title, told, draw("weeks", title, told, chart), key, header, table)


def money_side_by_side(result: PlanResult) -> Picture | None:
    """Each channel's money a month today and in the plan."""
    months = weeks_of(result) / WEEKS_A_MONTH
    today, plan = spend_by_channel(result.today), spend_by_channel(result.plan)
    channels = list(dict.fromkeys([*today, *plan]))[:SHOWN]
    if not channels:
        return None
    rows: list[Row] = []
    for place, channel in enumerate(channels):
        for n, (side, spend) in enumerate((("today", today), ("plan", plan))):
            top = _HEAD + _STEP * place + 16 * n
            rows.append(
                {"from": 0.0, "to": spend.get(channel, 0.0) / months, "top": top, "foot": top + 13,
                 "colour": LINE if n == 0 else MARKETING, "person": channel if n == 0 else "", "side": side,
                 "middle": top + 7}
            )  # fmt: skip
    most = max(float(row["to"]) for row in rows) or 1.0

    def chart(size: Size) -> Any:
        return _bars(rows, channels, most, size, f"{result.currency} a month".strip())

    title = "Money by channel: today above, the plan below"
    told = f"Money a month on {len(channels)} channels, today and in the plan."
    table = [
        [c, *(money(side.get(c, 0.0) / months, result.currency) for side in (today, plan))] for c in channels
    ]
    key = [Key("late", "today"), Key("have-marketing", "plan")]
    return Picture(title, told, draw("money", title, told, chart), key, ["Channel", "today", "plan"], table)


def _bars(rows: list[Row], names: list[str], most: float, size: Size, unit: str) -> Any:
    height = _HEAD + _STEP * len(names)
    left = 110.0 if size.narrow else 190.0
    x = alt.Scale(domain=[0, most * 1.02], range=[left, size.width - 10], nice=False)
    y = alt.Scale(domain=[0, height], range=[0, height], nice=False)
    axis = alt.Axis(
        title=unit, orient="top", tickCount=4 if size.narrow else 7, domain=False, grid=True, gridColor=FAINT
    )
    shown = [row | {"person": _short(str(row["person"]), size)} for row in rows]
    base = chart_of(shown)
    return layered(
        [
            base.mark_bar().encode(
                x=alt.X("from:Q", scale=x, axis=axis),
                x2="to:Q",
                y=alt.Y("top:Q", scale=y, axis=None),
                y2="foot:Q",
                fill=alt.Fill("colour:N", scale=None),
            ),
            base.mark_text(align="left", baseline="middle", fontSize=size.font, color=INK).encode(
                x=alt.value(1), y=alt.Y("middle:Q", scale=y, axis=None), text="person:N"
            ),
        ],
        size,
        height,
    )


def _short(name: str, size: Size) -> str:
    longest = 15 if size.narrow else 28
    return name if len(name) <= longest else name[: longest - 1] + "…"
