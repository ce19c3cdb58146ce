"""The response itself, relative to the usual: what a week's spend and hours make of the leads.

    m_t = (1 − Σ driven_j) + Σ_j driven_j · (a_jt / ā_j)^alpha_j · (h_t / h̄)^beta_j

a_j is the adstock of driver j and ā_j its balance at the mean spend of the history, h the skilled
marketing hours and h̄ their mean: at the usual spend and hours m = 1, whatever the parameters. An outcome
has one driver (leads of a channel) or several (one outcome that several channels' spend adds to).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.adstock import adstock, balanced
from unslump.estimates.response_priors import DriverShape

__all__ = ["Drivers"]

Array = NDArray[np.float64]

_LEAST = 1e-9


@dataclass(frozen=True)
class Drivers:
    """What drives one outcome.

    `spend` is drivers × weeks (a row of zeros: none known), `hours` (weeks,), None when not known.
    """

    spend: Array
    hours: Array | None

    @property
    def shapes(self) -> tuple[DriverShape, ...]:
        """What is known of each driver."""
        return tuple(DriverShape(bool(row.any()), self.hours is not None) for row in self.spend)

    @property
    def any_known(self) -> bool:
        """Whether anything is known that could drive the outcome."""
        return any(shape.spend or shape.hours for shape in self.shapes)

    @property
    def usual_spend(self) -> Array:
        """Mean spend a week: (drivers,)."""
        return np.asarray(self.spend.mean(axis=1))

    @property
    def usual_hours(self) -> float:
        """Mean hours a week; 1 when not known, so that powers of it are 1."""
        return 1.0 if self.hours is None else float(self.hours.mean())

    def log_relative(self, values: Mapping[str, Array]) -> Array:
        """log m: n × weeks, for parameters of n × drivers each."""
        total = 1.0 - values["driven"].sum(axis=1, keepdims=True)
        for number, shape in enumerate(self.shapes):
            part = values["driven"][:, number, None]
            if shape.spend:
                decay = values["decay"][:, number]
                spend = self.spend[number] / self.usual_spend[number]
                carried = adstock(spend, decay, balanced(spend, decay)) * (1.0 - decay)[:, None]
                part = part * np.maximum(carried, 0.0) ** values["alpha"][:, number, None]
            if self.hours is not None:
                effort = self.hours / self.usual_hours
                part = part * effort ** values["beta"][:, number, None]
            total = total + part
        return np.asarray(np.log(np.maximum(total, _LEAST)))
