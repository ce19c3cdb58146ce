"""How much is known about leads that are still open, from when endings come in this history.

A lead is won ever with probability p; of the others a share q is recorded as lost some day. Of those that
end so, the part F_won(age) and F_lost(age) has ended by an age. What was seen of one lead is then, as a
function of p, proportional to a + b p with

    won    a = 0, b = 1         lost   a = 1, b = −1
    open   a = 1 − q F_lost,    b = q F_lost − F_won

so that a lead of today says nothing (a = 1, b = 0) and one open for years almost as much as a lost one.
F and q come from a stage as in outcomes.py (whole prospects, from arrival to the final ending), learnt from
the same history.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unslump.desk.lead_frame import LOST, WON, LeadFrame
from unslump.estimates.conversion import fit_stage
from unslump.history.cohorts import count_stage
from unslump.history.names import company_spelling
from unslump.history.prospect_weeks import prospects

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.estimates.conversion import StagePosterior
    from unslump.history.snapshot import Snapshot

__all__ = ["Ripeness", "ripeness_of", "ripeness_of_stage"]

Array = NDArray[np.float64]

_DRAWS = 100
_HALF_A_DAY = 0.5


@dataclass(frozen=True)
class Ripeness:
    """What was seen of each lead: arrays (leads,).

    Attributes:
        a, b: the likelihood is a + b p.
        won_by_now: F_won at the lead's age.
        cycle_days: mean days from a lead to its win.
        asleep_after: days after which an open lead is hardly ever won any more (95 % have been).
    """

    a: Array
    b: Array
    won_by_now: Array
    cycle_days: float
    asleep_after: float


def ripeness_of(
    frame: LeadFrame, snapshot: Snapshot, company: Company | None, rng: np.random.Generator
) -> Ripeness:
    """Learn when endings come, and weigh each lead of the frame by it."""
    counted = count_stage(
        prospects(snapshot),
        name="outcome",
        endings=("moved", "lost"),
        factors=("channel",),
        as_of=snapshot.observed_until,
        canonical=company_spelling(snapshot, company),
    )
    return ripeness_of_stage(frame, fit_stage(counted, rng, draws=_DRAWS))


def ripeness_of_stage(frame: LeadFrame, stage: StagePosterior) -> Ripeness:
    """The same from a stage that is learnt already: its first ending is the win."""
    position = {name: code for code, name in enumerate(stage.labels.get("channel", ("",)))}
    channel = np.array([position.get(name, 0) for name in frame.labels["channel"]])[frame.codes["channel"]]
    age = frame.age
    pairs, inverse = np.unique(np.stack([channel, age], axis=1), axis=0, return_inverse=True)
    inverse = inverse.reshape(-1)
    days = pairs[:, 1] + _HALF_A_DAY
    ending_lost = len(stage.endings) > 1
    won = stage.lag_cdf(stage.clock.ages(days), pairs[:, 0]).mean(axis=0)[inverse]
    lost = stage.lag_cdf(days, pairs[:, 0], 1).mean(axis=0)[inverse] if ending_lost else np.zeros(len(frame))

    share = _level_shares(stage)  # months × endings
    q = float(np.clip(share[:, 1].sum() / (1.0 - share[:, 0]).sum(), 0.0, 0.999)) if ending_lost else 0.0

    is_won, is_lost = frame.outcome == WON, frame.outcome == LOST
    curve = np.arange(1.0, 1_500.0)
    cdf = stage.lag_cdf(curve, np.zeros(len(curve), dtype=np.int64)).mean(axis=0)
    return Ripeness(
        a=np.where(is_won, 0.0, np.where(is_lost, 1.0, 1.0 - q * lost)),
        b=np.where(is_won, 1.0, np.where(is_lost, -1.0, q * lost - won)),
        won_by_now=won,
        cycle_days=float(np.clip((1.0 - cdf).sum(), 1.0, 730.0)),
        asleep_after=float(np.clip(np.searchsorted(cdf, 0.95) + 1.0, 30.0, 730.0)),
    )


def _level_shares(stage: StagePosterior) -> Array:
    """Mean share of each ending by cohort month, all effects zero: months × endings."""
    eta = stage.levels[:, : stage.n_months, :]
    top = np.maximum(eta.max(axis=2, keepdims=True), 0.0)
    odds = np.exp(eta - top)
    return np.asarray((odds / (np.exp(-top) + odds.sum(axis=2, keepdims=True))).mean(axis=0))
