"""Where a proposed mapping is kept: beside company.yaml, never over one that may have been edited.

It is kept when the import fails, too: then it is most of the way to one that works.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path

from unslump.errors import ImportFailed, StoreError
from unslump.history.importing.mapping import mapping_text, write_mapping
from unslump.history.importing.work import Work

__all__ = ["keep_mapping", "keep_what_was_proposed"]


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


def keep_what_was_proposed(error: ImportFailed, work: Work, directory: Path, place: Path | None) -> None:
    """Save the mapping an import had come to when it failed, and let its error say where it lies.

    `place` is where the user wants it. A folder that refuses it too is no second error.
    """
    text = (mapping_text(work.proposals) if work.proposals else "") + error.mapping
    if not text:
        return
    try:
        path = write_mapping(place, text) if place else keep_mapping(directory, text)
    except StoreError:
        return
    said = f"The mapping so far is in {path}. Mend it, and import again with --map {path}"
    error.hint = f"{error.hint}\n\n{said}" if error.hint else said
