"""The page about a slump: the same words as the command line, any window, any what-ifs, bad ones in words."""

from __future__ import annotations

from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.conftest import Site
from unslump.errors import QuestionError
from unslump.web.pages.slump_wishes import MOST_LETTERS, MOST_LINES, written_lines


def text_of(answer: Any) -> str:
    return unescape(answer.text)


def test_it_says_what_watch_diagnose_and_outlook_say(answered: Site) -> None:
    page = text_of(answered.get("/slump"))
    workspace = answered.workspace
    for sentence in (workspace.watch().sentence, workspace.diagnose().sentence, workspace.outlook().sentence):
        assert sentence in page
    assert page.count("<figure>") == 3
    assert 'href="/plan"' in page
    assert 'href="/people/hire"' in page


def test_without_a_history_it_says_what_is_missing(empty: Site) -> None:
    page = text_of(empty.get("/slump"))
    assert "before there is a history" in page
    assert 'href="/data"' in page


def test_any_window_is_diagnosed(answered: Site) -> None:
    address = "/slump?start=2024-10-01&end=2024-12-31&baseline=2024-09-01"
    assert "data-progress" in answered.get(address).text
    answered.work()
    page = text_of(answered.get(address))
    result = answered.workspace.diagnose("2024-10-01", "2024-12-31", baseline="2024-09-01")
    assert result.sentence in page
    assert 'value="2024-10-01"' in page, "the form shows what was asked"


def test_what_was_chosen_becomes_lines_that_can_be_sent(answered: Site) -> None:
    chosen = {
        "hire": "closer",
        "hire_hours": "30",
        "win_rate": "-20",
        "what": "spend -10 %",
        "start": "2025-01-01",
    }
    sent = answered.get("/slump/what-if", params=chosen, follow_redirects=False)
    assert sent.status_code == 303
    asked = parse_qs(urlsplit(sent.headers["location"]).query)
    assert asked["what"] == ["spend -10 %", "hire a closer at 30 hours", "win rate -20 %"]
    assert asked["start"] == ["2025-01-01"], "the window that was diagnosed stays"


def test_what_ifs_say_what_the_command_line_says(answered: Site) -> None:
    address = "/slump?what=win+rate+-20+%25&months=3"
    answered.get(address)
    answered.work()
    result = answered.workspace.outlook(months=3, what_ifs=["win rate -20 %"])
    page = text_of(answered.get(address))
    assert result.sentence in page
    assert "With “win rate -20 %”" in page
    assert len(result.months) == 3


def test_a_what_if_that_cannot_be_read_is_said_in_words(answered: Site) -> None:
    address = "/slump?what=make+it+<script>alert(1)</script>+better"
    answered.get(address)
    answered.work()
    page = answered.get(address)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "cannot be read" in page.text
    assert "spend on Paid search" in page.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("start=yesterday", "is not a day"),
        ("end=2025-02-30", "is not a day"),
        ("what=" + "x" * (MOST_LETTERS + 1), "is too long"),
        ("&".join(f"what=win+rate+-{n}+%25" for n in range(MOST_LINES + 1)), "more than can be held apart"),
    ],
)
def test_bad_input_is_said_beside_what_stands(answered: Site, query: str, said: str) -> None:
    page = answered.get(f"/slump?{query}")
    assert page.status_code == 422
    assert said in page.text
    assert page.text.count("<figure>") == 3, "the page is there all the same"


def test_a_what_if_of_many_lines_is_refused_before_it_is_asked() -> None:
    with pytest.raises(QuestionError, match="too long"):
        written_lines(["x" * (MOST_LETTERS + 1)])
    assert written_lines(["a\n\n a \nb"]) == ["a", "b"]


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_it_can_be_used_by_everybody(open_page: Any, answered: Site, width: int, dark: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(answered, "/slump", width=width, dark=dark)
    found = Axe().run(page).response["violations"]
    assert not found, [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.browser
@pytest.mark.slow
def test_a_what_if_is_asked_with_the_keyboard_alone(open_page: Any, site: Site) -> None:
    page = open_page(site, "/slump")
    field = page.get_by_role("group", name="Share of deals won").get_by_label("Changed by, in %")
    field.focus()
    page.keyboard.type("-20")
    page.keyboard.press("Enter")
    page.wait_for_url("**/slump?*what=win+rate+-20*")
    page.get_by_role("heading", name="With “win rate -20 %”").wait_for(timeout=120_000)
