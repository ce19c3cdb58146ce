"""The diagnosis on the terminal and as a waterfall: the same numbers, on any width; nothing that steers."""

from __future__ import annotations

import io
import re
from datetime import date
from itertools import pairwise

import pytest
from rich.console import Console

from unslump.report.diagnosis_view import print_diagnosis
from unslump.report.palette import BOTH_HATS, MARKETING, SALES
from unslump.report.waterfall_chart import waterfall
from unslump.slump.cause_names import CAUSES
from unslump.slump.diagnosis_answer import (
    Amount,
    Cause,
    DiagnosedWindow,
    DiagnosisResult,
    FunctionShare,
    Sawtooth,
)
from unslump.slump.diagnosis_result import FUNCTION_OF
from unslump.slump.diagnosis_words import REST

TAKEN = (90_000.0, 0.0, -20_000.0, 5_000.0, 0.0, 12_000.0, 40_000.0, -7_000.0)


def result(
    taken: tuple[float, ...] = TAKEN, *, measure: str = "bookings", hostile: str = ""
) -> DiagnosisResult:
    causes = [
        Cause(
            name=name, function=FUNCTION_OF[name],
            amount=Amount(p10=value - 9_000, p50=value, p90=value + 9_000),
            probability=None if name == REST else 0.9 if abs(value) > 9_000 else 0.1,
            evidence=f"What is seen of {name}{hostile}.", action=f"Mend {name}." if value > 0 else "",
        )
        for name, value in zip((*CAUSES, REST), taken, strict=True)
    ]  # fmt: skip
    functions = [
        FunctionShare(
            function=function,
            amount=Amount(p10=-1.0, p50=sum(c.amount.p50 for c in causes if c.function == function), p90=1e5),
        )
        for function in ("marketing", "sales", "split roles", "neither (the market)")
    ]
    short = sum(taken)
    return DiagnosisResult(
        as_of=date(2026, 6, 30), sentence=f"It is so{hostile}.",
        window=DiagnosedWindow(start=date(2026, 4, 1), end=date(2026, 6, 30)), baseline=date(2025, 11, 3),
        measure=measure, currency="EUR" if measure == "bookings" else "",
        expected=Amount(p10=380_000, p50=470_000, p90=560_000), actual=470_000 - short, shortfall=short,
        causes=causes, by_function=functions,
        sawtooth=Sawtooth(people=["Ana"], since=date(2026, 2, 2), words=f"Ana turns{hostile}."),
        cannot_say=[f"Nothing of replies{hostile}."],
    )  # fmt: skip


def printed(answer: DiagnosisResult, width: int = 110, **options: object) -> str:
    out = io.StringIO()
    print_diagnosis(answer, Console(file=out, width=width, markup=False, highlight=False, **options))  # type: ignore[arg-type]
    return out.getvalue()


def test_the_waterfall_goes_from_expected_to_actual() -> None:
    lines = printed(result()).splitlines()
    at = lines.index("From what was expected to what came")
    rows = lines[at + 1 : at + 11]
    assert rows[0].startswith("  expected")
    assert "470,000 EUR" in rows[0]
    assert "−90,000 EUR" in rows[1]
    assert "+20,000 EUR" in rows[3]
    assert rows[-1].startswith("  actual")
    assert "350,000 EUR" in rows[-1]
    assert "░" in rows[1]


def test_only_what_is_likelier_than_not_is_spoken_of() -> None:
    text = printed(result())
    assert "What is seen of lead volume." in text
    assert "→ Mend lead volume." in text
    assert "What is seen of response and follow-up." in text  # a gain: seen, nothing to mend
    assert "Mend response" not in text
    assert "What is seen of win rate" not in text


def test_sawtooth_and_what_cannot_be_said_are_there() -> None:
    text = printed(result())
    assert "A saw-tooth" in text
    assert "2 February 2026" in text
    assert "Nothing of replies." in text


@pytest.mark.parametrize("width", [60, 80, 140])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, printed(result(), width).splitlines())) <= width


def test_deals_are_counted_without_a_currency() -> None:
    text = printed(result(tuple(t / 1_000 for t in TAKEN), measure="deals"))
    assert "90 deals" in text
    assert "EUR" not in text


def test_company_text_cannot_steer_the_terminal_or_the_picture() -> None:
    hostile = "\x1b[31m<script>alert(1)</script>[bold]"
    answer = result(hostile=hostile)
    assert "\x1b" not in printed(answer)
    assert "<script>" not in str(waterfall(answer).svg)


def test_the_picture_has_both_colours_and_every_cause() -> None:
    picture = waterfall(result())
    wide = str(picture.svg).split("</svg>")[0]
    for colour in (MARKETING, SALES, BOTH_HATS):
        assert colour in wide
    for name in (*CAUSES, REST, "expected", "actual"):
        assert f">{name}<" in wide
    assert [row[0] for row in picture.rows] == [*CAUSES, REST]
    assert picture.rows[0][1:3] == ["marketing", "90,000 EUR"]


def test_a_bar_hangs_from_where_the_one_above_ended() -> None:
    """Read from the drawing itself: the left end of each loss is the right end of the next one."""
    picture = waterfall(result((50_000.0, 40_000.0, 30_000.0, 20_000.0, 10_000.0, 5_000.0, 4_000.0, 3_000.0)))
    wide = str(picture.svg).split("</svg>")[0]
    bars = re.findall(r'd="M([\d.]+),([\d.]+)h([\d.]+)v(?:20|19\.9\d*)h', wide)
    spans = sorted((float(y), float(x), float(x) + float(w)) for x, y, w in bars)
    assert len(spans) == 10
    for (_, left, _), (_, _, right) in pairwise(spans[1:9]):
        assert abs(left - right) < 0.1


@pytest.mark.parametrize("taken", [(0.0,) * 8, (-9e5, 0, 0, 0, 0, 0, 0, 0), (6e5, 0, 0, 0, 0, 0, 0, 0)])
def test_extremes_are_drawn(taken: tuple[float, ...]) -> None:
    answer = result(taken)
    assert "nan" not in str(waterfall(answer).svg).lower()
    assert "actual" in printed(answer)
