"""The table a benchmark hands back: what is claimed, what was measured, how to measure it again."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["BenchTable"]


@dataclass
class BenchTable:
    """One measured claim. `rows` are cells as text under `header`; `command` repeats the measurement."""

    title: str
    claim: str
    header: list[str]
    rows: list[list[str]]
    notes: list[str] = field(default_factory=list)
    command: str = ""

    def __str__(self) -> str:
        widths = [max(len(row[at]) for row in [self.header, *self.rows]) for at in range(len(self.header))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in [self.header, ["-" * width for width in widths], *self.rows]
        ]
        return "\n".join([self.title, self.claim, "", *lines, "", *self.notes, f"again: {self.command}"])
