"""What a won deal is worth: lognormal, pooled by offer and segment.

    log amount_i = μ + u_offer(i) + v_segment(i) + ε_i,   ε ~ Normal(0, σ²)
    u ~ Normal(0, σ_u²), v ~ Normal(0, σ_v²)

All spreads have scaled inverse-χ² priors: σ ~ (2, 0.8²), σ_u and σ_v ~ (3, 0.3²); μ is flat but
for Normal(8, 4²) (about 3,000 of any currency, give or take a factor of fifty). Variational
empirical Bayes as in spreads.py, where the normal likelihood makes every step exact; then draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.estimates.spreads import Spread

__all__ = ["DealSizes", "SizePosterior", "fit_sizes"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_MEAN_PRIOR = (8.0, 4.0)
_SPREAD_DRAWS = 25


@dataclass(frozen=True)
class DealSizes:
    """Amounts (> 0) of won deals with their offer and segment codes, each of shape (deals,)."""

    amounts: Array
    offers: Ints
    segments: Ints
    offer_labels: tuple[str, ...]
    segment_labels: tuple[str, ...]


@dataclass(frozen=True)
class SizePosterior:
    """Draws: `mean` (draws), `offer` (draws × offers), `segment` (draws × segments), `sigma` (draws).

    `mix` holds the (offer, segment) pairs of won deals, from which a new deal's pair is drawn.
    `deals` is how many amounts it rests on, `largest_share` the largest one's share of their sum,
    `offer_labels` names the offers.
    """

    mean: Array
    offer: Array
    segment: Array
    sigma: Array
    mix: tuple[Ints, Ints]
    deals: int
    largest_share: float
    offer_labels: tuple[str, ...] = ()

    def sample(self, draw: Ints, rng: np.random.Generator) -> Array:
        """One amount for each element of `draw` (indices of draws)."""
        pick = rng.integers(0, len(self.mix[0]), size=len(draw))
        offer, segment = self.mix[0][pick], self.mix[1][pick]
        log_mean = self.mean[draw] + self.offer[draw, offer] + self.segment[draw, segment]
        return np.asarray(np.exp(log_mean + self.sigma[draw] * rng.standard_normal(len(draw))))

    def expected(self) -> Array:
        """Mean amount of a new deal, a value a draw."""
        log_mean = self.mean[:, None] + self.offer[:, self.mix[0]] + self.segment[:, self.mix[1]]
        return np.asarray(np.exp(log_mean + 0.5 * self.sigma[:, None] ** 2).mean(axis=1))


def fit_sizes(sizes: DealSizes, rng: np.random.Generator, draws: int) -> SizePosterior | None:
    """The posterior, or None when not one amount is known."""
    known = np.isfinite(sizes.amounts) & (sizes.amounts > 0)
    if not known.any():
        return None
    y = np.log(sizes.amounts[known])
    offers, segments = sizes.offers[known], sizes.segments[known]
    n_offers, n_segments = len(sizes.offer_labels), len(sizes.segment_labels)
    size = 1 + n_offers + n_segments
    design = np.zeros((len(y), size))
    rows = np.arange(len(y))
    design[rows, 0] = design[rows, 1 + offers] = design[rows, 1 + n_offers + segments] = 1.0
    gram, moment = design.T @ design, design.T @ y

    noise = Spread("noise", 2.0, 0.8)
    pools = (Spread("offer", 3.0, 0.3), Spread("segment", 3.0, 0.3))
    parts = (slice(1, 1 + n_offers), slice(1 + n_offers, size))

    def posterior(noise_precision: float, pool_precisions: tuple[float, ...]) -> tuple[Array, Array]:
        prior = np.zeros(size)
        prior[0] = 1.0 / _MEAN_PRIOR[1] ** 2
        for part, precision in zip(parts, pool_precisions, strict=True):
            prior[part] = precision
        covariance = np.linalg.inv(noise_precision * gram + np.diag(prior))
        right = noise_precision * moment
        right[0] += prior[0] * _MEAN_PRIOR[0]
        return np.asarray(covariance @ right), np.asarray(covariance)

    for _ in range(100):
        mode, covariance = posterior(noise.precision, tuple(pool.precision for pool in pools))
        residual = y - design @ mode
        change = noise.learn(len(y), float(residual @ residual + np.einsum("ij,ji->", covariance, gram)))
        for part, pool in zip(parts, pools, strict=True):
            squares = float(mode[part] @ mode[part] + np.trace(covariance[part, part]))
            change = max(change, pool.learn(part.stop - part.start, squares))
        if change < 1e-3:
            break

    groups = min(_SPREAD_DRAWS, draws)
    noise_draws = noise.draw(rng, groups)
    pool_draws = [pool.draw(rng, groups) for pool in pools]
    edges = np.linspace(0, draws, groups + 1).astype(int)
    coefficients, sigma = np.empty((draws, size)), np.empty(draws)
    for g in range(groups):
        here = slice(edges[g], edges[g + 1])
        mode, covariance = posterior(noise_draws[g], tuple(pool[g] for pool in pool_draws))
        root = np.linalg.cholesky(covariance)
        coefficients[here] = mode + rng.standard_normal((edges[g + 1] - edges[g], size)) @ root.T
        sigma[here] = noise_draws[g] ** -0.5
    amounts = sizes.amounts[known]
    return SizePosterior(
        mean=coefficients[:, 0],
        offer=coefficients[:, parts[0]],
        segment=coefficients[:, parts[1]],
        sigma=sigma,
        mix=(offers, segments),
        deals=len(y),
        largest_share=float(amounts.max() / amounts.sum()),
        offer_labels=sizes.offer_labels,
    )
