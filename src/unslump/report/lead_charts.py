"""Needed against expected leads, by month and by channel.

Filled is expected, outlined is needed, hatched is missing: the language of the two lanes.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import altair as alt

from unslump.business.wording import day, month, number, percent_span
from unslump.planning.verdict import ChannelLeads, CheckResult, LeadsNeed, MonthLeads
from unslump.report.axes import day_x, first_of_month, instant, months_axis, next_month
from unslump.report.drawing import HATCHED, Key, Picture, Row, Size, chart_of, draw, layered
from unslump.report.palette import INK, LINE, MARKETING, PAPER, SOFT_INK

__all__ = ["leads_by_channel", "leads_by_month"]

SHOWN = 12  # channels drawn one by one; the rest are added up
HAVE_NEED_KEY = [
    Key("have-marketing", "expected"),
    Key("need", "needed"),
    Key("missing", "missing"),
]


def leads_by_month(result: CheckResult) -> Picture | None:
    """Leads needed and expected in each month, and the day after which leads come too late."""
    leads = result.leads
    if leads is None or not leads.months:
        return None
    months = leads.months
    highest = max(max(m.needed, m.expected, m.expected_range.p90) for m in months) or 1.0
    domain = (first_of_month(months[0].month), next_month(months[-1].month))
    last = leads.last_useful_date
    height, room = 220, 50

    def chart(size: Size) -> Any:
        axis = months_axis([m.month for m in months], size)
        x = day_x("from", axis, domain)
        y_axis = alt.Axis(title=None, tickCount=4, tickMinStep=1, domain=False, ticks=False)
        y_scale = alt.Scale(domain=[0, highest], range=[height, room], nice=False)

        def y(field: str) -> alt.Y:
            return alt.Y(f"{field}:Q", scale=y_scale, axis=y_axis)

        rows = [_month_row(m) for m in months]
        base = chart_of(rows).encode(x=x)
        short = base.transform_filter("datum.needed > datum.expected")
        middle = day_x("middle", axis, domain)
        layers = [
            base.mark_bar().encode(
                x2="to:T", y=y("zero"), y2="expected:Q", fill=alt.Fill("colour:N", scale=None)
            ),
            short.mark_bar(fill=HATCHED).encode(x2="to:T", y=y("expected"), y2="needed:Q"),
            base.transform_filter("datum.needed > 0")
            .mark_bar(fill=None, stroke=INK, strokeWidth=1.6)
            .encode(x2="to:T", y=y("zero"), y2="needed:Q"),
            base.mark_rule(stroke=PAPER, strokeWidth=6).encode(x=middle, y=y("low"), y2="high:Q"),
            base.mark_rule(stroke=SOFT_INK, strokeWidth=3).encode(x=middle, y=y("low"), y2="high:Q"),
        ]
        if len(months) <= (4 if size.narrow else 9):
            layers.append(
                base.mark_text(dy=-9, fontSize=size.font).encode(x=middle, y=y("top"), text="label:N")
            )
        if last is not None and domain[0] <= last <= domain[1]:
            layers += _last_useful_day(last, axis, domain, height)
        return layered(layers, size, height)

    rows = [
        [
            month(m.month),
            number(m.needed),
            number(m.expected),
            f"{number(m.expected_range.p10)}–{number(m.expected_range.p90)}",
            "yes" if m.useful else "too late",
        ]
        for m in months
    ]
    title = "Leads by month"
    told = _told(leads)
    key = [*HAVE_NEED_KEY, Key("interval-line", "80 % range of the expected leads")]
    if not all(m.useful for m in months):
        key.append(Key("late", "too late to count for the goal"))
    header = ["Month", "Needed", "Expected", "80 % range", "In time"]
    return Picture(title, told, draw("leads-by-month", title, told, chart), key, header, rows)


def leads_by_channel(result: CheckResult) -> Picture | None:
    """Leads needed and expected from each channel, with the last day a lead from it is of use."""
    if result.leads is None or not result.leads.by_channel:
        return None
    channels = _few(result.leads.by_channel)
    widest = max(max(c.needed, c.expected) for c in channels) or 1.0
    line = 46

    def chart(size: Size) -> Any:
        rows = [_channel_row(c, place, line, size) for place, c in enumerate(channels)]
        height = line * len(rows)
        x_scale = alt.Scale(domain=[0, widest], nice=False)
        y_scale = alt.Scale(domain=[0, height], range=[0, height], nice=False)

        def y(field: str) -> alt.Y:
            return alt.Y(f"{field}:Q", scale=y_scale, axis=None)

        def x(field: str) -> alt.X:
            return alt.X(f"{field}:Q", scale=x_scale, axis=None)

        base = chart_of(rows).encode(y=y("bar"))
        words: Row = {"fontSize": size.font, "baseline": "middle"}
        layers = [
            base.mark_bar(fill=MARKETING).encode(x=x("zero"), x2="expected:Q", y2="foot:Q"),
            base.transform_filter("datum.needed > datum.expected")
            .mark_bar(fill=HATCHED)
            .encode(x=x("expected"), x2="needed:Q", y2="foot:Q"),
            base.transform_filter("datum.needed > 0")
            .mark_bar(fill=None, stroke=INK, strokeWidth=1.6)
            .encode(x=x("zero"), x2="needed:Q", y2="foot:Q"),
            base.mark_text(align="left", fontWeight="bold", **words).encode(
                x=alt.value(1), y=y("words"), text="name:N"
            ),
            base.mark_text(align="right", color=SOFT_INK, **words).encode(
                x=alt.value("width"), y=y("words"), text="numbers:N"
            ),
        ]
        return layered(layers, size, height)

    rows = [
        [
            c.channel,
            number(c.needed),
            number(c.expected),
            number(c.gap),
            day(c.last_useful_date) if c.last_useful_date else "none",
            percent_span(c.win_rate.p10, c.win_rate.p90),
        ]
        for c in channels
    ]
    title = "Leads by channel"
    told = f"Expected and needed leads from {len(result.leads.by_channel)} channels, largest need first."
    header = ["Channel", "Needed", "Expected", "Missing", "Last useful day", "Win rate"]
    return Picture(title, told, draw("leads-by-channel", title, told, chart), HAVE_NEED_KEY, header, rows)


def _told(leads: LeadsNeed) -> str:
    needed = "no number of leads is enough" if leads.needed is None else f"{number(leads.needed)} needed"
    last = f"; the last useful day is {day(leads.last_useful_date)}" if leads.last_useful_date else ""
    return f"{number(leads.expected)} leads expected, {needed}{last}."


def _last_useful_day(last: date, axis: alt.Axis, domain: tuple[date, date], height: int) -> list[alt.Chart]:
    label = f"last useful day {last.day} {month(last)[:3]}"
    mark = chart_of([{"from": instant(last + timedelta(days=1)), "label": label}])
    mark = mark.encode(x=day_x("from", axis, domain))
    late = (last - domain[0]).days > 0.5 * (domain[1] - domain[0]).days
    return [
        mark.mark_rule(stroke=PAPER, strokeWidth=6).encode(y=alt.value(18), y2=alt.value(height)),
        mark.mark_rule(stroke=INK, strokeWidth=1.5, strokeDash=[5, 3]).encode(
            y=alt.value(18), y2=alt.value(height)
        ),
        mark.mark_text(align="right" if late else "left", dx=-6 if late else 6).encode(
            y=alt.value(18), text="label:N"
        ),
    ]


def _month_row(leads: MonthLeads) -> Row:
    first = first_of_month(leads.month)
    begins, width = instant(first), instant(next_month(first)) - instant(first)
    if not leads.useful:
        label = "too late"
    elif leads.needed > 0:
        label = f"{number(leads.expected)} of {number(leads.needed)}"
    else:
        label = number(leads.expected)
    return {
        "from": begins + 0.22 * width,
        "to": begins + 0.78 * width,
        "middle": begins + 0.5 * width,
        "zero": 0,
        "expected": leads.expected,
        "needed": leads.needed,
        "low": leads.expected_range.p10,
        "high": leads.expected_range.p90,
        "top": max(leads.needed, leads.expected, leads.expected_range.p90),
        "colour": MARKETING if leads.useful else LINE,
        "label": label,
    }


def _few(channels: list[ChannelLeads]) -> list[ChannelLeads]:
    ordered = sorted(channels, key=lambda c: (-max(c.needed, c.expected), c.channel))
    if len(ordered) <= SHOWN + 1:
        return ordered
    shown, rest = ordered[:SHOWN], ordered[SHOWN:]
    days = [c.last_useful_date for c in rest if c.last_useful_date is not None]
    low, high = min(rest, key=lambda c: c.win_rate.p10), max(rest, key=lambda c: c.win_rate.p90)
    others = ChannelLeads(
        channel=f"{len(rest):,} other channels",
        needed=sum(c.needed for c in rest),
        expected=sum(c.expected for c in rest),
        gap=sum(c.gap for c in rest),
        last_useful_date=max(days, default=None),
        win_rate=low.win_rate.model_copy(update={"p90": high.win_rate.p90}),
        months=[],
    )
    return [*shown, others]


def _channel_row(leads: ChannelLeads, place: int, line: int, size: Size) -> Row:
    longest = 18 if size.narrow else 60
    name = leads.channel if len(leads.channel) <= longest else leads.channel[: longest - 1] + "…"
    last = leads.last_useful_date
    if size.narrow:
        until = f", to {last.day} {month(last)[:3]}" if last else ""
    else:
        until = f", useful until {day(last)}" if last else ", no useful day left"
    return {
        "words": line * place + 12,
        "bar": line * place + 22,
        "foot": line * place + 40,
        "zero": 0,
        "expected": leads.expected,
        "needed": leads.needed,
        "name": name,
        "numbers": f"{number(leads.expected)} of {number(leads.needed)}{until}",
    }
