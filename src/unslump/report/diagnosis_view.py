"""The diagnosis on the terminal: the sentence, the waterfall, each cause with its range, what mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unslump.business.wording import chance, day, quantity, span
from unslump.report.voice import Voice
from unslump.slump.diagnosis_answer import Amount, Cause, DiagnosisResult

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["STYLES", "print_diagnosis"]

STYLES = {"marketing": "cyan", "sales": "blue", "split roles": "magenta", "neither (the market)": "dim"}
_BAR = 24
_TOLD = 0.5  # P(changed) from which on a cause is spoken of
_LEAST = 0.01  # of the expected


def print_diagnosis(result: DiagnosisResult, console: Console) -> None:
    """Print a diagnosis."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    voice.say(f"What is expected was learnt from what was known before {day(result.baseline)}.", "dim")
    voice.heading("From what was expected to what came")
    voice.rows(_waterfall(result), ("left", "left", "right", "right"))
    voice.say("Ranges: 8 of 10 cases. Amounts in the middle column add up.", "dim", indent=2)
    voice.heading("By function")
    voice.rows(
        (
            (share.function, _signed(-share.amount.p50, result), _range(_turned(share.amount), result))
            for share in result.by_function
        ),
        ("left", "right", "right"),
    )
    real = [cause for cause in result.causes if _is_told(cause, result)]
    if real:
        voice.heading("What the history shows, and what would mend it")
    for cause in real:
        sure = (
            ""
            if cause.probability is None or cause.probability > 0.995
            else f" ({chance(cause.probability)})"
        )
        voice.say(f"{_capital(cause.name)}{sure}", STYLES[cause.function], indent=2)
        voice.say(cause.evidence, indent=4)
        if cause.action:
            voice.points([("  →", cause.action, "bold")])
    if result.sawtooth is not None:
        voice.heading("A saw-tooth")
        voice.say(result.sawtooth.words, indent=2)
        voice.say(f"The latest turn to deals began about {day(result.sawtooth.since)}.", indent=2)
    if result.cannot_say:
        voice.heading("What cannot be said")
        voice.points(("•", note, "") for note in result.cannot_say)


def _waterfall(result: DiagnosisResult) -> list[tuple[str, str, str, str]]:
    """Rows from expected to actual: name, bar, amount, range."""
    top = max(result.expected.p50, result.actual, *_levels(result), 1e-9)
    rows = [("expected", _filled(result.expected.p50, top), _plain(result.expected.p50, result),
             _range(result.expected, result))]  # fmt: skip
    level = result.expected.p50
    for cause in result.causes:
        after = level - cause.amount.p50
        rows.append((cause.name, _step(level, after, top), _signed(-cause.amount.p50, result),
                     _range(_turned(cause.amount), result)))  # fmt: skip
        level = after
    rows.append(("actual", _filled(result.actual, top), _plain(result.actual, result), ""))
    return rows


def _levels(result: DiagnosisResult) -> list[float]:
    level, levels = result.expected.p50, []
    for cause in result.causes:
        level -= cause.amount.p50
        levels.append(level)
    return levels


def _place(value: float, top: float) -> int:
    return round(_BAR * min(max(value / top, 0.0), 1.0))


def _filled(value: float, top: float) -> str:
    return "█" * _place(value, top)


def _step(before: float, after: float, top: float) -> str:
    """What is taken as a light block where it was; what is added as a full one."""
    low, high = sorted((_place(before, top), _place(after, top)))
    mark = "░" if after <= before else "█"
    return " " * low + (mark * (high - low) or "┃")


def _turned(amount: Amount) -> Amount:
    return Amount(p10=-amount.p90, p50=-amount.p50, p90=-amount.p10)


def _is_told(cause: Cause, result: DiagnosisResult) -> bool:
    return (cause.probability or 0.0) >= _TOLD and abs(cause.amount.p50) >= _LEAST * result.expected.p50


def _plain(value: float, result: DiagnosisResult) -> str:
    return quantity(value, result.measure, result.currency)


def _signed(value: float, result: DiagnosisResult) -> str:
    shown = _plain(abs(value), result)
    if shown.startswith(("0 ", "0.00 ")) or shown == "0":
        return shown
    return f"{'+' if value > 0 else '−'}{shown}"


def _range(amount: Amount, result: DiagnosisResult) -> str:
    if amount.p10 >= 0:
        return span(amount.p10, amount.p90, "")
    low, high = (_signed(float(f"{end:.3g}"), result) for end in (amount.p10, amount.p90))
    return f"{low.split(' ')[0]} to {high.split(' ')[0]}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
