"""A search that someone stops gives the best it has found so far, as Ctrl-C does on the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Stopped", "best_so_far"]

Progress = Callable[[str, float], None]


class Stopped(BaseException):
    """Someone asked to leave the question.

    It stands apart from the worker, which runs as a script: a class of the script's is not the module's.
    """


@contextmanager
def best_so_far(progress: Progress) -> Iterator[Progress]:
    """What to call with (step, share done): to be stopped reaches the search as Ctrl-C would.

    Before there is anything to give, it ends as Stopped does elsewhere.
    """

    def told(step: str, share: float) -> None:
        try:
            progress(step, share)
        except Stopped:
            raise KeyboardInterrupt from None

    try:
        yield told
    except KeyboardInterrupt:
        raise Stopped from None
