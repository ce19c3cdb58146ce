"""What stands in for what is not written down about a lead.

A missing need or offer is taken to be each of those that leads of its need, segment and ending have, with
the weight that they have there. Leads without an offer are mostly leads lost before anything was offered. If
such a lead counted as offered anything at all, answering the need would look better than it is, because
offers are not made at random; and if only leads with an offer counted, all of whose wins are known and not
all of whose losses, every difference between offers would look larger than it is. What is filled in has to
know how the lead ended (Moons, Donders, Stijnen and Harrell, 2006), and each possibility has to count as
itself: it is the E step of the EM algorithm, taken once.

    P(need k, offer o | segment s, ending e) = (n_skoe + κ P(k, o | e)) / (n_se + κ),
    P(k, o | e) likewise from the product of its margins

    need and offer known      the pair
    the need only             P(o | k, s, e)
    the offer only            P(k | o, s, e)
    neither                   P(k, o | s, e)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["filled_in", "meeting", "sides_of_meeting"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_KAPPA = 20.0  # leads that the smoothing is worth


def filled_in(code: Ints, size: int) -> sparse.csr_matrix:
    """One factor: leads × labels, rows that add up to 1; −1 in `code` counts as the usual mix.

    >>> filled_in(np.array([0, 1, 1, 1, -1]), 2)[-1].toarray()
    array([[0.25, 0.75]])
    """
    known = np.flatnonzero(code >= 0)
    hard = sparse.csr_matrix((np.ones(len(known)), (known, code[known])), shape=(len(code), size))
    counts = np.bincount(code[known], minlength=size).astype(float)
    usual = counts / counts.sum() if counts.sum() else np.full(size, 1.0 / size)
    missing = sparse.csr_matrix((code < 0).astype(float)[:, None])
    return sparse.csr_matrix(hard + missing @ sparse.csr_matrix(usual[None, :]))


def meeting(
    need: sparse.csr_matrix, offer: Ints, segment: Ints, won: Bools, offers: int, segments: int
) -> sparse.csr_matrix:
    """Which need meets which offer in each lead: leads × (needs · offers), rows that add up to 1.

    `need` is leads × needs, rows adding up to at most 1 (what is known or proposed); `offer` and `segment`
    are codes, −1 where not written down.

    >>> need = sparse.csr_matrix(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]] * 20 + [[1.0, 0.0]]))
    >>> offer, nobody = np.array([0, 1, 0] * 20 + [-1]), np.zeros(61, dtype=bool)
    >>> meeting(need, offer, np.zeros(61, dtype=int), nobody, 2, 1)[-1].toarray().round(1)  # as others' needs
    array([[1., 0., 0., 0.]])
    """
    leads = need.shape[0]
    rest = sparse.csr_matrix(np.clip(1.0 - np.asarray(need.sum(axis=1)), 0.0, 1.0))
    place = np.where(segment < 0, segments, segment)
    made, order = [], []
    for ended in (False, True):
        usual = _usual(need, offer, place, won == ended, offers, segments)
        for code in range(segments + 1):
            rows = np.flatnonzero((place == code) & (won == ended))
            made.append(_meeting_of(need[rows], rest[rows], offer[rows], usual[code]))
            order.append(rows)
    back = np.empty(leads, dtype=np.int64)
    back[np.concatenate(order)] = np.arange(leads)
    return sparse.vstack(made, format="csr")[back]


def sides_of_meeting(
    joint: sparse.csr_matrix, needs: int, offers: int
) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """The needs and the offers of leads by themselves: leads × needs, leads × offers."""
    to_need = sparse.kron(sparse.identity(needs), np.ones((offers, 1)), format="csr")
    to_offer = sparse.kron(np.ones((needs, 1)), sparse.identity(offers), format="csr")
    return (joint @ to_need).tocsr(), (joint @ to_offer).tocsr()


def _usual(
    need: sparse.csr_matrix, offer: Ints, place: Ints, mine: Bools, offers: int, segments: int
) -> Array:
    """P(k, o | s) among the leads `mine`: (segments and one for none) × needs × offers."""
    known = np.flatnonzero(offer >= 0)
    one_hot = sparse.csr_matrix((np.ones(len(known)), (known, offer[known])), shape=(need.shape[0], offers))
    by_need = np.asarray(need.sum(axis=0)).ravel() + 0.5
    by_offer = np.bincount(offer[known], minlength=offers) + 0.5
    apart = np.outer(by_need / by_need.sum(), by_offer / by_offer.sum())
    everywhere = (need[mine].T @ one_hot[mine]).toarray()
    together = (everywhere + _KAPPA * apart) / (everywhere.sum() + _KAPPA)
    found = np.empty((segments + 1, *together.shape))
    for code in range(segments + 1):
        rows = mine & (place == code)
        counts = (need[rows].T @ one_hot[rows]).toarray()
        found[code] = (counts + _KAPPA * together) / (counts.sum() + _KAPPA)
    return found


def _meeting_of(
    need: sparse.csr_matrix, rest: sparse.csr_matrix, offer: Ints, joint: Array
) -> sparse.csr_matrix:
    """Leads of one segment and ending: with an offer, their needs and what goes with it; else both."""
    needs, offers = joint.shape
    by_need = joint / joint.sum(axis=1, keepdims=True)
    by_offer = joint / joint.sum(axis=0, keepdims=True)
    laid = np.zeros((needs, needs * offers))  # P(o | k), so that needs × it gives needs · offers
    for k in range(needs):
        laid[k, k * offers : (k + 1) * offers] = by_need[k]
    without = need @ sparse.csr_matrix(laid) + rest @ sparse.csr_matrix(joint.reshape(1, -1))
    known, at = offer >= 0, np.maximum(offer, 0)
    filled = (need + sparse.diags(rest.toarray().ravel()) @ sparse.csr_matrix(by_offer.T[at])).tocoo()
    placed = sparse.csr_matrix(
        (filled.data, (filled.row, filled.col * offers + at[filled.row])), shape=(len(offer), needs * offers)
    )
    return (
        sparse.diags(known.astype(float)) @ placed + sparse.diags((~known).astype(float)) @ without
    ).tocsr()
