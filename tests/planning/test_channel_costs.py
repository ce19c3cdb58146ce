"""Costs of leads and customers, against what can be worked out on paper."""

from datetime import date

import numpy as np
import pytest

from tests.outlook.engines import EffortPosterior, Rate, engine, order_stage, record, sizes, stage
from tests.planning.responses import response
from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.market import Offer
from unslump.business.people import Person
from unslump.planning.channel_costs import channel_costs, marginal_leads
from unslump.planning.labour import labour_of

MARKETER = Person("Ann", hats={Function.MARKETING: 0.5}, hours_per_week=40.0, cost_per_hour=30.0)
SELLER = Person("Bob", hats={Function.SALES: 1.0}, hours_per_week=40.0, cost_per_hour=60.0)
COMPANY = Company("Brightline", "EUR", people=(MARKETER, SELLER))
SALES_HOURS = EffortPosterior(
    {Function.MARKETING: Rate(None, ""), Function.SALES: Rate(np.full(400, 2.0), "2 hours a lead")},
    Rate(None, ""),
    {},
)


def test_one_channel_worked_out_on_paper():
    """Two leads of themselves and 0.1 · √(100 / 0.5) through money; 20 paid hours at 30 EUR."""
    leads = 2.0 + 0.1 * np.sqrt(200.0)
    (channel,) = channel_costs(
        engine(stage(share=0.25), sizes=sizes(median=4_000.0, sigma=0.0), effort=SALES_HOURS),
        response(),
        COMPANY,
    ).channels
    assert channel.leads_per_week == pytest.approx(leads)
    assert channel.labour_per_week == pytest.approx(600.0)
    assert channel.average_cost.p50 == pytest.approx(700.0 / leads)
    assert channel.marginal_cost.p50 == pytest.approx(100.0 / (0.5 * 0.1 * np.sqrt(200.0)))
    assert channel.elasticity.p50 == pytest.approx(0.5 * 0.1 * np.sqrt(200.0) / leads)
    each = 700.0 / leads + 2.0 * 60.0
    assert channel.cac.p50 == pytest.approx(each / 0.25)
    assert channel.roi.p50 == pytest.approx(0.25 * 4_000.0 / each - 1.0)
    assert channel.with_labour == "marketing and sales labour"


def test_margins_count_where_company_yaml_has_them():
    from dataclasses import replace

    with_margin = replace(COMPANY, offers=(Offer("Kit", margin=0.4),))
    learnt = engine(stage(share=0.25), sizes=sizes(median=4_000.0, sigma=0.0))
    whole = channel_costs(learnt, response(), COMPANY)
    part = channel_costs(learnt, response(), with_margin)
    assert part.channels[0].roi.p50 + 1.0 == pytest.approx(0.4 * (whole.channels[0].roi.p50 + 1.0))
    assert part.value_is.startswith("margin")
    assert whole.value_is.startswith("the whole amount")


def test_marginal_leads_are_the_slope_of_the_steady_response():
    made = response(("A", "B"), beta=0.3, hours=(5.0, 9.0), spend=(100.0, 40.0), decay=(0.3, 0.8), spread=0.2)
    by_money, by_hours = marginal_leads(made, made.usual_spend, made.usual_hours)
    tiny = 1e-4
    money = made.steady(made.usual_spend * (1 + tiny), made.usual_hours)
    hours = made.steady(made.usual_spend, made.usual_hours * (1 + tiny))
    now = made.steady(made.usual_spend, made.usual_hours)
    np.testing.assert_allclose(by_money, (money - now) / (tiny * made.usual_spend), rtol=1e-3)
    np.testing.assert_allclose(by_hours, (hours - now) / (tiny * made.usual_hours), rtol=1e-3)


def test_the_long_run_slope_is_what_a_kept_up_rise_brings_in_the_end():
    """Against the week-by-week formula: more spend for a year, adstock and all."""
    made = response(decay=0.8)
    more = made.means(np.full((1, 60), 101.0), np.zeros((1, 60)))
    same = made.means(np.full((1, 60), 100.0), np.zeros((1, 60)))
    by_money, _ = marginal_leads(made, made.usual_spend, made.usual_hours)
    assert (more - same)[0, 0, -1] == pytest.approx(by_money[0, 0], rel=0.01)
    assert (more - same)[0, 0, 0] == pytest.approx(0.2 * by_money[0, 0], rel=0.02)


def test_paid_hours_are_split_as_the_recorded_ones():
    made = response(("A", "B"), beta=0.4, hours=(3.0, 1.0))
    first, second = channel_costs(engine(stage(channels=("A", "B"))), made, COMPANY).channels
    assert {first.channel: first.hours_per_week, second.channel: second.hours_per_week} == pytest.approx(
        {"A": 15.0, "B": 5.0}
    )
    # 4 hours are recorded of 20 that are paid: one more lead takes five times the recorded hours.
    _, by_hours = marginal_leads(made, made.usual_spend, made.usual_hours)
    a = first if first.channel == "A" else second
    assert a.marginal_hours.p50 == pytest.approx(5.0 / by_hours[0, 0])
    assert a.marginal_labour_cost.p50 == pytest.approx(30.0 * a.marginal_hours.p50)


def test_payback_comes_when_the_wins_have_paid():
    """Exponential lag of mean 10 weeks; a lead costs half of what it brings: ln 2 · 10 weeks."""
    learnt = engine(stage(share=0.25, mean=70.0, shape=1.0), sizes=sizes(median=2_000.0, sigma=0.0))
    made = response(base=1.0, scale=0.0, spend=250.0, alpha=0.5)
    (channel,) = channel_costs(learnt, made, None, "EUR").channels
    assert channel.average_cost.p50 == pytest.approx(250.0)
    assert channel.payback_weeks.p50 == pytest.approx(np.log(2.0) * 10.0, abs=1.2)
    assert channel.pays_back == 1.0


