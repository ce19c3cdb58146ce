from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Site
from unslump.business.people import Skill

KIM = {
    "candidate": "Kim Lee", "hours": "32", "cost": "45", "seen": "",
    "closer.work sample": "5", "closer.references": "4", "finder.knowledge": "2",
}  # fmt: skip


def _card(site: Site, **changed: Any) -> Any:
    return site.post("/people/hire/card", KIM | changed)


def test_it_says_what_the_command_line_says(answered: Site) -> None:
    page = answered.get("/people").text
    result = answered.workspace.people()
    assert f"<h1>{result.sentence}</h1>".replace("'", "&#39;") in page
    for one in result.people:
        assert f"/people/{one.name.replace(' ', '%20')}" in page
        for note in one.notes:
            assert note.replace("'", "&#39;") in page
    for words in result.cannot_know:
        assert words.replace("'", "&#39;") in page


def test_a_person_has_a_page(answered: Site) -> None:
    page = answered.get("/people/Ana%20Ruiz").text
    assert "<h1><bdi>Ana Ruiz</bdi></h1>" in page
    assert "60%" in page  # marketing, on paper
    seen = next(one for one in answered.workspace.people().people if one.name == "Ana Ruiz")
    assert f"<td>{seen.deals_won}</td>" in page
    assert answered.get("/people/ana%20ruiz").status_code == 200


@pytest.mark.parametrize("name", ["Nobody", "<script>alert(1)</script>", "a/b/../c", "x" * 3000, "%00"])
def test_nobody_has_no_page(answered: Site, name: str) -> None:
    page = answered.get(f"/people/{name}")
    assert page.status_code in (404, 400)
    assert "<script>alert" not in page.text


def test_hires_stand_as_the_command_line_gives_them(answered: Site) -> None:
    page = answered.get("/people/hire").text
    result = answered.workspace.hire()
    assert result.sentence.replace("'", "&#39;") in page
    for option in result.options:
        assert f"<bdi>{option.name}</bdi>" in page


def test_other_hours_and_pay_are_another_question(site: Site) -> None:
    path = "/people/hire?start=2025-06-01&hours=20&cost=30&ramp=8"
    site.get(path)
    site.work()
    page = site.get(path).text
    result = site.workspace.hire(start=_day("2025-06-01"), hours=20, cost=30, ramp_weeks=8)
    assert result.sentence.replace("'", "&#39;") in page


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


@pytest.mark.parametrize(
    "query",
    ["hours=lots", "hours=0", "hours=1e9", "cost=-3", "start=yesterday", "ramp=nan", "hours=" + "9" * 500],
)
def test_bad_numbers_are_told_in_words(answered: Site, query: str) -> None:
    page = answered.get(f"/people/hire?{query}")
    assert page.status_code == 422
    assert 'class="wrong"' in page.text


def test_a_candidate_is_kept_judged_changed_and_forgotten(site: Site) -> None:
    assert _card(site).url.path == "/people/hire"
    kept = site.workspace.candidates()
    assert [each.card.candidate for each in kept] == ["Kim Lee"]
    assert kept[0].card.ratings[Skill.CLOSER] == {"work sample": 5.0, "references": 4.0}
    assert kept[0].card.ratings[Skill.FINDER] == {"knowledge": 2.0}
    assert (kept[0].card.hours_per_week, kept[0].card.cost_per_hour) == (32.0, 45.0)
    assert kept[0].place.stat().st_mode & 0o077 == 0
    site.get("/people/hire")
    site.work()
    page = site.get("/people/hire").text
    result = site.workspace.hire(candidates=[kept[0].place])
    assert result.sentence.replace("'", "&#39;") in page
    assert any(option.candidate == "Kim Lee" for option in result.options)
    assert '<option value="5" selected>' in site.get("/people/hire?card=Kim+Lee").text
    _card(site, seen=kept[0].seen, **{"closer.work sample": "1"})
    assert site.workspace.candidates()[0].card.ratings[Skill.CLOSER]["work sample"] == 1.0
    site.post("/people/hire/forget", {"candidate": "Kim Lee"})
    assert site.workspace.candidates() == []


def test_two_who_rate_the_same_candidate_see_both(site: Site) -> None:
    _card(site)
    answer = _card(site, **{"closer.work sample": "2"})
    assert answer.status_code == 422
    assert "that you have not seen" in answer.text
    assert "closer, work sample: 5" in answer.text
    assert '<option value="2" selected>' in answer.text
    assert site.workspace.candidates()[0].card.ratings[Skill.CLOSER]["work sample"] == 5.0


@pytest.mark.parametrize(
    "changed",
    [
        {"candidate": ""},
        {"candidate": "x" * 500},
        {"candidate": "a\nb\x00"},
        {"hours": "many"},
        {"cost": "-1"},
        {"closer.work sample": "9"},
    ],
)
def test_a_card_that_is_none_is_told_and_not_written(site: Site, changed: dict[str, str]) -> None:
    answer = _card(site, **changed)
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.text
    assert site.workspace.candidates() == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "<script>alert(1)</script>", 'a: "b" # c', "Zoë & Søn", "- x"]
)
def test_odd_names_stay_names(site: Site, name: str) -> None:
    assert _card(site, candidate=name).status_code == 200
    kept = site.workspace.candidates()
    assert kept[0].card.candidate == name
    assert kept[0].place.parent == site.workspace.directory / "candidates"
    assert "<script>alert" not in site.get("/people/hire").text


def test_what_is_thought_of_candidates_is_not_for_everyone(site: Site) -> None:
    _card(site)
    site.sign_in("Ana")
    site.sign_in("Ole", "contributor")
    assert "Kim Lee" not in site.get("/people/hire").text
    assert _card(site, candidate="Bo").status_code == 403


def test_without_a_history_it_says_so(empty: Site) -> None:
    assert "there is no history yet" in empty.get("/people").text
