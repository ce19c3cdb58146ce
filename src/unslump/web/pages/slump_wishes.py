"""What a what-if form asks for, as the lines that `unslump outlook --what-if` reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from unslump.errors import QuestionError

__all__ = ["MOST_LETTERS", "MOST_LINES", "chosen_lines", "written_lines"]

MOST_LINES, MOST_LETTERS = 12, 200


def written_lines(texts: Sequence[str]) -> list[str]:
    """Each what-if once, in the order in which they were written; one a line.

    Raises QuestionError for more of them, or longer ones, than anybody means.

    >>> written_lines(["win rate -20 %\\n\\n  spend -30 %", "win rate -20 %"])
    ['win rate -20 %', 'spend -30 %']
    """
    lines = [" ".join(line.split()) for text in texts for line in text.splitlines()]
    each_once = list(dict.fromkeys(line for line in lines if line))
    if len(each_once) > MOST_LINES:
        raise QuestionError(f"{len(each_once)} what-ifs are more than can be held apart.",
                            hint=f"Write at most {MOST_LINES}, one a line.")  # fmt: skip
    for line in each_once:
        if len(line) > MOST_LETTERS:
            raise QuestionError(f"The what-if “{line[:60]}…” is too long.",
                                hint=f"A what-if has at most {MOST_LETTERS} letters.")  # fmt: skip
    return each_once


def chosen_lines(chosen: Mapping[str, str]) -> list[str]:
    """The choices that were made, in words; what was left empty is no what-if.

    >>> chosen_lines({"spend_on": "Search", "spend_change": "-30", "hire": "finder", "hire_hours": "30"})
    ['spend on Search -30 %', 'hire a finder at 30 hours']
    >>> chosen_lines({"leaver": "Ana Ruiz", "leaver_on": "2026-09-01", "win_rate": "+10"})
    ['Ana Ruiz leaves on 2026-09-01', 'win rate +10 %']
    """

    def of(key: str) -> str:
        return " ".join(str(chosen.get(key, "")).split())

    lines = []
    if of("spend_change"):
        on = f" on {of('spend_on')}" if of("spend_on") else ""
        lines.append(f"spend{on} {_signed(of('spend_change'))} %")
    if of("leaver"):
        lines.append(f"{of('leaver')} leaves" + (f" on {of('leaver_on')}" if of("leaver_on") else ""))
    if of("hire"):
        start = f" from {of('hire_from')}" if of("hire_from") else ""
        hours = f" at {of('hire_hours')} hours" if of("hire_hours") else ""
        lines.append(f"hire {_one(of('hire'))}{start}{hours}")
    if of("win_rate"):
        lines.append(f"win rate {_signed(of('win_rate'))} %")
    return lines


def _signed(change: str) -> str:
    """A change as it is read: without a sign it is one to the better."""
    return change if change.startswith(("+", "-", "−")) else f"+{change}"


def _one(role: str) -> str:
    return "someone for both" if role == "both" else f"a {role}"
