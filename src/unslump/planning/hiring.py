"""Which hire buys what: finder, closer or both, full or part time, and candidates with a scorecard.

A hire joins today's assignment; nobody else's week changes. Nothing is known of a hire's skills but the
spread among colleagues, unless a scorecard says more. What a hire brings is worked out in every draw (ramp,
hats, queue for selling time), so its margin is a range; when it pays back comes from when leads are won.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.goals import Goal, Measure
from unslump.business.people import FULL_WEEK_HOURS, RAMP_PRIOR_WEEKS, Person, Skill
from unslump.business.scorecard import UNKNOWN, Belief, Scorecard
from unslump.business.wording import chance, money, month
from unslump.errors import QuestionError
from unslump.planning.assignment.ahead import (
    Ahead,
    Newcomer,
    joined_by,
    look_ahead,
    margin_share,
    with_typical,
)
from unslump.planning.assignment.decision import outcome_of
from unslump.planning.assignment.replay import replay
from unslump.planning.hiring_answer import HireOption, HireResult
from unslump.planning.lead_value import share_by_age
from unslump.planning.learnt import Learnt
from unslump.planning.ranges import range_of
from unslump.planning.verdict import GoalView

__all__ = ["ROLES", "judge_hires"]

Array = NDArray[np.float64]

Role = Literal["finder", "closer", "both"]

ROLES: dict[Role, dict[Function, float]] = {
    "finder": {Function.MARKETING: 1.0},
    "closer": {Function.SALES: 1.0},
    "both": {Function.MARKETING: 0.5, Function.SALES: 0.5},
}
_HORIZON = timedelta(weeks=52)
_LATEST = 24  # months after which a hire that has not paid back is said not to
_PART = 0.5


@dataclass(frozen=True)
class _Hire:
    """A hire to judge: what it is called, the hat, the hours, and what is believed of its skills."""

    name: str
    role: Role
    time: str
    hours: float
    cost: float | None
    finder: Belief = UNKNOWN
    closer: Belief = UNKNOWN
    candidate: str | None = None


def judge_hires(
    learnt: Learnt,
    company: Company,
    goal: Goal | None,
    rng: np.random.Generator,
    *,
    start: date | None = None,
    hours: float = FULL_WEEK_HOURS,
    cost: float | None = None,
    ramp_weeks: float = RAMP_PRIOR_WEEKS,
    candidates: Sequence[Scorecard] = (),
) -> HireResult:
    """What each kind of hire, and each candidate in each role, does to margin and P(goal).

    `start` is the first working day (None: a month after the history), `hours` a full week, `cost`
    that of an hour in the company's currency (None: what people in the function cost on average).
    Raises QuestionError for hours or weeks that cannot be, and what `look_ahead` raises.
    """
    if not 0.0 < hours <= 168.0:
        raise QuestionError(f"a week of {hours:g} hours", hint="Give hours a week above 0, at most 168.")
    if cost is not None and cost < 0.0:
        raise QuestionError(f"an hour that costs {cost:g}", hint="Give --cost as money an hour, from 0 on.")
    if not 0.0 <= ramp_weeks <= 260.0:
        raise QuestionError(
            f"a ramp of {ramp_weeks:g} weeks", hint="Give weeks until fully productive, as 22."
        )
    begin = learnt.engine.observed_until + timedelta(days=1)
    first_day = start or begin + timedelta(days=28)
    end = max(first_day, begin) + _HORIZON - timedelta(days=1)
    if first_day < begin:
        raise QuestionError(
            f"the hire would start on {first_day}, and the history goes to {learnt.engine.observed_until}",
            hint="Give a later --start.",
        )
    today = look_ahead(learnt, company, begin, end, goal)
    share, margin_known = margin_share(learnt.engine, company)
    ripening = share_by_age(learnt.engine, Measure.BOOKINGS, 31 * _LATEST)
    reached = replay(learnt, today, today.today, goal, share, rng).reached
    before = _chance(reached, today, today, goal)
    options = [
        _judge(learnt, today, hire, first_day, ramp_weeks, goal, reached, before, ripening)
        for hire in _hires(company, hours, cost, candidates)
    ]
    options.sort(key=lambda option: -option.net_mean)
    return HireResult(
        as_of=learnt.engine.as_of,
        sentence=_sentence(options, company.currency),
        currency=company.currency,
        start=first_day,
        end=end,
        goal=None if goal is None else GoalView.of(goal, company.currency),
        probability_today=before,
        options=options,
        notes=_notes(today, options, margin_known, candidates, ramp_weeks),
    )


def _hires(
    company: Company, hours: float, cost: float | None, candidates: Sequence[Scorecard]
) -> list[_Hire]:
    found = [
        _Hire(
            f"{role}, {time}",
            role,
            time,
            hours * part,
            cost if cost is not None else _usual_cost(company, role),
        )
        for role in ROLES
        for time, part in (("full time", 1.0), ("part time", _PART))
    ]
    for card in candidates:
        paid = card.cost_per_hour if card.cost_per_hour is not None else cost
        found += [
            _Hire(
                f"{card.candidate} as {role}",
                role,
                f"{card.hours_per_week:g} hours",
                card.hours_per_week,
                paid if paid is not None else _usual_cost(company, role),
                card.belief(Skill.FINDER),
                card.belief(Skill.CLOSER),
                card.candidate,
            )
            for role in ROLES
        ]
    return found


def _usual_cost(company: Company, role: Role) -> float | None:
    """What an hour of it costs, who does much of it counting more; None where nobody's cost is known."""
    known = [person for person in company.people if person.cost_per_hour is not None and person.left is None]
    share = [sum(person.hats.get(hat, 0.0) for hat in ROLES[role]) for person in known]
    if not known:
        return None
    costs = np.array([person.cost_per_hour for person in known], dtype=float)
    weight = np.array(share) if sum(share) > 0 else np.ones(len(known))
    return float(costs @ weight / weight.sum())


