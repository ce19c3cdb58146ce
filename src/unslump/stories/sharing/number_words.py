"""Numbers written as words, in English and German: "a hundred and twenty", "zwölf"."""

from __future__ import annotations

import re

__all__ = ["NUMBER_WORDS", "value_of"]

_TO_NINETEEN = """
zero|null one|ein|eine|einen two|zwei three|drei four|vier five|fünf six|sechs seven|sieben eight|acht
nine|neun ten|zehn eleven|elf twelve|zwölf|dozen|dutzend thirteen|dreizehn fourteen|vierzehn fifteen|fünfzehn
sixteen|sechzehn seventeen|siebzehn eighteen|achtzehn nineteen|neunzehn
"""
_BY_TENS = """
twenty|zwanzig|score thirty|dreißig|dreissig forty|vierzig fifty|fünfzig sixty|sechzig seventy|siebzig
eighty|achtzig ninety|neunzig
"""
_ONES = {word: value for value, words in enumerate(_TO_NINETEEN.split()) for word in words.split("|")}
_TENS = {word: 10 * value for value, words in enumerate(_BY_TENS.split(), 2) for word in words.split("|")}
_SCALES = {"hundred": 100, "hundert": 100, "thousand": 1_000, "tausend": 1_000, "million": 10**6,
           "millions": 10**6, "millionen": 10**6, "billion": 10**9}  # fmt: skip
_ALL = {**_ONES, **_TENS, **_SCALES}
_WORD = "|".join(sorted(map(re.escape, _ALL), key=len, reverse=True))
NUMBER_WORDS = rf"(?:(?:a|an)\s+)?\b(?:{_WORD})\b(?:(?:[\s-]+(?:and[\s-]+)?)(?:{_WORD})\b)*"
"""A pattern that finds them; not every match is a number of things ("one of us")."""


def value_of(words: str) -> float:
    """What the words say.

    >>> value_of("a hundred and twenty"), value_of("forty-five thousand"), value_of("zwei dutzend")
    (120.0, 45000.0, 24.0)
    """
    total, part = 0.0, 0.0
    for word in re.findall(r"\w+", words.lower()):
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
    return total + part
