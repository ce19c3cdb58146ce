"""Stories on the terminal: one, a list, and those found alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unslump.business.wording import day, percent, things
from unslump.report.voice import Voice
from unslump.stories.story import SECTIONS

if TYPE_CHECKING:
    from rich.console import Console

    from unslump.stories.answers import (
        Comment,
        DraftsResult,
        FindResult,
        FoundStory,
        StoriesResult,
        StoryResult,
    )
    from unslump.stories.story import Story

__all__ = ["print_drafts", "print_found", "print_stories", "print_story"]

_KINDS = {"own": "Your own", "subscribed": "Of other firms", "example": "Examples"}
_SHORT = 320  # letters of a text in a list


def print_story(result: StoryResult, console: Console) -> None:
    """One story."""
    voice, story = Voice(console), result.story
    voice.say(story.title, "bold")
    voice.say(_line(result), "dim")
    if story.causes:
        voice.say(f"Causes: {', '.join(_with_share(cause, story) for cause in story.causes)}.", indent=2)
    if story.signs:
        voice.say(f"Signs: {'; '.join(story.signs)}.", indent=2)
    for section in SECTIONS:
        text = story.text_of(section)
        if text.strip():
            voice.heading(section.heading)
            voice.say(_flowing(text), indent=2)
    if result.questions:
        voice.heading("Still to be told")
        for heading, questions in result.questions.items():
            voice.say(heading, indent=2)
            voice.points(("?", question, "bold") for question in questions)
        voice.say(
            f"unslump story edit {result.name} --write story.md, answer there, then unslump story edit "
            f"{result.name} story.md",
            "dim",
            indent=2,
        )
    if result.comments:
        voice.heading("Comments")
        voice.points((f"{_when(one)}{_who(one)}:", one.text, "dim") for one in result.comments)


def print_stories(result: StoriesResult, console: Console) -> None:
    """All of them in a list."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    for kind, heading in _KINDS.items():
        mine = [line for line in result.stories if line.kind == kind]
        if not mine:
            continue
        voice.heading(heading)
        for line in mine:
            draft = " (draft)" if line.status == "draft" else ""
            origin = f", from {line.origin}" if line.origin and kind != "example" else ""
            about = ", ".join(line.causes) or line.function or "cause not told"
            voice.points([("·", f"{line.title}{draft}", "bold")])
            voice.say(f"{line.name}{origin}: {about}", "dim", indent=4)


def print_found(result: FindResult, console: Console) -> None:
    """Those found alike, with why, and what worked."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    if result.asked_by:
        total = sum(result.searched.values())
        voice.say(
            f"Compared by {' and '.join(_ways(result))} with {things(total, 'story', 'stories')}.", "dim"
        )
    if result.diagnosis:
        voice.say(result.diagnosis, "dim")
    for note in result.notes:
        voice.say(note, "dim")
    for number, found in enumerate(result.found, 1):
        _found(number, found, voice)
    if result.found:
        voice.say()
        voice.say(f"A whole story: unslump story show {result.found[0].name}", "dim")


def print_drafts(result: DraftsResult, console: Console) -> None:
    """What was drafted."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    for draft in result.drafted:
        voice.heading(draft.story.title)
        voice.say(draft.story.happened.split("\n\n")[0], indent=2)
        for heading, questions in draft.questions.items():
            voice.say(f"{heading}:", indent=2)
            voice.points(("?", question, "bold") for question in questions)
        voice.say(f"Answer: unslump story edit {draft.name} --write story.md", "dim", indent=2)


def _found(number: int, found: FoundStory, voice: Voice) -> None:
    whose = {"own": "your own", "example": "an example", "subscribed": f"from {found.origin}"}[found.kind]
    voice.heading(f"{number}. {found.title}")
    voice.say(f"{found.name}, {whose}", "dim", indent=3)
    voice.points(("~", reason, "cyan") for reason in found.why)
    told = (("Tried:", found.tried), ("Came of it:", found.worked), ("Next time:", found.differently))
    voice.points((name, _short(text), "bold") for name, text in told if text.strip())


def _ways(result: FindResult) -> list[str]:
    names = {"diagnosis": "diagnosis", "text": "words", "meaning": "meaning"}
    return [names[way] for way in result.asked_by]


def _line(result: StoryResult) -> str:
    story = result.story
    parts: list[str] = [story.function or "function not told"]
    if story.began:
        parts.append(f"{day(story.began)}{f' to {day(story.ended)}' if story.ended else ''}")
    if story.trade:
        parts.append(story.trade)
    origin = result.origin or story.origin
    parts += [f"from {origin}" if result.kind != "example" else origin] if origin else []
    parts += [result.link] if result.link else []
    parts += ["draft"] if story.status == "draft" else []
    if result.at is not None:
        parts.append(f"{result.by + ', ' if result.by else ''}{day(result.at)}")
    return f"{result.name} · {' · '.join(parts)}"


def _with_share(cause: str, story: Story) -> str:
    share = story.fingerprint.shares.get(cause, 0.0) if story.fingerprint else 0.0
    return f"{cause} ({percent(share)} of what was lost)" if share > 0 else cause


def _flowing(text: str) -> str:
    """Markdown whose lines may be broken anew: those of a list stay as they are.

    >>> _flowing("One\\nline.\\n\\n- a\\n- b")
    'One line.\\n\\n- a\\n- b'
    """
    return re.sub(r"(?<!\n)\n(?!\n|[-*+>#]|\d+[.)])", " ", text.strip())


def _short(text: str) -> str:
    """The first paragraphs, cut at a word."""
    flat = " ".join(text.split())
    if len(flat) <= _SHORT:
        return flat
    return flat[:_SHORT].rsplit(" ", 1)[0] + " …"


def _when(comment: Comment) -> str:
    return f"{day(comment.at)}, " if comment.at else ""


def _who(comment: Comment) -> str:
    return ", ".join(part for part in (comment.by, comment.origin) if part) or "somebody"
