"""Posterior draws of the response: candidates weighed under drifting levels that are integrated out.

    y_ct ~ NegativeBinomial(mean exposure_t · m_ct(θ_c) · exp(level_ct + x_tᵀ b), size r)

with levels, season b, σ and r as in `walk_modes`. For each grid point (σ, r) the levels' mode is found
with m at its posterior mean m̂. Around that mode the log likelihood is quadratic, so that levels and b
integrate in closed form: with δ = log m(θ) − log m̂, g its gradient and D its curvature,

    log p(y | θ, b, σ, r) = constant + gᵀδ − ½ δᵀ P δ − b'ᵀ Xᵀ P δ,     P = D − D (D + Q)⁻¹ D

(Q the walk's precision, b' = b less its mode). Candidates θ come from the prior and from a Student-t
around the last round's posterior and carry importance weights (population Monte Carlo: Cappé et al.
2004); rounds go on until enough candidates count. The first round takes the walk's steps for normal,
so that what spend and hours can explain is not taken for a jump of the level. Draws: (σ, r) by its
evidence, then θ_c and b in turn (Gibbs).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from unslump.estimates.response_curve import Drivers
from unslump.estimates.response_priors import ResponsePrior
from unslump.estimates.spreads import STEP_DEGREES
from unslump.estimates.walk_modes import SIZES, WALKS, LevelModes, level_modes, tridiagonal

__all__ = ["ResponseDraws", "draw_response"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

CANDIDATES = 1500
_NORMAL = 1e6  # degrees at which Student-t steps are normal
_FEW, _ALL = (WALKS[1::2], SIZES[::2]), (WALKS, SIZES)
_MOST_ROUNDS = 8
_ENOUGH = 100.0  # candidates that count
_KEPT = 0.2  # share of the candidates that come from the prior in later rounds
_TAIL = 6.0  # degrees of the proposal
_WIDEN = 1.4
_SWEEPS = 4
_RANK = 14


@dataclass(frozen=True)
class ResponseDraws:
    """Draws by outcome, and what they share.

    Attributes:
        values: one mapping an outcome, name → draws × drivers; None where nothing drives it.
        level: log weekly mean at the usual spend and hours in the last week, season out: draws × outcomes.
        walk, size: σ and r: (draws,).
        season: b: draws × 4.
        worth: effective number of candidates by outcome: few means the draws repeat themselves.
    """

    values: list[dict[str, Array] | None]
    level: Array
    walk: Array
    size: Array
    season: Array
    worth: Array


def draw_response(
    counts: Array,
    exposure: Array,
    drivers: Sequence[Drivers],
    season: Array,
    season_sd: float,
    rng: np.random.Generator,
    draws: int,
) -> ResponseDraws:
    """Fit `counts` (outcomes × weeks), one `drivers` an outcome; `season` weeks × 4, `exposure` (weeks,)."""
    search = _Search(counts, np.log(exposure), drivers, season, season_sd)
    search.look(_FEW, _NORMAL, rng)
    for _ in range(_MOST_ROUNDS):
        search.look(_FEW, STEP_DEGREES, rng)
        if search.worth.min(initial=np.inf) >= _ENOUGH:
            break
    search.look(_ALL, STEP_DEGREES, rng)
    return search.draws(rng, draws)


class _Search:
    """Rounds of candidates, each placed by what the last one found."""

    def __init__(
        self, counts: Array, offset: Array, drivers: Sequence[Drivers], season: Array, season_sd: float
    ) -> None:
        self.counts, self.offset, self.drivers = counts, offset, drivers
        self.season, self.season_sd = season, season_sd
        self.priors = [ResponsePrior(each.shapes) if each.any_known else None for each in drivers]
        self.proposals = [None if prior is None else _Proposal(prior) for prior in self.priors]
        self.middle: Array = np.zeros(counts.shape)  # log m̂
        self.worth: Array = np.full(len(counts), np.inf)

    def look(self, grid: tuple[Array, Array], degrees: float, rng: np.random.Generator) -> None:
        """One round: the levels' modes at m̂, candidates weighed, proposals and m̂ moved."""
        self.walk, self.size = (axis.ravel() for axis in np.meshgrid(*grid, indexing="ij"))
        clouds = [
            None if proposal is None else proposal.cloud(rng, each)
            for proposal, each in zip(self.proposals, self.drivers, strict=True)
        ]
        if degrees == _NORMAL:  # the first round knows nothing better than the prior
            for at, cloud in enumerate(clouds):
                if cloud is not None:
                    self.middle[at] = cloud.log_relative.mean(axis=0)
        self.modes = level_modes(
            self.counts,
            self.offset + self.middle,
            self.season,
            self.walk,
            self.size,
            season_sd=self.season_sd,
            degrees=degrees,
        )
        self.fits = [
            None if cloud is None else _Fit(cloud, self.middle[at], self.modes, at, self.season)
            for at, cloud in enumerate(clouds)
        ]
        evidence = self.modes.evidence + sum(fit.evidence for fit in self.fits if fit is not None)
        self.chance = np.exp(evidence - logsumexp(evidence))
        middle = self.middle.copy()
        for at, (fit, proposal) in enumerate(zip(self.fits, self.proposals, strict=True)):
            if fit is not None and proposal is not None:
                weight = fit.weights(self.chance)
                self.worth[at] = 1.0 / (weight**2).sum()
                middle[at] = weight @ fit.cloud.log_relative
                proposal.learn(fit.cloud.phi, _tempered(weight))
        self.middle = middle

    def draws(self, rng: np.random.Generator, draws: int) -> ResponseDraws:
        """Draws from the last round."""
        modes = self.modes
        chosen = rng.choice(len(self.walk), size=draws, p=self.chance)
        picks, shift = _gibbs(self.fits, modes, chosen, rng)
        given = np.einsum("dck,dk->dc", modes.regression[chosen, :, -1], shift)
        level = modes.level[chosen, :, -1] - given
        level += rng.standard_normal(level.shape) / np.sqrt(modes.last_precision[chosen])
        values: list[dict[str, Array] | None] = []
        for at, (fit, pick, prior) in enumerate(zip(self.fits, picks, self.priors, strict=True)):
            if fit is None or prior is None:
                values.append(None)
                continue
            level[:, at] -= np.einsum("dr,dr->d", fit.last[chosen], fit.position[pick])
            values.append(prior.values(fit.cloud.phi[pick]))
        season = modes.season[chosen] + shift
        return ResponseDraws(values, level, self.walk[chosen], self.size[chosen], season, self.worth)


