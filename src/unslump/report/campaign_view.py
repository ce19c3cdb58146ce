"""Campaigns on the terminal: the list, one with its charter, the gate, the review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unslump.business.wording import count, day, money, number, percent
from unslump.report.voice import Voice

if TYPE_CHECKING:
    from rich.console import Console

    from unslump.launch.campaign import CampaignPlan
    from unslump.launch.charter import Agreement, Duty, FunctionCharter
    from unslump.launch.gate import GateResult
    from unslump.launch.review import ReviewResult
    from unslump.workspace.campaign_answer import CampaignList, CampaignView, LaunchedView

__all__ = ["agreement_lines", "print_campaign", "print_campaigns", "print_gate", "print_launched",
           "print_review"]  # fmt: skip

_MARKS = {"green": ("✓", "green"), "amber": ("!", "yellow"), "red": ("✕", "red bold")}
_STYLES = {"marketing": "cyan", "sales": "blue"}


def print_campaigns(result: CampaignList, console: Console) -> None:
    """Print every campaign on a line."""
    voice = Voice(console)
    if not result.campaigns:
        voice.say("No campaign is written down yet. Plan one: unslump campaign new NAME --message …", "bold")
        return
    total = len(result.campaigns)
    voice.say(f"{count(total, 'campaign is', 'campaigns are')} written down.", "bold")
    for each in result.campaigns:
        plan = each.campaign
        said = [each.state, f"{day(plan.start)} to {day(plan.end)}"]
        said += [plan.channel] if plan.channel else []
        said += [] if plan.leads is None else [count(plan.leads, "lead", "leads")]
        said += [] if plan.budget is None else [money(plan.budget, result.currency)]
        voice.points([("•", f"{plan.name}: {', '.join(said)}", "")])


def print_campaign(result: CampaignView, console: Console) -> None:
    """Print one campaign, its charter, and who changed what."""
    voice = Voice(console)
    plan = result.campaign
    voice.say(_one_sentence(plan, result.state, result.currency), "bold")
    if plan.about:
        voice.say(plan.about)
    if result.charter is None:
        voice.say(f'There is no charter yet: unslump campaign charter "{plan.name}"', "dim")
    else:
        charter, written = result.charter, result.charter_written
        for function, part in (("marketing", charter.marketing), ("sales", charter.sales)):
            voice.heading(f"{function.capitalize()}: who does what")
            _duties(voice, part, _STYLES[function])
        voice.heading("What the two owe each other")
        _agreement(voice, charter.agreement)
        if written is not None:
            voice.say(
                f"Version {written.version}, {charter.basis}, written by {written.by} on "
                f"{day(written.at.date())}.", "dim",
            )  # fmt: skip
            voice.say(
                f'To change it: unslump campaign charter "{plan.name}" --write charter.yaml, edit, then '
                "--read charter.yaml", "dim",
            )  # fmt: skip
    if result.launch is not None:
        over = f" over {', '.join(result.launch.reds)}: {result.launch.despite}" if result.launch.reds else ""
        voice.heading("Launch")
        voice.say(f"Launched by {result.launch.by}, to start on {day(result.launch.on)}{over}.", indent=2)
    if result.history:
        voice.heading("Changes")
        voice.rows(
            ((each.note, each.by, f"{each.at:%Y-%m-%d %H:%M}") for each in result.history),
            ("left", "left", "left"),
        )


def print_gate(result: GateResult, console: Console) -> None:
    """Print the gate, reds first."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    voice.say(f"As of {day(result.as_of)}. ✓ ready, ! worth a look, ✕ in the way.", "dim")
    for check in result.checks:
        mark, style = _MARKS[check.light]
        voice.points([(mark, f"{check.title}: {check.says}", style)])
        if check.mends and check.light != "green":
            voice.points([("  →", check.mends, "dim")])


def print_launched(result: LaunchedView, console: Console) -> None:
    """Print that a campaign was launched, and what is worth a look."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    ambers = [check for check in result.gate.checks if check.light == "amber"]
    if ambers:
        voice.heading("Worth a look all the same")
        voice.points(("!", f"{check.title}: {check.says}", "") for check in ambers)


def print_review(result: ReviewResult, console: Console) -> None:
    """Print promised against delivered, by function."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    for function in ("marketing", "sales"):
        mine = [each for each in result.promises if each.function == function]
        if mine:
            voice.heading(f"What {function} owed")
        for each in mine:
            mark = "·" if each.kept is None else "✓" if each.kept else "✕"
            voice.points([(mark, each.says, "")])
    if result.cannot_know:
        voice.heading("What is not known")
        voice.points(("•", note, "") for note in result.cannot_know)


def _one_sentence(plan: CampaignPlan, state: str, currency: str) -> str:
    says = f"“{plan.message}”" if plan.message else "No message yet"
    whom = f" to {plan.segment}" if plan.segment else ""
    through = f" through {plan.channel}" if plan.channel else ""
    for_what = "" if plan.budget is None else f", for {money(plan.budget, currency)}"
    brings = "" if plan.leads is None else f", to bring {count(plan.leads, 'lead', 'leads')}"
    serves = "" if plan.goal is None else f", for the goal {plan.goal}"
    when = f"{day(plan.start)} to {day(plan.end)}"
    return f"{plan.name} ({state}): {says}{whom}{through}, {when}{for_what}{brings}{serves}."


def _duties(voice: Voice, part: FunctionCharter, style: str) -> None:
    for duty in part.duties:
        voice.say(duty.what, style, indent=2)
        voice.say(_roles(duty), indent=4)
    if part.hours:
        said = ", ".join(f"{name} {number(hours)}" for name, hours in part.hours.items())
        voice.say(f"Hours a week for it: {said}.", "dim", indent=2)


def _roles(duty: Duty) -> str:
    told = [
        f"{word}: {', '.join(names)}"
        for word, names in (
            ("accountable", duty.accountable),
            ("does it", duty.responsible),
            ("asked before", duty.consulted),
            ("told after", duty.informed),
        )
        if names
    ]
    return "; ".join(told) or "nobody"


def _agreement(voice: Voice, agreement: Agreement) -> None:
    voice.points(("•", line, "") for line in agreement_lines(agreement))
    for basis in agreement.basis:
        voice.say(basis, "dim", indent=4)


def agreement_lines(agreement: Agreement) -> list[str]:
    """What the two functions owe each other, in sentences."""
    from unslump.launch.agreement import in_hours

    owed = "no number of leads is agreed"
    if agreement.leads is not None:
        owed = f"marketing owes {count(agreement.leads, 'lead', 'leads')}"
    quality = (
        "" if agreement.deal_share is None else f", {percent(agreement.deal_share)} of which become deals"
    )
    meant = f" A lead is: {agreement.lead_is}" if agreement.lead_is else ""
    lines = [f"{owed[0].upper()}{owed[1:]}{quality}.{meant}"]
    if agreement.answer_within_hours is not None:
        limit, share = in_hours(agreement.answer_within_hours), percent(agreement.answer_share)
        lines.append(f"Sales answers {share} of them within {limit}.")
    tries = [] if agreement.touches is None else [count(agreement.touches, "attempt", "attempts")]
    if agreement.days_between:
        tries.append(f"about {count(agreement.days_between, 'day', 'days')} apart")
    if agreement.follow_weeks is not None:
        tries.append(f"until it is {count(agreement.follow_weeks, 'week', 'weeks')} old")
    if tries:
        lines.append(f"Sales follows each lead up: {', '.join(tries)}.")
    return lines
