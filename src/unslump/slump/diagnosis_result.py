"""From draws and words to the answer: amounts that add up to the cent, causes in order, functions summed.

The middles are means: they add up exactly, and largest remainders settle the cents. Ranges are each
cause's own.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from unslump.slump.cause_names import CAUSES
from unslump.slump.diagnosis_answer import (
    Amount,
    Blame,
    Cause,
    DiagnosedWindow,
    DiagnosisResult,
    FunctionShare,
    Sawtooth,
)
from unslump.slump.diagnosis_sentence import sentence
from unslump.slump.diagnosis_words import REST, Told
from unslump.slump.shapley import in_cents
from unslump.slump.split import Split
from unslump.slump.window import Window

__all__ = ["FUNCTION_OF", "put_together"]

Array = NDArray[np.float64]

_FUNCTIONS: tuple[Blame, ...] = ("marketing", "sales", "split roles", "neither (the market)")
_OWNERS: tuple[Blame, ...] = ("marketing", "marketing", "sales", "sales", "sales", "sales", "split roles")
FUNCTION_OF: dict[str, Blame] = {
    **dict(zip(CAUSES, _OWNERS, strict=True)),
    REST: "neither (the market)",
}


def put_together(
    as_of: date,
    window: Window,
    baseline: date,
    split: Split,
    told: dict[str, Told],
    actual: float,
    outside: float,
    unit: str,
    amounts: bool,
    tooth: Sawtooth | None,
    notes: list[str],
) -> DiagnosisResult:
    """The answer; `outside` is what deals beside the panel were to bring, `unit` a currency or "deals"."""
    expected = round(split.mean_expected + outside, 2)
    draws = split.expected + outside
    shortfall = round(expected - actual, 2)
    taken = split.causes.mean(axis=0)
    rest = shortfall - float(taken.sum())
    middles = in_cents(np.append(taken, rest), shortfall)
    columns = np.column_stack([split.causes, draws - actual - split.causes.sum(axis=1)])
    causes = [
        Cause(
            name=name,
            function=FUNCTION_OF[name],
            amount=_amount(columns[:, index], middles[index]),
            probability=None if name == REST else round(split.probability[name], 4),
            evidence="" if name == REST else told[name].evidence,
            action="" if name == REST or middles[index] <= 0 else told[name].action,
        )
        for index, name in enumerate((*CAUSES, REST))
    ]
    causes[-1] = causes[-1].model_copy(update={"evidence": _rest_words(draws, actual, split)})
    functions = []
    for function in _FUNCTIONS:
        mine = [index for index, cause in enumerate(causes) if cause.function == function]
        middle = round(float(sum(middles[index] for index in mine)), 2)
        functions.append(
            FunctionShare(function=function, amount=_amount(columns[:, mine].sum(axis=1), middle))
        )
    order = sorted(range(len(causes) - 1), key=lambda index: -causes[index].amount.p50)
    ordered = [causes[index] for index in order] + [causes[-1]]
    shown = DiagnosedWindow(start=window.start, end=window.end)
    return DiagnosisResult(
        as_of=as_of,
        sentence=sentence(shown, _amount(draws, expected), actual, shortfall, ordered, functions, unit),
        window=shown,
        baseline=baseline,
        measure="bookings" if amounts else "deals",
        currency=unit if amounts else "",
        expected=_amount(draws, expected),
        actual=actual,
        shortfall=shortfall,
        causes=ordered,
        by_function=functions,
        sawtooth=tooth,
        cannot_say=notes,
    )


def _amount(draws: Array, middle: float) -> Amount:
    """The 80 % range of draws around a middle that adds up; never beside it."""
    low, high = (round(float(q), 2) for q in np.quantile(draws, [0.1, 0.9]))
    middle = float(middle) + 0.0
    return Amount(p10=min(low, middle) + 0.0, p50=middle, p90=max(high, middle) + 0.0)


def _rest_words(draws: Array, actual: float, split: Split) -> str:
    low, high = np.quantile(draws, [0.1, 0.9])
    if low <= actual <= high:
        return "What came lies inside the range that was to be expected, chance included."
    return "What no cause above explains: chance, the market, or leads that were inside before."
