"""The text of a YAML file as a tree in which every value knows its line and its place in the text.

Values stay text: what a value means is decided by the field it stands in, so `no` is a word and
an id keeps its zeros. The tree is built from the parser's events, never by recursion, and is
bounded in size, depth and repetition; a file beyond the bounds is a mistake, not an accident.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ruamel.yaml import YAML
from ruamel.yaml import events as happened
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import Event

from unslump.errors import CompanyError, Mistake

__all__ = ["MAX_BYTES", "Entry", "Node", "read_tree"]

MAX_BYTES = 2_000_000
MAX_NODES = 100_000  # values, each repetition by alias counted again
MAX_DEPTH = 12
PLAIN_NUMBER = re.compile(r"[-+]?[\d.]{1,30}", re.ASCII)
EMPTY_WORDS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(slots=True)
class Node:
    """A value: `text` of a scalar, `entries` of a mapping or `items` of a list (the others None).

    `start` and `end` are places in the text, `end` being the place after the last character that
    belongs to the value; `line` and `column` count from 1 and 0.
    """

    line: int
    column: int
    start: int
    end: int
    text: str | None = None
    quoted: bool = False
    entries: list[Entry] | None = None
    items: list[Node] | None = None
    flow: bool = False
    alias: bool = False
    size: int = 1

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written here."""
        return self.text is not None and (not self.text if self.quoted else self.text in EMPTY_WORDS)

    @property
    def description(self) -> str:
        """What is written here, shortly, for a message.

        >>> Node(1, 0, 0, 0, text="x" * 90).description
        "is 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'"
        """
        if self.entries is not None:
            return "is a group of keys"
        if self.items is not None:
            return "is a list"
        if self.is_empty:
            return "is empty"
        text = self.text or ""
        shown = text if len(text) <= 40 else text[:40] + "…"
        return f"is {shown}" if PLAIN_NUMBER.fullmatch(text) else f"is {shown!r}"


@dataclass(slots=True)
class Entry:
    """A key of a mapping and its value."""

    key: Node
    value: Node


