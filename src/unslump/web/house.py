"""What every page needs of the workspace it shows: one object, made once, kept in the application."""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unslump.errors import StoreError
from unslump.records import accounts
from unslump.records.moments import utc_now as now
from unslump.web.accounts.sessions import Sessions
from unslump.web.answers.shelf import Shelf
from unslump.web.safety.throttle import Throttle

if TYPE_CHECKING:
    from unslump.workspace import Workspace

__all__ = ["House", "Kept", "now"]

KEY_FILE = ".unslump-web-key"
_MOST_DRAWN = 300
_STANDS = 1.0  # seconds


class Kept:
    """Things made once for a key and kept while there is room; making one never stops the others."""

    def __init__(self, most: int = _MOST_DRAWN) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._things: OrderedDict[Hashable, Any] = OrderedDict()

    def of(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The thing for a key."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        made = make()
        with self._lock:
            self._things[key] = made
            while len(self._things) > self._most:
                self._things.popitem(last=False)
        return made


@dataclass
class House:
    """A workspace with its shelf, its doors, and what was drawn already.

    `open_to_all` is whether who comes from this machine needs no account: bound to loopback, and none made.
    `worker_alive` tells whether the worker's process runs; None: nobody knows.
    """

    workspace: Workspace
    loopback: bool
    user: str
    shelf: Shelf = field(init=False)
    sessions: Sessions = field(init=False)
    throttle: Throttle = field(default_factory=Throttle)
    drawn: Kept = field(default_factory=Kept)
    worker_alive: Callable[[], bool | None] = lambda: None
    _open: tuple[float, bool] = (-1e9, False)

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.workspace)
        self.sessions = Sessions(self.workspace.records, _key(self.workspace.directory))

    @property
    def open_to_all(self) -> bool:
        """Whether nobody has to come in by name. It is looked up again after a second."""
        if not self.loopback:
            return False
        looked, found = self._open
        if time.monotonic() - looked > _STANDS:
            with self.workspace.records.reading() as connection:
                found = accounts.count_accounts(connection) == 0
            self._open = (time.monotonic(), found)
        return found

    @property
    def uploads(self) -> Path:
        """Where files lie that were brought in through a page."""
        return self.workspace.directory / "uploads"

    def note(self, by: str, action: str, about: str) -> None:
        """Write down that something was done."""
        with self.workspace.records.writing() as connection:
            accounts.note(connection, by, action, about[:500], now())


def _key(directory: Path) -> bytes:
    """The key that signs cookies and forms: made once, readable by its owner alone.

    Raises StoreError when the folder cannot be written.
    """
    path = directory / KEY_FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written: {error.strerror or error}.",
            hint="The web app needs a folder that it may write to.",
        ) from error
    with os.fdopen(handle, "wb") as stream:
        key = secrets.token_bytes(32)
        stream.write(key)
    return key
