"""A story's form: what stands in it, and the story it tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from unslump.errors import QuestionError
from unslump.web.answers.dates import day
from unslump.web.words.catalogue import texts_in

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from unslump.stories.story import Story

__all__ = ["Typed", "differing", "form_of", "story_in", "typed_in"]

TEXTS = ("happened", "tried", "outcome", "differently")
_LINES = ("title", "function", "trade", "began", "ended")
_FEWEST = 3  # places for causes


@dataclass(frozen=True)
class Typed:
    """What stands in the form: single values by name, causes with the weightiest first, signs a line each."""

    values: Mapping[str, str] = field(default_factory=dict)
    causes: Sequence[str] = ()

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def places(self) -> list[str]:
        """The causes with room for one more.

        >>> Typed(causes=("deal size",)).places
        ['deal size', '', '']
        """
        return [*self.causes, *[""] * max(1, _FEWEST - len(self.causes))]


def form_of(story: Story) -> Typed:
    """The form of a story that is there."""
    values = {name: str(getattr(story, name) or "") for name in (*_LINES, *TEXTS)}
    return Typed(values | {"signs": "\n".join(story.signs)}, story.causes)


def typed_in(form: FormData) -> Typed:
    """What was sent, whatever it is."""
    values = {name: _text(form.get(name)) for name in (*_LINES, *TEXTS, "signs")}
    causes = [_text(each).strip() for each in form.getlist("cause")]
    return Typed(values, tuple(each for each in causes if each))


def story_in(typed: Typed) -> Story:
    """The story that a form tells. Raises QuestionError with every mistake."""
    from unslump.workspace.story_options import story_of

    words = texts_in("en")
    wrong, days = [], {}
    for name in ("began", "ended"):
        try:
            days[name] = day(typed[name])
        except QuestionError as error:
            wrong.append(f"{words(f'stories.{name}')}: {error.message} {error.hint}")
    signs = [line.strip() for line in typed["signs"].split("\n") if line.strip()]
    told = None
    try:
        told = story_of(
            {name: typed[name].strip() for name in ("title", *TEXTS)},
            typed["function"], typed.causes, signs, trade=typed["trade"], began=days.get("began"),
            ended=days.get("ended"), called=lambda name: words(f"stories.{name}"),
        )  # fmt: skip
    except QuestionError as error:
        wrong += error.message.split("\n")
    if wrong or told is None:
        raise QuestionError("\n".join(wrong), hint=words("stories.nothing_lost"))
    return told


def differing(theirs: Typed, mine: Typed) -> dict[str, str]:
    """What stands in somebody else's version where another thing was typed, by the name of the field."""
    every = dict(theirs.values) | {"cause": ", ".join(theirs.causes)}
    typed = dict(mine.values) | {"cause": ", ".join(mine.causes)}
    return {name: text for name, text in every.items() if text.strip() != typed.get(name, "").strip()}


def _text(value: object) -> str:
    """Lines as they are kept, however a browser ends them, and nothing that no text holds."""
    if not isinstance(value, str):
        return ""
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
