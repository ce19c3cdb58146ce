"""Names as words that can be compared: without case, accents and the ways of writing umlauts.

`folded` does in Python what `FOLDED_SQL` does in DuckDB, so that a text's words can be looked up among the
names of a history of any size.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["FOLDED_SQL", "Word", "folded", "stems", "words_in"]

_LETTERS = (("ß", "ss"), ("ø", "o"), ("æ", "a"), ("œ", "o"), ("ł", "l"), ("đ", "d"), ("ð", "d"), ("ı", "i"))
_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_ENDINGS = (
    "s", "es", "n", "en", "ns", "e", "er", "ers", "a", "u", "i", "y", "em", "om", "ovi", "owi", "ow", "ova",
    "in", "lle", "lla",
)  # fmt: skip
_SHORTEST_STEM = 4


@dataclass(frozen=True)
class Word:
    """A word of a text: its letters there, its folded form, and whether it begins a sentence."""

    start: int
    end: int
    text: str
    folded: str
    first: bool

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.text[:1].isupper()


def folded(word: str) -> str:
    """The form in which two spellings of a name are the same.

    >>> folded("MÜLLER") == folded("Mueller") == folded("muller")
    True
    """
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFD", word.lower())
        if unicodedata.category(letter) != "Mn"
    )
    for given, shown in (*_LETTERS, *_UMLAUTS):
        plain = plain.replace(given, shown)
    return plain


def _sql() -> str:
    expression = "strip_accents(lower({value}))"
    for given, shown in (*_LETTERS, *_UMLAUTS):
        expression = f"replace({expression}, '{given}', '{shown}')"
    return expression


FOLDED_SQL = _sql()
"""The same in DuckDB's SQL; {value} is to be filled in."""


def words_in(text: str) -> list[Word]:
    """The words of a text in order: runs of letters and digits."""
    found, begins = [], True
    last = 0
    for match in re.finditer(r"[^\W_]+", text):
        between = text[last : match.start()]
        begins = begins or bool(re.search(r"[.!?:\n•]\s*[\"“„»(*_]*$|^\s*[-*>#]+\s*$", between))
        found.append(Word(match.start(), match.end(), match[0], folded(match[0]), begins))
        begins, last = False, match.end()
    return found


def stems(word: str) -> tuple[str, ...]:
    """A folded word, then what it may be an inflection of.

    >>> stems("webers")
    ('webers', 'weber')
    """
    cut = (word[: -len(end)] for end in _ENDINGS if word.endswith(end))
    return (word, *dict.fromkeys(stem for stem in cut if len(stem) >= _SHORTEST_STEM))
