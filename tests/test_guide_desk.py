"""The guide to needs, offers and sellers is true: its commands are run."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.test_docs import DOCS, follow

FIRST = date(2025, 1, 6)


def enquiries(folder: Path) -> None:
    """Leads with needs and notes, and their deals, as HubSpot exports them."""
    rng = np.random.default_rng(1)
    contacts = [
        "Record ID,First Name,Contact owner,Create Date,Date of first engagement,Original Traffic Source,"
        "Industry,Country/Region,Need,Notes,Budget"
    ]
    deals = [
        "Record ID,Deal Name,Deal Stage,Close Date,Create Date,Amount,Deal owner,Deal Type,"
        "Associated Contact IDs"
    ]
    for number in range(300):
        day = FIRST + timedelta(days=number)
        energy, ana = number % 3 > 0, number % 2 == 0
        offer = "Check" if energy and number % 4 else "Monitoring"
        need, note = (
            ("Lower energy bill", "Power is too dear")
            if energy
            else ("Proof for auditors", "An audit is due")
        )
        contacts.append(
            f"{number},A,{'Ana' if ana else 'Ben'},{day} 09:00,{day} 15:00,Web,Metal,Germany,"
            f"{need if number % 2 else ''},{note},"
        )
        won = rng.random() < (0.35 if ana else 0.2)
        closed = day + timedelta(days=20 + number % 20)
        if closed < FIRST + timedelta(days=310):
            stage = "Closed Won" if won else "Closed Lost"
            deals.append(
                f"{number},x,{stage},{closed} 09:00,{day} 16:00,4000,{'Ana' if ana else 'Ben'},"
                f"{offer},{number}"
            )
    last = FIRST + timedelta(days=309)
    contacts += [
        f"{1001 + n},B{n},,{last} 09:0{n},,Web,Metal,Germany,,{note},"
        for n, note in enumerate(("Power costs too much", "An audit is coming", "The machines are not quiet"))
    ]
    (folder / "contacts.csv").write_text("\n".join(contacts) + "\n")
    (folder / "deals.csv").write_text("\n".join(deals) + "\n")


@pytest.mark.slow
def test_the_guide_to_the_desk_is_true(tmp_path: Path) -> None:
    enquiries(tmp_path)
    printed = [" ".join(each.split()) for each in follow(DOCS / "guides" / "desk.md", tmp_path)]
    needs, before, picked, match, _, route, _, accepted, withdrawn, everything = printed[1:]
    assert needs.startswith("Lower energy bill is what most prospects need")
    assert "No offer answers Quiet machines" in needs
    assert before.startswith("Lower energy bill is proposed for lead 1001")
    assert "picked here by Ana" in picked
    assert "fits lead 1001" in match
    assert "Offers that can be made" in match
    assert "Is it fair?" in route
    assert "1002 B1 Ana by Ben" in accepted
    assert "1002 B1 Ana by Ben" not in withdrawn
    assert "Accepted, and left as they are" in everything
