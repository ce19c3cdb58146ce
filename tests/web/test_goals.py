from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.web.conftest import Site


def _file(site: Site) -> Path:
    return site.workspace.directory / "company.yaml"


def _seen(site: Site) -> str:
    return site.workspace.company_seen


def _save(site: Site, **typed: Any) -> Any:
    goal = {"name": "Autumn", "period": "2025-Q4", "amount": "90000", "measure": "bookings", "was": ""}
    return site.post("/goals/save", goal | {"seen": _seen(site)} | typed)


def test_every_goal_stands_with_its_verdict_and_one_that_is_over_says_so(answered: Site) -> None:
    page = answered.get("/goals").text
    assert f"badge-{answered.workspace.check('Spring').verdict}" in page
    winter = page.split("Winter</bdi>")[1].split("</li>")[0]
    assert "This period is over." in winter
    assert "badge" not in winter


def test_before_saving_it_shows_what_the_command_line_says_of_the_goal(site: Site) -> None:
    path = "/goals/set?name=Big&period=2025-Q4&amount=300000&measure=bookings"
    before = _file(site).read_text()
    assert "Being worked out" in site.get(path).text
    site.work()
    page = site.get(path).text
    result = site.workspace.check(period="2025-Q4", amount=300_000, measure="bookings")
    assert result.sentence.replace("'", "&#39;") in page
    assert site.workspace.promise("2025-Q4").sentence in page
    assert "The numbers as a table" in page
    assert "Save this goal" in page
    assert _file(site).read_text() == before


def test_without_an_amount_it_shows_what_could_be_promised(site: Site) -> None:
    site.get("/goals/set?period=2025-Q4&measure=deals")
    site.work()
    page = site.get("/goals/set?period=2025-Q4&measure=deals").text
    assert site.workspace.promise("2025-Q4", "deals").sentence in page
    assert "Save this goal" not in page


def test_saving_keeps_every_comment(site: Site) -> None:
    path = _file(site)
    path.write_text("# ours\n" + path.read_text().replace("goals:", "goals:  # by quarter"))
    site.workspace.store.current()
    assert _save(site).url.path == "/goals"
    text = path.read_text()
    assert text.startswith("# ours\n")
    assert "goals:  # by quarter" in text
    assert site.workspace.company is not None
    assert site.workspace.company.goal("Autumn").amount == 90_000


def test_a_change_in_between_is_shown_and_nothing_typed_is_lost(site: Site) -> None:
    seen = _seen(site)
    _save(site, amount="50000")
    answer = _save(site, amount="70000", seen=seen)
    assert answer.status_code == 422
    assert "has been changed since you read it" in answer.text
    assert "50,000 EUR" in answer.text  # theirs
    assert 'value="70000"' in answer.text  # typed
    assert site.workspace.company is not None
    assert site.workspace.company.goal("Autumn").amount == 50_000


def test_bad_goals_are_told_in_words_with_what_was_typed(site: Site) -> None:
    site.get("/goals")
    site.work(1)
    for typed, said in (
        ({"amount": "lots"}, "the goal&#39;s amount is &#39;lots&#39;"),
        ({"amount": "nan"}, "A goal&#39;s amount is above zero."),
        ({"amount": "-1"}, "A goal&#39;s amount is above zero."),
        ({"period": "soon"}, "&#39;soon&#39; is not a period"),
        ({"period": "9999-Q1"}, "nothing can be foreseen that far"),
        ({"period": "2025-Q1"}, "ended on 31 March 2025"),
        ({"measure": "joy"}, "is not something a goal can count"),
        ({"name": ""}, "A goal needs a name."),
        ({"name": "x" * 5000}, "A goal needs a name of its own."),
        ({"name": "two\nlines"}, "A goal needs a name of its own."),
        ({"name": "spring"}, "There is a goal spring already."),
        ({"segment": "Nowhere"}, "There is no segment &#39;Nowhere&#39;"),
    ):
        answer = _save(site, **typed)
        assert answer.status_code == 422, typed
        assert said in answer.text, typed
        assert "Traceback" not in answer.text
    assert "Autumn" not in _file(site).read_text()


def test_a_goal_beyond_all_bounds_is_answered(site: Site) -> None:
    path = "/goals/set?name=Moon&period=2025-Q4&amount=1e15"
    site.get(path)
    site.work()
    page = site.get(path)
    assert page.status_code == 200
    assert "under 1 %" in page.text


def test_a_script_in_a_name_stays_text(site: Site) -> None:
    _save(site, name="<script>alert(1)</script>")
    page = site.get("/goals").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_changing_and_removing(site: Site) -> None:
    _save(site, name="Late spring", was="Spring", period="2025-Q2", amount="1000")
    company = site.workspace.company
    assert company is not None
    assert [goal.name for goal in company.goals] == ["Late spring", "Winter", "Summer"]
    site.post("/goals/remove", {"name": "Late spring", "seen": _seen(site)})
    assert "spring" not in _file(site).read_text()


def test_a_contributor_may_look_and_not_save(site: Site) -> None:
    site.sign_in("Ana")
    site.sign_in("Ole", "contributor")
    assert "Save this goal" not in site.get("/goals/set?period=2025-Q4&amount=5&measure=deals").text
    assert _save(site).status_code == 403
    assert "Autumn" not in _file(site).read_text()


def test_without_a_company_it_leads_to_one(empty: Site) -> None:
    assert "there is none yet" in empty.get("/goals").text
    assert _save(empty).status_code == 422
