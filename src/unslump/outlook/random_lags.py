"""Lags drawn at random, one for each prospect that moves on, by the family's own sampler."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.conversion import StagePosterior

__all__ = ["RandomLags"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]


class RandomLags:
    """The lag of a posterior's first ending, in business days."""

    def __init__(self, posterior: StagePosterior) -> None:
        self._family = posterior.family
        self._log_shape = posterior.log_shape[:, 0]
        self._log_scale = posterior.log_scale[:, 0]
        self._shape, self._scale = np.exp(self._log_shape), np.exp(self._log_scale)

    def sample(self, draw: Ints, channel: Ints, rng: np.random.Generator) -> Array:
        """One lag for each draw and channel code, both (n,)."""
        columns = self._scale.shape[1]
        at = draw if columns == 1 else draw * columns + channel
        shape = self._shape.take(draw)
        if self._family.name == "gamma":
            return np.asarray(rng.standard_gamma(shape) * (self._scale.take(at) / shape))
        if self._family.name == "weibull":
            return np.asarray(rng.standard_exponential(len(draw)) ** (1.0 / shape) * self._scale.take(at))
        luck = rng.random(len(draw))
        return self._family.quantile(luck, self._log_scale.take(at), self._log_shape.take(draw))
