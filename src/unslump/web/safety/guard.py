"""The guard in front of everything: hosts, sizes, forms from elsewhere, headers, faults without traces."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["MOST_BODY", "MOST_UPLOAD", "Guard", "allowed_hosts", "is_loopback"]

MOST_BODY = 1_000_000  # bytes of a form
MOST_UPLOAD = 2_000_000_000  # bytes of files brought in at once
_SAFE = {"GET", "HEAD", "OPTIONS"}
_MORE = "That is more than this server takes."
_log = logging.getLogger("unslump.web")

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",  # pictures drawn as SVG carry styles; none comes from a user
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server bound to it.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def allowed_hosts(bound: str, more: Iterable[str] = ()) -> frozenset[str]:
    """Names under which the server may be asked: its own, and those given. Ports do not matter."""
    names = {bound.lower(), *(name.lower() for name in more)}
    if is_loopback(bound):
        names |= {"localhost", "127.0.0.1", "[::1]", "::1"}
    return frozenset(names)


class Guard:
    """ASGI middleware. `uploads` are the paths whose bodies may be large."""

    def __init__(
        self, app: ASGIApp, hosts: frozenset[str], uploads: frozenset[str], *, secure: bool = False
    ) -> None:
        self.app, self.hosts, self.uploads, self.secure = app, hosts, uploads, secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refusal(scope, headers)
        if refused is not None:
            await refused(scope, receive, self._with_headers(scope, send))
            return
        limit = MOST_UPLOAD if scope["path"] in self.uploads else MOST_BODY
        counted = _Counted(receive, limit)
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await self._with_headers(scope, send)(message)

        try:
            await self.app(scope, counted, sending)
        except _TooMuch:
            if not started:
                await _said(scope, _MORE, 413)(scope, receive, self._with_headers(scope, send))
        except Exception:  # the last stop before the user: no trace reaches them
            _log.exception("%s %s", scope["method"], scope["path"])
            if started:
                raise
            fault = "unslump met something it was not prepared for. It is in the log."
            await _said(scope, fault, 500)(scope, receive, self._with_headers(scope, send))

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        host = headers.get("host", "")
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if name.lower() not in self.hosts:
            return _said(scope, "This server is not asked for by that name.", 400)
        if scope["method"] not in _SAFE:
            site = headers.get("sec-fetch-site")
            if site not in (None, "same-origin", "none"):
                return _said(scope, "Forms from elsewhere are not taken.", 403)
            origin = headers.get("origin")
            if origin not in (None, "null") and origin.split("://", 1)[-1].lower() != host.lower():
                return _said(scope, "Forms from elsewhere are not taken.", 403)
        length = headers.get("content-length")
        limit = MOST_UPLOAD if scope["path"] in self.uploads else MOST_BODY
        if length is not None and (not (length.isascii() and length.isdigit()) or int(length) > limit):
            return _said(scope, _MORE, 413)
        return None

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if self.secure:
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        return sending


class _TooMuch(HTTPException):
    """More came in than is taken; whoever reads the body may tell it as any other refusal."""

    def __init__(self) -> None:
        super().__init__(413, _MORE)


def _said(scope: Scope, words: str, status: int) -> Response:
    """Words for a person, or for a program where the API was asked."""
    if scope["path"].startswith("/api/"):
        return JSONResponse({"error": words, "hint": ""}, status)
    return PlainTextResponse(words, status)


class _Counted:
    """Counts what comes in, for bodies that do not say how long they are."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self.receive, self.left = receive, limit

    async def __call__(self) -> Message:
        message = await self.receive()
        if message["type"] == "http.request":
            self.left -= len(message.get("body", b""))
            if self.left < 0:
                raise _TooMuch
        return message
