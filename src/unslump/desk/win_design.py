"""What a lead, an offer and a seller look like to the model of winning: one row of numbers.

    level by quarter of arrival
          | segment | channel | region | message | seller | offer | need    one number a label
          | segment × offer | need × offer | seller × offer | seller × segment    one a pair seen often
          | answers: whether the offer answers the need, as company.yaml says
          | reply: after 1–3 days, 3–7 days, later, never (against: within a day)

A label that is not written down counts as the usual mix; a need or offer as each of those that leads which
ended alike have, with its weight (win_missing.py): a lead nobody offered anything, lost before it came to
that, says how often leads are won, and nothing about any offer. A need that is only proposed counts with its
probability. The level walks from quarter to quarter, and what is foretold is foretold at the last one's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from unslump.desk.lead_frame import MISSING, NEVER, OPEN, WON, LeadFrame
from unslump.desk.win_missing import filled_in, meeting, sides_of_meeting
from unslump.estimates.layout import Layout
from unslump.estimates.spreads import Spread

__all__ = ["NAMES", "PAIRS", "REPLIES", "REPLY_PRIORS", "Design", "Sides", "design_for", "sides_of"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

SINGLE = ("segment", "channel", "region", "message", "owner", "offer", "need")
PAIRS = (("segment", "offer"), ("need", "offer"), ("owner", "offer"), ("owner", "segment"))
NAMES = {"owner": "seller"}
REPLIES = 5  # within a day, 1–3 days, 3–7, later, never
REPLY_PRIORS = ((0.9, 0.30), (0.8, 0.35), (0.7, 0.40), (0.05, 1.0))
"""Odds of a win after a later reply against one within a day, and the sd of their log: priors, in the
direction of Oldroyd, McElheran and Elkington (HBR, March 2011); the history moves them."""

_LEVEL = (-1.5, 2.0)
_DRIFT = (3.0, 0.15)  # of the level, a quarter
_EFFECT = (3.0, 0.30)  # degrees and guess of a spread
_PAIR = (3.0, 0.25)
_ANSWERS = (0.5, 0.5)  # mean and sd: an offer that answers the need wins more often, as far as is known
_SEEN_OFTEN = 5
_LEAST_WEIGHT = 0.02  # of a possibility: rarer ones are left out
_MOST_PAIRS = 150

Sides = Mapping[str, sparse.csr_matrix]
"""Factor → weights of its labels (and of the replies, under "reply"): each leads × labels."""


@dataclass(frozen=True)
class Design:
    """Which columns there are, and how they are pooled.

    Attributes:
        layout, spreads: of the parameters, for laplace.fit_spreads.
        labels: factor → labels; "need" among them.
        pairs: name → the two factors and the two codes of each column.
        answers: needs × offers: 1 where the offer answers the need.
        usual: factor → the usual mix of its labels.
    """

    layout: Layout
    spreads: dict[str, Spread]
    labels: Mapping[str, tuple[str, ...]]
    pairs: Mapping[str, tuple[str, str, Ints, Ints]]
    answers: Array
    usual: Mapping[str, Array]
    columns: Mapping[str, slice] = field(default_factory=dict)

    def rows(self, sides: Sides) -> sparse.csr_matrix:
        """The design of leads: leads × parameters."""
        count = next(iter(sides.values())).shape[0]
        parts: dict[str, sparse.csr_matrix] = {"level": sides.get("quarter", self._now(count))}
        parts |= {factor: sides[factor] for factor in SINGLE}
        offers = len(self.labels["offer"])
        for name, (one, other, first, second) in self.pairs.items():
            if one == "need" and "meeting" in sides:
                parts[name] = sides["meeting"].tocsc()[:, first * offers + second].tocsr()
                continue
            left, right = sides[one].tocsc()[:, first], sides[other].tocsc()[:, second]
            parts[name] = left.multiply(right).tocsr()
        if "meeting" in sides:
            parts["answers"] = sides["meeting"] @ sparse.csr_matrix(self.answers.reshape(-1, 1))
        else:
            met = sides["need"] @ sparse.csr_matrix(self.answers)
            parts["answers"] = sparse.csr_matrix(met.multiply(sides["offer"]).sum(axis=1))
        parts["reply"] = sides["reply"][:, 1:]
        return sparse.hstack([parts[name] for name in self.columns], format="csr")

    def _now(self, count: int) -> sparse.csr_matrix:
        """Leads that come now: all of the last quarter."""
        size = self.columns["level"].stop
        last = np.full(count, size - 1)
        return sparse.csr_matrix((np.ones(count), (np.arange(count), last)), shape=(count, size))

    def spread(self, sides: Sides) -> tuple[Sides, Ints, Array]:
        """Leads whose need or offer is not written down, as one row for each that it may be.

        The sides of the rows, the lead of each, and its weight; the weights of a lead add up to 1.
        """
        if "meeting" not in sides:
            count = sides["offer"].shape[0]
            return sides, np.arange(count), np.ones(count)
        joint = sides["meeting"].tocoo()
        kept = joint.data >= _LEAST_WEIGHT
        row, column, weight = joint.row[kept], joint.col[kept], joint.data[kept]
        order = np.lexsort((column, row))
        row, column, weight = row[order].astype(np.int64), column[order], weight[order]
        weight = weight / np.bincount(row, weights=weight)[row]
        at, ones, offers = np.arange(len(row)), np.ones(len(row)), len(self.labels["offer"])
        found = {name: side[row] for name, side in sides.items() if name not in ("meeting", "need", "offer")}
        for name, code, size in (
            ("meeting", column, joint.shape[1]),
            ("need", column // offers, len(self.labels["need"])),
            ("offer", column % offers, offers),
        ):
            found[name] = sparse.csr_matrix((ones, (at, code)), shape=(len(row), size))
        return found, row, weight

    def one(self, factor: str, label: str | None, count: int = 1) -> sparse.csr_matrix:
        """The side of `count` leads that all have that label; None or a stranger: the usual mix."""
        labels = self.labels[factor]
        row = np.zeros(len(labels))
        if label in labels and label != MISSING:
            row[labels.index(label)] = 1.0
        else:
            row = self.usual[factor]
        return sparse.csr_matrix(np.repeat(row[None, :], count, axis=0))


def sides_of(
    frame: LeadFrame, need_weight: sparse.csr_matrix, needs: Sequence[str]
) -> tuple[Sides, dict[str, tuple[str, ...]], dict[str, Array]]:
    """Each lead's weights by factor, the labels, and the usual mix of each factor.

    `need_weight` is leads × needs: 1 (or its part) where picked, P where proposed.
    """
    sides: dict[str, sparse.csr_matrix] = {}
    labels: dict[str, tuple[str, ...]] = {}
    usual: dict[str, Array] = {}
    won = frame.outcome == WON
    for factor in SINGLE[:-1]:
        labels[factor] = _told(frame, factor) or (MISSING,)
        sides[factor] = filled_in(_codes(frame, factor), len(labels[factor]))
    labels["need"] = tuple(needs)
    over = sparse.diags(1.0 / np.maximum(np.asarray(need_weight.sum(axis=1)).ravel(), 1.0))
    sides["need"] = (over @ need_weight).tocsr()
    if len(needs):
        offer, segment = _codes(frame, "offer"), _codes(frame, "segment")
        offers = len(labels["offer"])
        joint = meeting(sides["need"], offer, segment, won, offers, len(labels["segment"]))
        sides["meeting"] = joint
        sides["need"], sides["offer"] = sides_of_meeting(joint, len(needs), offers)
    for factor in SINGLE:
        total = np.asarray(sides[factor].sum(axis=0)).ravel() + 1e-12
        usual[factor] = total / total.sum()
    sides["reply"] = _replies(frame)
    sides["quarter"] = _quarters(frame)
    return sides, labels, usual


def _told(frame: LeadFrame, factor: str) -> tuple[str, ...]:
    return tuple(label for label in frame.labels[factor] if label != MISSING)


def _codes(frame: LeadFrame, factor: str) -> Ints:
    """Codes among the labels that are written down, −1 where none is."""
    labels = _told(frame, factor)
    place = np.array([labels.index(each) if each in labels else -1 for each in frame.labels[factor]])
    return np.asarray(place[frame.codes[factor]] if len(frame) else frame.codes[factor], dtype=np.int64)


def _quarters(frame: LeadFrame) -> sparse.csr_matrix:
    quarter = frame.started.astype("datetime64[M]").astype(np.int64) // 3
    last = (np.datetime64(frame.as_of, "M").astype(np.int64)) // 3
    code = np.clip(quarter - quarter.min(initial=last), 0, None)
    size = int(last - quarter.min(initial=last)) + 1
    rows = np.arange(len(frame))
    return sparse.csr_matrix(
        (np.ones(len(frame)), (rows, np.minimum(code, size - 1))), shape=(len(frame), size)
    )


def _replies(frame: LeadFrame) -> sparse.csr_matrix:
    """First replies; who is open and has none may still get one: the mix of what is still possible."""
    count = len(frame)
    if not frame.has_replies:
        weights = np.zeros((count, REPLIES))
        weights[:, 0] = 1.0
        return sparse.csr_matrix(weights)
    bucket = np.where(frame.reply == NEVER, REPLIES - 1, frame.reply)
    ended = (frame.outcome != OPEN) | (frame.reply != NEVER)
    shares = np.bincount(bucket[ended], minlength=REPLIES) + 0.2
    weights = np.eye(REPLIES)[bucket]
    waiting = np.flatnonzero(~ended)
    earliest = np.searchsorted(np.array([1, 3, 7]), frame.age[waiting], side="right")
    possible = np.where(np.arange(REPLIES)[None, :] >= earliest[:, None], shares[None, :], 0.0)
    weights[waiting] = possible / possible.sum(axis=1, keepdims=True)
    return sparse.csr_matrix(weights)


def design_for(
    sides: Sides, labels: Mapping[str, tuple[str, ...]], usual: Mapping[str, Array], answers: Array
) -> Design:
    """The parameters for these leads. `answers` is needs × offers, in the order of the labels."""
    layout, spreads, columns, pairs = Layout(), {}, {}, {}

    def add(name: str, size: int, **prior: float) -> None:
        block = layout.add(name, size, **prior)
        columns[name] = block.slice

    def pooled(name: str, size: int, prior: tuple[float, float]) -> None:
        spreads[name] = Spread(name, *prior)
        block = layout.add(name, size, spread=name)
        columns[name] = block.slice

    quarters = sides["quarter"].shape[1]
    if quarters > 1:
        spreads["drift"] = Spread("drift", *_DRIFT)
    walk = {"spread": "drift", "walk": True} if quarters > 1 else {}
    columns["level"] = layout.add("level", quarters, mean=_LEVEL[0], sd=_LEVEL[1], **walk).slice
    for factor in SINGLE:
        pooled(factor, len(labels[factor]), _EFFECT)
    for one, other in PAIRS:
        seen = np.asarray((sides[one].T @ sides[other]).todense())
        if one == "need" and "meeting" in sides:
            seen = np.asarray(sides["meeting"].sum(axis=0)).reshape(seen.shape)
        first, second = np.nonzero(seen >= _SEEN_OFTEN)
        if len(first) > _MOST_PAIRS:
            often = np.sort(np.argsort(-seen[first, second], kind="stable")[:_MOST_PAIRS])
            first, second = first[often], second[often]
        if len(first) > 1 and min(len(labels[one]), len(labels[other])) > 1:
            name = f"{one} × {other}"
            pairs[name] = (one, other, first, second)
            pooled(name, len(first), _PAIR)
    add("answers", 1, mean=_ANSWERS[0], sd=_ANSWERS[1])
    start = layout.size
    for at, (odds, sd) in enumerate(REPLY_PRIORS):
        layout.add(f"reply {at + 1}", 1, mean=float(np.log(odds)), sd=sd)
    columns["reply"] = slice(start, layout.size)
    return Design(layout, spreads, labels, pairs, answers, usual, columns)
