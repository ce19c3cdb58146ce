"""Where a report is written: whole or not at all, and over nothing but an older report."""

from __future__ import annotations

import os
import tempfile
from os import PathLike
from pathlib import Path

from unslump.errors import QuestionError, StoreError

__all__ = ["page_place", "write_page"]

_ELSEWHERE = "Choose another place with -o FILE."


def page_place(path: str | PathLike[str]) -> Path:
    """The path, if a report may be written there.

    Raises QuestionError when something else would be lost, StoreError when the folder is not there
    or read-only: before the work is done, not after it.
    """
    place = Path(path)
    if place.is_dir():
        raise QuestionError(f"{place} is a folder.", hint="Name a file, as report.html.")
    if place.is_file() and place.stat().st_size and not _is_page(place):
        raise QuestionError(
            f"{place} is there already and is no report.", hint="It was left as it is. Name another file."
        )
    if not place.parent.is_dir():
        raise StoreError(f"There is no folder {place.parent}.", hint="Make it, or choose another: -o FILE")
    if not os.access(place.parent, os.W_OK):
        raise StoreError(f"{place} cannot be written: {place.parent} is read-only.", hint=_ELSEWHERE)
    return place


def write_page(place: Path, text: str) -> Path:
    """Write the file; StoreError when the disk refuses, and then what was there is still there."""
    written: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".report-", dir=place.parent)
        written = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        written.chmod(0o644)
        written.replace(place)
    except OSError as error:
        if written is not None:
            written.unlink(missing_ok=True)
        raise StoreError(f"{place} cannot be written: {error.strerror or error}.", hint=_ELSEWHERE) from error
    return place


def _is_page(place: Path) -> bool:
    with place.open("rb") as stream:
        return stream.read(64).lstrip().lower().startswith(b"<!doctype html")
