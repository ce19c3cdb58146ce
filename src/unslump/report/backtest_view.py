"""Past answers beside what came, in a terminal: the sentence, every origin, how good they were."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rich.console import Console

from unslump.business import wording
from unslump.outlook.backtest import BacktestResult, Origin, PastGoal
from unslump.report.voice import Voice

__all__ = ["print_backtest"]

ENDS = {"deals": "", "bookings": " of bookings", "delivered": " delivered", "paid": " paid"}
EVE = (
    "Judged as check --as-of the eve judges them, but without the limit of selling hours: company.yaml says "
    "who sells today, not who sold then."
)


def print_backtest(result: BacktestResult, console: Console) -> None:
    """The sentence first, then every origin, how good they were, and the goals that are over."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    voice.heading(f"What {_said(result.measure)} in the next {result.horizon_weeks} weeks")
    voice.rows(
        [("asked on", "80 % range", "what came", ""), *_origins(result)],
        ("left", "right", "right", "left"),
    )
    voice.heading("How good the answers were")
    voice.points(
        [
            ("•", f"The 80 % range held {_share(result.coverage80, result.origins, 0.8)}.", ""),
            ("•", f"The 50 % range held {_share(result.coverage50, result.origins, 0.5)}.", ""),
            ("•", _errors(result), ""),
        ]
    )
    if result.past_goals:
        voice.heading("Goals that are over, as they looked on the eve")
        voice.points(_goal(goal) for goal in result.past_goals)
        voice.say(EVE, "dim", indent=2)


def _origins(result: BacktestResult) -> Iterable[tuple[str, str, str, str]]:
    for origin in result.origins:
        span = wording.quantity_span(origin.p10, origin.p90, result.measure, result.currency)
        came = wording.approximately(origin.actual, origin.p10, origin.p90, result.measure, result.currency)
        yield wording.day(origin.as_of), span, came, _where(origin)


def _where(origin: Origin) -> str:
    if origin.covered:
        return "✓ inside"
    return "▲ below" if origin.actual < origin.p50 else "▲ above"


def _share(coverage: float, origins: list[Origin], wanted: float) -> str:
    looks, held = len(origins), round(coverage * len(origins))
    return (
        f"{held} of {looks} ({wording.percent(coverage)}): {wording.percent(wanted)} is wanted; "
        f"{_judged(held, looks, wanted)}"
    )


def _judged(held: int, looks: int, wanted: float) -> str:
    """What so many hits mean, within twice the standard deviation that chance alone would give them.

    >>> _judged(4, 20, 0.5), _judged(10, 20, 0.5), _judged(16, 20, 0.5)
    ('it misses too often for chance: too narrow', 'this fits', 'it holds more often: wider than need be')
    """
    chance = 2.0 * math.sqrt(looks * wanted * (1.0 - wanted))
    if held < wanted * looks - chance:
        return "it misses too often for chance: too narrow"
    if held > wanted * looks + chance:
        return "it holds more often: wider than need be"
    return "this fits"


def _errors(result: BacktestResult) -> str:
    mine = wording.quantity(result.crps, result.measure, result.currency)
    naive = wording.quantity(result.crps_naive, result.measure, result.currency)
    return (
        f"The mean error (CRPS, the width of the answer included) was {mine}; expecting the last "
        f"{result.horizon_weeks} weeks again was {naive} off."
    )


def _goal(goal: PastGoal) -> tuple[str, str, str]:
    mark, style = ("✓", "green") if goal.reached else ("▲", "bold yellow")
    asked, came = (
        wording.quantity(value, goal.measure, goal.currency) for value in (goal.amount, goal.actual)
    )
    return (
        mark,
        f"{goal.name}: the chance of {asked}{ENDS[goal.measure]} was {wording.chance(goal.probability)}; "
        f"{came} came, so it was {'reached' if goal.reached else 'missed'}.",
        style,
    )


def _said(measure: str) -> str:
    return {
        "deals": "was foreseen in won deals",
        "bookings": "was foreseen in bookings",
        "delivered": "was foreseen to be delivered",
        "paid": "was foreseen to be paid",
    }[measure]
