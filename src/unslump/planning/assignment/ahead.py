"""From what the history teaches to the scenarios a plan is made for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.goals import Goal, Measure, Period
from unslump.business.people import RAMP_PRIOR_WEEKS, Person
from unslump.business.scorecard import UNKNOWN, Belief
from unslump.errors import QuestionError
from unslump.estimates.response import ResponsePosterior
from unslump.estimates.revenue import RevenueEngine, by_channel
from unslump.estimates.skills import SkillPosterior
from unslump.outlook.capacity import COLD_A_WEEK
from unslump.planning.assignment.decision import Decision, outcome_of
from unslump.planning.assignment.scenarios import Scenarios
from unslump.planning.lead_value import LeadValue, value_of_leads
from unslump.planning.learnt import Learnt

__all__ = [
    "BUSY",
    "NEW_HAT_WEEKS",
    "Ahead",
    "Newcomer",
    "joined_by",
    "look_ahead",
    "margin_share",
    "with_typical",
]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_LATELY = timedelta(weeks=13)
NEW_HAT_WEEKS = RAMP_PRIOR_WEEKS / 2.0
"""Weeks until an hour of a function somebody has never done counts in full, rising evenly from nothing.

Half of a newcomer's ramp, since the offer and the market are known already; a guess, not a finding.
"""
BUSY = 0.75
"""The share of the selling hours a plan fills with leads.

Leads come unevenly and each has its owner, so at full weeks they wait: in the simplest queue (M/M/1) a lead
waits ρ / (1 − ρ) times as long as it takes, three times at ρ = .75 and nine times at .9. Held against the
truth of 24 generated companies of the tuning family, plans at 1, .85, .75 and .65 realised 1.26, 1.33, 1.35
and 1.35 times today's margin (means), and 3, 1, 0 and 1 of the 24 fell below it.
"""


@dataclass(frozen=True)
class Ahead:
    """The time a plan is for, week by week and month by month, and what is done today.

    `start` is the first day after the history, `months` the first days of the months planned,
    `month_of` the month's number of each week (weeks,). `scenarios` are all draws, valued in margin:
    what leads of the period bring whenever they close; `inside` is what a followed-up lead brings to
    the goal within its period (draws × channels × months), None without a goal. `today` is today's
    assignment, `value` the chances behind it, `worth_of_win` margin a win brings (draws,).
    """

    start: date
    end: date
    months: tuple[date, ...]
    month_of: Ints
    people: tuple[Person, ...]
    scenarios: Scenarios
    inside: Array | None
    today: Decision
    value: LeadValue
    worth_of_win: Array
    margin_known: bool

    @property
    def weeks(self) -> int:
        """How many."""
        return len(self.month_of)


@dataclass(frozen=True)
class Newcomer:
    """Somebody nobody has seen work here: a person, and what is believed of both skills (in σ)."""

    person: Person
    finder: Belief = UNKNOWN
    closer: Belief = UNKNOWN


def look_ahead(learnt: Learnt, company: Company, start: date, end: date, goal: Goal | None) -> Ahead:
    """The company from `start` to `end`, both included.

    Raises QuestionError when the plan would have
    nobody or nothing to plan with.
    """
    engine, response = learnt.engine, learnt.response
    if end < start:
        raise QuestionError(
            f"the plan would end on {end}, before it starts on {start}", hint="Choose a later --horizon."
        )
    staff = tuple(person for person in company.people if person.left is None or person.left >= start)
    if not any(person.share_of_week > 0 and person.hours_per_week > 0 for person in staff):
        raise QuestionError(
            "company.yaml gives nobody any hours for marketing or sales",
            hint="Write who works on what, as  people: {Ana: {hours: 40, hats: {marketing: 60%}}}",
        )
    months, month_of = _calendar(start, end)
    weeks = np.bincount(month_of, minlength=len(months))
    share, margin_known = margin_share(engine, company)
    worth = _worth_of_win(engine, company) * share
    value = value_of_leads(engine, Goal("the plan", 1.0, Measure.BOOKINGS, Period(start, end)), len(month_of))
    scale = _response(response, month_of, weeks)
    ever = _by_month(by_channel(value.ever, engine.stages[0].mix, response.channels), scale.season, month_of)
    capacity = np.array([[_hours(p, start, month_of, m) for m in range(len(months))] for p in staff])
    today = _today(staff, capacity, weeks, response)
    finder, closer = _skills(learnt, staff, today, start, ever)
    rate = engine.effort.hours[Function.SALES].draws
    scenarios = Scenarios(
        people=tuple(person.name for person in staff),
        channels=response.channels,
        weeks=weeks,
        capacity=capacity,
        base=scale.base,
        scale=scale.scale,
        alpha=response.alpha,
        beta=response.beta,
        left_over=scale.left_over,
        carry=scale.carry,
        able=_able(learnt.skills, staff, month_of),
        finder=finder,
        closer=closer,
        focus_loss=learnt.skills.focus_loss,
        hours_per_lead=np.zeros(engine.draws) if rate is None else rate / BUSY,
        waiting=np.zeros(engine.draws),
        kept=_kept(weeks),
        value=ever * worth[:, None, None],
        typical=np.zeros((engine.draws, len(months))),
        certain=np.zeros(engine.draws),
    )
    scenarios = with_typical(scenarios, today)
    inside = None
    if goal is not None:
        counts = by_channel(
            value_of_leads(engine, goal, len(month_of)).counts, engine.stages[0].mix, response.channels
        )
        unit = _unit(engine, company, goal)[:, None, None]
        inside = _by_month(counts, scale.season, month_of) * unit
    return Ahead(start, end, months, month_of, staff, scenarios, inside, today, value, worth, margin_known)


def with_typical(scenarios: Scenarios, today: Decision) -> Scenarios:
    """With the value of a usual lead: the channels mixed as today's assignment would have them."""
    leads = outcome_of(scenarios, today).leads
    share = leads / np.maximum(leads.sum(axis=1, keepdims=True), 1e-300)
    return replace(scenarios, typical=(share * scenarios.value).sum(axis=1))


