"""https: the certificate must be the name's that was asked for, whatever address it was found at."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.stories.feeds.servers import atom, entry, network
from unslump.errors import QuestionError, StoreError
from unslump.stories.feeds.fetching import fetch

FEED = atom(entry(1))
OPENSSL = shutil.which("openssl")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of board.example, with its key."""
    if OPENSSL is None:
        pytest.skip("openssl is not there to make a certificate")
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "9", "-subj", "/CN=board.example",
         "-addext", "subjectAltName=DNS:board.example", "-keyout", file, "-out", file.with_suffix(".crt")],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_text(file.read_text() + file.with_suffix(".crt").read_text())
    return file


@pytest.fixture
def port(certificate: Path) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/down":
                self.send_response(302)
                self.send_header("Location", "http://board.example/feed")
                self.end_headers()
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(FEED)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def trusting(certificate: Path) -> Callable[[], ssl.SSLContext]:
    return lambda: ssl.create_default_context(cafile=str(certificate.with_suffix(".crt")))


def test_the_name_s_certificate_is_asked_of_the_address(port: int, certificate: Path) -> None:
    found = fetch(f"https://board.example:{port}/feed", network(trust=trusting(certificate)))
    assert found.body == FEED


def test_another_name_s_certificate_is_refused(port: int, certificate: Path) -> None:
    with pytest.raises(StoreError, match=r"could not be asked: .*(?:Hostname mismatch|not valid for)"):
        fetch(f"https://other.example:{port}/feed", network(trust=trusting(certificate)))


def test_a_certificate_that_nobody_vouches_for_is_refused(port: int) -> None:
    with pytest.raises(StoreError, match="certificate verify failed"):
        fetch(f"https://board.example:{port}/feed", network())


def test_it_does_not_lead_to_http(port: int, certificate: Path) -> None:
    with pytest.raises(QuestionError, match="from https to http"):
        fetch(f"https://board.example:{port}/down", network(trust=trusting(certificate)))
