"""Wishes in words: which person, channel, function and amount they speak of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from unslump.business.amounts import reads_two_ways
from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.business.naming import fold, nearest
from unslump.business.wording import day
from unslump.errors import QuestionError

__all__ = ["AMOUNT", "FUNCTION_WORD", "Named", "function_called", "plain_amount"]

_FUNCTIONS = {
    **dict.fromkeys(("marketing", "prospecting", "finding", "lead generation"), Function.MARKETING),
    **dict.fromkeys(("sales", "selling", "closing"), Function.SALES),
}
FUNCTION_WORD = "|".join(_FUNCTIONS)
"""Every word for a function, as a part of a regular expression."""
AMOUNT = r"[\d.,']+"
"""An amount as people type it, likewise; `plain_amount` reads it."""


def function_called(word: str) -> Function:
    """The function a word of `FUNCTION_WORD` means, whatever its case."""
    return _FUNCTIONS[word.lower()]


def plain_amount(written: str, said: str) -> float:
    """An amount as a number. `said` is where it stands, for the error.

    Raises QuestionError for one that is none or can be read two ways.

    >>> plain_amount("2,000", "the lock “LinkedIn at most 2,000”")
    2000.0
    """
    plain = written.replace("'", "").replace(",", "")
    if reads_two_ways(written) or plain.count(".") > 1:
        raise QuestionError(
            f"{written!r} in {said} can be read two ways",
            hint=f"Write it with digits alone, as {re.sub(r'[^0-9]', '', written)}.",
        )
    try:
        return float(plain)
    except ValueError as error:
        raise QuestionError(f"{written!r} in {said} is no number", hint="Write digits, as 2000.") from error


@dataclass(frozen=True)
class Named:
    """The people and channels that words may speak of, by their numbers."""

    people: tuple[str, ...]
    channels: tuple[str, ...]
    company: Company

    def person(self, name: str, said: str) -> int:
        """The person's number, also by a first or last name only one has; QuestionError else."""
        found = self.company.person_named(name)
        wanted = found.name if found else name
        for index, known in enumerate(self.people):
            if fold(known) == fold(wanted):
                return index
        called = [index for index, known in enumerate(self.people) if fold(name) in fold(known).split()]
        if len(called) == 1:
            return called[0]
        raise QuestionError(
            f"{said} names {name!r}, and {self._absent(name, called)}",
            hint=_guess(name, self.people) + f"People: {', '.join(self.people)}.",
        )

    def _absent(self, name: str, called: list[int]) -> str:
        """Why nobody is meant: two are, one has left, or none is known."""
        if called:
            return f"that is {' or '.join(self.people[index] for index in called)}"
        gone = [
            person
            for person in self.company.people
            if person.left and (fold(name) == fold(person.name) or fold(name) in fold(person.name).split())
        ]
        if len(gone) == 1 and gone[0].left:
            return f"{gone[0].name} left on {day(gone[0].left)}"
        return "nobody of that name works here in the time ahead"

    def channel(self, name: str) -> int | None:
        """The channel's number, also by a part of its name that only it has; None when there is none."""
        wanted = fold(self.company.channel_named(re.sub(r"^the\s+", "", name.strip(), flags=re.I)))
        for index, known in enumerate(self.channels):
            if fold(known) == wanted:
                return index
        part = wanted.removesuffix("s")
        within = [
            index
            for index, known in enumerate(self.channels)
            if part and {part, part + "s"} & set(fold(known).split())
        ]
        return within[0] if len(within) == 1 else None

    def needed_channel(self, name: str, said: str) -> int:
        """Likewise; QuestionError when there is none."""
        found = self.channel(name)
        if found is None:
            raise QuestionError(
                f"{said} names {name!r}, which is no channel in this history",
                hint=_guess(name, self.channels) + f"Channels: {', '.join(self.channels)}.",
            )
        return found


def _guess(name: str, known: Iterable[str]) -> str:
    close = nearest(name, known)
    return f"Did you mean {close}? " if close else ""
