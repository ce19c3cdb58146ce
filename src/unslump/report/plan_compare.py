"""Two accepted plans side by side: what they bring, who works on what, what is spent where, as text."""

from __future__ import annotations

from dataclasses import dataclass

from unslump.business.functions import Function
from unslump.business.wording import chance, money, number, quantity_span, span
from unslump.planning.assignment.answer import PlanResult
from unslump.planning.assignment.limits import WEEKS_A_MONTH
from unslump.report.plan_view import hours_by_person, spend_by_channel, weeks_of

__all__ = ["Compared", "SideRow", "compare_plans"]

_NONE = "–"


@dataclass(frozen=True, slots=True)
class SideRow:
    """One line: what it is about, each plan's cell, and whether they differ as they are shown."""

    name: str
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """Whether the two cells read differently."""
        return self.first != self.second


@dataclass(frozen=True, slots=True)
class Compared:
    """Three tables: what the plans bring, hours a week by person and function, money a month by channel."""

    brings: list[SideRow]
    hours: list[SideRow]
    money: list[SideRow]


def compare_plans(first: PlanResult, second: PlanResult) -> Compared:
    """Plans for different times compare by their weeks and months, and by what each was to bring."""
    return Compared(_brings(first, second), _hours(first, second), _money(first, second))


def _brings(first: PlanResult, second: PlanResult) -> list[SideRow]:
    def cells(result: PlanResult) -> list[tuple[str, str]]:
        plan, goal = result.plan, result.goal
        expected = _NONE
        if plan.expected is not None and goal is not None:
            expected = quantity_span(plan.expected.p10, plan.expected.p90, goal.measure, goal.currency)
        return [
            ("Planned for", f"{result.start} to {result.end}"),
            ("Objective", result.objective),
            ("Margin of the leads, 80 % range", span(plan.margin.p10, plan.margin.p90, result.currency)),
            ("Margin on average", money(plan.margin_mean, result.currency)),
            ("Goal", goal.name if goal is not None else _NONE),
            ("Chance of the goal", _NONE if plan.probability is None else chance(plan.probability)),
            ("Expected for the goal, 80 % range", expected),
            ("Leads", number(plan.leads)),
            ("Money", money(plan.money, result.currency)),
        ]

    return [
        SideRow(name, one, other) for (name, one), (_, other) in zip(cells(first), cells(second), strict=True)
    ]


def _hours(first: PlanResult, second: PlanResult) -> list[SideRow]:
    sides = [(hours_by_person(each.plan), weeks_of(each)) for each in (first, second)]
    people = list(dict.fromkeys(person for hours, _ in sides for person in hours))
    rows = []
    for person in people:
        for function in Function:
            cells = [_cell(hours.get(person, {}).get(function.value, 0.0) / weeks) for hours, weeks in sides]
            if cells != [_NONE, _NONE]:
                rows.append(SideRow(f"{person}, {function.value}", *cells))
    return rows


def _money(first: PlanResult, second: PlanResult) -> list[SideRow]:
    sides = [(spend_by_channel(each.plan), weeks_of(each) / WEEKS_A_MONTH, each.currency)
             for each in (first, second)]  # fmt: skip
    channels = list(dict.fromkeys(channel for spend, _, _ in sides for channel in spend))
    return [
        SideRow(channel, *(money(spend.get(channel, 0.0) / months, unit) for spend, months, unit in sides))
        for channel in channels
    ]


def _cell(hours: float) -> str:
    return number(round(hours)) if hours >= 0.5 else _NONE
