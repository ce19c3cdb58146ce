"""What stands beside a firm's name and points at it too: its legal form, its town, the word "customer"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from unslump.stories.sharing.name_words import Word, folded, words_in
from unslump.stories.sharing.plain_words import LEGAL_FORMS, NEVER, plain_words
from unslump.stories.sharing.spans import Span, apart
from unslump.stories.stop_words import STOP_WORDS

__all__ = ["with_what_stands_beside"]

_MOST = 5  # words of a firm's name before its legal form
_JOINS = re.compile(r"[\s.,&+/-]{1,4}")
_TOWN = re.compile(r"\s+(?:in|from|of|near|at|aus|bei|von)\s+|\s+\(|\s+")
_CALLED = re.compile(r"\b(customer|client|colleague|company|kund(?:e|in)|kolleg(?:e|in))\s+$", re.IGNORECASE)


def with_what_stands_beside(text: str, spans: Sequence[Span], spare: frozenset[str]) -> list[Span]:
    """The spans of names, wider where a legal form or a town stands beside one; and firms that nobody knows.

    >>> text = "Acme in Ulm and Foo Bar GmbH left."
    >>> found = with_what_stands_beside(text, [Span(0, 4, "x", "customer")], frozenset())
    >>> [text[span.start : span.end] for span in found]
    ['Acme in Ulm', 'Foo Bar GmbH']
    """
    words = words_in(text)
    found = _with_legal_forms(text, words, spans, spare)
    found = [_with_town(text, words, span, found, spare) for span in found]
    return [_said_once(text, span) for span in apart(found)]


def _with_legal_forms(
    text: str, words: Sequence[Word], spans: Sequence[Span], spare: frozenset[str]
) -> list[Span]:
    found = list(spans)
    for at, word in enumerate(words):
        if word.folded not in LEGAL_FORMS or not word.capital or word.folded in spare:
            continue
        first = at
        while first and at - first < _MOST and _belongs(text, words, first, found, spare, first == at - 1):
            first -= 1
        name = [one for one in words[first:at] if one.folded not in LEGAL_FORMS]
        if not name:
            continue
        article = re.search(
            r"\b(?:an?|the|our|their|die|der|das)\s+$", text[: words[first].start], re.IGNORECASE
        )
        whole = Span(words[first].start, word.end, "firm" if article else "a firm", "a firm")
        met = [span for span in found if span.meets(whole)]
        known = next(iter(met), whole)
        start = min([whole.start, *(span.start for span in met)])
        end = max([whole.end, *(span.end for span in met)])
        found = [span for span in found if span not in met]
        found.append(Span(start, end, known.instead, known.why))
    return found


def _belongs(
    text: str, words: Sequence[Word], at: int, spans: Sequence[Span], spare: frozenset[str], last: bool
) -> bool:
    """Whether the word before word `at` is of the same firm's name."""
    before, word = words[at - 1], words[at]
    between = text[before.end : word.start]
    if not _JOINS.fullmatch(between) or (". " in between and len(before.text) > 2):
        return False
    if any(span.start <= before.start < span.end for span in spans):
        return True
    if before.folded in LEGAL_FORMS and before.folded != "co":
        return False
    joins = last and before.folded in ("und", "and") and at > 1 and words[at - 2].capital  # … and Sons Ltd
    begins = before.folded in plain_words() and (before.first or not before.capital)
    return joins or (before.capital and not begins and before.folded not in spare and ", " not in between)


def _with_town(
    text: str, words: Sequence[Word], span: Span, spans: Sequence[Span], spare: frozenset[str]
) -> Span:
    """With the town after it ("in Ulm", "Ulm", "(Ulm)")."""
    if span.why not in ("customer", "company", "a firm"):
        return span
    link = _TOWN.match(text, span.end)
    town = next((word for word in words if link and word.start == link.end()), None)
    if link is None or town is None or not town.capital or "\n\n" in link[0]:
        return span
    taken = any(one.start <= town.start < one.end for one in spans)
    plain = STOP_WORDS if link[0].strip() else plain_words()
    if taken or town.folded in NEVER | spare or town.folded in plain:
        return span
    end = town.end
    for last, word in pairwise(words):  # Bad Homburg, New York
        between = text[last.end : word.start]
        if (
            last.end == end
            and word.capital
            and between in (" ", "-")
            and word.folded not in plain_words() | NEVER
        ):
            end = word.end if not any(one.start <= word.start < one.end for one in spans) else end
    closes = "(" in link[0] and text[end : end + 1] == ")"
    return Span(span.start, end + closes, span.instead, span.why)


def _said_once(text: str, span: Span) -> Span:
    """ "Our customer Acme" becomes "our customer A", not "our customer customer A"."""
    called = _CALLED.search(text[: span.start])
    label = re.match(r"(?:our )?(customer|colleague|company)\b\s*", span.instead)
    if not called or not label:
        return span
    kinds = {"client": "customer", "kund": "customer", "kolleg": "colleague"}
    kind = kinds.get(re.sub(r"(?:e|in)$", "", folded(called[1])), folded(called[1]))
    if kind != label[1]:
        return span
    rest = span.instead[label.end() :]
    return (
        Span(span.start, span.end, rest, span.why) if rest else Span(called.start(), span.end, kind, span.why)
    )
