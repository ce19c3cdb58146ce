"""Ways to tell someone: an e-mail through an SMTP server, or a POST to a webhook.

Both are used only when asked for; nothing else in unslump reaches the network. Settings come from the
environment, so that no secret stands in a file: UNSLUMP_SMTP_HOST, UNSLUMP_SMTP_PORT (587),
UNSLUMP_SMTP_SECURITY (starttls, tls or none), UNSLUMP_SMTP_USER, UNSLUMP_SMTP_PASSWORD, UNSLUMP_SMTP_FROM.
"""

from __future__ import annotations

import json
import os
import re
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, Protocol
from urllib.parse import urlsplit

from unslump.errors import QuestionError, StoreError

__all__ = ["Mail", "Message", "Messenger", "Webhook", "mail_to", "webhook_to"]

_SECONDS = 20.0
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
_SECURITIES = ("starttls", "tls", "none")


@dataclass(frozen=True)
class Message:
    """What is told: a subject and a text for people, `data` for programs."""

    subject: str
    text: str
    data: Mapping[str, Any]


class Messenger(Protocol):
    """Tells a message to one place."""

    @property
    def place(self) -> str:
        """Where to, as people would say it; without secrets."""

    def tell(self, message: Message) -> None:
        """Send it. Raises StoreError when it does not arrive."""


@dataclass(frozen=True, repr=False)
class Mail:
    """E-mail to one address."""

    to: str
    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str

    @property
    def place(self) -> str:
        """See `Messenger`."""
        return f"mail:{self.to}"

    def tell(self, message: Message) -> None:
        """See `Messenger`."""
        letter = EmailMessage()
        letter["Subject"], letter["From"], letter["To"] = message.subject, self.sender, self.to
        letter.set_content(message.text)
        try:
            with self._server() as server:
                if self.security == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(letter)
        except (OSError, smtplib.SMTPException) as error:
            raise StoreError(
                f"The e-mail to {self.to} was not sent: {_why(error)}",
                hint="Check UNSLUMP_SMTP_HOST, _PORT, _SECURITY, _USER and _PASSWORD; it is tried again "
                "the next time.",
            ) from error

    def _server(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=_SECONDS, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=_SECONDS)


@dataclass(frozen=True, repr=False)
class Webhook:
    """A POST of JSON to one address."""

    url: str

    @property
    def place(self) -> str:
        """See `Messenger`: the host alone, as paths of webhooks are secrets."""
        return f"webhook:{urlsplit(self.url).hostname}"

    def tell(self, message: Message) -> None:
        """See `Messenger`."""
        body = json.dumps({"subject": message.subject, "text": message.text, **message.data}).encode()
        request = urllib.request.Request(  # noqa: S310  only http and https get here
            self.url, data=body, method="POST", headers={"Content-Type": "application/json"}
        )
        opener = urllib.request.build_opener(_NoRedirects)
        try:
            with opener.open(request, timeout=_SECONDS) as answer:
                answer.read(1024)
        except (OSError, ValueError) as error:
            raise StoreError(
                f"{urlsplit(self.url).hostname} did not take the message: {_why(error)}",
                hint="Check the address of the webhook; it is tried again the next time.",
            ) from error


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """What is told goes to the address that was given, and nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing."""


def mail_to(address: str, environment: Mapping[str, str] | None = None) -> Mail:
    """A way to mail to an address. Raises QuestionError when it is none, or no server is set."""
    known = os.environ if environment is None else environment
    if not _ADDRESS.fullmatch(address.strip()):
        raise QuestionError(f"{address!r} is no e-mail address.", hint="For example --mail owner@example.com")
    host = known.get("UNSLUMP_SMTP_HOST", "").strip()
    if not host:
        raise QuestionError(
            "No mail server is set.",
            hint="Set UNSLUMP_SMTP_HOST (and _PORT, _USER, _PASSWORD, _FROM where it asks for them).",
        )
    security = known.get("UNSLUMP_SMTP_SECURITY", "starttls").strip().lower()
    if security not in _SECURITIES:
        raise QuestionError(
            f"UNSLUMP_SMTP_SECURITY is {security!r}.", hint=f"Choose from {', '.join(_SECURITIES)}."
        )
    port = known.get("UNSLUMP_SMTP_PORT", "465" if security == "tls" else "587").strip()
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise QuestionError(f"UNSLUMP_SMTP_PORT is {port!r}, which is no port.", hint="For example 587.")
    user = known.get("UNSLUMP_SMTP_USER", "")
    sender = known.get("UNSLUMP_SMTP_FROM", "") or (user if _ADDRESS.fullmatch(user) else address.strip())
    return Mail(
        address.strip(), host, int(port), security, user, known.get("UNSLUMP_SMTP_PASSWORD", ""), sender
    )


def webhook_to(url: str) -> Webhook:
    """A webhook. Raises QuestionError when the address is none."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise QuestionError(
            "The webhook is no address of the web.", hint="For example --webhook https://example.com/hook"
        )
    return Webhook(url.strip())


def _why(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"it answered {error.code}."
    if isinstance(error, urllib.error.URLError):
        return f"{error.reason}."
    if isinstance(error, smtplib.SMTPResponseException):
        told = error.smtp_error
        words = told.decode(errors="replace") if isinstance(told, bytes) else told
        return f"the server said {error.smtp_code} {words.splitlines()[0] if words else ''}."
    return f"{getattr(error, 'strerror', None) or error}."
