"""The guide to campaigns is true: its commands are run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_docs import DOCS, exports, follow


@pytest.mark.slow
def test_the_guide_to_campaigns_is_true(tmp_path: Path) -> None:
    exports(tmp_path)
    printed = follow(DOCS / "guides" / "campaigns.md", tmp_path)
    assert printed[1].startswith("Spring fair (planned): “Weigh it twice” to Bakeries through Fairs")
    assert "accountable: Ana" in printed[2]
    assert printed[3].startswith("Spring fair ")
    assert "was launched by Ana" in printed[5]
    assert "Launched by Ana" in printed[6]
    assert json.loads(printed[7])["campaigns"][0]["state"] == "launched"