def _tempered(weight: Array) -> Array:
    """Weights raised to the highest power ≤ 1 at which enough candidates count."""
    powers = 0.7 ** np.arange(25)
    raised = weight[None, :] ** powers[:, None]
    raised /= raised.sum(axis=1, keepdims=True)
    return np.asarray(raised[np.argmax(1.0 / (raised**2).sum(axis=1) >= _ENOUGH)])


@dataclass(frozen=True)
class _Cloud:
    """Candidates φ (n × size) with log importance weights (n,) and log m (n × weeks)."""

    phi: Array
    log_weight: Array
    log_relative: Array


class _Proposal:
    """Where candidates come from: the prior, and what the last round found."""

    def __init__(self, prior: ResponsePrior) -> None:
        self.prior = prior
        self.learnt = False
        self.mean: Array = np.zeros(prior.size)
        self.root: Array = np.eye(prior.size)

    def learn(self, phi: Array, weight: Array) -> None:
        """Move to where the weight is."""
        self.learnt = True
        self.mean = np.asarray(weight @ phi, dtype=float)
        apart = phi - self.mean
        ordinary = phi.var(axis=0)
        covariance = (apart * weight[:, None]).T @ apart * _WIDEN**2 + np.diag(0.01 * ordinary)
        self.root = np.asarray(np.linalg.cholesky(covariance), dtype=float)

    def cloud(self, rng: np.random.Generator, drivers: Drivers) -> _Cloud:
        """Draw and weigh candidates."""
        phi = self.prior.sample(rng, CANDIDATES)
        log_prior = self.prior.log_density(phi)
        log_weight = np.zeros(CANDIDATES)
        if self.learnt:
            size, near = self.prior.size, int((1.0 - _KEPT) * CANDIDATES)
            scale = np.sqrt(_TAIL / rng.chisquare(_TAIL, (near, 1)))
            phi[:near] = self.mean + scale * (rng.standard_normal((near, size)) @ self.root.T)
            log_prior = self.prior.log_density(phi)
            log_near = self._log_student(phi)
            log_weight = log_prior - np.logaddexp(np.log(_KEPT) + log_prior, np.log1p(-_KEPT) + log_near)
        relative = drivers.log_relative(self.prior.values(phi))
        return _Cloud(phi, log_weight - np.log(CANDIDATES), relative)

    def _log_student(self, phi: Array) -> Array:
        size = self.prior.size
        apart = np.linalg.solve(self.root, (phi - self.mean).T)
        constant = gammaln((_TAIL + size) / 2) - gammaln(_TAIL / 2) - 0.5 * size * np.log(_TAIL * np.pi)
        constant -= np.log(np.diag(self.root)).sum()
        return np.asarray(constant - 0.5 * (_TAIL + size) * np.log1p((apart**2).sum(axis=0) / _TAIL))


