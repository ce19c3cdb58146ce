"""What the commands print: hints that lead where they say."""

from __future__ import annotations

from datetime import date

import pytest

from unslump.cli.views import half_a_year_before


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 6, 30), date(2025, 12, 31)),
        (date(2026, 12, 31), date(2026, 6, 30)),
        (date(2026, 1, 15), date(2025, 7, 31)),
    ],
)
def test_half_a_year_earlier_ends_a_month(day: date, before: date) -> None:
    assert half_a_year_before(day) == before