def _judge(
    learnt: Learnt,
    today: Ahead,
    hire: _Hire,
    first_day: date,
    ramp_weeks: float,
    goal: Goal | None,
    reached: Array | None,
    before: float | None,
    ripening: Array,
) -> HireOption:
    person = Person(
        f"the hire ({hire.name})",
        hats=ROLES[hire.role],
        hours_per_week=hire.hours,
        cost_per_hour=hire.cost,
        started=first_day,
        ramp_weeks=ramp_weeks,
    )
    ahead = joined_by(learnt, today, Newcomer(person, hire.finder, hire.closer))
    gain = _by_month(ahead) - _by_month(today)  # draws × months
    weekly = (hire.cost or 0.0) * hire.hours
    paid_weeks = np.array([_weeks_from(ahead, m, first_day) for m in range(len(ahead.months))])
    cost = float(weekly * paid_weeks.sum())
    net = gain.sum(axis=1) - cost
    after = _chance(reached, today, ahead, goal)
    paid_back = _pays_back(ahead, gain.mean(axis=0), weekly, first_day, ripening)
    return HireOption(
        name=hire.name,
        role=hire.role,
        time=hire.time,
        candidate=hire.candidate,
        hours_per_week=hire.hours,
        cost_per_hour=hire.cost,
        cost=None if hire.cost is None else cost,
        margin=range_of(gain.sum(axis=1)),
        net=range_of(net),
        net_mean=float(net.mean()),
        worth_it=float((net > 0).mean()),
        pays_back_by=paid_back if hire.cost is not None else None,
        probability=after,
        probability_gain=None if after is None or before is None else after - before,
        finder_learnt=hire.finder.learnt if hire.candidate else None,
        closer_learnt=hire.closer.learnt if hire.candidate else None,
    )


def _by_month(ahead: Ahead) -> Array:
    """Margin that the leads of each month bring with the hats as they are, whenever they close."""
    scenarios = ahead.scenarios
    outcome = outcome_of(scenarios, ahead.today, shared=True)
    leads = ((scenarios.value - scenarios.typical[:, None, :]) * outcome.leads).sum(axis=1)
    followed = (scenarios.closer[:, :, None] * outcome.followed).sum(axis=1)
    return np.asarray(leads + scenarios.typical * followed)


def _weeks_from(ahead: Ahead, number: int, first_day: date) -> float:
    """Weeks of a month that lie on or after a day."""
    weeks = np.flatnonzero(ahead.month_of == number)
    begins = [ahead.start + timedelta(days=7 * int(week)) for week in weeks]
    return float(sum(np.clip(((day + timedelta(days=7)) - first_day).days / 7.0, 0.0, 1.0) for day in begins))


