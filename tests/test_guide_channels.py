"""The guide to what a lead costs is true: its commands are run."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.test_docs import DOCS, exports, follow


@pytest.mark.slow
def test_the_guide_to_channels_is_true(tmp_path: Path) -> None:
    exports(tmp_path)
    first = date(2024, 1, 1)
    rows = [
        f"{first + timedelta(days=number)},{channel},{amount + 15 * (number // 28 % 2)}"
        for number in range(456)
        for channel, amount in (("Fairs", 40), ("Search", 20))
    ]
    (tmp_path / "spend.csv").write_text("\n".join(["Date,Channel,Amount", *rows]) + "\n")
    printed = follow(DOCS / "guides" / "channels.md", tmp_path)
    assert "One more lead costs about" in " ".join(printed[-1].split())
