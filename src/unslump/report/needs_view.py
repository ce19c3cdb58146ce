"""Needs on the terminal: which come, from where, how they are won, what answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unslump.business.wording import chance, number, percent_span, things
from unslump.desk.needs_answer import LeadNeeds, NeedSeen, NeedsResult, Where
from unslump.report.voice import Voice

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_lead_needs", "print_needs"]

_SOURCES = {
    "picked": "picked here",
    "history": "as the history says",
    "proposed": "proposed from the notes; nobody picked it",
    "not known": "not known",
}
_MOST = 12
_PROPOSALS = "†"  # marks a share of wins that no pick stands behind


def print_needs(result: NeedsResult, console: Console) -> None:
    """Print which needs come."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    voice.say(_leads(result), "dim")
    come = any(need.picked + need.in_history + need.proposed for need in result.needs)
    if come:
        voice.heading("The needs that come")
        voice.rows(
            [
                ("", "picked", "proposed", "lately", "before", "won"),
                *(_line(need) for need in result.needs[:_MOST]),
            ],
            ("left", "right", "right", "right", "right", "right"),
        )
        voice.say(
            "Lately: in the last 13 weeks; before: in the 13 before them. Won: of leads that come today with "
            "this need, in 8 of 10 cases; open leads count as open.",
            "dim",
            indent=2,
        )
        if any(_rests_on_proposals(need) for need in result.needs[:_MOST]):
            voice.say(
                f"{_PROPOSALS} Rests on proposals from notes alone: nobody picked this need for any lead.",
                indent=2,
            )
    for need in result.needs[:_MOST]:
        _tell(need, voice)
    if result.unanswered or (come and result.idle_offers):
        voice.heading("Needs and offers that do not meet")
    if result.unanswered:
        voice.say(f"No offer answers {', '.join(result.unanswered)}.", "bold red", indent=2)
    if come and result.idle_offers:
        voice.say(f"No need that comes is answered by {', '.join(result.idle_offers)}.", indent=2)
    voice.heading("Leads without a need")
    silent = [("•", f"{result.silent:,} have notes that do not say", "")] if result.has_notes else []
    voice.points(
        [
            ("•", f"{result.empty:,} have no notes", ""),
            *silent,
            *(("•", f"{each.leads:,} have notes in {each.language}, which cannot be read yet", "")
              for each in result.foreign),
        ]
    )  # fmt: skip
    voice.say('Pick one with: unslump needs --lead ID --pick "…"', indent=2)
    for note in result.notes:
        voice.say()
        voice.say(note)


def _leads(result: NeedsResult) -> str:
    said = f"Of {things(result.leads, 'lead', 'leads')}, {result.known:,} have a need that someone picked"
    if not result.has_notes:
        return f"{said}, {result.without:,} have none."
    return f"{said}, for {result.proposed:,} the notes propose one, {result.without:,} have none."


def _rests_on_proposals(need: NeedSeen) -> bool:
    return need.only_proposed and need.win_share is not None


def print_lead_needs(result: LeadNeeds, console: Console) -> None:
    """Print one lead's needs."""
    voice = Voice(console)
    who = f"lead {result.lead}" + (f" ({result.name})" if result.name else "")
    if result.needs:
        voice.say(f"The need of {who}: {', '.join(result.needs)}.", "bold")
        voice.say(_SOURCES[result.source] + _by(result), indent=2)
    elif result.proposals:
        first = result.proposals[0]
        voice.say(f"{first.need} is proposed for {who}, from the notes: {chance(first.probability)}.", "bold")
    else:
        voice.say(f"The need of {who} is not known: {result.why}.", "bold")
    for proposal in result.proposals:
        words = ", ".join(proposal.words)
        voice.say(f"{proposal.need}, {chance(proposal.probability)}: the notes say {words}", indent=2)
    if result.notes:
        voice.heading("Notes")
        voice.say(result.notes, indent=2)
    if not result.needs:
        voice.say()
        pick = result.proposals[0].need if result.proposals else "…"
        voice.say(f'Pick it with: unslump needs --lead {result.lead} --pick "{pick}"', indent=2)


def _by(result: LeadNeeds) -> str:
    if result.by is None or result.at is None:
        return ""
    return f" by {result.by}, {result.at:%Y-%m-%d %H:%M} UTC (version {result.version})"


def _line(need: NeedSeen) -> tuple[str, ...]:
    name = need.need + ("" if need.in_company else " (not in company.yaml)")
    share = (
        "too few to say" if need.win_share is None else percent_span(need.win_share.p10, need.win_share.p90)
    )
    return (
        name,
        f"{need.picked + need.in_history:,}",
        number(need.proposed),
        number(need.lately),
        number(need.before),
        f"{share} {_PROPOSALS}" if _rests_on_proposals(need) else share,
    )


def _tell(need: NeedSeen, voice: Voice) -> None:
    if not (need.picked + need.in_history + need.proposed):
        return
    voice.say()
    voice.say(need.need, "bold", indent=2)
    trend = {"more": "more than before", "fewer": "fewer than before", "steady": "as before"}
    if need.trend in trend:
        voice.say(f"Lately {trend[need.trend]}.", indent=4)
    for title, labels in (
        ("Segments", need.segments),
        ("Channels", need.channels),
        ("Messages", need.messages),
    ):
        if labels:
            voice.say(f"{title}: {_labels(labels)}", indent=4)
    if need.picked + need.in_history:
        voice.say(f"Of the picked: {need.won:,} won, {need.lost:,} lost, {need.open:,} still open.", indent=4)
    answered = ", ".join(need.answered_by) if need.answered_by else "no offer"
    voice.say(f"Answered by: {answered}", "" if need.answered_by else "red", indent=4)


def _labels(labels: tuple[Where, ...]) -> str:
    return ", ".join(f"{each.label} {number(each.leads)}" for each in labels)
