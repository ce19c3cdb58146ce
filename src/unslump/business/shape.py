"""What groups of values in company.yaml look like: records of known keys, tables, and named entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from unslump.business.kinds import Kind, Notes, Schema
from unslump.business.naming import fold
from unslump.business.yaml_tree import Entry, Node

__all__ = ["Field", "Listing", "Named", "Record", "Table", "Written", "key_form", "spellings"]

LONGEST_NAME = 200  # letters
_AMOUNT = re.compile(r"[-+]?\d[\d.,]*", re.ASCII)
_DIGITS = re.compile(r"\d+(\.\d+)?", re.ASCII)


def key_form(key: str) -> str:
    """A key as it is known here: spaces, underscores and hyphens are the same, and so is case.

    >>> key_form("Hours_per-lead")
    'hours per lead'
    """
    return " ".join(re.split(r"[\s_-]+", key.strip())).casefold()


@dataclass(frozen=True, slots=True)
class Field:
    """A key: what may stand there, and what it means. `instead_of` are words people write for it."""

    key: str
    kind: Kind
    meaning: str
    required: bool = False
    default: object = None
    instead_of: tuple[str, ...] = ()


@dataclass(slots=True)
class Written:
    """A record as written: the values that could be read, and the line of each key."""

    line: int
    where: str
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key; the default when it is not written."""
        return self.values.get(key, default)

    def line_of(self, key: str) -> int:
        """The line of a key; the record's own when the key is not written."""
        return self.lines.get(key, self.line)

    def only(self, keys: Iterable[str]) -> Written:
        """The record as if nothing but these keys were written."""
        values = {key: self.values[key] for key in keys if key in self.values}
        return Written(self.line, self.where, values, self.lines)


def _entries(node: Node, where: str, notes: Notes, right: str) -> list[tuple[str, Entry]] | None:
    """The entries with the text of their keys; None after noting that this is no mapping."""
    if node.is_empty:
        return []
    if node.entries is None:
        notes.wrong(node.line, where, node.description, right)
        return None
    found: list[tuple[str, Entry]] = []
    for entry in _with_commas(node):
        name = " ".join((entry.key.text or "").split())
        if name and len(name) <= LONGEST_NAME:
            found.append((name, entry))
        else:
            wrong = "has a key without words" if not name else f"has a key of {len(name):,} letters"
            notes.wrong(entry.key.line, where, wrong, f"a name of 1 to {LONGEST_NAME} letters")
    return found


def _with_commas(node: Node) -> Iterator[Entry]:
    """The entries as they were meant: inside braces a comma ends a value, and an amount may have one.

    `{amount: 120.000,00}` is amount 120.000 and a key 00 to YAML.
    """
    held: Entry | None = None
    for entry in node.entries or ():
        before = held.value.text if held is not None and node.flow and not held.value.quoted else None
        tail, alone = entry.key.text or "", entry.value.text == "" and not entry.value.quoted
        if held is not None and before and alone and _AMOUNT.fullmatch(before) and _DIGITS.fullmatch(tail):
            held = replace(held, value=replace(held.value, text=f"{before},{tail}", end=entry.value.end))
            continue
        if held is not None:
            yield held
        held = entry
    if held is not None:
        yield held


def _twice(key: str, first: int, line: int, where: str, notes: Notes) -> None:
    notes.wrong(line, where, f"is written twice, on line {first} and on line {line}", f"{key} once")


@dataclass(frozen=True, slots=True)
class Record:
    """A group of known keys. `noun` is what it describes, `home` the section where it belongs."""

    noun: str
    fields: tuple[Field, ...]
    home: str = ""
    strangers: tuple[Record, ...] = ()  # records people write here by mistake

    @property
    def keys(self) -> tuple[str, ...]:
        """The known keys, in order."""
        return tuple(known.key for known in self.fields)

    def read(self, node: Node, where: str, notes: Notes) -> Written | None:
        """The record, or None after noting a mistake."""
        return self.read_at(node.line, node, where, notes)

    def read_at(self, line: int, node: Node, where: str, notes: Notes) -> Written | None:
        """The record whose name stands on `line`."""
        right = f"keys such as {', '.join(self.keys[:3])}"
        entries = _entries(node, where or "the file", notes, right)
        if entries is None:
            return None
        stranger = self._stranger([key_form(name) for name, _ in entries])
        if stranger:
            known = [name for name, _ in entries if key_form(name) in stranger.keys]
            notes.wrong(
                line, where, f"looks like {stranger.noun} (it has {' and '.join(known[:3])})",
                f"it under {stranger.home}:, and {self.noun} here",
            )  # fmt: skip
            return None
        written = Written(line, where)
        for name, entry in entries:
            self._take(name, entry, written, notes)
        for known_field in self.fields:
            if known_field.required and known_field.key not in written.lines:
                notes.wrong(line, where or "the file", f"has no {known_field.key}", known_field.meaning)
        return written

    def _stranger(self, keys: Sequence[str]) -> Record | None:
        unknown = [key for key in keys if key not in self.keys]
        if not unknown or len(unknown) * 2 < len(keys):
            return None
        fitting = (other for other in self.strangers if all(key in other.keys for key in keys))
        partly = (other for other in self.strangers if all(key in other.keys for key in unknown))
        return next(fitting, None) or next(partly, None)

    def _take(self, name: str, entry: Entry, written: Written, notes: Notes) -> None:
        key, line = key_form(name), entry.key.line
        where = f"{written.where}.{name}" if written.where else name
        known = next((known for known in self.fields if known.key == key), None)
        if known is None:
            notes.wrong(line, where, "is not a known key", self._meant(key, notes))
        elif key in written.lines:
            _twice(key, written.lines[key], line, where, notes)
        else:
            written.lines[key] = line
            if not entry.value.is_empty or known.required:
                value = known.kind.read(entry.value, where, notes)
                if value is not None:
                    written.values[key] = value

    def _meant(self, key: str, notes: Notes) -> str:
        words = {word: known.key for known in self.fields for word in (*known.instead_of, known.key)}
        close = notes.guess(key, words)
        return words[close] if close else "one of " + ", ".join(self.keys)

    def schema(self) -> Schema:
        """JSON Schema: the keys with their meaning; keys of several words also with underscores."""
        properties: Schema = {}
        spelt: Schema = {}
        for known in self.fields:
            described: Schema = {"description": known.meaning} | known.kind.schema()
            if known.default is not None:
                described["default"] = known.default
            properties[known.key] = described
            if " " in known.key:
                spelt[f"^{known.key.replace(' ', '[_-]')}$"] = described
        made: Schema = {"type": ["object", "null"], "properties": properties, "additionalProperties": False}
        if spelt:
            made["patternProperties"] = spelt
        required = [known.key for known in self.fields if known.required]
        if required:
            made |= {"type": "object", "required": required}
        return made


