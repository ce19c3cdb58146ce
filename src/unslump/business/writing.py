"""Rewriting company.yaml: only what differs is touched, everything else stays byte for byte.

The original and the wished-for company are compared as plain data; each difference becomes an
edit of a stretch of the text, found through the places the parser reports. Comments, blank lines,
order, quotes and notation of the rest are never parsed and written again, so they cannot suffer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from unslump.business.company import Company
from unslump.business.company_data import plain_company
from unslump.business.notation import InOrder, Plain, block_lines, flow, words
from unslump.business.reading import company_of_tree, read_company
from unslump.business.shape import key_form
from unslump.business.yaml_tree import Entry, Node, read_tree
from unslump.errors import CompanyError, QuestionError

__all__ = ["write_company"]

FILE = "company.yaml"
_REST_OF_LINE = re.compile(r"[ \t]*(?:#.*)?$")


def write_company(company: Company, original: str) -> str:
    """The text of company.yaml for `company`; see Company.to_yaml."""
    mark = "\ufeff" if original.startswith("\ufeff") else ""
    text = original.removeprefix("\ufeff")
    tree = read_tree(text, FILE)
    if tree is None or tree.is_empty:
        comments = f"{text.rstrip()}\n" if text.strip() and tree is None else ""
        return mark + _read_back(company, comments + _fresh(company))
    before = company_of_tree(tree, FILE)
    if before == company:
        return original
    text = _without_aliases(text, tree)
    tree = read_tree(text, FILE)
    assert tree is not None  # noqa: S101  it was not empty before either
    edits = _Edits(text)
    edits.change(tree, plain_company(before), plain_company(company))
    return mark + _read_back(company, edits.applied())


def _fresh(company: Company) -> str:
    lines = [
        line for key, value in plain_company(company).items() for line in block_lines(f"{key}:", value, 0)
    ]
    return "\n".join(lines) + "\n"


def _read_back(company: Company, text: str) -> str:
    try:
        same = read_company(text, FILE) == company
    except CompanyError as error:
        raise QuestionError("this company cannot be written to company.yaml", hint=str(error)) from error
    if not same:
        raise QuestionError(
            "this company cannot be written to company.yaml: it would read differently",
            hint="Names must be plain words, without line breaks or spaces at their ends.",
        )
    return text


def _without_aliases(text: str, tree: Node) -> str:
    """The text with every *alias replaced by what it stands for, so that each value can change alone."""
    for node in sorted(_aliases(tree), key=lambda alias: alias.start, reverse=True):
        text = text[: node.start] + _flow_of(node) + text[node.end :]
    return text


def _aliases(node: Node) -> Iterator[Node]:
    if node.alias:
        yield node
        return
    for entry in node.entries or ():
        yield from _aliases(entry.key)
        yield from _aliases(entry.value)
    for item in node.items or ():
        yield from _aliases(item)


def _flow_of(node: Node) -> str:
    if node.entries is not None:
        return "{" + ", ".join(f"{_flow_of(e.key)}: {_flow_of(e.value)}" for e in node.entries) + "}"
    if node.items is not None:
        return "[" + ", ".join(_flow_of(item) for item in node.items) + "]"
    return "null" if node.is_empty else words(node.text or "")


@dataclass(slots=True)
class _Edits:
    text: str
    edits: list[tuple[int, int, str]] = field(default_factory=list)  # start, end, what comes there

    def applied(self) -> str:
        """The text with all edits made; those at one place stay in the order they were asked for."""
        text = self.text
        in_order = sorted(self.edits, key=lambda edit: edit[:2])
        for start, end, new in reversed(in_order):
            text = text[:start] + new + text[end:]
        return text

    def change(self, node: Node, before: Plain, after: Plain) -> None:
        """Make the value at `node`, which means `before`, mean `after`."""
        if before == after:
            return
        if isinstance(before, dict) and isinstance(after, dict) and node.entries:
            self._change_group(node, node.entries, before, after)
        elif isinstance(before, list) and isinstance(after, list) and node.items:
            self._change_list(node, node.items, before, after)
        else:
            self._replace(node, after)

    def _replace(self, node: Node, after: Plain) -> None:
        new = flow(after)
        if node.start == node.end:  # nothing was written there
            new = f" {new}" if self.text[node.start - 1] == ":" else f": {new}"
        elif node.end > node.start and self.text[node.end - 1] == "\n":  # a block of text ends with its line
            new += self._newline
        self.edits.append((node.start, node.end, new))

    def _change_group(
        self, node: Node, entries: list[Entry], before: dict[str, Plain], after: dict[str, Plain]
    ) -> None:
        names = before.keys() | after.keys()
        found = {key: entry for key in names if (entry := _found(entries, key, names))}
        renamed = _renamed(before, after)
        for was, now in renamed.items():
            found[now] = found.pop(was)
        before = {renamed.get(key, key): value for key, value in before.items()}
        gone = [entry for key, entry in found.items() if key not in after]
        new = [key for key in after if key not in found]
        kept = [found[key].key.start for key in after if key in found]
        if not kept or not self._can_edit(node, entries, gone, new):
            self._replace(node, after)
        elif isinstance(after, InOrder) and kept != sorted(kept):
            self._rewrite(node, entries, after)
        else:
            for now in renamed.values():
                self.edits.append((found[now].key.start, found[now].key.end, words(now)))
            for entry in gone:
                self._remove_lines(entry.key.start, entry.value.end)
            for key, entry in found.items():
                if key in after:
                    self._change_entry(node, entry, before.get(key), after[key])
            self._add_entries(node, entries, found, after)

    def _add_entries(
        self, node: Node, entries: list[Entry], found: dict[str, Entry], after: dict[str, Plain]
    ) -> None:
        """Add what is new: after the entry before it where order counts, else after all others."""
        last: Entry | None = None if isinstance(after, InOrder) else entries[-1]
        for key, value in after.items():
            if key in found:
                last = found[key] if isinstance(after, InOrder) else last
            elif node.flow:
                place = last.value.end if last else entries[0].key.start
                text = f"{words(key)}: {flow(value)}"
                self.edits.append((place, place, f", {text}" if last else f"{text}, "))
            else:
                place = last.value.end if last else self._line_start(entries[0].key.start)
                self._add_lines(place, block_lines(f"{words(key)}:", value, entries[0].key.column))

    def _rewrite(self, node: Node, entries: list[Entry], after: InOrder) -> None:
        if node.flow or self._before_on_line(entries[0].key.start):
            self._replace(node, after)
            return
        column = entries[0].key.column
        lines = [
            line for key, value in after.items() for line in block_lines(f"{words(key)}:", value, column)
        ]
        start, end = self._line_start(entries[0].key.start), self._line_end(entries[-1].value.end)
        self.edits.append((start, end, "".join(line + self._newline for line in lines)))

    def _change_entry(self, group: Node, entry: Entry, before: Plain, after: Plain) -> None:
        value, lines = entry.value, block_lines("", after, entry.key.column)[1:]
        if before is None and value.entries and isinstance(after, dict):
            before = {}  # written, but saying nothing unusual
        if value.is_empty and value.start == value.end and lines and not group.flow:
            self._add_lines(value.end, lines)
        else:
            self.change(value, before, after)

    def _can_edit(self, node: Node, entries: list[Entry], gone: list[Entry], new: list[str]) -> bool:
        if node.flow:
            return not gone and all(entry.value.end > entry.value.start for entry in entries if new)
        plain_keys = all(not self._before_on_line(entry.key.start).endswith("?") for entry in entries)
        return plain_keys and all(self._has_own_lines(entry.key.start, entry.value.end) for entry in gone)

    def _change_list(self, node: Node, items: list[Node], before: list[Plain], after: list[Plain]) -> None:
        if len(before) != len(items) or not after:
            self._replace(node, after)
            return
        head = 0
        while head < min(len(before), len(after)) and before[head] == after[head]:
            head += 1
        tail = 0
        while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
            tail += 1
        old, new = items[head : len(items) - tail], after[head : len(after) - tail]
        kept = min(len(old), len(new))
        starts = [self._dash(item) for item in items]
        if len(old) != len(new) and (node.flow or any(start is None for start in starts)):
            self._replace(node, after)
            return
        for item, was, now in zip(old[:kept], before[head:], new[:kept], strict=False):
            self.change(item, was, now)
        for item in old[kept:]:
            self._remove_lines(self._dash(item) or item.start, item.end)
        if new[kept:]:
            last = items[head + kept - 1] if head + kept else None
            column = self._column(starts[0] or 0)
            lines = [line for value in new[kept:] for line in block_lines("-", value, column)]
            self._add_lines(last.end if last else self._line_start(starts[0] or 0), lines)

    def _dash(self, item: Node) -> int | None:
        dash = self.text.rfind("-", 0, item.start)
        alone = dash >= 0 and not self.text[dash + 1 : item.start].strip()
        return dash if alone and self._has_own_lines(dash, item.end) else None

    def _remove_lines(self, start: int, end: int) -> None:
        self.edits.append((self._line_start(start), self._line_end(end), ""))

    def _add_lines(self, after: int, lines: list[str]) -> None:
        at = self._line_end(after) if after and self.text[after - 1] != "\n" else after
        lead = self._newline if at and self.text[at - 1] != "\n" else ""
        self.edits.append((at, at, lead + "".join(line + self._newline for line in lines)))

    def _has_own_lines(self, start: int, end: int) -> bool:
        return not self._before_on_line(start) and (
            self.text[end - 1] == "\n"
            or bool(_REST_OF_LINE.match(self.text[end : self._line_end(end)].rstrip()))
        )

    def _before_on_line(self, place: int) -> str:
        return self.text[self._line_start(place) : place].strip()

    def _column(self, place: int) -> int:
        return place - self._line_start(place)

    def _line_start(self, place: int) -> int:
        return self.text.rfind("\n", 0, place) + 1

    def _line_end(self, place: int) -> int:
        if place and self.text[place - 1] == "\n":
            return place
        found = self.text.find("\n", place)
        return len(self.text) if found < 0 else found + 1

    @property
    def _newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"


def _renamed(before: dict[str, Plain], after: dict[str, Plain]) -> dict[str, str]:
    """Names that took the place of others in the same row: who was, and who is now."""
    if not isinstance(after, InOrder) or len(before) != len(after):
        return {}
    pairs = zip(before, after, strict=True)
    return {was: now for was, now in pairs if was not in after and now not in before}


def _found(entries: list[Entry], key: str, names: Set[str]) -> Entry | None:
    """The entry of that key, or none: by its own spelling first, then as a known key is spelt."""
    spelt = [(" ".join((entry.key.text or "").split()), entry) for entry in entries]
    exact = (entry for name, entry in spelt if name == key)
    alike = (entry for name, entry in spelt if name not in names and key_form(name) == key_form(key))
    return next(exact, None) or next(alike, None)
