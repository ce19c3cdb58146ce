from __future__ import annotations

import re
import runpy
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import Site, site_of
from unslump.planning.assignment.answer import PlanResult
from unslump.records import answers
from unslump.web.answers.stopping import Stopped, best_so_far

CHEAP = "/plan?objective=probability&goal=Summer&locks=Ben+Osei+stays+in+sales%0D%0AFairs+is+booked"


@pytest.fixture
def planned(answered: Site, tmp_path: Path) -> Site:
    """A company of its own whose plan has been worked out."""
    return site_of(shutil.copytree(answered.workspace.directory, tmp_path / "planned"))


def _accept(site: Site, **changed: Any) -> Any:
    page = site.get("/plan").text
    fields = {
        name: re.search(rf'name="{name}" value="(\d+)"', page)[1]  # type: ignore[index]
        for name in ("answer", "seen")
    }
    return site.post("/plan/accept", fields | {"note": ""} | changed)


def test_it_shows_what_the_command_line_says(answered: Site) -> None:
    page = answered.get("/plan").text
    result = answered.workspace.plan()
    assert f"<h1>{result.sentence}</h1>".replace("'", "&#39;") in page
    assert result.worth.sentence.replace("'", "&#39;") in page
    for change in result.changes:
        assert change.replace("'", "&#39;") in page
    assert "Everybody" in page


def test_conditions_are_asked_of_the_planner_as_they_were_typed(site: Site) -> None:
    assert "data-progress" in site.get(CHEAP).text
    with site.workspace.records.reading() as connection:
        asked = answers.newest_of(connection, "plan")
    assert asked is not None
    assert asked.arguments == {
        "goal": "Summer", "objective": "probability", "locks": ["Ben Osei stays in sales", "Fairs is booked"]
    }  # fmt: skip


def test_the_plain_page_is_the_standard_answer(answered: Site) -> None:
    page = answered.get(
        "/plan?goal=&objective=margin&probability=80&money=&budget=5000&time=&weeks=13&locks="
    )
    assert "data-progress" not in page.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("objective=joy", "is no objective"),
        ("money=own&budget=lots", "will not do"),
        ("money=own&budget=-5", "will not do"),
        ("time=own&weeks=9999", "will not do"),
        ("objective=cheapest&probability=100", "will not do"),
        ("locks=" + "x" * 9000, "too many locks, or too long ones"),
    ],
)
def test_bad_conditions_are_told_and_kept(answered: Site, query: str, said: str) -> None:
    page = answered.get(f"/plan?{query}")
    assert page.status_code == 422
    assert said in page.text


def test_a_lock_about_nobody_is_told_in_words(site: Site) -> None:
    path = "/plan?locks=Zaphod+stays"
    site.get(path)
    site.work()
    assert "Zaphod" in site.get(path).text.split('class="missing"')[1]


def test_an_accepted_plan_stays_and_two_are_compared(planned: Site) -> None:
    assert "No plan has been accepted yet." in planned.get("/plan").text
    assert _accept(planned, note="for <b>spring</b>").url.path == "/plan/versions"
    assert _accept(planned, note="second").status_code == 200
    kept = planned.workspace.accepted_plans()
    assert [(each.version, each.by, each.note) for each in kept] == [
        (1, "Ana", "for <b>spring</b>"),
        (2, "Ana", "second"),
    ]
    assert kept[0].plan.sentence == planned.workspace.plan().sentence
    page = planned.get("/plan/versions?first=1&second=2").text
    assert "for &lt;b&gt;spring" in page
    assert "Ana Ruiz, marketing" in page
    assert ">yes<" not in page  # the same plan twice
    assert "Version 2" in planned.get("/plan").text


def test_two_who_accept_at_once_see_both(planned: Site) -> None:
    _accept(planned, note="theirs")
    answer = _accept(planned, seen="0", note="mine")
    assert answer.status_code == 422
    assert "Another plan was accepted" in answer.text
    assert "theirs" in answer.text
    assert 'value="mine"' in answer.text
    assert len(planned.workspace.accepted_plans()) == 1
    _accept(planned, seen="1", note="mine")
    assert [each.note for each in planned.workspace.accepted_plans()] == ["theirs", "mine"]


def test_what_is_no_plan_is_not_accepted(planned: Site) -> None:
    for number in ("", "abc", "99999999999999", "4"):
        assert planned.post("/plan/accept", {"answer": number, "seen": "0"}).status_code == 422
    assert planned.workspace.accepted_plans() == []


def test_a_reader_may_plan_and_not_accept(planned: Site) -> None:
    planned.sign_in("Ana")
    planned.sign_in("Rea", "reader")
    page = planned.get("/plan").text
    assert "Make this plan" in page
    assert "/plan/accept" not in page
    assert planned.post("/plan/accept", {"answer": "1", "seen": "0"}).status_code == 403


def test_a_stopped_search_gives_the_best_so_far(planned: Site) -> None:
    def stop_in_the_search(step: str, share: float) -> None:
        if step.startswith(("searching", "settling")):
            raise Stopped

    with best_so_far(stop_in_the_search) as told:
        plan = planned.workspace.plan(progress=told)
    assert plan.interrupted
    assert PlanResult.model_validate_json(plan.model_dump_json()) == plan


def test_the_worker_run_as_a_script_stops_with_the_same_class() -> None:
    """Run with -m its module is another one: a class of its own would not be the one that is caught."""
    assert runpy.run_module("unslump.web.answers.worker", run_name="script")["Stopped"] is Stopped


def test_stopped_before_there_is_anything_it_is_stopped(planned: Site) -> None:
    def stop_at_once(step: str, share: float) -> None:
        raise Stopped

    with pytest.raises(Stopped), best_so_far(stop_at_once) as told:
        planned.workspace.plan(progress=told)


def test_without_a_history_it_says_so(empty: Site) -> None:
    assert "there is no history yet" in empty.get("/plan").text


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    "path",
    ["/plan", "/plan/versions", "/people", "/people/Ana%20Ruiz", "/people/hire", "/goals",
     "/goals/set?was=Spring", "/goals/set?period=soon"],
)  # fmt: skip
def test_the_pages_pass_axe(answered: Site, open_page: Any, path: str, width: int, dark: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    answered.get(path)  # whatever it asks is worked out first: a page that reloads cannot be looked at
    answered.work()
    page = open_page(answered, path, width=width, dark=dark)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
