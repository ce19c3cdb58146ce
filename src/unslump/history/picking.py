"""Rows picked by what people call things, and by the days on which they came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import ibis

__all__ = ["came_within", "labels_meant"]


def labels_meant(table: ibis.Table, column: str, wanted: Callable[[str], bool]) -> list[str]:
    """The labels in a column that `wanted` accepts: asked once a label, not once a row."""
    labels = table.select(label=column).distinct().to_pyarrow()["label"].to_pylist()
    return [label for label in labels if label is not None and wanted(label)]


def came_within(moment: ibis.Value, start: date, end: date) -> ibis.Value:
    """Whether a moment lies on one of the days from start to end, both included."""
    return moment.date().between(ibis.date(start.isoformat()), ibis.date(end.isoformat()))
