"""Offers for one lead: hard limits first, then P(win) × margin, with reasons; or "no fit" when so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from unslump.business.wording import chance, day, money, percent_span, span
from unslump.desk.lead_frame import LOST, NEVER, OPEN, WON
from unslump.desk.matching_answer import Excluded, MatchResult, OfferChance
from unslump.desk.matching_budget import budget_of
from unslump.desk.matching_limits import Asked, limit_of
from unslump.desk.matching_reasons import reasons_of
from unslump.desk.matching_worth import offers_known, worth_of_offers
from unslump.desk.needs import lead_needs
from unslump.desk.win_design import REPLIES
from unslump.planning.ranges import range_of
from unslump.planning.verdict import Range

if TYPE_CHECKING:
    from unslump.business.market import Offer
    from unslump.desk.learnt import Learnt
    from unslump.desk.matching_worth import Worth
    from unslump.desk.win_model import WinModel

__all__ = ["asked_of", "expected_margin", "match_lead", "replied_now"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_STATES = {OPEN: "open", WON: "won", LOST: "lost"}


def match_lead(learnt: Learnt, row: int, currency: str, seller: str | None) -> MatchResult:
    """The offers for a lead of the frame. `seller` None: the sellers' usual mix."""
    frame = learnt.frame
    asked = asked_of(learnt, row, currency)
    worth = worth_of_offers(learnt.company, frame)
    offers = offers_known(learnt.company, frame)
    limits = {offer.name: limit_of(offer, asked, worth[offer.name].price, learnt.taken) for offer in offers}
    possible = [offer for offer in offers if limits[offer.name] is None]
    told = [_chance(learnt, row, offer, worth[offer.name], seller, asked) for offer in possible]
    told.sort(key=lambda each: (-each.expected.p50, each.offer))
    needs = lead_needs(learnt, row, None)
    result = MatchResult(
        sentence="",
        as_of=frame.as_of,
        lead=needs.lead,
        name=needs.name,
        state=_STATES[int(frame.outcome[row])],  # type: ignore[arg-type]
        days=int(frame.age[row]),
        segment=asked.segment,
        channel=frame.label("channel", row),
        region=asked.region,
        budget=frame.budget[row].as_py(),
        owner=frame.label("owner", row),
        seller=seller,
        needs=needs.needs,
        need_source=needs.source,
        proposals=needs.proposals,
        fit=bool(told),
        no_fit="" if told else _no_fit(asked, offers, limits),
        offers=tuple(told),
        excluded=tuple(Excluded(offer=name, why=why) for name, why in limits.items() if why),
        notes=tuple(_notes(learnt, row, asked, needs.proposals)),
        currency=currency,
    )
    return result.model_copy(update={"sentence": _sentence(result)})


def asked_of(learnt: Learnt, row: int, currency: str) -> Asked:
    """What limits the offers for a lead."""
    frame = learnt.frame
    return Asked(
        day=frame.as_of,
        needs=learnt.needs.of(row),
        segment=frame.label("segment", row),
        region=frame.label("region", row),
        budget=budget_of(frame.budget[row].as_py(), learnt.company),
        currency=currency,
    )


def replied_now(model: WinModel, learnt: Learnt, rows: Ints, later: int = 0) -> sparse.csr_matrix:
    """Replies as if who has none yet were answered today, or after `later` more days."""
    frame = learnt.frame
    bucket = np.searchsorted(np.array([1, 3, 7]), frame.age[rows] + later, side="right")
    bucket = np.where(frame.reply[rows] == NEVER, bucket, frame.reply[rows])
    if not frame.has_replies and not later:
        return model.sides["reply"][rows]
    return sparse.csr_matrix(np.eye(REPLIES)[bucket])


