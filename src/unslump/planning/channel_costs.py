"""What a lead and a customer cost by channel: average and marginal, with labour, as ranges over draws.

    average cost   = (money + marketing labour) / leads
    marginal cost  = 1 / (d leads / d money), money s kept up for good, adstock come to its balance:
                     d leads / d s = alpha · scale · (s / (1 − decay))^alpha · hours^beta / s
    CAC            = (money + marketing labour + sales labour) / won customers
    ROI            = value won / (money + all labour) − 1
    payback        = first week in which win rate · value · P(lag ≤ week) covers what a lead costs

Win rates, sizes and lags are the engine's, draw by draw. A channel's part of the marketing hours is the
part of the leads it owes to them, by the response; where no hours are recorded, its part of all leads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.goals import Measure
from unslump.estimates.response import ResponsePosterior
from unslump.estimates.revenue import RevenueEngine, by_channel
from unslump.planning.assignment.ahead import margin_share
from unslump.planning.channel_answer import (
    ChannelCost,
    ChannelsResult,
    CurvePoint,
    DataShares,
    PaybackRange,
)
from unslump.planning.channel_words import cannot_know, labour_words, sentence_for, value_words
from unslump.planning.labour import Labour, labour_of
from unslump.planning.lead_value import share_by_age
from unslump.planning.ranges import range_of

__all__ = ["channel_costs", "marginal_leads"]

Array = NDArray[np.float64]

_PAYBACK_WEEKS = 156
_CURVE_POINTS = 17
_CURVE_REACH = 2.0  # times the usual spend
_LEAST_LEADS = 1e-9


def channel_costs(
    engine: RevenueEngine, response: ResponsePosterior, company: Company | None, currency: str = ""
) -> ChannelsResult:
    """Cost of leads and customers by channel.

    `engine` and `response` must have as many draws; `currency` is that of amounts where there is no
    company to say it.
    """
    money = company.currency if company is not None else currency
    books = _books(engine, response, company)
    channels = sorted(
        (_channel(books, number) for number in range(len(response.channels))),
        key=lambda channel: -channel.leads_per_week,
    )
    margin_known = company is not None and margin_share(engine, company)[1]
    return ChannelsResult(
        as_of=engine.as_of,
        sentence=sentence_for(channels, money),
        currency=money,
        channels=channels,
        value_is=value_words(books.value is not None, margin_known, engine.payment is not None),
        cannot_know=cannot_know(
            channels,
            books.marketing,
            response.notes,
            wins=books.win_rate is not None,
            amounts=books.value is not None,
        ),
    )


def marginal_leads(response: ResponsePosterior, spend: Array, hours: Array) -> tuple[Array, Array]:
    """d leads / d money and d leads / d hours, both kept up for good: draws × channels each.

    `spend` and `hours` are (channels,) a week. 0 where an input is not known to bring leads; infinite at
    none of an input that is.
    """
    carried = spend / (1.0 - response.decay)
    with np.errstate(divide="ignore", invalid="ignore"):
        power = response.scale * carried**response.alpha * hours**response.beta
        by_money = np.where(response.alpha > 0, response.alpha * power / spend, 0.0)
        by_hours = np.where(response.beta > 0, response.beta * power / hours, 0.0)
    return by_money, by_hours


@dataclass(frozen=True)
class _Books:
    """Everything that enters the costs, for all channels at once.

    `hours` are paid marketing hours a week by channel (channels,), `win_rate` is draws × channels,
    `pace` P(a win has come by the end of week 1, 2, … after its lead): channels × weeks; `value` of a
    win and `sales` labour for a lead are draws. None: not known.
    """

    response: ResponsePosterior
    leads: Array
    hours: Array | None
    marketing: Labour
    win_rate: Array | None
    pace: Array
    value: Array | None
    sales: Array | None


def _books(engine: RevenueEngine, response: ResponsePosterior, company: Company | None) -> _Books:
    marketing, sales = (labour_of(company, function, engine.observed_until) for function in Function)
    leads = np.maximum(response.usual_leads, _LEAST_LEADS)
    measure = Measure.PAID if engine.payment is not None else Measure.BOOKINGS
    mix = engine.stages[0].mix
    pace = share_by_age(engine, measure, 7 * _PAYBACK_WEEKS)[None, :, 6::7]
    share = margin_share(engine, company)[0] if company is not None else 1.0
    selling = engine.effort.hours[Function.SALES].draws
    win_rate = None
    if engine.sold.count:  # without a single win, who is won is belief alone
        win_rate = np.maximum(by_channel(engine.onward_share(), mix, response.channels), 1e-9)
    return _Books(
        response=response,
        leads=leads,
        hours=_hours(response, marketing.hours, leads),
        marketing=marketing,
        win_rate=win_rate,
        pace=by_channel(pace, mix, response.channels)[0],
        value=None if engine.sizes is None else engine.sizes.expected() * share,
        sales=None if selling is None or sales.cost_per_hour is None else selling * sales.cost_per_hour,
    )


def _hours(response: ResponsePosterior, paid: float | None, leads: Array) -> Array | None:
    """Paid hours split by channel; as recorded where company.yaml names no people."""
    usual = response.usual_hours
    if paid is None:
        return usual if usual.any() else None
    part = usual if usual.any() else leads.mean(axis=0)
    return np.asarray(paid * part / part.sum())


def _channel(books: _Books, number: int) -> ChannelCost:
    response, leads = books.response, books.leads[:, number]
    money = float(response.usual_spend[number])
    hours = None if books.hours is None else float(books.hours[number])
    rate = books.marketing.cost_per_hour
    labour = None if hours is None or rate is None else hours * rate
    known = money > 0 or labour is not None
    per_lead = (money + (labour or 0.0)) / leads
    each = per_lead + (0.0 if books.sales is None else books.sales)
    win_rate = None if books.win_rate is None else books.win_rate[:, number]
    by_money, by_hours = (
        slope[:, number] for slope in marginal_leads(response, response.usual_spend, response.usual_hours)
    )
    recorded = float(response.usual_hours[number])
    more_hours = None
    if hours and recorded > 0 and by_hours.any():
        more_hours = hours / recorded / np.maximum(by_hours, 1e-12)
    roi, payback, pays_back = None, None, None
    if win_rate is not None and books.value is not None and known:
        gain = win_rate * books.value
        roi = range_of(gain / np.maximum(each, 1e-9) - 1.0)
        payback, pays_back = _payback(each / np.maximum(gain, 1e-9), books.pace[number])
    teaches = money > 0 and bool(by_money.any())
    return ChannelCost(
        channel=response.channels[number],
        leads_per_week=float(np.median(leads)),
        leads_range=range_of(leads),
        spend_per_week=money,
        hours_per_week=hours,
        labour_per_week=labour,
        average_cost=range_of(per_lead) if known else None,
        marginal_cost=range_of(1.0 / np.maximum(by_money, 1e-12)) if teaches else None,
        marginal_hours=None if more_hours is None else range_of(more_hours),
        marginal_labour_cost=None if more_hours is None or rate is None else range_of(more_hours * rate),
        cac=range_of(each / win_rate) if known and win_rate is not None else None,
        payback_weeks=payback,
        pays_back=pays_back,
        roi=roi,
        elasticity=range_of(by_money * money / leads) if teaches else None,
        with_labour=labour_words(labour is not None, books.sales is not None),
        basis=response.basis[response.channels[number]],
        data=DataShares(**{name: float(response.data[name][number]) for name in DataShares.model_fields}),
        curve=_curve(response, number, money) if teaches else [],
    )


def _curve(response: ResponsePosterior, number: int, money: float) -> list[CurvePoint]:
    """From no money to twice the usual, finer where the curve bends."""
    points = _CURVE_REACH * money * np.linspace(0.0, 1.0, _CURVE_POINTS) ** 2
    spend = np.repeat(response.usual_spend[:, None], _CURVE_POINTS, axis=1)
    spend[number] = points
    leads = [
        response.steady(spend[:, point], response.usual_hours)[:, number] for point in range(_CURVE_POINTS)
    ]
    return [
        CurvePoint(spend=float(at), leads=range_of(drawn)) for at, drawn in zip(points, leads, strict=True)
    ]


def _payback(cost_share: Array, pace: Array) -> tuple[PaybackRange, float]:
    """Weeks until the value has come in that a lead costs, and P(it ever does).

    `cost_share` (draws) is cost / value of a lead's chance; `pace` (weeks,) the part of it come by then.
    """
    weeks = np.searchsorted(pace, cost_share) + 1.0
    weeks[cost_share > pace[-1]] = np.inf
    low, middle, high = np.quantile(weeks, [0.1, 0.5, 0.9], method="inverted_cdf")
    shown = [None if not np.isfinite(week) else float(week) for week in (low, middle, high)]
    return PaybackRange(p10=shown[0], p50=shown[1], p90=shown[2]), float(np.isfinite(weeks).mean())
