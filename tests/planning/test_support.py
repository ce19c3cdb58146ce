"""The verdict: its parts agree with each other, with simulation, and with what is missing."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from tests.outlook.engines import LAST_DAY, Open, engine, order_stage, record, rng, sizes, stage, weekly
from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.goals import Goal, Measure, Period
from unslump.business.wording import day
from unslump.errors import QuestionError
from unslump.estimates.arrivals import ArrivalsPosterior
from unslump.estimates.effort import EffortPosterior, Rate
from unslump.estimates.revenue import RevenueEngine
from unslump.history.journey import MonthOutcomes
from unslump.outlook.forecast import forecast_goal
from unslump.planning.support import STRETCHED, SUPPORTED, check_goal, refuse_ended
from unslump.planning.verdict import CheckResult
from unslump.report.steps import step_of

DRAWS = 400
CHANNELS = ("Web", "Fair")

PEOPLE = """
company: Test
currency: EUR
people:
  Ann: {hats: {marketing: 100%}, hours: 35}
  Bob: {hats: {sales: 100%}, hours: 35}
budgets:
  - {period: 2026, amount: 36500}
"""


def goal(amount: float = 40.0, measure: Measure = Measure.DEALS, first: int = 1, last: int = 91) -> Goal:
    start, end = (LAST_DAY + timedelta(days=days) for days in (first, last))
    return Goal("The goal", amount, measure, Period(start, end))


def arriving(web: float, fair: float) -> ArrivalsPosterior:
    return weekly(web, fair, channels=CHANNELS, draws=DRAWS)


def company(web: float = 8.0, fair: float = 4.0, **changes: Any) -> RevenueEngine:
    """About 42 wins in 13 weeks: two channels, some open deals, uncertain shares."""
    lead = stage(
        "lead",
        share=[0.6, 0.5],
        lost=0.2,
        mean=12.0,
        channels=CHANNELS,
        weights=(0.67, 0.33),
        inside=[Open(10.0, count=20), Open(30.0, count=10, channel=1)],
        arrivals=arriving(web, fair),
    )
    level = lead.posterior.levels + rng(11).normal(0, 0.25, (DRAWS, 1, 1))
    lead = replace(lead, posterior=replace(lead.posterior, levels=level))
    deal = stage(share=0.4, lost=0.4, mean=18.0, inside=[Open(6.0, amount=900.0)] * 15)
    return engine(lead, deal, sizes=sizes(), **changes)


def effort(marketing: float, sales: float, cost: Mapping[str, float] | None = None) -> EffortPosterior:
    def rate(value: float) -> Rate:
        return Rate(np.full(DRAWS, value), "hours as stated")

    by_channel = {name: np.full(DRAWS, value) for name, value in (cost or {}).items()}
    spent = Rate(np.full(DRAWS, 50.0), "money spent") if cost else Rate(None, "no spend is recorded")
    return EffortPosterior(
        {Function.MARKETING: rate(marketing), Function.SALES: rate(sales)}, spent, by_channel
    )


def check(
    some: RevenueEngine, asked: Goal, who: Company | None = None, seed: int = 1, **more: Any
) -> CheckResult:
    found = check_goal(some, asked, who, rng=rng(seed), **more)
    json.dumps(found.model_dump(mode="json"), allow_nan=False)  # never NaN or infinite
    assert CheckResult.model_validate_json(found.model_dump_json()) == found
    assert found.sentence.count(". ") == 0
    assert found.sentence.endswith(".")
    assert "not known" not in found.sentence
    return found


# --- the parts agree -------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", [Measure.DEALS, Measure.BOOKINGS])
@pytest.mark.parametrize("first", [-29, 1, 60])
def test_every_number_agrees_with_the_others(measure: Measure, first: int) -> None:
    some = company(sold=record([*range(0, 60, 3), *range(60, 160, 10)]))
    asked = goal(60.0 if measure is Measure.DEALS else 60_000.0, measure, first, first + 90)
    found = check(some, asked)
    again = forecast_goal(some, asked, rng())
    assert again is not None
    assert found.probability == (again.total >= asked.amount).mean()
    assert found.expected is not None
    assert found.expected.p10 <= found.expected.p50 <= found.expected.p90
    assert found.expected.p50 == np.median(again.total)
    sources = found.sources
    assert sources is not None
    assert sources.won + sources.pipeline + sources.new_leads == pytest.approx(again.total.mean())
    assert sources.pipeline_range is not None
    assert sources.pipeline_range.p10 <= sources.pipeline <= sources.pipeline_range.p90
    leads = found.leads
    assert leads is not None
    assert leads.needed == pytest.approx(sum(channel.needed for channel in leads.by_channel))
    assert leads.needed == pytest.approx(sum(month.needed for month in leads.months))
    assert leads.expected == pytest.approx(sum(channel.expected for channel in leads.by_channel))
    assert leads.expected == pytest.approx(sum(month.expected for month in leads.months))
    assert leads.gap == pytest.approx(max(leads.needed - leads.expected, 0.0))
    assert leads.expected_range is not None
    assert leads.expected_range.p10 <= leads.expected <= leads.expected_range.p90
    for channel in leads.by_channel:
        assert channel.expected == pytest.approx(sum(month.expected for month in channel.months))
        assert channel.needed == pytest.approx(sum(month.needed for month in channel.months))
        assert channel.gap == pytest.approx(max(channel.needed - channel.expected, 0.0))
    assert leads.last_useful_date is not None
    assert leads.last_useful_date <= asked.end


def test_expected_leads_are_those_that_come_on_useful_days() -> None:
    found = check(company(), goal())
    leads = found.leads
    assert leads is not None
    assert leads.last_useful_date is not None
    days = (leads.last_useful_date - LAST_DAY).days
    assert leads.expected == pytest.approx(12.0 * days / 7, rel=0.04)
    by_name = {channel.channel: channel.expected for channel in leads.by_channel}
    assert by_name["Web"] == pytest.approx(2 * by_name["Fair"], rel=0.06)
    april = leads.months[0]
    assert april.month == date(2026, 4, 1)
    assert april.expected == pytest.approx(12.0 * 30 / 7, rel=0.04)
    assert [month.useful for month in leads.months] == [True, True, True]


@pytest.mark.parametrize(
    ("share", "verdict"), [(0.45, "supported"), (0.97, "stretched"), (1.6, "unsupported")]
)
def test_the_verdict_follows_the_chance(share: float, verdict: str) -> None:
    middle = check(company(), goal()).expected
    assert middle is not None
    found = check(company(), goal(round(middle.p50 * share)))
    assert found.verdict == verdict
    assert found.probability is not None
    limits = {
        "supported": (SUPPORTED, 1.0),
        "stretched": (STRETCHED, SUPPORTED),
        "unsupported": (0, STRETCHED),
    }
    low, high = limits[verdict]
    assert low <= found.probability <= high
    words = {"supported": " is supported:", "stretched": "is stretched:", "unsupported": "is not supported:"}
    assert words[verdict] in found.sentence


@pytest.mark.parametrize(
    ("measure", "factor"),
    [
        (Measure.DEALS, 1.15),
        (Measure.DEALS, 2.5),
        (Measure.BOOKINGS, 1.15),
        (Measure.BOOKINGS, 2.5),
        (Measure.PAID, 1.6),
    ],
)
def test_the_leads_needed_really_bring_the_goal_to_80_percent(measure: Measure, factor: float) -> None:
    money = {
        "delivery": order_stage("delivered", share=0.9),
        "payment": order_stage("paid", share=0.95, mean=14.0),
    }
    money |= {"delivered": record(range(40, 300, 10)), "paid": record(range(40, 300, 10))}
    middle = check(company(**money), goal(1e9, measure)).expected
    assert middle is not None
    asked = goal(float(round(factor * middle.p50)), measure)
    found = check(company(**money), asked)
    assert found.leads is not None
    assert found.leads.needed is not None
    times = found.leads.needed / found.leads.expected
    assert times > 1.0
    more = company(8.0 * times, 4.0 * times, **money)
    chances = []
    for seed in range(4):
        again = forecast_goal(more, asked, rng(seed))
        assert again is not None
        chances.append(again.probability)
    # Leads that come too late are multiplied with the rest, and count for a little.
    assert np.mean(chances) == pytest.approx(0.8, abs=0.05)


def test_a_goal_that_is_reached_needs_no_more_leads() -> None:
    found = check(company(sold=record(range(30))), goal(10.0, first=-29))
    assert found.probability == 1.0
    assert found.leads is not None
    assert found.leads.needed == 0.0
    assert found.leads.gap == 0.0
    assert any("no further lead" in reason for reason in found.reasons)
    assert "over 99 %" in found.sentence


def test_when_no_number_of_leads_will_do_it_says_so() -> None:
    found = check(company(), goal(1e7))
    assert found.leads is not None
    assert found.leads.needed is None
    assert found.leads.gap is None
    assert "no number of new leads" in found.sentence
    assert "no number would be enough" in found.reasons[0]


def test_when_leads_have_stopped_those_needed_are_counted_from_the_usual_ones() -> None:
    months = MonthOutcomes(date(2024, 4, 1), np.full(24, 52), np.full(24, 10), np.full(24, 30))
    some = company(1e-6, 1e-6, outcomes=months)
    found = check(some, goal(60.0))
    leads = found.leads
    assert leads is not None
    assert leads.needed is not None
    assert leads.expected < 0.1
    assert leads.gap == pytest.approx(leads.needed, rel=0.01)
    by_name = {channel.channel: channel.needed for channel in leads.by_channel}
    assert by_name["Web"] == pytest.approx(2 * by_name["Fair"], rel=0.1)
    weekly_needed = leads.needed / ((leads.last_useful_date - LAST_DAY).days / 7)  # type: ignore[operator]
    more = forecast_goal(company(weekly_needed * 0.67, weekly_needed * 0.33), goal(60.0), rng(3))
    assert more is not None
    assert more.probability == pytest.approx(0.8, abs=0.06)
    assert check(some, goal(3000.0)).leads.needed is None  # type: ignore[union-attr]


def test_a_goal_that_ends_before_new_leads_can_win_says_what_is_open_decides() -> None:
    slow = engine(
        stage("lead", share=0.5, mean=60.0, shape=20.0, arrivals=weekly(9.0)),
        stage(share=0.5, mean=60.0, shape=20.0, inside=[Open(50.0, amount=5.0)] * 10),
    )
    found = check(slow, goal(20.0, last=25))
    assert found.verdict == "unsupported"
    assert found.leads is not None
    assert found.leads.last_useful_date is not None
    assert found.leads.last_useful_date <= LAST_DAY
    assert "too late" in found.reasons[0]
    assert "too late" in found.sentence


def test_a_goal_of_next_year_leaves_out_the_leads_that_are_won_before_it() -> None:
    asked = goal(40.0, first=276, last=365)
    found = check(company(), asked)
    leads = found.leads
    assert leads is not None
    assert leads.first_useful_date is not None
    assert LAST_DAY < leads.first_useful_date < asked.start
    assert leads.months[0].month == leads.first_useful_date.replace(day=1)
    assert all(month.useful for month in leads.months)
    days = (leads.last_useful_date - leads.first_useful_date).days + 1  # type: ignore[operator]
    assert leads.expected == pytest.approx(12.0 * days / 7, rel=0.04)
    assert found.sources is not None
    assert found.sources.won == 0
    assert found.sources.pipeline < 0.1


# --- hours and money -------------------------------------------------------------------------------


def test_hours_are_what_the_leads_take_against_what_people_have() -> None:
    who = Company.from_yaml(PEOPLE)
    found = check(company(effort=effort(2.0, 1.5)), goal(60.0), who)
    leads, hours = found.leads, found.hours
    assert leads is not None
    assert leads.needed is not None
    assert leads.gap is not None
    assert leads.last_useful_date is not None
    assert hours.marketing.needed == pytest.approx(2.0 * leads.needed)
    assert hours.sales.needed == pytest.approx(1.5 * (12.0 * 13 + leads.gap), rel=0.02)
    assert hours.marketing.available == pytest.approx(5.0 * (leads.last_useful_date - LAST_DAY).days)
    assert hours.sales.available == pytest.approx(5.0 * 91)


def test_money_is_each_channel_s_cost_times_its_leads() -> None:
    who = Company.from_yaml(PEOPLE)
    found = check(company(effort=effort(2.0, 1.5, {"Web": 30.0, "Elsewhere": 9.0})), goal(60.0), who)
    assert found.leads is not None
    assert found.leads.last_useful_date is not None
    web = next(channel for channel in found.leads.by_channel if channel.channel == "Web")
    assert found.money.needed == pytest.approx(30.0 * web.needed)
    assert found.money.budgeted == pytest.approx(100.0 * (found.leads.last_useful_date - LAST_DAY).days)
    last = day(found.leads.last_useful_date)
    assert f"to {last}, by days" in found.money.basis
    assert any(f"budgeted until {last} (the budget's part, by days)" in line for line in found.reasons)


def test_hours_and_money_for_next_year_count_from_the_first_useful_day() -> None:
    who = Company.from_yaml(PEOPLE.replace("2026, amount: 36500", "2026-01-01..2027-12-31, amount: 73000"))
    found = check(company(effort=effort(2.0, 1.5, {"Web": 30.0})), goal(40.0, first=276, last=365), who)
    leads = found.leads
    assert leads is not None
    days = (leads.last_useful_date - leads.first_useful_date).days + 1  # type: ignore[operator]
    assert found.hours.marketing.available == pytest.approx(5.0 * days)
    assert found.money.budgeted == pytest.approx(100.0 * days)


def test_too_few_selling_hours_lower_the_chance_and_come_first() -> None:
    who = Company.from_yaml(PEOPLE)
    roomy = check(company(effort=effort(0.5, 1.0)), goal(36.0), who)
    tight = check(company(effort=effort(0.5, 8.0)), goal(36.0), who)
    assert roomy.probability is not None
    assert tight.probability is not None
    assert tight.probability < roomy.probability - 0.2
    assert tight.reasons[0].startswith("Sales: too few hours")
    assert "sales has not the hours" in tight.sentence


def test_too_few_leads_come_first_when_hours_are_short_only_because_of_them() -> None:
    who = Company.from_yaml(PEOPLE)
    found = check(company(effort=effort(2.0, 2.0)), goal(90.0), who)
    assert found.reasons[0].startswith("Marketing: ")
    assert "leads short" in found.reasons[0] or "lead short" in found.reasons[0]
    assert any("enough hours for the leads that come, not for those needed" in line for line in found.reasons)
    assert "for marketing to bring" in found.sentence


@pytest.mark.parametrize("amount", [60.0, 75.0, 90.0])
def test_the_gap_is_the_same_in_the_sentence_the_reasons_and_the_lanes(amount: float) -> None:
    found = check(company(effort=effort(2.0, 2.0)), goal(amount), Company.from_yaml(PEOPLE))
    lanes = next(step_of(step, found) for step in found.evidence.lanes if step.step == "leads")
    reason = next(line for line in found.reasons if " short" in line)
    needed, expected, short = (
        int(number.replace(",", ""))
        for number in re.findall(r"([\d,]+)(?= leads? needed| (?:is|are) expected| leads? short)", reason)
    )
    assert short == needed - expected
    assert lanes.verdict.split()[1] == f"{short:,}"
    assert (lanes.have.split()[1], lanes.need.split()[1]) == (f"{expected:,}", f"{needed:,}")
    assert "more lead" not in found.sentence or f"{short:,} more lead" in found.sentence


def test_hours_for_the_leads_that_come_are_told_even_when_no_number_will_do() -> None:
    found = check(company(effort=effort(2.0, 1.5)), goal(1e7), Company.from_yaml(PEOPLE))
    assert found.hours.marketing.needed is None
    assert "no number of leads" in found.hours.marketing.basis
    assert found.hours.sales.needed == pytest.approx(1.5 * 12.0 * 13, rel=0.03)


# --- what the history cannot say -------------------------------------------------------------------


def test_few_wins_make_it_unknown() -> None:
    found = check(company(sold=record([1, 2, 3])), goal())
    assert found.verdict == "unknown"
    assert found.probability is None
    assert "3 won deals" in found.sentence


def test_money_without_amounts_is_unknown_and_deals_are_not() -> None:
    some = replace(company(), sizes=None)
    assert check(some, goal(5e4, Measure.BOOKINGS)).verdict == "unknown"
    assert check(some, goal(20.0)).verdict != "unknown"


@pytest.mark.parametrize("measure", [Measure.DELIVERED, Measure.PAID])
def test_goals_in_deliveries_need_orders(measure: Measure) -> None:
    found = check(company(), goal(5e4, measure))
    assert found.verdict == "unknown"
    assert str(measure) in found.reasons[0]


def test_a_history_without_anything_is_unknown() -> None:
    empty = engine(draws=50, sold=record([]), leads=0, deals=0)
    found = check(empty, goal())
    assert found.verdict == "unknown"
    assert found.leads is None
    assert found.evidence.fan == []


def test_wins_alone_can_be_judged_but_not_turned_into_leads() -> None:
    found = check(engine(wins=weekly(3.0, channels=("(direct)",))), goal(30.0))
    assert found.verdict in ("supported", "stretched", "unsupported")
    assert found.leads is None
    assert found.sources is not None
    assert found.sources.new_leads == pytest.approx(39.0, rel=0.05)
    assert any("nothing can be said of leads" in reason for reason in found.reasons)


def test_what_blocks_is_said_first_and_nothing_else_is_judged() -> None:
    found = check(company(), goal(), blocks=["Half of the deals have no day."])
    assert found.verdict == "unknown"
    assert found.reasons[0] == "Half of the deals have no day."
    assert "half of the deals have no day" in found.sentence


def test_a_goal_that_is_over_is_asked_about_in_vain() -> None:
    with pytest.raises(QuestionError, match="ended on"):
        check_goal(company(), goal(first=-90, last=-1), rng=rng())
    with pytest.raises(QuestionError):
        check_goal(company(), goal(first=-90, last=0), rng=rng())
    assert check(company(), goal(first=-90, last=1)).verdict != "unknown"


def test_no_day_before_the_history_is_suggested_to_look_back_from() -> None:
    past = goal(first=-90, last=-1)
    with pytest.raises(QuestionError) as caught:
        refuse_ended(past, LAST_DAY, past.start - timedelta(days=1))
    assert f"--as-of {past.start}" in caught.value.hint
    with pytest.raises(QuestionError) as caught:
        refuse_ended(past, LAST_DAY, past.start)
    assert "--as-of" not in caught.value.hint
    assert f"The history begins on {day(past.start)}" in caught.value.hint


# --- the words -------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", [5.0, 45.0, 90.0, 1e7])
def test_reasons_name_each_function_and_hold_no_nonsense(amount: float) -> None:
    found = check(company(effort=effort(2.0, 1.5)), goal(amount), Company.from_yaml(PEOPLE))
    said = " ".join(found.reasons)
    assert "Marketing:" in said
    assert "Sales:" in said
    assert len(set(found.reasons)) == len(found.reasons)
    for line in [*found.reasons, found.sentence]:
        assert "nan" not in line.lower().split()
        assert "  " not in line
        assert not any(
            char.isdigit() and f"{char}.{char}" in line
            for char in "0123456789"
            if f".{char}{char}{char}" in line
        )


def test_a_supported_goal_starts_with_where_it_comes_from() -> None:
    assert check(company(), goal(20.0)).reasons[0].startswith("Of the 20 deals")


def test_a_company_without_a_currency_is_spoken_of_in_deals() -> None:
    found = check(company(), goal(45.0))
    assert found.goal.currency == ""
    assert "45 deals won by 30 June 2026" in found.sentence


def test_a_history_that_ended_long_before_the_question_is_warned_of() -> None:
    late = replace(company(), as_of=LAST_DAY + timedelta(days=30))
    found = check(late, goal())
    assert "simulated, not known" in found.data.warnings[0]
    assert found.data.observed_until == LAST_DAY


def test_leads_that_stopped_being_recorded_are_named() -> None:
    some = company()
    quiet = replace(arriving(8.0, 4.0), last_week=LAST_DAY - timedelta(days=58))
    lead = replace(some.stages[0], arrivals=quiet)
    found = check(replace(some, stages=(lead, some.stages[1])), goal())
    assert any("leads are recorded only until" in reason for reason in found.reasons)
    assert not any("recorded only until" in reason for reason in check(some, goal()).reasons)


def test_a_pipeline_of_old_deals_is_called_old() -> None:
    some = company()
    old = stage(share=0.4, lost=0.4, mean=18.0, inside=[Open(300.0, amount=900.0)] * 40 + [Open(6.0)] * 5)
    found = check(replace(some, stages=(some.stages[0], old)), goal())
    assert any("40 of 45 open deals" in reason for reason in found.reasons)
    assert not any("open deals have been open" in reason for reason in check(some, goal()).reasons)


def test_a_fallen_win_rate_is_named_and_leads_when_nothing_else_is_short() -> None:
    some = company()
    levels = some.stages[1].posterior.levels.copy()
    levels[:, :-40] += 1.5  # until some months ago far more deals were won
    deal = replace(some.stages[1], posterior=replace(some.stages[1].posterior, levels=levels))
    fallen = replace(some, stages=(some.stages[0], deal))
    found = check(fallen, goal(90.0))
    assert any(line.startswith("Sales: fewer deals are won than half a year ago") for line in found.reasons)


def test_one_deal_that_carries_the_period_is_pointed_at() -> None:
    some = company()
    whale = stage(share=0.4, lost=0.4, mean=18.0, inside=[Open(6.0, amount=90_000.0)])
    found = check(replace(some, stages=(some.stages[0], whale)), goal(6e4, Measure.BOOKINGS), currency="EUR")
    assert any("90,000 EUR" in line and "quarter" in line for line in found.reasons)


def test_the_evidence_ends_where_the_answer_does() -> None:
    found = check(company(effort=effort(2.0, 1.5)), goal(45.0), Company.from_yaml(PEOPLE))
    assert found.expected is not None
    last = found.evidence.fan[-1]
    assert (last.day, last.p50) == (found.goal.end, found.expected.p50)
    steps = {(step.lane, step.step): step for step in found.evidence.lanes}
    assert found.leads is not None
    leads = steps["marketing", "leads"]
    assert (leads.have, leads.need) == (found.leads.expected, found.leads.needed)
    assert steps["sales", "hours"].need == found.hours.sales.needed
    assert steps["sales", "deals"].need == 45.0
    assert all(math.isfinite(value) for step in steps.values() for value in (step.have or 0, step.need or 0))
