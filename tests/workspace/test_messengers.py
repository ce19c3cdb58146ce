"""Against real servers on loopback: what arrives, and what is said when it does not."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from unslump.errors import QuestionError, StoreError
from unslump.workspace.messengers import Message, mail_to, webhook_to

MESSAGE = Message("Brightline: Leads a week (marketing)", "Leads fell.\nLook first.", {"event": "started"})


class _Letters(socketserver.StreamRequestHandler):
    """As much of SMTP as a letter needs."""

    def handle(self) -> None:
        self.wfile.write(b"220 ready\r\n")
        body: list[bytes] | None = None
        for line in self.rfile:
            if body is not None:
                if line == b".\r\n":
                    self.server.letters.append(b"".join(body))  # type: ignore[attr-defined]
                    body = None
                    self.wfile.write(b"250 taken\r\n")
                else:
                    body.append(line)
                continue
            word = line[:4].upper()
            if word == b"DATA":
                body = []
                self.wfile.write(b"354 go on\r\n")
            elif word == b"RCPT" and b"refused" in line:
                self.wfile.write(b"550 no such mailbox\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[socketserver.BaseServer]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def mail_server() -> socketserver.TCPServer:
    server = socketserver.TCPServer(("127.0.0.1", 0), _Letters)
    server.letters = []  # type: ignore[attr-defined]
    return server


def settings(server: socketserver.TCPServer) -> dict[str, str]:
    return {
        "UNSLUMP_SMTP_HOST": "127.0.0.1",
        "UNSLUMP_SMTP_PORT": str(server.server_address[1]),
        "UNSLUMP_SMTP_SECURITY": "none",
        "UNSLUMP_SMTP_FROM": "unslump@example.com",
    }


def test_a_letter_arrives() -> None:
    with serving(mail_server()) as server:
        mail_to("owner@example.com", settings(server)).tell(MESSAGE)  # type: ignore[arg-type]
    (letter,) = server.letters  # type: ignore[attr-defined]
    assert b"Subject: Brightline: Leads a week (marketing)" in letter
    assert b"To: owner@example.com" in letter
    assert b"Leads fell." in letter


def test_a_refused_letter_is_said() -> None:
    with serving(mail_server()) as server, pytest.raises(StoreError, match="not sent"):
        mail_to("refused@example.com", settings(server)).tell(MESSAGE)  # type: ignore[arg-type]


@pytest.mark.parametrize("address", ["", "owner", "a b@example.com", "a@b.de\nBcc: x@y.de", "a@b.de,c@d.de"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(QuestionError, match="no e-mail address"):
        mail_to(address, {"UNSLUMP_SMTP_HOST": "localhost"})


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({}, "No mail server"),
        ({"UNSLUMP_SMTP_HOST": "h", "UNSLUMP_SMTP_PORT": "x"}, "no port"),
        ({"UNSLUMP_SMTP_HOST": "h", "UNSLUMP_SMTP_SECURITY": "ssl"}, "Choose from|UNSLUMP_SMTP_SECURITY"),
    ],
)
def test_settings_are_checked_before_the_work(setting: dict[str, str], words: str) -> None:
    with pytest.raises(QuestionError, match=words):
        mail_to("owner@example.com", setting)


class _Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        self.server.bodies.append(json.loads(self.rfile.read(size)))  # type: ignore[attr-defined]
        status = {"/full": 507, "/moved": 302}.get(self.path, 200)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def hook() -> HTTPServer:
    server = HTTPServer(("127.0.0.1", 0), _Hook)
    server.bodies = []  # type: ignore[attr-defined]
    return server


def test_a_webhook_gets_json() -> None:
    with serving(hook()) as server:
        webhook_to(f"http://127.0.0.1:{server.server_address[1]}/secret").tell(MESSAGE)  # type: ignore[attr-defined]
    (body,) = server.bodies  # type: ignore[attr-defined]
    assert body == {"subject": MESSAGE.subject, "text": MESSAGE.text, "event": "started"}


@pytest.mark.parametrize("path", ["/full", "/moved"])
def test_a_webhook_that_refuses_or_sends_elsewhere_is_said(path: str) -> None:
    with serving(hook()) as server, pytest.raises(StoreError, match="did not take"):
        webhook_to(f"http://127.0.0.1:{server.server_address[1]}{path}").tell(MESSAGE)  # type: ignore[attr-defined]
    assert len(server.bodies) == 1  # type: ignore[attr-defined]


def test_no_secret_is_in_the_place_or_the_words() -> None:
    webhook = webhook_to("https://hooks.example.com/services/T0/secret")
    assert webhook.place == "webhook:hooks.example.com"
    assert "secret" not in repr(webhook)
    mail = mail_to("a@b.de", {"UNSLUMP_SMTP_HOST": "h", "UNSLUMP_SMTP_PASSWORD": "hush"})
    assert "hush" not in repr(mail) + mail.place


@pytest.mark.parametrize("url", ["", "ftp://x", "file:///etc/passwd", "https://"])
def test_an_address_of_no_web_is_refused(url: str) -> None:
    with pytest.raises(QuestionError):
        webhook_to(url)
