"""Full and read-only disks for tests: a small tmpfs where mounting is allowed, chmod elsewhere."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _mount(*arguments: str) -> None:
    done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """`folder` on a disk of its own that holds `size`; skips where mounting is not allowed."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder.mkdir(exist_ok=True)
    _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """`folder` as nobody may write it: a read-only mount for root, whom no rights bind."""
    if os.geteuid() == 0:
        _mount("--bind", str(folder), str(folder))
        try:
            _mount("-o", "remount,ro,bind", str(folder))
            yield folder
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)
        return
    changed = [path for path in [folder, *folder.rglob("*")] if not path.is_symlink()]
    modes = {path: path.stat().st_mode for path in changed}
    try:
        for path in changed:
            path.chmod(modes[path] & ~0o222)
        yield folder
    finally:
        for path in changed:
            path.chmod(modes[path])
