"""Who asks, and what a form sent: what every page's handler begins with."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.requests import Request

from unslump.errors import UnslumpError
from unslump.web.accounts.rights import Act, Role, Who, require
from unslump.web.accounts.sessions import COOKIE
from unslump.web.house import House, now
from unslump.web.words.shown import Shown, locale_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData

__all__ = ["VISITOR", "Asking", "SignInFirst", "StaleForm", "asking"]

VISITOR = "unslump_visitor"


class SignInFirst(Exception):
    """Nobody has come in yet, or their session is over."""


class StaleForm(UnslumpError):
    """A form without its token: from elsewhere, or from before the server's key changed."""


@dataclass(frozen=True)
class Asking:
    """One request's who and how.

    `holder` is what form tokens are made for: the session, or the visitor where nobody signs in.
    `new_visitor` is a cookie to be set.
    """

    request: Request
    house: House
    who: Who
    holder: str
    shown: Shown
    new_visitor: str = ""

    @property
    def token(self) -> str:
        """The token that forms carry."""
        return self.house.sessions.form_token(self.holder)

    def require(self, act: Act) -> None:
        """Raise NotAllowed where the role does not allow it."""
        require(self.who, act)

    async def form(self, act: Act) -> FormData:
        """What a form sent, once its token and the right to send it were looked at.

        Raises StaleForm or NotAllowed.
        """
        found = await self.request.form(max_files=50, max_fields=500)
        given = found.get("form_token")
        if not isinstance(given, str) or not self.house.sessions.is_form_token(self.holder, given):
            raise StaleForm(
                "This form is no longer good: it was made for another sign-in.",
                hint="Go back, reload the page, and send it again.",
            )
        self.require(act)
        return found


def asking(request: Request) -> Asking:
    """Who asks. Raises SignInFirst where somebody has to come in and has not."""
    house: House = request.app.state.house
    shown = Shown(locale_of(request.headers.get("accept-language", "")))
    who = house.sessions.who(request.cookies.get(COOKIE), now())
    if who is not None:
        return Asking(request, house, who, who.session, shown)
    if not house.open_to_all:
        raise SignInFirst
    visitor = request.cookies.get(VISITOR, "")
    fresh = "" if len(visitor) == 32 and visitor.isalnum() else secrets.token_hex(16)
    holder = fresh or visitor
    return Asking(request, house, Who(house.user, Role.OWNER), holder, shown, fresh)
