"""How long an ending takes: lag distributions on the log scale, evaluated on small grids.

    Weibull     S(x) = exp(−(x / scale)^shape)
    Gamma       S(x) = Q(shape, x · shape / scale)            scale is the mean
    log-normal  S(x) = Φ(−shape · log(x / scale))             scale is the median

x is in days. Each family has a log scale and a log shape, so a channel's effect on the lag is a
shift of the log scale whatever the family. Derivatives with respect to both come from central
differences: grids have a few thousand points however many leads there are, so this costs nothing
and lets any family in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc, gammaincinv, log_ndtr, ndtri

__all__ = ["FAMILIES", "Derivatives", "LagFamily", "log_interval", "with_derivatives"]

Array = NDArray[np.float64]

_FLOOR = -700.0  # log of the smallest probability told apart from zero
_STEP = 2e-3


def _weibull(days: Array, log_scale: Array, log_shape: Array) -> Array:
    with np.errstate(divide="ignore", over="ignore"):
        return -np.exp(np.clip(np.exp(log_shape) * (np.log(days) - log_scale), _FLOOR, 6.5))


def _gamma(days: Array, log_scale: Array, log_shape: Array) -> Array:
    shape = np.exp(log_shape)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(gammaincc(shape, days * shape * np.exp(-log_scale))))


def _lognormal(days: Array, log_scale: Array, log_shape: Array) -> Array:
    with np.errstate(divide="ignore"):
        return np.asarray(log_ndtr(-np.exp(log_shape) * (np.log(days) - log_scale)))


def _weibull_quantile(share: Array, log_scale: Array, log_shape: Array) -> Array:
    return np.asarray(np.exp(log_scale) * (-np.log1p(-share)) ** np.exp(-log_shape))


def _gamma_quantile(share: Array, log_scale: Array, log_shape: Array) -> Array:
    shape = np.exp(log_shape)
    return np.asarray(gammaincinv(shape, share) / shape * np.exp(log_scale))


def _lognormal_quantile(share: Array, log_scale: Array, log_shape: Array) -> Array:
    return np.asarray(np.exp(log_scale + ndtri(share) * np.exp(-log_shape)))


@dataclass(frozen=True, slots=True)
class LagFamily:
    """A family of lag distributions. Its functions broadcast over days, log scale and log shape."""

    name: str
    formula: Callable[[Array, Array, Array], Array]
    inverse: Callable[[Array, Array, Array], Array]

    def quantile(self, share: Array, log_scale: Array, log_shape: Array) -> Array:
        """The lag in days that a share in [0, 1) of all lags stays under."""
        return self.inverse(np.clip(share, 0.0, 1.0 - 1e-12), log_scale, log_shape)

    def log_survival(self, days: Array, log_scale: Array, log_shape: Array) -> Array:
        """log P(lag > days); 0 for days ≤ 0.

        >>> family = FAMILIES["weibull"]
        >>> float(family.log_survival(np.array(30.0), np.log(30.0), np.array(0.0)))
        -1.0
        """
        days = np.asarray(days, dtype=float)
        value = self.formula(np.maximum(days, 1e-9), np.asarray(log_scale), np.asarray(log_shape))
        return np.where(days <= 0.0, 0.0, np.maximum(value, _FLOOR))

    def cdf(self, days: Array, log_scale: Array, log_shape: Array) -> Array:
        """P(lag ≤ days)."""
        return -np.expm1(self.log_survival(days, log_scale, log_shape))


FAMILIES: dict[str, LagFamily] = {
    family.name: family
    for family in (
        LagFamily("weibull", _weibull, _weibull_quantile),
        LagFamily("gamma", _gamma, _gamma_quantile),
        LagFamily("lognormal", _lognormal, _lognormal_quantile),
    )
}


def log_interval(family: LagFamily, low: Array, high: Array, log_scale: Array, log_shape: Array) -> Array:
    """log P(low < lag ≤ high), in days, without cancellation in the tail."""
    at_low = family.log_survival(low, log_scale, log_shape)
    at_high = family.log_survival(high, log_scale, log_shape)
    gap = np.minimum(at_high - at_low, -1e-300)
    return np.maximum(at_low + np.log(-np.expm1(gap)), _FLOOR)


@dataclass(frozen=True, slots=True)
class Derivatives:
    """A function of (log scale, log shape) on a grid, with its first and second derivatives."""

    value: Array
    scale: Array
    shape: Array
    scale_scale: Array
    scale_shape: Array
    shape_shape: Array


def with_derivatives(
    function: Callable[[Array, Array], Array], log_scale: Array, log_shape: Array
) -> Derivatives:
    """`function(log_scale, log_shape)` and its derivatives by central differences of second order."""
    h = _STEP
    centre = function(log_scale, log_shape)
    right, left = function(log_scale + h, log_shape), function(log_scale - h, log_shape)
    up, down = function(log_scale, log_shape + h), function(log_scale, log_shape - h)
    corners = (
        function(log_scale + h, log_shape + h)
        - function(log_scale + h, log_shape - h)
        - function(log_scale - h, log_shape + h)
        + function(log_scale - h, log_shape - h)
    )
    return Derivatives(
        value=centre,
        scale=(right - left) / (2 * h),
        shape=(up - down) / (2 * h),
        scale_scale=(right - 2 * centre + left) / h**2,
        scale_shape=corners / (4 * h**2),
        shape_shape=(up - 2 * centre + down) / h**2,
    )
