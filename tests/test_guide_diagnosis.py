"""The guide to the diagnosis is true: its commands are run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_docs import DOCS, exports, follow


@pytest.mark.slow
def test_the_guide_to_the_diagnosis_is_true(tmp_path: Path) -> None:
    exports(tmp_path)
    printed = follow(DOCS / "guides" / "diagnosis.md", tmp_path)
    assert printed[1].startswith("From 1 January 2025 to 31 March 2025")
    assert "What began before 1 January 2025" in " ".join(printed[1].split())
    assert "before 4 November 2024" in printed[2]
    assert json.loads(printed[-1])["window"]["end"] == "2025-03-31"