def test_what_never_pays_back_says_so():
    learnt = engine(stage(share=0.25), sizes=sizes(median=900.0, sigma=0.0))
    (channel,) = channel_costs(learnt, response(base=1.0, scale=0.0, spend=250.0), None, "EUR").channels
    assert channel.pays_back == 0.0
    assert channel.payback_weeks.p50 is None
    assert channel.roi.p50 < 0


def test_payment_puts_payback_off():
    slow = order_stage("paid", share=0.98, mean=60.0, shape=4.0)
    made = response(base=1.0, scale=0.0, spend=100.0)
    when = [
        channel_costs(engine(stage(share=0.25), sizes=sizes(), **more), made, None)
        .channels[0]
        .payback_weeks.p50
        for more in ({}, {"payment": slow})
    ]
    assert when[1] > when[0] + 4


def test_ranges_hold_the_uncertainty_of_the_response():
    learnt = engine(stage(share=0.25), sizes=sizes())
    made = response(spread=0.8)
    sure, unsure = (
        channel_costs(learnt, each, COMPANY).channels[0].marginal_cost for each in (response(), made)
    )
    assert sure.p90 == pytest.approx(sure.p10)
    low, high = np.quantile(made.scale, [0.1, 0.9])  # the cost goes as 1 / scale
    assert unsure.p90 / unsure.p10 == pytest.approx(high / low, rel=0.02)


def test_the_curve_starts_at_the_base_and_passes_through_the_usual():
    (channel,) = channel_costs(engine(stage()), response(), None).channels
    assert channel.curve[0].spend == 0.0
    assert channel.curve[0].leads.p50 == pytest.approx(2.0)
    assert channel.curve[-1].spend == pytest.approx(200.0)
    spend = [point.spend for point in channel.curve]
    leads = np.interp(100.0, spend, [point.leads.p50 for point in channel.curve])
    assert leads == pytest.approx(channel.leads_per_week, rel=0.01)


def test_without_people_money_or_amounts_nothing_is_made_up():
    made = response(scale=0.0, alpha=0.0, decay=0.0, spend=0.0, basis="base rate only: neither recorded")
    answer = channel_costs(engine(stage()), made, None)
    (channel,) = answer.channels
    assert channel.average_cost is channel.marginal_cost is channel.cac is channel.roi is None
    assert channel.payback_weeks is channel.hours_per_week is None
    assert "not known" in answer.sentence
    said = " ".join(answer.cannot_know)
    for lacking in ("no marketing hours", "names no people", "no amounts"):
        assert lacking in said


def test_without_a_single_win_no_customer_is_priced():
    learnt = engine(stage(), sizes=sizes(), sold=record([]))
    answer = channel_costs(learnt, response(), COMPANY)
    (channel,) = answer.channels
    assert channel.average_cost is not None
    assert channel.cac is channel.roi is channel.payback_weeks is channel.pays_back is None
    assert any(words.startswith("What a customer costs") for words in answer.cannot_know)
    assert not any("no amounts" in words for words in answer.cannot_know)


def test_money_that_never_moved_is_called_belief_and_stays_out_of_the_sentence():
    made = response(("A", "B"), scale=(0.1, 0.3), data=(0.8, 0.02))
    answer = channel_costs(engine(stage(channels=("A", "B"))), made, None, "EUR")
    assert any("How B would answer" in words for words in answer.cannot_know)
    assert "through A" in answer.sentence
    assert "through B" not in answer.sentence


def test_channels_that_cannot_be_told_apart_are_not_ranked():
    told = channel_costs(
        engine(stage(channels=("A", "B"))), response(("A", "B"), scale=(0.1, 0.3)), None, "EUR"
    )
    assert told.sentence.startswith("One more lead costs about") and ", the least," in told.sentence
    unsure = response(("A", "B"), scale=(0.1, 0.11), spread=1.0)
    assert (
        "cannot tell yet which is cheaper"
        in channel_costs(engine(stage(channels=("A", "B"))), unsure, None, "EUR").sentence
    )


def test_a_channel_the_engine_never_saw_has_the_average_win_rate():
    learnt = engine(stage(channels=("A", "B"), share=(0.2, 0.4)), sizes=sizes())
    made = response(("A", "New"), spend=100.0)
    by_name = {channel.channel: channel for channel in channel_costs(learnt, made, None).channels}
    cost = {name: channel.cac.p50 / channel.average_cost.p50 for name, channel in by_name.items()}
    assert cost == pytest.approx({"A": 1 / 0.2, "New": 1 / 0.3})


def test_labour_counts_only_who_works_that_day_and_prices_the_rest_alike():
    gone = Person(
        "Cleo", hats={Function.MARKETING: 1.0}, hours_per_week=40, cost_per_hour=99, left=date(2025, 1, 1)
    )
    free = Person("Dan", hats={Function.MARKETING: 1.0}, hours_per_week=10)
    company = Company("Brightline", "EUR", people=(MARKETER, SELLER, gone, free))
    labour = labour_of(company, Function.MARKETING, date(2026, 1, 1))
    assert labour.hours == pytest.approx(30.0)
    assert labour.cost_per_hour == pytest.approx(30.0)
    assert labour.unpriced == ("Dan",)
    assert labour_of(None, Function.SALES, date(2026, 1, 1)).hours is None


def test_every_figure_survives_json():
    answer = channel_costs(engine(stage(), sizes=sizes()), response(spread=0.5), COMPANY)
    assert type(answer).model_validate_json(answer.model_dump_json()) == answer
    assert "NaN" not in answer.model_dump_json()
