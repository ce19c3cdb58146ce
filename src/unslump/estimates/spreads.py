"""Spreads of partially pooled effects, estimated by variational empirical Bayes.

Effects u_1 … u_d of one factor are Normal(0, σ²); σ² has a scaled inverse-χ² prior (ν, s²). With
the other parameters' posterior approximated by Laplace's method, the optimal factor for σ² is

    σ² | y ~ InverseGamma((ν + d) / 2, (ν s² + E Σ u²) / 2),   E Σ u² = Σ mode² + trace(cov)

(Tipping 2001; Bishop 2006, §10.3). The trace keeps σ from collapsing or exploding as it does when
effects and spread are maximised together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Spread"]


@dataclass(slots=True)
class Spread:
    """A σ and what is believed about it.

    `degrees` and `guess` are the prior's ν and s; `size` and `squares` what the data say: d and
    E Σ u².
    """

    name: str
    degrees: float
    guess: float
    size: int = 0
    squares: float = 0.0

    @property
    def precision(self) -> float:
        """E[1/σ²]."""
        return (self.degrees + self.size) / (self.degrees * self.guess**2 + self.squares)

    def forget(self) -> None:
        """Back to the prior."""
        self.size, self.squares = 0, 0.0

    def learn(self, size: int, squares: float) -> float:
        """Take in d and E Σ u²; returns the change of log precision."""
        before = self.precision
        self.size, self.squares = size, squares
        return abs(float(np.log(self.precision / before)))

    def draw(self, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
        """Draws of 1/σ², shape (count,)."""
        shape = (self.degrees + self.size) / 2.0
        rate = (self.degrees * self.guess**2 + self.squares) / 2.0
        return rng.gamma(shape, 1.0 / rate, size=count)
