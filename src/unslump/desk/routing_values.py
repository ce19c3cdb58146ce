"""What each lead is worth with each seller: the best offer that can be made, P(win) × margin.

A lead that nobody has answered is valued as answered today. Waiting a period more puts it into a later
bucket of first replies (win_design.py): what it is worth then is `later`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from unslump.desk.matching import asked_of, replied_now
from unslump.desk.matching_limits import limit_of
from unslump.desk.matching_worth import offers_known, worth_of_offers

if TYPE_CHECKING:
    from unslump.desk.learnt import Learnt

__all__ = ["Values", "values_of"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

NO_OFFER = -1


@dataclass(frozen=True)
class Values:
    """Expected margins.

    Attributes:
        rows: the leads, as rows of the frame.
        sellers, offers: names.
        value: mean expected margin with the best offer, leads × sellers; −inf where no offer fits.
        offer: that offer, leads × sellers, NO_OFFER where none fits.
        later: the same after waiting a period, leads × sellers; 0 where no offer fits.
        worth: price × margin of each offer, (offers,).
    """

    rows: Ints
    sellers: tuple[str, ...]
    offers: tuple[str, ...]
    value: Array
    offer: Ints
    later: Array
    worth: Array
    _learnt: Learnt

    def chances(self, leads: Ints, sellers: Ints) -> Array:
        """P(win) of chosen pairs with their best offer: draws × pairs."""
        model, rows = self._learnt.model, self.rows[leads]
        if not len(leads):
            return np.zeros((len(model.draws), 0))
        sides = model.side_rows(rows)
        sides["reply"] = replied_now(model, self._learnt, rows)
        sides["owner"] = _stacked(model.design.one, "owner", [self.sellers[s] for s in sellers])
        sides["offer"] = _stacked(
            model.design.one, "offer", [self.offers[o] for o in self.offer[leads, sellers]]
        )
        return model.still(model.design.rows(sides), rows)

    def margins(self, leads: Ints, sellers: Ints) -> Array:
        """Expected margin of chosen pairs: draws × pairs."""
        return np.asarray(self.chances(leads, sellers) * self.worth[self.offer[leads, sellers]])


def values_of(learnt: Learnt, rows: Ints, sellers: Sequence[str], currency: str, wait: int) -> Values:
    """Value the leads; `wait` is the days of a period."""
    offers = offers_known(learnt.company, learnt.frame)
    worths = worth_of_offers(learnt.company, learnt.frame)
    worth = np.array([worths[offer.name].left for offer in offers])
    allowed = np.zeros((len(rows), len(offers)), dtype=bool)
    for at, row in enumerate(rows):  # the leads to be given: a handful of days' worth, not the history
        asked = asked_of(learnt, int(row), currency)
        allowed[at] = [
            limit_of(offer, asked, worths[offer.name].price, learnt.taken) is None for offer in offers
        ]
    value = np.full((len(rows), len(sellers), len(offers)), -np.inf)
    later = np.zeros((len(rows), len(sellers), len(offers)))
    model = learnt.model
    sides = model.side_rows(rows)
    now, then = replied_now(model, learnt, rows), replied_now(model, learnt, rows, wait)
    for s, seller in enumerate(sellers):
        sides["owner"] = model.design.one("owner", seller, len(rows))
        for o, offer in enumerate(offers):
            sides["offer"] = model.design.one("offer", offer.name, len(rows))
            for reply, into in ((now, value), (then, later)):
                sides["reply"] = reply
                into[:, s, o] = worth[o] * model.still(model.design.rows(sides), rows).mean(axis=0)
    value = np.where(allowed[:, None, :], value, -np.inf)
    later = np.where(allowed[:, None, :], later, 0.0)
    best = value.argmax(axis=2) if len(offers) else np.zeros(value.shape[:2], dtype=np.int64)
    fits = np.asarray(allowed.any(axis=1), dtype=bool)
    return Values(
        rows=rows,
        sellers=tuple(sellers),
        offers=tuple(offer.name for offer in offers),
        value=value.max(axis=2, initial=-np.inf),
        offer=np.where(fits[:, None], best, NO_OFFER),
        later=later.max(axis=2, initial=0.0),
        worth=worth,
        _learnt=learnt,
    )


def _stacked(one: object, factor: str, labels: Sequence[str]) -> sparse.csr_matrix:
    made = {label: one(factor, label) for label in dict.fromkeys(labels)}  # type: ignore[operator]
    return sparse.vstack([made[label] for label in labels], format="csr")
