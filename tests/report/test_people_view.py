"""People in the terminal and as a picture: the same numbers, on any width, and nothing that steers."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from rich.console import Console

from tests.report.examples import bare
from tests.report.test_page import Page
from unslump.planning.people_answer import (
    BothView,
    FocusLossView,
    HatsView,
    PeopleResult,
    PersonView,
    SkillVerdict,
    SkillView,
)
from unslump.report.page import render_page
from unslump.report.people_chart import people_skills
from unslump.report.people_view import print_people


def skill(middle: float | None, verdict: SkillVerdict = "like the others") -> SkillView:
    if middle is None:
        return SkillView(p10=0.7, p50=1.0, p90=1.5, better_than_median=None, data=0.0,
                         verdict="nothing to judge by")  # fmt: skip
    return SkillView(p10=0.8 * middle, p50=middle, p90=1.3 * middle, better_than_median=0.6, data=0.83,
                     verdict=verdict)  # fmt: skip


def person(name: str, finder: float | None, closer: float | None, *notes: str) -> PersonView:
    worn = {f: None for f, s in (("marketing", finder), ("sales", closer)) if s is not None}
    return PersonView(
        name=name,
        hats=HatsView(stated=None, in_fact=worn, basis="who finds and who sells"),
        finder=skill(finder),
        closer=skill(closer, "better than most"),
        leads_found=3,
        leads_owned=4,
        deals_owned=2,
        deals_won=1,
        won_deals_found=1,
        days_to_win=12.0,
        hours=None,
        notes=list(notes),
    )


def result(*people: PersonView) -> PeopleResult:
    both = [
        BothView(
            name=p.name,
            won_deals_found=1,
            deals_won=1,
            found_and_closed=0,
            days_to_win=None,
            months_finding=1,
            months_closing=1,
            months_both=0,
            words="found 1 and closed 1 won deal",
        )
        for p in people
        if len(p.hats.in_fact or {}) == 2
    ]
    return PeopleResult(
        as_of=date(2026, 3, 31),
        sentence="Ana finds most.",
        people=list(people),
        both=both,
        focus_loss=FocusLossView(p10=0.1, p50=0.19, p90=0.31, data=0.0, basis="nothing of the history"),
        cannot_know=["Hours: there are no activities."],
    )


FEW = result(
    person("Ana", 1.3, None), person("Ben", None, 0.8, "not in company.yaml"), person("Cem", 0.9, 1.5)
)


def printed(answer: PeopleResult, width: int = 110) -> str:
    console = Console(file=io.StringIO(), width=width, markup=False, highlight=False)
    print_people(answer, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_sentence_first_and_each_skill_only_for_whom_it_is_known() -> None:
    text = printed(FEW)
    assert text.startswith("Ana finds most.")
    finding, closing = text.split("Closing:")[0], text.split("Closing:")[1].split("Worth knowing")[0]
    assert "Ana" in finding and "Ben" not in finding.split("Finding:")[1]
    assert "Ben" in closing and "Ana" not in closing
    assert re.search(r"Ana +.*–●.* +1\.0–1\.7 +60 % +83 % +● like the others", finding)
    assert "Cem: found 1 and closed 1 won deal" in text
    assert "19 % of the hours of a week with both hats (10–31 %" in text
    assert "? Hours: there are no activities." in text


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_any_console_holds_it(width: int) -> None:
    long = result(*(person("X" * 60, 1.0, 1.0) for _ in range(40)))
    for answer in (FEW, long):
        assert max(len(line) for line in printed(answer, width).splitlines()) <= width
    assert "and 25 others" in printed(long, width)


def test_names_cannot_steer_the_terminal_or_the_picture() -> None:
    hostile = result(person("\x1b[31m</svg><script>x", 1.2, 1.0))
    assert "\x1b" not in printed(hostile)
    picture = people_skills(hostile)
    assert picture is not None
    assert "<script" not in picture.svg and "\x1b" not in picture.svg


def test_the_picture_holds_everyone_judged_and_its_table_too() -> None:
    picture = people_skills(FEW)
    assert picture is not None
    assert [row[0] for row in picture.rows] == ["Ana", "Cem", "Ben"]
    assert picture.rows[0] == [
        "Ana",
        "marketing",
        "1.30 ×",
        "1.04–1.69",
        "83 %",
        "nothing to judge by",
        "",
        "",
    ]
    for name in ("Ana", "Ben", "Cem", "both hats", "1.4 ×"):
        assert name in picture.svg


def test_marks_lie_in_the_order_of_the_skills() -> None:
    picture = people_skills(result(*(person(f"P{n}", 0.6 + 0.2 * n, None) for n in range(5))))
    assert picture is not None
    wide = picture.svg.split("</svg>")[0]
    lines = re.findall(r'<line transform="translate\(([\d.]+),([\d.]+)\)" x2="-?[\d.]+" y2="0"', wide)
    starts = [float(x) for x, _ in sorted(lines, key=lambda pair: float(pair[1]))]
    assert len(starts) == 5
    assert starts == sorted(starts, reverse=True)


def test_nobody_to_judge_is_no_picture() -> None:
    assert people_skills(result(person("Ana", None, None))) is None
    assert "Finding:" not in printed(result(person("Ana", None, None)))


def test_people_are_a_page_of_their_own_after_the_answer() -> None:
    html = render_page(bare(), "Harbour", people=FEW)
    page = Page(html)
    assert page.open == []
    assert page.words.index("Finders and closers") > page.words.index("Ask again")
    assert "Finders and closers" not in Page(render_page(bare(), "Harbour")).words
    assert [row[0] for row in page.table("Person")] == ["Ana", "Cem", "Ben"]
    for words in ("Ana finds most.", "Both hats: 1 person", "19 % of the hours", "there are no activities"):
        assert words in page.words


def test_the_page_says_so_when_nobody_can_be_judged() -> None:
    page = Page(render_page(bare(), "Harbour", people=result(person("Ana", None, None))))
    assert "No skill can be drawn" in page.words
    assert "Who finds, and who closes" not in page.words


def test_many_with_both_hats_do_not_fill_the_page_and_their_names_stay_text() -> None:
    hostile = "<script>x</script>\x1b"
    answer = result(*(person(f"{hostile}{n}", 1.0, 1.0, "works <b>late</b>") for n in range(40)))
    html = render_page(bare(), "Harbour", people=answer)
    page = Page(html)
    assert {"script", "b"}.isdisjoint(tag for tag, _ in page.tags)
    assert "\x1b" not in html
    assert page.words.count("and 25 others") == 2  # both hats, and notes
    assert "Together they found 40 won deals and closed 40; none of these were" in page.words
