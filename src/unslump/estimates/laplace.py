"""Empirical Bayes: the mode of pooled effects with their spreads at the variational optimum.

    u ~ Normal(mean, Q(σ)^−1),  y ~ p(y | u),  σ² ~ scaled inverse-χ²

A damped Newton search for the mode of u in step with the variational update of each spread
(spreads.py). What is found is where gibbs.py starts from, and the Laplace evidence by which lag
families are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cho_solve, cholesky
from scipy.linalg.blas import dtrsm

from unslump.estimates.layout import Block
from unslump.estimates.spreads import Spread

__all__ = ["Fit", "Model", "Precisions", "find_mode", "fit_spreads", "precision_matrix", "precisions_of"]

Array = NDArray[np.float64]

_ROUNDS = 40
_TOLERANCE = 0.03  # of a log precision
_NEWTON = 60
_CONVERGED = 1e-4  # half the gain a Newton step still promises, in log density


class Model(Protocol):
    """A log likelihood with gradient and Hessian."""

    @property
    def cost(self) -> int:
        """About how many numbers an evaluation goes through."""
        ...

    def value(self, parameters: Array) -> float:
        """log p(y | parameters)."""
        ...

    def derivatives(self, parameters: Array) -> tuple[Array, Array]:
        """Gradient and Hessian of `value`."""
        ...


@dataclass
class Fit:
    """A mode, the likelihood's gradient and Hessian there, and log evidence (Laplace)."""

    mode: Array
    gradient: Array
    hessian: Array
    log_evidence: float


Precisions = Mapping[str, tuple[float, Array]]  # of a spread: 1/σ², and the weights of a walk's steps


def precisions_of(spreads: Mapping[str, Spread]) -> Precisions:
    """Each spread's precision and step weights."""
    return {name: (spread.precision, spread.weights) for name, spread in spreads.items()}


def precision_matrix(blocks: Sequence[Block], precisions: Precisions) -> tuple[Array, Array, float]:
    """Prior precision Q, prior mean, and ½ log det Q."""
    size = blocks[-1].start + blocks[-1].size
    Q, mean = np.zeros((size, size)), np.zeros(size)
    diagonal = np.einsum("ii->i", Q)
    log_det = 0.0
    for block in blocks:
        mean[block.slice] = block.mean
        if block.walk:
            index = np.arange(block.start, block.start + block.size)
            diagonal[block.start] += 1.0 / block.sd**2
            precision, weights = precisions[block.spread]
            tau = precision * (weights if len(weights) else np.ones(block.size - 1))
            diagonal[index[1:]] += tau
            diagonal[index[:-1]] += tau
            Q[index[1:], index[:-1]] -= tau
            Q[index[:-1], index[1:]] -= tau
            log_det += -2.0 * np.log(block.sd) + float(np.log(tau).sum())
        else:
            single = precisions[block.spread][0] if block.spread else 1.0 / block.sd**2
            diagonal[block.slice] += single
            log_det += block.size * float(np.log(single))
    return Q, mean, 0.5 * log_det


class _Search:
    """Newton steps on log p(y | u) + log p(u | σ)."""

    def __init__(self, model: Model, blocks: Sequence[Block], start: Array) -> None:
        self.model, self.blocks, self.u = model, blocks, start
        self.likelihood = model.value(start)
        self.gradient, self.hessian = model.derivatives(start)
        self.factor = np.eye(len(start))

    def under(self, precisions: Precisions) -> None:
        """Search under this prior from now on."""
        self.Q, self.mean, self.half_log_det = precision_matrix(self.blocks, precisions)

    def step(self) -> bool:
        """One damped Newton step; False when there is nothing more to gain."""
        pull = self.gradient - self.Q @ (self.u - self.mean)
        self.factor = damped_factor(self.Q - self.hessian)
        step = cho_solve((self.factor, True), pull, check_finite=False)
        if float(pull @ step) < _CONVERGED:
            return False
        step *= min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        before = self.likelihood + self._log_prior(self.u)
        length = 1.0
        while length > 1e-4:
            candidate = self.u + length * step
            likelihood = self.model.value(candidate)
            if likelihood + self._log_prior(candidate) >= before - 1e-9:
                self.u, self.likelihood = candidate, likelihood
                self.gradient, self.hessian = self.model.derivatives(candidate)
                return True
            length /= 3.0
        return False

    def _log_prior(self, u: Array) -> float:
        away = u - self.mean
        return -0.5 * float(away @ self.Q @ away)

    def fit(self) -> Fit:
        factor = damped_factor(self.Q - self.hessian)
        evidence = self.likelihood + self._log_prior(self.u) + self.half_log_det
        evidence -= float(np.log(np.diag(factor)).sum())
        return Fit(self.u, self.gradient, self.hessian, evidence)


def find_mode(
    model: Model, blocks: Sequence[Block], precisions: Precisions, start: Array, steps: int = _NEWTON
) -> Fit:
    """Damped Newton to the mode of log p(y | u) + log p(u)."""
    search = _Search(model, blocks, start)
    search.under(precisions)
    for _ in range(steps):
        if not search.step():
            break
    return search.fit()


def fit_spreads(
    model: Model, blocks: Sequence[Block], spreads: Mapping[str, Spread], start: Array, rounds: int = _ROUNDS
) -> Fit:
    """Mode of the parameters with the spreads at their variational optimum; changes `spreads`."""
    search = _Search(model, blocks, start)
    search.under(precisions_of(spreads))
    for _ in range(_NEWTON):
        if not search.step():
            break
    for _ in range(rounds):
        change = _learn(search, blocks, spreads)
        search.under(precisions_of(spreads))
        search.step()
        if change < _TOLERANCE:
            break
    for _ in range(8):
        if not search.step():
            break
    return search.fit()


def _learn(search: _Search, blocks: Sequence[Block], spreads: Mapping[str, Spread]) -> float:
    # covariance = rootᵀ root
    root = dtrsm(1.0, search.factor, np.eye(len(search.u)), lower=1)
    size = dict.fromkeys(spreads, 0)
    squares = dict.fromkeys(spreads, 0.0)
    for block in blocks:
        if not block.spread:
            continue
        mode, part = search.u[block.slice], root[:, block.slice]
        if block.walk:
            mode, part = np.diff(mode), np.diff(part, axis=1)
        each = mode**2 + (part * part).sum(axis=0)
        if block.walk:
            each = spreads[block.spread].weigh(each)
        size[block.spread] += len(mode)
        squares[block.spread] += float(each.sum())
    return max((spread.learn(size[name], squares[name]) for name, spread in spreads.items()), default=0.0)


def damped_factor(negative_hessian: Array) -> Array:
    """Lower Cholesky factor, with just enough damping to make the matrix positive definite."""
    damping = 0.0
    scale = float(np.abs(np.diag(negative_hessian)).mean())
    for _ in range(12):
        try:
            return np.asarray(
                cholesky(
                    negative_hessian + damping * np.eye(len(negative_hessian)), lower=True, check_finite=False
                )
            )
        except LinAlgError:
            damping = max(damping * 10.0, 1e-6 * scale)
    raise FloatingPointError("the model's curvature is not finite")
