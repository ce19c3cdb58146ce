"""The desk: leads accepted or given to another, needs picked, orders recorded; two at once, and bad input."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.companies import COMPANY, make_company
from tests.web.conftest import PASSWORD, Site, site_of
from unslump.desk.routing_answer import RouteResult
from unslump.records import accounts
from unslump.web.accounts.making import make_account
from unslump.web.house import now

OFFERS = """\
offers:
  Audit: {price: 4000, margin: 50%}
  Retrofit: {price: 9000, margin: 40%}
needs:
  Lower energy bill: {}
  Less scrap: {}
"""
EVIL = "<script>alert(1)</script>"
NEW = {"number": "A-17", "customer": "Harbour Foods", "lines": "Set-up = 700\nSeats = 300; 3 pieces",
       "instalments": "40 % by 2025-03-10\n60 % by 2025-05-15", "on": "2025-03-03"}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A company with offers and needs, whose routing and needs are worked out; tests only read it."""
    site = site_of(make_company(tmp_path_factory.mktemp("desk"), COMPANY + OFFERS))
    for page in ("/desk", "/desk/needs", "/desk/orders"):
        site.get(page)
    site.work()
    return site


@pytest.fixture
def desk(made: Site, tmp_path: Path) -> Site:
    """The same, in a folder of its own."""
    folder = tmp_path / "desk"
    shutil.copytree(made.workspace.directory, folder)
    return site_of(folder)


