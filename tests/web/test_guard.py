"""What keeps strangers, forms from elsewhere and too much out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.conftest import Site
from unslump.web.safety import guard


def test_every_answer_carries_the_headers(site: Site) -> None:
    for path in ("/", "/data", "/static/web.css", "/nowhere", "/health"):
        headers = site.get(path).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe-eval" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "", "localhost.evil.example"])
def test_it_answers_to_its_own_names_only(site: Site, host: str) -> None:
    assert site.get("/", headers={"host": host}).status_code == 400
    assert site.get("/", headers={"host": "LOCALHOST:8000"}).status_code == 200


def test_forms_from_elsewhere_are_refused(site: Site) -> None:
    token = site.token()
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
    ):
        refused = site.client.post("/data/undo", data={"form_token": token}, headers=headers)
        assert refused.status_code == 403
    assert site.client.post("/data/undo", data={"form_token": "no"}).status_code == 409
    assert site.client.post("/data/undo").status_code == 409
    assert site.workspace.store.current() is not None
    fine = {"sec-fetch-site": "same-origin", "origin": "http://testserver"}
    done = site.client.post("/data/undo", data={"form_token": token}, headers=fine)
    assert done.status_code == 200
    assert site.workspace.store.current() is None


def test_a_token_of_another_visitor_is_no_good(site: Site) -> None:
    stolen = site.token()
    site.client.cookies.clear()
    assert site.client.post("/data/undo", data={"form_token": stolen}).status_code == 409


def test_too_much_is_refused_whether_it_says_so_or_not(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    said = site.client.post("/data/undo", headers={"content-length": str(3_000_000_000)}, content=b"x")
    assert said.status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"form_token=" + b"x" * 100_000

    silent = site.client.post(
        "/data/undo", content=endless(), headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert silent.status_code == 413
    monkeypatch.setattr(guard, "MOST_UPLOAD", 1000)
    upload = site.client.post(
        "/data/upload", files={"files": ("a.csv", b"x" * 5000)}, data={"form_token": "x"}
    )
    assert upload.status_code == 413


def test_a_fault_leaves_no_trace(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(type(site.client.app.state.house.shelf), "basis", broken)
    answer = site.get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_a_page_that_is_not_there_is_said_so(site: Site) -> None:
    missing = site.get("/nowhere")
    assert (missing.status_code, "There is no such page" in missing.text) == (404, True)
