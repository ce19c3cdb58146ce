"""How long an ending takes: lag distributions on the log scale.

With y = log(days) − log scale and a = exp(log shape):

    Weibull      S = exp(−exp(a y))
    gamma        S = Q(a, a exp(y))         the scale is the mean
    log-normal   S = Φ(−a y)                the scale is the median

So a channel's effect on the lag is a shift of the log scale whatever the family. The derivatives
by y are exact, from the density of y and its score; those by the log shape are central
differences of both, which lets any family in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc, gammaincinv, gammaln, log_ndtr, ndtri

__all__ = ["FAMILIES", "IntervalDerivatives", "LagFamily", "SurvivalDerivatives", "log_interval"]

Array = NDArray[np.float64]

_FLOOR = -700.0  # log of the smallest probability told apart from zero
_STEP = 5e-4
_NODES = np.linspace(-10.0, 4.0, 701)
_NODE_GAP = float(_NODES[1] - _NODES[0])
_HALF_LOG_2PI = 0.5 * float(np.log(2.0 * np.pi))


def _power(y: Array, log_shape: Array) -> Array:
    return np.asarray(np.exp(np.clip(np.exp(log_shape) * y, _FLOOR, 6.5)))


def _weibull(y: Array, log_shape: Array) -> Array:
    return -_power(y, log_shape)


def _weibull_density(y: Array, log_shape: Array) -> tuple[Array, Array]:
    shape, power = np.exp(log_shape), _power(y, log_shape)
    return log_shape + shape * y - power, shape * (1.0 - power)


def _weibull_quantile(share: Array, log_scale: Array, log_shape: Array) -> Array:
    return np.asarray(np.exp(log_scale) * (-np.log1p(-share)) ** np.exp(-log_shape))


def _gamma(y: Array, log_shape: Array) -> Array:
    if y.size > len(_NODES) and np.ndim(log_shape) == 0:
        return _gamma_from_nodes(y, log_shape)
    shape = np.exp(log_shape)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(gammaincc(shape, shape * np.exp(np.minimum(y, 60.0)))))


def _gamma_from_nodes(y: Array, log_shape: Array) -> Array:
    """log S at many points of one shape: cubic between nodes with exact slopes, to eight digits.

    The incomplete gamma function costs a hundred times what the other families' formulas do.
    """
    value = np.maximum(_gamma(_NODES, log_shape), _FLOOR)
    slope = -np.exp(np.minimum(_gamma_density(_NODES, log_shape)[0] - value, 40.0)) * _NODE_GAP
    at = (np.clip(y, _NODES[0], _NODES[-1]) - _NODES[0]) / _NODE_GAP
    left = np.minimum(at.astype(np.int64), len(_NODES) - 2)
    t = at - left
    s = 1.0 - t
    inner = s * s * (1.0 + 2.0 * t) * value[left] + t * t * (1.0 + 2.0 * s) * value[left + 1]
    inner += s * t * (s * slope[left] - t * slope[left + 1])
    outside = (y < _NODES[0]) | (y > _NODES[-1]) | (inner < 0.5 * _FLOOR)
    if outside.any():
        far = np.minimum(y[outside], 60.0)
        with np.errstate(divide="ignore"):
            shape = np.exp(log_shape)
            inner[outside] = np.log(gammaincc(shape, shape * np.exp(far)))
    return np.asarray(inner)


def _gamma_density(y: Array, log_shape: Array) -> tuple[Array, Array]:
    shape = np.exp(log_shape)
    days = np.exp(np.minimum(y, 60.0))
    return shape * (log_shape + y - days) - gammaln(shape), shape * (1.0 - days)


def _gamma_quantile(share: Array, log_scale: Array, log_shape: Array) -> Array:
    shape = np.exp(log_shape)
    return np.asarray(gammaincinv(shape, share) / shape * np.exp(log_scale))


def _lognormal(y: Array, log_shape: Array) -> Array:
    return np.asarray(log_ndtr(-np.exp(log_shape) * y))


def _lognormal_density(y: Array, log_shape: Array) -> tuple[Array, Array]:
    shape = np.exp(log_shape)
    return log_shape - 0.5 * (shape * y) ** 2 - _HALF_LOG_2PI, -(shape**2) * y


def _lognormal_quantile(share: Array, log_scale: Array, log_shape: Array) -> Array:
    return np.asarray(np.exp(log_scale + ndtri(share) * np.exp(-log_shape)))


@dataclass(frozen=True, slots=True)
class SurvivalDerivatives:
    """log S at points, and its first and second derivatives by y and by the log shape."""

    value: Array
    y: Array
    shape: Array
    y_y: Array
    y_shape: Array
    shape_shape: Array


@dataclass(frozen=True, slots=True)
class IntervalDerivatives:
    """log P(low < lag ≤ high), and its derivatives by y at both ends and by the log shape."""

    value: Array
    low: Array
    high: Array
    shape: Array
    low_low: Array
    low_high: Array
    high_high: Array
    low_shape: Array
    high_shape: Array
    shape_shape: Array


@dataclass(frozen=True, slots=True)
class LagFamily:
    """A family of lag distributions. Its functions broadcast over days, log scale and log shape.

    `formula` is log S and `density` the log density of y and its score, both of (y, log shape).
    """

    name: str
    formula: Callable[[Array, Array], Array]
    density: Callable[[Array, Array], tuple[Array, Array]]
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
        y = np.log(np.maximum(days, 1e-9)) - log_scale
        value = self.formula(y, np.asarray(log_shape))
        return np.where(days <= 0.0, 0.0, np.maximum(value, _FLOOR))

    def cdf(self, days: Array, log_scale: Array, log_shape: Array) -> Array:
        """P(lag ≤ days)."""
        return -np.expm1(self.log_survival(days, log_scale, log_shape))

    def survival_derivatives(self, days: Array, log_scale: Array, log_shape: float) -> SurvivalDerivatives:
        """log P(lag > days) and its derivatives; days and log scale of one shape."""
        y = np.log(np.maximum(days, 1e-9)) - log_scale
        value, slope, curve = self._by_y(y, np.asarray(log_shape))
        above, slope_above, _ = self._by_y(y, np.asarray(log_shape + _STEP))
        below, slope_below, _ = self._by_y(y, np.asarray(log_shape - _STEP))
        here = (days > 0.0) & (value > _FLOOR)
        return SurvivalDerivatives(
            value=np.where(days > 0.0, np.maximum(value, _FLOOR), 0.0),
            y=np.where(here, slope, 0.0),
            shape=np.where(here, (above - below) / (2 * _STEP), 0.0),
            y_y=np.where(here, curve, 0.0),
            y_shape=np.where(here, (slope_above - slope_below) / (2 * _STEP), 0.0),
            shape_shape=np.where(here, (above - 2 * value + below) / _STEP**2, 0.0),
        )

    def _by_y(self, y: Array, log_shape: Array) -> tuple[Array, Array, Array]:
        """log S, and its first and second derivative by y."""
        value = np.maximum(self.formula(y, log_shape), _FLOOR)
        log_density, score = self.density(y, log_shape)
        hazard = np.exp(np.minimum(log_density - value, 40.0))
        return value, -hazard, -hazard * (score + hazard)

    def interval_derivatives(
        self, low: Array, high: Array, log_scale: Array, log_shape: float
    ) -> IntervalDerivatives:
        """log P(low < lag ≤ high), in days, and its derivatives; all three arrays of one shape.

        With weights w = S / (S_low − S_high) at either end, log(S_low − S_high) has the first
        derivatives w_low L_low and −w_high L_high, L those of log S.
        """
        at_low = self.survival_derivatives(low, log_scale, log_shape)
        at_high = self.survival_derivatives(high, log_scale, log_shape)
        value = _log_difference(at_low.value, at_high.value)
        w_low = np.exp(np.minimum(at_low.value - value, 300.0))
        w_high = np.exp(np.minimum(at_high.value - value, 300.0))
        to_low, to_high = w_low * at_low.y, -w_high * at_high.y
        to_shape = w_low * at_low.shape - w_high * at_high.shape
        return IntervalDerivatives(
            value=value,
            low=to_low,
            high=to_high,
            shape=to_shape,
            low_low=w_low * (at_low.y_y + at_low.y**2) - to_low**2,
            low_high=-to_low * to_high,
            high_high=-w_high * (at_high.y_y + at_high.y**2) - to_high**2,
            low_shape=w_low * (at_low.y_shape + at_low.y * at_low.shape) - to_low * to_shape,
            high_shape=-w_high * (at_high.y_shape + at_high.y * at_high.shape) - to_high * to_shape,
            shape_shape=w_low * (at_low.shape_shape + at_low.shape**2)
            - w_high * (at_high.shape_shape + at_high.shape**2)
            - to_shape**2,
        )


FAMILIES: dict[str, LagFamily] = {
    family.name: family
    for family in (
        LagFamily("weibull", _weibull, _weibull_density, _weibull_quantile),
        LagFamily("gamma", _gamma, _gamma_density, _gamma_quantile),
        LagFamily("lognormal", _lognormal, _lognormal_density, _lognormal_quantile),
    )
}


def log_interval(family: LagFamily, low: Array, high: Array, log_scale: Array, log_shape: Array) -> Array:
    """log P(low < lag ≤ high), in days, without cancellation in the tail."""
    return _log_difference(
        family.log_survival(low, log_scale, log_shape), family.log_survival(high, log_scale, log_shape)
    )


def _log_difference(at_low: Array, at_high: Array) -> Array:
    gap = np.minimum(at_high - at_low, -1e-300)
    return np.maximum(at_low + np.log(-np.expm1(gap)), _FLOOR)
