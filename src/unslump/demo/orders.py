"""What wins are worth, and what becomes of the obligation: delivered and paid, some late, some never.

amount = median of the offer · exp(segment effect + size_spread · z), z standard normal
delivered = ordered + promised days · lognormal(0, delivery_noise)
paid = due + exponential(payment_delay), a third of them early; due = promised day + payment_days
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.demo.calendar import SECONDS_A_DAY
from unslump.demo.effects import Effects
from unslump.demo.endings import WON, Endings
from unslump.demo.leads import Leads
from unslump.demo.shocks import shock_factor
from unslump.demo.spec import ShockKind, WorldSpec
from unslump.demo.streams import Streams

__all__ = ["Sales", "sell"]

_EARLY = 1 / 3  # share of invoices paid before they are due


@dataclass(frozen=True, slots=True)
class Sales:
    """One amount for every lead (what it would be worth); one order for every win."""

    amount: NDArray[np.float64]  # leads, money
    lead: NDArray[np.int64]  # orders: index of the lead, in order of `ordered_at`
    ordered_at: NDArray[np.datetime64]  # orders, seconds
    deliver_by: NDArray[np.datetime64]  # orders, seconds
    delivered_at: NDArray[np.datetime64]  # orders, seconds
    due_at: NDArray[np.datetime64]  # orders, seconds
    paid_at: NDArray[np.datetime64]  # orders, seconds; NaT where never


def sell(spec: WorldSpec, effects: Effects, leads: Leads, endings: Endings, streams: Streams) -> Sales:
    """Amounts and orders."""
    total = len(leads)
    median = np.array([offer.median_amount for offer in spec.offers])[leads.offer]
    noise = streams.named("size").normal(0.0, spec.size_spread, total)
    amount = median * np.exp(effects.segment_size[leads.segment] + noise)
    amount = np.round(amount * shock_factor(spec, ShockKind.DEAL_SIZE)[leads.week], 2)

    # Drawn for every lead, used for wins: other shocks leave them where they are.
    late = np.exp(streams.named("delivery").normal(0.0, spec.delivery_noise, total))
    chance = streams.named("payment").random((total, 2))
    days_after = streams.named("payment delay").exponential(spec.payment_delay, total)

    lead = np.flatnonzero(endings.ending == WON)
    lead = lead[np.argsort(endings.ended_at[lead], kind="stable")]
    ordered_at = endings.ended_at[lead]
    promised = np.array([offer.delivery_days for offer in spec.offers])[leads.offer[lead]]
    deliver_by = _whole_days(ordered_at + _seconds(promised))
    delivered_at = ordered_at + _seconds(promised * late[lead])
    due_at = deliver_by + spec.payment_days * SECONDS_A_DAY
    days = np.where(chance[lead, 0] < _EARLY, -days_after[lead], days_after[lead])
    paid_at = np.maximum(due_at + _seconds(days), ordered_at)
    return Sales(
        amount=amount,
        lead=lead,
        ordered_at=ordered_at,
        deliver_by=deliver_by,
        delivered_at=delivered_at,
        due_at=due_at,
        paid_at=np.where(chance[lead, 1] < spec.unpaid, np.datetime64("NaT", "s"), paid_at),
    )


def _seconds(days: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.round(days * SECONDS_A_DAY).astype(np.int64)


def _whole_days(times: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    return times.astype("datetime64[D]").astype("datetime64[s]")
