"""What stands on top of a story's file: keys that are known, each with what may stand there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from unslump.business.naming import fold, nearest
from unslump.business.yaml_tree import Node
from unslump.errors import Mistake
from unslump.stories.story import (
    CAUSE_NAMES,
    FUNCTIONS,
    LONGEST_SIGN,
    LONGEST_TITLE,
    MOST_SIGNS,
    function_of_causes,
)

__all__ = ["FrontMatter"]

_KEYS = (
    "title", "function", "causes", "signs", "trade", "began", "ended", "origin", "fingerprint", "status",
    "alarm", "wholes", "version",
)  # fmt: skip
_SHARE = re.compile(r"([-−]?\d{1,5}(?:\.\d{1,6})?)\s*%", re.ASCII)


class FrontMatter:
    """Reads the tree, and notes what is wrong with it in `mistakes`."""

    def __init__(self, tree: Node | None, file: str, mistakes: list[Mistake]) -> None:
        self._file, self._mistakes = file, mistakes
        self._values: dict[str, Node] = {}
        if tree is None or tree.is_empty:
            self._wrong(1, "the top of the file", "is empty", "at least title: and function:")
        elif tree.entries is None:
            self._wrong(
                tree.line, "the top of the file", tree.description, "keys such as title: and function:"
            )
        else:
            for entry in tree.entries:
                self._take(entry.key, entry.value)

    def read(self) -> dict[str, Any] | None:
        """Story's fields as far as they stand here; None when nothing does."""
        if not self._values:
            return None
        causes = tuple(self._one_of("causes", node, CAUSE_NAMES) for node in self._list("causes"))
        named = tuple(dict.fromkeys(cause for cause in causes if cause))
        found: dict[str, Any] = {
            "title": self._title(),
            "function": self._function(named),
            "causes": named,
            "signs": self._signs(),
            "began": self._day("began"),
            "ended": self._day("ended"),
            "trade": self._words("trade"),
            "origin": self._words("origin"),
            "fingerprint": self._fingerprint(),
            "alarm": self._alarm(),
            "wholes": self._wholes(),
        }
        if found["began"] and found["ended"] and found["ended"] < found["began"]:
            self._wrong(
                self._values["ended"].line, "ended", f"is {found['ended']}, before it began", "a later day"
            )
        if self._words("status") == "example":
            found["status"] = "example"
        return found

    def version(self) -> int | None:
        """The version that the file began with."""
        node = self._values.get("version")
        if node is None or node.is_empty:
            return None
        if node.text is None or not re.fullmatch(r"\d{1,9}", node.text, re.ASCII):
            self._wrong(node.line, "version", node.description, "the number that was there")
            return None
        return int(node.text)

    def _take(self, key: Node, value: Node) -> None:
        name = fold(key.text or "")
        if name not in _KEYS:
            close = nearest(name, _KEYS)
            self._wrong(key.line, (key.text or "a key")[:60], "is not known here", close or ", ".join(_KEYS))
        elif name in self._values:
            self._wrong(key.line, name, "stands there twice", "each key once")
        else:
            self._values[name] = value

    def _title(self) -> str:
        node = self._values.get("title")
        words = self._words("title")
        if not words:
            self._wrong(node.line if node else 1, "title", "is missing", "what the story is, in a few words")
        elif len(words) > LONGEST_TITLE:
            line = node.line if node else 1
            self._wrong(line, "title", f"has {len(words):,} letters", f"at most {LONGEST_TITLE}")
        return words

    def _function(self, causes: tuple[str, ...]) -> str | None:
        node = self._values.get("function")
        if node is not None and not node.is_empty:
            return self._one_of("function", node, FUNCTIONS)
        derived = function_of_causes(causes)
        if derived is None:
            line = node.line if node else 1
            self._wrong(
                line, "function", "is missing", f"one of {_listed(FUNCTIONS)}, or causes to tell it by"
            )
        return derived

    def _signs(self) -> tuple[str, ...]:
        signs = []
        for node in self._list("signs"):
            words = " ".join((node.text or "").split())
            if node.text is None:
                self._wrong(node.line, "signs", node.description, "words, one sign a line")
            elif len(words) > LONGEST_SIGN:
                self._wrong(node.line, "signs", f"has one of {len(words)} letters", f"at most {LONGEST_SIGN}")
            elif words:
                signs.append(words)
        if len(signs) > MOST_SIGNS:
            self._wrong(self._values["signs"].line, "signs", f"has {len(signs)}", f"at most {MOST_SIGNS}")
        return tuple(signs)

    def _fingerprint(self) -> dict[str, Any] | None:
        node = self._values.get("fingerprint")
        if node is None or node.is_empty:
            return None
        found: dict[str, Any] = {"shares": {}, "certainty": {}}
        for key, value in self._entries("fingerprint", node):
            where = f"fingerprint.{key}"
            if key == "sawtooth":
                found["sawtooth"] = (value.text or "").casefold() in {"true", "yes"}
            elif key == "shortfall":
                found["shortfall"] = self._share(where, value)
            elif key not in CAUSE_NAMES:
                close = nearest(key, CAUSE_NAMES)
                self._wrong(value.line, where[:80], "is no cause", close or _listed(CAUSE_NAMES))
            elif value.entries is None:
                found["shares"][key] = self._share(where, value)
            else:
                for part, cell in self._entries(where, value):
                    kind = {"share": "shares", "certainty": "certainty"}.get(part)
                    if kind is None:
                        self._wrong(
                            cell.line, f"{where}.{part}"[:80], "is not known here", "share, certainty"
                        )
                    else:
                        found[kind][key] = self._share(f"{where}.{part}", cell)
        return found

    def _share(self, where: str, node: Node) -> float:
        match = _SHARE.fullmatch((node.text or "").strip())
        if match is None:
            self._wrong(node.line, where, node.description, "a share such as 35 %")
            return 0.0
        return round(float(match[1].replace("−", "-")) / 100.0, 6)

    def _alarm(self) -> dict[str, Any] | None:
        node = self._values.get("alarm")
        if node is None or node.is_empty:
            return None
        parts = dict(self._entries("alarm", node))
        if set(parts) != {"stream", "since", "over"}:
            self._wrong(node.line, "alarm", "was changed", "stream:, since: and over: as they were written")
            return None
        since, over = (self._as_day(f"alarm.{name}", parts[name]) for name in ("since", "over"))
        return (
            {"stream": parts["stream"].text or "", "since": since, "over": over} if since and over else None
        )

    def _wholes(self) -> tuple[dict[str, Any], ...]:
        node = self._values.get("wholes")
        if node is None or node.is_empty:
            return ()
        found = []
        for unit, value in self._entries("wholes", node):
            if value.text is None or not re.fullmatch(r"\d{1,15}(\.\d{1,9})?", value.text, re.ASCII):
                self._wrong(value.line, f"wholes.{unit}"[:80], value.description, "a number such as 470000")
            else:
                found.append({"unit": unit, "amount": float(value.text)})
        return tuple(found)

    def _words(self, key: str) -> str:
        node = self._values.get(key)
        if node is None or node.is_empty:
            return ""
        if node.text is None:
            self._wrong(node.line, key, node.description, "words")
            return ""
        return " ".join(node.text.split())

    def _day(self, key: str) -> date | None:
        node = self._values.get(key)
        return None if node is None or node.is_empty else self._as_day(key, node)

    def _as_day(self, where: str, node: Node) -> date | None:
        try:
            return date.fromisoformat((node.text or "").strip())
        except ValueError:
            self._wrong(node.line, where, node.description, "a day such as 2026-03-02")
            return None

    def _list(self, key: str) -> Sequence[Node]:
        node = self._values.get(key)
        if node is None or node.is_empty:
            return ()
        if node.entries is not None:
            self._wrong(node.line, key, "is a group of keys", "a list, one a line after -")
            return ()
        return node.items if node.items is not None else (node,)

    def _entries(self, where: str, node: Node) -> list[tuple[str, Node]]:
        if node.entries is None:
            self._wrong(node.line, where, node.description, "keys, each with its value")
            return []
        return [(" ".join((entry.key.text or "").split()), entry.value) for entry in node.entries]

    def _one_of(self, key: str, node: Node, known: Sequence[str]) -> str | None:
        words = fold(node.text or "")
        if words in known:
            return words
        close = nearest(words, known) if words else None
        self._wrong(node.line, key, node.description, f'"{close}"' if close else _listed(known))
        return None

    def _wrong(self, line: int, where: str, wrong: str, right: str) -> None:
        self._mistakes.append(Mistake(self._file, line, where, wrong, right))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
