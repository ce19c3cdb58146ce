"""The guide to the months ahead is true: its commands are run."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.test_docs import DOCS, exports, follow


@pytest.mark.slow
def test_the_guide_to_the_months_ahead_is_true(tmp_path: Path) -> None:
    exports(tmp_path)
    first = date(2024, 1, 1)
    rows = [
        f"{first + timedelta(days=number)},{channel},{amount + 15 * (number // 28 % 2)}"
        for number in range(456)
        for channel, amount in (("Fairs", 40), ("Search", 20))
    ]
    (tmp_path / "spend.csv").write_text("\n".join(["Date,Channel,Amount", *rows]) + "\n")
    printed = follow(DOCS / "guides" / "outlook.md", tmp_path)
    assert "slump" in printed[1].splitlines()[0]
    assert "under 80 % of the pace" in " ".join(printed[2].split())
    assert "With “win rate -20 %”" in printed[3]
    assert json.loads(printed[-1])["what_ifs"] == ["hire a closer from 2025-05-01 at 30 hours"]
