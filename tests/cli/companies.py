"""A small company for the faces' tests: its company.yaml, and a year and a quarter of history."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from tests.history.build import write_history

COMPANY = """\
company: Brightline
currency: EUR
people:
  Ana Ruiz: {hats: {marketing: 60%, sales: 40%}, hours: 40}
  Ben Osei: {hats: {sales: 90%}, hours: 38}
goals:
  Spring: {period: 2025-Q2, amount: 120000, measure: bookings}
  Winter: {period: 2025-Q1, amount: 12, measure: deals}
  Summer: {period: 2025-Q3, amount: 30, measure: deals}
"""
FIRST, LAST = date(2024, 1, 1), date(2025, 3, 31)


def tables(seed: int = 5) -> dict[str, list[dict[str, object]]]:
    """Eight leads a week, a quarter of them deals, half of these won within weeks."""
    rng = np.random.default_rng(seed)
    leads: list[dict[str, object]] = []
    deals: list[dict[str, object]] = []
    for number in range(520):
        created = FIRST + timedelta(days=int(number * 455 / 519))
        channel = ("Fairs", "Search", "Referrals")[number % 3]
        leads.append(
            {"lead_id": f"L{number}", "created_at": created, "channel": channel, "owner": "Ana Ruiz"}
        )
        if rng.random() < 0.28:
            opened = created + timedelta(days=int(rng.integers(2, 20)))
            closed = opened + timedelta(days=int(rng.gamma(2.0, 15.0)))
            known = opened <= LAST
            over = closed <= LAST
            if known:
                deals.append(
                    {
                        "deal_id": f"D{number}",
                        "lead_id": f"L{number}",
                        "lead_ref": f"L{number}",
                        "created_at": opened,
                        "closed_at": closed if over else None,
                        "outcome": ("won" if number % 2 else "lost") if over else "open",
                        "amount": float(rng.integers(2_000, 9_000)),
                        "currency": "EUR",
                        "owner": ("Ana Ruiz", "Ben Osei")[number % 2],
                    }
                )
    return {"leads": leads, "deals": deals}


def make_company(folder: Path, company: str | None = COMPANY) -> Path:
    """The folder with company.yaml and one version of history, as of 31 March 2025."""
    folder.mkdir(parents=True, exist_ok=True)
    if company is not None:
        (folder / "company.yaml").write_text(company, encoding="utf-8")
    write_history(folder, now=datetime(2025, 4, 1, 8), note="import all.csv", **tables())
    return folder


def contacts_csv() -> str:
    """The leads as a CRM would export them."""
    lines = ["Record ID,Create Date,Original Traffic Source,Contact owner"]
    lines += [
        f"{row['lead_id']},{row['created_at']},{row['channel']},{row['owner']}" for row in tables()["leads"]
    ]
    return "\n".join(lines) + "\n"


def deals_csv() -> str:
    """The deals as a CRM would export them."""
    stages = {"won": "Closed Won", "lost": "Closed Lost", "open": "Proposal Sent"}
    lines = ["Record ID,Deal Name,Create Date,Close Date,Amount,Deal Stage,Deal owner,Associated Contact IDs"]
    for row in tables()["deals"]:
        cells = (row["deal_id"], "Order", row["created_at"], row["closed_at"] or "", row["amount"],
                 stages[str(row["outcome"])], row["owner"], row["lead_ref"])  # fmt: skip
        lines.append(",".join(map(str, cells)))
    return "\n".join(lines) + "\n"


LEADS_CSV = """\
Record ID,Create Date,Original Traffic Source,Contact owner,Email
1,2024-05-02,Paid Search,Ana Ruiz,a@one.example
2,2024-05-03,Referrals,Ana Ruiz,b@two.example
3,2024-05-21,Paid Search,Ben Osei,c@three.example
"""
