"""Stories as they will leave: every field veiled, with its pieces to be seen before, and searched again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unslump.errors import QuestionError
from unslump.stories.sharing.name_words import folded, words_in
from unslump.stories.sharing.names import Labels, Names
from unslump.stories.sharing.veil import Veiled, leftovers, veil
from unslump.stories.story import LONGEST_SIGN, LONGEST_TITLE, SECTIONS, Story

__all__ = ["Leaving", "leaving", "refuse_leftovers", "words_to_look_up"]


@dataclass(frozen=True)
class Leaving:
    """A story as it leaves, and each of its texts in pieces: (heading, text)."""

    story: Story
    texts: tuple[tuple[str, Veiled], ...]


def words_to_look_up(texts: Iterable[str]) -> set[str]:
    """The folded words of some texts, and what a capital one and those after it are as one word."""
    found: set[str] = set()
    for text in texts:
        words = words_in(text)
        found.update(word.folded for word in words)
        for at, word in enumerate(words):
            for many in (2, 3) if word.capital or text[word.end : word.end + 1] == "-" else ():
                found.add("".join(one.folded for one in words[at : at + many]))
    return found


def leaving(story: Story, names: Names) -> Leaving:
    """The story without names and figures, days and alarm. Raises QuestionError when something is left.

    Colleague A is somebody else in each story, so that stories cannot be laid beside one another.
    """
    labels = Labels()
    title = veil(story.title, names, labels, story.wholes)
    signs = [veil(sign, names, labels) for sign in story.signs]
    sections = {section: veil(story.text_of(section), names, labels, story.wholes) for section in SECTIONS}
    trade = veil(story.trade, names, labels)
    shared = Story(
        title=title.text[:LONGEST_TITLE].strip() or "A story",
        function=story.function,
        causes=story.causes,
        signs=tuple(sign.text[:LONGEST_SIGN] for sign in signs if sign.text.strip()),
        trade=trade.text,
        fingerprint=story.fingerprint,
        **{section.name: text.text for section, text in sections.items()},  # type: ignore[arg-type]
    )
    texts = [("Title", title), *((("Trade", trade),) if story.trade else ())]
    texts += [("Sign", sign) for sign in signs]
    texts += [(section.heading, text) for section, text in sections.items()]
    refuse_leftovers(names, (text for _, text in texts))
    return Leaving(shared, tuple(texts))


def refuse_leftovers(names: Names, texts: Iterable[Veiled]) -> None:
    """Raise QuestionError when a text that is to leave still holds a name or a figure."""
    left = [word for text in texts for word in leftovers(text, names) if folded(word) not in names.spare]
    if left:
        raise QuestionError(
            f"Nothing was written: {', '.join(repr(word) for word in left[:5])} would have left with it.",
            hint="Write that place in other words, or name the word with --hide.",
        )
