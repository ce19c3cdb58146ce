"""The guide to orders is true: its commands are run, and say what it promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_docs import DOCS, exports, follow


@pytest.mark.slow
def test_the_guide_to_orders_is_true(tmp_path: Path) -> None:
    exports(tmp_path)
    printed = follow(DOCS / "guides" / "orders.md", tmp_path)
    signed, paid, delivered, listed, shown, earlier = (" ".join(text.split()) for text in printed[1:])
    assert "Order A-17 of Harbour Foods, 1,000 EUR, is signed" in signed
    assert "counts as won from the signing on" in signed
    assert "partly paid: the company owes delivery of 1,000 EUR, 17 days late; the customer owes 600" in paid
    assert "partly delivered, partly paid: the company owes delivery of 900 EUR, 17 days late" in delivered
    assert listed.startswith(
        "As of 31 March 2025: The company owes 2 deliveries of 900 EUR; 1 of them is late"
    )
    assert "3. 20 March 2025: delivered: 100 EUR of line 2 (1 piece); recorded by" in shown
    answer = json.loads(earlier)
    assert [each["days_late"] for each in answer["deliveries"]] == [0, 0]
    assert [(each["amount"], each["days_late"]) for each in answer["payments"]] == [("600.00", 0)]
