"""Where each step of the two lanes stands: one layout for wide paper, one for a phone.

Wide, time runs left to right; sales begins under the last step of marketing, because that is
where the leads are handed over:

    marketing   money ─ hours ─ leads
                                  │
    sales                       hours ─ deals ─ orders

Narrow, the same order runs top to bottom. The template only draws what is placed here.
"""

from __future__ import annotations

from dataclasses import dataclass

from unslump.report.steps import PURPOSE, Lane, Step

__all__ = ["Layout", "PlacedLane", "PlacedStep", "narrow_layout", "wide_layout"]


@dataclass(frozen=True, slots=True)
class PlacedStep:
    """A step with the top left corner of its column and the width of its bar, in pixels."""

    step: Step
    x: float
    y: float
    width: float

    @property
    def have_width(self) -> float:
        """Length of the filled bar."""
        return self.width * (self.step.have_share or 0.0)

    @property
    def need_width(self) -> float:
        """Length of the outlined bar."""
        return self.width * (self.step.need_share or 0.0)


@dataclass(frozen=True, slots=True)
class PlacedLane:
    """One function's band and the steps on it."""

    lane: Lane
    title: str
    purpose: str
    y: float
    height: float
    steps: list[PlacedStep]


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole picture; `handover` is where the arrow from marketing to sales starts and ends."""

    kind: str  # "wide" or "narrow"
    width: float
    height: float
    lanes: list[PlacedLane]
    handover: tuple[float, float, float] | None  # x, from y, to y


def wide_layout(steps: dict[Lane, list[Step]]) -> Layout:
    """Two bands, one above the other, the flow from left to right."""
    width, side, gutter, band, between = 860.0, 22.0, 30.0, 176.0, 42.0
    first = {"marketing": 0, "sales": max(0, len(steps["marketing"]) - 1) if steps["sales"] else 0}
    columns = max(1, *(first[lane] + len(steps[lane]) for lane in PURPOSE))
    column = min(240.0, (width - 2 * side - gutter * (columns - 1)) / columns)
    lanes = []
    for place, lane in enumerate(PURPOSE):
        top = place * (band + between)
        placed = [
            PlacedStep(step, side + (first[lane] + n) * (column + gutter), top + 62, column)
            for n, step in enumerate(steps[lane])
        ]
        lanes.append(PlacedLane(lane, lane.capitalize(), PURPOSE[lane], top, band, placed))
    handover = None
    if steps["marketing"] and steps["sales"]:
        x = lanes[1].steps[0].x + column / 2
        handover = (x, band + 2, band + between - 2)
    return Layout("wide", width, 2 * band + between, lanes, handover)


def narrow_layout(steps: dict[Lane, list[Step]]) -> Layout:
    """The same two lanes for a phone: each step a full-width bar, top to bottom."""
    width, side, row, head, between = 350.0, 16.0, 96.0, 62.0, 42.0
    lanes: list[PlacedLane] = []
    top = 0.0
    for lane in PURPOSE:
        height = head + row * max(1, len(steps[lane])) - 8
        placed = [
            PlacedStep(step, side, top + head + n * row, width - 2 * side)
            for n, step in enumerate(steps[lane])
        ]
        lanes.append(PlacedLane(lane, lane.capitalize(), PURPOSE[lane], top, height, placed))
        top += height + between
    handover = (width / 2, lanes[0].height + 2, lanes[1].y - 2)
    return Layout("narrow", width, top - between, lanes, handover)
