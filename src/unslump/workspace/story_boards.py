"""Other firms' boards: subscribed to, refreshed, unsubscribed from; a workspace's part."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from unslump.errors import QuestionError, StoreError, UnslumpError

if TYPE_CHECKING:
    from unslump.records.database import Records
    from unslump.stories.answers import BoardsResult, BoardView
    from unslump.stories.boards import Board
    from unslump.stories.feeds.entries import Feed
    from unslump.stories.feeds.fetching import Network

__all__ = ["boards_of", "refresh", "subscribe", "unsubscribe"]

_COMMENT_FEEDS = 10  # of a board, those of its newest entries
_FILE = 5_000_000


def boards_of(records: Records) -> BoardsResult:
    """The boards subscribed to."""
    from unslump.business.wording import things

    count = len(_views(records))
    words = (
        f"You are subscribed to {things(count, 'board', 'boards')}."
        if count
        else "You are subscribed to no board."
    )
    return _result(records, words)


def subscribe(
    records: Records, where: str, name: str, *, by: str, at: datetime, network: Network
) -> BoardsResult:
    """Read a feed, from an address or a file, and subscribe to it.

    Raises QuestionError for what is refused or is no feed, StoreError for what cannot be had.
    """
    from unslump.business.wording import things
    from unslump.stories.boards import Board, add_board, boards, update_board
    from unslump.stories.feeds.fetching import web_address

    is_file = "://" not in where and not where.lower().startswith(("http:", "https:"))
    address = str(Path(where).resolve()) if is_file else web_address(where)
    with records.reading() as connection:
        there = [one for one in boards(connection) if one.board.address == address]
    if there:
        raise QuestionError(
            f"You are subscribed to that already, as {there[0].name}.", hint="unslump story refresh"
        )
    unread = Board(address=address, title="", is_file=is_file, fetched_at=at)
    board, feed = _read(unread, network, at)
    if feed is None:
        raise StoreError(f"{address} answers that nothing has changed, and was never read.")
    with records.writing() as connection:
        known = add_board(connection, board, name, by=by, at=at)
        new, changed = update_board(connection, known, board, feed, by=by, at=at)
    left_out = f" The oldest {feed.left_out:,} were left out." if feed.left_out else ""
    words = f"Subscribed to {board.title} as {known.name}: {things(new, 'entry', 'entries')}.{left_out}"
    return _result(records, words, new=new, changed=changed)


def refresh(records: Records, name: str | None, *, by: str, at: datetime, network: Network) -> BoardsResult:
    """Ask every board, or one, for what is new. One that cannot be had does not keep the others from it."""
    from unslump.business.wording import things
    from unslump.stories.boards import board_named, boards, update_board

    with records.reading() as connection:
        asked = boards(connection) if name is None else [board_named(connection, name)]
    if not asked:
        raise QuestionError("You are subscribed to no board.", hint="unslump story subscribe ADDRESS")
    new = changed = 0
    troubles: dict[str, str] = {}
    for known in asked:
        try:
            board, feed = _read(known.board, network, at)
            with records.writing() as connection:
                more, other = update_board(connection, known, board, feed, by=by, at=at)
        except UnslumpError as error:
            troubles[known.name] = error.message
            continue
        new, changed = new + more, changed + other
    words = f"{things(new, 'new entry', 'new entries')} and {changed} changed"
    words += f", of {things(len(asked), 'board', 'boards')}."
    if troubles:
        words = f"{words[:-1]}; {things(len(troubles), 'board', 'boards')} could not be read."
    return _result(records, words, new=new, changed=changed, troubles=troubles)


def unsubscribe(records: Records, name: str, *, by: str, at: datetime) -> BoardsResult:
    """Take a board and its stories away."""
    from unslump.stories.boards import board_named, take_board_away

    with records.writing() as connection:
        known = board_named(connection, name)
        take_board_away(connection, known, by=by, at=at)
    return _result(records, f"Unsubscribed from {known.board.title}; its stories are gone from the shelf.")


def _read(board: Board, network: Network, at: datetime) -> tuple[Board, Feed | None]:
    """The board as it is now, and its feed; None when nothing has changed."""
    from unslump.stories.feeds.entries import read_feed
    from unslump.stories.feeds.fetching import fetch

    if board.is_file:
        body = _file(Path(board.address))
        feed = read_feed(body, "", Path(board.address).name)
        return board.model_copy(update={"title": feed.title, "fetched_at": at}), feed
    found = fetch(board.address, network, etag=board.etag, modified=board.modified)
    if found.body is None:
        return board.model_copy(update={"fetched_at": at}), None
    feed = read_feed(found.body, found.content_type, found.address)
    fresh = {"title": feed.title, "etag": found.etag, "modified": found.modified, "fetched_at": at}
    return board.model_copy(update=fresh), _with_comments(feed, board.address, network)


def _with_comments(feed: Feed, address: str, network: Network) -> Feed:
    """With the answers that the newest entries' own feeds hold, where they are on the board's own host."""
    from unslump.stories.feeds.entries import read_feed
    from unslump.stories.feeds.fetching import fetch

    host, more = urlsplit(address).hostname, []
    offered = [one for one in feed.entries if one.comments and urlsplit(one.comments).hostname == host]
    for entry in offered[:_COMMENT_FEEDS]:
        try:
            found = fetch(entry.comments, replace(network, seconds=network.seconds / 3))
            answers = read_feed(found.body or b"", found.content_type, found.address)
        except UnslumpError:
            continue  # a story without its comments is still a story
        more += [replace(one, reply_to=one.reply_to or entry.id, comments="") for one in answers.entries]
    return replace(feed, entries=(*feed.entries, *more))


def _file(path: Path) -> bytes:
    if not path.is_file():
        raise QuestionError(f"{path} is not there, or is no file.", hint="Give an address, or a feed's file.")
    with path.open("rb") as file:
        body = file.read(_FILE + 1)
    if len(body) > _FILE:
        raise QuestionError(f"{path} is larger than {_FILE / 1e6:.0f} MB: reading stopped there.")
    return body


def _views(records: Records) -> list[BoardView]:
    from unslump.stories.answers import BoardView
    from unslump.stories.boards import boards, entries

    with records.reading() as connection:
        known, every = boards(connection), entries(connection)
    stories = Counter(one.board for one in every if not one.reply_to)
    comments = Counter(one.board for one in every if one.reply_to)
    return [
        BoardView(
            name=one.name, title=one.board.title, address=one.board.address, stories=stories[one.name],
            comments=comments[one.name], fetched_at=one.board.fetched_at,
        )
        for one in known
    ]  # fmt: skip


def _result(
    records: Records, words: str, *, new: int = 0, changed: int = 0, troubles: dict[str, str] | None = None
) -> BoardsResult:
    from unslump.stories.answers import BoardsResult

    return BoardsResult(
        sentence=words, boards=_views(records), new=new, changed=changed, troubles=troubles or {}
    )
