"""How good a finder each person is: leads found for each hour, against what the channel gives anyone.

    y_pcb ~ negative binomial, mean  rate_cb · hours_pcb · exp(finder_p + error_p + turn · both_pb)
    finder_p ~ Normal(0, σ²),  σ² ~ scaled inverse-χ²(3, 0.30²)

for person p, channel c and four weeks b. Nothing is assumed of the rates: given how many leads all
found together in a channel and four weeks, who found them is

    (y_1 … y_P) | Σ y ~ Dirichlet-multinomial(κ · share_p),  share_p ∝ hours_pcb · exp(…)

so that channel, season, spend and saturation drop out exactly, as in a conditional logit (McFadden
1974) with clumps (κ, Mosimann 1962): finds come in batches, and a batch is no more proof than it is.
log κ ~ Normal(log 30, 1.5²): about 3 % of the variance is between batches unless the data say more.

error_p ~ Normal(0, s_p²) is how far the hours may be off, where they are not logged (0.25 for hats,
0.5 for weeks active: a full diary and a good hand look alike) or not known by channel
(marketing_hours.py). `turn` is what changes, an hour, when the same person wears
both hats: Normal(0, 0.10²) for logged hours, learnt from people with weeks of both kinds only;
for hours as written down it is what focus loss takes of them, Normal(−0.23, 0.115²), the Beta(4, 16)
of focus_loss.py on the log scale. Drawn as in laplace.py and gibbs.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln, polygamma

from unslump.estimates.gibbs import draw_posterior
from unslump.estimates.laplace import fit_spreads
from unslump.estimates.layout import Layout
from unslump.estimates.marketing_hours import FinderCounts
from unslump.estimates.spreads import Spread

__all__ = ["FINDER_PRIOR", "TURN_LOGGED", "FinderDraws", "Finds", "fit_finders"]

Array = NDArray[np.float64]

FINDER_PRIOR = (3.0, 0.30)
CLUMPS_PRIOR = (float(np.log(30.0)), 1.5)
TURN_LOGGED = (0.0, 0.10)
TURN_STATED = (-0.23, 0.115)
_FEWEST_BLOCKS = 3  # of each kind, before a person's weeks in one and in both hats are compared
_NOWHERE = -1e9  # log exposure of who does not work there


@dataclass(frozen=True)
class FinderDraws:
    """Draws: `skill` is draws × judged (log multiplier, not yet centred), `spread` is σ (draws).

    `turn` is the change of output an hour in weeks of both hats, for logged hours (None: nobody has
    weeks of both kinds, or hours are not logged).
    """

    skill: Array
    spread: Array
    turn: Array | None


def fit_finders(
    counts: FinderCounts, stated_both: NDArray[np.bool_], rng: np.random.Generator, draws: int
) -> FinderDraws | None:
    """None when there is nobody to compare. `stated_both` (judged,): both hats by company.yaml."""
    if len(counts.people) < 2:
        return None
    turned = _turned(counts, stated_both)
    layout = Layout()
    size = len(counts.people)
    layout.add("finder", size, spread="finder")
    for person in np.flatnonzero(counts.error > 0):
        layout.add(f"error {person}", 1, sd=float(counts.error[person]))
    logged = counts.basis == "logged hours"
    if turned.any():
        mean, sd = TURN_LOGGED if logged else TURN_STATED
        layout.add("turn", 1, mean=mean, sd=sd)
    layout.add("clumps", 1, mean=CLUMPS_PRIOR[0], sd=CLUMPS_PRIOR[1])
    spreads = {"finder": Spread("finder", *FINDER_PRIOR)}
    model = Finds(counts, turned, layout)
    start = np.zeros(layout.size)
    for block in layout.blocks:
        start[block.slice] = block.mean
    fit = fit_spreads(model, layout.blocks, spreads, start)
    parameters, sigmas = draw_posterior(model, layout.blocks, spreads, fit, draws, rng)
    turn = layout.get("turn")
    return FinderDraws(
        skill=parameters[:, layout["finder"].slice],
        spread=sigmas["finder"],
        turn=parameters[:, turn.start] if turn and logged else None,
    )


def _turned(counts: FinderCounts, stated_both: NDArray[np.bool_]) -> Array:
    """Where `turn` applies: judged × blocks."""
    if counts.basis == "hats":
        return np.repeat(stated_both[:, None], counts.both.shape[1], axis=1).astype(float)
    if counts.basis != "logged hours":
        return np.zeros(counts.both.shape)
    works = (counts.exposure > 0).any(axis=1)
    in_both, in_one = ((state & works).sum(axis=1) for state in (counts.both, counts.one))
    comparable = (in_both >= _FEWEST_BLOCKS) & (in_one >= _FEWEST_BLOCKS)
    return np.asarray(counts.both & comparable[:, None], dtype=float)


class Finds:
    """The Dirichlet-multinomial likelihood with its derivatives, for laplace.py and gibbs.py."""

    def __init__(self, counts: FinderCounts, turned: Array, layout: Layout) -> None:
        people = len(counts.people)
        y = np.moveaxis(counts.counts, 0, 2).reshape(-1, people)  # cells × people
        exposure = np.moveaxis(counts.exposure, 0, 2).reshape(-1, people)
        x = np.tile(turned.T, (counts.counts.shape[1], 1))
        told = (y.sum(axis=1) > 0) & ((exposure > 0).sum(axis=1) > 1)
        self.y, self.x = y[told], x[told]
        self.total = self.y.sum(axis=1)
        there = exposure[told] > 0
        self.offset = np.where(there, np.log(np.where(there, exposure[told], 1.0)), _NOWHERE)
        self.there = there
        self.layout = layout
        self.finder, self.clumps = layout["finder"].slice, layout["clumps"].start
        self.turn = layout.get("turn")
        errors = [(person, layout.get(f"error {person}")) for person in range(people)]
        self.unsure = np.array([person for person, block in errors if block], dtype=np.int64)
        self.error = np.array([block.start for _, block in errors if block], dtype=np.int64)

    @property
    def cost(self) -> int:
        """Numbers an evaluation goes through."""
        return int(self.y.size)

    def _share(self, parameters: Array) -> Array:
        skill = parameters[self.finder].copy()
        skill[self.unsure] += parameters[self.error]
        eta = self.offset + skill
        if self.turn:
            eta = eta + self.x * parameters[self.turn.start]
        eta = eta - eta.max(axis=1, keepdims=True, initial=_NOWHERE)
        share = np.exp(eta)
        return np.asarray(share / share.sum(axis=1, keepdims=True))

    def value(self, parameters: Array) -> float:
        """log p(who found what | how much was found)."""
        whole = np.exp(parameters[self.clumps])
        alpha = np.maximum(whole * self._share(parameters), 1e-12)
        each = np.where(self.there, gammaln(alpha + self.y) - gammaln(alpha), 0.0)
        return float((gammaln(whole) - gammaln(whole + self.total)).sum() + each.sum())

    def derivatives(self, parameters: Array) -> tuple[Array, Array]:
        """Gradient and Hessian of `value`."""
        whole = np.exp(parameters[self.clumps])
        share = self._share(parameters)
        alpha = np.maximum(whole * share, 1e-12)
        first = np.where(self.there, digamma(alpha + self.y) - digamma(alpha), 0.0)
        second = np.where(self.there, polygamma(1, alpha + self.y) - polygamma(1, alpha), 0.0)
        mean = (share * first).sum(axis=1, keepdims=True)
        slope = alpha * (first - mean)  # cells × people: gradient by the linear predictor

        bend = second * alpha**2
        along = bend.sum(axis=1)
        curve = (
            (bend + slope)[:, :, None] * np.eye(share.shape[1])
            - (bend + slope)[:, :, None] * share[:, None, :]
            - share[:, :, None] * (bend + slope)[:, None, :]
            + share[:, :, None] * share[:, None, :] * along[:, None, None]
        )
        cross = slope + bend - share * along[:, None]  # by the predictor and log κ
        ends = digamma(whole) - digamma(whole + self.total)
        by_clumps = whole * ends + (alpha * first).sum(axis=1)
        curve_clumps = by_clumps + whole**2 * (polygamma(1, whole) - polygamma(1, whole + self.total)) + along
        return self._gathered(slope, curve, cross, float(by_clumps.sum()), float(curve_clumps.sum()))

    def _gathered(
        self, slope: Array, curve: Array, cross: Array, by_clumps: float, curve_clumps: float
    ) -> tuple[Array, Array]:
        """From the linear predictor of every cell and person to the parameters."""
        # Parameters that shift a person's predictor, and which person: every skill, and some errors.
        place = np.concatenate([np.arange(self.layout.size)[self.finder], self.error])
        person = np.concatenate([np.arange(slope.shape[1]), self.unsure])
        gradient, hessian = np.zeros(self.layout.size), np.zeros((self.layout.size, self.layout.size))
        gradient[place] = slope.sum(axis=0)[person]
        hessian[np.ix_(place, place)] = curve.sum(axis=0)[np.ix_(person, person)]
        hessian[place, self.clumps] = hessian[self.clumps, place] = cross.sum(axis=0)[person]
        if self.turn:
            at = self.turn.start
            gradient[at] = (slope * self.x).sum()
            hessian[place, at] = hessian[at, place] = np.einsum("cpq,cq->p", curve, self.x)[person]
            hessian[at, at] = np.einsum("cp,cpq,cq->", self.x, curve, self.x)
            hessian[at, self.clumps] = hessian[self.clumps, at] = (cross * self.x).sum()
        gradient[self.clumps] = by_clumps
        hessian[self.clumps, self.clumps] = curve_clumps
        return gradient, hessian