@pytest.fixture(scope="module")
def signed(made: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same with an order A-17, of which nothing was recorded yet; tests only read it."""
    folder = tmp_path_factory.mktemp("signed") / "desk"
    shutil.copytree(made.workspace.directory, folder)
    site = site_of(folder)
    assert "Saved." in site.post("/desk/orders/new", NEW, page="/desk/orders/new").text
    return site


def routing(site: Site) -> RouteResult:
    """The routing on the shelf."""
    result = site.client.app.state.house.shelf.take("route", now=now()).result
    assert isinstance(result, RouteResult)
    return result


def first_lead(site: Site) -> tuple[str, str]:
    """(lead, whom it is proposed for) of the first card."""
    route = routing(site).routes[0]
    return route.lead, route.seller


def test_without_leads_it_says_what_will_be_here(empty: Site) -> None:
    for path in ("/desk", "/desk/needs"):
        assert "No lead has come yet" in empty.get(path).text
    assert "No order was signed here" in empty.get("/desk/orders").text


def test_leads_are_shown_as_the_command_line_routes_them(made: Site) -> None:
    page = made.get("/desk").text
    result = made.workspace.route()
    assert f"<h1>{result.sentence}</h1>" in page
    shown = re.findall(r'<li class="card"><h3><a href="/desk/lead\?id=(\w+)">', page)
    assert shown == [route.lead for route in result.routes[:24]]
    assert "8 of 10 cases lie between" in page
    assert "Is it fair?" in page
    for seller in result.sellers:
        assert seller.seller in page


def test_more_leads_than_a_page_holds_are_paged(made: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from unslump.web.pages import desk as room

    monkeypatch.setattr(room, "_A_PAGE", 2)
    routes = [route.lead for route in routing(made).routes]
    made.client.app.state.house.drawn._things.clear()
    second = made.get("/desk?page=2").text
    assert re.findall(r"<h3><a href=\"/desk/lead\?id=(\w+)", second) == routes[2:4]
    for wrong in ("0", "x", "999999", "-1", "²"):
        assert made.get(f"/desk?page={wrong}").status_code == 200
    made.client.app.state.house.drawn._things.clear()


@pytest.mark.slow
def test_accepting_shows_at_once_and_is_written_down(desk: Site) -> None:
    lead, seller = first_lead(desk)
    page = desk.post("/desk/accept", {"lead": lead, "seller": seller, "seen": "0"}, page="/desk")
    assert "Saved." in page.text
    assert "Accepted for" in page.text, "before the routing is worked out anew"
    kept = desk.workspace.accepted_leads()
    assert [(each.lead, each.seller, each.by) for each in kept] == [(lead, seller, "Ana")]
    assert lead in {each.lead for each in desk.workspace.route().accepted}
    with desk.workspace.records.reading() as connection:
        assert ("Ana", "accepted a lead", f"{lead}: {seller}") in [
            (each.by, each.action, each.about) for each in accounts.audited(connection)
        ]
    back = desk.post("/desk/withdraw", {"lead": lead, "seen": "1"}, page="/desk")
    assert "Saved." in back.text
    assert desk.workspace.accepted_leads() == ()


@pytest.mark.slow
def test_the_owner_may_be_another(desk: Site) -> None:
    lead, seller = first_lead(desk)
    other = next(each.seller for each in routing(desk).sellers if each.seller != seller)
    desk.post("/desk/accept", {"lead": lead, "seller": other, "seen": "0"}, page="/desk")
    assert [each.seller for each in desk.workspace.accepted_leads()] == [other]


def test_of_two_who_accept_the_second_sees_the_first(desk: Site) -> None:
    lead, _ = first_lead(desk)
    first, second = (each.seller for each in routing(desk).sellers[:2])
    desk.workspace.assign_lead(lead, first, by="Ben", now=now(), seen=0)
    late = desk.post("/desk/accept", {"lead": lead, "seller": second, "seen": "0"}, page="/desk")
    assert late.status_code == 409
    assert "Ben" in late.text
    assert f"<option selected>{second}</option>" in late.text, "what was chosen is still chosen"
    assert [each.seller for each in desk.workspace.accepted_leads()] == [first]
    again = desk.post("/desk/accept", {"lead": lead, "seller": second, "seen": "1"}, page="/desk")
    assert "Saved." in again.text
    assert [each.seller for each in desk.workspace.accepted_leads()] == [second]


@pytest.mark.slow
def test_all_that_was_looked_at_is_accepted_and_nothing_of_others_overwritten(desk: Site) -> None:
    result = routing(desk)
    number = re.search(r'name="proposal" value="(\d+)"', desk.get("/desk").text)
    assert number
    stale = desk.post("/desk/accept-all", {"proposal": "999"}, page="/desk")
    assert stale.status_code in {409, 422}
    assert desk.workspace.accepted_leads() == ()
    done = desk.post("/desk/accept-all", {"proposal": number[1]}, page="/desk")
    assert "Saved." in done.text
    kept = {each.lead: each.seller for each in desk.workspace.accepted_leads()}
    assert kept == {route.lead: route.seller for route in result.routes}


def test_accepting_a_proposal_leaves_what_another_accepted(desk: Site) -> None:
    result = routing(desk)
    lead, seller = result.routes[0].lead, result.routes[0].seller
    other = next(each.seller for each in result.sellers if each.seller != seller)
    desk.workspace.assign_lead(lead, other, by="Ben", now=now(), seen=0)
    assert desk.workspace.accept_proposal(result, by="Ana", now=now()) == len(result.routes) - 1
    assert {each.lead: each.by for each in desk.workspace.accepted_leads()}[lead] == "Ben"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"lead": "L0", "seller": EVIL}, "There is no seller"),
        ({"lead": EVIL, "seller": "Ben Osei"}, "&lt;script&gt;"),
        ({"lead": "x" * 10_000, "seller": "Ben Osei"}, "xxx"),
        ({"lead": "", "seller": ""}, "no lead"),
        ({}, "no lead"),
    ],
)
def test_what_cannot_be_accepted_is_told(made: Site, sent: dict[str, str], words: str) -> None:
    told = made.post("/desk/accept", sent | {"seen": "x²"}, page="/desk")
    assert told.status_code in {409, 422}
    assert words in told.text
    assert EVIL not in told.text


@pytest.mark.slow
def test_a_lead_shows_its_offers_with_reasons(made: Site) -> None:
    lead, _ = first_lead(made)
    made.get(f"/desk/lead?id={lead}")
    made.work()
    page = made.get(f"/desk/lead?id={lead}").text
    result = made.workspace.match(lead)
    assert result.sentence in page
    for offer in result.offers:
        assert offer.offer in page
        assert all(reason.words in page for reason in offer.reasons)
    assert "What does it need?" in page
    assert "Lower energy bill" in page


@pytest.mark.slow
def test_no_fit_is_said_with_its_reasons(desk: Site) -> None:
    file = desk.workspace.directory / "company.yaml"
    limits = OFFERS.replace("margin: 50%}", "margin: 50%, needs: [Less scrap]}").replace(
        "margin: 40%}", "margin: 40%, needs: [Less scrap]}"
    )
    file.write_text(COMPANY + limits, encoding="utf-8")
    lead, _ = first_lead(desk)
    desk.workspace.note_needs(lead, ["Lower energy bill"], by="Ana", now=now(), seen=0)
    result = desk.workspace.match(lead)
    assert not result.fit
    desk.get(f"/desk/lead?id={lead}")
    desk.work()
    page = desk.get(f"/desk/lead?id={lead}").text
    assert "No fit" in page
    for each in result.excluded:
        assert each.why in page


@pytest.mark.slow
def test_needs_are_picked_changed_and_taken_back(desk: Site) -> None:
    lead, _ = first_lead(desk)
    here = f"/desk/lead?id={lead}"
    desk.get(here)
    desk.work()
    saved = desk.post("/desk/pick", {"lead": lead, "need": ["Less scrap"], "seen": "0"}, page=here)
    assert "Saved." in saved.text
    assert "picked by Ana" in saved.text
    desk.work()
    assert re.search(r'value="Less scrap" checked', desk.get(here).text)
    late = desk.post("/desk/pick", {"lead": lead, "need": ["Lower energy bill"], "seen": "0"}, page=here)
    assert late.status_code == 409
    assert re.search(r'value="Lower energy bill" checked', late.text), "what was ticked is still ticked"
    assert desk.workspace.picked(lead).needs == ("Less scrap",)
    desk.post("/desk/pick", {"lead": lead, "seen": "1"}, page=here)
    assert desk.workspace.picked(lead).needs == ()
    wrong = desk.post("/desk/pick", {"lead": lead, "need": EVIL, "seen": "0"}, page=here)
    assert wrong.status_code == 422
    assert EVIL not in wrong.text


def test_the_needs_page_says_what_the_command_line_says(made: Site) -> None:
    page = made.get("/desk/needs").text
    assert made.workspace.needs().sentence.replace("'", "&#39;") in page


def test_a_reader_sees_no_forms_and_may_not_send_them(desk: Site) -> None:
    lead, seller = first_lead(desk)
    desk.sign_in("Olga")
    make_account(desk.workspace.records, "Rea", "reader", PASSWORD, now())
    desk.client.cookies.clear()
    desk.client.post("/door", data={"name": "Rea", "password": PASSWORD})
    assert 'action="/desk/accept"' not in desk.get("/desk").text
    assert "Sign an order" not in desk.get("/desk/orders").text
    for path, sent in (
        ("/desk/accept", {"lead": lead, "seller": seller}),
        ("/desk/accept-all", {}),
        ("/desk/withdraw", {"lead": lead}),
        ("/desk/pick", {"lead": lead}),
        ("/desk/order", {"number": "A-1", "kind": "pay"}),
        ("/desk/orders/new", {"number": "A-1"}),
    ):
        assert "Rea may not work at the desk" in desk.post(path, sent, page="/desk").text
    assert desk.get("/desk/orders/new").status_code == 403


def record(site: Site, kind: str, seen: int, **typed: str) -> Any:
    sent = {"number": "A-17", "kind": kind, "seen": str(seen)} | typed
    return site.post("/desk/order", sent, page="/desk/orders")


def test_an_order_from_signing_to_delivered_and_paid(desk: Site) -> None:
    signed = desk.post("/desk/orders/new", NEW, page="/desk/orders/new")
    assert "Order A-17 of Harbour Foods, 1,000 EUR, is signed" in signed.text
    assert "Saved." in signed.text
    paid = record(desk, "pay", 1, amount="400", reference="RF18", on="2025-03-12")
    assert "600.00 EUR" in paid.text
    part = record(desk, "deliver", 2, line="2", part="1", how="pieces", on="2025-03-20")
    assert "100 EUR of line 2 (1 piece)" in part.text
    record(desk, "credit", 3, amount="50", reason="scratched", on="2025-03-21")
    back = record(desk, "correct", 4, event="4", reason="not scratched after all")
    assert "taken back" in back.text
    rest = record(desk, "deliver", 5, on="2025-03-22")
    assert "delivered" in rest.text
    settled = record(desk, "pay", 6, on="2025-03-23")
    assert "settled" in settled.text
    view = desk.workspace.order_book.show("A-17")
    assert (view.owed, view.paid, view.version) == (0, 100_000, 7)
    desk.get("/desk/orders")
    desk.work()
    assert "A-17" not in desk.get("/desk/orders").text, "nothing is owed of it"


def test_an_order_paid_twice_is_told_in_words_and_nothing_typed_is_lost(desk: Site) -> None:
    desk.post("/desk/orders/new", NEW, page="/desk/orders/new")
    record(desk, "pay", 1, amount="400", reference="RF18", on="2025-03-12")
    twice = record(desk, "pay", 2, amount="400", reference="RF18", on="2025-03-12")
    assert twice.status_code == 422
    assert "Ana" in twice.text
    assert 'name="reference" maxlength="200" value="RF18"' in twice.text
    assert desk.workspace.order_book.show("A-17").paid == 40_000
    record(desk, "pay", 2, amount="100", on="2025-03-13")
    same = record(desk, "pay", 3, amount="100", on="2025-03-13")
    assert same.status_code == 422, "the same amount on the same day, neither with a reference"
    over = record(desk, "pay", 3, amount="700", reference="RF19", on="2025-03-14")
    assert over.status_code == 422
    assert "500" in over.text
    taken = record(desk, "pay", 3, amount="700", reference="RF19", over="1", on="2025-03-14")
    assert "Money to return to customers" in taken.text


def test_of_two_who_record_the_second_sees_what_the_first_wrote(desk: Site) -> None:
    desk.post("/desk/orders/new", NEW, page="/desk/orders/new")
    record(desk, "pay", 1, amount="100", on="2025-03-12")
    late = record(desk, "credit", 1, amount="25", reason="a dent", on="2025-03-12")
    assert late.status_code == 409
    assert 'value="a dent"' in late.text
    assert 'name="seen" value="2"' in late.text, "sent again it counts against what stands now"
    assert "paid" in late.text


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("pay", {"amount": "1e15"}, "amount"),
        ("pay", {"amount": "-5"}, ""),
        ("pay", {"amount": "1,23.4,5"}, "amount"),
        ("pay", {"amount": "9" * 4000}, "amount"),
        ("pay", {"on": "tomorrow"}, "not a day"),
        ("pay", {"on": "2999-01-01"}, ""),
        ("deliver", {"line": "9"}, ""),
        ("deliver", {"line": "x"}, "no number of a line"),
        ("deliver", {"line": "1", "part": "200", "how": "share"}, "share"),
        ("credit", {"amount": "", "reason": "x"}, "amount"),
        ("credit", {"amount": "10", "reason": ""}, ""),
        ("cancel", {"reason": "x" * 100_000}, "too long"),
        ("cancel", {"reason": ""}, ""),
        ("correct", {"event": "77", "reason": "x"}, ""),
        ("correct", {"event": "²", "reason": "x"}, "no number"),
        ("steal", {}, "Nothing of that kind"),
        (EVIL, {"reason": EVIL}, "Nothing of that kind"),
    ],
)
def test_what_cannot_have_happened_is_told(
    signed: Site, kind: str, typed: dict[str, str], words: str
) -> None:
    told = record(signed, kind, 1, **typed)
    assert told.status_code == 422
    assert words in told.text
    assert EVIL not in told.text
    assert signed.workspace.order_book.show("A-17").version == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"number": ""}, "no order number"),
        ({"number": "x" * 150}, "no order number"),
        ({"customer": ""}, "Who ordered"),
        ({"lines": EVIL}, "no price"),
        ({"lines": "", "amount": "a lot", "instalments": ""}, "not an amount"),
        ({"instalments": "10 % by never"}, "not a day"),
        ({"customer": "y" * 300}, "too long"),
    ],
)
def test_an_order_that_cannot_be_signed_keeps_what_was_typed(
    made: Site, changed: dict[str, str], words: str
) -> None:
    told = made.post("/desk/orders/new", NEW | changed, page="/desk/orders/new")
    assert told.status_code == 422
    assert words in told.text
    assert EVIL not in told.text
    assert "2025-03-03" in told.text


@pytest.mark.slow
def test_scripts_in_names_are_text(desk: Site) -> None:
    desk.post("/desk/orders/new", NEW | {"number": EVIL, "customer": EVIL}, page="/desk/orders/new")
    desk.get("/desk/orders")
    desk.work()
    for path in ("/desk/orders", f"/desk/order?number={EVIL}"):
        page = desk.get(path).text
        assert EVIL not in page
        assert "&lt;script&gt;" in page


def test_an_order_that_is_not_there(made: Site) -> None:
    for number in ("", "A-99", "x" * 5000, EVIL, "\x00"):
        told = made.get("/desk/order", params={"number": number})
        assert told.status_code == 422
        assert EVIL not in told.text


def test_orders_before_there_is_a_history(empty: Site) -> None:
    signed = empty.post("/desk/orders/new", NEW, page="/desk/orders/new")
    assert "Saved." in signed.text
    assert "A-17" in empty.get("/desk/orders").text


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), [(390, True), (1280, False)])
def test_everybody_can_use_it(made: Site, open_page: Callable[..., Any], width: int, dark: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    lead, _ = first_lead(made)
    for path in ("/desk", "/desk/needs", "/desk/orders", f"/desk/lead?id={lead}", "/desk/orders/new"):
        page = open_page(made, path, width=width, dark=dark)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is too wide"


@pytest.mark.slow
@pytest.mark.browser
def test_in_a_browser_a_lead_is_accepted_by_keyboard_alone(desk: Site, open_page: Callable[..., Any]) -> None:
    page = open_page(desk, "/desk")
    button = page.get_by_role("button", name=re.compile("^Accept: ")).first
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk?said=saved")
    assert page.get_by_role("status").first.inner_text() == "Saved."
    assert len(desk.workspace.accepted_leads()) == 1
