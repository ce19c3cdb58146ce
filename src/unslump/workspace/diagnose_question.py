"""Why a window's bookings are not what was to be expected: a workspace's answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from unslump.business import wording
from unslump.errors import QuestionError
from unslump.workspace.asking import as_day, beginning

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot
    from unslump.slump.diagnosis_answer import DiagnosisResult

__all__ = ["diagnosis_of"]


def diagnosis_of(
    snapshot: Snapshot,
    company: Company | None,
    currency: str,
    seed: int,
    *,
    start: date | str | None,
    end: date | str | None,
    baseline: date | str | None,
) -> DiagnosisResult:
    """Learn from what was known before the window and split it. The same history and seed: the same answer.

    `end` None is the last day of the history. Raises QuestionError for a window that cannot be judged.
    """
    import numpy as np

    from unslump.slump.diagnose import diagnose

    first, last = as_day(start), as_day(end) or snapshot.observed_until
    if first is None:
        raise QuestionError("A diagnosis needs the window's first day.", hint="Give --from 2026-01-01.")
    began = beginning(snapshot)
    if began is None or last < began:
        first_day = "nothing yet" if began is None else f"its first lead or deal on {wording.day(began)}"
        raise QuestionError(
            f"The window ends on {wording.day(last)}, and the history has {first_day}.",
            hint="Ask for days inside the history.",
        )
    return diagnose(
        snapshot, company, first, last, np.random.default_rng(seed),
        baseline=as_day(baseline), currency=currency,
    )  # fmt: skip