def margin_share(engine: RevenueEngine, company: Company) -> tuple[float, bool]:
    """The share of a won amount that is margin, and whether company.yaml says it.

    Offers count with the money they were won for; one without a margin has the others' mean. Where no
    margin is written down at all, the whole amount is taken.
    """
    margins = {offer.name: offer.margin for offer in company.offers if offer.margin is not None}
    if not margins:
        return 1.0, False
    usual = float(np.mean(list(margins.values())))
    if engine.sizes is None or not engine.sizes.offer_labels:
        return usual, True
    won = np.bincount(engine.sizes.mix[0], minlength=len(engine.sizes.offer_labels))
    money = won * np.exp(engine.sizes.offer.mean(axis=0))
    share = np.array([margins.get(label, usual) for label in engine.sizes.offer_labels])
    return float(share @ money / money.sum()), True


def _worth_of_win(engine: RevenueEngine, company: Company) -> Array:
    if engine.sizes is not None:
        return engine.sizes.expected()
    prices = [offer.price for offer in company.offers if offer.price is not None]
    if not prices:
        raise QuestionError(
            "no won deal has an amount and no offer a price: hours and money cannot be weighed against wins",
            hint="Import deals with amounts, or write the offers' prices into company.yaml.",
        )
    return np.full(engine.draws, float(np.mean(prices)))


def _unit(engine: RevenueEngine, company: Company, goal: Goal) -> Array:
    """What a win adds to the goal's measure (draws,)."""
    return _worth_of_win(engine, company) if goal.measure.in_money else np.ones(engine.draws)


def _calendar(start: date, end: date) -> tuple[tuple[date, ...], Ints]:
    """The months of the whole weeks nearest to `start` … `end`; a week is its fourth day's month's."""
    weeks = max(round(((end - start).days + 1) / 7.0), 1)
    middles = [min(start + timedelta(days=7 * week + 3), end) for week in range(weeks)]
    months = tuple(sorted({day.replace(day=1) for day in middles}))
    return months, np.array([months.index(day.replace(day=1)) for day in middles])


def _hours(person: Person, start: date, month_of: Ints, month: int) -> float:
    """Hours of a person for both functions in a month's weeks, ramp counted."""
    weeks = np.flatnonzero(month_of == month)
    first = start + timedelta(days=7 * int(weeks[0]))
    last = start + timedelta(days=7 * int(weeks[-1]) + 6)
    a_day = person.hours_per_week * person.share_of_week / 7.0
    return a_day * person.ramped_days(first, last)


