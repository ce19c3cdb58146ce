"""Accounts made, changed and closed; told without what must stay secret."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from unslump.business.naming import fold
from unslump.errors import QuestionError
from unslump.records import accounts
from unslump.web.accounts.passwords import hash_of
from unslump.web.accounts.rights import Role

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from unslump.records.database import Records

__all__ = ["AccountList", "AccountView", "change_password", "change_role", "close_account", "list_accounts",
           "make_account"]  # fmt: skip

_MOST_LETTERS = 80


class AccountView(BaseModel):
    """An account as it may be shown."""

    model_config = ConfigDict(frozen=True)

    name: str
    role: Literal["reader", "contributor", "planner", "owner"]
    created_at: datetime
    closed_at: datetime | None

    @classmethod
    def of(cls, account: accounts.Account) -> AccountView:
        """Without its password's hash."""
        return cls.model_validate(
            {
                "name": account.shown,
                "role": account.role,
                "created_at": account.created_at,
                "closed_at": account.closed_at,
            }
        )


class AccountList(BaseModel):
    """Every account, closed ones last."""

    model_config = ConfigDict(frozen=True)

    accounts: list[AccountView]

    @property
    def lines(self) -> list[str]:
        """In words, one a line."""
        if not self.accounts:
            return ["There is no account: who works on this machine needs none."]
        return [
            f"{each.name}: {each.role}" + (f", closed {each.closed_at:%Y-%m-%d}" if each.closed_at else "")
            for each in self.accounts
        ]


def make_account(records: Records, name: str, role: str, password: str, now: datetime) -> accounts.Account:
    """Make an account. The first one must be an owner's: nobody could make another otherwise.

    Raises QuestionError for a name, role or password that cannot be, ChangedMeanwhile for a name taken.
    """
    shown = " ".join(name.split())
    if not shown or len(shown) > _MOST_LETTERS:
        raise QuestionError(f"A name has 1 to {_MOST_LETTERS} letters.")
    wanted = _role(role)
    hashed = hash_of(password)
    with records.writing() as connection:
        if not accounts.count_accounts(connection) and wanted is not Role.OWNER:
            raise QuestionError("The first account must be an owner's.", hint="Take the role owner.")
        return accounts.add_account(connection, fold(shown), shown, wanted.word, hashed, now)


def list_accounts(records: Records) -> AccountList:
    """Every account."""
    with records.reading() as connection:
        return AccountList(accounts=[AccountView.of(each) for each in accounts.accounts(connection)])


def change_role(records: Records, name: str, role: str) -> None:
    """Give an account another role. Raises QuestionError when no owner would be left."""
    wanted = _role(role)
    with records.writing() as connection:
        account = _named(connection, name)
        if wanted is not Role.OWNER:
            _leave_an_owner(connection, account)
        accounts.change_account(connection, account.id, role=wanted.word)


def change_password(records: Records, name: str, password: str, now: datetime) -> None:
    """Give an account another password, and close its open doors."""
    hashed = hash_of(password)
    with records.writing() as connection:
        account = _named(connection, name)
        accounts.change_account(connection, account.id, password=hashed)
        accounts.close_sessions(connection, account.id, now)


def close_account(records: Records, name: str, now: datetime) -> None:
    """Let someone in no more. Raises QuestionError for the last owner."""
    with records.writing() as connection:
        account = _named(connection, name)
        _leave_an_owner(connection, account)
        accounts.change_account(connection, account.id, closed_at=now)
        accounts.close_sessions(connection, account.id, now)


def _role(word: str) -> Role:
    try:
        return Role.named(word.strip())
    except ValueError as error:
        roles = ", ".join(role.word for role in Role)
        raise QuestionError(f"There is no role {word!r}.", hint=f"Choose from {roles}.") from error


def _named(connection: Connection, name: str) -> accounts.Account:
    account = accounts.account_named(connection, fold(name))
    if account is None:
        raise QuestionError(f"There is no account called {name!r}.")
    return account


def _leave_an_owner(connection: Connection, account: accounts.Account) -> None:
    owners = [
        each
        for each in accounts.accounts(connection)
        if each.closed_at is None and each.role == Role.OWNER.word and each.id != account.id
    ]
    if not owners and account.role == Role.OWNER.word:
        raise QuestionError(
            f"{account.shown} is the only owner.", hint="Make another account an owner first."
        )
