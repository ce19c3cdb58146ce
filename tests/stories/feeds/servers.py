"""A web server for tests, and a network that leads to it: names resolve as the test says."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from unslump.stories.feeds.fetching import Network
from unslump.stories.feeds.public_addresses import is_public

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A server: path → what it answers; `asked` are the requests it got, with their headers."""

    port: int
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def at(self, path: str, host: str = "board.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def serves(
        self, path: str, body: bytes, content_type: str = "application/atom+xml", **headers: str
    ) -> str:
        """Serve a body; returns its address."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.send_header("Content-Type", content_type)
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.pages[path] = answer
        return self.at(path)

    def leads(self, path: str, there: str, status: int = 302) -> str:
        """Lead on to another address."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Location", there)
            handler.end_headers()

        self.pages[path] = answer
        return self.at(path)


@contextmanager
def site() -> Iterator[Site]:
    """A server for as long as the test runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append((self.path, dict(self.headers)))
            answer = found.pages.get(self.path)
            if answer is None:
                self.send_error(404)
                return
            with suppress(BrokenPipeError, ConnectionResetError):  # the reader has had enough
                answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found = Site(server.server_address[1])
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()


def network(**changes: object) -> Network:
    """The product's own policy, but for the one address on which the test's server listens."""
    names = {"board.example", "other.example"}

    def resolve(host: str, _port: int, _seconds: float) -> list[str]:
        if host in names:
            return ["127.0.0.1"]
        if host in ("localhost", "inside.example"):
            return ["127.0.0.2"]
        return [host]

    found = Network(resolve=resolve, allowed=lambda address: address == "127.0.0.1" or is_public(address))
    return replace(found, **changes)  # type: ignore[arg-type]


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">
  <title>Stories of a bakery</title><id>tag:b.example,2026:1</id><updated>2026-03-01T00:00:00Z</updated>
  {entries}
</feed>
"""


def entry(number: int | str, title: str = "A story", text: str = "It was quiet.", more: str = "") -> str:
    return (
        f"<entry><id>tag:b.example,2026:{number}</id><title>{title}</title>"
        "<updated>2026-02-01T00:00:00Z</updated>"
        f'{more}<content type="html">{text}</content></entry>'
    )


def atom(*entries: str) -> bytes:
    return ATOM.format(entries="".join(entries)).encode()
