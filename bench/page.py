"""docs/benchmarks.md: one section a claim, each replaced on its own, with when and where it was made."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.table import BenchTable

__all__ = ["Machine", "put_section", "section"]

_HEAD = """# What is claimed, measured

Written by `make bench`; do not edit by hand. Each section says what is claimed, what was measured and
how to measure it again. Figures that miss their aim stand as they are. Ratios come from one run on one
machine; seconds are that machine's and say little about another.
"""


@dataclass(frozen=True)
class Machine:
    """Where something was measured."""

    cores: int
    memory_gb: float
    system: str
    python: str

    @classmethod
    def this(cls) -> Machine:
        """The machine this runs on."""
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        return cls(
            len(os.sched_getaffinity(0)),
            memory / 2**30,
            f"{platform.system()} {platform.machine()}",
            platform.python_version(),
        )

    def __str__(self) -> str:
        return f"{self.cores} cores, {self.memory_gb:.0f} GB, {self.system}, Python {self.python}"


def put_section(page: Path, name: str, tables: Sequence[BenchTable], machine: Machine, day: date) -> None:
    """Replace the section `name` of the page, or add it; the others stay byte by byte as they are."""
    old = page.read_text(encoding="utf-8") if page.exists() else ""
    sections = {match[1]: match[0] for match in re.finditer(_SECTION, old)}
    sections[name] = section(name, tables, machine, day)
    text = "\n".join([_HEAD, *(sections[key] + "\n" for key in sorted(sections))])
    page.write_text(text.rstrip("\n") + "\n", encoding="utf-8")


_SECTION = re.compile(r"<!-- claim: (\w+) -->.*?<!-- end of \1 -->", re.DOTALL)


def section(name: str, tables: Sequence[BenchTable], machine: Machine, day: date) -> str:
    """One claim in Markdown, between its marks.

    >>> table = BenchTable("Pies", "At most 2.", ["pie", "slices"], [["apple", "1"]], ["Fresh."], "bake")
    >>> print(section("pies", [table], Machine(2, 4.0, "Linux x86_64", "3.11.7"), date(2026, 1, 2)))
    <!-- claim: pies -->
    ## Pies
    <BLANKLINE>
    At most 2.
    <BLANKLINE>
    | pie | slices |
    |---|---|
    | apple | 1 |
    <BLANKLINE>
    - Fresh.
    <BLANKLINE>
    Measured 2026-01-02 on 2 cores, 4 GB, Linux x86_64, Python 3.11.7. Again: `bake`.
    <!-- end of pies -->
    """
    parts = [f"<!-- claim: {name} -->"]
    shown: list[str] = []
    for table in tables:
        notes = [note for note in _whole(table.notes) if note not in shown]
        shown += notes
        parts += [f"## {table.title}", "", table.claim, "", *_grid(table), ""]
        parts += [*(f"- {note}" for note in notes), ""] if notes else []
    commands = dict.fromkeys(table.command for table in tables if table.command)
    again = f" Again: {', '.join(f'`{command}`' for command in commands)}." if commands else ""
    return "\n".join([*parts, f"Measured {day} on {machine}.{again}", f"<!-- end of {name} -->"])


def _whole(notes: Sequence[str]) -> list[str]:
    """Notes broken over lines for the terminal, whole again: one ends where a line ends with a full stop."""
    whole: list[str] = []
    for line in notes:
        if whole and not whole[-1].endswith("."):
            whole[-1] += f" {line}"
        else:
            whole.append(line)
    return whole


def _grid(table: BenchTable) -> list[str]:
    rows = [table.header, *table.rows]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return [lines[0], "|" + "---|" * len(table.header), *lines[1:]]
