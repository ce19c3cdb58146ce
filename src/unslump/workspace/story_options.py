"""A story out of single values, as options give them: every mistake at once, as a file's would be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unslump.stories.story import Story

__all__ = ["story_of"]


def story_of(texts: Mapping[str, str], function: str, causes: Sequence[str], signs: Sequence[str]) -> Story:
    """The story. `texts` are title, happened, tried, outcome and differently.

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
        *(("--cause", cause, CAUSE_NAMES) for cause in named),
        *((("--function", fold(function), FUNCTIONS),) if function else ()),
    ):
        if words not in known:
            close = nearest(words, known)
            listed = ", ".join(f'"{name}"' for name in known)
            right = f'"{close}"' if close else listed
            wrong.append(f"{option} {words!r} is not known; expected {right}")
    whose = fold(function) or function_of_causes(tuple(name for name in named if name in CAUSE_NAMES))
    if not whose and not wrong:
        wrong.append("--function is missing, and no --cause to tell it by")
    for name, text in texts.items():
        most = LONGEST_TITLE if name == "title" else LONGEST_TEXT
        if len(text) > most:
            wrong.append(f"--{name} has {len(text):,} letters; expected at most {most:,}")
    if len(signs) > MOST_SIGNS or any(not 0 < len(sign.strip()) <= LONGEST_SIGN for sign in signs):
        wrong.append(f"--sign: expected at most {MOST_SIGNS}, each of 1 to {LONGEST_SIGN} letters")
    if wrong:
        raise QuestionError("\n".join(wrong), hint="See: unslump story new --help")
    return Story.model_validate(
        {**texts, "title": " ".join(texts["title"].split()), "function": whose, "causes": named,
         "signs": tuple(" ".join(sign.split()) for sign in signs)}
    )  # fmt: skip
