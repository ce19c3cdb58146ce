"""The answer in a terminal: the sentence, the two lanes, the reasons, the numbers, the warnings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

from rich.console import Console

from unslump.business import wording
from unslump.planning.verdict import CheckResult, LeadsNeed, VerdictWord
from unslump.report.sources import added_up
from unslump.report.steps import NEED_MEANS, PURPOSE, Step, lane_steps
from unslump.report.voice import Voice

__all__ = ["print_check", "print_readiness"]

STYLES: dict[VerdictWord, str] = {
    "supported": "bold green",
    "stretched": "bold yellow",
    "unsupported": "bold red",
    "unknown": "bold",
}
STATES = {
    "gap": ("▲", "bold red"),
    "beyond": ("▲", "bold red"),
    "enough": ("✓", "green"),
    "unknown": ("?", "dim"),
}
LEVELS = {
    "good": ("✓", "green"),
    "note": ("•", "bold"),
    "limit": ("▲", "bold yellow"),
    "blocks": ("✕", "bold red"),
}
ONE_LINE = 104  # columns from which a step fits on one line
CHANNELS = 6


class Finding(Protocol):
    """Something readiness found: how bad, what, and what mends it."""

    @property
    def level(self) -> Any:
        """How much it matters, as a word."""

    @property
    def text(self) -> str:
        """What was found."""

    @property
    def mend(self) -> str | None:
        """What would mend it, if anything."""


class Readiness(Protocol):
    """What a history can and cannot answer."""

    @property
    def findings(self) -> Iterable[Finding]:
        """Everything found, in the order to be read."""

    @property
    def answers(self) -> Mapping[Any, Any]:
        """Question → whether, or how well, it can be answered."""


def print_check(result: CheckResult, console: Console) -> None:
    """The whole answer; reads the same without colour, and from 40 columns up."""
    voice = Voice(console)
    voice.say(f"● {result.verdict.upper()}", STYLES[result.verdict])
    voice.say(result.sentence, "bold")
    if result.verdict == "unknown":
        _reasons(result, "What is missing", voice)
    _facts(result, voice)
    _lanes(result, voice)
    if result.verdict != "unknown":
        _reasons(result, "Why", voice)
    _sources(result, voice)
    if result.leads is not None:
        _leads(result.leads, voice)
    _resources(result, voice)
    _data(result, voice)


def print_readiness(readiness: Readiness, console: Console) -> None:
    """What the history can answer, then what was found and what would mend it."""
    voice = Voice(console)
    voice.say("What this history can answer", "bold")
    voice.rows([(str(question), _answered(answer)) for question, answer in readiness.answers.items()],
               ("left", "left"))  # fmt: skip
    findings = list(readiness.findings)
    voice.heading("What was found" if findings else "Nothing was found that needs mending.")
    voice.points(_found(finding) for finding in findings)


def _found(finding: Finding) -> tuple[str, str, str]:
    level = _word(finding.level)
    mark, style = LEVELS.get(level, ("•", "bold"))
    words = f"{finding.text} To mend it: {finding.mend}" if finding.mend else finding.text
    return f"{mark} {level}", words, style


def _facts(result: CheckResult, voice: Voice) -> None:
    goal, expected = result.goal, result.expected
    asked = wording.quantity(goal.amount, goal.measure, goal.currency)
    measure = "" if goal.measure == "deals" else f" {goal.measure}"
    rows = [
        ("Goal", f"{goal.name}: {asked}{measure}, {wording.day(goal.start)} to {wording.day(goal.end)}"),
        ("Chance", "not known" if result.probability is None else wording.chance(result.probability)),
    ]
    if expected is None:
        rows.append(("Expected", "not known"))
    else:
        span = wording.quantity_span(expected.p10, expected.p90, goal.measure, goal.currency)
        middle = wording.approximately(expected.p50, expected.p10, expected.p90, goal.measure, goal.currency)
        rows.append(("Expected", f"{span} (80 % range, middle {middle})"))
    voice.say()
    voice.points([(name, words, "") for name, words in rows])


def _lanes(result: CheckResult, voice: Voice) -> None:
    lanes = lane_steps(result)
    voice.say()
    for lane, steps in lanes.items():
        colour = {"marketing": "bold cyan", "sales": "bold blue"}[lane]
        title = voice.text("").append_text(voice.text(lane.upper(), colour))
        voice.say(title.append_text(voice.text(f" {PURPOSE[lane]}")))
        if not steps:
            voice.say("nothing is known of this lane yet", indent=2)
        for step in steps:
            _step(step, colour, voice)
        if lane == "marketing":
            voice.say("▼ leads, handed over", indent=4)
    voice.say("█ have   ░ missing   ┃ need", "dim", indent=2)
    voice.say(NEED_MEANS, "dim", indent=2)


def _step(step: Step, colour: str, voice: Voice) -> None:
    mark, style = STATES[step.state]
    length = 30 if voice.width >= 80 else max(10, voice.width - 42)
    line = voice.text(f"{step.name[:9]:<10}").append_text(voice.text(_bar(step, length), colour.split()[1]))
    on_one_line = voice.width >= ONE_LINE
    verdict = f"{step.verdict:<20}" if on_one_line else step.verdict
    line.append_text(voice.text(f" {mark} {verdict}", style))
    numbers = f"{step.have} · {step.need}"
    if on_one_line:
        line.append_text(voice.text("  " + numbers))
    voice.say(line, indent=2)
    if not on_one_line:
        voice.say(numbers, indent=12)


def _bar(step: Step, length: int) -> str:
    """`length` + 1 cells: have, then what is missing, and a mark where the need ends."""
    if step.have_share is None and step.need_share is None:
        return "?" + " " * length
    have = round(length * (step.have_share or 0.0))
    need = None if step.need_share is None else round(length * step.need_share)
    missing = "░" if step.state in {"gap", "beyond"} else " "
    cells = ["█"] * have + [missing] * max(0, (need or 0) - have)
    if need is not None:
        cells[need : need + 1] = ["┃"]
    return f"{''.join(cells):<{length + 1}}"


def _reasons(result: CheckResult, title: str, voice: Voice) -> None:
    if result.reasons:
        voice.heading(title)
        voice.points((f"{n}.", reason, "") for n, reason in enumerate(result.reasons, 1))


def _sources(result: CheckResult, voice: Voice) -> None:
    sources, goal = result.sources, result.goal
    if sources is None:
        return
    parts = (
        ("Already won", sources.won),
        ("Open pipeline", sources.pipeline),
        ("Leads still to come", sources.new_leads),
    )
    total = sum(value for _, value in parts)
    rows = [
        (
            name,
            wording.quantity(value, goal.measure, goal.currency),
            wording.percent(value / total) if total > 0 else "",
        )
        for name, value in parts
    ]
    voice.heading("Where it comes from")
    voice.rows(rows, ("left", "right", "right"))
    voice.say(added_up(result), "dim", indent=2)


def _leads(leads: LeadsNeed, voice: Voice) -> None:
    voice.heading("The leads it takes")
    last, expected = leads.last_useful_date, wording.things(leads.expected, "lead", "leads")
    if leads.needed is None:
        said = f"No number of new leads is known to be enough in time; {expected} expected."
    else:
        needed = wording.things(leads.needed, "is", "are")
        said = f"{expected} expected; {needed} needed for an 80 % chance."
    if last is not None:
        said += f" After {wording.day(last)} they come too late."
    voice.say(said, indent=2)
    voice.rows(
        (
            (wording.month(m.month), _of(m.expected, m.needed), "" if m.useful else "too late")
            for m in leads.months
        ),
        ("left", "right", "left"),
    )
    ordered = sorted(leads.by_channel, key=lambda c: (-max(c.needed, c.expected), c.channel))
    if ordered:
        voice.say()
    shown = CHANNELS if len(ordered) != CHANNELS + 1 else len(ordered)  # a line for one saves none
    voice.rows(
        ((c.channel, _of(c.expected, c.needed), _until(c.last_useful_date)) for c in ordered[:shown]),
        ("left", "right", "left"),
    )
    if len(ordered) > shown:
        voice.say(f"and {len(ordered) - shown:,} other channels", indent=2)


def _of(expected: float, needed: float) -> str:
    return (
        f"{wording.number(expected)} of {wording.number(needed)}" if needed > 0 else wording.number(expected)
    )


def _until(last: date | None) -> str:
    return "" if last is None else f"until {wording.day(last)}"


def _resources(result: CheckResult, voice: Voice) -> None:
    """Where the needs of hours and money come from: the numbers stand in the lanes."""
    voice.heading("What the needs are taken from")
    named = (
        ("Marketing hours", result.hours.marketing.basis),
        ("Selling hours", result.hours.sales.basis),
        ("Marketing money", result.money.basis),
    )
    voice.points((f"{name}:", basis, "") for name, basis in named if basis)


def _data(result: CheckResult, voice: Voice) -> None:
    data = result.data
    if data.warnings:
        voice.heading("Mind")
        voice.points(("▲", warning, "bold yellow") for warning in data.warnings)
    voice.say()
    leads, deals = wording.count(data.leads, "lead", "leads"), wording.count(data.deals, "deal", "deals")
    voice.say(
        f"From {leads}, {deals}, {wording.number(data.won)} of them won, recorded up to "
        f"{wording.day(data.observed_until)}; as of {wording.day(result.as_of)}.",
        "dim",
    )


def _answered(answer: Any) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return _word(answer)


def _word(value: Any) -> str:
    """An enum member, a word or a number as it is read."""
    return str(getattr(value, "value", value)).replace("_", " ")
