"""A mapping for a file of no known origin, proposed from its headers and its values.

Headers are compared with the words people use for each canonical column; the values have to agree:
a date column must hold dates, an amount numbers, an e-mail an @. The table is the one whose
required columns are found and whose columns explain most of the file.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path

from unslump.errors import ImportFailed
from unslump.history.importing.column_values import ENOUGH, Values, values_of
from unslump.history.importing.mapping import Entry, mapping_text
from unslump.history.importing.reading import Workbench
from unslump.history.importing.sheets import Sheet
from unslump.history.sources import bare
from unslump.history.sources.generic import FILE_WORDS, WORDS
from unslump.history.tables import TABLES, Kind

__all__ = ["is_id", "propose", "propose_from"]

Found = dict[str, tuple[int, float]]
"""Canonical column → the position of its header, and how well the header speaks for it."""

_WORD, _PART, _ALIKE = 3.0, 1.5, 1.0  # what a header scores: the very word, containing it, spelled like it
_NEARLY = 0.95  # of its rows a key has to tell apart for its name to be trusted
_LAST = 0.1  # more for a word the header ends with: a Deal-Inhaber is a holder, not a deal


def propose(bench: Workbench, sheet: Sheet, path: Path, table: str | None) -> tuple[Entry, tuple[str, ...]]:
    """A mapping for the sheet, and what to tell about it. Raises ImportFailed when none is likely."""
    return propose_from(sheet.headers, values_of(bench, sheet), path.name, table)


def propose_from(
    headers: tuple[str, ...], values: list[Values], name: str, table: str | None
) -> tuple[Entry, tuple[str, ...]]:
    """A mapping from headers and what their columns hold. Raises ImportFailed when none is likely."""
    tried = {
        candidate: _assign(headers, values, candidate)
        for candidate in ([table] if table else WORDS)
        if candidate in WORDS
    }
    complete = {candidate: found for candidate, found in tried.items() if not _missing(candidate, found)}
    if not table and not any(column.dates >= ENOUGH for column in values):
        complete = {kind: found for kind, found in complete.items() if _speaks_of_people(kind, found, name)}
        if not complete and any(column.filled for column in values):
            raise _no_crm_data(headers, name)
    if not complete:
        raise _unclear(headers, name, tried)
    best = max(complete, key=lambda candidate: _worth(candidate, complete[candidate], name))
    columns: dict[str, tuple[str, ...]] = {c: (headers[at],) for c, (at, _) in complete[best].items()}
    notes = [f"looks like {best}; check the proposed mapping"]
    constants = {}
    closing = _plain(columns.get("closed_at", ("",))[0]).split()
    if best == "deals" and "won" in closing and not {"outcome", "stage"} & columns.keys():
        constants["outcome"] = "won"
        notes.append(f"every row is taken as won, as {columns['closed_at'][0]} is all it says of the outcome")
    return Entry(table=best, columns=columns, file=name, constants=constants), tuple(notes)


def _assign(headers: tuple[str, ...], values: list[Values], table: str) -> Found:
    """Each canonical column with the header that fits it best; a header serves one column.

    The key is a column without a blank and without a repetition, where there is one.
    """
    found = _by_words(headers, values, table)
    better = _better_key(headers, values, table, found)
    return found if better is None else _by_words(headers, values, table, better)


def _better_key(headers: tuple[str, ...], values: list[Values], table: str, found: Found) -> int | None:
    """A column that tells the rows apart where the one the words chose does not; None keeps that one."""
    (key, *others), words = TABLES[table].key, WORDS[table]
    if others or TABLES[table].column(key).kind is not Kind.ID:
        return None
    at, score = found.get(key, (None, 0.0))
    if at is not None and (values[at].whole or not values[at].filled) and values[at].emails < ENOUGH:
        return None
    very_word = at is not None and score > _PART + _LAST
    if at is not None and very_word and min(values[at].filled, values[at].distinct) > _NEARLY:
        return None  # a few bad rows are shown, another column is not taken in its stead
    likely = [
        other
        for other, header in enumerate(headers)
        if header
        and values[other].whole
        and max(values[other].dates, values[other].emails) < ENOUGH
        and (is_id(header) or _score(header, words[key]))
    ]
    return max(likely, key=lambda other: (_score(headers[other], words[key]), -other), default=None)


def _by_words(headers: tuple[str, ...], values: list[Values], table: str, key: int | None = None) -> Found:
    """What the words say; `key` is the position of the key where that is settled already."""
    scores = sorted(
        (
            (-score, order, at, column)
            for order, column in enumerate(WORDS[table])
            for at, header in enumerate(headers)
            if (score := _score(header, WORDS[table][column]))
            and values[at].suit(TABLES[table].column(column).kind, sure=score > _PART + _LAST)
        ),
    )
    (first, *_) = TABLES[table].key
    found: Found = {} if key is None else {first: (key, max(_score(headers[key], WORDS[table][first]), 0.5))}
    used = {at for at, _ in found.values()}
    for score, _, at, column in scores:
        if column not in found and at not in used:
            found[column] = (at, -score)
            used.add(at)
    _fall_back(headers, values, table, found, used)
    return found


def _fall_back(
    headers: tuple[str, ...],
    values: list[Values],
    table: str,
    found: Found,
    used: set[int],
) -> None:
    """Required columns no header speaks for: the only column that could be meant, if there is one.

    A lead without an id is known by its e-mail.
    """
    for column in TABLES[table].columns:
        if not column.required or column.name in found:
            continue
        free = [at for at in range(len(headers)) if at not in used and headers[at]]
        if column.kind is Kind.TIME:
            likely = [at for at in free if values[at].dates >= ENOUGH]
        elif column.kind is Kind.ID and (column.name,) == TABLES[table].key:
            likely = [at for at in free if values[at].whole and is_id(headers[at])]
        else:
            continue
        if len(likely) == 1:
            found[column.name] = (likely[0], 0.5)
            used.add(likely[0])
    if table == "leads" and "lead_id" not in found and "email" in found:
        found["lead_id"] = (found["email"][0], 0.5)


def is_id(header: str) -> bool:
    """Whether a header says that it holds numbers or codes that name things.

    >>> is_id("Kunden-Nr"), is_id("Vorname")
    (True, False)
    """
    return bare(header).endswith(("id", "nr", "no", "number", "nummer", "code", "key", "ref", "numero"))


def _score(header: str, words: str) -> float:
    name = _plain(header)
    if not name:
        return 0.0
    best = 0.0
    for at, word in enumerate(re.split(r"\s*\|\s*", words.strip())):
        rank = 0.001 * at  # earlier words say it better
        if name == word:
            best = max(best, _WORD - rank)
        elif len(word) > 2 and f" {word} " in f" {name} ":
            best = max(best, _PART + _LAST * name.endswith(f" {word}") - rank)
        elif len(word) > 4 and difflib.SequenceMatcher(None, name, word).ratio() > 0.87:
            best = max(best, _ALIKE - rank)
    return best


def _plain(header: str) -> str:
    """A header as plain words: "Fälligkeits_Datum" → "falligkeits datum"."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return " ".join(bare(word) for word in re.split(r"[\W_]+", spaced) if bare(word))


