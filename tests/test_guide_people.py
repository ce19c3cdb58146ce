"""The guide to people is true: its commands are run."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.test_docs import DOCS, exports, follow


@pytest.mark.slow
def test_the_guide_to_people_is_true(tmp_path: Path) -> None:
    exports(tmp_path)
    first = date(2024, 1, 1)
    rows = [
        f"{number},{first + timedelta(days=number)},{person},{kind},2"
        for number in range(0, 450, 3)
        for person, kind in (("Ana Ruiz", "content" if number % 2 else "call"),)
    ]
    (tmp_path / "activities.csv").write_text("\n".join(["Activity Id,Date,Person,Type,Hours", *rows]) + "\n")
    printed = follow(DOCS / "guides" / "people.md", tmp_path)[-1]
    assert "What two hats cost" in printed
    assert "What cannot be known" in printed
    assert "Closing: chance that a lead is won" in printed
