"""The progress bar: on stderr, only on a terminal, and only once a second has passed."""

from __future__ import annotations

import os
import sys
from threading import Lock, Timer
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

__all__ = ["Waiting"]

_PATIENCE = 1.0  # seconds


class Waiting:
    """While the block runs, `step(what, share)` says how far it is (share 0 to 1).

    Without steps the bar only moves. `console` is stderr unless given.
    """

    def __init__(self, what: str, console: Console | None = None, patience: float = _PATIENCE) -> None:
        self._what, self._share = what, 0.0
        self._console = console
        self._timer = Timer(patience, self._appear)
        self._timer.daemon = True
        self._lock = Lock()
        self._over = False
        self._bar: Progress | None = None

    def step(self, what: str, share: float) -> None:
        """Say what is being done and how far everything is."""
        with self._lock:
            self._what, self._share = what, share
            self._draw()

    def __enter__(self) -> Waiting:
        if self._console is not None or _is_terminal():
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._over = True
            if self._bar is not None:
                self._bar.stop()

    def _appear(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        console = self._console or Console(stderr=True)
        with self._lock:
            if self._over:
                return
            columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
            self._bar = Progress(*columns, console=console, transient=True)
            self._bar.add_task(self._what, total=None)
            self._bar.start()
            self._draw()

    def _draw(self) -> None:
        if self._bar is not None:
            from unslump.report.plain import plain

            total = 1.0 if self._share > 0 else None
            task = self._bar.tasks[0].id
            self._bar.update(task, description=plain(self._what), completed=self._share, total=total)


def _is_terminal() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
