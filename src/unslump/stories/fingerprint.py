"""The fingerprint of a slump, and how alike two of them are.

Of a diagnosis: share(c) = amount(c) ÷ Σ over causes of max(amount, 0). So the causes that took something add
up to 1, and one that brought something is below zero. Amounts are the middles of the draws.

Alike, of a slump x and a story y, is the cosine of what was lost, over causes and over functions:

    alike = w · cos(u(x), u(y)) + (1 − w) · cos(F u(x), F u(y)),     u(c) = max(share(c), 0) · certainty(c)

A cause that is as likely chance as change counts half as much, and so on. Chance and the market, which no
diagnosis can be sure of, has the certainty MARKET. Gains are left out: what went well beside a slump says
little about what it came from. A story without fingerprint has equal shares in the causes that it names.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from unslump.slump.diagnosis_answer import DiagnosisResult
from unslump.slump.diagnosis_result import FUNCTION_OF
from unslump.slump.diagnosis_words import REST
from unslump.stories.story import CAUSE_NAMES, FUNCTIONS, FingerprintView, Story

__all__ = ["MARKET", "alike", "fingerprint_of", "losses", "shared_causes", "story_losses"]

Array = NDArray[np.float64]

MARKET = 0.3
CAUSES_WEIGH = 0.8
LEAST_SHORTFALL = 0.02  # of what was to be expected, below which nothing was lost
_SHOWN = 0.1

_INTO_FUNCTIONS = np.array(
    [[float(FUNCTION_OF[cause] == function) for cause in CAUSE_NAMES] for function in FUNCTIONS]
)  # functions × causes


def fingerprint_of(diagnosis: DiagnosisResult) -> FingerprintView | None:
    """The fingerprint of a diagnosis, to a tenth of a percent; None when nothing was lost."""
    amounts = {cause.name: cause.amount.p50 for cause in diagnosis.causes}
    known = sum(max(amount, 0.0) for name, amount in amounts.items() if name != REST)
    lost = known + max(amounts.get(REST, 0.0), 0.0)
    if lost <= LEAST_SHORTFALL * max(diagnosis.expected.p50, 0.0) or lost <= 0:
        return None
    return FingerprintView(
        shares={name: round(amount / lost, 3) for name, amount in amounts.items()},
        certainty={
            cause.name: round(cause.probability, 3)
            for cause in diagnosis.causes
            if cause.probability is not None
        },
        shortfall=round(diagnosis.shortfall / diagnosis.expected.p50, 3) if diagnosis.expected.p50 else None,
        sawtooth=diagnosis.sawtooth is not None,
    )


def losses(fingerprint: FingerprintView) -> Array:
    """u(c) for each of CAUSE_NAMES: (causes,)."""
    return np.array(
        [
            max(fingerprint.shares.get(name, 0.0), 0.0)
            * fingerprint.certainty.get(name, MARKET if name == REST else 1.0)
            for name in CAUSE_NAMES
        ]
    )


def story_losses(story: Story) -> Array:
    """The same of a story: of its fingerprint, or of the causes it names."""
    named = np.array([float(name in story.causes) for name in CAUSE_NAMES])
    if story.fingerprint is None:
        return named / max(float(named.sum()), 1.0)
    found = losses(story.fingerprint)
    # What the writer says of the causes counts with what the diagnosis said.
    return found if not story.causes else 0.5 * found + 0.5 * named / max(float(named.sum()), 1.0)


def alike(slump: Array, story: Array) -> float:
    """How alike two are, from 0 to 1; each (causes,)."""
    by_cause = _cosine(slump, story)
    by_function = _cosine(_INTO_FUNCTIONS @ slump, _INTO_FUNCTIONS @ story)
    return CAUSES_WEIGH * by_cause + (1.0 - CAUSES_WEIGH) * by_function


def shared_causes(slump: Array, story: Array) -> Mapping[str, tuple[float, float]]:
    """Cause → its share in both, the weightiest first; only what is a tenth or more in both."""
    one, other = (vector / max(float(vector.sum()), 1e-12) for vector in (slump, story))
    both = {
        name: (float(a), float(b))
        for name, a, b in zip(CAUSE_NAMES, one, other, strict=True)
        if min(a, b) >= _SHOWN
    }
    return dict(sorted(both.items(), key=lambda item: -min(item[1])))


def _cosine(one: Array, other: Array) -> float:
    length = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / length if length > 0 else 0.0
