"""Past answers in the terminal: what came stands beside what was foreseen, and misses are marked."""

from __future__ import annotations

import io
from datetime import date

from rich.console import Console

from unslump.outlook.backtest import BacktestResult, Origin, PastGoal
from unslump.report.backtest_view import print_backtest


def origin(month: int, actual: float) -> Origin:
    return Origin(
        as_of=date(2025, month, 28), end=date(2025, month + 3, 28), p10=80_000, p50=100_000, p90=130_000,
        actual=actual, covered=80_000 <= actual <= 130_000, crps=9_000, crps_naive=20_000,
    )  # fmt: skip


RESULT = BacktestResult(
    measure="bookings",
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
        )
    ],
    sentence="Looking back 4 times, the 80 % range held what then came 2 times.",
)


def printed(width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, markup=False, highlight=False)
    print_backtest(RESULT, "EUR", console)
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
    assert "80 % range held 2 of 4 (50 %): 80 % is wanted" in text
    assert "50 % range held 1 of 4 (25 %): 50 % is wanted" in text
    assert "9,000 EUR" in text
    assert "Q1: 500,000 was about 20 % likely; 344,281 came, so it was missed." in text


def test_a_narrow_terminal_holds_it() -> None:
    assert max(len(line) for line in printed(60).splitlines()) <= 60
