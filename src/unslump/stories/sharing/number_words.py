"""Numbers written as words, in English and German: "a hundred and twenty", "zwölf", "vierzehntausend"."""

from __future__ import annotations

import re

__all__ = ["NUMBER_WORDS", "value_of"]

_TO_NINETEEN = """
zero|null one|ein|eine|einen|eins two|zwei|zwo three|drei four|vier five|fünf six|sechs seven|sieben
eight|acht nine|neun ten|zehn eleven|elf twelve|zwölf|dozen|dutzend thirteen|dreizehn fourteen|vierzehn
fifteen|fünfzehn sixteen|sechzehn seventeen|siebzehn eighteen|achtzehn nineteen|neunzehn
"""
_BY_TENS = """
twenty|zwanzig|score thirty|dreißig|dreissig forty|vierzig fifty|fünfzig sixty|sechzig seventy|siebzig
eighty|achtzig ninety|neunzig
"""
_ONES = {word: value for value, words in enumerate(_TO_NINETEEN.split()) for word in words.split("|")}
_TENS = {word: 10 * value for value, words in enumerate(_BY_TENS.split(), 2) for word in words.split("|")}
_SCALES = {"hundred": 100, "hundert": 100, "thousand": 1_000, "tausend": 1_000, "million": 10**6,
           "millions": 10**6, "millionen": 10**6, "billion": 10**9, "milliarde": 10**9,
           "milliarden": 10**9}  # fmt: skip
_HALVES = {"half": 0.5, "halbe": 0.5, "halben": 0.5, "anderthalb": 1.5, "eineinhalb": 1.5}
_ALL = {**_ONES, **_TENS, **_SCALES}
_GERMAN = (
    "dreizehn|vierzehn|fünfzehn|sechzehn|siebzehn|achtzehn|neunzehn|zwanzig|dreißig|dreissig|vierzig|fünfzig|"
    "sechzig|siebzig|achtzig|neunzig|hundert|tausend|zwölf|zehn|elf|eins?|zwei|zwo|drei|vier|fünf|sechs|sieben|"
    "acht|neun"
)  # what German writes as one word, longer parts first
_COMPOUND = rf"(?:{_GERMAN})(?:(?:und)?(?:{_GERMAN}))+"
_WORD = "|".join([_COMPOUND, *sorted(map(re.escape, _ALL), key=len, reverse=True)])
_HALF = rf"(?:{'|'.join(_HALVES)})\s+(?:a\s+)?"
NUMBER_WORDS = (
    rf"(?:\b(?:a|an|eine)\s+)?(?:\b{_HALF})?\b(?:{_WORD})\b(?:(?:[\s-]+(?:(?:and|und)[\s-]+)?)(?:{_WORD})\b)*"
)
"""A pattern that finds them; not every match is a number of things ("one of us")."""


def value_of(words: str) -> float:
    """What the words say.

    >>> value_of("a hundred and twenty"), value_of("forty-five thousand"), value_of("zwei dutzend")
    (120.0, 45000.0, 24.0)
    >>> value_of("vierzehntausend"), value_of("fünfundzwanzig"), value_of("half a million")
    (14000.0, 25.0, 500000.0)
    """
    total, part, half = 0.0, 0.0, 0.0
    for word in _parts(words.lower()):
        half = _HALVES.get(word, half)
        value = _ALL.get(word)
        if value is None:
            continue
        if word in ("dozen", "dutzend", "score") and part:
            part *= value
        elif value >= 1_000:
            total, part = total + (part or 1.0) * value, 0.0
        elif value == 100:
            part = (part or 1.0) * 100.0
        else:
            part += value
    return (total + part) * (half or 1.0)


def _parts(words: str) -> list[str]:
    """The words, those that German writes as one taken apart."""
    found = []
    for word in re.findall(r"\w+", words):
        whole = word in _ALL or not re.fullmatch(_COMPOUND, word)
        found += [word] if whole else re.findall(_GERMAN, word)
    return found
