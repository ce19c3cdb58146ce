"""Leads as arrays with known chances of a win, for what learns from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from scipy import sparse
from scipy.special import expit

from unslump.business.company import Company
from unslump.desk.lead_frame import FACTORS, LOST, MISSING, OPEN, WON, LeadFrame
from unslump.desk.win_ripeness import Ripeness

AS_OF = date(2026, 1, 1)
COMPANY = Company.from_yaml("""
company: A
currency: EUR
people: {Ana: {hats: {sales: 100%}}, Ben: {hats: {sales: 100%}}}
needs: {N0: , N1: }
offers: {O0: {price: 1000, margin: 50%, needs: [N0]}, O1: {price: 1000, margin: 50%, needs: [N1]}}
""")


@dataclass
class Known:
    """A frame, what was seen of each lead, its needs, and the true log-odds of a win."""

    frame: LeadFrame
    ripeness: Ripeness
    needs: sparse.csr_matrix
    eta: np.ndarray


def frame_of(
    codes: dict[str, np.ndarray], outcome: np.ndarray, days_ago: np.ndarray, **more: object
) -> LeadFrame:
    """A frame of leads with these codes (−1: missing); labels are the factor's letter and the code."""
    count = len(outcome)
    labels, coded = {}, {}
    for factor in FACTORS:
        code = codes.get(factor, np.full(count, -1))
        size = int(code.max(initial=-1)) + 1
        labels[factor] = (*(f"{factor[0].upper()}{k}" for k in range(size)), MISSING)
        coded[factor] = np.where(code < 0, size, code)
    started = np.datetime64(AS_OF) - np.asarray(days_ago)
    fields: dict[str, object] = {
        "ids": pa.array([f"L{n}" for n in range(count)]),
        "names": pa.nulls(count, pa.string()),
        "need": pa.nulls(count, pa.string()),
        "notes": pa.nulls(count, pa.string()),
        "budget": pa.nulls(count, pa.string()),
        "ended": np.where(
            outcome == OPEN, np.datetime64("NaT"), np.minimum(started + 30, np.datetime64(AS_OF))
        ),
        "in_deal": outcome != OPEN,
        "reply": np.zeros(count, dtype=np.int64),
        "amount": np.full(count, np.nan),
        "has_replies": False,
    }
    return LeadFrame(
        as_of=AS_OF, started=started, outcome=outcome, labels=labels, codes=coded, **(fields | more)
    )


def ripe(
    outcome: np.ndarray, won: np.ndarray | float = 1.0, q: float = 1.0, lost: np.ndarray | float = 1.0
) -> Ripeness:
    """What is seen of leads whose endings have come by the shares `won` and `lost`."""
    won, lost = np.broadcast_to(won, outcome.shape), np.broadcast_to(lost, outcome.shape)
    return Ripeness(
        a=np.where(outcome == WON, 0.0, np.where(outcome == LOST, 1.0, 1.0 - q * lost)),
        b=np.where(outcome == WON, 1.0, np.where(outcome == LOST, -1.0, q * lost - won)),
        won_by_now=np.asarray(won, dtype=float),
        cycle_days=50.0,
        asleep_after=150.0,
    )


def known(count: int, seed: int, *, open_share: float = 0.0, offers_known: float = 1.0) -> Known:
    """Leads whose log-odds are level + seller + need met by the offer; the newest of them are still open."""
    rng = np.random.default_rng(seed)
    owner, offer, need, segment = (rng.integers(0, size, count) for size in (2, 2, 2, 3))
    eta = -1.4 + np.array([0.5, -0.5])[owner] + np.where(need == offer, 0.8, -0.8)
    eta = eta + np.array([0.3, 0.0, -0.3])[segment]
    outcome = np.where(rng.random(count) < expit(eta), WON, LOST)
    days = np.linspace(600, 31, count).astype(int)
    seen = np.ones(count)
    if open_share:
        young = np.arange(count) >= count * (1 - open_share)
        outcome = np.where(young, OPEN, outcome)
        seen = np.where(young, 0.0, 1.0)
    shown = np.where((rng.random(count) < offers_known) | (outcome == WON), offer, -1)
    frame = frame_of({"owner": owner, "offer": shown, "segment": segment}, outcome, days)
    return Known(frame, ripe(outcome, seen, 1.0, seen), sparse.csr_matrix(np.eye(2)[need]), eta)
