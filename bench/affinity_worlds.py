"""Companies whose sellers, offers, needs and segments suit one another by known amounts.

    logit p = level + segment + channel + seller + offer + [offer answers the need] · answer
              + segment × offer + need × offer + seller × offer + reply

p is the chance that a lead is ever won with that offer and seller. Every spread is drawn for each world.
A history of two years is written as a CRM would have it: offers chosen by habit (four of five answer the
need), sellers as they come, half of the leads that come to nothing lost before anything was offered, wins
and losses after their lags, what has not ended yet open. Then new leads come that nobody owns, and the truth
says what each would be worth with every offer and every seller.

`affinity_world(size, seed)`: seeds from 1000 on are for tuning, those below for reporting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.special import expit

from unslump.business.company import Company
from unslump.history.store import Store

__all__ = ["SIZES", "AffinityWorld", "Size", "affinity_world", "write_world"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

LAST = date(2026, 6, 28)
_DAYS = 730
_REPLIES = np.log([1.0, 0.9, 0.8, 0.65, 0.05])


@dataclass(frozen=True, slots=True)
class Size:
    """How large a company is."""

    name: str
    leads: int
    new: int
    sellers: int
    offers: int
    needs: int
    segments: int


SIZES = (
    Size("small: 600 leads, 4 sellers, 3 offers", 600, 30, 4, 3, 3, 3),
    Size("middle: 3,000 leads, 8 sellers, 5 offers", 3_000, 80, 8, 5, 4, 4),
    Size("large: 12,000 leads, 15 sellers, 8 offers", 12_000, 200, 15, 8, 6, 6),
)


@dataclass(frozen=True)
class AffinityWorld:
    """A company, its leads up to the last day, and the truth about the new ones.

    `codes` maps segment, channel, need, seller and offer to codes of the history's leads; `new` the first
    three of the new leads. `truth` is P(win), new leads × offers × sellers, answered within a day. `left` is
    price × margin of each offer, `answers` needs × offers.
    """

    size: Size
    company: Company
    codes: Mapping[str, Ints]
    started: Ints  # days before the last one
    outcome: Ints  # 0 won, 1 lost, −1 open
    ended: Ints  # days after the start; −1 open
    in_deal: NDArray[np.bool_]
    reply: Ints  # days to the first reply; −1 never
    chance: Array  # true P(win) of the history's leads
    new: Mapping[str, Ints]
    truth: Array
    left: Array
    answers: NDArray[np.bool_]


def affinity_world(size: Size, seed: int) -> AffinityWorld:
    """One world of a size."""
    rng = np.random.default_rng([90_009, size.leads, seed])
    answers = _answers(rng, size)
    effects = _Effects.drawn(rng, size, answers)
    price = np.round(rng.lognormal(np.log(6_000), 0.6, size.offers), -2)
    margin = rng.uniform(0.3, 0.7, size.offers)
    company = _company(size, answers, price, margin)

    codes = _people_and_labels(rng, size, size.leads)
    codes["offer"] = _habits(rng, codes["need"], answers)
    started = np.sort(rng.integers(1, _DAYS, size.leads))[::-1].astype(np.int64)
    reply = _replied(rng, size.leads)
    bucket = np.where(reply < 0, 4, np.searchsorted([1, 3, 7], reply, side="right"))
    p = expit(effects.eta(codes, codes["offer"], codes["seller"]) + _REPLIES[bucket])
    won = rng.random(size.leads) < p
    lag = np.ceil(np.where(won, rng.gamma(2.0, 26.0, size.leads), rng.gamma(2.0, 20.0, size.leads))).astype(
        int
    )
    ends = won | (rng.random(size.leads) < 0.8)
    over = ends & (lag < started)
    offered = won | (rng.random(size.leads) < 0.5) | ~ends
    new = _people_and_labels(rng, size, size.new)
    truth = np.stack(
        [
            np.stack(
                [
                    expit(effects.eta(new, np.full(size.new, o), np.full(size.new, s)))
                    for s in range(size.sellers)
                ],
                axis=1,
            )
            for o in range(size.offers)
        ],
        axis=1,
    )
    return AffinityWorld(
        size=size,
        company=company,
        codes=codes,
        started=started,
        outcome=np.where(over, np.where(won, 0, 1), -1),
        ended=np.where(over, lag, -1),
        in_deal=offered | ~over,
        reply=np.where(reply < started, reply, -1),
        chance=p,
        new=new,
        truth=truth,
        left=price * margin,
        answers=answers,
    )


@dataclass(frozen=True)
class _Effects:
    level: float
    segment: Array
    channel: Array
    seller: Array
    offer: Array
    pair: Array  # needs × offers, answers included
    segment_offer: Array
    seller_offer: Array

    @classmethod
    def drawn(cls, rng: np.random.Generator, size: Size, answers: NDArray[np.bool_]) -> _Effects:
        def normal(low: float, high: float, *shape: int) -> Array:
            return rng.normal(0.0, rng.uniform(low, high), shape)

        answer = rng.uniform(0.3, 1.2)
        return cls(
            level=float(rng.uniform(-2.4, -1.3)),
            segment=normal(0.1, 0.4, size.segments),
            channel=normal(0.1, 0.4, 5),
            seller=normal(0.2, 0.5, size.sellers),
            offer=normal(0.1, 0.4, size.offers),
            pair=normal(0.1, 0.5, size.needs, size.offers) + answer * (answers - 0.6),
            segment_offer=normal(0.1, 0.6, size.segments, size.offers),
            seller_offer=normal(0.05, 0.4, size.sellers, size.offers),
        )

    def eta(self, codes: Mapping[str, Ints], offer: Ints, seller: Ints) -> Array:
        return np.asarray(
            self.level
            + self.segment[codes["segment"]]
            + self.channel[codes["channel"]]
            + self.seller[seller]
            + self.offer[offer]
            + self.pair[codes["need"], offer]
            + self.segment_offer[codes["segment"], offer]
            + self.seller_offer[seller, offer]
        )


def _answers(rng: np.random.Generator, size: Size) -> NDArray[np.bool_]:
    """Which offer answers which need: each need by at least two."""
    answers = rng.random((size.needs, size.offers)) < 0.5
    for need in range(size.needs):
        answers[need, rng.choice(size.offers, 2, replace=False)] = True
    return np.asarray(answers)


def _people_and_labels(rng: np.random.Generator, size: Size, count: int) -> dict[str, Ints]:
    return {
        "segment": rng.choice(size.segments, count, p=rng.dirichlet(np.full(size.segments, 4.0))),
        "channel": rng.choice(5, count, p=rng.dirichlet(np.full(5, 4.0))),
        "need": rng.choice(size.needs, count, p=rng.dirichlet(np.full(size.needs, 4.0))),
        "seller": rng.choice(size.sellers, count, p=rng.dirichlet(np.full(size.sellers, 6.0))),
    }


def _habits(rng: np.random.Generator, need: Ints, answers: NDArray[np.bool_]) -> Ints:
    weight = np.where(answers[need], 1.0, 0.0)
    weight = 0.8 * weight / weight.sum(axis=1, keepdims=True) + 0.2 / answers.shape[1]
    return np.asarray((np.cumsum(weight, axis=1) < rng.random((len(need), 1))).sum(axis=1).astype(np.int64))


def _replied(rng: np.random.Generator, count: int) -> Ints:
    days = np.floor(rng.lognormal(0.0, 1.2, count)).astype(np.int64)
    return np.where(rng.random(count) < 0.05, -1, np.minimum(days, 30))


def _company(size: Size, answers: NDArray[np.bool_], price: Array, margin: Array) -> Company:
    lines = ["company: Affinity", "currency: EUR", "people:"]
    lines += [f"  S{s}: {{hats: {{sales: 90%}}, hours: {30 + 2 * (s % 5)}}}" for s in range(size.sellers)]
    lines += ["segments:", *(f"  G{g}:" for g in range(size.segments))]
    lines += ["needs:", *(f"  N{n}:" for n in range(size.needs)), "offers:"]
    for o in range(size.offers):
        needs = ", ".join(f"N{n}" for n in np.flatnonzero(answers[:, o]))
        lines.append(f"  O{o}: {{price: {price[o]:.0f}, margin: {margin[o]:.4f}, needs: [{needs}]}}")
    return Company.from_yaml("\n".join(lines))


def write_world(world: AffinityWorld, folder: Path) -> Store:
    """The history as a CRM's tables, new leads and all, in a workspace."""
    last = np.datetime64(LAST, "us")
    day = np.timedelta64(86_400_000_000, "us")
    old = len(world.started)
    began = np.concatenate([last - world.started * day, np.repeat(last, world.size.new)])
    every = {
        name: np.concatenate([world.codes[name], world.new[name]]) for name in ("segment", "channel", "need")
    }
    is_new = np.arange(len(began)) >= old
    ended = np.concatenate(
        [began[:old] + world.ended * day, np.full(world.size.new, np.datetime64("NaT", "us"))]
    )
    outcome = np.concatenate([world.outcome, np.full(world.size.new, -1)])
    in_deal = np.concatenate([world.in_deal, np.zeros(world.size.new, dtype=bool)])
    replied = np.concatenate([world.reply, np.full(world.size.new, -1)])
    seller = _named("S", np.concatenate([world.codes["seller"], np.zeros(world.size.new, dtype=np.int64)]))
    ids = _named("L", np.arange(len(began)))
    leads = pa.table(
        {
            "lead_id": ids,
            "created_at": pa.array(began),
            "channel": _named("C", every["channel"]),
            "segment": _named("G", every["segment"]),
            "need": _named("N", every["need"]),
            "owner": pa.array(np.where(is_new, None, seller.to_numpy(zero_copy_only=False)), pa.string()),
            "first_response_at": pa.array(began + np.maximum(replied, 0) * day, mask=replied < 0),
            "lost_at": pa.array(ended, mask=(outcome != 1) | in_deal),
        }
    )
    deal = np.flatnonzero(in_deal)
    closed = outcome[deal] >= 0
    offer = _named("O", world.codes["offer"][deal])
    deals = pa.table(
        {
            "deal_id": _named("D", deal),
            "created_at": pa.array(np.minimum(began[deal] + day, last)),
            "closed_at": pa.array(ended[deal], mask=~closed),
            "outcome": pa.array(np.where(closed, np.where(outcome[deal] == 0, "won", "lost"), "open")),
            "lead_id": ids.take(pa.array(deal)),
            "offer": offer,
            "owner": seller.take(pa.array(deal)),
        }
    )
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder)
    with store.draft(
        "a company of known affinities", datetime.combine(LAST + timedelta(1), time(), UTC)
    ) as draft:
        for name, table in (("leads", leads), ("deals", deals)):
            path = draft.directory / f"{name}.parquet"
            pq.write_table(table, path)
            draft.put(name, path)
    return store


def _named(letter: str, codes: Ints) -> pa.Array:
    return pa.array([f"{letter}{code}" for code in codes], pa.string())
