"""One's own board: a number drawn once, so that entries keep their ids, and which stories are on it."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from unslump.records import kept

__all__ = ["OwnBoard", "keep_own_board", "own_board"]

_KIND, _KEY = "own_board", "own"


class OwnBoard(BaseModel):
    """`number` says nothing of the firm; `stories` are the names of those that were shared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str
    stories: tuple[str, ...] = ()
    version: int = 0


def own_board(connection: Connection | None) -> OwnBoard | None:
    """One's own board; None while nothing was ever shared."""
    found = kept.current(connection, _KIND, _KEY)
    return None if found is None else OwnBoard(**found.body, version=found.version)


def keep_own_board(connection: Connection, board: OwnBoard, *, by: str, at: datetime) -> None:
    """Remember the board as it is now."""
    body = {"number": board.number, "stories": list(board.stories)}
    kept.keep(connection, _KIND, _KEY, body, seen=board.version, by=by, at=at)
