"""The guide to war stories is true: its commands are run, and nothing it shares holds a secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_docs import DOCS, follow
from unslump.stories.examples import examples


@pytest.mark.slow
def test_the_guide_to_stories_is_true(tmp_path: Path) -> None:
    page = DOCS / "guides" / "stories.md"
    printed = [" ".join(text.split()) for text in follow(page, tmp_path)]
    assert printed[0].startswith("Most like it is “")
    assert printed[1].startswith("Two days are a long time for a broken lift")
    assert "[12 → 30 %] leads a week came instead of [40 → 100 %]" in printed[5]
    assert "Nothing has been written" in printed[5]
    shared = (tmp_path / "board" / "the-quiet-spring.md").read_text("utf-8")
    assert "Colleague A stopped the newsletter, and 30 % leads a week came instead of 100 %." in shared
    assert not any(secret in shared for secret in ("Ana", "Ruiz", "45,000", "12", "40"))
    assert "from War stories of a firm that uses unslump" in printed[8]
    assert f"{len(examples())} invented ones" in page.read_text("utf-8")
