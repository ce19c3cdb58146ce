"""A story out of single values, as options give them: every mistake at once, as a file's would be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unslump.stories.story import Story

__all__ = ["story_of"]


def _option(name: str) -> str:
    return f"--{name}"


def story_of(
    texts: Mapping[str, str],
    function: str,
    causes: Sequence[str],
    signs: Sequence[str],
    *,
    trade: str = "",
    began: date | None = None,
    ended: date | None = None,
    called: Callable[[str], str] = _option,
) -> Story:
    """The story. `texts` are title, happened, tried, outcome and differently.

    `called` says how the place is called in which a value was given: an option, or a field of a form.
    Raises QuestionError with every mistake.
    """
    from unslump.business.naming import fold, nearest
    from unslump.errors import QuestionError
    from unslump.stories.story import (
        CAUSE_NAMES,
        FUNCTIONS,
        LONGEST_SIGN,
        LONGEST_TEXT,
        LONGEST_TITLE,
        MOST_SIGNS,
        Story,
        function_of_causes,
    )

    wrong = []
    named = tuple(dict.fromkeys(fold(cause) for cause in causes))
    for option, words, known in (
        *((called("cause"), cause, CAUSE_NAMES) for cause in named),
        *(((called("function"), fold(function), FUNCTIONS),) if function else ()),
    ):
        if words not in known:
            close = nearest(words, known)
            listed = ", ".join(f'"{name}"' for name in known)
            right = f'"{close}"' if close else listed
            wrong.append(f"{option} {words!r} is not known; expected {right}")
    whose = fold(function) or function_of_causes(tuple(name for name in named if name in CAUSE_NAMES))
    if not whose and not wrong:
        wrong.append(f"{called('function')} is missing, and no {called('cause')} to tell it by")
    if not texts["title"].strip():
        wrong.append(f"{called('title')} is missing; expected what the story is, in a few words")
    if began and ended and ended < began:
        wrong.append(f"{called('ended')} is {ended}, before it began; expected a later day")
    for name, text in {**texts, "trade": trade}.items():
        most = LONGEST_TITLE if name in ("title", "trade") else LONGEST_TEXT
        if len(text) > most:
            wrong.append(f"{called(name)} has {len(text):,} letters; expected at most {most:,}")
    if len(signs) > MOST_SIGNS or any(not 0 < len(sign.strip()) <= LONGEST_SIGN for sign in signs):
        wrong.append(f"{called('sign')}: expected at most {MOST_SIGNS}, each of 1 to {LONGEST_SIGN} letters")
    if wrong:
        raise QuestionError("\n".join(wrong), hint="See: unslump story new --help")
    return Story.model_validate(
        {**texts, "title": " ".join(texts["title"].split()), "function": whose, "causes": named,
         "signs": tuple(" ".join(sign.split()) for sign in signs), "trade": " ".join(trade.split()),
         "began": began, "ended": ended}
    )  # fmt: skip
