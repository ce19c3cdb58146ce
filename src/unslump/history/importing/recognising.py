"""Which origin a sheet comes from, told by its headers."""

from __future__ import annotations

from unslump.history.importing.sheets import Sheet
from unslump.history.sources import LAYOUTS, Layout

__all__ = ["recognise"]


def recognise(sheet: Sheet, table: str | None = None) -> list[Layout]:
    """The layouts the sheet fills: one, or several of the same origin for different tables.

    The closest layout is the one that knows most of the headers. `table` keeps to one table.
    Empty when the sheet is of no known origin.
    """
    headers = sheet.bare_headers
    fitting = [layout for layout in LAYOUTS if layout.fits(headers)]
    mains = [layout for layout in fitting if not layout.beside]
    if not mains:
        return []
    best = max(mains, key=lambda layout: (len(layout.needs) + bool(layout.any_of), layout.known(headers)))
    beside = [layout for layout in fitting if layout.beside == best.what and layout.origin == best.origin]
    return [layout for layout in (best, *beside) if not table or layout.table == table]
