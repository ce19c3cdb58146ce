"""Offers for a lead on the terminal: the best first with its reasons, then what is out of the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unslump.business.wording import chance, count, money, percent, percent_span
from unslump.desk.matching import expected_margin
from unslump.desk.matching_answer import MatchResult, OfferChance
from unslump.report.voice import Voice

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_match"]


def print_match(result: MatchResult, console: Console) -> None:
    """Print the offers for a lead."""
    voice = Voice(console)
    voice.say(result.sentence, "bold" if result.fit else "bold red")
    voice.say(_who(result), "dim")
    voice.say(_need(result), "dim")
    if result.offers:
        voice.heading("Offers that can be made")
        voice.rows(
            [
                ("", "to win", "expected"),
                *(_line(each, result) for each in result.offers),
            ],
            ("left", "right", "right"),
        )
        seller = f"with {result.seller}" if result.seller else "with the sellers' usual mix"
        voice.say(f"Ranked by chance × price × margin, {seller}. Ranges: 8 of 10 cases.", "dim", indent=2)
        for each in result.offers:
            _tell(each, result, voice)
    if result.excluded:
        voice.heading("Out of the question")
        voice.points(("✕", f"{each.offer}: {each.why}", "red") for each in result.excluded)
    if result.notes:
        voice.heading("Worth knowing")
        voice.points(("•", note, "") for note in result.notes)


def _who(result: MatchResult) -> str:
    parts = [
        result.segment,
        result.channel and f"from {result.channel}",
        result.region and f"in {result.region}",
    ]
    budget = result.budget and f"budget {result.budget}"
    owner = f"owner {result.owner}" if result.owner else "nobody owns it"
    age = (
        f"{result.state} for {count(result.days, 'day', 'days')}"
        if result.state == "open"
        else f"{result.state} after {count(result.days, 'day', 'days')}"
    )
    return ", ".join(part for part in (*parts, budget, owner, age) if part)


def _need(result: MatchResult) -> str:
    if result.needs:
        said = {"picked": "picked here", "history": "as the history says"}[result.need_source]
        return f"Need: {', '.join(result.needs)} ({said})"
    if result.proposals:
        each = ", ".join(f"{one.need} ({chance(one.probability)})" for one in result.proposals)
        return f"Need: not picked; proposed from the notes: {each}"
    return "Need: not known"


def _line(each: OfferChance, result: MatchResult) -> tuple[str, ...]:
    return (
        each.offer,
        f"{chance(each.win.p50).removeprefix('about ')} ({percent_span(each.win.p10, each.win.p90)})",
        expected_margin(each.expected, result.currency),
    )


def _tell(each: OfferChance, result: MatchResult, voice: Voice) -> None:
    voice.say()
    voice.say(
        f"{each.offer}, {money(each.price, result.currency)} × {percent(each.margin)}", "bold", indent=2
    )
    voice.points(
        (
            "+" if reason.odds > 1 else "−",
            f"{reason.words}: {_factor(reason.odds)}",
            "green" if reason.odds > 1 else "red",
        )
        for reason in each.reasons
    )
    if each.basis:
        voice.say(f"{each.basis}.", "dim", indent=4)


def _factor(odds: float) -> str:
    return f"{odds:.1f} × the odds" if odds >= 0.1 else "under 0.1 × the odds"
