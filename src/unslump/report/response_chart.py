"""Leads a week against money spent, a small picture a channel: the middle, its 80 % band, the usual spend.

All panels lie in one drawing, in pixels, so that it fits the page whatever its width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt

from unslump.business.wording import money, number, percent
from unslump.planning.channel_answer import ChannelCost, ChannelsResult
from unslump.report.drawing import Key, Picture, Row, Size, chart_of, draw, layered
from unslump.report.palette import BAND_80, FAINT, INK, SOFT_INK

__all__ = ["response_curves"]

SHOWN = 6  # channels drawn one by one
HEAD, CURVE, FOOT = 30, 120, 40  # pixels of a panel's title, curve and axis
LEFT, GAP = 30, 14


def response_curves(result: ChannelsResult) -> Picture | None:
    """None when no channel's leads are known to follow its money."""
    channels = [channel for channel in result.channels if channel.curve]
    if not channels:
        return None
    shown = channels[:SHOWN]

    def chart(size: Size) -> Any:
        panels = _panels(shown, size)
        return layered(_layers(panels, result.currency, size), size, int(panels[-1].bottom + FOOT))

    title = "What money brings"
    told = (
        f"Leads a week against money a week, for {len(channels)} channels: the middle, the 80 % range, and "
        "where the money stands."
    )
    if len(channels) > SHOWN:
        told += f" The {SHOWN} with the most leads are drawn."
    key = [Key("actual", "leads a week, middle; the dot is the usual spend"), Key("band-80", "8 of 10 cases")]
    header = ["Channel", "Usual spend a week", "Leads a week", "Without any", "With twice as much", "Is data"]
    table = [_cells(channel, result.currency) for channel in channels]
    return Picture(title, told, draw("response", title, told, chart), key, header, table)


@dataclass(frozen=True)
class _Panel:
    """Where one channel is drawn, in pixels, and its largest values."""

    channel: ChannelCost
    left: float
    right: float
    bottom: float

    @property
    def most_leads(self) -> float:
        """Top of the vertical axis."""
        return max(point.leads.p90 for point in self.channel.curve) * 1.04

    def x(self, spend: float) -> float:
        """Where a spend lies."""
        return self.left + (self.right - self.left) * spend / self.channel.curve[-1].spend

    def y(self, leads: float) -> float:
        """Where a number of leads lies."""
        return self.bottom - CURVE * leads / self.most_leads


def _panels(channels: list[ChannelCost], size: Size) -> list[_Panel]:
    columns = 1 if size.narrow else min(3, len(channels))
    width = (size.width - GAP) / columns
    return [
        _Panel(
            channel,
            left=place % columns * width + LEFT,
            right=(place % columns + 1) * width - GAP,
            bottom=place // columns * (HEAD + CURVE + FOOT) + HEAD + CURVE,
        )
        for place, channel in enumerate(channels)
    ]


def _layers(panels: list[_Panel], currency: str, size: Size) -> list[Any]:
    height = panels[-1].bottom + FOOT
    scale = {
        "x": alt.Scale(domain=[0, size.width], range=[0, size.width], nice=False),
        "y": alt.Scale(domain=[0, height], range=[0, height], nice=False),
    }

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale["x"], axis=None)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scale["y"], axis=None)

    curves = chart_of([row for panel in panels for row in _curve(panel)])
    grid = chart_of([row for panel in panels for row in _grid(panel)])
    here = chart_of([_usual(panel) for panel in panels])
    layers = [
        grid.mark_rule(color=FAINT).encode(x=x("from"), x2="to:Q", y=y("y")),
        curves.mark_area(color=BAND_80, opacity=1).encode(
            x=x("x"), y=y("low"), y2="high:Q", detail="panel:N"
        ),
        curves.mark_line(color=INK, strokeWidth=2.2).encode(x=x("x"), y=y("middle"), detail="panel:N"),
        here.mark_rule(color=SOFT_INK, strokeDash=[3, 3]).encode(x=x("x"), y=y("y"), y2="foot:Q"),
        here.mark_point(filled=True, size=75, color=INK, opacity=1).encode(x=x("x"), y=y("y")),
    ]
    for rows, style in _words(panels, currency, size):
        layers.append(chart_of(rows).mark_text(**style).encode(x=x("x"), y=y("y"), text="text:N"))
    return layers


def _curve(panel: _Panel) -> list[Row]:
    return [
        {
            "panel": panel.channel.channel,
            "x": panel.x(point.spend),
            "low": panel.y(point.leads.p10),
            "middle": panel.y(point.leads.p50),
            "high": panel.y(point.leads.p90),
        }
        for point in panel.channel.curve
    ]


def _usual(panel: _Panel) -> Row:
    leads = panel.channel.leads_per_week
    return {"x": panel.x(panel.channel.spend_per_week), "y": panel.y(leads), "foot": panel.bottom}


def _grid(panel: _Panel) -> list[Row]:
    return [{"from": panel.left, "to": panel.right, "y": panel.y(tick)} for tick in _ticks(panel.most_leads)]


def _ticks(most: float) -> list[float]:
    """None, and one or two round numbers of leads.

    >>> _ticks(9.3), _ticks(41.0)
    ([0.0, 4.0, 8.0], [0.0, 20.0, 40.0])
    """
    step = next(
        size * 10.0**power
        for power in range(-3, 12)
        for size in (1.0, 2.0, 4.0, 5.0)
        if size * 10.0**power * 3 > most
    )
    return [step * times for times in range(3) if step * times <= most]


def _words(panels: list[_Panel], currency: str, size: Size) -> list[tuple[list[Row], Row]]:
    longest = 28 if size.narrow else 26
    titles = [
        {"x": panel.left, "y": panel.bottom - CURVE - 16, "text": _short(panel.channel.channel, longest)}
        for panel in panels
    ]
    usual = [
        {
            "x": panel.x(panel.channel.spend_per_week),
            "y": panel.bottom + 14,
            "text": f"{money(panel.channel.spend_per_week, currency)} a week",
        }
        for panel in panels
    ]
    ends = [{"x": panel.left, "y": panel.bottom + 14, "text": "0"} for panel in panels]
    leads = [
        {"x": panel.left - 5, "y": panel.y(tick), "text": number(tick)}
        for panel in panels
        for tick in _ticks(panel.most_leads)
        if tick
    ]
    plain: Row = {"baseline": "middle", "fontSize": size.font, "color": SOFT_INK}
    return [
        (titles, plain | {"align": "left", "fontWeight": "bold", "color": INK}),
        (usual, plain | {"align": "center"}),
        (ends, plain | {"align": "center"}),
        (leads, plain | {"align": "right"}),
    ]


def _cells(channel: ChannelCost, currency: str) -> list[str]:
    nothing, most = channel.curve[0].leads, channel.curve[-1].leads
    now = channel.leads_range
    return [
        channel.channel,
        money(channel.spend_per_week, currency),
        f"{number(now.p10)}–{number(now.p90)}",
        f"{number(nothing.p10)}–{number(nothing.p90)}",
        f"{number(most.p10)}–{number(most.p90)}",
        percent(channel.data.money),
    ]


def _short(name: str, longest: int) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1]}…"
