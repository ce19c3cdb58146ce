"""The months ahead in a terminal: the sentence, the months with their chance of a slump, what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unslump.business import wording
from unslump.report.voice import Voice
from unslump.slump.outlook_answer import OutlookMonth, OutlookResult, Spread

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_outlook"]

BAR = 20  # letters of a certain slump's bar
# Console columns from which bars, each month's own amount, and its name in words are shown.
BAR_FROM, MONTH_FROM, NAME_FROM = 110, 84, 66


def print_outlook(result: OutlookResult, console: Console) -> None:
    """The whole answer; reads the same without colour, and from 40 columns up."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    voice.say()
    _months(result, voice)
    voice.say()
    some = f"That at least one of these months ends in a slump: {wording.chance(result.slump_probability)}"
    if result.what_if_probability is not None:
        some += f", with the what-if {wording.chance(result.what_if_probability)}"
    voice.say(some + ".")
    if result.what_ifs:
        _beside(result, voice)
    voice.heading("What it rests on")
    voice.points(("•", note, "") for note in result.notes)
    voice.say()
    voice.say(f"As of {wording.day(result.as_of)}. Ranges hold 8 of 10 outcomes.", "dim")


def _months(result: OutlookResult, voice: Voice) -> None:
    wide, own = voice.width >= BAR_FROM, voice.width >= MONTH_FROM
    what = "deals" if result.measure == "deals" else f"{result.measure}, {result.currency}".strip(" ,")
    header = [
        "",
        *([what] if own else []),
        "13 weeks to its end",
        "slump below",
        "slump",
        *([""] if wide else []),
    ]
    rows = [header]
    for each in result.months:
        row = [_name(each, voice)]
        if own:
            row.append(wording.span(each.p10, each.p90, ""))
        row += [
            wording.span(each.trailing.p10, each.trailing.p90, ""),
            wording.number(each.slump_below),
            share(each.slump_probability),
        ]
        rows.append([*row, _bar(each.slump_probability)] if wide else row)
    sides = ["left", *["right"] * (len(header) - 1)]
    if wide:
        sides[-1] = "left"
    voice.rows(rows, sides)  # type: ignore[arg-type]


def _beside(result: OutlookResult, voice: Voice) -> None:
    """Both futures: the trailing quarter's means and the chance of a slump."""
    voice.heading("With " + " and ".join(f"“{text.strip()}”" for text in result.what_ifs))
    unit = "deals" if result.measure == "deals" else result.currency
    rows = [["", f"13 weeks, mean {unit}".strip(), "today's", "slump", "today's", "difference"]]
    for each in result.months:
        changed = each.what_if
        if changed is None:
            continue
        rows.append(
            [
                _name(each, voice),
                _mean(changed.trailing),
                _mean(each.trailing),
                share(changed.slump_probability),
                share(each.slump_probability),
                points(changed.slump_probability - each.slump_probability),
            ]
        )
    if voice.width < MONTH_FROM:
        rows = [[row[0], *row[3:]] for row in rows]
    voice.rows(rows, ["left", *["right"] * (len(rows[0]) - 1)])  # type: ignore[list-item]


def share(probability: float) -> str:
    """A chance in a table.

    >>> share(0.347), share(0.0)
    ('35 %', 'under 1 %')
    """
    return wording.chance(probability).removeprefix("about ")


def points(difference: float) -> str:
    """A difference of chances in percentage points.

    >>> points(0.134), points(-0.05), points(0.001)
    ('+13 points', '-5 points', 'none')
    """
    whole = round(100 * difference)
    return "none" if whole == 0 else f"{whole:+d} {'point' if abs(whole) == 1 else 'points'}"


def _mean(trailing: Spread) -> str:
    return wording.approximately(trailing.mean, trailing.p10, trailing.p90, "bookings", "")


def _name(each: OutlookMonth, voice: Voice) -> str:
    return wording.month(each.month) if voice.width >= NAME_FROM else f"{each.month:%Y-%m}"


def _bar(probability: float) -> str:
    return "█" * round(BAR * probability)
