"""Past answers in the terminal: what came stands beside what was foreseen, and misses are marked."""

from __future__ import annotations

import doctest
import io
from datetime import date

import pytest
from rich.console import Console
from scipy.stats import binom

from unslump.outlook.backtest import BacktestResult, Origin, PastGoal
from unslump.report import backtest_view
from unslump.report.backtest_view import _judged, print_backtest


def origin(month: int, actual: float) -> Origin:
    return Origin(
        as_of=date(2025, month, 28), end=date(2025, month + 3, 28), p10=80_000, p50=100_000, p90=130_000,
        actual=actual, covered=80_000 <= actual <= 130_000, crps=9_000, crps_naive=20_000,
    )  # fmt: skip


RESULT = BacktestResult(
    measure="bookings",
    currency="EUR",
    horizon_weeks=13,
    origins=[origin(1, 90_000), origin(2, 60_000), origin(3, 150_000), origin(4, 100_000)],
    coverage80=0.5,
    coverage50=0.25,
    crps=9_000,
    crps_naive=20_000,
    pinball=3_000,
    past_goals=[
        PastGoal(
            name="Q1",
            as_of=date(2024, 12, 31),
            probability=0.2,
            amount=500_000,
            actual=344_281,
            reached=False,
            measure="paid",
            currency="EUR",
        ),
        PastGoal(
            name="Wins",
            as_of=date(2024, 12, 31),
            probability=0.7,
            amount=12,
            actual=14,
            reached=True,
            measure="deals",
            currency="EUR",
        ),
    ],
    sentence="Looking back 4 times, the 80 % range held what then came 2 times.",
)


def printed(width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, markup=False, highlight=False)
    print_backtest(RESULT, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_the_sentence_comes_first() -> None:
    assert printed().startswith(RESULT.sentence)


def test_each_origin_says_on_which_side_the_truth_lay() -> None:
    lines = {line.split("2025")[0].strip(): line for line in printed().splitlines() if " 2025 " in line}
    assert "80,000–130,000 EUR" in lines["28 January"]
    assert lines["28 January"].endswith("✓ inside")
    assert lines["28 February"].endswith("▲ below")
    assert lines["28 March"].endswith("▲ above")


def test_the_scores_stand_beside_what_is_wanted() -> None:
    text = " ".join(printed().split())
    assert "80 % range held 2 of 4 (50 %): 80 % is wanted; this fits" in text
    assert "50 % range held 1 of 4 (25 %): 50 % is wanted; this fits" in text
    assert "9,000 EUR" in text
    assert "Q1: the chance of 500,000 EUR paid was about 20 %; 344,281 EUR came, so it was missed." in text
    assert "Wins: the chance of 12 deals was about 70 %; 14 deals came, so it was reached." in text


@pytest.mark.parametrize("wanted", [0.5, 0.8])
@pytest.mark.parametrize("looks", [4, 20, 60])
def test_a_range_is_called_too_narrow_only_when_chance_would_seldom_make_it_so(
    looks: int, wanted: float
) -> None:
    chance = [binom.pmf(held, looks, wanted) for held in range(looks + 1)]
    accused = sum(p for held, p in enumerate(chance) if "fits" not in _judged(held, looks, wanted))
    assert accused < 0.08
    assert "too narrow" in _judged(0, 20, wanted)


def test_examples_hold() -> None:
    assert doctest.testmod(backtest_view).failed == 0


def test_a_narrow_terminal_holds_it() -> None:
    assert max(len(line) for line in printed(60).splitlines()) <= 60