@dataclass(frozen=True)
class _Responding:
    season: Array
    base: Array
    scale: Array
    left_over: Array
    carry: Array


def _response(response: ResponsePosterior, month_of: Ints, weeks: Ints) -> _Responding:
    """The response month by month: weekly terms added up, adstock averaged."""
    count, months = len(month_of), len(weeks)
    season = response.season(count)
    in_month = (month_of[:, None] == np.arange(months)).astype(float)  # weeks × months
    by_month = season @ in_month
    later = np.arange(count)[:, None] - np.arange(count)[None, :]
    decay = response.decay[:, :, None, None]
    mean_over = in_month / weeks
    kernel = np.where(later >= 0, decay ** np.maximum(later, 0), 0.0)
    return _Responding(
        season=season,
        base=response.base[:, :, None] * by_month[:, None, :],
        scale=response.scale[:, :, None] * by_month[:, None, :],
        left_over=(response.adstock_now[:, :, None] * response.decay[:, :, None] ** np.arange(1, count + 1))
        @ mean_over,
        carry=np.einsum("dctu,tm,un->dcmn", kernel, mean_over, in_month, optimize=True),
    )


def _by_month(weekly: Array, season: Array, month_of: Ints) -> Array:
    """Means over each month's weeks, the busy weeks counting more: draws × channels × months."""
    in_month = (month_of[:, None] == np.arange(month_of.max() + 1)).astype(float)
    weight = season[:, None, :]
    return np.asarray(((weekly * weight) @ in_month) / (weight @ in_month))


def _kept(weeks: Ints) -> Array:
    """Share of those who wait in a month, coming evenly, that are still warm at its end."""
    stays = 1.0 - COLD_A_WEEK
    return np.asarray(stays * (1.0 - stays**weeks) / (COLD_A_WEEK * weeks))


def _today(staff: tuple[Person, ...], capacity: Array, weeks: Ints, response: ResponsePosterior) -> Decision:
    """Today's hats and today's money, carried on; hours go to the channels as they usually do."""
    share = _usual_split(response)
    hat = {
        function: np.array([_hat(person, function) for person in staff])
        for function in (Function.MARKETING, Function.SALES)
    }
    marketing = hat[Function.MARKETING][:, None] * capacity
    return Decision(
        marketing=marketing[:, None, :] * share[:, None],
        sales=hat[Function.SALES][:, None] * capacity,
        spend=response.usual_spend[:, None] * weeks,
    )


def _hat(person: Person, function: Function) -> float:
    return person.hats.get(function, 0.0) / person.share_of_week if person.share_of_week else 0.0


def _usual_split(response: ResponsePosterior) -> Array:
    """Shares of the marketing hours by channel; even where the history says nothing."""
    hours = np.maximum(response.usual_hours, 0.0)
    total = hours.sum()
    return hours / total if total > 0 else np.full(len(hours), 1.0 / max(len(hours), 1))


def _skills(
    learnt: Learnt,
    own: tuple[Person, ...],
    today: Decision,
    start: date,
    ever: Array,
) -> tuple[Array, Array]:
    """Skilled hours an hour of marketing is worth, and wins relative to today's sellers (draws × people).

    Who has not been seen in a function is an average colleague on average, and nobody knows how good:
    −σ²/2, or not knowing would count as skill.
    """
    skills, draws = learnt.skills, learnt.engine.draws
    place = {name: index for index, name in enumerate(skills.people)}
    finder, closer = (np.zeros((draws, len(own))) for _ in range(2))
    rng = np.random.default_rng(len(own))
    for index, person in enumerate(own):
        here = place.get(person.name)
        for out, spread, known, judged in (
            (finder, skills.finder_spread, skills.finder, skills.finder_judged),
            (closer, skills.closer_spread, skills.closer, skills.closer_judged),
        ):
            unseen = _believed(UNKNOWN, spread, rng)
            out[:, index] = known[:, here] if here is not None and judged[here] else unseen
    finder = np.exp(finder) * _logged(own, learnt.response, start)
    times = _times_as_many(closer, ever)
    hours = today.sales.sum(axis=1)
    if hours.sum() > 0:
        times = times / (times @ (hours / hours.sum()))[:, None]
    if learnt.engine.effort.hours[Function.SALES].draws is None:
        times = np.ones_like(times)  # who takes how many leads is not known either
    return finder, times


