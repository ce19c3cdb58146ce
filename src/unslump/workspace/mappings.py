"""Where a proposed mapping is kept: beside company.yaml, never over one that may have been edited."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from unslump.history.importing.mapping import write_mapping

__all__ = ["keep_mapping"]


def keep_mapping(directory: Path, text: str) -> Path:
    """Save a mapping as mapping.yaml, mapping-2.yaml …: the first name that is free or says the same.

    Raises StoreError when the folder does not allow it.
    """
    for number in count(1):
        path = directory / ("mapping.yaml" if number == 1 else f"mapping-{number}.yaml")
        if not path.exists():
            return write_mapping(path, text)
        if path.is_file() and path.read_text(encoding="utf-8", errors="replace").endswith(text):
            return path
    raise AssertionError("there is always a free number")
