"""Accounts, the doors they have open, their keys for programs, and the audit of who did what.

Nothing here knows a password or a cookie: hashes and digests come in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from unslump.errors import ChangedMeanwhile
from unslump.records.schema import account, api_token, audit, web_session

__all__ = [
    "Account",
    "Audited",
    "Session",
    "Token",
    "account_named",
    "account_of",
    "accounts",
    "add_account",
    "add_token",
    "audited",
    "change_account",
    "close_sessions",
    "count_accounts",
    "end_session",
    "end_token",
    "note",
    "open_session",
    "read_session",
    "read_token",
    "tokens_of",
    "touch_session",
]


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who may come in. `name` is folded, `shown` as written; `closed_at` None: may still."""

    id: int
    name: str
    shown: str
    role: str
    password: str
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Session:
    """A door that is open, or was."""

    account: Account
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Token:
    """A key for programs; only its digest is kept."""

    digest: str
    account_id: int
    label: str
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Audited:
    """One thing that was done."""

    at: datetime
    by: str
    action: str
    about: str


def accounts(connection: Connection | None) -> list[Account]:
    """Every account, closed ones last."""
    if connection is None:
        return []
    found = [_account(row) for row in connection.execute(select(account))]
    return sorted(found, key=lambda each: (each.closed_at is not None, each.name))


def account_named(connection: Connection | None, name: str) -> Account | None:
    """The account that may come in by this (folded) name."""
    return _one(connection, (account.c.name == name) & account.c.closed_at.is_(None))


def account_of(connection: Connection | None, number: int) -> Account | None:
    """The account with this number, closed or not."""
    return _one(connection, account.c.id == number)


def add_account(
    connection: Connection, name: str, shown: str, role: str, password: str, now: datetime
) -> Account:
    """Make one. Raises ChangedMeanwhile when the name is taken, closed accounts included."""
    try:
        with connection.begin_nested():
            connection.execute(
                insert(account).values(name=name, shown=shown, role=role, password=password, created_at=now)
            )
    except IntegrityError as error:
        raise ChangedMeanwhile(
            f"There is, or was, an account called {shown!r}.", hint="Choose another name."
        ) from error
    made = account_named(connection, name)
    assert made is not None  # noqa: S101  it was just written
    return made


def change_account(connection: Connection, number: int, **values: Any) -> None:
    """Change role, password (a hash) or closed_at."""
    connection.execute(update(account).where(account.c.id == number).values(**values))


def open_session(connection: Connection, digest: str, account_id: int, now: datetime) -> None:
    """Remember that a door was opened."""
    connection.execute(
        insert(web_session).values(digest=digest, account_id=account_id, started_at=now, seen_at=now)
    )


def read_session(connection: Connection | None, digest: str) -> Session | None:
    """The door with this digest, whether it is still open or not; None: never opened."""
    if connection is None:
        return None
    row = connection.execute(select(web_session).where(web_session.c.digest == digest)).first()
    who = None if row is None else account_of(connection, row.account_id)
    return None if row is None or who is None else Session(who, row.started_at, row.seen_at, row.ended_at)


def touch_session(connection: Connection, digest: str, now: datetime) -> None:
    """Remember that it was used."""
    connection.execute(update(web_session).where(web_session.c.digest == digest).values(seen_at=now))


def end_session(connection: Connection, digest: str, now: datetime) -> None:
    """Close one door."""
    wanted = (web_session.c.digest == digest) & web_session.c.ended_at.is_(None)
    connection.execute(update(web_session).where(wanted).values(ended_at=now))


def close_sessions(connection: Connection, account_id: int, now: datetime) -> int:
    """Close every door of an account; how many were open."""
    wanted = (web_session.c.account_id == account_id) & web_session.c.ended_at.is_(None)
    return connection.execute(update(web_session).where(wanted).values(ended_at=now)).rowcount


def add_token(connection: Connection, digest: str, account_id: int, label: str, now: datetime) -> None:
    """Remember a key."""
    connection.execute(
        insert(api_token).values(digest=digest, account_id=account_id, label=label, made_at=now)
    )


def read_token(connection: Connection | None, digest: str) -> Account | None:
    """Whose key it is; None for one that is not, or no longer, good."""
    if connection is None:
        return None
    wanted = (api_token.c.digest == digest) & api_token.c.ended_at.is_(None)
    row = connection.execute(select(api_token).where(wanted)).first()
    who = None if row is None else account_of(connection, row.account_id)
    return None if who is None or who.closed_at is not None else who


def tokens_of(connection: Connection | None, account_id: int) -> list[Token]:
    """An account's keys that are good, newest first."""
    if connection is None:
        return []
    wanted = (api_token.c.account_id == account_id) & api_token.c.ended_at.is_(None)
    rows = connection.execute(select(api_token).where(wanted).order_by(api_token.c.made_at.desc()))
    return [Token(row.digest, row.account_id, row.label, row.made_at, row.used_at) for row in rows]


def end_token(connection: Connection, digest: str, account_id: int, now: datetime) -> None:
    """Take a key away from its account."""
    wanted = (api_token.c.digest == digest) & (api_token.c.account_id == account_id)
    connection.execute(update(api_token).where(wanted).values(ended_at=now))


def note(connection: Connection, by: str, action: str, about: str, now: datetime) -> None:
    """Write down that something was done."""
    connection.execute(insert(audit).values(at=now, by=by, action=action, about=about))


def audited(connection: Connection | None, last: int = 200) -> list[Audited]:
    """What was done lately, newest first."""
    if connection is None:
        return []
    rows = connection.execute(select(audit).order_by(audit.c.id.desc()).limit(last))
    return [Audited(row.at, row.by, row.action, row.about) for row in rows]


def count_accounts(connection: Connection | None) -> int:
    """How many may come in."""
    if connection is None:
        return 0
    found = connection.scalar(select(func.count()).select_from(account).where(account.c.closed_at.is_(None)))
    return int(found or 0)


def _one(connection: Connection | None, wanted: Any) -> Account | None:
    if connection is None:
        return None
    row = connection.execute(select(account).where(wanted)).first()
    return None if row is None else _account(row)


def _account(row: Row[Any]) -> Account:
    return Account(row.id, row.name, row.shown, row.role, row.password, row.created_at, row.closed_at)
