"""Names of colleagues, customers and the company, found in a text in any case, inflection and order.

The names that matter are those that share a word with the text: they are looked up among the history's
(history_names), never the other way round. A whole name counts in any case. A single word of one counts in
any case unless it is a word of everyday too; then it needs a capital letter inside a sentence, or a title
before it; of a colleague any capital letter is enough. Words that name nobody by themselves (legal forms,
trades, months) never count alone. What is taken too many is seen before it leaves; what is missed is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from unslump.stories.sharing.name_words import Word, folded, stems, words_in
from unslump.stories.sharing.plain_words import LEGAL_FORMS, NEVER, TITLES, plain_words
from unslump.stories.sharing.spans import Span

__all__ = ["Labels", "Names", "Whose", "split_name"]

Whose = Literal["colleague", "customer", "company", "asked"]
_BETWEEN = re.compile(r"[\s.,'’&+/_-]{0,3}")
_LONGEST = 8
_LEAST_JOINED = 6


def split_name(name: str) -> tuple[str, ...]:
    """The folded words of a name.

    >>> split_name("Dr. Jörg O'Brien-Weiß")
    ('jorg', 'o', 'brien', 'weiss')
    """
    words = [folded(word) for word in re.findall(r"[^\W_]+", name)]
    while len(words) > 1 and words[0] in TITLES:
        words.pop(0)
    return tuple(words)


@dataclass(frozen=True)
class _Known:
    whose: Whose
    key: str  # the name that it belongs to; "" for several


@dataclass
class Names:
    """The names that must not leave; `spare` are words that may stay."""

    spare: frozenset[str] = frozenset()
    whole: dict[tuple[str, ...], _Known] = field(default_factory=dict)
    single: dict[str, _Known] = field(default_factory=dict)

    def add(self, name: str, whose: Whose, key: str = "", *, alone: bool = True) -> None:
        """A name; `key` is the one it is another spelling of, `alone` whether its words count alone."""
        words, key = split_name(name), key or name
        if not words or len(words) > _LONGEST:
            return
        known = _Known(whose, key)
        core = tuple(word for word in words if word not in NEVER)
        bare = tuple(word for word in words if word not in LEGAL_FORMS) if core else ()
        for form in {words, words[::-1] if len(words) == 2 else words, core if len(core) > 1 else words}:
            self._put(self.whole, form, known)
        for form in {words, bare}:
            if len(form) > 1 and len(joined := "".join(form)) >= _LEAST_JOINED:
                self._put(self.single, joined, known)
        if alone:
            for word in words:
                self.add_word(word, whose, key)

    def add_word(self, word: str, whose: Whose, key: str) -> None:
        """A folded word that counts alone, if it names anybody at all."""
        never = word in NEVER or word.isdigit() or len(word) < 2
        if not never and not (whose == "company" and word in plain_words()):
            self._put(self.single, word, _Known(whose, key))

    def find(self, text: str, labels: Labels) -> list[Span]:
        """Every name in the text, as spans with what stands instead."""
        words = words_in(text)
        hits: list[tuple[int, int, _Known]] = []  # first and last word
        at = 0
        while at < len(words):
            length, known = self._at(words, at, text)
            if known is not None:
                hits.append((at, at + length - 1, known))
            at += max(length, 1)
        return [
            Span(words[first].start, _end(words[last], text), labels.of(known.whose, known.key), known.whose)
            for first, last, known in _merged(_widened(hits, words, text), words, text)
        ]

    def _at(self, words: list[Word], at: int, text: str) -> tuple[int, _Known | None]:
        reach = 1
        while reach < _LONGEST and at + reach < len(words):
            between = text[words[at + reach - 1].end : words[at + reach].start]
            if not _BETWEEN.fullmatch(between) or "\n\n" in between:
                break
            reach += 1
        for length in range(reach, 0, -1):
            chosen = words[at : at + length]
            head = tuple(word.folded for word in chosen[:-1])
            for stem in self._stems(chosen[-1]):
                known = self.whole.get((*head, stem))
                if known is not None and (length > 1 or self._alone(words, at, known, stem)):
                    if length == 1 and words[at].folded in self.spare:
                        continue
                    return length, known
            if length > 1 and (joined := self._joined(chosen)) is not None:
                return length, joined
        for stem in self._stems(words[at]):
            known = self.single.get(stem)
            if known is not None and stem not in self.spare and self._alone(words, at, known, stem):
                return 1, known
        return 1, None

    def _joined(self, chosen: list[Word]) -> _Known | None:
        """The name that is written as one word, or otherwise apart: "Moor-Pack" is Moorpack."""
        head = "".join(word.folded for word in chosen[:-1])
        if not chosen[0].capital and all(word.folded in plain_words() for word in chosen):
            return None
        for stem in self._stems(chosen[-1]):
            joined = head + stem
            if len(joined) >= _LEAST_JOINED and joined not in self.spare and joined not in NEVER:
                known = self.single.get(joined)
                if known is not None:
                    return known
        return None

    def _stems(self, word: Word) -> tuple[str, ...]:
        return (
            (word.folded,)
            if word.folded in plain_words() or word.folded in self.spare
            else stems(word.folded)
        )

    def _alone(self, words: list[Word], at: int, known: _Known, stem: str) -> bool:
        """Whether a single word counts as a name where it stands."""
        word = words[at]
        if known.whose == "asked":
            return True
        if stem in NEVER:
            return False
        if at and words[at - 1].folded in TITLES and word.capital:
            return True
        if stem not in plain_words() and len(stem) > 2:
            return True
        return word.capital and (known.whose == "colleague" or not word.first)

    @staticmethod
    def _put(into: dict, word: object, known: _Known) -> None:  # type: ignore[type-arg]
        there = into.get(word)
        if there is not None and split_name(there.key) != split_name(known.key):
            # A colleague's name that a customer has as well is taken for the colleague's.
            first = there if there.whose != "customer" else known
            known = _Known(first.whose, "" if there.whose == known.whose else first.key)
        into[word] = known


@dataclass
class Labels:
    """What names are called when shared: colleague A, customer B, in the order in which they come up."""

    letters: dict[tuple[Whose, str], str] = field(default_factory=dict)

    def of(self, whose: Whose, key: str) -> str:
        """The label of a name."""
        if whose == "company":
            return "our company"
        if whose == "asked":
            return "[left out]"
        if not key:
            return f"a {whose}"
        known = (whose, " ".join(split_name(key)))
        if known not in self.letters:
            count = sum(kind == whose for kind, _ in self.letters)
            self.letters[known] = _letter(count)
        return f"{whose} {self.letters[known]}"


def _letter(number: int) -> str:
    """A, B, … Z, AA, AB …"""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


Hits = Iterable[tuple[int, int, _Known]]


def _widened(hits: Hits, words: list[Word], text: str) -> list[tuple[int, int, _Known]]:
    """With the titles and initials before a name, and an initial after it."""
    wide = []
    for first, last, known in hits:
        if known.whose in ("colleague", "customer"):
            while first and (words[first - 1].folded in TITLES or _initial(words[first - 1], text)):
                first -= 1
            if last + 1 < len(words) and _initial(words[last + 1], text):
                last += 1
        wide.append((first, last, known))
    return wide


def _end(word: Word, text: str) -> int:
    """Where a name ends: after the point of an initial, unless it ends the sentence too."""
    shortened = _initial(word, text) and re.match(r"\.\s+[a-zß-ÿ]", text[word.end :])
    return word.end + 1 if shortened else word.end


def _initial(word: Word, text: str) -> bool:
    return len(word.text) == 1 and word.capital and text[word.end : word.end + 1] == "."


def _merged(hits: Hits, words: list[Word], text: str) -> list[tuple[int, int, _Known]]:
    """Names that touch, as first and second name do, are one."""
    merged: list[tuple[int, int, _Known]] = []
    for first, last, known in hits:
        if merged:
            before_first, before_last, before = merged[-1]
            between = text[words[before_last].end : words[first].start] if first > before_last else ""
            if before.whose == known.whose and re.fullmatch(r"[\s.-]{0,3}", between) and "\n" not in between:
                key = before.key or known.key
                same = before.key == known.key or not before.key or not known.key
                if same or known.whose == "customer":
                    merged[-1] = (before_first, max(last, before_last), _Known(known.whose, key))
                    continue
        merged.append((first, last, known))
    return merged
