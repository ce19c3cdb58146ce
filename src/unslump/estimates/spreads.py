"""Spreads of partially pooled effects, estimated by variational empirical Bayes.

Effects u_1 … u_d of one factor are Normal(0, σ²); σ² has a scaled inverse-χ² prior (ν, s²). With
the other parameters' posterior approximated by Laplace's method, the optimal factor for σ² is

    σ² | y ~ InverseGamma((ν + d) / 2, (ν s² + E Σ u²) / 2),   E Σ u² = Σ mode² + trace(cov)

(Tipping 2001; Bishop 2006, §10.3). The trace keeps σ from collapsing or exploding as it does when
effects and spread are maximised together.

Steps of a random walk are Student-t with `STEP_DEGREES` degrees, as normals of variance σ² / w_t,
w_t ~ Gamma(ν/2, ν/2): one month in which everything changed does not make every month look wild.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["STEP_DEGREES", "Spread", "future_steps"]

Array = NDArray[np.float64]

STEP_DEGREES = 4.0


@dataclass(slots=True)
class Spread:
    """A σ and what is believed about it.

    `degrees` and `guess` are the prior's ν and s; `size` and `squares` what the data say: d and
    E Σ u². `weights` are E[w_t] of a walk's steps (empty: not a walk).
    """

    name: str
    degrees: float
    guess: float
    size: int = 0
    squares: float = 0.0
    weights: Array = field(default_factory=lambda: np.zeros(0))

    @property
    def precision(self) -> float:
        """E[1/σ²]."""
        return (self.degrees + self.size) / (self.degrees * self.guess**2 + self.squares)

    def learn(self, size: int, squares: float) -> float:
        """Take in d and E Σ u²; returns the change of log precision."""
        before = self.precision
        self.size, self.squares = size, squares
        return abs(float(np.log(self.precision / before)))

    def weigh(self, squares: Array) -> Array:
        """Take in E Δ_t² of a walk's steps; returns them weighted."""
        self.weights = (STEP_DEGREES + 1.0) / (STEP_DEGREES + self.precision * squares)
        return np.asarray(self.weights * squares)

    def log_prior(self, precision: float) -> float:
        """Log prior density of log 1/σ², up to a constant."""
        return 0.5 * self.degrees * float(np.log(precision) - self.guess**2 * precision)

    def draw(self, rng: np.random.Generator, count: int) -> Array:
        """Draws of 1/σ² from its variational factor, shape (count,)."""
        shape = (self.degrees + self.size) / 2.0
        rate = (self.degrees * self.guess**2 + self.squares) / 2.0
        return rng.gamma(shape, 1.0 / rate, size=count)


def future_steps(sigma: Array, count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Student-t steps of walks still to come: steps and their variances, both draws × count.

    `sigma` is one σ a draw. The tails are cut where a step's variance passes nine times σ².
    """
    weight = rng.gamma(STEP_DEGREES / 2.0, 2.0 / STEP_DEGREES, size=(len(sigma), count))
    variance = sigma[:, None] ** 2 / np.maximum(weight, 1.0 / 9.0)
    return rng.standard_normal((len(sigma), count)) * np.sqrt(variance), variance
