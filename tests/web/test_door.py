"""Coming in: who needs an account, wrong passwords, sessions that end, forms that were under way."""

from __future__ import annotations

import re
import socket
from datetime import timedelta

import pytest

from tests.web.conftest import PASSWORD, Site, site_of
from unslump.errors import QuestionError
from unslump.web.accounts.making import (
    change_password,
    change_role,
    close_account,
    list_accounts,
    make_account,
)  # fmt: skip
from unslump.web.house import now
from unslump.web.serving import serve


def test_on_this_machine_nobody_signs_in_until_there_is_an_account(site: Site) -> None:
    assert site.get("/data").status_code == 200
    make_account(site.workspace.records, "Ana", "owner", PASSWORD, now())
    asked = site.get("/data")
    assert (asked.status_code, "Sign in" in asked.text) == (401, True)


def test_elsewhere_it_does_not_start_without_an_account(site: Site) -> None:
    with pytest.raises(QuestionError, match="there is no account yet"):
        serve(site.workspace, host="0.0.0.0")


def test_the_first_account_is_an_owner_s_and_one_owner_stays(site: Site) -> None:
    records = site.workspace.records
    with pytest.raises(QuestionError, match="first account must be an owner"):
        make_account(records, "Ben", "reader", PASSWORD, now())
    make_account(records, "Ana", "owner", PASSWORD, now())
    make_account(records, "Ben", "reader", PASSWORD, now())
    for leave in (
        lambda: change_role(records, "ana", "reader"),
        lambda: close_account(records, "Ana", now()),
    ):
        with pytest.raises(QuestionError, match="only owner"):
            leave()
    change_role(records, "Ben", "owner")
    close_account(records, "Ana", now())
    assert [(each.name, each.closed_at is None) for each in list_accounts(records).accounts] == [
        ("Ben", True),
        ("Ana", False),
    ]
    for password in ("short", "x" * 300):
        with pytest.raises(QuestionError):
            make_account(records, "Cem", "reader", password, now())


def test_a_wrong_password_and_a_wrong_name_read_the_same_and_become_slow(site: Site) -> None:
    make_account(site.workspace.records, "Ana", "owner", PASSWORD, now())
    wrong = site.client.post("/door", data={"name": "Ana", "password": "no"})
    nobody = site.client.post("/door", data={"name": "Bea", "password": "no"})
    assert (wrong.status_code, nobody.status_code) == (401, 401)
    assert "Name or password is not right" in wrong.text
    assert "Name or password is not right" in nobody.text
    for _ in range(5):
        last = site.client.post("/door", data={"name": "Ana", "password": "no"})
    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) >= 1
    assert site.client.post("/door", data={"name": "Ana", "password": PASSWORD}).status_code == 429


def test_a_session_is_new_at_each_sign_in_and_over_when_it_is_left(site: Site) -> None:
    site.sign_in("Ana")
    first = site.client.cookies["unslump_session"]
    site.client.post("/door", data={"name": "Ana", "password": PASSWORD})
    second = site.client.cookies["unslump_session"]
    assert first != second
    site.client.cookies.set("unslump_session", first)
    assert site.get("/data").status_code == 401, "the one before is over"
    site.client.cookies.clear()
    site.client.cookies.set("unslump_session", second)
    assert site.get("/data").status_code == 200
    site.post("/leave")
    site.client.cookies.clear()
    site.client.cookies.set("unslump_session", second)
    assert site.get("/data").status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "x.y", "a" * 5000, "é"])
def test_a_forged_cookie_is_none(site: Site, cookie: str) -> None:
    make_account(site.workspace.records, "Ana", "owner", PASSWORD, now())
    assert site.get("/data", headers={"cookie": f"unslump_session={cookie}".encode()}).status_code == 401


def test_sessions_end_by_idling_by_age_and_by_a_new_password(site: Site) -> None:
    site.sign_in("Ana")
    sessions = site.client.app.state.house.sessions
    cookie = site.client.cookies["unslump_session"]
    assert sessions.who(cookie, now()) is not None
    for later in (timedelta(hours=9), timedelta(days=15)):
        sessions.forget()
        assert sessions.who(cookie, now() + later) is None
    sessions.forget()
    change_password(site.workspace.records, "Ana", "another horse battery", now())
    assert sessions.who(cookie, now()) is None


def test_what_was_typed_when_the_session_was_over_is_kept(site: Site) -> None:
    site.sign_in("Ana")
    site.client.cookies.clear()
    typed = {"form_token": "old", "title": "A <b>story</b>", "text": "line one\nline two"}
    asked = site.client.post("/data/undo", data=typed)
    assert asked.status_code == 401
    assert "A &lt;b&gt;story&lt;/b&gt;" in asked.text
    carried = dict(re.findall(r'<textarea hidden name="(\w+)">(.*?)</textarea>', asked.text, re.DOTALL))
    assert set(carried) == {"title", "text"}, "neither token nor password is carried"
    back = site.client.post(
        "/door",
        data={"name": "Ana", "password": PASSWORD, "door_path": "/data/undo"} | {"title": typed["title"]},
    )
    assert 'action="/data/undo"' in back.text
    assert "A &lt;b&gt;story&lt;/b&gt;" in back.text


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_the_door_leads_nowhere_else(site: Site, path: str) -> None:
    make_account(site.workspace.records, "Ana", "owner", PASSWORD, now())
    answer = site.client.post(
        "/door", data={"name": "Ana", "password": PASSWORD, "door_path": path}, follow_redirects=False
    )
    assert answer.headers["location"] == "/"


def test_a_reader_may_not_write(site: Site) -> None:
    site.sign_in("Olga")
    make_account(site.workspace.records, "Rea", "reader", PASSWORD, now())
    site.client.cookies.clear()
    site.client.post("/door", data={"name": "Rea", "password": PASSWORD})
    refused = site.post("/data/undo")
    assert refused.status_code == 403
    assert "Rea may not bring data in" in refused.text
    assert site.workspace.store.current() is not None


def test_behind_tls_the_cookie_is_for_tls_alone(site: Site) -> None:
    make_account(site.workspace.records, "Ana", "owner", PASSWORD, now())
    secure = site_of(site.workspace.directory, secure=True)
    secure.client.base_url = "https://testserver"
    answer = secure.client.post("/door", data={"name": "Ana", "password": PASSWORD}, follow_redirects=False)
    flags = answer.headers["set-cookie"]
    assert all(flag in flags for flag in ("HttpOnly", "Secure", "SameSite=lax"))
    assert "max-age" in answer.headers["strict-transport-security"]


def test_a_port_that_is_taken_is_told_before_anything_starts(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        said: list[str] = []
        with pytest.raises(QuestionError, match=f"port {port} cannot be listened on"):
            serve(site.workspace, port=port, ready=lambda: said.append("ready"))
    assert said == []
