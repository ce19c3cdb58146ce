"""Filled-in scorecards of candidates, kept in the workspace's folder `candidates`, one file each.

What is written of a candidate is about a person: only the folder's owner may read the files, and taking
one away removes it from the disk.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from unslump.business.people import Skill
from unslump.business.scorecard import Scorecard, read_scorecard
from unslump.errors import ChangedMeanwhile, QuestionError, StoreError
from unslump.workspace.hire_question import scorecard_from
from unslump.workspace.questions import Questions

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CandidateCards", "CandidateFile"]

_FOLDER = "candidates"
_MOST = 200
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class CandidateFile:
    """A scorecard in its file; `seen` tells one text of it from another."""

    place: Path
    card: Scorecard
    seen: str


class CandidateCards(Questions):
    """What they are asked of is a workspace."""

    directory: Path

    def candidates(self) -> list[CandidateFile]:
        """Every scorecard in the folder, by candidate. Raises QuestionError for a file that is none."""
        folder = self.directory / _FOLDER
        if not folder.is_dir():
            return []
        found = [
            CandidateFile(place, scorecard_from(place), _digest(place))
            for place in sorted(folder.glob("*.yaml"))[:_MOST]
        ]
        return sorted(found, key=lambda each: each.card.candidate)

    def keep_candidate(self, card: Scorecard, *, seen: str = "") -> Path:
        """Write a scorecard into the folder; its file's name follows the candidate's.

        `seen` is what the writer had before them ("" nothing). Raises QuestionError for a card without a
        name or with what no card can hold, ChangedMeanwhile when somebody wrote it since, StoreError.
        """
        name = " ".join(card.candidate.split())
        if not name or len(name) > _LONGEST_NAME or not name.isprintable():
            raise QuestionError("A candidate needs a name.", hint=f"Up to {_LONGEST_NAME} letters.")
        text = _written(name, card)
        read = read_scorecard(text, name)
        if any(read.ratings[skill] != card.ratings.get(skill, {}) for skill in Skill):
            raise QuestionError("This card cannot be written.", hint="Rate 1 to 5, or leave blank.")
        place = self._place(name)
        if (_digest(place) if place.exists() else "") != seen:
            raise ChangedMeanwhile(
                f"Nothing was written: there is a card of {name} that you have not seen.",
                hint="Look at it as it is now, and make your change again.",
            )
        try:
            place.parent.mkdir(mode=0o700, exist_ok=True)
            beside = place.with_suffix(".new")
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            beside.replace(place)
        except OSError as error:
            raise StoreError(f"{place} cannot be written: {error.strerror or error}.") from error
        return place

    def forget_candidate(self, candidate: str) -> None:
        """Take a candidate's card off the disk. Raises QuestionError when there is none, StoreError."""
        for each in self.candidates():
            if each.card.candidate == candidate:
                try:
                    each.place.unlink(missing_ok=True)
                except OSError as error:
                    raise StoreError(f"{each.place} cannot be removed: {error.strerror}.") from error
                return
        raise QuestionError(f"There is no card of {candidate}.")

    def _place(self, name: str) -> Path:
        """Plain letters for who looks into the folder; a digest, so that two names never share a file."""
        plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.lower())
        return self.directory / _FOLDER / f"{plain[:40]}-{hashlib.sha256(name.encode()).hexdigest()[:6]}.yaml"


def _digest(place: Path) -> str:
    try:
        return hashlib.sha256(place.read_bytes()).hexdigest()
    except OSError as error:
        raise StoreError(f"{place} cannot be read: {error.strerror or error}.") from error


def _written(name: str, card: Scorecard) -> str:
    cost = "" if card.cost_per_hour is None else f" {card.cost_per_hour:g}"
    lines = [
        "# Rated 1 to 5; 3 is what an average colleague would show. Blank: not looked at.",
        f"candidate: {json.dumps(name, ensure_ascii=False)}",  # a JSON text is a YAML text
        f"hours: {card.hours_per_week:g}",
        f"cost:{cost}",
    ]
    for skill in Skill:
        ratings: Mapping[str, float] = card.ratings.get(skill, {})
        lines += ["", f"{skill.value}:", *(f"  {kind}: {rating:g}" for kind, rating in ratings.items())]
    return "\n".join(lines) + "\n"
