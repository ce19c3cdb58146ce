"""The stories most like what is happening now, each with why it is like it and what came of it there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from unslump.business.wording import percent, things
from unslump.slump.diagnosis_answer import DiagnosisResult
from unslump.stories.answers import FindResult, FoundStory, Kind
from unslump.stories.fingerprint import fingerprint_of, losses, shared_causes, story_losses
from unslump.stories.library import Shelf, Told
from unslump.stories.ranking import Ranked, rank, with_the_best_by_text
from unslump.stories.same_words import same_in_other_words
from unslump.stories.story import FingerprintView, Story
from unslump.stories.text_search import words_of

__all__ = ["find"]

_NEAR = 0.35  # of meaning, from which on it is a reason
_LIKE = 0.3  # of the fingerprints
_PAIRS = 4  # words told in other words, that are named


def find(
    shelf: Shelf,
    *,
    diagnosis: DiagnosisResult | None,
    signs: Sequence[str] = (),
    text: str = "",
    meaning: bool = False,
    most: int = 5,
    notes: Sequence[str] = (),
) -> FindResult:
    """Compare with a diagnosis, a text, or both. `signs` are the streams in which something is wrong now.

    Raises StoreError when stories cannot be searched on this machine.
    """
    fingerprint = None if diagnosis is None else fingerprint_of(diagnosis)
    said = list(notes)
    if diagnosis is not None and fingerprint is None:
        said.append("The diagnosis shows no loss to compare: stories were looked for by the text alone.")
    ranked = rank(shelf.stories, fingerprint=fingerprint, text=text, meaning=meaning)
    asked = [
        *(["diagnosis"] if fingerprint else []),
        *(["text"] if text.strip() else []),
        *(["meaning"] if meaning and text.strip() else []),
    ]
    if len(asked) > 1 and "text" in asked and not any(one.words for one in ranked):
        asked.remove("text")
        said.append(f"Your words are in no story: compared by {' and '.join(asked)} alone.")
    chosen = with_the_best_by_text(ranked, most)
    found = [_found(one, shelf.told[one.name], fingerprint, signs, text) for one in chosen]
    searched = Counter(one.kind for one in shelf.told.values())
    return FindResult.model_validate(
        {
            "sentence": _sentence(found, searched, asked),
            "text": text,
            "asked_by": asked,
            "diagnosis": "" if diagnosis is None else diagnosis.sentence,
            "searched": dict(searched),
            "found": found,
            "notes": said,
        }
    )


def _sentence(found: list[FoundStory], searched: Counter[Kind], asked: list[str]) -> str:
    if not asked:
        return "There is nothing to compare with: no text was given, and no loss is diagnosed."
    if not found:
        return f"None of {things(searched.total(), 'story', 'stories')} is like this."
    first = found[0]
    whose = {"own": "your own", "example": "an example", "subscribed": first.origin}[first.kind]
    why = f": {_lower(first.why[0])}" if first.why else ""
    return f"Most like it is “{first.title}” ({whose}){why.removesuffix('.')}."


def _found(
    one: Ranked, told: Told, fingerprint: FingerprintView | None, signs: Sequence[str], text: str
) -> FoundStory:
    story = told.story
    words = list(one.words.words) if one.words else []
    return FoundStory(
        name=told.name, kind=told.kind, origin=told.origin, title=story.title, function=story.function,
        causes=list(story.causes), score=round(one.score, 4),
        alike=None if one.alike is None else round(one.alike, 4),
        words=words, why=list(_why(one, told, fingerprint, signs, text)),
        tried=story.tried, worked=story.outcome, differently=story.differently,
    )  # fmt: skip


def _why(
    one: Ranked, told: Told, fingerprint: FingerprintView | None, signs: Sequence[str], text: str
) -> list[str]:
    said = []
    if fingerprint is not None and (one.alike or 0.0) >= _LIKE:
        shared = shared_causes(losses(fingerprint), story_losses(told.story))
        parts = [
            f"{name} ({percent(here)} here, {percent(there)} there)" for name, (here, there) in shared.items()
        ]
        if parts:
            said.append(f"Both lost to {_list(parts)}.")
        elif told.story.function:
            said.append(f"The same function: {told.story.function}.")
        if fingerprint.sawtooth and told.story.fingerprint and told.story.fingerprint.sawtooth:
            said.append("Both are a saw-tooth of one person in two hats.")
    if both := _shared_signs(signs, told.story.signs):
        said.append(f"The same signs: {_list(both)}.")
    if one.words and one.words.words:
        said.append(f"Your words in it: {', '.join(one.words.words[:8])}.")
    if one.words:
        asked = [word for word in words_of(text) if word not in one.words.words]
        pairs = same_in_other_words(asked, _told_in(told.story))[:_PAIRS]
        if pairs:
            like = ", ".join(f"“{word}” is “{there}” there" for word, there in pairs)
            said.append(f"The same in other words: {like}.")
    if (one.meaning or 0.0) >= _NEAR:
        said.append("Much the same in meaning.")
    return said


def _told_in(story: Story) -> str:
    """Where a story says what it is about: what was tried then has words of anything."""
    return "\n".join([story.title, *story.signs, *story.causes, story.happened])


_SIGNS = (
    ("leads from", "leads of one channel"),
    ("spend on", "spend"),
    ("marketing hours", "marketing hours"),
    ("selling hours", "selling hours"),
    ("first response", "first response"),
    ("follow-up", "follow-up"),
    ("nobody has answered", "follow-up"),
    ("become a deal", "leads that become a deal"),
    ("win rate of new leads", "wins from new leads"),
    ("wins from new leads", "wins from new leads"),
    ("age of the pipeline", "wins given the age of the pipeline"),
    ("cycle length", "cycle length"),
    ("decided so far", "cycle length"),
    ("deal size", "deal size"),
    ("leads a week", "leads a week"),
)


def _shared_signs(here: Sequence[str], there: Sequence[str]) -> list[str]:
    return [name for name in dict.fromkeys(map(_sign, here)) if name and name in set(map(_sign, there))]


def _sign(words: str) -> str:
    """The kind of a sign, whoever's or whichever channel's it is; its words where it is of no kind.

    >>> _sign("Jonas Weber's marketing hours")
    'marketing hours'
    """
    folded = re.sub(r"\s+", " ", words).strip().casefold()
    return next((kind for part, kind in _SIGNS if part in folded), folded)


def _list(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
