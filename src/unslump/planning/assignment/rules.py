"""Rules a plan must keep: each a sentence, and the linear limit on hours or money that it means."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from unslump.planning.assignment.decision import Decision

__all__ = ["Rule"]

Array = NDArray[np.float64]

_SLACK = 1e-6


@dataclass(frozen=True)
class Rule:
    """low ≤ Σ marketing weight × hours + Σ sales weight × hours + Σ spend weight × money ≤ high.

    `text` says it in words. Weights have the shapes of a Decision's parts; None: that part plays no
    role. `firm` rules are the company's own facts (hours in a week), others may be lifted by whoever
    made them.
    """

    text: str
    marketing: Array | None = None
    sales: Array | None = None
    spend: Array | None = None
    low: float = -inf
    high: float = inf
    firm: bool = False

    def amount(self, decision: Decision) -> float:
        """What the rule limits, for a decision."""
        parts = (
            (self.marketing, decision.marketing),
            (self.sales, decision.sales),
            (self.spend, decision.spend),
        )
        return float(sum((weight * value).sum() for weight, value in parts if weight is not None))

    def kept_by(self, decision: Decision) -> bool:
        """Whether a decision keeps it, but for rounding."""
        amount = self.amount(decision)
        slack = _SLACK * max(1.0, abs(amount))
        return self.low - slack <= amount <= self.high + slack
