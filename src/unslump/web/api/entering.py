"""Who asks the API: the account of a bearer token; on loopback without any account, whoever works here.

To read, the cookie of a sign-in will do too. To write it will not: a page of another site could make a
browser send it. For the same reason a browser cannot write here without a token at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from unslump.records import accounts
from unslump.web.accounts.passwords import digest_of
from unslump.web.accounts.rights import Act, Role, Who, require
from unslump.web.accounts.sessions import COOKIE
from unslump.web.api.telling import Refusal
from unslump.web.house import House, now

__all__ = ["Asks", "Caller", "holder_of"]

_bearer = HTTPBearer(
    auto_error=False,
    description="A key of an account, made under Settings. On loopback without accounts none is needed.",
)
_LONGEST = 500
_READS = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Caller:
    """One request's who, and the house it came to."""

    house: House
    who: Who

    def require(self, act: Act) -> None:
        """Raise NotAllowed where the role does not allow it."""
        require(self.who, act)

    def note(self, action: str, about: str) -> None:
        """Write down that something was done, and have answers look again."""
        self.house.note(self.who.name, action, about)
        self.house.shelf.changed()


def holder_of(house: House, token: str) -> Who | None:
    """Whose bearer token it is; None for one that is not good."""
    if not token or len(token) > _LONGEST:
        return None
    with house.workspace.records.reading() as connection:
        account = accounts.read_token(connection, digest_of(token))
    return None if account is None else Who(account.shown, Role.named(account.role), account_id=account.id)


def _caller(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
) -> Caller:
    house: House = request.app.state.house
    who: Who | None = None
    if "authorization" in request.headers:
        who = holder_of(house, given.credentials) if given is not None else None
    elif request.method in _READS:
        who = house.sessions.who(request.cookies.get(COOKIE), now())
        if who is None and house.open_to_all:
            who = Who(house.user, Role.OWNER)
    elif house.open_to_all:
        if any(name in request.headers for name in ("origin", "sec-fetch-site")):
            raise Refusal(
                403,
                "A browser writes through the pages, or with a bearer token.",
                "Make an account and a key.",
            )
        who = Who(house.user, Role.OWNER)
    if who is None:
        raise Refusal(
            401,
            "Who is asking?",
            "Send the header  Authorization: Bearer KEY  with a key made under Settings.",
            {"WWW-Authenticate": "Bearer"},
        )
    return Caller(house, who)


Asks = Annotated[Caller, Depends(_caller)]
"""Who asks, as an argument of a handler."""