@dataclass(slots=True)
class _Builder:
    text: str
    file: str
    open: list[Node] = field(default_factory=list)
    keys: list[Node | None] = field(default_factory=list)  # the key waiting for its value, per open node
    anchored: dict[str, Node] = field(default_factory=dict)
    names: list[str | None] = field(default_factory=list)  # anchors of the open nodes
    root: Node | None = None
    count: int = 0
    documents: int = 0

    def refuse(self, line: int, wrong: str, right: str) -> CompanyError:
        return CompanyError([Mistake(self.file, line, "the file", wrong, right)])

    def take(self, event: Event) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, happened.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.refuse(line, "has a second document after ---", "one company in a file")
            if event.version or event.tags:
                raise self.refuse(line, "has a % directive", "plain YAML without it")
        elif isinstance(event, happened.MappingEndEvent | happened.SequenceEndEvent):
            self.close(event)
        elif isinstance(event, happened.NodeEvent):
            self.begin(event, line)

    def begin(self, event: Event, line: int) -> None:
        if getattr(event, "tag", None) is not None:
            raise self.refuse(line, "has a tag (a word after !)", "the value alone, in quotes if need be")
        start, end = event.start_mark.index, event.end_mark.index
        node = Node(line, event.start_mark.column, start, end)
        if isinstance(event, happened.AliasEvent):
            node = self.repeat(event.anchor or "", node)
        elif isinstance(event, happened.ScalarEvent):
            node.text, node.quoted = event.value, bool(event.style)
            self.remember(event.anchor, node)
        elif isinstance(event, happened.CollectionStartEvent):
            node.flow = bool(event.flow_style)
            if isinstance(event, happened.MappingStartEvent):
                node.entries = []
            else:
                node.items = []
            self.descend(event.anchor, node)
            return
        self.count_in(node)
        self.attach(node)

    def repeat(self, anchor: str, node: Node) -> Node:
        if anchor not in self.anchored:
            raise self.refuse(node.line, f"refers to *{anchor}", f"&{anchor} written before it")
        return replace(
            self.anchored[anchor],
            line=node.line,
            column=node.column,
            start=node.start,
            end=node.end,
            alias=True,
        )

    def descend(self, anchor: str | None, node: Node) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise self.refuse(node.line, f"is more than {MAX_DEPTH} levels deep", "fewer levels")
        self.count_in(node)
        self.open.append(node)
        self.keys.append(None)
        self.names.append(anchor)

    def close(self, event: Event) -> None:
        node, anchor = self.open.pop(), self.names.pop()
        self.keys.pop()
        if node.flow:
            node.end = event.end_mark.index
        elif node.entries:
            node.end = node.entries[-1].value.end
        elif node.items:
            node.end = node.items[-1].end
        children = node.items or [part for entry in node.entries or () for part in (entry.key, entry.value)]
        node.size = 1 + sum(child.size for child in children)
        self.remember(anchor, node)
        self.attach(node)

    def remember(self, anchor: str | None, node: Node) -> None:
        if anchor is not None:
            self.anchored[anchor] = node

    def count_in(self, node: Node) -> None:
        self.count += node.size if node.alias else 1
        if self.count > MAX_NODES:
            raise self.refuse(node.line, f"holds more than {MAX_NODES:,} values", "a smaller file")

    def attach(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent, key = self.open[-1], self.keys[-1]
        if parent.items is not None:
            parent.items.append(node)
        elif key is None:
            self.keys[-1] = node
        else:
            if node.text == "" and not node.quoted and node.start == node.end:
                self.place_empty(key, node)
            assert parent.entries is not None  # noqa: S101  a parent is a list or a mapping
            parent.entries.append(Entry(key, node))
            self.keys[-1] = None

    def place_empty(self, key: Node, node: Node) -> None:
        # The parser reports a missing value at the next token; it belongs right after its key's colon.
        colon = self.text.find(":", key.end)
        after_key = colon >= 0 and not self.text[key.end : colon].strip()
        node.start = node.end = colon + 1 if after_key else key.end
        node.line = key.line


def _events(text: str) -> Iterator[Event]:
    yield from YAML(typ="safe", pure=True).parse(text)


def read_tree(text: str, file: str) -> Node | None:
    """The tree of a YAML text, None when it is empty; CompanyError when it is no YAML or out of bounds.

    >>> read_tree("company: Brightline", "company.yaml").entries[0].value.text
    'Brightline'
    """
    builder = _Builder(text, file)
    if len(text) > MAX_BYTES or len(text.encode(errors="replace")) > MAX_BYTES:
        raise builder.refuse(1, "is larger than 2 MB", "a company.yaml written by hand")
    try:
        for event in _events(text):
            builder.take(event)
    except MarkedYAMLError as error:
        raise _syntax(builder, error) from error
    except YAMLError as error:  # a character that no text file has
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1
        raise builder.refuse(
            line, "has a character that is not text", "a plain text file in UTF-8"
        ) from error
    return builder.root


# What the parser says, what it means to the person who wrote the file, and what would be right.
_IN_PLAIN_WORDS = (
    ("end of stream", "has an opening quote that is never closed", "a closing quote"),
    ("stream end", "has an opening bracket that is never closed", "a closing bracket"),
    (
        "expected ',' or",
        "has an opening bracket that is not closed, or a comma missing after it",
        "[a, b] or {a: b}",
    ),
    ("'\\t'", "is indented with a tab", "spaces"),
    ("mapping values are not allowed", "has a second colon", 'quotes around words with a colon, as "a: b"'),
)


def _syntax(builder: _Builder, error: MarkedYAMLError) -> CompanyError:
    problem = " ".join(str(part) for part in (error.context, error.problem) if part)
    known = (meant for said, *meant in _IN_PLAIN_WORDS if said in problem)
    unknown = [f"is not valid YAML: {problem}", "key: value, each level indented by spaces"]
    wrong, right = next(known, unknown)
    return builder.refuse(_line_of(builder, error, wrong), wrong, right)


def _line_of(builder: _Builder, error: MarkedYAMLError, wrong: str) -> int:
    brackets = [node.line for node in builder.open if node.flow]
    if "bracket" in wrong and brackets:
        return brackets[-1]
    mark = (
        (error.context_mark if "never closed" in wrong else None) or error.problem_mark or error.context_mark
    )
    return mark.line + 1 if mark is not None else 1
