"""Layouts are data: they only speak of columns that exist, and no header belongs to two origins' keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.history.sources import LAYOUTS, Layout, bare
from unslump.history.tables import TABLES


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: f"{layout.title}: {', '.join(layout.needs)}")
def test_a_layout_fills_its_table(layout: Layout) -> None:
    if layout.role == "nothing":
        assert not layout.columns
        return
    table = TABLES[layout.table]
    assert set(layout.columns) | set(layout.constants) <= set(table.names)
    if layout.role == "rows":
        required = {column.name for column in table.columns if column.required}
        assert required <= set(layout.columns) | set(layout.constants)
    if layout.role == "rows" and layout.table == "deals":
        assert layout.outcomes is not None


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: f"{layout.title}: {', '.join(layout.needs)}")
def test_a_layout_fits_its_own_headers(layout: Layout) -> None:
    headers = {bare(name) for name in (*layout.needs, *layout.any_of[:1])}
    assert layout.fits(frozenset(headers))
    for name in layout.needs:
        assert not layout.fits(frozenset(headers - {bare(name)}))


@given(st.text())
def test_a_bare_header_stays_bare(header: str) -> None:
    assert bare(bare(header)) == bare(header) or bare(header).startswith("property")
    assert bare(f" {header} ") == bare(header) or header.casefold().startswith("property_")