class _Fit:
    """How well each candidate of one outcome fits, at every grid point."""

    def __init__(self, cloud: _Cloud, middle: Array, modes: LevelModes, at: int, season: Array) -> None:
        self.cloud = cloud
        apart = cloud.log_relative - middle
        basis = _directions(apart)  # weeks × rank
        self.position = apart @ basis  # candidates × rank
        weight = modes.weight[:, at, :, None]
        pulled = weight * basis  # D B
        solved, _ = tridiagonal(modes.diagonal[:, at : at + 1], modes.off, pulled[:, None])
        left = pulled - weight * solved[:, 0]  # P B: grid × weeks × rank
        curvature = np.einsum("tr,gts->grs", basis, left)
        slope = modes.gradient[:, at] @ basis
        self.last = solved[:, 0, -1]  # grid × rank: the last level gives way by this
        self.season_cross = np.einsum("tk,gtr->gkr", season, left)
        quadratic = np.einsum("kr,grs,ks->gk", self.position, curvature, self.position, optimize=True)
        self.score = self.position @ slope.T
        self.score = self.score.T - 0.5 * quadratic + cloud.log_weight  # grid × candidates
        self.evidence = np.asarray(logsumexp(self.score, axis=1))

    def weights(self, chance: Array) -> Array:
        """Posterior weight of each candidate, grid points taken together: (candidates,)."""
        return np.asarray(chance @ np.exp(self.score - self.evidence[:, None]))


def _directions(apart: Array) -> Array:
    """The few directions in which candidates differ: weeks × rank, orthonormal."""
    size, vector = np.linalg.eigh(apart.T @ apart)
    rank = min(_RANK, len(size))
    return np.asarray(vector[:, -rank:])


def _gibbs(
    fits: Sequence[_Fit | None], modes: LevelModes, chosen: Ints, rng: np.random.Generator
) -> tuple[list[Ints], Array]:
    """A candidate of every outcome for every draw, and b less its mode (draws × 4)."""
    draws = len(chosen)
    root = np.linalg.cholesky(modes.season_precision)[chosen]
    shift: Array = np.zeros((draws, root.shape[1]))
    picks = [np.zeros(draws, dtype=np.int64) for _ in fits]
    for _ in range(_SWEEPS):
        pull = np.zeros_like(shift)
        for at, fit in enumerate(fits):
            if fit is None:
                continue
            cross = np.einsum("dk,dkr->dr", shift, fit.season_cross[chosen])
            picks[at] = _picked(fit, chosen, cross, rng)
            pull -= np.einsum("dkr,dr->dk", fit.season_cross[chosen], fit.position[picks[at]])
        half = np.linalg.solve(root, pull[:, :, None])
        noise = rng.standard_normal((*shift.shape, 1))
        shift = np.asarray(np.linalg.solve(np.swapaxes(root, 1, 2), half + noise)[:, :, 0])
    return picks, shift


def _picked(fit: _Fit, chosen: Ints, cross: Array, rng: np.random.Generator) -> Ints:
    """One candidate a draw, by its weight given the draw's grid point and season."""
    logits = fit.score[chosen] - cross @ fit.position.T
    logits -= logits.max(axis=1, keepdims=True)
    reached = np.cumsum(np.exp(logits), axis=1)
    target = rng.random((len(chosen), 1)) * reached[:, -1:]
    return np.asarray(np.minimum((reached < target).sum(axis=1), reached.shape[1] - 1))
