"""The answer in one sentence, and the saw-tooth in a few."""

from __future__ import annotations

from collections.abc import Sequence

from unslump.business.wording import approximately, day, number, quantity
from unslump.slump.diagnosis_answer import Amount, Blame, Cause, DiagnosedWindow, FunctionShare
from unslump.slump.sawtooth import Tooth

__all__ = ["sentence", "tooth_words"]


def sentence(
    window: DiagnosedWindow,
    expected: Amount,
    actual: float,
    shortfall: float,
    causes: Sequence[Cause],
    functions: Sequence[FunctionShare],
    unit: str,
) -> str:
    """The whole answer in one sentence. `unit` is a currency or "deals"; causes are in order."""
    span = f"From {day(window.start)} to {day(window.end)}"
    about = approximately(expected.p50, expected.p10, expected.p90, _measure(unit), unit)
    came = f"{quantity(actual, _measure(unit), unit)} came in where about {about} were to be expected"
    real = [
        c for c in causes if (c.probability or 0.0) >= 0.5 and c.amount.p50 > 0.02 * max(expected.p50, 1e-9)
    ]
    if shortfall <= 0:
        if not real:
            return f"{span} {came}: there is no shortfall."
        gains = [c.name for c in reversed(causes) if (c.probability or 0.0) >= 0.5 and c.amount.p50 < 0]
        by = f" {gains[0]}" if gains else " more than that"
        return f"{span} {came}: what was lost to {_names(real, ' and ')} was made up for by{by}."
    if not real:
        return f"{span} {came}; the history shows no cause for it that chance could not be" + (
            ", and such a window is within what was to be expected." if actual >= expected.p10 else "."
        )
    function = max((f for f in functions if f.function != "neither (the market)"), key=lambda f: f.amount.p50)
    much = approximately(function.amount.p50, function.amount.p10, function.amount.p90, _measure(unit), unit)
    of = f"about {much} of that {_of_function(function.function)}"
    return f"{span} {came}. The heaviest cause is {_names(real)}; {of}."


def _names(causes: Sequence[Cause], between: str = ", then ") -> str:
    return between.join(cause.name for cause in causes[:2])


def _of_function(function: Blame) -> str:
    return "by split roles or lost people" if function == "split roles" else f"in {function}"


def _measure(unit: str) -> str:
    return "deals" if unit == "deals" else "bookings"


def tooth_words(teeth: Sequence[Tooth]) -> str:
    """What a saw-tooth is, and whose."""
    said = [
        f"{tooth.person} turns from prospecting to deals and back, {tooth.lows} times so far, about every "
        f"{number(tooth.period)} weeks: {number(tooth.marketing[0])} marketing hours a week, then "
        f"{number(tooth.marketing[1])}."
        for tooth in teeth
    ]
    why = "While deals are worked nobody fills the pipeline, and a cycle later there is little to work."
    return " ".join([*said, why])
