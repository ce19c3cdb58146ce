"""Which leads are to be given to a seller, and which stay where they are.

Of the open leads that have no deal yet and are not asleep, those are to be given that nobody owns, whose
owner cannot sell any more, or that nobody has answered. The others are being worked on and stay, unless all
are asked for. What was accepted stays with whom it was accepted for, while that person can sell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unslump.desk.lead_frame import NEVER, OPEN

if TYPE_CHECKING:
    from unslump.desk.learnt import Learnt

__all__ = ["Pool", "pool_of"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_NOBODY = -1


@dataclass(frozen=True)
class Pool:
    """Open leads as rows of the frame, and how the sellers' hands are full already.

    Attributes:
        rows: the leads to be given.
        owner: their present owner among the sellers, −1 for none who can sell.
        accepted: rows → seller, of what was accepted and is still open without a deal.
        lapsed: rows whose accepted seller cannot sell any more; they are among `rows`.
        kept: how many leads each seller keeps, (sellers,).
        deals: how many open deals each seller works on, (sellers,).
        unowned, unanswered: of `rows`, how many nobody owns and nobody has answered.
        asleep: open leads and deals too old to count.
    """

    rows: Ints
    owner: Ints
    accepted: Mapping[int, int]
    lapsed: Ints
    kept: Ints
    deals: Ints
    unowned: int
    unanswered: int
    asleep: int


def pool_of(learnt: Learnt, sellers: Sequence[str], accepted: Mapping[str, str], *, everything: bool) -> Pool:
    """Sort the open leads. `accepted` is lead id → seller; `everything`: give also those being worked on."""
    frame = learnt.frame
    labels = frame.labels["owner"]
    place = np.array([sellers.index(name) if name in sellers else _NOBODY for name in labels], dtype=np.int64)
    owner = place[frame.codes["owner"]]
    open_ = frame.outcome == OPEN
    awake = open_ & (frame.age <= learnt.ripeness.asleep_after)
    waiting = awake & ~frame.in_deal
    fixed, lapsed = _accepted_rows(learnt, sellers, accepted, waiting)
    is_fixed = np.zeros(len(frame), dtype=bool)
    is_fixed[list(fixed)] = True
    to_give = waiting & ~is_fixed
    if not everything:
        to_give &= (owner == _NOBODY) | (frame.reply == NEVER) | lapsed
    kept = waiting & ~to_give & ~is_fixed & (owner >= 0)
    rows = np.flatnonzero(to_give)
    return Pool(
        rows=rows,
        owner=owner[rows],
        accepted=fixed,
        lapsed=np.flatnonzero(lapsed),
        kept=np.bincount(owner[kept], minlength=len(sellers)),
        deals=np.bincount(owner[awake & frame.in_deal & (owner >= 0)], minlength=len(sellers)),
        unowned=int((owner[rows] == _NOBODY).sum()),
        unanswered=int((frame.reply[rows] == NEVER).sum()),
        asleep=int((open_ & ~awake).sum()),
    )


def _accepted_rows(
    learnt: Learnt, sellers: Sequence[str], accepted: Mapping[str, str], waiting: Bools
) -> tuple[dict[int, int], Bools]:
    import pyarrow as pa
    import pyarrow.compute as pc

    lapsed = np.zeros(len(learnt.frame), dtype=bool)
    fixed: dict[int, int] = {}
    if not accepted:
        return fixed, lapsed
    found = pc.index_in(pa.array(list(accepted)), value_set=learnt.frame.ids.cast(pa.string()))
    for seller, row in zip(accepted.values(), found.to_pylist(), strict=True):
        if row is None or not waiting[row]:
            continue
        if seller in sellers:
            fixed[row] = sellers.index(seller)
        else:
            lapsed[row] = True
    return fixed, lapsed
