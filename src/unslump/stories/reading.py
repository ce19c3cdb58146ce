"""From a Markdown file to a story, with every mistake found on the way, each with its line.

The YAML on top is read by business/yaml_tree, which builds nothing but text and is bounded in size and
depth. The texts follow under their headings, in any order and any case; lines that are a question of the
template are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from unslump.business.naming import nearest
from unslump.business.yaml_tree import Node, read_tree
from unslump.errors import CompanyError, Mistake, QuestionError
from unslump.stories.front_matter import FrontMatter
from unslump.stories.story import LONGEST_TEXT, SECTIONS, Story

__all__ = ["MAX_BYTES", "ReadStory", "StoryMistakes", "read_story"]

MAX_BYTES = 200_000
_MARK = re.compile(r"-{3,}\s*")
_HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*\s*")
_QUESTIONS = {question for section in SECTIONS for question in section.questions}
_HEADINGS = {section.heading.casefold(): section.name for section in SECTIONS}


class StoryMistakes(QuestionError):
    """A story's file has mistakes; all of them are in `mistakes`."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes
        count = len(mistakes)
        listing = "\n".join(f"  {mistake}" for mistake in mistakes)
        super().__init__(
            f"{count} {'mistake' if count == 1 else 'mistakes'} in {mistakes[0].file}:\n{listing}",
            hint="unslump story new --template FILE writes a file to fill in.",
        )


@dataclass(frozen=True)
class ReadStory:
    """A story, and the version its file says it began with (None: none)."""

    story: Story
    version: int | None


@dataclass
class _Sections:
    file: str
    mistakes: list[Mistake]
    texts: dict[str, list[str]] = field(default_factory=dict)
    now: str = ""

    def take(self, number: int, line: str) -> None:
        heading = _HEADING.fullmatch(line)
        known = _HEADINGS.get(heading[1].casefold()) if heading else None
        if known is not None:
            if known in self.texts:
                self.wrong(number, line.strip(), "stands there twice", "each heading once")
            self.now = known
            self.texts.setdefault(known, [])
            return
        if heading and line.startswith("## "):
            close = nearest(heading[1], [section.heading for section in SECTIONS])
            right = f'"## {close}"' if close else ", ".join(f'"## {s.heading}"' for s in SECTIONS)
            self.wrong(number, f"the heading {heading[1][:60]!r}", "is not known here", right)
            return
        if line.startswith(">") and line[1:].strip() in _QUESTIONS:
            return
        if self.now:
            self.texts[self.now].append(line)
        elif line.strip() and not heading:
            self.wrong(
                number, "the text", "begins before any heading", f'"## {SECTIONS[0].heading}" above it'
            )
            self.now = SECTIONS[0].name
            self.texts.setdefault(self.now, []).append(line)

    def wrong(self, line: int, where: str, wrong: str, right: str) -> None:
        self.mistakes.append(Mistake(self.file, line, where, wrong, right))


def read_story(text: str, file: str) -> ReadStory:
    """The story that a file tells. Raises StoryMistakes with every mistake, in the order of the lines.

    `file` is its name for messages.
    """
    mistakes: list[Mistake] = []
    if len(text) > MAX_BYTES:
        raise StoryMistakes([Mistake(file, 1, "the file", f"is larger than {MAX_BYTES:,} characters",
                                     "a story, in one file of its own")])  # fmt: skip
    lines = text.removeprefix("\ufeff").splitlines()
    end = _end_of_front(lines)
    if end is None:
        right = 'the line "---", then title: and the rest, and again "---"'
        raise StoryMistakes(
            [Mistake(file, 1, "the file", "does not begin with what is known about it", right)]
        )
    front = FrontMatter(_tree(lines[1:end], file), file, mistakes)
    sections = _Sections(file, mistakes)
    for number, line in enumerate(lines[end + 1 :], start=end + 2):
        sections.take(number, line)
    texts = {name: "\n".join(part).strip() for name, part in sections.texts.items()}
    for name, part in texts.items():
        if len(part) > LONGEST_TEXT:
            where = next(section.heading for section in SECTIONS if section.name == name)
            wrong = f"has {len(part):,} letters"
            mistakes.append(Mistake(file, end + 1, where, wrong, f"at most {LONGEST_TEXT:,}"))
    story, version = front.read(), front.version()
    if mistakes or story is None:
        raise StoryMistakes(sorted(mistakes, key=lambda mistake: mistake.line))
    return ReadStory(Story.model_validate(story | texts).settled(), version)


def _end_of_front(lines: list[str]) -> int | None:
    if not lines or not _MARK.fullmatch(lines[0]):
        return None
    return next((at for at, line in enumerate(lines[1:], 1) if _MARK.fullmatch(line)), None)


def _tree(lines: list[str], file: str) -> Node | None:
    """The YAML as a tree whose lines are those of the file."""
    try:
        return read_tree("\n" + "\n".join(lines), file)
    except CompanyError as error:
        raise StoryMistakes(error.mistakes) from error
