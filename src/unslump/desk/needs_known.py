"""Which needs each lead has, and who says so: picked here, written in the history, or only proposed.

What somebody picked here comes before what the export says. A proposal is never taken for a pick: it has
its own mark everywhere and counts with its probability.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from unslump.business.naming import fold
from unslump.desk.proposing import PROPOSED, Proposals, propose_needs

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.desk.lead_frame import LeadFrame

__all__ = ["IN_HISTORY", "NOBODY", "PICKED", "PROPOSED_ONLY", "KnownNeeds", "needs_of"]

Ints = NDArray[np.int64]

_MOST_STRANGERS = 60  # needs that company.yaml does not name; rarer ones are not told apart

NOBODY, PROPOSED_ONLY, IN_HISTORY, PICKED = 0, 1, 2, 3
"""Who says which need a lead has."""


@dataclass(frozen=True)
class KnownNeeds:
    """Needs of a frame's leads.

    Attributes:
        names: company.yaml's needs, then those only the history names.
        certain: 1 where the lead has the need, by a pick or the history: leads × needs.
        weight: the same, and P where it is proposed: leads × needs.
        source: NOBODY, PROPOSED_ONLY, IN_HISTORY or PICKED, (leads,).
        proposals: what the notes say, for every lead.
    """

    names: tuple[str, ...]
    certain: sparse.csr_matrix
    weight: sparse.csr_matrix
    source: Ints
    proposals: Proposals

    def of(self, row: int) -> tuple[str, ...]:
        """A lead's certain needs."""
        return tuple(self.names[k] for k in self.certain[row].indices)

    def proposed(self, row: int) -> tuple[tuple[str, float], ...]:
        """A lead's proposed needs with their probability, the likeliest first; none where one is certain."""
        if self.source[row] != PROPOSED_ONLY:
            return ()
        found = self.weight[row]
        pairs = [(self.names[k], float(p)) for k, p in zip(found.indices, found.data, strict=True)]
        return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def needs_of(frame: LeadFrame, company: Company | None, picked: Mapping[str, tuple[str, ...]]) -> KnownNeeds:
    """Settle each lead's needs. `picked` is lead id → needs, as kept."""
    own = company.needs if company else ()
    in_history, strangers = _of_history(frame.need, company)
    picks = [name for needs in picked.values() for name in needs if name not in {need.name for need in own}]
    names = (*(need.name for need in own), *dict.fromkeys((*strangers, *picks)))
    place = {name: k for k, name in enumerate(names)}
    rows, columns = _cells(frame.need, in_history, place)
    picked_rows, picked_columns = _picked_cells(frame.ids, picked, place)
    is_picked = np.zeros(len(frame), dtype=bool)
    is_picked[picked_rows] = True
    kept = ~is_picked[rows]
    rows, columns = np.concatenate([rows[kept], picked_rows]), np.concatenate([columns[kept], picked_columns])
    certain = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(frame), len(names)))
    certain.sum_duplicates()
    certain.data[:] = 1.0
    proposals = propose_needs(frame.notes, certain[:, : len(own)], own)
    told = np.asarray(certain.sum(axis=1)).ravel() > 0
    likely = (proposals.state == PROPOSED) & ~told
    proposed = proposals.probability.multiply(likely[:, None]).tocsr()
    proposed.resize((len(frame), len(names)))
    source = np.where(
        is_picked & told, PICKED, np.where(told, IN_HISTORY, np.where(likely, PROPOSED_ONLY, NOBODY))
    )
    return KnownNeeds(names, certain, (certain + proposed).tocsr(), source, proposals)


def _of_history(column: pa.Array, company: Company | None) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Each different cell of the need column → needs; and the needs that company.yaml does not name.

    A cell may hold several, with semicolons between, as a CRM's lists have them.
    """
    known = {need.name for need in company.needs} if company else set()
    spelt: dict[str, str] = {}
    cells: dict[str, tuple[str, ...]] = {}
    for cell in pc.unique(column.drop_null()).to_pylist():
        whole = company.need_named(cell) if company else cell
        parts = [whole] if whole in known else [part for part in re.split(r"\s*;\s*", cell.strip()) if part]
        named = [company.need_named(part) if company else part for part in parts]
        cells[cell] = tuple(spelt.setdefault(fold(name), name) for name in named)
    counted: Counter[str] = Counter()
    for entry in column.drop_null().value_counts().to_pylist():
        counted.update(dict.fromkeys(set(cells[entry["values"]]) - known, entry["counts"]))
    return cells, sorted(name for name, _ in counted.most_common(_MOST_STRANGERS))


def _cells(
    column: pa.Array, cells: Mapping[str, tuple[str, ...]], place: Mapping[str, int]
) -> tuple[Ints, Ints]:
    """Rows and columns of the needs the history names."""
    encoded = column.dictionary_encode()
    code = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    of_cell = [
        [place[name] for name in cells[cell] if name in place] for cell in encoded.dictionary.to_pylist()
    ]
    sizes = np.array([len(columns) for columns in of_cell], dtype=np.int64)
    flat = np.array([column for columns in of_cell for column in columns], dtype=np.int64)
    rows = np.flatnonzero(code >= 0)
    if not len(flat) or not len(rows):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    size = sizes[code[rows]]
    first = (np.cumsum(sizes) - sizes)[code[rows]]
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    return np.repeat(rows, size), flat[np.repeat(first, size) + within]


def _picked_cells(
    ids: pa.Array, picked: Mapping[str, tuple[str, ...]], place: Mapping[str, int]
) -> tuple[Ints, Ints]:
    """Rows and columns of the needs people picked; leads that are not (yet) in the history are left out."""
    pairs = [(lead, place[name]) for lead, names in picked.items() for name in names]
    if not pairs:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    where = pc.index_in(pa.array([lead for lead, _ in pairs]), value_set=ids.cast(pa.string()))
    rows = where.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    columns = np.array([column for _, column in pairs], dtype=np.int64)
    return rows[rows >= 0], columns[rows >= 0]
