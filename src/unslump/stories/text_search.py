"""Stories found by words: SQLite's full-text search over an index made when the question is asked.

The index lives in memory, so that it is the same whether the records are in SQLite or in PostgreSQL, and
never lags behind what was written. It is three indexes in one: of words cut to their stems (Porter),
accents left out; of the meanings that the field's words share (same_words); and of three-letter pieces,
which find words inside the compounds of other languages. Each ranks by BM25 (Robertson and Zaragoza, 2009),
a word in the title or among the signs weighing more than one in the text, and their sum is brought between
0 and 1. Weights were chosen on the tuning cases of bench/stories.py.

What is asked is cut into words here and every word is quoted: nothing in it can be search syntax.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from unslump.errors import StoreError
from unslump.stories.same_words import meanings_of
from unslump.stories.stop_words import STOP_WORDS
from unslump.stories.story import SECTIONS, Story

__all__ = ["TextMatch", "find_by_words", "words_of"]

_WEIGHTS = {
    "title": 3.0,
    "signs": 3.0,
    "causes": 3.0,
    "happened": 1.5,
    "tried": 0.3,
    "outcome": 0.3,
    "differently": 0.3,
}
_TABLES = {"stems": "porter unicode61 remove_diacritics 2", "meanings": "unicode61", "pieces": "trigram"}
_MOST_WORDS = 200
_PIECES_WEIGH, _MEANINGS_WEIGH = 0.1, 2.0
_SCALE = 30.0  # of the sum of BM25s; a match that is twice as good does not count twice


@dataclass(frozen=True)
class TextMatch:
    """How well a story fits the words (above zero; the higher the better), and which of its words fit."""

    score: float
    words: tuple[str, ...]


def words_of(text: str) -> list[str]:
    """The words of a text that say something, in order, each once.

    >>> words_of("We lost the trade fair (and the FAIR's leads)!")
    ['lost', 'trade', 'fair', 'leads']
    """
    found = (word for word in re.findall(r"[^\W_]+", text.casefold()) if len(word) > 1)
    return list(dict.fromkeys(word for word in found if word not in STOP_WORDS))[:_MOST_WORDS]


def find_by_words(text: str, stories: Mapping[str, Story]) -> dict[str, TextMatch]:
    """Name → match, of the stories in which any word of the text occurs."""
    asked = words_of(text)
    if not asked or not stories:
        return {}
    names = list(stories)
    connection = _connect()
    try:
        _fill(connection, [stories[name] for name in names])
        stems = _ranked(connection, "stems", asked)
        pieces = _ranked(connection, "pieces", [word for word in asked if len(word) > 4])
        meant = _ranked(connection, "meanings", list(dict.fromkeys(meanings_of(text)))[:_MOST_WORDS])
        seen = _seen(connection, asked)
    finally:
        connection.close()
    found = {}
    for row in stems.keys() | pieces.keys() | meant.keys():
        score = stems.get(row, 0.0)
        score += _PIECES_WEIGH * pieces.get(row, 0.0) + _MEANINGS_WEIGH * meant.get(row, 0.0)
        found[names[row]] = TextMatch(1.0 - math.exp(-score / _SCALE), seen.get(row, ()))
    return found


def _connect() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    columns = ", ".join(_WEIGHTS)
    try:
        for table, tokenizer in _TABLES.items():
            connection.execute(f"CREATE VIRTUAL TABLE {table} USING fts5({columns}, tokenize='{tokenizer}')")
    except sqlite3.OperationalError as error:
        raise StoreError(
            "Stories cannot be searched: this Python's SQLite has no full-text search (FTS5).",
            hint="Use a Python with SQLite 3.34 or newer, or ask with the diagnosis alone: --no-text.",
        ) from error
    return connection


def _fill(connection: sqlite3.Connection, stories: Iterable[Story]) -> None:
    rows: list[tuple[int | str, ...]] = [
        (at, story.title, " ; ".join(story.signs), " ; ".join(story.causes),
         *(story.text_of(section) for section in SECTIONS))
        for at, story in enumerate(stories)
    ]  # fmt: skip
    columns = ", ".join(_WEIGHTS)
    meant = [(at, *(" ".join(meanings_of(str(cell))) for cell in cells)) for at, *cells in rows]
    for table in _TABLES:
        these = meant if table == "meanings" else rows
        places = ", ".join("?" * (len(_WEIGHTS) + 1))
        connection.executemany(f"INSERT INTO {table}(rowid, {columns}) VALUES ({places})", these)  # noqa: S608


def _ranked(connection: sqlite3.Connection, table: str, words: list[str]) -> dict[int, float]:
    if not words:
        return {}
    query = " OR ".join(f'"{word}"' for word in words)  # words are letters and digits alone
    weights = ", ".join(str(weight) for weight in _WEIGHTS.values())
    rows = connection.execute(
        f"SELECT rowid, -bm25({table}, {weights}) FROM {table} WHERE {table} MATCH ?",  # noqa: S608
        (query,),
    )
    return {row: max(score, 1e-9) for row, score in rows}


def _seen(connection: sqlite3.Connection, asked: list[str]) -> dict[int, tuple[str, ...]]:
    """The asked words that each row has, as they were asked, by stem."""
    found: dict[int, list[str]] = {}
    for word in asked:
        for (row,) in connection.execute("SELECT rowid FROM stems WHERE stems MATCH ?", (f'"{word}"',)):
            found.setdefault(row, []).append(word)
    return {row: tuple(words) for row, words in found.items()}
