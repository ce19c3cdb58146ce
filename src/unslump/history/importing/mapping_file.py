"""Reading a mapping file: every mistake at once, each with its line."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from unslump.errors import CompanyError, ImportFailed, Mistake
from unslump.history.importing.mapping import Entry
from unslump.history.tables import TABLES, Outcome

__all__ = ["read_mapping"]

_KEYS = ("file", "needs", "table", "dates", "decimal", "currency", "columns", "constants", "outcome")
_CHOICES = {"dates": ("dmy", "mdy", "ymd"), "decimal": (".", ",")}


def read_mapping(path: Path) -> list[Entry]:
    """The entries of a mapping file.

    Raises ImportFailed when there is no such file or it is no YAML, CompanyError with every mistake
    in it otherwise.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ImportFailed(f"The mapping {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ImportFailed(f"The mapping {path.name} is not a text file in UTF-8.") from error
    try:
        tree = YAML(typ="rt").load(text)
    except (YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        what = getattr(error, "problem", None) or "cannot be read as YAML"
        raise CompanyError([Mistake(path.name, line, "the mapping", f"is not YAML: {what}", "")]) from error
    reader = _Reader(path.name)
    entries = reader.entries(tree)
    if reader.mistakes:
        raise CompanyError(reader.mistakes)
    return entries


class _Reader:
    """Walks the YAML and collects what is wrong with it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []

    def entries(self, tree: Any) -> list[Entry]:
        if not isinstance(tree, list) or not tree:
            self._say(1, "the mapping", "is no list", "a list of entries, each beginning with  - file:")
            return []
        found = [self._entry(item, at, _line(tree, at)) for at, item in enumerate(tree)]
        return [entry for entry in found if entry]

    def _entry(self, item: Any, at: int, line: int) -> Entry | None:
        where = f"entry {at + 1}"
        if not isinstance(item, dict):
            self._say(line, where, "is no entry", "keys such as file, table and columns")
            return None
        for key in item:
            if key not in _KEYS:
                self._say(_line(item, key), f"{where}.{key}", "is unknown", _nearest(str(key), _KEYS))
        table = item.get("table")
        if table not in TABLES:
            wrong = f"is {table!r}" if table else "is missing"
            self._say(_line(item, "table") or line, f"{where}.table", wrong, "one of " + ", ".join(TABLES))
            return None
        if not item.get("file") and not item.get("needs"):
            self._say(line, where, "names no file", "file: NAME.csv, or needs: [HEADER]")
        choices = {key: self._choice(item, key, where) for key in _CHOICES}
        columns = self._columns(item, table, where)
        constants = self._constants(item, table, where)
        self._required(item, table, where, {*columns, *constants}, line)
        outcome = self._outcome(item, where)
        currency = item.get("currency")
        return Entry(
            table=table,
            columns=columns,
            file=str(item.get("file") or ""),
            needs=self._texts(item, "needs", where),
            dates=choices["dates"],  # type: ignore[arg-type]  # checked against the choices
            decimal=choices["decimal"],  # type: ignore[arg-type]
            currency=str(currency).upper() if currency else None,
            constants=constants,
            outcome_from=str(outcome.get("from") or ""),
            won=self._texts(outcome, "won", f"{where}.outcome"),
            lost=self._texts(outcome, "lost", f"{where}.outcome"),
        )

    def _choice(self, item: Any, key: str, where: str) -> str | None:
        value = item.get(key)
        if value is not None and value not in _CHOICES[key]:
            expected = "one of " + ", ".join(repr(choice) for choice in _CHOICES[key])
            self._say(_line(item, key), f"{where}.{key}", f"is {value!r}", expected)
        return str(value) if value is not None else None

    def _columns(self, item: Any, table: str, where: str) -> dict[str, tuple[str, ...]]:
        columns = self._mapping(item, "columns", where)
        self._names(columns, table, f"{where}.columns", TABLES[table].names)
        # What an export says of another table is a reference; linking decides what it points to.
        references = {"lead_id": "lead_ref"} if table != "leads" else {}
        if table in ("orders", "activities"):
            references["deal_id"] = "deal_ref"
        return {
            references.get(str(name), str(name)): self._texts(columns, name, f"{where}.columns")
            for name in columns
        }

    def _constants(self, item: Any, table: str, where: str) -> dict[str, str]:
        constants = self._mapping(item, "constants", where)
        allowed = [column.name for column in TABLES[table].columns if column.kind.sql_type == "VARCHAR"]
        self._names(constants, table, f"{where}.constants", allowed)
        outcome = constants.get("outcome")
        if outcome is not None and outcome not in list(Outcome):
            expected = "open, won or lost"
            self._say(_line(constants, "outcome"), f"{where}.constants.outcome", f"is {outcome!r}", expected)
        return {str(name): str(value) for name, value in constants.items()}

    def _outcome(self, item: Any, where: str) -> Any:
        outcome = self._mapping(item, "outcome", where)
        for key in outcome:
            if key not in ("from", "won", "lost"):
                expected = "from, won or lost"
                self._say(_line(outcome, key), f"{where}.outcome.{key}", "is unknown", expected)
        return outcome

    def _mapping(self, item: Any, key: str, where: str) -> Any:
        value = item.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._say(_line(item, key), f"{where}.{key}", f"is {value!r}", "keys and values")
            return {}
        return value

    def _names(self, given: Any, table: str, where: str, allowed: Iterable[str]) -> None:
        names = list(allowed)
        for name in given:
            if name not in names:
                right = _nearest(str(name), names)
                self._say(_line(given, name), f"{where}.{name}", f"is no column of {table}", right)

    def _texts(self, item: Any, key: Any, where: str) -> tuple[str, ...]:
        value = item.get(key)
        if value is None:
            return ()
        values = value if isinstance(value, list) else [value]
        if any(isinstance(one, (dict, list)) or one is None for one in values):
            self._say(_line(item, key), f"{where}.{key}", f"is {value!r}", "a text or a list of texts")
            return ()
        return tuple(str(one) for one in values)

    def _required(self, item: Any, table: str, where: str, given: set[str], line: int) -> None:
        missing = [
            column.name for column in TABLES[table].columns if column.required and column.name not in given
        ]
        if missing:
            at = _line(item, "columns") or line
            self._say(at, f"{where}.columns", f"lacks {', '.join(missing)}", "the header it comes from")

    def _say(self, line: int, where: str, wrong: str, right: str) -> None:
        self.mistakes.append(Mistake(self.file, line, where, wrong, right))


def _line(item: Any, key: Any) -> int:
    """The line a key or a list's item stands on, 0 when it is not there."""
    position: Callable[[Any], Any] | None = getattr(
        getattr(item, "lc", None), "item" if isinstance(item, list) else "key", None
    )
    try:
        return int(position(key)[0]) + 1 if position else 0
    except (KeyError, TypeError, AttributeError):
        return 0


def _nearest(name: str, names: Iterable[str]) -> str:
    names = list(names)
    near = difflib.get_close_matches(name, names, n=1)
    return near[0] if near else "one of " + ", ".join(names)
