"""How much of a week is lost when one person wears both hats in it.

Prior: Beta(4, 16), mean 20 %, 80 % range 10 to 32 %: a fifth of the time is lost between two tasks
(Weinberg, *Quality Software Management*, vol. 1, 1992), with room for half and for twice of that.

What moves it is, first, how much of the hours meant for a function is logged as work done, by
people in one hat and in both:

    log(logged hours / meant hours)_pf = habit_f + own habit_pf + both · log(1 − loss)
    own habit ~ Normal(0, τ_f²),  τ_f² ~ scaled inverse-χ²(1, 0.10²),  habit_f ~ Normal(−0.3, 1)

for person p and function f; `meant` is company.yaml's hours × hat. Three quarters of the variance of
an own habit stay with a person, so someone who was seen in one hat and in both tells most. The habits
of others are learnt from how far people in the same hat differ. Where all weeks of a person who is to
wear both hats show only one, the whole of the stated share was meant for it.

Second, whether an hour brings less in such weeks (`turn` of finders.py, people seen in both kinds of
weeks only):  loss = 1 − (1 − loss of hours) · exp(turn).

What cannot be told apart: someone who always wore both hats may lose time, or log less.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, cholesky
from scipy.stats import beta

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.people import Person
from unslump.estimates.finders import TURN_LOGGED
from unslump.estimates.marketing_hours import BLOCK, by_blocks, hats_by_block
from unslump.history.people_weeks import PeopleWeeks

__all__ = ["LOSS_PRIOR", "FocusLoss", "LoggedShare", "fit_focus_loss", "logged_shares", "loss_draws"]

Array = NDArray[np.float64]

LOSS_PRIOR = (4.0, 16.0)
HABIT_PRIOR = (1.0, 0.10)
HABIT_MEAN, HABIT_SD = -0.3, 1.0
OWN_SHARE = 0.75  # of an own habit's variance that stays with the person
_NOISE = 0.02  # of a log share over months
_FEWEST_BLOCKS = 3
_BLOCKS, _BLOCKS_BOTH = 39, 13  # looked back on: three years, and one for hats as they are stated now
_LOSSES = np.linspace(0.0025, 0.7975, 160)
_TAUS = np.geomspace(0.005, 1.5, 40)
_MOST = 0.9


@dataclass(frozen=True)
class LoggedShare:
    """How much of the meant hours one person logs on a function, in weeks of one hat or of both."""

    person: str
    function: Function
    both: bool
    log_share: float


@dataclass(frozen=True)
class FocusLoss:
    """Draws of the loss (0..1), 1 − posterior variance / prior variance, and what it rests on."""

    draws: Array
    data: float
    basis: str


def fit_focus_loss(
    weeks: PeopleWeeks,
    company: Company | None,
    turn: Array | None,
    rng: np.random.Generator,
    draws: int,
) -> FocusLoss:
    """The loss from the history; `turn` are the finders' draws of output an hour in both hats."""
    shares = logged_shares(weeks, company)
    loss = loss_draws(shares, rng, draws)
    if turn is not None:
        loss = np.clip(1.0 - (1.0 - loss) * np.exp(turn), 0.0, _MOST)
    told = turn is not None or any(share.both for share in shares)
    data = float(np.clip(1.0 - loss.var() / _prior_variance(turn is not None), 0.0, 1.0)) if told else 0.0
    return FocusLoss(loss, data, _basis(shares, turn is not None))


def _prior_variance(turned: bool) -> float:
    hours = beta(*LOSS_PRIOR)
    sd = TURN_LOGGED[1] if turned else 0.0
    return float(hours.var() + ((1.0 - hours.mean()) * sd) ** 2)


def loss_draws(shares: list[LoggedShare], rng: np.random.Generator, draws: int) -> Array:
    """Draws of the loss of hours, by a grid over it and over the spread of habits."""
    log_density = beta(*LOSS_PRIOR).logpdf(_LOSSES)
    for function in Function:
        mine = [share for share in shares if share.function is function]
        if any(share.both for share in mine):
            log_density = log_density + _log_likelihood(mine)
    density = np.exp(log_density - log_density.max())
    step = _LOSSES[1] - _LOSSES[0]
    picked = rng.choice(len(_LOSSES), draws, p=density / density.sum())
    return np.asarray(_LOSSES[picked] + step * (rng.random(draws) - 0.5))