@dataclass(frozen=True, slots=True)
class Table:
    """Keys of one kind, values of another: hats, skills, rates."""

    key: Kind
    value: Kind
    right: str

    def read(self, node: Node, where: str, notes: Notes) -> dict[Any, Any] | None:
        """The table, or None after noting a mistake."""
        entries = _entries(node, where, notes, self.right)
        if entries is None:
            return None
        table: dict[Any, Any] = {}
        lines: dict[Any, int] = {}
        for name, entry in entries:
            inner = f"{where}.{name}"
            key = self.key.read(entry.key, inner, notes)
            if key is None:
                continue
            if key in lines:
                _twice(str(key), lines[key], entry.key.line, inner, notes)
                continue
            lines[key] = entry.key.line
            value = self.value.read(entry.value, inner, notes)
            if value is not None:
                table[key] = value
        return table

    def schema(self) -> Schema:
        """JSON Schema: the table with its known keys, or the form of its keys."""
        key, value = self.key.schema(), self.value.schema()
        made: Schema = {"type": ["object", "null"]}
        if "enum" in key:
            return made | {"properties": dict.fromkeys(key["enum"], value), "additionalProperties": False}
        return made | {"propertyNames": {"pattern": key["pattern"]}, "additionalProperties": value}


@dataclass(frozen=True, slots=True)
class Named:
    """Names chosen by the owner, each with a record."""

    record: Record

    def read(self, node: Node, where: str, notes: Notes) -> dict[str, Written] | None:
        """The records by name, or None after noting a mistake."""
        right = f"a name for each, as  {where}: {{Name: {{{self.record.fields[0].key}: …}}}}"
        entries = _entries(node, where, notes, right)
        if entries is None:
            return None
        records: dict[str, Written] = {}
        lines: dict[str, int] = {}
        for name, entry in entries:
            inner, line = f"{where}.{name}", entry.key.line
            if fold(name) in lines:
                _twice(name, lines[fold(name)], line, inner, notes)
                continue
            lines[fold(name)] = line
            written = self.record.read_at(line, entry.value, inner, notes)
            if written is not None:
                records[name] = written
        self._one_meaning_each(records, notes)
        return records

    def _one_meaning_each(self, records: Mapping[str, Written], notes: Notes) -> None:
        owners: dict[str, str] = {fold(name): name for name in records}
        for name, written in records.items():
            for alias in written.get("also") or ():
                owner = owners.setdefault(fold(alias), name)
                if owner != name:
                    wrong = f"has {alias!r}, which already means {owner}"
                    notes.wrong(written.line_of("also"), f"{written.where}.also", wrong, "each spelling once")

    def schema(self) -> Schema:
        """JSON Schema: any names, each with the record."""
        return {"type": ["object", "null"], "additionalProperties": self.record.schema()}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of records without names."""

    record: Record

    def read(self, node: Node, where: str, notes: Notes) -> list[Written] | None:
        """The records in order, or None after noting a mistake."""
        if node.items is None:
            keys = ", ".join(f"{known.key}: …" for known in self.record.fields[:2])
            notes.wrong(node.line, where, node.description, f"a list, each line as  - {{{keys}}}")
            return None
        read = (self.record.read(item, f"{where}[{at}]", notes) for at, item in enumerate(node.items))
        return [written for written in read if written is not None]

    def schema(self) -> Schema:
        """JSON Schema: a list of the record."""
        return {"type": ["array", "null"], "items": self.record.schema()}


def spellings(section: Node) -> Iterator[tuple[str, str]]:
    """Every folded spelling in a section of names, with the name it means; names after aliases."""
    entries = [entry for entry in section.entries or () if entry.key.text]
    for entry in entries:
        for part in entry.value.entries or ():
            if key_form(part.key.text or "") == "also":
                for alias in part.value.items if part.value.items is not None else [part.value]:
                    yield fold(alias.text or ""), " ".join((entry.key.text or "").split())
    for entry in entries:
        name = " ".join((entry.key.text or "").split())
        yield fold(name), name