def _chance(
    learnt: Learnt, row: int, offer: Offer, worth: Worth, seller: str | None, asked: Asked
) -> OfferChance:
    model, rows = learnt.model, np.array([row])
    sides = model.side_rows(rows)
    sides["offer"] = model.design.one("offer", offer.name)
    sides["owner"] = model.design.one("owner", seller)
    open_ = learnt.frame.outcome[row] == OPEN
    if open_:
        sides["reply"] = replied_now(model, learnt, rows)
    design = model.design.rows(sides)
    new = model.chance(design)[:, 0]
    p = model.still(design, rows)[:, 0] if open_ else new
    still = float(np.mean(p) / (1.0 - np.mean(p)) / (np.mean(new) / (1.0 - np.mean(new))))
    return OfferChance(
        offer=offer.name,
        win=range_of(p),
        price=worth.price,
        margin=worth.margin,
        left=worth.left,
        expected=range_of(p * worth.left),
        basis=worth.basis,
        answers=tuple(need for need in asked.needs if offer.meets(need)),
        reasons=reasons_of(model, sides, design, still),
    )


def _no_fit(asked: Asked, offers: tuple[Offer, ...], limits: dict[str, str | None]) -> str:
    if not offers:
        return "company.yaml names no offers, and neither does the history"
    if asked.needs and not any(offer.meets(need) for offer in offers for need in asked.needs):
        return f"no offer answers its need, {', '.join(asked.needs)}"
    why = [f"{name}: {limit}" for name, limit in limits.items() if limit]
    return f"every offer is out of the question ({'; '.join(why[:3])}{' …' if len(why) > 3 else ''})"


def _notes(learnt: Learnt, row: int, asked: Asked, proposals: tuple[object, ...]) -> list[str]:
    frame, notes = learnt.frame, []
    if frame.outcome[row] != OPEN:
        ended = day(frame.ended[row].astype(object))
        notes.append(
            f"This lead was {_STATES[int(frame.outcome[row])]} on {ended}; told as if it came today."
        )
    if not asked.needs and not proposals:
        why = lead_needs(learnt, row, None).why
        notes.append(f"Its need is not known ({why}): ask for it before offering anything.")
    elif not asked.needs:
        notes.append("Its need is only proposed from the notes: ask, and pick it with unslump needs --pick.")
    for need, _ in learnt.needs.proposed(row):
        offers = learnt.company.offers if learnt.company else ()
        if not any(offer.meets(need) for offer in offers):
            notes.append(f"The notes speak of {need}, which no offer answers.")
    if frame.budget[row].as_py() and asked.budget is None:
        notes.append(
            f"Its budget, {frame.budget[row].as_py()!r}, is not an amount: the price is not compared."
        )
    if frame.outcome[row] == OPEN and frame.age[row] > learnt.ripeness.asleep_after:
        notes.append(
            f"It has been open for {frame.age[row]:,} days; 19 of 20 wins come within "
            f"{learnt.ripeness.asleep_after:,.0f}. It may be asleep."
        )
    return notes


def _sentence(result: MatchResult) -> str:
    who = f"lead {result.lead}" + (f" ({result.name})" if result.name else "")
    if not result.fit:
        return f"No offer fits {who}: {result.no_fit}."
    best = result.offers[0]
    margin = expected_margin(best.expected, result.currency)
    return (
        f"{best.offer} fits {who} best: {chance(best.win.p50)} to win "
        f"({percent_span(best.win.p10, best.win.p90)}), a margin of {margin} to be expected."
    )


def expected_margin(expected: Range, currency: str, mean: float | None = None) -> str:
    """An expected margin with its range, without false digits; `mean` in place of the median.

    >>> expected_margin(Range(p10=412.3, p50=597.1, p90=868.0), "EUR")
    '597 EUR (410–870)'
    >>> expected_margin(Range(p10=0.001, p50=0.01, p90=0.2), "EUR")
    'under 1 EUR'
    """
    if expected.p90 < 1.0:
        return f"under 1 {currency}".strip()
    middle = expected.p50 if mean is None else mean
    return f"{money(round(middle), currency)} ({span(expected.p10, expected.p90, '')})"
