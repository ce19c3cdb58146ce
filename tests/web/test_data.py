"""Bringing files in: looked at first, dates asked about, nothing lost on the way."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.cli.companies import LEADS_CSV
from tests.web.conftest import Site

DATES = "Record ID,Create Date,Original Traffic Source\n1,03/04/2024,Fairs\n2,05/06/2024,Web\n"
ODD = "mql_id,first_contact_date,origin\nA1,2024-05-21,Messe\nA2,2024-06-03,Anzeige\nA3,2024-06-04,Messe\n"


def upload(site: Site, *files: tuple[str, str | bytes]) -> Any:
    parts = [("files", (name, content)) for name, content in files]
    return site.client.post("/data/upload", data={"form_token": site.token()}, files=parts)


def test_files_are_looked_at_before_anything_is_imported(empty: Site) -> None:
    page = upload(empty, ("contacts.csv", LEADS_CSV))
    assert page.status_code == 200
    assert "Looking at the files" in page.text
    empty.work()
    page = empty.get(page.url.path)
    assert "HubSpot contacts" in page.text
    assert "2024-05-02 · 2024-05-03 · 2024-05-21" in page.text
    assert empty.workspace.store.current() is None
    brought = empty.post(page.url.path)
    assert 'data-progress="' in brought.text
    empty.work()
    done = empty.get(brought.url.raw_path.decode())
    assert "Imported." in done.text
    version = empty.workspace.store.current()
    assert version is not None
    assert version.rows["leads"] == 3


def test_dates_that_read_two_ways_are_asked_about(empty: Site) -> None:
    page = upload(empty, ("leads.csv", DATES))
    empty.work()
    brought = empty.post(page.url.path)
    empty.work()
    asked = empty.get(brought.url.raw_path.decode())
    assert "These dates read two ways" in asked.text
    assert "3 April" in asked.text
    assert empty.workspace.store.current() is None
    again = empty.post(page.url.path, {"dates": "dmy"})
    empty.work()
    assert "Imported." in empty.get(again.url.raw_path.decode()).text
    days = empty.workspace._snapshot(None).sql("SELECT min(created_at) d FROM leads")["d"][0].as_py()
    assert (days.day, days.month) == (3, 4)


def test_a_proposed_mapping_is_shown_can_be_changed_and_is_known_again(empty: Site) -> None:
    page = upload(empty, ("leads.csv", ODD))
    empty.work()
    shown = empty.get(page.url.path).text
    found = re.search(r"<textarea name=\"mapping\"[^>]*>(.*?)</textarea>", shown, re.DOTALL)
    assert found
    assert "lead_id: mql_id" in found[1]
    mapping = (
        found[1].replace("&#39;", "'").replace("&#34;", '"').replace("channel: origin", "segment: origin")
    )
    brought = empty.post(page.url.path, {"mapping": mapping})
    empty.work()
    assert "Imported." in empty.get(brought.url.raw_path.decode()).text
    rows = empty.workspace._snapshot(None).sql("SELECT segment FROM leads ORDER BY 1")["segment"].to_pylist()
    assert rows == ["Anzeige", "Messe", "Messe"]
    again = upload(empty, ("leads.csv", ODD.replace("A3", "A4")))
    empty.work()
    assert "segment" in empty.get(again.url.path).text


def test_a_mapping_with_mistakes_is_told_and_kept(empty: Site) -> None:
    page = upload(empty, ("leads.csv", ODD))
    empty.work()
    brought = empty.post(page.url.path, {"mapping": "- file: leads.csv\n  table: leeds\n  columns: {a: b}\n"})
    empty.work()
    told = empty.get(brought.url.raw_path.decode()).text
    assert "leeds" in told
    assert "table: leeds" in told, "what was typed is still there"
    assert empty.workspace.store.current() is None


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("evil.exe", b"MZ", "no table that can be read"),
        ("../../etc/passwd.csv", b"", "empty"),
        ("x.csv", b"\x00\x01\x02\x03", ""),
        ("x.xlsx", b"not a workbook", ""),
    ],
)
def test_what_is_no_table_is_told(empty: Site, name: str, content: bytes, words: str) -> None:
    page = upload(empty, (name, content))
    empty.work()
    told = page if page.status_code == 422 else empty.get(page.url.path)
    assert words in told.text
    assert "Traceback" not in told.text
    inside = [path for path in empty.workspace.directory.rglob("*") if path.name.startswith("passwd")]
    assert all("uploads" in path.parts for path in inside)
    assert not (empty.workspace.directory.parent / "etc").exists()


def test_scripts_in_names_are_text(empty: Site) -> None:
    text = LEADS_CSV.replace("Paid Search", "<script>alert(1)</script>")
    page = upload(empty, ("<img src=x onerror=alert(1)>.csv", text))
    empty.work()
    shown = empty.get(page.url.path).text
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_only_folders_of_uploads_can_be_asked_for(site: Site) -> None:
    (site.workspace.directory / "uploads").mkdir()
    for name in ("...", "history", "0" * 16, "%2e%2e%2fhistory", "..%2f" + "0" * 11):
        assert site.get(f"/data/files/{name}").status_code in {404, 422}


def test_going_back_is_one_click(site: Site) -> None:
    page = site.get("/data").text
    assert "Go back before this import" in page
    undone = site.post("/data/undo")
    assert "Undone" in undone.text
    assert site.workspace.store.current() is None
    told = site.post("/data/undo")
    assert told.status_code == 503 or "nothing to undo" in told.text.lower()


@pytest.mark.slow
def test_the_demo_is_one_click_away(empty: Site) -> None:
    assert "Make the demo company" in empty.get("/").text
    assert "Being worked out" in empty.post("/data/demo", page="/").text
    empty.work(1)
    assert "Nordlicht" in empty.get("/").text
    assert empty.post("/data/demo").status_code == 422
