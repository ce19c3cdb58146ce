"""company.yaml changed from a page: only what differs is rewritten, and never over somebody's change.

The writer says which text they had read (`seen`, a digest). The new text stands in a file beside it
first, and takes the old one's place in one step: a reader sees the old or the new one, never a half.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from unslump.business.company import Company
from unslump.errors import ChangedMeanwhile, StoreError
from unslump.workspace.company_file import FILE

__all__ = ["company_seen", "refuse_changed", "write_company_text"]

_LOCK = ".company.lock"


def company_seen(directory: Path) -> str:
    """What tells one text of company.yaml from another; "none" without one."""
    return _digest(_bytes_of(directory / FILE))


def write_company_text(directory: Path, company: Company, seen: str) -> None:
    """Write the company into company.yaml, comments and order kept.

    Raises ChangedMeanwhile when the file is no longer the one that was `seen`, CompanyError or
    QuestionError when the text cannot hold the company, StoreError when the disk refuses.
    """
    path = (directory / FILE).resolve()
    with _alone(directory):
        raw = _bytes_of(path)
        _refuse_changed(raw, seen)
        text = company.to_yaml((raw or b"").decode("utf-8"))
        _put(path, text.encode("utf-8"))


def refuse_changed(directory: Path, seen: str) -> None:
    """Raise ChangedMeanwhile when company.yaml is no longer the one that was `seen`."""
    _refuse_changed(_bytes_of(directory / FILE), seen)


def _refuse_changed(raw: bytes | None, seen: str) -> None:
    if _digest(raw) != seen:
        raise ChangedMeanwhile(
            "Nothing was written: company.yaml has been changed since you read it.",
            hint="Look at it as it is now, and make your change again.",
        )


def _put(path: Path, content: bytes) -> None:
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".company-", suffix=".yaml")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}.") from error
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        Path(beside).replace(path)
    except OSError as error:
        with suppress(OSError):
            Path(beside).unlink()
        raise StoreError(f"{path} cannot be written: {error.strerror or error}.") from error


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """One writer at a time; the lock is gone with the process that holds it."""
    try:
        handle = os.open(directory / _LOCK, os.O_WRONLY | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(f"{directory} cannot be written to: {error.strerror or error}.") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}.") from error


def _digest(raw: bytes | None) -> str:
    return "none" if raw is None else hashlib.sha256(raw).hexdigest()
