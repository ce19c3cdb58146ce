"""The answer to "what does a lead cost, by channel, and what would one more cost?", as data.

Money is in the company's currency. Leads, money and hours are a week, at the usual spend and hours of
the last 13 weeks kept up, without season. A figure that is not known is null, and `basis` or
`cannot_know` says why.
"""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict

from unslump.planning.verdict import Range

__all__ = ["ChannelCost", "ChannelsResult", "CurvePoint", "DataShares", "PaybackRange"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class DataShares(_View):
    """How much of an answer is data (0..1), the rest belief: 1 − posterior / prior variance.

    `money` and `hours` are of what one per cent more of them brings, `decay` of what money leaves for
    the weeks after.
    """

    money: float
    hours: float
    decay: float


class PaybackRange(_View):
    """Weeks until what a lead brings has paid for it; null: it never does within three years."""

    p10: float | None
    p50: float | None
    p90: float | None


class CurvePoint(_View):
    """Leads a week if that much a week were spent for good, hours as usual."""

    spend: float
    leads: Range


class ChannelCost(_View):
    """One channel.

    Attributes:
        leads_per_week: middle of `leads_range`.
        hours_per_week: of marketing, this channel's part.
        labour_per_week: what these hours cost; null: not known.
        average_cost: (money + marketing labour) / leads.
        marginal_cost: money for one lead a week more, spent on top and kept up, hours as they are.
        marginal_hours: hours for one lead a week more, money as it is.
        marginal_labour_cost: what those hours cost.
        cac: money, marketing labour and sales labour for each customer won.
        payback_weeks: from a lead's arrival until its value has paid money and labour for it.
        pays_back: P(it does so at all).
        roi: value won for each unit of money and labour spent, less one.
        elasticity: per cent more leads for one per cent more money, in the long run.
        basis: what the figures rest on.
        with_labour: which labour they hold.
        curve: leads against spend; empty where spend is not known to bring any.
    """

    channel: str
    leads_per_week: float
    leads_range: Range
    spend_per_week: float
    hours_per_week: float | None
    labour_per_week: float | None
    average_cost: Range | None
    marginal_cost: Range | None
    marginal_hours: Range | None
    marginal_labour_cost: Range | None
    cac: Range | None
    payback_weeks: PaybackRange | None
    pays_back: float | None
    roi: Range | None
    elasticity: Range | None
    with_labour: str
    basis: str
    data: DataShares
    curve: list[CurvePoint]


class ChannelsResult(_View):
    """The whole answer; channels with the most leads first."""

    as_of: date
    sentence: str
    currency: str
    channels: list[ChannelCost]
    value_is: str  # what roi and payback count as value: margin or the whole amount
    cannot_know: list[str]