def _missing(table: str, found: Found) -> list[str]:
    lacking = [
        column.name for column in TABLES[table].columns if column.required and column.name not in found
    ]
    if table == "deals" and not {"created_at", "closed_at"} & found.keys():
        lacking.append("closed_at")
    if table == "spend" and "amount" not in found:
        lacking.append("amount")
    return lacking


def _worth(table: str, found: Found, name: str) -> float:
    return sum(score for _, score in found.values()) + 4.0 * _named(table, name)


def _named(table: str, name: str) -> bool:
    """Whether a file's name speaks for a table."""
    return any(word in FILE_WORDS[table].split("|") for word in _plain(Path(name).stem).split())


def _speaks_of_people(table: str, found: Found, name: str) -> bool:
    """Whether a file without a day is a list of colleagues: an id and a name alone may be a recipe's."""
    return table == "people" and ("email" in found or _named(table, name))


def _no_crm_data(headers: tuple[str, ...], name: str) -> ImportFailed:
    return ImportFailed(
        f"{name} does not look like data of a CRM: no column of it holds dates, and a lead, a deal, an "
        "activity, an order and money spent all have their day.\n"
        f"Its columns: {', '.join(header or '(no name)' for header in headers)}",
        hint="Is it the right file? If it is a list of leads or deals, export it with the day each was "
        "created; if it is a list of colleagues, say --table people.",
    )


def _unclear(headers: tuple[str, ...], name: str, tried: dict[str, Found]) -> ImportFailed:
    """What was found, what is missing, and a mapping to fill in."""
    nearest = max(
        tried, key=lambda table: _worth(table, tried[table], name) - len(_missing(table, tried[table]))
    )
    found, missing = tried[nearest], _missing(nearest, tried[nearest])
    guesses = ", ".join(f"{column} = {headers[at]}" for column, (at, _) in found.items()) or "nothing"
    draft = Entry(
        table=nearest,
        columns={
            **dict.fromkeys(missing, ("WHICH HEADER?",)),
            **{column: (headers[at],) for column, (at, _) in found.items()},
        },
        file=name,
        not_used=tuple(
            header
            for at, header in enumerate(headers)
            if header and at not in {at for at, _ in found.values()}
        ),
    )
    error = ImportFailed(
        f"{name} is of no known origin, and what its columns mean cannot be told.\n"
        f"Its columns: {', '.join(header or '(no name)' for header in headers)}\n"
        f"Nearest: {nearest}, with {guesses}; no column was found for {', '.join(missing)}.",
        hint="Fill in this mapping, and import again with --map:\n\n" + mapping_text([draft]),
    )
    error.mapping = mapping_text([draft])
    return error
