"""A text as it will leave: what is replaced, by what and why; and the check after.

Addresses go first, then names, then times and figures. What comes out is searched again: a text in which a
name or a figure is still found does not leave at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from unslump.stories.sharing.addresses import addresses
from unslump.stories.sharing.figures import PERCENTAGE, figures
from unslump.stories.sharing.firms import with_what_stands_beside
from unslump.stories.sharing.names import Labels, Names
from unslump.stories.sharing.spans import Span, apart, free_of
from unslump.stories.sharing.times import times
from unslump.stories.story import Whole

__all__ = ["Piece", "Veiled", "leftovers", "plain_letters", "veil"]


@dataclass(frozen=True)
class Piece:
    """A part of a text: as it was, and what stands instead (None: it stays)."""

    was: str
    instead: str | None = None
    why: str = ""


@dataclass(frozen=True)
class Veiled:
    """A text in pieces."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """As it will leave."""
        return "".join(piece.was if piece.instead is None else piece.instead for piece in self.pieces)

    @property
    def replaced(self) -> list[Piece]:
        """What is replaced."""
        return [piece for piece in self.pieces if piece.instead is not None]


def plain_letters(text: str) -> str:
    """The text without letters that cannot be seen, and with digits that can be read as digits.

    >>> plain_letters("We\\u00adber, 10² and ½")
    'Weber, 102 and ½'
    """
    shown = []
    for letter in unicodedata.normalize("NFC", text):
        category = unicodedata.category(letter)
        if category in ("Cf", "Cs", "Co", "Cn") or (category == "Cc" and letter not in "\n\t"):
            continue
        if category in ("No", "Nl") and unicodedata.numeric(letter, 0.5) % 1 == 0:
            shown.append(unicodedata.normalize("NFKC", letter))
        else:
            shown.append(letter)
    return "".join(shown)


def veil(text: str, names: Names, labels: Labels, wholes: Sequence[Whole] = ()) -> Veiled:
    """The text with every name, address, time and figure replaced.

    >>> from unslump.stories.sharing.names import Labels, Names
    >>> names = Names()
    >>> names.add("Jonas Weber", "colleague")
    >>> veil("In 2025 jonas weber's 19 leads of 38 were fewer.", names, Labels()).text
    "In that year colleague A's 50 % leads of 100 % were fewer."
    """
    clean = plain_letters(text)
    spans = addresses(clean)
    named = free_of(names.find(clean, labels), spans)
    spans += free_of(with_what_stands_beside(clean, named, names.spare), spans)
    spans += free_of(named, spans)  # those that would have met an address when wider
    spans += free_of(times(clean), spans)
    spans += free_of(figures(clean, wholes, spans), spans)
    return Veiled(tuple(_pieces(clean, apart(spans))))


def leftovers(veiled: Veiled, names: Names) -> list[str]:
    """Names and addresses that are still in what stays, and figures that are anywhere in what leaves."""
    stays = "".join(piece.was if piece.instead is None else " … " for piece in veiled.pieces)
    spans = [*names.find(stays, Labels()), *addresses(stays)]
    without = re.sub(PERCENTAGE, "", veiled.text, flags=re.IGNORECASE)
    digits = re.findall(r"[^\s]*\d[^\s]*", without)
    found = [word for word in digits if not re.search(r"b2[bcg]", word, re.IGNORECASE)]
    return [*(stays[span.start : span.end] for span in spans), *found]


def _pieces(text: str, spans: Iterable[Span]) -> Iterable[Piece]:
    at = 0
    for span in spans:
        if span.start > at:
            yield Piece(text[at : span.start])
        yield Piece(text[span.start : span.end], _begun(text[: span.start], span.instead), span.why)
        at = span.end
    if at < len(text):
        yield Piece(text[at:])


def _begun(before: str, instead: str) -> str:
    """What stands instead, with a capital letter where it begins a sentence."""
    begins = not before.strip() or re.search(r"(?:[.!?]|\n\n|\n[-*>]) *$", before)
    return instead[:1].upper() + instead[1:] if begins else instead
