"""Settings: company.yaml to the letter or not at all, alarms, accounts, keys, and what was done by whom."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from tests.cli.companies import COMPANY
from tests.web.conftest import PASSWORD, Site
from unslump.errors import ChangedMeanwhile, UnslumpError
from unslump.records import accounts as kept
from unslump.web.accounts.making import make_account
from unslump.web.accounts.passwords import digest_of
from unslump.web.accounts.rights import LEAST_ROLE, Role
from unslump.web.house import now
from unslump.workspace.company_editing import save_company_text
from unslump.workspace.company_writing import company_seen

ODD = "# Bäckerei  \n\n" + COMPANY + "\n\n# the end, with\ttab and no line break"


def save(site: Site, text: str, seen: str | None = None) -> Any:
    page = site.get("/settings").text
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found
    return site.post("/settings/company", {"text": text, "seen": seen or found[1]}, follow_redirects=False)


def file_of(site: Site) -> bytes:
    return (site.workspace.directory / "company.yaml").read_bytes()


def shown(page: str) -> str:
    """What the text area holds, as a browser reads it: without the line break after its tag."""
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_what_is_not_touched_stays_byte_for_byte(site: Site, ends: str) -> None:
    path = site.workspace.directory / "company.yaml"
    path.write_bytes(ODD.replace("\n", ends).encode())
    before = file_of(site)
    held = shown(site.get("/settings").text)
    sent = held.replace("\n", "\r\n")  # as browsers send it
    assert save(site, sent).status_code == 303
    assert file_of(site) == before
    assert save(site, sent.replace("hours: 40", "hours: 36")).status_code == 303
    assert file_of(site) == before.replace(b"hours: 40", b"hours: 36")


def test_every_mistake_is_shown_at_its_line_and_nothing_is_saved(site: Site) -> None:
    before = file_of(site)
    wrong = (
        COMPANY.replace("hours: 40", "hours: many").replace("amount: 12,", "amount: -12,") + "colour: blue\n"
    )
    answer = save(site, wrong)
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert file_of(site) == before
    lines = wrong.splitlines()
    for piece in ("hours: many", "amount: -12", "colour: blue"):
        number = next(n for n, line in enumerate(lines, 1) if piece in line)
        assert f"Line {number}:" in page
    assert shown(answer.text) == wrong, "what was typed is still there"


@pytest.mark.parametrize(
    "text",
    [
        "", "- 1\n", "company: [", "company: x\ncurrency: EUR\npeople: !!python/object:os.system {}\n",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "\x00", "[" * 3000, "company: \ud800", "x" * 600_000,
    ],
)  # fmt: skip
def test_texts_that_are_no_company_are_refused_in_words(site: Site, text: str) -> None:
    before = file_of(site)
    if "\ud800" in text:
        with pytest.raises(UnslumpError):
            save_company_text(site.workspace.directory, text, company_seen(site.workspace.directory))
    else:
        answer = save(site, text)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert "Traceback" not in answer.text
    assert file_of(site) == before


def test_the_second_of_two_tabs_is_told_and_keeps_what_it_typed(site: Site) -> None:
    seen = company_seen(site.workspace.directory)
    assert save(site, COMPANY + "# first\n", seen).status_code == 303
    second = save(site, COMPANY + "# second\n", seen)
    assert second.status_code == 409
    assert "has been changed since you read it" in second.text
    assert shown(second.text) == COMPANY + "# second\n"
    assert "# first" in second.text, "theirs is shown beside it"
    assert b"# second" not in file_of(site)
    new = re.search(r'name="seen" value="(\w+)"', second.text)
    assert new
    assert save(site, COMPANY + "# second\n", new[1]).status_code == 303
    assert b"# second" in file_of(site)


def test_a_first_company_yaml_is_written(empty: Site) -> None:
    assert "no company.yaml yet" in empty.get("/settings").text
    made = empty.post("/settings/start", {"company": "Brightline", "currency": "chf"})
    assert made.status_code == 200
    company = empty.workspace.company
    assert company is not None
    assert (company.name, company.currency) == ("Brightline", "CHF")
    again = empty.post("/settings/start", {"company": "Other", "currency": "EUR"})
    assert (again.status_code, "There is a company already" in again.text) == (422, True)


def test_a_script_in_a_name_is_text(site: Site) -> None:
    evil = COMPANY.replace("Brightline", "'</textarea><script>alert(1)</script>'")
    assert save(site, evil).status_code == 303
    for path in ("/settings", "/settings/accounts", "/settings/audit"):
        assert "<script>alert" not in site.get(path).text


def test_the_alarm_rule_is_what_the_watch_goes_by(site: Site) -> None:
    sent = {"false_alarms": "0.5", "seen": "0"}
    assert site.post("/settings/alarms", sent).status_code == 200
    assert site.workspace.alarm_rule()[0].false_alarms == 0.5
    assert "0.5 false alarms" in site.workspace.watch().false_alarms
    stale = site.post("/settings/alarms", {"false_alarms": "3", "seen": "0"})
    assert stale.status_code == 409
    assert 'value="3"' in stale.text
    for bad in ("", "many", "0", "-1", "1e9", "nan", "inf", "9" * 400):
        answer = site.post("/settings/alarms", {"false_alarms": bad, "seen": "1"})
        assert answer.status_code == 422, bad
    assert site.workspace.alarm_rule()[0].false_alarms == 0.5
    with pytest.raises(ChangedMeanwhile):
        site.workspace.set_alarm_rule(2, seen=0, by="Ben", now=now())


def test_accounts_are_made_changed_and_closed(site: Site) -> None:
    first = site.post(
        "/settings/accounts/make",
        {"name": "Ana", "role": "owner", "password": PASSWORD},
        follow_redirects=False,
    )
    assert first.status_code == 303
    site.client.app.state.house._open = (-1e9, False)
    site.client.post("/door", data={"name": "Ana", "password": PASSWORD})
    make = {"name": "Ben", "role": "reader", "password": PASSWORD}
    assert site.post("/settings/accounts/make", make).status_code == 200
    again = site.post("/settings/accounts/make", make)
    assert (again.status_code, 'value="Ben"' in again.text, PASSWORD in again.text) == (409, True, False)
    short = site.post("/settings/accounts/make", {"name": "Cem", "role": "reader", "password": "x"})
    assert (short.status_code, 'value="Cem"' in short.text) == (422, True)
    assert site.post("/settings/accounts/role", {"name": "Ben", "role": "planner"}).status_code == 200
    assert (
        site.post("/settings/accounts/password", {"name": "Ben", "password": "another horse"}).status_code
        == 200
    )
    assert site.post("/settings/accounts/role", {"name": "Ben", "role": "king"}).status_code == 422
    last = site.post("/settings/accounts/close", {"name": "Ana"})
    assert (last.status_code, "only owner" in last.text) == (422, True)
    assert site.post("/settings/accounts/close", {"name": "Ben"}).status_code == 200
    done = site.get("/settings/audit").text
    for words in ("made an account", "changed a role", "gave a new password", "closed an account"):
        assert words in done


def test_who_is_no_owner_sees_company_and_own_keys_alone(site: Site) -> None:
    site.sign_in("Ana")
    make_account(site.workspace.records, "Rea", "reader", PASSWORD, now())
    site.client.cookies.clear()
    site.client.post("/door", data={"name": "Rea", "password": PASSWORD})
    page = site.get("/settings").text
    assert "<textarea" not in page
    assert "Brightline" in page
    assert "Make an account" not in site.get("/settings/accounts").text
    assert site.get("/settings/audit").status_code == 403
    for path in ("company", "start", "alarms", "accounts/make", "accounts/role", "accounts/password",
                 "accounts/close"):  # fmt: skip
        assert site.post(f"/settings/{path}", {"name": "Ana"}).status_code == 403, path
    wrong = site.post("/settings/password", {"old": "no", "password": "another horse"})
    assert (wrong.status_code, "present password is not right" in wrong.text) == (422, True)
    changed = site.post(
        "/settings/password", {"old": PASSWORD, "password": "another horse"}, follow_redirects=False
    )
    assert changed.status_code == 303
    assert site.get("/settings").status_code == 401, "one signs in anew"


def test_a_key_is_shown_once_and_taken_away(site: Site) -> None:
    assert "make one first" in site.get("/settings/accounts").text
    site.sign_in("Ana")
    made = site.post("/settings/keys", {"label": "the <b>shop</b>"})
    found = re.search(r'<code class="secret">([\w-]+)</code>', made.text)
    assert found
    secret, digest = found[1], digest_of(found[1])
    assert secret not in site.get("/settings/accounts").text
    with site.workspace.records.reading() as connection:
        who = kept.read_token(connection, digest)
    assert who is not None
    assert who.shown == "Ana"
    assert site.post("/settings/keys", {"label": " "}).status_code == 422
    site.post("/settings/keys/away", {"key": digest, "label": "the shop"})
    with site.workspace.records.reading() as connection:
        assert kept.read_token(connection, digest) is None


def test_the_table_of_roles_is_the_one_that_is_kept_to(answered: Site) -> None:
    page = answered.get("/settings/accounts").text
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th>((?:<td>\w+</td>)+)</tr>', page)
    assert len(rows) == len(LEAST_ROLE)
    for (_, cells), least in zip(rows, LEAST_ROLE.values(), strict=True):
        assert re.findall(r"<td>(\w+)</td>", cells) == ["yes" if role >= least else "no" for role in Role]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_they_can_be_used_by_everybody(open_page: Any, answered: Site, width: int, dark: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for path in ("/settings", "/settings/accounts", "/settings/audit"):
        page = open_page(answered, path, width=width, dark=dark)
        found = Axe().run(page).response["violations"]
        assert not found, [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.browser
@pytest.mark.slow
def test_a_browser_sends_company_yaml_back_as_it_was(open_page: Any, site: Site) -> None:
    path = site.workspace.directory / "company.yaml"
    path.write_bytes(b"\n" + ODD.encode())
    page = open_page(site, "/settings")
    page.get_by_role("button", name="Save").first.click()
    page.get_by_text("Saved.").wait_for()
    assert path.read_bytes() == b"\n" + ODD.encode()


@pytest.mark.browser
@pytest.mark.slow
def test_a_mistake_leads_to_its_line(open_page: Any, site: Site) -> None:
    page = open_page(site, "/settings")
    text = page.get_by_label("company.yaml")
    text.fill(COMPANY.replace("hours: 38", "hours: many"))
    page.get_by_role("button", name="Save").first.click()
    page.get_by_role("link", name="Line 5:").click()
    chosen = text.evaluate("area => area.value.slice(area.selectionStart, area.selectionEnd)")
    assert chosen.strip() == "Ben Osei: {hats: {sales: 90%}, hours: many}"
