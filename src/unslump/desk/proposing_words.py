"""Texts as the stems they hold: sparse matrices of texts × stems, made column by column.

A stem is the first five letters of a word, in lower case and without accents: audit, auditor and auditors
fall together, and so do Stromkosten and Stromrechnung. Crude, the same for every language, and near the
linguists' stemmers for finding texts in the languages of Europe (McNamee, Nicholas and Mayfield, 2009).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from unslump.desk.proposing_languages import LANGUAGES, language_codes

__all__ = ["Texts", "read_texts", "stems_of"]

Ints = NDArray[np.int64]

STEM = 5  # letters
_LONGEST = 4_000  # letters of a note that are read
_SURE = 2  # little words from which on a language is known


@dataclass(frozen=True)
class Texts:
    """Different texts and what they hold.

    Attributes:
        stems: the stems, by column.
        holds: which text holds which stem (0 or 1): texts × stems.
        language: index into LANGUAGES, −1 where a text does not show its language.
    """

    stems: tuple[str, ...]
    holds: sparse.csr_matrix
    language: Ints

    def __len__(self) -> int:
        return int(self.holds.shape[0])


def read_texts(texts: pa.Array) -> Texts:
    """Read texts; null counts as empty."""
    texts = pc.utf8_slice_codeunits(pc.fill_null(texts, ""), 0, _LONGEST)
    words = pc.split_pattern_regex(pc.utf8_lower(texts), r"[^\p{L}]+")
    owner = pc.list_parent_indices(words).to_numpy(zero_copy_only=False).astype(np.int64)
    encoded = pc.dictionary_encode(pc.list_flatten(words))
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    vocabulary: list[str] = encoded.dictionary.to_pylist()
    code = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return Texts(*_stemmed(vocabulary, owner, code, len(texts)), _languages(vocabulary, owner, code, texts))


def stems_of(words: str) -> tuple[str, ...]:
    """The stems of a phrase, little words left out, in order.

    >>> stems_of("Proof for the auditors (über alles)")
    ('proof', 'audit', 'alles')
    """
    read = read_texts(pa.array([words]))
    return read.stems


def _stemmed(
    vocabulary: Sequence[str], owner: Ints, code: Ints, texts: int
) -> tuple[tuple[str, ...], sparse.csr_matrix]:
    stems: dict[str, int] = {}
    of_word = np.full(max(len(vocabulary), 1), -1, dtype=np.int64)
    for at, word in enumerate(vocabulary):  # each different word once
        if len(word) > 2 and not language_codes(word):
            of_word[at] = stems.setdefault(_bare(word)[:STEM], len(stems))
    column = of_word[code] if len(code) else code
    kept = column >= 0
    ones = np.ones(int(kept.sum()))
    counts = sparse.csr_matrix((ones, (owner[kept], column[kept])), shape=(texts, len(stems)))
    counts.data[:] = 1.0  # whether, not how often
    return tuple(stems), counts


def _languages(vocabulary: Sequence[str], owner: Ints, code: Ints, texts: pa.Array) -> Ints:
    if not vocabulary:
        return np.full(len(texts), -1, dtype=np.int64)
    spoken = [(at, language) for at, word in enumerate(vocabulary) for language in language_codes(word)]
    rows, columns = (np.array(part, dtype=np.int64) for part in zip(*spoken, strict=True)) if spoken else (
        np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    )  # fmt: skip
    # A word that three languages share says a third of what it says alone.
    shared = np.bincount(rows, minlength=len(vocabulary))
    told = sparse.csr_matrix((1.0 / shared[rows], (rows, columns)), shape=(len(vocabulary), len(LANGUAGES)))
    holds = sparse.csr_matrix((np.ones(len(code)), (owner, code)), shape=(len(texts), len(vocabulary)))
    score = np.asarray((holds @ told).todense())
    german = pc.match_substring_regex(texts, "[äöüßÄÖÜ]").to_numpy(zero_copy_only=False)
    score[:, LANGUAGES.index("German")] += german
    best = score.argmax(axis=1)
    ordered = np.sort(score, axis=1)
    sure = (ordered[:, -1] >= _SURE - 0.5) & (ordered[:, -1] > 1.5 * ordered[:, -2])
    return np.asarray(np.where(sure, best, -1), dtype=np.int64)


def _bare(word: str) -> str:
    import unicodedata

    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if letter.isalpha())
