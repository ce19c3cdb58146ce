"""A feed fetched from the internet: bounded in size, time, redirects and in where it may lead.

Connections go to the address that was checked (public_addresses), redirects are followed by hand, each
checked anew, and never from https to http. Nothing is taken from the environment: no proxy, no cookies, no
passwords. What was fetched last is asked for only if it has changed (ETag, Last-Modified).
"""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from unslump.errors import QuestionError, StoreError
from unslump.stories.feeds.public_addresses import Resolver, is_public, public_addresses, system_resolver

__all__ = ["LARGEST", "Fetched", "Network", "fetch", "web_address"]

LARGEST = 5_000_000
"""Bytes of a feed, as sent and unpacked, beyond which nothing is read."""
SECONDS = 30.0
REDIRECTS = 5
_CHUNK = 65_536
_MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True)
class Network:
    """How the internet is reached: what tests put in the place of the real one.

    `resolve` finds a host's addresses, `allowed` says which may be asked, `clock` counts seconds,
    `trust` makes what checks certificates.
    """

    resolve: Resolver = system_resolver
    allowed: Callable[[str], bool] = is_public
    clock: Callable[[], float] = time.monotonic
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    seconds: float = SECONDS
    largest: int = LARGEST


@dataclass(frozen=True)
class Fetched:
    """What came: `body` is None when nothing has changed. `address` is where it was in the end."""

    address: str
    body: bytes | None
    content_type: str
    etag: str
    modified: str


def web_address(address: str) -> str:
    """The address as it may be asked. Raises QuestionError for what is none, or carries a password.

    >>> web_address("https://Example.org/feed#top")
    'https://Example.org/feed'
    """
    shown = address.strip()
    try:
        parts = urlsplit(shown)
        port = parts.port
    except ValueError as error:
        raise _no_address(shown) from error
    if re.search(r"[\x00-\x20\x7f\\]", shown) or parts.scheme not in ("http", "https") or not parts.hostname:
        raise _no_address(shown)
    if parts.username is not None or parts.password is not None:
        raise QuestionError(
            f"The address of {parts.hostname} holds a name or password.",
            hint="Leave out what is before the @.",
        )
    if port == 0:
        raise _no_address(shown)
    return parts._replace(fragment="").geturl()


def fetch(address: str, network: Network, *, etag: str = "", modified: str = "") -> Fetched:
    """Fetch a feed. Raises QuestionError when it is refused, StoreError when it cannot be had."""
    until = network.clock() + network.seconds
    here, seen = web_address(address), set[str]()
    for _ in range(REDIRECTS + 1):
        seen.add(here)
        found = _ask(here, network, until, etag, modified)
        if isinstance(found, Fetched):
            return found
        there = web_address(urljoin(here, found))
        if urlsplit(here).scheme == "https" and urlsplit(there).scheme == "http":
            raise QuestionError(f"{here} leads from https to http, which anybody could read or change.")
        if there in seen:
            raise StoreError(f"{here} leads in a circle.")
        here = there
    raise StoreError(f"{address} leads on and on: more than {REDIRECTS} times.")


def _ask(address: str, network: Network, until: float, etag: str, modified: str) -> Fetched | str:
    """What is at the address, or where it leads to."""
    parts = urlsplit(address)
    secure = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if secure else 80)
    left = until - network.clock()
    checked = public_addresses(host, port, max(left, 0.0), network.resolve, network.allowed)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Host": _host(parts.hostname or "", parts.port),
        "User-Agent": "unslump (war stories)",
        "Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": modified} if modified else {}
    try:
        with _connected(checked, port, host if secure else None, network, until) as line:
            connection = http.client.HTTPConnection(host, port)
            connection.sock = _Watched(line, network, until)
            connection.request("GET", _in_ascii(path), headers=headers)
            return _answer(connection.getresponse(), address, network)
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        if isinstance(error, TimeoutError):
            raise StoreError(f"{host} took longer than {network.seconds:g} seconds.") from error
        raise StoreError(f"{host} could not be asked: {error or type(error).__name__}") from error


def _answer(response: http.client.HTTPResponse, address: str, network: Network) -> Fetched | str:
    status = response.status
    if status in _MOVED:
        there = response.headers.get("Location", "")
        if not there:
            raise StoreError(f"{address} leads on without saying where to.")
        return there
    fresh = {
        "etag": response.headers.get("ETag", "")[:500],
        "modified": response.headers.get("Last-Modified", "")[:100],
    }
    kind = response.headers.get("Content-Type", "")[:200]
    if status == 304:
        return Fetched(address, None, kind, **fresh)
    if status != 200:
        raise StoreError(f"{address} answers {status} {response.reason}"[:200].rstrip() + ".")
    return Fetched(address, _body(response, address, network.largest), kind, **fresh)


def _body(response: http.client.HTTPResponse, address: str, largest: int) -> bytes:
    """The body, unpacked; reading stops where it grows too large, packed or unpacked."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate", ""):
        raise StoreError(f"{address} is packed in a way that was not asked for ({encoding[:20]}).")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if encoding not in ("identity", "") else None
    body, came = bytearray(), 0
    while chunk := response.read1(_CHUNK):
        came += len(chunk)
        body += unpack.decompress(chunk, largest + 1 - len(body)) if unpack else chunk
        if max(came, len(body)) > largest:
            raise QuestionError(
                f"{address} is larger than {largest / 1e6:.0f} MB: reading stopped there.",
                hint="A board of stories is smaller. Is this the address of its feed?",
            )
    return bytes(body)


def _connected(
    addresses: list[str], port: int, secure_host: str | None, network: Network, until: float
) -> socket.socket:
    """A connection to the first of the addresses that takes it."""
    failure: OSError = OSError("no address")
    for address in addresses:
        try:
            line = socket.create_connection((address, port), timeout=max(until - network.clock(), 0.001))
        except OSError as error:
            failure = error
            continue
        if secure_host is None:
            return line
        try:
            return network.trust().wrap_socket(line, server_hostname=secure_host)
        except OSError:
            line.close()
            raise
    raise failure


class _Watched:
    """A socket as http.client uses it, on which no read outlasts the time that is left."""

    def __init__(self, line: socket.socket, network: Network, until: float) -> None:
        self._line, self._network, self._until = line, network, until

    def sendall(self, data: Any) -> None:
        """Send all of it in time."""
        self._line.settimeout(self.left())
        self._line.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What the answer is read from."""
        return io.BufferedReader(_Reading(self, self._line))

    def close(self) -> None:
        """Closed by whoever opened the line."""

    def left(self) -> float:
        """Seconds that are left. Raises TimeoutError when none are."""
        left = self._until - self._network.clock()
        if left <= 0:
            raise TimeoutError
        return left


class _Reading(io.RawIOBase):
    def __init__(self, watched: _Watched, line: socket.socket) -> None:
        super().__init__()
        self._watched, self._line = watched, line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._line.settimeout(self._watched.left())
        return self._line.recv_into(buffer)


def _host(host: str, port: int | None) -> str:
    shown = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
    return f"{shown}:{port}" if port else shown


def _in_ascii(path: str) -> str:
    return "".join(letter if letter.isascii() else _percents(letter) for letter in path)


def _percents(letter: str) -> str:
    return "".join(f"%{byte:02X}" for byte in letter.encode())


def _no_address(shown: str) -> QuestionError:
    return QuestionError(
        f"{shown[:200]!r} is no address of a feed.",
        hint="It begins with https:// or http://, and is what a board calls its feed or Atom address.",
    )
