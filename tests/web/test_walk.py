"""The whole story in a browser: from an empty folder to a shared war story, as people would walk it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.companies import contacts_csv, deals_csv
from tests.web.conftest import PASSWORD, Site, site_of
from unslump.web.accounts.making import make_account
from unslump.web.house import now

pytestmark = [pytest.mark.browser, pytest.mark.slow]
_PATIENCE = 120_000  # milliseconds: a plan may take half a minute on a busy machine

COMPANY = """\
company: Brightline
currency: EUR
people:
  Ana Ruiz: {hats: {marketing: 60%, sales: 40%}, hours: 40, cost: 40}
  Ben Osei: {hats: {sales: 90%}, hours: 38, cost: 40}
functions:
  marketing: {hours per lead: 1}
  sales: {hours per lead: 1}
"""


def ambiguous(folder: Path) -> tuple[Path, Path]:
    """The exports, their days written so that the leads' read two ways."""

    def turned(match: re.Match[str]) -> str:
        return f"{match[3]}/{match[2]}/{match[1]}" if int(match[3]) <= 12 else f"05/{match[2]}/{match[1]}"

    leads, deals = folder / "contacts.csv", folder / "deals.csv"
    leads.write_text(re.sub(r"(\d{4})-(\d\d)-(\d\d)", turned, contacts_csv()))
    deals.write_text(deals_csv())
    return leads, deals


def test_from_nothing_to_an_accepted_plan(tmp_path: Path, open_page: Callable[..., Any]) -> None:
    folder = tmp_path / "firm"
    folder.mkdir()
    (folder / "company.yaml").write_text(COMPANY)
    leads, deals = ambiguous(tmp_path)
    page = open_page(site_of(folder))
    page.set_default_timeout(_PATIENCE)
    page.get_by_role("link", name="Bring in data").click()
    page.set_input_files("input[type=file]", [str(leads), str(deals)])
    page.get_by_role("button", name="Look at them").click()
    page.get_by_role("button", name="Import", exact=True).click()
    # The dates are asked about, never guessed.
    page.get_by_text("These dates read two ways").wait_for()
    page.get_by_label(re.compile("day, month, year")).check()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("Imported.").wait_for()

    page.goto(
        page.url.split("/data")[0] + "/goals/set?period=2025-Q3&amount=90000&measure=bookings&name=Summer"
    )
    page.get_by_role("button", name="Save").wait_for()
    page.get_by_role("button", name="Save").first.click()
    page.get_by_role("link", name="Today").click()
    page.locator(".badge").wait_for()
    assert "Summer" in page.locator("h1").inner_text()

    page.get_by_role("link", name="Plan").click()
    page.get_by_role("button", name="Accept").first.click()
    page.get_by_text("Saved.").wait_for()
    assert "Summer" in (folder / "company.yaml").read_text()


def test_a_second_user_at_the_same_time_and_a_reader_who_may_not_write(
    answered: Site, tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    folder = tmp_path / "firm"
    shutil.copytree(answered.workspace.directory, folder)
    site = site_of(folder)
    for name, role in (("Ana", "owner"), ("Rea", "reader")):
        make_account(site.workspace.records, name, role, PASSWORD, now())
    owner, reader = open_page(site), open_page(site)
    for page, name in ((owner, "Ana"), (reader, "Rea")):
        page.set_default_timeout(_PATIENCE)
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.locator(".badge").wait_for()
    for page, may in ((owner, True), (reader, False)):
        page.goto(re.sub(r"(//[^/]+).*", r"\1/data", page.url))
        assert (page.get_by_role("button", name="Look at them").count() == 1) is may
    assert reader.get_by_role("button", name="Go back before this import").count() == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_every_page_is_accessible(
    answered: Site, open_page: Callable[..., Any], width: int, dark: bool
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    from unslump.web.drawing import ROOMS

    page = open_page(answered, width=width, dark=dark)
    base = re.sub(r"(//[^/]+).*", r"\1", page.url)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    wrong = {}
    for _, address in ROOMS:
        page.goto(base + address)
        found = Axe().run(page)
        if found.violations_count:
            wrong[address] = found.generate_report()[:1500]
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 1, f"{address} is wider than the screen by {over} pixels"
    assert wrong == {}
    assert told == []
    assert all(url.startswith((base, "data:")) for url in asked), "nothing is fetched from elsewhere"
