"""A small company with money and hours on record, learnt once: what what-ifs are tried on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np

from tests.cli.companies import FIRST, LAST, tables
from tests.history.build import write_history
from unslump.business.company import Company
from unslump.history.snapshot import Snapshot
from unslump.outlook.backtest import learn
from unslump.planning.learnt import Learnt, learn_all

TEXT = """\
company: Brightline
currency: EUR
people:
  Ana Ruiz: {hats: {marketing: 60%, sales: 40%}, hours: 40}
  Ben Osei: {hats: {sales: 100%}, hours: 38}
  Clara Vogt: {hats: {marketing: 50%}, hours: 20, left: 2024-12-28}
  Dora Lind: {hats: {}, hours: 20}
channels:
  Search: {also: [Paid Search]}
functions:
  marketing: {activities: [content]}
  sales: {activities: [call], hours per lead: 2}
goals:
  Spring: {period: 2025-Q2, amount: 120000, measure: bookings}
  Winter: {period: 2025-Q1, amount: 12, measure: deals}
"""


def company() -> Company:
    return Company.from_yaml(TEXT)


def history(folder: Path) -> Path:
    """Two channels with money by the day, and Ana's marketing hours."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "company.yaml").write_text(TEXT, encoding="utf-8")
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    spend = [
        {"day": day, "channel": channel, "amount": 20.0 + 10.0 * (day.month % 3), "currency": "EUR"}
        for day in days
        for channel in ("Fairs", "Search")
    ]
    hours = [
        {"activity_id": f"A{number}", "at": day, "person": "Ana Ruiz", "kind": "content", "hours": 3.0}
        for number, day in enumerate(days)
    ]
    write_history(folder, spend=spend, activities=hours, **tables())
    return folder


def learnt_from(snapshot: Snapshot, draws: int = 200) -> Learnt:
    rng = np.random.default_rng(3)
    engine = learn(snapshot, company(), rng, draws)
    return learn_all(snapshot, company(), rng, draws, engine)
