"""Working hours: who wears which hat in which week, and what is lost by wearing both.

    productive = hours · share of the function · ramp · (1 − focus loss, if both hats are worn)

A person's marketing hours count as effort in proportion to their finder skill.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.demo.shocks import shock_factor
from unslump.demo.spec import ShockKind, WorldSpec

__all__ = ["MARKETING", "SALES", "Team", "staff"]

MARKETING, SALES = 0, 1

_SPLIT = 0.3  # share of the scarcer hat's hours that changes heads when hats are split


@dataclass(frozen=True, slots=True)
class Team:
    """Hours by week, person and function (marketing, sales)."""

    gross: NDArray[np.float64]  # weeks × people × functions: hours meant for the function
    productive: NDArray[np.float64]  # weeks × people × functions: what is left after focus loss

    @property
    def wears_both(self) -> NDArray[np.bool_]:
        """Weeks × people: both hats in one week."""
        return np.asarray((self.gross > 0).all(axis=2))


def staff(spec: WorldSpec) -> Team:
    """The hours of everyone in every week of `spec`."""
    week = np.arange(spec.all_weeks)
    gross = np.zeros((spec.all_weeks, len(spec.people), 2))
    for index, person in enumerate(spec.people):
        for hat in person.hats:
            gross[hat.week :, index] = (hat.marketing * person.hours, hat.sales * person.hours)
        leaves = spec.all_weeks if person.leaves is None else person.leaves
        here = (week >= person.joins) & (week < leaves)
        ramp = np.clip((week - person.joins + 1) / person.ramp_weeks, 0, 1) if person.joins else 1.0
        gross[:, index] *= (here * ramp)[:, None]

    loss = np.full(gross.shape[:2], spec.focus_loss)
    factor = shock_factor(spec, ShockKind.SPLIT_HOURS)
    for first in {shock.week for shock in spec.shocks if shock.kind is ShockKind.SPLIT_HOURS}:
        one_hat = (gross[first:] > 0).sum(axis=2) == 1
        gross[first:] = _split(gross[first:], one_hat)
        loss[first:] = np.where(one_hat, 1 - factor[first:, None], loss[first:])
    both = (gross > 0).all(axis=2)
    return Team(gross=gross, productive=gross * np.where(both, 1 - loss, 1.0)[:, :, None])


def _split(gross: NDArray[np.float64], one_hat: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Let people with one hat trade hours until all wear both; each function keeps its total."""
    single = gross * one_hat[:, :, None]
    total = single.sum(axis=1)  # weeks × functions
    if not total.all():
        raise ValueError("splitting hats needs somebody who only sells and somebody who only markets")
    traded = _SPLIT * total.min(axis=1, keepdims=True)
    given = single * (traded / total)[:, None, :]
    return np.asarray(gross - given + given[:, :, ::-1])
