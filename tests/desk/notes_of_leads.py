"""Leads with notes and needs, as arrays: what proposing learns from."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from scipy import sparse

from unslump.business.market import Need

ENERGY = (
    "The electricity bill went up and they want to save power",
    "Power costs are too high for the furnace",
    "They are looking for savings on the electricity bill",
    "Peak load makes power expensive, wants it cheaper",
    "Gas and electricity are the largest cost of the plant",
)
AUDIT = (
    "The auditor wants records of what they consume",
    "There is an audit in spring and the certificate is due",
    "They need proof that the inspector accepts",
    "The certification asks for documents that they do not have",
    "A customer wants evidence before the audit",
)
NOTHING = ("Please call back", "They want a brochure of the company", "Met at the fair and left a card")
NEEDS = (Need("Lower energy bill"), Need("Proof for auditors"))


def taught(copies: int, picked: bool = True) -> tuple[pa.Array, sparse.csr_matrix]:
    """Notes of so many copies of each text, and their needs if somebody picked them."""
    texts, rows = [], []
    for _ in range(copies):
        for column, kind in enumerate((ENERGY, AUDIT)):
            for text in kind:
                texts.append(text)
                rows.append(column)
    known = np.eye(2)[rows] if picked else np.zeros((len(rows), 2))
    return pa.array(texts, pa.string()), sparse.csr_matrix(known)


def with_more(
    notes: pa.Array, known: sparse.csr_matrix, more: list[str | None]
) -> tuple[pa.Array, sparse.csr_matrix]:
    """The same and some leads whose need nobody picked."""
    joined = pa.array([*notes.to_pylist(), *more], pa.string())
    return joined, sparse.vstack([known, sparse.csr_matrix((len(more), known.shape[1]))]).tocsr()
