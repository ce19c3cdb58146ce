"""The plan on the terminal: the sentence, what changes, both assignments side by side, the next hour."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from unslump.business.wording import chance, day, money
from unslump.planning.assignment.answer import PlanResult, PlanView, WorthView
from unslump.planning.assignment.limits import WEEKS_A_MONTH
from unslump.report.plain import plain

if TYPE_CHECKING:
    from rich.console import Console

__all__ = [
    "brings",
    "hours_by_person",
    "how_near",
    "print_plan",
    "spend_by_channel",
    "weeks_of",
    "worth_lines",
]


def print_plan(result: PlanResult, console: Console) -> None:
    """Print a plan."""
    console.print(plain(result.sentence), style="bold")
    console.print(f"{day(result.start)} to {day(result.end)}; {_objective(result)}; {how_near(result)}.")
    console.print()
    console.print("What one more is worth today", style="bold")
    console.print(plain(result.worth.sentence))
    for line in worth_lines(result.worth, result.currency):
        console.print("  " + plain(line))
    console.print()
    if result.changes:
        console.print("What changes", style="bold")
        for change in result.changes:
            console.print("  · " + plain(change), soft_wrap=False)
        console.print()
    _print_sides(result, console)
    for note in result.notes:
        console.print(plain(note), style="dim")


def _objective(result: PlanResult) -> str:
    return {
        "margin": "the most margin",
        "cheapest": "the least money for the goal",
        "probability": "the best chance of the goal",
    }[result.objective]


def how_near(result: PlanResult) -> str:
    """By how much another plan could be better, as the end of a sentence."""
    if result.gap is None:
        return "how much better another plan could be is not known, the search was stopped too early"
    return f"a better plan could be better by {result.gap:.1%} at most, on the draws it was made for"


def worth_lines(worth: WorthView, currency: str) -> list[str]:
    """What the next hour and the next unit of money bring, one line each, 80 % ranges."""
    lines = []
    for name, found in (("marketing hour", worth.marketing_hour), ("sales hour", worth.sales_hour)):
        if found is not None:
            lines.append(
                f"one more {name}: {money(found.p50, currency)} "
                f"({money(found.p10, currency)} to {money(found.p90, currency)})"
            )
    lines += [
        f"one more {currency or 'unit of money'} on {channel.channel}: {channel.worth.p50:.2f} "
        f"({channel.worth.p10:.2f} to {channel.worth.p90:.2f})"
        for channel in worth.money
    ]
    return lines


def weeks_of(result: PlanResult) -> int:
    """Whole weeks of the plan."""
    return max(round(((result.end - result.start).days + 1) / 7.0), 1)


def hours_by_person(view: PlanView) -> dict[str, dict[str, float]]:
    """Hours by person and function over the whole time."""
    hours: dict[str, dict[str, float]] = defaultdict(lambda: {"marketing": 0.0, "sales": 0.0})
    for line in view.hours:
        hours[line.person][line.function] += line.hours
    return dict(hours)


def spend_by_channel(view: PlanView) -> dict[str, float]:
    """Money by channel over the whole time."""
    spend: dict[str, float] = defaultdict(float)
    for line in view.spend:
        spend[line.channel] += line.amount
    return dict(spend)


def _print_sides(result: PlanResult, console: Console) -> None:
    from rich.table import Table

    weeks = weeks_of(result)
    today, plan = hours_by_person(result.today), hours_by_person(result.plan)
    table = Table(title="Hours a week", title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    for side in ("today", "plan"):
        for function in ("marketing", "sales"):
            table.add_column(f"{side}\n{function}", justify="right")
    for person in dict.fromkeys([*today, *plan]):
        row = [
            _hours(side.get(person, {}).get(function, 0.0) / weeks)
            for side in (today, plan)
            for function in ("marketing", "sales")
        ]
        table.add_row(plain(person), *row)
    console.print(table)
    console.print()
    months = weeks / WEEKS_A_MONTH
    before, after = spend_by_channel(result.today), spend_by_channel(result.plan)
    table = Table(title="Money a month", title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("today", justify="right")
    table.add_column("plan", justify="right")
    for channel in dict.fromkeys([*before, *after]):
        table.add_row(
            plain(channel),
            *(money(side.get(channel, 0.0) / months, result.currency) for side in (before, after)),
        )
    console.print(table)
    console.print()
    table = Table(title="What it brings", title_justify="left", title_style="bold", box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("today", justify="right")
    table.add_column("plan", justify="right")
    for label, cells in brings(result):
        table.add_row(label, *cells)
    console.print(table)
    console.print()


def brings(result: PlanResult) -> list[tuple[str, list[str]]]:
    """What today's assignment and the plan bring: label and the two cells, as text."""
    sides = (result.today, result.plan)
    rows = [
        (
            "margin of its leads, money taken off (80 %)",
            [f"{money(s.margin.p10, '')} to {money(s.margin.p90, result.currency)}" for s in sides],
        ),
        (
            "  of it closed within the time",
            [f"{money(s.inside.p10, '')} to {money(s.inside.p90, result.currency)}" for s in sides],
        ),
        ("leads", [f"{s.leads:,.0f}" for s in sides]),
        ("  followed up", [f"{s.followed_up:,.0f}" for s in sides]),
        ("money", [money(s.money, result.currency) for s in sides]),
    ]
    if result.goal is not None:
        rows.insert(0, (f"chance of {plain(result.goal.name)}", [_chance(s.probability) for s in sides]))
    return rows


def _chance(probability: float | None) -> str:
    return "not known" if probability is None else chance(probability)


def _hours(hours: float) -> str:
    return "–" if hours < 0.25 else f"{hours:.0f}"
