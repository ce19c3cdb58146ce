"""Sessions: a signed cookie with a secret, of which the records keep the digest alone.

Idle for eight hours or older than fourteen days, a session is over; signing in makes a new one, and leaving
or an owner ends it at once. What was written down in memory is looked up again after a few seconds.
"""

from __future__ import annotations

import hmac
import threading
import time
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, Signer

from unslump.business.naming import fold
from unslump.records import accounts
from unslump.web.accounts.passwords import digest_of, is_right, new_secret, nobody_s_hash
from unslump.web.accounts.rights import Role, Who

if TYPE_CHECKING:
    from unslump.records.database import Records

__all__ = ["COOKIE", "Sessions"]

COOKIE = "unslump_session"
IDLE, ABSOLUTE = timedelta(hours=8), timedelta(days=14)
_REMEMBERED = 5.0  # seconds a session is taken to stand without asking the records
_TOUCH = timedelta(minutes=1)


class Sessions:
    """The doors of one workspace. `key` signs cookies and form tokens."""

    def __init__(self, records: Records, key: bytes) -> None:
        self.records, self.key = records, key
        self._signer = Signer(key, salt="unslump.session")
        self._known: dict[str, tuple[float, Who | None]] = {}
        self._lock = threading.Lock()

    def sign_in(self, name: str, password: str, now: datetime) -> tuple[Who, str] | None:
        """(who, the new cookie's value) where name and password fit; None where not.

        It takes as long for a name that nobody has.
        """
        with self.records.reading() as connection:
            account = accounts.account_named(connection, fold(name)[:200])
        right = is_right(password, account.password if account else nobody_s_hash())
        if account is None or not right:
            return None
        secret = new_secret()
        with self.records.writing() as connection:
            accounts.open_session(connection, digest_of(secret), account.id, now)
            accounts.note(connection, account.shown, "signed in", "", now)
        who = Who(account.shown, Role.named(account.role), digest_of(secret), account.id)
        return who, self._signer.sign(secret).decode()

    def who(self, cookie: str | None, now: datetime) -> Who | None:
        """Who holds this cookie; None for one that is forged, over or ended."""
        if not cookie:
            return None
        try:
            secret = self._signer.unsign(cookie.encode()).decode()
        except (BadSignature, UnicodeError):
            return None
        digest = digest_of(secret)
        with self._lock:
            known = self._known.get(digest)
        if known is not None and time.monotonic() - known[0] < _REMEMBERED:
            return known[1]
        found = self._look(digest, now)
        with self._lock:
            if len(self._known) > 10_000:
                self._known.clear()
            self._known[digest] = (time.monotonic(), found)
        return found

    def _look(self, digest: str, now: datetime) -> Who | None:
        with self.records.reading() as connection:
            session = accounts.read_session(connection, digest)
        if session is None or session.ended_at is not None or session.account.closed_at is not None:
            return None
        if now - session.seen_at > IDLE or now - session.started_at > ABSOLUTE:
            return None
        if now - session.seen_at > _TOUCH:
            with self.records.writing() as connection:
                accounts.touch_session(connection, digest, now)
        return Who(session.account.shown, Role.named(session.account.role), digest, session.account.id)

    def sign_out(self, digest: str, now: datetime) -> None:
        """End one session."""
        with self.records.writing() as connection:
            accounts.end_session(connection, digest, now)
        self.forget()

    def forget(self) -> None:
        """Look every session up again: one was ended, or a role was changed."""
        with self._lock:
            self._known.clear()

    def form_token(self, holder: str) -> str:
        """The token that a form of this holder (a session's digest, or a visitor's cookie) must carry."""
        return hmac.new(self.key, b"form:" + holder.encode(), sha256).hexdigest()

    def is_form_token(self, holder: str, token: str) -> bool:
        """Whether it is that token."""
        return hmac.compare_digest(self.form_token(holder).encode(), token.encode())