def _log_likelihood(shares: list[LoggedShare]) -> Array:
    """log p(shares | loss) at every loss of the grid, habits integrated out."""
    seen = np.array([share.log_share for share in shares])
    both = np.array([share.both for share in shares], dtype=float)
    same = np.array([[one.person == other.person for other in shares] for one in shares], dtype=float)
    habit = OWN_SHARE * same + (1.0 - OWN_SHARE) * np.eye(len(shares))
    away = seen[:, None] - HABIT_MEAN - both[:, None] * np.log1p(-_LOSSES)  # shares × losses
    degrees, guess = HABIT_PRIOR
    terms = []
    for tau in _TAUS:
        covariance = tau**2 * habit + HABIT_SD**2 + _NOISE**2 * np.eye(len(shares))
        factor = cholesky(covariance, lower=True)
        fit = -0.5 * (away * cho_solve((factor, True), away)).sum(axis=0)
        prior = -degrees * np.log(tau) - 0.5 * degrees * guess**2 / tau**2  # of log τ
        terms.append(fit - np.log(np.diag(factor)).sum() + prior)
    return np.asarray(np.logaddexp.reduce(np.stack(terms), axis=0))


def logged_shares(weeks: PeopleWeeks, company: Company | None) -> list[LoggedShare]:
    """One entry a person, function and kind of weeks that company.yaml and enough logged hours allow."""
    if weeks.hours is None or company is None:
        return []
    hours = {function: by_blocks(weeks.hours[function]) for function in Function}
    states = dict(zip((True, False), hats_by_block(*(hours[function] for function in Function)), strict=True))
    row = {name: index for index, name in enumerate(weeks.people)}
    found: list[LoggedShare] = []
    for person in company.people:
        if person.name not in row or not person.hats:
            continue
        at = row[person.name]
        for function in Function:
            for in_both in (False, True):
                state = states[in_both][at]
                share = _log_share(weeks, person, function, in_both, hours[function][at], state)
                if share is not None:
                    found.append(LoggedShare(person.name, function, in_both, share))
    return found


def _log_share(
    weeks: PeopleWeeks,
    person: Person,
    function: Function,
    in_both: bool,
    hours: Array,
    state: NDArray[np.bool_],
) -> float | None:
    stated_both = person.wears_both_hats
    if in_both and not stated_both:
        return None  # what was meant in such weeks is not written down
    share = person.hats.get(function, 0.0)
    if stated_both and not in_both:
        share = person.share_of_week
    if share <= 0:
        return None
    blocks = len(hours)
    back = _BLOCKS_BOTH if in_both else _BLOCKS
    chosen = [block for block in range(max(blocks - back, 0), blocks) if hours[block] > 0 and state[block]]
    if len(chosen) < _FEWEST_BLOCKS:
        return None
    meant = sum(_days(weeks, person, block, blocks) for block in chosen) / 7 * person.hours_per_week * share
    return float(np.log(hours[chosen].sum() / meant)) if meant > 0 else None


def _days(weeks: PeopleWeeks, person: Person, block: int, blocks: int) -> float:
    first = weeks.weeks - (blocks - block) * BLOCK
    start = weeks.monday(max(first, 0))
    return person.ramped_days(start, weeks.monday(first + BLOCK) - timedelta(days=1))


def _basis(shares: list[LoggedShare], turned: bool) -> str:
    both = {share.person for share in shares if share.both}
    one = {share.person for share in shares if not share.both}
    parts = []
    if both:
        parts.append(
            f"hours logged by {len(both):,} in both hats and {len(one):,} in one, against company.yaml"
        )
    if turned:
        parts.append("leads found an hour by the same people in one hat and in both")
    return "; ".join(parts) or "nothing of the history: 20 % is what is usual (Weinberg 1992)"
