"""Speaking to a terminal that may be narrow, colourless, piped, or know no letters beyond ASCII.

Company text is never read as markup, and can neither steer the terminal nor break the encoding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from unslump.report.plain import plain

__all__ = ["Voice"]

IN_ASCII = str.maketrans(
    {
        "–": "-", "·": "|", "…": "...", "’": "'", "‘": "'", "“": '"', "”": '"', "≥": ">=",
        "█": "#", "░": ".", "┃": "|", "▲": "!", "✓": "+", "✕": "x",
        "→": "->", "●": "*", "│": "|", "▼": "v", "•": "-",
    }
)  # fmt: skip


class Voice:
    """Says things on one console, in what that console can show."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.width = max(40, console.width)

    def text(self, words: str, style: str = "") -> Text:
        """Words as this console can show them, never as markup."""
        shown = plain(words)
        if self.console.options.ascii_only:
            encoding = self.console.encoding
            shown = shown.translate(IN_ASCII).encode(encoding, "replace").decode(encoding)
        return Text(shown, style=style, overflow="fold")

    def say(self, words: str | Text = "", style: str = "", indent: int = 0) -> None:
        """One paragraph, wrapped at words; a Text must come from `text`."""
        shown = words if isinstance(words, Text) else self.text(words, style)
        self._put(shown, indent)

    def heading(self, words: str) -> None:
        """A heading with air above it."""
        self.say()
        self.say(words, "bold")

    def points(self, items: Iterable[tuple[str, str, str]]) -> None:
        """A list: (mark, text, style of the mark), the text hanging beside its mark."""
        grid = Table.grid(padding=(0, 1))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for mark, words, style in items:
            grid.add_row(self.text(mark, style), self.text(words))
        self._put(grid, 2)

    def rows(self, rows: Iterable[Sequence[str]], justify: Sequence[Literal["left", "right"]]) -> None:
        """A small table without lines; the first column gives way when the console is narrow."""
        grid = Table.grid(padding=(0, 2))
        for place, side in enumerate(justify):
            grid.add_column(justify=side, overflow="fold", no_wrap=place > 0)
        for row in rows:
            grid.add_row(*(self.text(cell) for cell in row))
        self._put(grid, 2)

    def _put(self, shown: Text | Table, indent: int) -> None:
        """Prints line by line, without the blanks Rich fills lines up with: pipes and copies keep them."""
        width = self.width - indent
        options = self.console.options.update(width=width)
        for segments in self.console.render_lines(shown, options, pad=False):
            line = Text(" " * indent).append_text(
                Text.assemble(*((part.text, part.style or "") for part in segments))
            )
            line.rstrip()
            self.console.print(line, highlight=False, no_wrap=True, overflow="ignore", crop=False)
