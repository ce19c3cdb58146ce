"""Why a chance is what it is: the largest parts of its log-odds against the average lead, in words.

    logit P − logit of the average lead = Σ over columns (x − mean x) β

A part is one factor or one pair of factors; its factor on the odds is exp of its sum at the mean of β.
What a lead does not have counts as usual and gives no reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from unslump.desk.lead_frame import MISSING
from unslump.desk.matching_answer import Reason
from unslump.desk.win_design import REPLIES

if TYPE_CHECKING:
    from unslump.desk.win_design import Sides
    from unslump.desk.win_model import WinModel

__all__ = ["reasons_of"]

_MOST = 4
_LEAST = 0.07  # of log-odds: smaller ones are no reason
_REPLIES = (
    "first answered within a day", "first answered after 1–3 days", "first answered after 3–7 days",
    "first answered after more than a week", "never answered",
)  # fmt: skip


def reasons_of(model: WinModel, sides: Sides, row: sparse.csr_matrix, still: float) -> tuple[Reason, ...]:
    """The largest reasons, for one lead's sides and row; `still` is the factor of its age on the odds."""
    part = np.asarray(row.todense()).ravel() - model.mean_row
    told = []
    for name, columns in model.design.columns.items():
        weight = float(part[columns] @ model.middle[columns])
        words = _words(model, sides, name, weight > 0)
        if words and abs(weight) >= _LEAST:
            told.append(Reason(words=words, odds=float(np.exp(weight))))
    if abs(np.log(still)) >= _LEAST:
        told.append(Reason(words="it has been open for so long that most wins would have come", odds=still))
    return tuple(sorted(told, key=lambda reason: -abs(np.log(reason.odds)))[:_MOST])


def _words(model: WinModel, sides: Sides, name: str, more: bool) -> str:
    often = "more often" if more else "less often"
    if name == "level":
        return f"sales win {often} lately than they used to"
    if name == "answers":
        if not model.design.labels["need"]:
            return ""
        if sides["need"].max() > 0.9:
            return "it answers the need" if more else "it does not answer the need"
        return f"it answers {'more' if more else 'less'} of what the need may be than others do"
    if name == "reply":
        weights = sides["reply"].toarray().ravel()
        known = len(weights) == REPLIES and weights.max() > 0.9
        return (
            f"leads {_REPLIES[int(weights.argmax())]} are won {often} than the average lead" if known else ""
        )
    labels = [_label(model, sides, factor) for factor in name.split(" × ")]
    if None in labels:
        return ""
    one, other = labels[0], labels[-1]
    return {
        "segment": f"{one} buys {often} than other segments",
        "channel": f"leads from {one} are won {often} than others",
        "region": f"leads in {one} are won {often} than elsewhere",
        "message": f"leads brought by “{one}” are won {often} than others",
        "owner": f"{one} wins {often} than the other sellers",
        "offer": f"{one} is won {often} than other offers",
        "need": f"who needs {one} buys {often} than others",
        "segment × offer": f"{other} is won {often} in {one} than elsewhere",
        "need × offer": f"{other} is won {often} for {one} than for other needs",
        "owner × offer": f"{one} wins {other} {often} than others do",
        "owner × segment": f"{one} wins {often} in {other} than elsewhere",
    }[name]


def _label(model: WinModel, sides: Sides, factor: str) -> str | None:
    """The one label a lead has of a factor; None for the usual mix, or where there is no other."""
    if len(model.design.labels[factor]) < 2:
        return None
    weights = sides[factor].toarray().ravel()
    best = int(weights.argmax())
    label = model.design.labels[factor][best]
    return label if weights[best] > 0.9 and label != MISSING else None
