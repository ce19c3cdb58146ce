"""Other firms' boards: subscribed to by feed, read-only, their origin always shown.

A board is kept as a document of the kind "board", each of its entries as one of the kind "board_entry"; an
entry that has changed is a new version, one that has gone from the feed stays. Entries that answer another
are comments.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from unslump.business.naming import nearest
from unslump.errors import QuestionError
from unslump.records import kept
from unslump.slump.diagnosis_answer import Blame
from unslump.stories.feeds.atom import SIGNS
from unslump.stories.feeds.entries import CAUSE, FUNCTION, SHARE, SHORTFALL, Entry, Feed
from unslump.stories.keeping import name_for
from unslump.stories.library import Told
from unslump.stories.story import (
    CAUSE_NAMES,
    LONGEST_SIGN,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_SIGNS,
    SECTIONS,
    FingerprintView,
    Story,
)

__all__ = ["Board", "BoardEntry", "KeptBoard", "add_board", "board_named", "boards", "entries", "from_boards",
           "take_board_away", "update_board"]  # fmt: skip

BOARD, ENTRY = "board", "board_entry"
_SHARE = re.compile(r"(\d{1,3}) %", re.ASCII)


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Board(_Model):
    """A board: where its feed is (an address, or a file's path), its title, and what was last seen."""

    address: str
    title: str
    is_file: bool = False
    etag: str = ""
    modified: str = ""
    fetched_at: datetime


class BoardEntry(_Model):
    """An entry as it is kept."""

    board: str
    name: str
    id: str
    title: str
    text: str
    link: str = ""
    author: str = ""
    at: datetime | None = None
    reply_to: str = ""
    categories: tuple[tuple[str, str, str], ...] = ()


class KeptBoard(_Model):
    """A board with its short name and version."""

    name: str
    board: Board
    version: int


def boards(connection: Connection | None) -> list[KeptBoard]:
    """The boards subscribed to, by name."""
    return [
        KeptBoard(name=one.key, board=Board.model_validate(one.body), version=one.version)
        for one in kept.all_current(connection, BOARD)
    ]


def board_named(connection: Connection | None, name: str) -> KeptBoard:
    """The board of that name or address. Raises QuestionError, with the name that comes nearest."""
    found = boards(connection)
    for one in found:
        if name in (one.name, one.board.address):
            return one
    close = nearest(name, [one.name for one in found])
    raise QuestionError(
        f"You are not subscribed to {name[:200]!r}.",
        hint=f"Did you mean {close}?" if close else "unslump story boards lists what you are subscribed to.",
    )


def add_board(connection: Connection, board: Board, name: str, *, by: str, at: datetime) -> KeptBoard:
    """Subscribe. Raises QuestionError when the address is subscribed to already, or the name is taken."""
    there = boards(connection)
    for one in there:
        if one.board.address == board.address:
            raise QuestionError(
                f"You are subscribed to that already, as {one.name}.", hint="unslump story refresh"
            )
    names = {one.name for one in there} | {"examples"}
    if name in names:
        raise QuestionError(f"There is a board called {name!r} already.", hint="Choose another --name.")
    chosen = name_for(name or board.title, names)
    written = kept.keep(connection, BOARD, chosen, board.model_dump(mode="json"), seen=0, by=by, at=at)
    return KeptBoard(name=chosen, board=board, version=written.version)


def update_board(
    connection: Connection, known: KeptBoard, board: Board, feed: Feed | None, *, by: str, at: datetime
) -> tuple[int, int]:
    """Keep what a feed brought (None: nothing new); how many entries are new, and how many changed."""
    new = changed = 0
    if board != known.board:
        body = board.model_dump(mode="json")
        kept.keep(connection, BOARD, known.name, body, seen=known.version, by=by, at=at)
    there = {
        one.key: one for one in kept.all_current(connection, ENTRY) if one.body.get("board") == known.name
    }
    taken = {str(one.body.get("name", "")) for one in there.values()}
    for entry in feed.entries if feed else ():
        key = f"{known.name}/{hashlib.sha256(entry.id.encode('utf-8', 'replace')).hexdigest()[:24]}"
        before = there.get(key)
        name = str(before.body["name"]) if before else f"{known.name}/{_name(entry, known.name, taken)}"
        body = _entry_body(entry, known.name, name)
        if before and before.body == body:
            continue
        taken.add(name)
        kept.keep(connection, ENTRY, key, body, seen=before.version if before else 0, by=by, at=at)
        new, changed = new + (before is None), changed + (before is not None)
    return new, changed


def take_board_away(connection: Connection, board: KeptBoard, *, by: str, at: datetime) -> None:
    """Unsubscribe: the board and its entries go."""
    kept.remove(connection, BOARD, board.name, seen=board.version, by=by, at=at)
    for one in kept.all_current(connection, ENTRY):
        if one.body.get("board") == board.name:
            kept.remove(connection, ENTRY, one.key, seen=one.version, by=by, at=at)


def entries(connection: Connection | None) -> list[BoardEntry]:
    """Every entry of the boards subscribed to."""
    return [BoardEntry.model_validate(one.body) for one in kept.all_current(connection, ENTRY)]


def from_boards(connection: Connection | None) -> list[Told]:
    """The stories of the boards, with their origin."""
    titles = {one.name: one.board.title for one in boards(connection)}
    return [
        _told(entry, titles) for entry in entries(connection) if not entry.reply_to and entry.board in titles
    ]


def _name(entry: Entry, board: str, taken: Iterable[str]) -> str:
    return name_for(entry.title, {name.removeprefix(f"{board}/") for name in taken})


def _entry_body(entry: Entry, board: str, name: str) -> dict[str, Any]:
    return BoardEntry(
        board=board, name=name, id=entry.id, title=entry.title, text=entry.text, link=entry.link,
        author=entry.author, at=entry.at, reply_to=entry.reply_to, categories=entry.categories,
    ).model_dump(mode="json")  # fmt: skip


def _told(entry: BoardEntry, titles: Mapping[str, str]) -> Told:
    origin = titles[entry.board] + (f", {entry.author}" if entry.author else "")
    texts = _sections(entry.text)
    causes = [term for scheme, term, _ in entry.categories if scheme == CAUSE and term in CAUSE_NAMES]
    functions = [
        term for scheme, term, _ in entry.categories if scheme == FUNCTION and term in get_args(Blame)
    ]
    signs = (line.removeprefix("- ").strip()[:LONGEST_SIGN] for line in texts.pop(SIGNS, "").split("\n"))
    story = Story(
        title=entry.title[:LONGEST_TITLE],
        function=functions[0] if functions else None,  # type: ignore[arg-type]
        causes=tuple(dict.fromkeys(causes)),
        signs=tuple(sign for sign in signs if sign)[:MOST_SIGNS],
        fingerprint=_fingerprint(entry),
        origin=origin[:LONGEST_TITLE],
        **{name: text[:LONGEST_TEXT] for name, text in texts.items()},  # type: ignore[arg-type]
    )
    return Told(entry.name, "subscribed", story, origin, at=entry.at, link=entry.link, entry=entry.id)


def _sections(text: str) -> dict[str, str]:
    """The texts under their headings; what stands under no heading known here tells what happened."""
    known = {section.heading.casefold(): section.name for section in SECTIONS} | {SIGNS.casefold(): SIGNS}
    found: dict[str, list[str]] = {}
    now = "happened"
    for line in text.split("\n"):
        heading = line.removeprefix("## ").strip().casefold() if line.startswith("## ") else ""
        if heading in known:
            now = known[heading]
        else:
            found.setdefault(now, []).append(line)
    return {name: "\n".join(lines).strip() for name, lines in found.items()}


def _fingerprint(entry: BoardEntry) -> FingerprintView | None:
    shares, shortfall = {}, None
    for scheme, term, label in entry.categories:
        share = _SHARE.fullmatch(label if scheme == SHARE else term)
        if share and scheme == SHARE and term in CAUSE_NAMES:
            shares[term] = int(share[1]) / 100
        elif share and scheme == SHORTFALL:
            shortfall = int(share[1]) / 100
    return FingerprintView(shares=shares, shortfall=shortfall) if shares else None
