"""Empirical Bayes with Laplace draws for models of pooled effects.

    u ~ Normal(mean, Q(σ)^−1),  y ~ p(y | u),  σ² ~ scaled inverse-χ²

Alternates a damped Newton search for the mode of u with the variational update of each spread
(spreads.py), then draws: spreads first, a mode and a Cholesky factor for each of them, and normal
draws around it. Uncertainty about the spreads is thus part of every draw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cho_solve, cholesky, solve_triangular

from unslump.estimates.mixture_cure import Block
from unslump.estimates.spreads import Spread

__all__ = ["Fit", "Model", "draw_posterior", "fit_spreads"]

Array = NDArray[np.float64]

_ROUNDS = 60
_TOLERANCE = 0.01  # of a log precision
_NEWTON = 60
_SPREAD_DRAWS = 24


class Model(Protocol):
    """A log likelihood with gradient and Hessian."""

    def value(self, parameters: Array) -> float:
        """log p(y | parameters)."""
        ...

    def derivatives(self, parameters: Array) -> tuple[Array, Array]:
        """Gradient and Hessian of `value`."""
        ...


@dataclass
class Fit:
    """A mode, the Cholesky factor of the negative Hessian there, and log evidence (Laplace)."""

    mode: Array
    factor: Array
    log_evidence: float


Precisions = Mapping[str, tuple[float, Array]]  # of a spread: E[1/σ²], and the weights of a walk's steps


def precisions_of(spreads: Mapping[str, Spread]) -> Precisions:
    """Each spread's precision and step weights."""
    return {name: (spread.precision, spread.weights) for name, spread in spreads.items()}


def precision_matrix(blocks: Sequence[Block], precisions: Precisions) -> tuple[Array, Array, float]:
    """Prior precision Q, prior mean, and ½ log det Q."""
    size = blocks[-1].start + blocks[-1].size
    Q, mean = np.zeros((size, size)), np.zeros(size)
    log_det = 0.0
    for block in blocks:
        index = np.arange(block.start, block.start + block.size)
        mean[index] = block.mean
        if block.walk:
            Q[index[0], index[0]] += 1.0 / block.sd**2
            precision, weights = precisions[block.spread]
            tau = precision * (weights if len(weights) else np.ones(block.size - 1))
            Q[index[1:], index[1:]] += tau
            Q[index[:-1], index[:-1]] += tau
            Q[index[1:], index[:-1]] -= tau
            Q[index[:-1], index[1:]] -= tau
            log_det += -2.0 * np.log(block.sd) + float(np.log(tau).sum())
        else:
            single = precisions[block.spread][0] if block.spread else 1.0 / block.sd**2
            Q[index, index] += single
            log_det += block.size * float(np.log(single))
    return Q, mean, 0.5 * log_det


def find_mode(model: Model, blocks: Sequence[Block], precisions: Precisions, start: Array, steps: int) -> Fit:
    """Damped Newton to the mode of log p(y | u) + log p(u)."""
    Q, mean, half_log_det = precision_matrix(blocks, precisions)

    def objective(u: Array) -> float:
        away = u - mean
        return model.value(u) - 0.5 * float(away @ Q @ away)

    u, best = start, objective(start)
    factor = np.eye(len(u))
    for _ in range(steps):
        gradient, hessian = model.derivatives(u)
        gradient = gradient - Q @ (u - mean)
        factor = _factor(Q - hessian)
        step = cho_solve((factor, True), gradient)
        decrement = float(gradient @ step)
        if decrement < 1e-4:
            break
        step *= min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        length = 1.0
        while length > 1e-4:
            candidate = u + length * step
            value = objective(candidate)
            if value >= best - 1e-9:
                u, best = candidate, value
                break
            length /= 3.0
        else:
            break
    evidence = best + half_log_det - float(np.log(np.diag(factor)).sum())
    return Fit(u, factor, evidence)


def fit_spreads(
    model: Model, blocks: Sequence[Block], spreads: Mapping[str, Spread], start: Array, rounds: int = _ROUNDS
) -> Fit:
    """Mode of the parameters with the spreads at their variational optimum; changes `spreads`."""
    fit = find_mode(model, blocks, precisions_of(spreads), start, _NEWTON)
    for _ in range(rounds):
        change = _learn(fit, blocks, spreads)
        fit = find_mode(model, blocks, precisions_of(spreads), fit.mode, 3)
        if change < _TOLERANCE:
            break
    return find_mode(model, blocks, precisions_of(spreads), fit.mode, 8)


def _learn(fit: Fit, blocks: Sequence[Block], spreads: Mapping[str, Spread]) -> float:
    root = solve_triangular(fit.factor, np.eye(len(fit.mode)), lower=True)  # covariance = rootᵀ root
    size = dict.fromkeys(spreads, 0)
    squares = dict.fromkeys(spreads, 0.0)
    for block in blocks:
        if not block.spread:
            continue
        mode, part = fit.mode[block.slice], root[:, block.slice]
        if block.walk:
            mode, part = np.diff(mode), np.diff(part, axis=1)
        each = mode**2 + (part * part).sum(axis=0)
        if block.walk:
            each = spreads[block.spread].weigh(each)
        size[block.spread] += len(mode)
        squares[block.spread] += float(each.sum())
    return max((spread.learn(size[name], squares[name]) for name, spread in spreads.items()), default=0.0)


def draw_posterior(
    model: Model,
    blocks: Sequence[Block],
    spreads: Mapping[str, Spread],
    fit: Fit,
    draws: int,
    rng: np.random.Generator,
) -> tuple[Array, dict[str, Array]]:
    """Draws of the parameters (draws × size) and of each spread σ (draws)."""
    groups = min(_SPREAD_DRAWS, draws)
    sampled = {name: spread.draw(rng, groups) for name, spread in spreads.items()}
    parts, sigmas = [], {name: np.empty(draws) for name in spreads}
    edges = np.linspace(0, draws, groups + 1).astype(int)
    for g in range(groups):
        count = edges[g + 1] - edges[g]
        precisions = {name: (float(sampled[name][g]), spread.weights) for name, spread in spreads.items()}
        here = find_mode(model, blocks, precisions, fit.mode, 4)
        noise = rng.standard_normal((len(here.mode), count))
        parts.append(here.mode[:, None] + solve_triangular(here.factor.T, noise, lower=False))
        for name in spreads:
            sigmas[name][edges[g] : edges[g + 1]] = sampled[name][g] ** -0.5
    return np.concatenate(parts, axis=1).T, sigmas


def _factor(negative_hessian: Array) -> Array:
    """Lower Cholesky factor, with just enough damping to make the matrix positive definite."""
    damping = 0.0
    scale = float(np.abs(np.diag(negative_hessian)).mean())
    for _ in range(12):
        try:
            return np.asarray(
                cholesky(negative_hessian + damping * np.eye(len(negative_hessian)), lower=True)
            )
        except LinAlgError:
            damping = max(damping * 10.0, 1e-6 * scale)
    raise FloatingPointError("the model's curvature is not finite")
