"""The steps of the two lanes in words: what each has, what it needs, and the gap between.

Page and terminal draw the same steps from here, so they cannot disagree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from unslump.business.wording import missing, money, things
from unslump.planning.verdict import CheckResult, LaneStep

__all__ = ["NEED_MEANS", "PURPOSE", "Lane", "Step", "in_unit", "lane_steps", "step_of"]

Lane = Literal["marketing", "sales"]
PURPOSE: dict[Lane, str] = {
    "marketing": "brings the leads",
    "sales": "turns leads into orders",
}
SINGULAR = {"leads": "lead", "deals": "deal", "orders": "order", "hours": "hour"}
NEED_MEANS = (
    "Leads, hours and money: needed for a chance of 80 %. "
    "Deals and orders: the goal itself, beside the middle of what is expected. "
    "Marketing's hours and its budget (by days) count up to the last day on which a new lead is of use."
)
MARGIN = 0.005  # a gap smaller than this share of the need is rounding, not a gap


@dataclass(frozen=True, slots=True)
class Step:
    """One step, ready to be shown. Shares are of the larger of have and need, 0..1."""

    lane: Lane
    name: str
    have: str
    need: str
    verdict: str  # "gap 41 leads", "enough", "not known", "out of reach"
    state: Literal["gap", "enough", "unknown", "beyond"]
    have_share: float | None
    need_share: float | None


def lane_steps(result: CheckResult) -> dict[Lane, list[Step]]:
    """The steps of both lanes in the order they are worked."""
    steps = [step_of(step, result) for step in result.evidence.lanes]
    return {lane: [step for step in steps if step.lane == lane] for lane in PURPOSE}


def step_of(step: LaneStep, result: CheckResult) -> Step:
    """One lane step in words; a missing number says so instead of standing as zero."""
    have, need = _finite(step.have), _finite(step.need)
    scale = max(have or 0.0, need or 0.0)
    verdict, state = _verdict(have, need, step.unit)
    drawn = Step(
        lane=step.lane,
        name=step.step[:1].upper() + step.step[1:],
        have="have: not known" if have is None else f"have {in_unit(have, step.unit)}",
        need="need: not known" if need is None else f"need {in_unit(need, step.unit)}",
        verdict=verdict,
        state=state,
        # Against a need nobody knows nothing is full: such a bar is drawn as unknown.
        have_share=None if have is None or need is None else _share(have, scale),
        need_share=None if need is None else _share(need, scale),
    )
    return _out_of_reach(drawn, have) if need is None and _no_number_is_enough(step, result) else drawn


def in_unit(value: float, unit: str) -> str:
    """A value with its unit, short enough for a label: whole things, money to four digits.

    >>> in_unit(41, "leads"), in_unit(1, "leads"), in_unit(39_999.1, "EUR"), in_unit(1.5e10, "EUR")
    ('41 leads', '1 lead', '40,000 EUR', '15 billion EUR')
    """
    value = _shown(value, unit)
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{value / size:,.10g} {word} {unit}"
    if unit in SINGULAR:
        return things(value, SINGULAR[unit], unit)
    return money(value, unit)


def _shown(value: float, unit: str) -> float:
    return value if unit in SINGULAR and abs(value) < 1e6 else float(f"{value:.4g}")


def _no_number_is_enough(step: LaneStep, result: CheckResult) -> bool:
    known = result.verdict != "unknown" and result.leads is not None and result.leads.needed is None
    return step.step == "leads" and known


def _out_of_reach(step: Step, have: float | None) -> Step:
    """A need without end: drawn half filled, the rest missing, because no scale can hold it."""
    return replace(
        step,
        need="no number is enough",
        verdict="out of reach",
        state="beyond",
        have_share=0.5 if have else 0.0,
        need_share=1.0,
    )


def _verdict(
    have: float | None, need: float | None, unit: str
) -> tuple[str, Literal["gap", "enough", "unknown"]]:
    if have is None or need is None:
        return "not known", "unknown"
    if need - have <= MARGIN * need:
        return "enough", "enough"
    have, need = _shown(have, unit), _shown(need, unit)
    gap = missing(have, need) if unit in SINGULAR else need - have
    return f"gap {in_unit(gap, unit)}", "gap"


def _share(value: float, scale: float) -> float:
    return max(0.0, value / scale) if scale > 0 else 0.0


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
