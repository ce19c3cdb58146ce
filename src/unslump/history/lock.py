"""One import at a time: an advisory lock on a file, freed by the kernel when its holder dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from unslump.errors import Busy

__all__ = ["import_lock"]


@contextmanager
def import_lock(path: Path) -> Iterator[None]:
    """Hold the lock at `path` for the length of the block.

    Raises Busy at once, naming the holder, when another process or thread has it, and OSError when
    the file cannot be opened for writing.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(
                f"Another import is changing this history: {_holder(handle)}.",
                hint="Nothing was changed here. Run this again when that one is done.",
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(handle)  # which frees the lock


def _holder(handle: int) -> str:
    """Who wrote the lock, and since when: the file's own time is when it was taken."""
    pid = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
    since = datetime.fromtimestamp(os.fstat(handle).st_mtime, UTC)
    return f"process {pid or 'unknown'}, since {since:%Y-%m-%d %H:%M:%S} UTC"
