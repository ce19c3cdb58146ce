"""Keys for programs: made and shown once, listed and taken away by whose they are."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from unslump.errors import QuestionError
from unslump.records import accounts
from unslump.web.accounts.passwords import digest_of, new_secret

if TYPE_CHECKING:
    from unslump.records.database import Records

__all__ = ["MOST_KEYS", "keys_of", "make_key", "take_key_away"]

MOST_KEYS, _MOST_LETTERS = 50, 80


def make_key(records: Records, account_id: int, label: str, now: datetime) -> str:
    """Make a key; returns it, and keeps its digest alone. Raises QuestionError for a label that is none."""
    label = " ".join(label.split())
    if not label or len(label) > _MOST_LETTERS:
        raise QuestionError(f"A key says in 1 to {_MOST_LETTERS} letters what it is for.")
    secret = new_secret()
    with records.writing() as connection:
        if len(accounts.tokens_of(connection, account_id)) >= MOST_KEYS:
            raise QuestionError(f"There are {MOST_KEYS} keys already.", hint="Take one away first.")
        accounts.add_token(connection, digest_of(secret), account_id, label, now)
    return secret


def keys_of(records: Records, account_id: int) -> list[accounts.Token]:
    """The keys of an account that are good, newest first."""
    with records.reading() as connection:
        return accounts.tokens_of(connection, account_id)


def take_key_away(records: Records, account_id: int, digest: str, now: datetime) -> None:
    """From now on it opens nothing."""
    with records.writing() as connection:
        accounts.end_token(connection, digest, account_id, now)
