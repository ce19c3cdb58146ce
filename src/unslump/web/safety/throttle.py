"""Guessing at passwords is made slow: after five wrong ones it takes twice as long each time."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

__all__ = ["Throttle"]

_FREE = 5
_FIRST, _LONGEST = timedelta(seconds=2), timedelta(minutes=15)
_FORGOTTEN = timedelta(hours=1)
_MOST = 10_000


class Throttle:
    """Counts failures by key, in memory; a success clears its key."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failed: dict[str, tuple[int, datetime]] = {}

    def wait(self, key: str, now: datetime) -> timedelta:
        """How long this key has to wait before it may try again; zero: not at all."""
        with self._lock:
            count, last = self._failed.get(key, (0, now))
        if count < _FREE:
            return timedelta(0)
        pause: timedelta = min(_FIRST * 2 ** min(count - _FREE, 20), _LONGEST)
        return max(last + pause - now, timedelta(0))

    def failed(self, key: str, now: datetime) -> None:
        """Count one more failure."""
        with self._lock:
            if len(self._failed) >= _MOST:
                self._failed = {k: v for k, v in self._failed.items() if now - v[1] < _FORGOTTEN}
                while len(self._failed) >= _MOST:  # a flood of names: the oldest give way
                    self._failed.pop(next(iter(self._failed)))
            count, last = self._failed.pop(key, (0, now))
            self._failed[key] = (1 if now - last > _FORGOTTEN else count + 1, now)

    def succeeded(self, key: str) -> None:
        """Forget its failures."""
        with self._lock:
            self._failed.pop(key, None)
