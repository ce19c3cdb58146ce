"""A small company with a year of leads, in a workspace: what matching and routing are tried on."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np

from tests.history.build import deal, lead, write_history
from unslump.history.store import Store

NOW = datetime(2026, 4, 1, 9)
LAST = date(2026, 3, 31)
YAML = """
company: Brightline
currency: EUR
rates: {USD: 0.5}
people:
  Ana: {hats: {sales: 100%}, hours: 20}
  Ben: {hats: {sales: 50%}, hours: 20}
  Cleo: {hats: {sales: 100%}, hours: 40, left: 2026-01-31}
  Mia: {hats: {marketing: 100%}}
segments: {Metal: , Food: }
needs: {Lower bill: , Proof: , Quiet: }
offers:
  Check: {price: 1000, margin: 50%, needs: [Lower bill]}
  Plant: {price: 8000, margin: 50%, needs: [Lower bill, Proof], regions: [Germany], segments: [Metal]}
  Summer: {price: 500, margin: 50%, needs: [Lower bill], available from: 2026-06-01}
  Old: {price: 500, margin: 50%, needs: [Lower bill], available until: 2026-01-31}
  Few: {price: 700, margin: 50%, needs: [Lower bill], per month: 2}
functions: {sales: {hours per lead: 2, hours per deal: 1}}
"""


def year_of_leads(seed: int = 1, count: int = 500) -> tuple[list[dict], list[dict]]:
    """Settled leads: Ana wins twice as often as Ben, Check more often than Plant."""
    rng = np.random.default_rng(seed)
    leads, deals = [], []
    for n in range(count):
        owner, offer = ("Ana", "Ben")[n % 2], ("Check", "Plant")[n // 2 % 2]
        day = np.datetime64("2025-01-06") + n * 400 // count
        p = {"Ana": 0.40, "Ben": 0.20}[owner] * {"Check": 1.2, "Plant": 0.8}[offer]
        won = rng.random() < p
        leads.append(
            lead(n, str(day), owner=owner, need="Lower bill", segment="Metal", region="Germany",
                 channel="Web", first_response_at=f"{day} 12:00:00")
        )  # fmt: skip
        deals.append(
            deal(n, lead_id=f"L{n}", owner=owner, offer=offer, created_at=str(day + 2),
                 closed_at=str(day + 10 + int(rng.integers(0, 20))), outcome="won" if won else "lost",
                 amount=1000.0 if offer == "Check" else 8000.0)
        )  # fmt: skip
    return leads, deals


def open_lead(number: int, created: str = "2026-03-30", **more: object) -> dict:
    """A lead of the last days, of the usual kind unless told otherwise."""
    usual = {"need": "Lower bill", "segment": "Metal", "region": "Germany", "channel": "Web"}
    return lead(number, created, **{key: value for key, value in (usual | more).items() if value is not None})


def shop(folder: Path, *more: dict, deals: tuple[dict, ...] = (), yaml: str = YAML) -> Store:
    """The year's leads and these."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "company.yaml").write_text(yaml, "utf-8")
    leads, closed = year_of_leads()
    # The last day of the history, and what Few has sold this month.
    sold = [
        deal(
            900 + n, created_at="2026-03-01", closed_at="2026-03-31", outcome="won", offer="Few", amount=700.0
        )
        for n in range(2)
    ]
    return write_history(folder, leads=[*leads, *more], deals=[*closed, *sold, *deals])
