"""Draws of effects and spreads together: Gibbs sampling led by the likelihood's quadratic form.

Around the mode û the log likelihood is, to second order, ℓ̃(u) = ℓ(û) + gᵀδ − ½ δᵀNδ, δ = u − û.
Under it every conditional is exact and cheap, whatever the number of prospects:

    u | σ, w      Normal, precision N + Q(σ, w)
    σ² | u, w     scaled inverse-χ²
    w_t | u, σ    Gamma: Student-t steps of a walk

ℓ̃ alone (Laplace's method) is too symmetric at a few hundred leads: 95 % intervals of a win share
held 91 % of the truths. So a draw of u is a proposal, and is taken with the Metropolis probability
min(1, exp(Δ(ℓ − ℓ̃))): the chain then has the exact posterior. Proposals lean on the present u as
far as `kept` says (Neal 1999; "preconditioned Crank–Nicolson"), learnt while warming up.

Where data say little about a spread, u and σ move slowly one after the other; each round therefore
also scales some of them together (Yu and Meng 2011, "interweaving"), tried on ℓ̃ first and then on
ℓ (delayed acceptance: Christen and Fox 2005).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import dtrsm

from unslump.estimates.laplace import Fit, Model, damped_factor, precision_matrix
from unslump.estimates.layout import Block
from unslump.estimates.spreads import STEP_DEGREES, Spread

__all__ = ["draw_posterior"]

Array = NDArray[np.float64]

_ROUNDS = 250
_WARM_UP = 30
_NEAR = 0.8
_MOVES = 6  # a round
_DEAR = 2000  # cells, points and entries of a likelihood up to which it is cheap
_SCALED = 3  # spreads a round
_SCALING = 0.5  # sd of a proposal of log σ


def draw_posterior(
    model: Model,
    blocks: Sequence[Block],
    spreads: Mapping[str, Spread],
    fit: Fit,
    draws: int,
    rng: np.random.Generator,
    *,
    rounds: int = _ROUNDS,
) -> tuple[Array, dict[str, Array]]:
    """Draws of the parameters (draws × size) and of each spread σ (draws), from `rounds` rounds."""
    rounds = min(rounds, draws)
    edges = np.linspace(0, draws, rounds + 1).astype(int)
    chain = _Chain(model, blocks, spreads, fit, rng)
    # Where the likelihood is dear, fewer proposals a round: the more data, the better each is.
    moves = int(np.clip(_MOVES * _DEAR / max(model.cost, 1), 1, _MOVES))
    for warm in range(_WARM_UP):
        chain.turn(min(moves, 2))
        if warm % 5 == 4:
            chain.adapt()
    parameters = np.empty((draws, len(fit.mode)))
    sigmas = {name: np.empty(draws) for name in spreads}
    for begin, end in pairwise(edges):
        states = chain.turn(min(moves, end - begin))
        parameters[begin:end] = states[np.arange(end - begin) * len(states) // (end - begin)]
        for name in spreads:
            sigmas[name][begin:end] = chain.precision[name] ** -0.5
    return parameters, sigmas


class _Chain:
    def __init__(
        self,
        model: Model,
        blocks: Sequence[Block],
        spreads: Mapping[str, Spread],
        fit: Fit,
        rng: np.random.Generator,
    ) -> None:
        self.model, self.blocks, self.spreads, self.rng = model, blocks, spreads, rng
        self.mode, self.gradient = fit.mode, fit.gradient
        self.curvature = _not_upwards(-fit.hessian)
        self.pull = self.curvature @ fit.mode + fit.gradient
        self.precision = {name: spread.precision for name, spread in spreads.items()}
        self.weights = {
            block.spread: np.ones(block.size - 1) for block in blocks if block.spread and block.walk
        }
        self.pooled = [block for block in blocks if block.spread]
        self.u = fit.mode
        self.excess = model.value(fit.mode)
        self.kept = 0.0
        self.near = True
        self.tried = self.taken = 0

    def _excess(self, u: Array) -> float:
        """Log likelihood less its quadratic form."""
        return self.model.value(u) - self._quadratic(u)

    def adapt(self) -> None:
        """Bolder proposals when most are taken, more timid ones when few are."""
        share = self.taken / max(self.tried, 1)
        if share < 0.4:
            self.kept = min(0.5 + 0.5 * self.kept, 0.95)
        elif share > 0.8:
            self.kept = max(2.0 * self.kept - 1.0, 0.0)
        self.tried = self.taken = 0

    def turn(self, count: int) -> Array:
        """One round; `count` states of u, one after another, given the spreads it ends with."""
        self._draw_spreads()
        self._scale_together()
        precisions = {
            name: (precision, self.weights.get(name, np.zeros(0)))
            for name, precision in self.precision.items()
        }
        Q, mean, _ = precision_matrix(self.blocks, precisions)
        factor = damped_factor(self.curvature + Q)
        right = dtrsm(1.0, factor, (self.pull + Q @ mean)[:, None], lower=1)
        centre = dtrsm(1.0, factor, right, lower=1, trans_a=1)[:, 0]
        noise = dtrsm(1.0, factor, self.rng.standard_normal((len(mean), count)), lower=1, trans_a=1)
        out = np.empty((count, len(mean)))
        for i in range(count):
            # Every other proposal stays near: bold ones alone get stuck far out in a flat tail.
            self.near = not self.near
            kept = max(self.kept, _NEAR) if self.near else self.kept
            proposal = centre + kept * (self.u - centre) + np.sqrt(1.0 - kept**2) * noise[:, i]
            excess = self._excess(proposal)
            self.tried += not self.near
            if np.log(self.rng.random()) < excess - self.excess:
                self.u, self.excess = proposal, excess
                self.taken += not self.near
            out[i] = self.u
        return out

    def _draw_spreads(self) -> None:
        for name, spread in self.spreads.items():
            size, squares = 0, 0.0
            for block in self.blocks:
                if block.spread != name:
                    continue
                values = self.u[block.slice]
                if block.walk:
                    steps = np.diff(values) ** 2
                    rate = (STEP_DEGREES + self.precision[name] * steps) / 2.0
                    self.weights[name] = self.rng.gamma((STEP_DEGREES + 1.0) / 2.0, 1.0 / rate)
                    values = np.sqrt(steps * self.weights[name])
                size += len(values)
                squares += float(values @ values)
            total = (spread.degrees * spread.guess**2 + squares) / 2.0
            self.precision[name] = float(self.rng.gamma((spread.degrees + size) / 2.0, 1.0 / total))

    def _scale_together(self) -> None:
        if not self.pooled:
            return
        for pick in self.rng.choice(len(self.pooled), min(_SCALED, len(self.pooled)), replace=False):
            block = self.pooled[pick]
            values = self.u[block.slice]
            part = values - values[0] if block.walk else values
            log_scale = _SCALING * float(self.rng.standard_normal())
            proposal = self.u.copy()
            proposal[block.slice] += (np.exp(log_scale) - 1.0) * part
            precision = self.precision[block.spread]
            scaled = float(precision * np.exp(-2.0 * log_scale))
            spread = self.spreads[block.spread]
            gain = self._quadratic(proposal) - self._quadratic(self.u)
            gain += spread.log_prior(scaled) - spread.log_prior(precision)
            if np.log(self.rng.random()) >= gain:
                continue
            excess = self._excess(proposal)
            if np.log(self.rng.random()) < excess - self.excess:
                self.u, self.excess = proposal, excess
                self.precision[block.spread] = scaled

    def _quadratic(self, u: Array) -> float:
        away = u - self.mode
        return float(away @ (self.gradient - 0.5 * (self.curvature @ away)))


def _not_upwards(curvature: Array) -> Array:
    """Leave directions in which the likelihood curves upwards to the prior."""
    shift = 1e-7 * float(np.diag(curvature).max(initial=0.0)) + 1e-9
    try:
        np.linalg.cholesky(curvature + shift * np.eye(len(curvature)))
    except np.linalg.LinAlgError:
        values, vectors = np.linalg.eigh(curvature)
        return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)
    return curvature
