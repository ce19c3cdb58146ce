"""A sheet: a table of text as it stands in a file, before anything is known about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from unslump.errors import ImportFailed
from unslump.history.sources import bare

__all__ = ["Sheet"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of one file.

    `relation` is what DuckDB reads it from, with a VARCHAR column `c0`, `c1` … for each header.
    `first_row` is the row of the first data as a spreadsheet counts it. The decimal mark of the
    columns in `numeric` is known to be a point, because the file itself types them. `text` says
    how to read a text file again: its path, delimiter and quotation mark.
    """

    name: str
    headers: tuple[str, ...]
    relation: str
    first_row: int = 2
    numeric: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    text: tuple[Path, str, str] | None = None

    @property
    def bare_headers(self) -> frozenset[str]:
        """The headers reduced to what identifies them."""
        return frozenset(bare(header) for header in self.headers)

    def position(self, header: str) -> int | None:
        """Where a header stands; as written, else by what identifies it.

        Raises ImportFailed when several columns carry that very name.
        """
        exact = [at for at, name in enumerate(self.headers) if name == header]
        if len(exact) > 1:
            raise ImportFailed(
                f"{self.name} has {len(exact)} columns called {header!r}, and nothing says which is meant.",
                hint="Rename or remove all but one of them, and import the file again.",
            )
        if exact:
            return exact[0]
        wanted = bare(header)
        alike = [at for at, name in enumerate(self.headers) if bare(name) == wanted]
        same = {self.headers[at] for at in alike}
        if len(alike) > len(same):
            return self.position(self.headers[alike[0]])
        return alike[0] if alike else None

    def not_used(self, used: Iterable[int]) -> list[str]:
        """The headers nothing is read from."""
        taken = set(used)
        return [header for at, header in enumerate(self.headers) if at not in taken and header]

    def repeated(self) -> list[str]:
        """Headers that stand more than once."""
        return [header for header, times in Counter(self.headers).items() if times > 1 and header]