def _pays_back(ahead: Ahead, gain: Array, weekly: float, first_day: date, ripening: Array) -> date | None:
    """The month by which what was won makes up for what was paid; None when none of the first 24 does.

    The gain of a month's leads comes in as leads ripen; past the plan's end months go on as the last.
    """
    share = ripening.mean(axis=0)
    longer = np.concatenate([gain, np.full(max(_LATEST - len(gain), 0), gain[-1])])
    for later in range(1, _LATEST + 1):
        day = first_day + timedelta(days=round(30.44 * later))
        came = 0.0
        for number, month_gain in enumerate(longer):
            begins = ahead.start + timedelta(days=round(30.44 * number))
            age = (day - begins).days - 15
            if age > 0:
                came += float(month_gain) * float(share[min(age, len(share) - 1)])
        if came >= weekly * (day - first_day).days / 7.0:
            return day.replace(day=1)
    return None


def _chance(reached: Array | None, today: Ahead, ahead: Ahead, goal: Goal | None) -> float | None:
    """P(goal): what was seen in each simulated future, and what the hire adds to it by the goal's end."""
    if goal is None or reached is None or today.inside is None:
        return None
    usual = with_typical(replace(today.scenarios, value=today.inside), today.today).typical
    before, after = (
        outcome_of(replace(each.scenarios, value=today.inside, typical=usual), each.today, shared=True).worth
        for each in (today, ahead)
    )
    return float((reached + after - before >= goal.amount - 1e-9).mean())


def _sentence(options: Sequence[HireOption], currency: str) -> str:
    best = options[0]
    if all(option.cost is None for option in options):
        return (
            f"Most is brought by {_a(best)}: {money(best.margin.p50, currency)} of margin in a year; "
            "what it costs is not known."
        )
    if best.net_mean <= 0:
        return (
            f"No hire pays for itself within a year: the best of them, {_a(best)}, "
            f"would bring {money(best.net_mean + (best.cost or 0), currency)} on average and cost "
            f"{money(best.cost or 0, currency)}."
        )
    # Its leads close later than it is paid: the year's margin is in hand only then.
    when = f", and has paid back in cash by {month(best.pays_back_by)}" if best.pays_back_by else ""
    others = [option for option in options if option.role != best.role and option.candidate is None]
    beside = (
        f"; {_a(others[0])} {money(others[0].net_mean, currency)}"
        if others and best.candidate is None
        else ""
    )
    return (
        f"Most is brought by {_a(best)}: with the leads of the first year, whenever they close, "
        f"{money(best.net_mean, currency)} of margin more than it costs (worth it with "
        f"{chance(best.worth_it)}){when}{beside}."
    )


def _a(option: HireOption) -> str:
    if option.candidate:
        return option.name
    role = "someone who does both" if option.role == "both" else f"a {option.role}"
    return f"{role}, {option.time}"


def _notes(
    today: Ahead,
    options: Sequence[HireOption],
    margin_known: bool,
    candidates: Sequence[Scorecard],
    ramp_weeks: float,
) -> list[str]:
    notes = [
        f"A hire is taken to be fully productive after {ramp_weeks:g} weeks, and as good as the average "
        "colleague with all the spread there is among colleagues, unless a scorecard says more.",
        "Nobody else's week changes; unslump plan says whether it should.",
    ]
    paid = {o.role: o.cost_per_hour for o in options if o.candidate is None and o.cost_per_hour is not None}
    if paid:
        rates = ", ".join(f"{rate:.2f} for {role}" for role, rate in paid.items())
        notes.append(f"Pay an hour: {rates}; give --cost to change it.")
    if not margin_known:
        notes.append("company.yaml gives no offer a margin, so all of a won amount counts as margin.")
    if any(option.cost is None for option in options):
        notes.append(
            "What an hour costs is not known: give --cost, or write people's cost into company.yaml."
        )
    if not bool((today.scenarios.hours_per_lead > 0).any()):
        notes.append(
            "How many selling hours a lead takes is not known, so a closer's hours bring nothing here; write "
            "functions: {sales: {hours per lead: 2}} into company.yaml."
        )
    notes += [
        f"Nothing was asked of {card.candidate} as a {skill.value}: check whoever is hired for both."
        for card in candidates
        for skill in card.unasked
    ]
    return notes
