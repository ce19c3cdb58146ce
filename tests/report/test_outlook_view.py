"""The months ahead on the terminal and as a picture: the same numbers, at every width."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from tests.slump.answers import outlook
from unslump.report.outlook_chart import slump_fan
from unslump.report.outlook_view import print_outlook
from unslump.slump.outlook_answer import OutlookResult

CHANCES, WITH = (0.05, 0.12, 0.31), (0.09, 0.2, 0.55)


def printed(result: OutlookResult, width: int = 100) -> str:
    out = io.StringIO()
    print_outlook(result, Console(file=out, width=width, markup=False, highlight=False, emoji=False))
    return out.getvalue()


def test_the_sentence_first_then_the_months() -> None:
    text = printed(outlook(CHANCES))
    assert text.startswith("A slump is possible in September 2026: about 31 %.")
    rows = [line.split() for line in text.splitlines() if line.startswith("  ") and "2026" in line]
    assert [row[0] for row in rows[:3]] == ["July", "August", "September"]
    assert "31 %" in text
    assert "361,200" in text  # the slump line
    assert "today's" not in text


def test_a_what_if_stands_beside_today() -> None:
    text = printed(outlook(CHANCES, WITH))
    assert "With “win rate -20 %”" in text
    assert "+24 points" in text
    assert "with the what-if about 55 %" in " ".join(text.split())


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    text = printed(outlook(CHANCES, WITH), width)
    assert max(len(line) for line in text.splitlines()) <= width


def test_deals_are_counted() -> None:
    text = printed(outlook(CHANCES, WITH, measure="deals", middle=60.0))
    assert "deals" in text
    assert "EUR" not in text


def test_the_picture_repeats_its_numbers_in_a_table() -> None:
    picture = slump_fan(outlook(CHANCES))
    assert picture is not None
    assert [row[0] for row in picture.rows] == ["July 2026", "August 2026", "September 2026"]
    assert picture.rows[2][-1] == "about 31 %"
    assert picture.header[-1] == "Slump"
    beside = slump_fan(outlook(CHANCES, WITH))
    assert beside is not None
    assert beside.rows[2][-1] == "about 55 %"
    assert beside.key[-1].text == "with “win rate -20 %”"


def test_the_chances_stand_in_the_drawing_itself() -> None:
    picture = slump_fan(outlook((0.05, 0.12, 0.31), (0.09, 0.2, 0.557)))
    assert picture is not None
    texts = re.findall(r"<text[^>]*>([^<]+)</text>", str(picture.svg))
    assert {"5", "12", "31", "9", "20", "56"} <= set(texts)
    assert "slump line: 70 % of it" in texts


@pytest.mark.parametrize("past", [0, 1, 12])
@pytest.mark.parametrize("months", [1, 6, 24])
def test_any_number_of_months_can_be_drawn(past: int, months: int) -> None:
    picture = slump_fan(outlook((0.0, 1.0) * (months // 2) or (0.2,), past=past))
    assert picture is not None
    assert str(picture.svg).count("<svg") == 2


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "\x1b[31mred", "a\x00b", "x" * 300])
def test_words_of_a_what_if_stay_text(name: str) -> None:
    result = outlook(CHANCES, WITH, what_ifs=[name])
    assert "\x1b" not in printed(result)
    picture = slump_fan(result)
    assert picture is not None
    assert "<script" not in str(picture.svg)
