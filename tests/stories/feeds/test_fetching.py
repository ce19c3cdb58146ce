"""Fetching: what is too large, too slow, leads inside or downgrades is refused, and nothing else is."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from tests.stories.feeds.servers import Site, atom, entry, network, site
from unslump.errors import QuestionError, StoreError
from unslump.stories.feeds.fetching import Network, fetch, web_address

FEED = atom(entry(1))


@pytest.fixture
def web() -> Iterator[Site]:
    with site() as found:
        yield found


def test_a_feed_comes_with_what_asks_for_it_again(web: Site) -> None:
    address = web.serves("/feed", FEED, ETag='"v1"', Last_Modified="Sun, 01 Mar 2026 00:00:00 GMT")
    found = fetch(address, network())
    assert found.body == FEED
    assert (found.etag, found.modified) == ('"v1"', "Sun, 01 Mar 2026 00:00:00 GMT")
    headers = web.asked[0][1]
    assert headers["Host"] == f"board.example:{web.port}"
    assert "Cookie" not in headers
    assert "Authorization" not in headers


def test_what_has_not_changed_is_not_sent_again(web: Site) -> None:
    def unchanged(handler: BaseHTTPRequestHandler) -> None:
        assert handler.headers["If-None-Match"] == '"v1"'
        assert handler.headers["If-Modified-Since"] == "then"
        handler.send_response(304)
        handler.end_headers()

    web.pages["/feed"] = unchanged
    assert fetch(web.at("/feed"), network(), etag='"v1"', modified="then").body is None


def test_the_real_policy_refuses_this_machine(web: Site) -> None:
    web.serves("/feed", FEED)
    with pytest.raises(QuestionError, match="not open to everyone"):
        fetch(web.at("/feed", "127.0.0.1"), Network())
    with pytest.raises(QuestionError, match="not open to everyone"):
        fetch(web.at("/feed", "localhost"), Network())
    assert web.asked == []


@pytest.mark.parametrize(
    "there",
    ["http://localhost/secret", "http://inside.example/secret", "http://10.0.0.7/", "http://[::1]/", "http://169.254.169.254/latest"],
)  # fmt: skip
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_the_inside_is_refused(web: Site, there: str, status: int) -> None:
    with pytest.raises(QuestionError, match="not open to everyone"):
        fetch(web.leads("/feed", there, status), network())


def test_redirects_are_followed_and_each_is_looked_at(web: Site) -> None:
    web.serves("/new", FEED)
    web.leads("/second", web.at("/new", "other.example"))
    found = fetch(web.leads("/feed", "/second"), network())
    assert found.address == web.at("/new", "other.example")
    assert found.body == FEED


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ("file:///etc/passwd", "is no address"),
        ("gopher://board.example/", "is no address"),
        ("http://user:secret@board.example/", "holds a name or password"),
        ("", "without saying where"),
        ("/feed", "leads in a circle"),
        ("http://board.example:99999/", "is no address"),
        ("//inside.example/x", "not open to everyone"),
    ],
)
def test_where_a_redirect_may_not_lead(web: Site, there: str, words: str) -> None:
    with pytest.raises((QuestionError, StoreError), match=words):
        fetch(web.leads("/feed", there), network())


def test_redirects_end_somewhere(web: Site) -> None:
    for number in range(10):
        web.leads(f"/{number}", f"/{number + 1}")
    with pytest.raises(StoreError, match="leads on and on"):
        fetch(web.at("/0"), network())
    assert len(web.asked) == 6


def test_a_name_is_resolved_once_and_that_very_address_asked(web: Site) -> None:
    """Rebinding: the first answer is public, a second would be this machine; there is no second."""
    answers = [["127.0.0.1"], ["127.0.0.2"]]
    asked: list[str] = []

    def resolve(host: str, _port: int, _seconds: float) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    web.serves("/feed", FEED)
    assert fetch(web.at("/feed", "rebinding.example"), network(resolve=resolve)).body == FEED
    assert asked == ["rebinding.example"]


def test_a_gigabyte_is_not_read(web: Site) -> None:
    sent = [0]

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(10**9))
        handler.end_headers()
        while sent[0] < 10**9:
            handler.wfile.write(b" " * 65_536)
            sent[0] += 65_536

    web.pages["/feed"] = endless
    with pytest.raises(QuestionError, match="larger than 5 MB: reading stopped there"):
        fetch(web.at("/feed"), network())
    assert sent[0] < 30_000_000


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_what_unpacks_to_a_gigabyte_is_not_unpacked(web: Site, pack: object) -> None:
    bomb = pack(b"\0" * 200_000_000)  # type: ignore[operator]
    encoding = "gzip" if pack is gzip.compress else "deflate"
    with pytest.raises(QuestionError, match="larger than 5 MB"):
        fetch(web.serves("/feed", bomb, Content_Encoding=encoding), network())
    packed = pack(FEED)  # type: ignore[operator]
    assert fetch(web.serves("/small", packed, Content_Encoding=encoding), network()).body == FEED


def test_who_sends_drop_by_drop_is_left(web: Site) -> None:
    def drops(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)

    web.pages["/feed"] = drops
    before = time.monotonic()
    with pytest.raises(StoreError, match=r"took longer than 0\.7 seconds"):
        fetch(web.at("/feed"), network(seconds=0.7))
    assert time.monotonic() - before < 3


def test_headers_drop_by_drop_too() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    with pytest.raises(StoreError, match="took longer"):
        fetch(f"http://board.example:{listening.getsockname()[1]}/", network(seconds=0.5))
    listening.close()


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "could not be asked"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n", "could not be asked"),
        (b"no http at all\r\n\r\n", "could not be asked"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot packed", "could not be asked"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\nx", "packed in a way"),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", "answers 404"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "could not be asked"),
        (b"", "could not be asked"),
    ],
)
def test_answers_that_are_none(reply: bytes, words: str) -> None:
    import threading

    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        line, _ = listening.accept()
        line.recv(4096)
        line.sendall(reply)
        line.shutdown(socket.SHUT_WR)
        line.recv(4096)
        line.close()

    threading.Thread(target=answer, daemon=True).start()
    with pytest.raises((StoreError, QuestionError), match=words):
        fetch(f"http://board.example:{listening.getsockname()[1]}/", network(seconds=5.0))
    listening.close()


def test_no_proxy_is_taken_from_the_environment(web: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch(web.serves("/feed", FEED), network()).body == FEED


def test_https_does_not_lead_to_http(monkeypatch: pytest.MonkeyPatch) -> None:
    from unslump.stories.feeds import fetching

    monkeypatch.setattr(fetching, "_ask", lambda *_: "http://board.example/feed")
    with pytest.raises(QuestionError, match="from https to http"):
        fetch("https://board.example/feed", network())


@pytest.mark.parametrize(
    "address",
    ["ftp://board.example/", "board.example", "http://", "http:///x", "https://a b.example/", "http://a\n.example/",
     "javascript:alert(1)", "file:///etc/passwd", "http://a.example\\@b.example/", "http://[::1", ""],
)  # fmt: skip
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(QuestionError, match="is no address"):
        web_address(address)
