"""Hires on the terminal: the sentence, then every option beside the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unslump.business.wording import chance, day, money, span
from unslump.planning.hiring_answer import HireOption, HireResult
from unslump.report.plain import plain

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_hires"]


def print_hires(result: HireResult, console: Console) -> None:
    """Print what hires would bring."""
    from rich.table import Table

    console.print(plain(result.sentence), style="bold")
    console.print(f"First day {day(result.start)}; margin and pay up to {day(result.end)}.")
    console.print()
    currency = result.currency or "money"
    table = Table(box=None, pad_edge=False)
    table.add_column("hire (hours a week)", no_wrap=True)
    for heading in (f"brings, {currency}\n80 % range", f"pay\n{currency}", f"net\n{currency}",
                    "worth it\nwith", "pays back\nby"):  # fmt: skip
        table.add_column(heading, justify="right", no_wrap=True)
    for option in result.options:
        table.add_row(*_row(option, result))
    console.print(table)
    console.print(_goal(result))
    console.print("pays back by: later means not within two years.")
    console.print()
    for note in result.notes:
        console.print(plain(note), style="dim")


def _goal(result: HireResult) -> str:
    """What hires do to the chance of the goal, in one line; nothing without a goal."""
    known = [option for option in result.options if option.probability is not None]
    if result.goal is None or result.probability_today is None or not known:
        return ""
    best = max(known, key=lambda option: option.probability or 0.0)
    return (
        f"The chance of {plain(result.goal.name)} is {_share(result.probability_today)} without a hire, "
        f"and at most {_share(best.probability or 0.0)} with one ({plain(best.name)})."
    )


def _row(option: HireOption, result: HireResult) -> list[str]:
    known = option.cost is not None
    return [
        f"{plain(option.name)} ({option.hours_per_week:g})",
        span(option.margin.p10, option.margin.p90, ""),
        money(option.cost or 0.0, "") if known else "not known",
        money(option.net_mean, "") if known else "–",
        _share(option.worth_it) if known else "–",
        _month(option) if known else "–",
    ]


def _share(probability: float) -> str:
    return chance(probability).removeprefix("about ")


def _month(option: HireOption) -> str:
    return "later" if option.pays_back_by is None else option.pays_back_by.strftime("%Y-%m")
