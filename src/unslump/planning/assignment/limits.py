"""The rules a plan keeps without being told: the budget, what a channel takes, what the history has shown."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.business.company import Company
from unslump.business.wording import money, month
from unslump.planning.assignment.ahead import Ahead
from unslump.planning.assignment.rules import Rule

__all__ = ["WEEKS_A_MONTH", "budget_rules", "channel_rules", "one_cell", "part_of_month"]

Array = NDArray[np.float64]

WEEKS_A_MONTH = 365.25 / 12.0 / 7.0
FARTHEST = 3.0
"""No channel gets more than this many times its usual money: beyond it no history has been."""


def one_cell(shape: tuple[int, ...], *index: int | slice) -> Array:
    """Zeros with ones at an index."""
    cell = np.zeros(shape)
    cell[index] = 1.0
    return cell


def budget_rules(ahead: Ahead, company: Company, monthly: float | None) -> list[Rule]:
    """Money in each month: `monthly` when given, else company.yaml's budgets, else what is spent today."""
    rules = []
    for number, first in enumerate(ahead.months):
        weeks = int(ahead.scenarios.weeks[number])
        written = company.budget_for(*days_of(ahead, number))
        if monthly is not None:
            most, whence = monthly * weeks / WEEKS_A_MONTH, f"{money(monthly, company.currency)} a month"
        elif written is not None:
            most, whence = written, "company.yaml's budget"
        else:
            most, whence = float(ahead.today.spend[:, number].sum()), "what is spent today"
        rules.append(
            Rule(
                f"the budget of {month(first)}: at most {money(most, company.currency)} ({whence})",
                spend=one_cell(ahead.today.spend.shape, slice(None), number),
                high=most,
            )
        )
    return rules


def channel_rules(ahead: Ahead, company: Company) -> list[Rule]:
    """A channel's money in a month: company.yaml's least and most, and no more than was ever near."""
    rules = []
    known = {channel.name: channel for channel in company.channels}
    shape = ahead.today.spend.shape
    for index, name in enumerate(ahead.scenarios.channels):
        channel = known.get(name)
        for number, first in enumerate(ahead.months):
            months = part_of_month(ahead, number)
            usual = float(ahead.today.spend[index, number])
            cell, when = one_cell(shape, index, number), month(first)
            if channel and channel.min_spend:
                least = channel.min_spend * months
                text = f"{name} gets at least {money(least, company.currency)} in {when}"
                rules.append(Rule(f"{text} (min spend in company.yaml)", spend=cell, low=least))
            if channel and channel.max_spend is not None:
                most = channel.max_spend * months
                text = f"{name} gets at most {money(most, company.currency)} in {when}"
                rules.append(Rule(f"{text} (max spend in company.yaml)", spend=cell, high=most))
            reach = max(FARTHEST * usual, (channel.min_spend or 0.0) * months if channel else 0.0)
            text = (
                f"{name} gets at most {FARTHEST:g} times its usual money in {when}: more was never tried"
                if usual > 0
                else f"{name} gets no money in {when}: none was spent there, so nothing says what it brings"
            )
            rules.append(Rule(text, spend=cell, high=reach, firm=True))
    return rules


def part_of_month(ahead: Ahead, number: int) -> float:
    """The part of a month that the plan's weeks of it are; a month of five weeks is one month."""
    return min(float(ahead.scenarios.weeks[number]) / WEEKS_A_MONTH, 1.0)


def days_of(ahead: Ahead, number: int) -> tuple[date, date]:
    """First and last day of a planned month's weeks."""
    weeks = np.flatnonzero(ahead.month_of == number)
    first = ahead.start + timedelta(days=7 * int(weeks[0]))
    return first, first + timedelta(days=7 * len(weeks) - 1)
