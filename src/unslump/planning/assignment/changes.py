"""What changes between two assignments, in sentences a person can act on, the weightiest first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.business.functions import Function
from unslump.business.wording import money, month
from unslump.planning.assignment.ahead import NEW_HAT_WEEKS, Ahead
from unslump.planning.assignment.decision import Decision
from unslump.planning.assignment.limits import WEEKS_A_MONTH

__all__ = ["changes_between"]

Array = NDArray[np.float64]

_HOURS = 1.5  # a week: smaller moves are not worth telling
_SHARE = 0.10  # of a channel's money, likewise
_NO_HAT = 0.05  # share of the hours below which a function is not a hat
_TELLS = 0.10  # a skill this far from an average colleague's is a reason


@dataclass(frozen=True)
class _Change:
    weight: float
    text: str


def changes_between(ahead: Ahead, today: Decision, plan: Decision, currency: str) -> list[str]:
    """Sentences for every move of hours or money that matters."""
    found = [
        *(_person(ahead, today, plan, index) for index in range(len(ahead.people))),
        *(_channel(ahead, today, plan, index, currency) for index in range(len(ahead.scenarios.channels))),
    ]
    told = sorted((change for change in found if change), key=lambda change: -change.weight)
    return [change.text for change in told]


def _person(ahead: Ahead, today: Decision, plan: Decision, index: int) -> _Change | None:
    """How a person's week changes; in which month, when it does so more than once."""
    name, weeks = ahead.scenarios.people[index], ahead.scenarios.weeks
    now = np.array([today.marketing[index].sum(axis=0), today.sales[index]]) / weeks  # functions × months
    then = np.array([plan.marketing[index].sum(axis=0), plan.sales[index]]) / weeks
    moved = float(np.abs(then - now).sum(axis=0).mean())
    if moved >= _HOURS:
        return _Change(moved, _moved(ahead, name, index, now, then) + _why(ahead, index, now, then) + ".")
    before, after = today.marketing[index] / weeks, plan.marketing[index] / weeks
    shifted = float(np.abs(after - before).sum(axis=0).mean()) / 2.0
    if shifted < _HOURS:
        return None
    difference = (after - before).mean(axis=1)
    gains, loses = int(difference.argmax()), int(difference.argmin())
    channels = ahead.scenarios.channels
    text = (
        f"{name}: some {shifted:.0f} of the marketing hours a week go elsewhere, most from {channels[loses]} "
        f"to {channels[gains]}."
    )
    return _Change(shifted / 2.0, text)


def _moved(ahead: Ahead, name: str, index: int, now: Array, then: Array) -> str:
    marketing, sales = then.mean(axis=1)
    before = now.mean(axis=1)
    total = max(float(then.sum(axis=0).mean()), 1e-9)
    hats = [[hat > _NO_HAT * total for hat in then[:, number]] for number in range(then.shape[1])]
    if any(hat != hats[0] for hat in hats):
        parts = [
            f"{month(first)}: {_week(*then[:, number])}"
            for number, first in enumerate(ahead.months)
            if number == 0 or hats[number] != hats[number - 1]
        ]
        return f"{name} changes hats ({'; then from '.join(parts)})"
    if marketing <= _NO_HAT * total and before[0] > _NO_HAT * total:
        return f"Move {name} out of marketing: {_week(0.0, sales)} instead of {_week(*before)}"
    if sales <= _NO_HAT * total and before[1] > _NO_HAT * total:
        return f"Move {name} out of sales: {_week(marketing, 0.0)} instead of {_week(*before)}"
    if total <= 1.0:
        return f"{name} is not needed in either function in this time"
    return f"{name}: {_week(marketing, sales)} instead of {_week(*before)}"


def _week(marketing: float, sales: float) -> str:
    parts = [
        f"{hours:.0f} hours a week in {function}"
        for hours, function in ((marketing, "marketing"), (sales, "sales"))
        if hours >= 0.5
    ]
    return " and ".join(parts) or "no hours"


def _why(ahead: Ahead, index: int, now: Array, then: Array) -> str:
    """The reason the numbers give: skill, or the hours that two hats cost."""
    more = (then - now).mean(axis=1)
    reasons = []
    function = Function.MARKETING if more[0] > more[1] else Function.SALES
    skill = ahead.scenarios.finder if function is Function.MARKETING else ahead.scenarios.closer
    used = _today_weight(ahead, function)
    relative = float(skill[:, index].mean() / max(float((skill * used).sum(axis=1).mean()), 1e-9))
    verb = "finds" if function is Function.MARKETING else "closes"
    if abs(relative - 1.0) >= _TELLS and max(more) > 0:
        reasons.append(f"{verb} about {relative:.1f} times as much as those who do it today")
    both_before = bool((now > _NO_HAT).all(axis=0).any())
    both_after = bool((then > _NO_HAT).all(axis=0).any())
    new = ahead.scenarios.able[index, 0 if function is Function.MARKETING else 1]
    if max(more) > 0 and new[0] < 1.0:
        reasons.append(f"new to {function}: taken to need some {NEW_HAT_WEEKS:.0f} weeks to learn it")
    if both_before and not both_after:
        loss = float(ahead.scenarios.focus_loss.mean())
        reasons.append(f"one hat instead of two gives back about {loss:.0%} of the week")
    return f" ({'; '.join(reasons)})" if reasons else ""


def _today_weight(ahead: Ahead, function: Function) -> Array:
    """Shares of today's hours in a function by person."""
    hours = (
        ahead.today.marketing.sum(axis=(1, 2)) if function is Function.MARKETING else ahead.today.sales.sum(1)
    )
    total = float(hours.sum())
    return np.asarray(hours / total) if total > 0 else np.full(len(hours), 1.0 / len(hours))


def _channel(ahead: Ahead, today: Decision, plan: Decision, index: int, currency: str) -> _Change | None:
    """How a channel's money changes, a month."""
    name = ahead.scenarios.channels[index]
    months = float(ahead.scenarios.weeks.sum()) / WEEKS_A_MONTH
    now, then = (float(decision.spend[index].sum()) / months for decision in (today, plan))
    all_money = max(float(today.spend.sum()) / months, 1e-9)
    if abs(then - now) < _SHARE * max(now, 0.1 * all_money):
        return None
    if then < 0.01 * max(now, 1e-9):
        text = f"Spend nothing on {name} instead of {money(now, currency)} a month"
    else:
        verb = "more" if then > now else "less"
        text = f"Spend {verb} on {name}: {money(then, currency)} a month instead of {money(now, currency)}"
    return _Change(10.0 * abs(then - now) / all_money, text + ".")
