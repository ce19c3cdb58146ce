"""The names that a text still has when it leaves, as far as capital letters show them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from unslump.stories.sharing.name_words import Word, words_in
from unslump.stories.sharing.plain_words import NEVER, plain_words
from unslump.stories.sharing.veil import Veiled
from unslump.stories.stop_words import STOP_WORDS

__all__ = ["names_that_stay"]


def names_that_stay(texts: Iterable[Veiled]) -> list[str]:
    """Words with capital letters in what stays, those that follow one another together; each once, in order.

    A word that begins a sentence is left out when it is one of everyday; months and trades are left out too.

    >>> from unslump.stories.sharing.veil import Piece, Veiled
    >>> names_that_stay([Veiled((Piece("Nobody in Bad Homburg sold a VoltWatch, we think. Weber did."),))])
    ['Bad Homburg', 'VoltWatch', 'Weber']
    """
    found: dict[str, None] = {}
    for text in texts:
        shown = "".join(
            piece.was if piece.instead is None else ", " if piece.instead else "" for piece in text.pieces
        )
        start = end = -1
        for word in words_in(shown):
            if not _is_name(word):
                continue
            if end >= 0 and re.fullmatch(r"[ &'’-]{1,3}", shown[end : word.start]) and not word.first:
                found.pop(shown[start:end], None)
            else:
                start = word.start
            end = word.end
            found[shown[start:end]] = None
    return list(found)


def _is_name(word: Word) -> bool:
    if not any(letter.isupper() for letter in word.text) or word.folded in STOP_WORDS or len(word.text) < 2:
        return False
    if any(letter.isupper() for letter in word.text[1:]):
        return True
    return word.folded not in NEVER and not (word.first and word.folded in plain_words())
