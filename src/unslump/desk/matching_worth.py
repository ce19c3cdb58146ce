"""What an offer leaves when it is sold: price × margin, and what stands in where one is not written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from unslump.business.market import Offer
from unslump.business.wording import percent
from unslump.desk.lead_frame import MISSING, WON

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.desk.lead_frame import LeadFrame

__all__ = ["Worth", "offers_known", "worth_of_offers"]

_ENOUGH = 3  # won deals with an amount, for their mean to stand in for a price


@dataclass(frozen=True, slots=True)
class Worth:
    """Money of one sale: `price` × `margin`; `basis` says what stands in, "" when both are written down."""

    price: float
    margin: float
    basis: str

    @property
    def left(self) -> float:
        """What is left of the price."""
        return self.price * self.margin


def offers_known(company: Company | None, frame: LeadFrame) -> tuple[Offer, ...]:
    """company.yaml's offers; where it has none, those that the history names."""
    if company and company.offers:
        return company.offers
    return tuple(Offer(label) for label in frame.labels["offer"] if label != MISSING)


def worth_of_offers(company: Company | None, frame: LeadFrame) -> Mapping[str, Worth]:
    """Each offer's worth. Won deals stand in for a missing price, the other offers for a missing margin."""
    offers = offers_known(company, frame)
    margins = [offer.margin for offer in offers if offer.margin is not None]
    usual = float(np.mean(margins)) if margins else None
    won = (frame.outcome == WON) & (frame.amount > 0)
    every = float(frame.amount[won].mean()) if won.sum() >= _ENOUGH else None
    return {offer.name: _worth(offer, frame, won, usual, every) for offer in offers}


def _worth(
    offer: Offer, frame: LeadFrame, won: np.ndarray, usual: float | None, every: float | None
) -> Worth:
    said = []
    price = offer.price
    if price is None:
        labels = frame.labels["offer"]
        mine = (
            won & (frame.codes["offer"] == labels.index(offer.name)) if offer.name in labels else won & False
        )
        if mine.sum() >= _ENOUGH:
            price = float(frame.amount[mine].mean())
            said.append(f"no price is written down: the mean of {int(mine.sum()):,} won deals counts")
        elif every is not None:
            price = every
            said.append("no price is written down: the mean of all won deals counts")
        else:
            price = 1.0
            said.append("no price is known: only the chance of a win counts")
    margin = offer.margin
    if margin is None and usual is not None:
        margin = usual
        said.append(f"no margin is written down: the mean of the other offers counts, {percent(usual)}")
    elif margin is None:
        margin = 1.0
        said.append("no margin is written down: the whole price counts")
    return Worth(price, margin, "; ".join(said))
