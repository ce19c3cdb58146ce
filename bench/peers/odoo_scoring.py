"""Odoo's predictive lead scoring and its automatic assignment, from their public description.

Scoring (CRM, "Assign leads with predictive lead scoring"): for each field and value, how many leads with it
were won and lost, starting from 0.1 so that none is zero; then naive Bayes,

    P = w / (w + l),  w = share won · Π won(value) / won(field),  l = share lost · Π lost(value) / lost(field)

Values never seen are skipped; open leads are not counted; P is kept between 0.01 % and 99.99 %. Every field
that our model sees is a field here, the offer and the salesperson too.

Assignment: leads by probability, the highest first; each goes to a salesperson drawn at random, weighted by
what is left of their capacity.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

__all__ = ["OdooScoring", "weighted_random"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_NEVER_ZERO = 0.1
_LEAST, _MOST = 0.0001, 0.9999


class OdooScoring:
    """Frequencies of `fields` (field → code of each lead, −1 where empty) among the won and the lost."""

    def __init__(self, fields: Mapping[str, Ints], won: NDArray[np.bool_], lost: NDArray[np.bool_]) -> None:
        self.prior = (float(won.sum()), float(lost.sum()))
        self.tables: dict[str, tuple[Array, Array, NDArray[np.bool_]]] = {}
        for name, codes in fields.items():
            size = int(codes.max(initial=-1)) + 1
            counts = [np.bincount(codes[rows & (codes >= 0)], minlength=size) for rows in (won, lost)]
            seen = (counts[0] + counts[1]) > 0
            self.tables[name] = (counts[0] + _NEVER_ZERO, counts[1] + _NEVER_ZERO, seen)

    def probability(self, fields: Mapping[str, Ints]) -> Array:
        """P(win) of leads with these codes."""
        won, lost = self.prior
        count = len(next(iter(fields.values())))
        log_won, log_lost = np.full(count, np.log(won)), np.full(count, np.log(lost))
        for name, codes in fields.items():
            of_won, of_lost, seen = self.tables[name]
            inside = (codes >= 0) & (codes < len(seen))
            known = inside & seen[np.where(inside, codes, 0)]
            log_won[known] += np.log(of_won[codes[known]] / of_won[seen].sum())
            log_lost[known] += np.log(of_lost[codes[known]] / of_lost[seen].sum())
        return np.asarray(np.clip(1.0 / (1.0 + np.exp(log_lost - log_won)), _LEAST, _MOST))


def weighted_random(probability: Array, capacity: Ints, rng: np.random.Generator) -> Ints:
    """The salesperson of each lead, −1 once every capacity is used up."""
    left = capacity.astype(float).copy()
    seller = np.full(len(probability), -1)
    for lead in np.argsort(-probability, kind="stable"):
        if left.sum() <= 0:
            break
        seller[lead] = rng.choice(len(left), p=left / left.sum())
        left[seller[lead]] -= 1.0
    return seller
