"""The API: the command line's answers, refusals in words, keys and roles, nothing long in a request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.conftest import PASSWORD, Site
from unslump.errors import UnslumpError
from unslump.records import accounts
from unslump.web.accounts.making import make_account
from unslump.web.accounts.passwords import digest_of
from unslump.web.house import now

QUICK, LONG = ("readiness", "check", "orders", "needs"), ("watch", "people", "channels", "outlook", "route")
STORED = (*QUICK, *(pytest.param(name, marks=pytest.mark.slow) for name in LONG))
LEADS = "Lead ID,Created Date,Lead Source\nL1,2025-01-05,Fairs\nL2,2025-01-06,Search\n"
DEALS = "Deal ID,Lead ID,Created Date,Close Date,Stage,Amount\nD1,L1,2025-01-10,2025-02-01,Closed Won,900\n"


def key_for(site: Site, name: str, role: str) -> dict[str, str]:
    """The header with a key of a new account."""
    records = site.workspace.records
    with records.reading() as connection:
        first = accounts.count_accounts(connection) == 0
    if first and role != "owner":
        make_account(records, "Olga", "owner", PASSWORD, now())
    account = make_account(records, name, role, PASSWORD, now())
    secret = f"key-of-{name}"
    with records.writing() as connection:
        accounts.add_token(connection, digest_of(secret), account.id, "test", now())
    return {"Authorization": f"Bearer {secret}"}


def told(answer: Any, status: int) -> str:
    """The words of a refusal."""
    body = answer.json()
    assert (answer.status_code, sorted(body)) == (status, ["error", "hint"]), answer.text
    return f"{body['error']} {body['hint']}"


@pytest.mark.parametrize("name", STORED)
def test_what_is_stored_is_what_the_command_line_says(answered: Site, name: str) -> None:
    answer = answered.get(f"/api/v1/{name}")
    if answer.status_code == 422:  # the small company cannot be asked this: in words, and the same ones
        with pytest.raises(UnslumpError, match=re.escape(answer.json()["error"])):
            getattr(answered.workspace, name)()
        return
    assert answer.status_code == 200
    assert answer.json() == getattr(answered.workspace, name)().model_dump(mode="json")


def test_what_takes_long_is_asked_once_and_followed(site: Site) -> None:
    first = site.get("/api/v1/check")
    assert first.status_code == 202
    number = first.json()["question"]
    assert first.headers["location"] == f"/api/v1/questions/{number}"
    assert site.get("/api/v1/check").json() == first.json()
    assert site.get(f"/api/v1/questions/{number}").json()["state"] == "waiting"
    site.work()
    done = site.get(f"/api/v1/questions/{number}").json()
    assert (done["state"], done["name"]) == ("done", "check")
    assert site.get("/api/v1/check").json() == done["result"]


def test_a_goal_on_the_spot(site: Site) -> None:
    asked = "/api/v1/check?period=2025-Q2&amount=50000"
    number = site.get(asked).json()["question"]
    site.work()
    assert site.get(asked).json()["goal"]["amount"] == 50000
    assert site.get(f"/api/v1/questions/{number}").json()["state"] == "done"
    assert "no goal" in told(site.get("/api/v1/check?goal=Nope"), 422)
    assert "both" in told(site.get("/api/v1/check?period=2025-Q2"), 422)
    assert "period" in told(site.get("/api/v1/check?period=soon&amount=5"), 422)
    for wrong in ("nan", "inf", "-1", "many", "1e300"):
        told(site.get(f"/api/v1/check?period=2025-Q2&amount={wrong}"), 422)


def test_what_failed_says_why_and_can_be_asked_again(site: Site) -> None:
    number = site.get("/api/v1/needs/L999999").json()["question"]
    site.work()
    assert "L999999" in told(site.get("/api/v1/needs/L999999"), 404)
    failed = site.get(f"/api/v1/questions/{number}").json()
    assert (failed["state"], failed["result"]) == ("failed", None)
    assert "L999999" in failed["failure"]["error"]
    again = site.client.post(f"/api/v1/questions/{number}/again")
    assert (again.status_code, again.json()["state"]) == (202, "waiting")
    stopped = site.client.post(f"/api/v1/questions/{number}/stop")
    assert stopped.json()["state"] == "stopped"
    assert told(site.get("/api/v1/needs/L999999"), 503).startswith("It was stopped.")
    assert "no question" in told(site.get("/api/v1/questions/99999"), 404)
    for wrong in ("0", "99999999999999999999", "x"):
        told(site.get(f"/api/v1/questions/{wrong}"), 422)


def test_without_a_history_there_is_no_answer(empty: Site) -> None:
    assert "no history" in told(empty.get("/api/v1/check"), 409)
    assert empty.get("/api/v1/versions").json() == {"current": None, "versions": []}
    assert "nothing to undo" in told(empty.client.post("/api/v1/undo"), 409)


def test_files_are_brought_in_in_the_background(empty: Site) -> None:
    files = [("files", ("leads.csv", LEADS)), ("files", ("deals.csv", DEALS))]
    asked = empty.client.post("/api/v1/import", files=files, data={"dates": "ymd"})
    assert asked.status_code == 202
    assert empty.workspace.store.current() is None, "nothing was brought in within the request"
    empty.work()
    done = empty.get(f"/api/v1/questions/{asked.json()['question']}").json()
    assert (done["state"], done["name"]) == ("done", "import"), done
    assert [each["rows_new"] for each in done["result"]["files"]] == [2, 1]
    versions = empty.get("/api/v1/versions").json()
    assert [each["id"] for each in versions["versions"]] == [versions["current"]]
    undone = empty.client.post("/api/v1/undo")
    assert undone.json()["undone"]["id"] == versions["current"]
    assert empty.get("/api/v1/versions").json()["current"] is None


def test_an_import_that_is_none_is_told(site: Site) -> None:
    post = site.client.post
    assert "No file" in told(post("/api/v1/import", data={"dates": "ymd"}), 422)
    assert "no table" in told(post("/api/v1/import", files=[("files", ("x.exe", b"MZ"))]), 422)
    table = [("files", ("leads.csv", LEADS))]
    assert "dates" in told(post("/api/v1/import", files=table, data={"dates": "maybe"}), 422)
    assert "mapping" in told(post("/api/v1/import", files=table, data={"mapping": "x" * 200_001}), 422)


def test_an_account_closes_the_door_to_whoever_has_no_key(site: Site) -> None:
    assert site.get("/api/v1/versions").status_code == 200
    key = key_for(site, "Pia", "planner")
    refused = site.get("/api/v1/versions")
    assert "Bearer" in told(refused, 401)
    assert refused.headers["www-authenticate"] == "Bearer"
    assert site.get("/api/v1/versions", headers=key).status_code == 200
    for wrong in ("Bearer nope", "Bearer ", "Basic UGlhOng=", "Bearer " + "x" * 5000, "key-of-Pia"):
        told(site.get("/api/v1/versions", headers={"Authorization": wrong}), 401)
    records = site.workspace.records
    with records.writing() as connection:
        account = accounts.account_named(connection, "pia")
        assert account is not None
        accounts.end_token(connection, digest_of("key-of-Pia"), account.id, now())
    told(site.get("/api/v1/versions", headers=key), 401)


def test_the_cookie_of_a_sign_in_reads_but_never_writes(site: Site) -> None:
    site.sign_in("Ana")
    assert site.get("/api/v1/versions").status_code == 200
    told(site.client.post("/api/v1/undo"), 401)
    assert site.workspace.store.current() is not None


@pytest.mark.parametrize("header", ["origin", "sec-fetch-site"])
def test_a_browser_without_a_key_does_not_write_even_where_nobody_signs_in(site: Site, header: str) -> None:
    value = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}[header]
    assert "browser" in told(site.client.post("/api/v1/undo", headers={header: value}), 403)
    assert site.workspace.store.current() is not None


def test_a_key_may_what_its_account_may_and_it_is_written_down(site: Site) -> None:
    reader, planner = key_for(site, "Rea", "reader"), key_for(site, "Pia", "planner")
    post = site.client.post
    for path, body in (
        ("undo", None),
        ("campaigns", {"name": "Fair"}),
        ("orders", {"number": "A-1"}),
        ("stories", {"title": "x"}),
        ("assignments", {"lead": "L1", "seller": "Ben Osei"}),
        ("needs/L1", {"needs": []}),
        ("orders/A-1/events", {"kind": "paid"}),
    ):
        assert "Rea may not" in told(post(f"/api/v1/{path}", json=body, headers=reader), 403)
    assert "Rea may not" in told(
        post("/api/v1/import", files=[("files", ("leads.csv", LEADS))], headers=reader), 403
    )
    assert post("/api/v1/undo", headers=planner).status_code == 200
    with site.workspace.records.reading() as connection:
        found = accounts.audited(connection)
    assert [(each.by, each.action) for each in found if each.action == "undid"] == [("Pia", "undid")]


def test_an_order_from_signing_to_paid_twice(site: Site) -> None:
    post = site.client.post
    new = {"number": "A-17", "customer": "Harbour Foods", "lines": ["Set-up = 700", "Seats = 300; 3 pieces"],
           "on": "2025-03-03", "due": "2025-03-20"}  # fmt: skip
    signed = post("/api/v1/orders", json=new)
    assert (signed.status_code, signed.json()["owed"], signed.json()["version"]) == (201, "1000.00", 1)
    assert "A-17" in told(post("/api/v1/orders", json=new), 422)
    paid = {"kind": "paid", "amount": "400.00", "reference": "RF18", "on": "2025-03-12", "seen": 1}
    first = post("/api/v1/orders/A-17/events", json=paid)
    assert (first.status_code, first.json()["owed"]) == (201, "600.00")
    assert "RF18" in told(post("/api/v1/orders/A-17/events", json=paid | {"seen": 2}), 422)
    assert "Ana" in told(post("/api/v1/orders/A-17/events", json={"kind": "delivered", "seen": 1}), 409)
    for event, state in (
        (
            {"kind": "delivered", "line": 2, "pieces": "1", "on": "2025-03-20"},
            "partly delivered, partly paid",
        ),
        ({"kind": "credited", "amount": "50", "reason": "scratched", "on": "2025-03-21"}, "partly"),
        ({"kind": "corrected", "event": 2, "reason": "belongs to A-18"}, "partly delivered"),
        ({"kind": "cancelled", "reason": "no longer needed", "on": "2025-03-22"}, ""),
    ):
        said = post("/api/v1/orders/A-17/events", json=event)
        assert said.status_code == 201, said.text
        assert state in said.json()["status"] or state == "partly"
    assert site.get("/api/v1/orders/A-17").json() == said.json()
    assert "no order" in told(site.get("/api/v1/orders/A-99"), 404)
    assert "no order" in told(post("/api/v1/orders/A-99/events", json={"kind": "paid"}), 404)
    for wrong in ({"kind": "stolen"}, {"kind": "paid", "amount": "1e3"}, {"kind": "paid", "x": 1}, [], "x"):
        told(post("/api/v1/orders/A-17/events", json=wrong), 422)
    told(post("/api/v1/orders/A-17/events", content=b"{", headers={"content-type": "application/json"}), 422)


def test_leads_are_accepted_needs_are_picked_with_the_version_seen(site: Site) -> None:
    post = site.client.post
    leads = site.workspace._snapshot(None).sql(
        "SELECT lead_id FROM leads WHERE lead_id NOT IN (SELECT lead_id FROM deals WHERE outcome <> 'open')"
    )["lead_id"]
    lead = leads[0].as_py()
    taken = post("/api/v1/assignments", json={"lead": lead, "seller": "Ben Osei", "seen": 0})
    assert (taken.status_code, taken.json()["seller"], taken.json()["version"]) == (201, "Ben Osei", 1)
    assert "Ana" in told(
        post("/api/v1/assignments", json={"lead": lead, "seller": "Ana Ruiz", "seen": 0}), 409
    )
    assert "Zoe" in told(post("/api/v1/assignments", json={"lead": lead, "seller": "Zoe"}), 422)
    assert [each["lead"] for each in site.get("/api/v1/assignments").json()["accepted"]] == [lead]
    assert post(f"/api/v1/assignments/{lead}/withdraw?seen=1").json() == {"accepted": []}
    assert "Nothing was accepted" in told(post(f"/api/v1/assignments/{lead}/withdraw"), 422)
    assert "no needs" in told(post(f"/api/v1/needs/{lead}", json={"needs": ["Sleep"]}), 422)


def test_campaigns_and_stories(site: Site) -> None:
    post = site.client.post
    assert "Fair" in told(post("/api/v1/campaigns", json={"name": "Fair"}), 422)
    told(site.get("/api/v1/campaigns/Fair"), 404)
    assert site.get("/api/v1/campaigns").json()["campaigns"] == []
    story = {"title": "The <b>quiet</b> spring", "causes": ["lead volume"], "happened": "Nobody called."}
    written = post("/api/v1/stories", json=story)
    assert written.status_code == 201, written.text
    name = written.json()["name"]
    assert site.get(f"/api/v1/stories/{name}").json()["story"]["title"] == "The <b>quiet</b> spring"
    assert post(f"/api/v1/stories/{name}/comments", json={"text": "So it was."}).status_code == 201
    assert site.get("/api/v1/stories?kind=own").json()["stories"][0]["name"] == name
    assert "cause" in told(post("/api/v1/stories", json={"title": "x", "causes": ["magic"]}), 422)
    told(site.get("/api/v1/stories/nowhere"), 404)
    told(post("/api/v1/stories/nowhere/comments", json={"text": "x"}), 404)


def test_addresses_and_methods_that_are_not_there(site: Site) -> None:
    assert "no such address" in told(site.get("/api/v1/nowhere"), 404)
    refused = site.client.put("/api/v1/check")
    assert "cannot be done" in told(refused, 405)
    assert refused.headers["allow"] == "GET"


def test_too_many_questions_are_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from unslump.web.api import waiting

    monkeypatch.setattr(waiting, "MOST_WAITING", 3)
    for amount in (1, 2, 3):
        assert site.get(f"/api/v1/check?period=2025-Q2&amount={amount}").status_code == 202
    assert "3 questions wait" in told(site.get("/api/v1/check?period=2025-Q2&amount=4"), 503)


def test_too_much_is_refused_whether_it_says_so_or_not(site: Site) -> None:
    assert "more than this server" in told(site.client.post("/api/v1/stories", content=b"x" * 1_000_001), 413)

    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b'{"title": "' + b"x" * 100_000

    silent = site.client.post(
        "/api/v1/stories", content=endless(), headers={"content-type": "application/json"}
    )
    assert "more than this server" in told(silent, 413)
    assert "by that name" in told(site.get("/api/v1/check", headers={"host": "evil.example"}), 400)


def test_the_description_has_the_command_line_s_models(site: Site) -> None:
    described = site.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    models = {
        path: operation["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].split(
            "/"
        )[-1]
        for path, operation in described["paths"].items()
        if "get" in operation
    }
    assert models["/check"] == "CheckResult"
    assert models["/orders/{number}"] == "OrderView"
    for operations in described["paths"].values():
        for operation in operations.values():
            assert operation["security"] == [{"HTTPBearer": []}]
            for status in ("400", "401", "422", "503"):
                schema = operation["responses"][status]["content"]["application/json"]["schema"]
                assert schema["$ref"] == "#/components/schemas/Told"


def test_metrics_count_by_route_and_tell_this_machine_or_who_has_a_key(site: Site) -> None:
    key = key_for(site, "Mo", "reader")
    site.get("/api/v1/questions/7", headers=key)
    site.get("/api/v1/orders/secret-customer", headers=key)
    site.get("/nowhere-at-all")
    site.get("/api/v1/check", headers=key)
    refused = site.get("/metrics")
    assert refused.status_code == 401
    text = site.get("/metrics", headers=key).text
    line = 'unslump_requests_total{method="GET",route="/api/v1/questions/{question}",status="404"} 1.0'
    assert line in text
    assert 'unslump_requests_total{method="GET",route="none",status="404"} 1.0' in text
    assert 'unslump_questions{state="waiting"} 1.0' in text
    assert 'unslump_request_seconds_bucket{le="0.05",route="/metrics"}' in text
    assert "secret-customer" not in text
    assert "worker_alive" not in text, "there is no worker's process here, so nothing is said of it"
    site.client.app.state.house.worker_alive = lambda: False
    assert "unslump_worker_alive 0.0" in site.get("/metrics", headers=key).text
