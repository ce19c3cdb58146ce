"""The words of the answer about channels: the sentence, what the figures hold, what nobody can know."""

from __future__ import annotations

from collections.abc import Sequence

from unslump.business import wording
from unslump.planning.channel_answer import ChannelCost
from unslump.planning.labour import Labour
from unslump.planning.verdict import Range

__all__ = ["MOSTLY_BELIEF", "cannot_know", "labour_words", "sentence_for", "value_words"]

MOSTLY_BELIEF = 0.1  # data share below which a figure is nearly the prior's
_NAMES = 4


def sentence_for(channels: Sequence[ChannelCost], currency: str) -> str:
    """What a lead costs, and where the next one costs least, of the channels whose history tells."""
    known = [channel for channel in channels if channel.marginal_cost is not None]
    average = _average(channels, currency)
    if not known:
        if average is None:
            return "What a lead costs is not known: neither money spent nor what hours cost is recorded."
        return f"A lead costs about {average} on average; what one more would cost is not known."
    telling = [channel for channel in known if channel.data.money >= MOSTLY_BELIEF] or known
    ordered = sorted(telling, key=lambda channel: _middle(channel.marginal_cost))
    best, worst = ordered[0], ordered[-1]
    said = f"One more lead costs about {_cost(best.marginal_cost, currency)} in money through {best.channel}"
    if best is worst:
        said += "."
    elif _above(best.marginal_cost, worst.marginal_cost):
        said += f", the least, and about {_cost(worst.marginal_cost, currency)} through {worst.channel}."
    else:
        said += (
            f" and about {_cost(worst.marginal_cost, currency)} through {worst.channel}; "
            "the history cannot tell yet which is cheaper."
        )
    return said if average is None else f"{said} An average lead costs about {average}."


def labour_words(marketing: bool, sales: bool) -> str:
    """Which labour the costs hold.

    >>> labour_words(True, False)
    'marketing labour; sales labour is not known'
    """
    if marketing and sales:
        return "marketing and sales labour"
    if marketing or sales:
        held, lacking = ("marketing", "sales") if marketing else ("sales", "marketing")
        return f"{held} labour; {lacking} labour is not known"
    return "money only: what labour costs is not known"


def value_words(known: bool, margin: bool, payment: bool) -> str:
    """What a win is counted at."""
    if not known:
        return "not known: no amounts of won deals"
    what = (
        "margin, as company.yaml states it for the offers"
        if margin
        else "the whole amount: company.yaml states no margin"
    )
    return f"{what}; back when {'paid' if payment else 'won'}"


def cannot_know(
    channels: Sequence[ChannelCost], marketing: Labour, notes: Sequence[str], *, wins: bool, amounts: bool
) -> list[str]:
    """What the figures leave open, most general first; `wins` and `amounts` of them: whether recorded."""
    said = []
    spending = [channel for channel in channels if channel.marginal_cost is not None]
    if spending:
        said.append(
            "Whether leads came because of the money, or both followed something else: only trying it out "
            "tells, as some weeks with more and some with less."
        )
    belief = [channel.channel for channel in spending if channel.data.money < MOSTLY_BELIEF]
    if belief:
        said.append(
            f"How {_listed(belief)} would answer to more or less money: it has hardly moved apart from the "
            "leads' own ups and downs, so these figures are what is usual elsewhere."
        )
    silent = [channel.channel for channel in channels if channel.marginal_cost is None]
    if silent:
        said.append(f"What more money would bring through {_listed(silent)}: none was spent there lately.")
    if any(channel.marginal_hours is not None for channel in channels):
        said.append(
            "Which channel the marketing hours went to: activities name none. They are split as the leads "
            "that the history says they brought."
        )
    else:
        said.append("What one more marketing hour brings: no marketing hours are recorded.")
    if marketing.hours is None:
        said.append("What labour costs: company.yaml names no people.")
    elif marketing.cost_per_hour is None:
        said.append("What labour costs: company.yaml gives no cost per hour for who does marketing.")
    elif marketing.unpriced:
        said.append(f"What an hour of {_listed(marketing.unpriced)} costs: counted as the others' mean.")
    if not wins:
        said.append("What a customer costs, return and payback: no won deals are recorded.")
    elif not amounts:
        said.append("Return and payback: no amounts of won deals are recorded.")
    return [*said, *(f"{note[0].upper()}{note[1:]}." for note in notes)]


def _average(channels: Sequence[ChannelCost], currency: str) -> str | None:
    costed = [channel for channel in channels if channel.average_cost is not None]
    leads = sum(channel.leads_per_week for channel in costed)
    if not costed or leads <= 0:
        return None
    spent = sum(channel.spend_per_week + (channel.labour_per_week or 0.0) for channel in costed)
    labour = any(channel.labour_per_week is not None for channel in costed)
    return f"{wording.money(spent / leads, currency)}{', labour included' if labour else ' in money'}"


def _cost(cost: Range | None, currency: str) -> str:
    if cost is None:
        return wording.NOT_KNOWN
    span = wording.quantity_span(cost.p10, cost.p90, "bookings", currency)
    return f"{wording.approximately(cost.p50, cost.p10, cost.p90, 'bookings', currency)} ({span})"


def _above(low: Range | None, high: Range | None) -> bool:
    return low is not None and high is not None and low.p90 < high.p10


def _middle(cost: Range | None) -> float:
    return float("inf") if cost is None else cost.p50


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:_NAMES])
    if len(names) > _NAMES:
        shown.append(f"{len(names) - _NAMES} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