def _able(skills: SkillPosterior, staff: tuple[Person, ...], month_of: Ints) -> Array:
    """Share of an hour that counts in each function and month (people × 2 × months)."""
    weeks = np.arange(len(month_of)) + 0.5
    months = int(month_of.max()) + 1
    learning = np.array([np.minimum(weeks / NEW_HAT_WEEKS, 1.0)[month_of == m].mean() for m in range(months)])
    able = np.ones((len(staff), 2, months))
    for index, person in enumerate(staff):
        here = skills.people.index(person.name) if person.name in skills.people else None
        for number, (function, judged) in enumerate(
            ((Function.MARKETING, skills.finder_judged), (Function.SALES, skills.closer_judged))
        ):
            if person.hats.get(function, 0.0) <= 0 and not (here is not None and judged[here]):
                able[index, number] = learning
    return able


def _times_as_many(closer: Array, ever: Array) -> Array:
    """Wins relative to an average colleague's, from log-odds (draws × people) and chances of leads."""
    chance = np.clip(ever.mean(axis=(1, 2)), 1e-6, 0.99)[:, None]
    odds = np.exp(closer)
    return np.asarray(odds / (1.0 - chance + chance * odds))


def joined_by(learnt: Learnt, ahead: Ahead, newcomer: Newcomer) -> Ahead:
    """The same with one more person, in the hats that person is to wear; nobody else's week changes."""
    person, skills, scenarios = newcomer.person, learnt.skills, ahead.scenarios
    hours = np.array([_hours(person, ahead.start, ahead.month_of, m) for m in range(len(ahead.months))])
    rng = np.random.default_rng(len(ahead.people))
    finder = np.exp(_believed(newcomer.finder, skills.finder_spread, rng))
    finder = finder * _logged(ahead.people, learnt.response, ahead.start)
    ever = ahead.scenarios.value / np.maximum(ahead.worth_of_win, 1e-12)[:, None, None]
    closer = _times_as_many(_believed(newcomer.closer, skills.closer_spread, rng)[:, None], ever)[:, 0]
    if not (scenarios.hours_per_lead > 0).any():
        closer = np.ones_like(closer)
    share = _usual_split(learnt.response)
    marketing = _hat(person, Function.MARKETING) * hours * share[:, None]
    today = Decision(
        marketing=np.concatenate([ahead.today.marketing, marketing[None]]),
        sales=np.concatenate([ahead.today.sales, _hat(person, Function.SALES) * hours[None]]),
        spend=ahead.today.spend,
    )
    more = replace(
        scenarios,
        people=(*scenarios.people, person.name),
        capacity=np.concatenate([scenarios.capacity, hours[None]]),
        able=np.concatenate([scenarios.able, np.ones((1, 2, len(hours)))]),  # the ramp is in the hours
        finder=np.concatenate([scenarios.finder, finder[:, None]], axis=1),
        closer=np.concatenate([scenarios.closer, closer[:, None]], axis=1),
    )
    return replace(ahead, people=(*ahead.people, person), scenarios=more, today=today)


def _believed(belief: Belief, spread: Array, rng: np.random.Generator) -> Array:
    """Draws of a skill from what is believed of it, its mean multiplier kept."""
    sd = spread * belief.sd
    return np.asarray(spread * belief.mean + sd * rng.standard_normal(len(spread)) - 0.5 * sd**2)


def _logged(staff: tuple[Person, ...], response: ResponsePosterior, start: date) -> float:
    """Hours the response was learnt on for each hour that company.yaml gives to marketing lately."""
    first, last = start - _LATELY, start - timedelta(days=1)
    given = sum(person.hours(Function.MARKETING, first, last) for person in staff) / 13.0
    usual = float(response.usual_hours.sum())
    return float(np.clip(usual / given, 0.2, 2.0)) if given > 0 and usual > 0 else 1.0
