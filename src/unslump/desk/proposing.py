"""Which need a lead's notes speak of: proposed with a probability, or said not to be told.

One need against all others, by the words (stems) that speak for it:

    logit P(need k | text) = c₀ + c₁ · (logit π_k + Σ_{w in text, w tells of k} δ_kw)
    δ_kw  = log odds(w | texts with k) − log odds(w | texts without k)
    odds from counts y + ½ + α π_w   (π_w: the share of all texts that hold w; α pseudo-texts)

in the manner of the log-odds with an informative prior of Monroe, Colaresi and Quinn (2008). The texts with
a known need are those of leads whose need somebody picked; the words of the need's own name and other
spellings stand beside them as `_SEED_TEXTS` texts. A word tells of a need only when δ is at least log 2 and
the score test of "no difference" is passed by `_SURE` standard errors. π_k is half the need's share of the
picks, half an even share: whose need was picked is not who writes. Bare Bayes adds up evidence that is not
independent, so c₀ and c₁ are learnt on texts that were left out (five folds), with a prior that keeps c₁
near ½ without any.

**What the text does not say is not proposed**: a text without a telling word gets no need at all, however
common the need is. A text in a language in which no picked need's text is known, and which the needs' own
words do not appear in, is said to be in that language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit, logit

from unslump.business.market import Need
from unslump.desk.proposing_languages import LANGUAGES
from unslump.desk.proposing_words import Texts, read_texts, stems_of

__all__ = ["EMPTY", "FOREIGN", "LEAST", "PROPOSED", "SILENT", "Proposals", "propose_needs"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EMPTY, SILENT, FOREIGN, PROPOSED = 0, 1, 2, 3
"""What a note comes to: nothing written, no telling word, another language, a proposal."""
LEAST = 0.5  # P from which on a need is proposed

_PSEUDO_TEXTS = 2.0  # α
_SEED_TEXTS = 3.0
_SEED_DELTA = np.log(8.0)  # what a word of the need's name or spellings tells where picks do not say
_ABOUT_DELTA = np.log(3.0)  # the same of a word of its description, which two of them have to speak for
_LEAST_DELTA = np.log(2.0)
_SURE = 2.33  # standard errors: hundreds of words are tried
_MOST = 6.0  # of evidence in one text
_FOLDS = 5
_LANGUAGE_TEXTS = 5  # with a picked need, from which on a language is known
_LANGUAGE_SHARE = 0.2  # of its texts that the needs' own words appear in, likewise
_CALIBRATION_PRIOR = ((0.0, 0.5), (0.6, 0.3))  # mean and sd of c₀ and of c₁


@dataclass(frozen=True)
class Proposals:
    """What the texts of some leads say.

    Attributes:
        needs: the needs that could be proposed.
        probability: P of each, 0 where it is not proposed: texts × needs.
        state: EMPTY, SILENT, FOREIGN or PROPOSED for each text.
        language: index into LANGUAGES, −1 unknown, for each text.
        learnt_from: how many texts with a picked need it was learnt from.
    """

    needs: tuple[str, ...]
    probability: sparse.csr_matrix
    state: Ints
    language: Ints
    learnt_from: int
    _words: tuple[tuple[str, ...], ...] = ()

    def words_for(self, text: str, need: str) -> tuple[str, ...]:
        """The words of a text that tell of a need, as they are written there."""
        telling = self._words[self.needs.index(need)]
        found = [word.strip(".,;:!?()\"'") for word in text.split()]
        return tuple(dict.fromkeys(word for word in found if set(stems_of(word)) & set(telling)))


def propose_needs(notes: pa.Array, known: sparse.csr_matrix, needs: Sequence[Need]) -> Proposals:
    """Propose needs for notes.

    Args:
        notes: one text a lead, null where nothing is written.
        known: 1 where somebody picked the need for the lead: leads × needs; the teachers.
        needs: the company's needs.
    """
    names = tuple(need.name for need in needs)
    encoded = notes.dictionary_encode()
    texts = read_texts(encoded.dictionary.cast(pa.string()))
    which = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    if not names or not len(texts):
        nothing = sparse.csr_matrix((len(notes), len(names)))
        state = np.where(which < 0, EMPTY, SILENT)
        return Proposals(names, nothing, state, np.full(len(notes), -1), 0, tuple(() for _ in names))
    seeds = _seeds(needs, texts)
    taught, labelled = _taught(which, known, len(texts))
    delta = _telling(texts, taught, labelled, seeds)
    c0, c1 = _calibrated(texts, taught, labelled, seeds)
    understood = _understood(texts, labelled, seeds)
    probability = _probabilities(texts, taught, labelled, delta, (c0, c1))
    readable = (texts.language < 0) | understood[texts.language]
    by_seed = np.asarray((texts.holds @ seeds).todense()) > 0
    probability[~readable[:, None] & ~by_seed] = 0.0
    said = probability.max(axis=1) >= LEAST
    probability[probability < LEAST] = 0.0
    words = np.asarray(texts.holds.sum(axis=1)).ravel()
    state = np.where(said, PROPOSED, np.where(readable, np.where(words > 0, SILENT, EMPTY), FOREIGN))
    rows = np.append(which, -1)[:-1]
    chosen = np.maximum(rows, 0)
    there = rows >= 0
    by_lead = sparse.csr_matrix(probability)[chosen].multiply(there[:, None]).tocsr()
    stems = np.array(texts.stems, dtype=object)
    telling = tuple(tuple(stems[np.flatnonzero(delta[:, k] > 0)]) for k in range(len(names)))
    return Proposals(
        needs=names,
        probability=by_lead,
        state=np.where(there, state[chosen], EMPTY),
        language=np.where(there, texts.language[chosen], -1),
        learnt_from=int(labelled.sum()),
        _words=telling,
    )


def _seeds(needs: Sequence[Need], texts: Texts) -> sparse.csr_matrix:
    """What the stems of a need's own words, and of no other need's, are taken to tell: stems × needs."""
    place = {stem: at for at, stem in enumerate(texts.stems)}
    own = [dict.fromkeys(stems_of(need.about or ""), _ABOUT_DELTA) for need in needs]
    for need, stems in zip(needs, own, strict=True):
        stems |= dict.fromkeys(stems_of(" ".join((need.name, *need.aliases))), _SEED_DELTA)
    told = [
        (place[stem], k, delta)
        for k, stems in enumerate(own)
        for stem, delta in stems.items()
        if stem in place and not any(stem in other for j, other in enumerate(own) if j != k)
    ]
    rows, columns, deltas = (list(part) for part in zip(*told, strict=True)) if told else ([], [], [])
    return sparse.csr_matrix((deltas, (rows, columns)), shape=(len(texts.stems), len(needs)))


def _taught(which: Ints, known: sparse.csr_matrix, texts: int) -> tuple[Array, Array]:
    """How many leads with each text have each need, and how many have any: texts × needs, texts."""
    picked = np.asarray(known.sum(axis=1)).ravel() > 0
    rows = np.flatnonzero(picked & (which >= 0))
    of_text = sparse.csr_matrix((np.ones(len(rows)), (which[rows], rows)), shape=(texts, len(which)))
    return np.asarray((of_text @ known).todense()), np.asarray(of_text.sum(axis=1)).ravel()


def _telling(texts: Texts, taught: Array, labelled: Array, seeds: sparse.csr_matrix) -> Array:
    """δ of the words that tell of a need, 0 of all others: stems × needs."""
    holds = texts.holds
    share = (np.asarray(holds.sum(axis=0)).ravel() + 0.5) / (len(texts) + 1.0)
    with_k, all_words = holds.T @ taught, np.asarray(holds.T @ labelled)[:, None]
    # The needs' own words, as texts of their own.
    own = np.asarray(seeds.todense())
    seeded = _SEED_TEXTS * (own >= _SEED_DELTA)
    with_k, size_k = with_k + seeded, taught.sum(axis=0) + _SEED_TEXTS * (seeded.sum(axis=0) > 0)
    every = all_words + seeded.sum(axis=1, keepdims=True)
    size = labelled.sum() + _SEED_TEXTS * seeds.shape[1]
    alpha = 0.5 + (_PSEUDO_TEXTS * share)[:, None]
    without, size_without = every - with_k, np.maximum(size - size_k, 0.0)
    odds_with = (with_k + alpha) / (np.maximum(size_k - with_k, 0.0) + _PSEUDO_TEXTS)
    odds_without = (without + alpha) / (np.maximum(size_without - without, 0.0) + _PSEUDO_TEXTS)
    delta = np.log(odds_with) - np.log(odds_without)
    # The score test of "says nothing": it holds where a word was never seen without the need.
    base = np.clip(size_k / max(size, 1.0), 0.02, 0.98)
    score = (with_k - every * base) / np.sqrt(np.maximum(every * base * (1.0 - base), 1e-9))
    sure = (np.abs(delta) >= _LEAST_DELTA) & (np.abs(score) >= _SURE) & (score * delta > 0)
    # Counts that small say little of the need's own words: those are taken at their word.
    untaught = (own > 0) & (every < _SEED_TEXTS + 3.0)
    return np.where(untaught, own, np.where(sure, np.clip(delta, -_MOST, _MOST), 0.0))


def _evidence(texts: Texts, delta: Array) -> tuple[Array, Bools]:
    """Σ δ of each text, and whether any of its words speaks for the need: texts × needs."""
    total = np.clip(texts.holds @ delta, -_MOST, _MOST)
    return np.asarray(total), np.asarray(texts.holds @ (delta > 0)) > 0


def _probabilities(
    texts: Texts, taught: Array, labelled: Array, delta: Array, calibration: tuple[float, float]
) -> Array:
    total, speaks = _evidence(texts, delta)
    score = _base(taught, labelled) + total
    return np.where(speaks, expit(calibration[0] + calibration[1] * score), 0.0)


def _base(taught: Array, labelled: Array) -> Array:
    """logit π_k."""
    even = 1.0 / max(taught.shape[1], 2)
    picked = (taught.sum(axis=0) + even) / (labelled.sum() + 1.0)
    return np.asarray(logit(np.clip(0.5 * picked + 0.5 * even, 0.02, 0.98)))


def _calibrated(
    texts: Texts, taught: Array, labelled: Array, seeds: sparse.csr_matrix
) -> tuple[float, float]:
    """c₀ and c₁, from texts left out of what they are judged by."""
    fold = np.arange(len(texts)) % _FOLDS
    scores, truths, weights = [], [], []
    for left_out in range(_FOLDS):
        judged = (fold == left_out) & (labelled > 0)
        if not judged.any():
            continue
        kept = np.where(fold == left_out, 0.0, 1.0)
        learnt, seen = taught * kept[:, None], labelled * kept
        total, speaks = _evidence(texts, _telling(texts, learnt, seen, seeds))
        use = judged[:, None] & speaks
        share = taught / np.maximum(labelled, 1.0)[:, None]
        scores.append((_base(learnt, seen) + total)[use])
        truths.append(np.clip(share, 0.0, 1.0)[use])
        weights.append(np.broadcast_to(labelled[:, None], share.shape)[use])
    score, truth, weight = (
        (np.concatenate(part) if part else np.zeros(0)) for part in (scores, truths, weights)
    )

    def loss(c: Array) -> float:
        eta = c[0] + c[1] * score
        fit = float((weight * (np.logaddexp(0.0, eta) - truth * eta)).sum())
        (mean0, sd0), (mean1, sd1) = _CALIBRATION_PRIOR
        return fit + 0.5 * float(((c[0] - mean0) / sd0) ** 2 + ((c[1] - mean1) / sd1) ** 2)

    found = minimize(loss, np.array([mean for mean, _ in _CALIBRATION_PRIOR]), method="BFGS").x
    return float(found[0]), float(max(found[1], 0.05))


def _understood(texts: Texts, labelled: Array, seeds: sparse.csr_matrix) -> Bools:
    """Which languages can be read: enough texts with a picked need, or the needs' own words in them."""
    spoken = texts.language >= 0
    size = len(LANGUAGES)
    taught = np.bincount(texts.language[spoken], weights=labelled[spoken], minlength=size)
    own = np.asarray((texts.holds @ seeds).sum(axis=1)).ravel() > 0
    named = np.bincount(texts.language[spoken & own], minlength=size)
    there = np.bincount(texts.language[spoken], minlength=size)
    return np.asarray((taught >= _LANGUAGE_TEXTS) | (named >= _LANGUAGE_SHARE * np.maximum(there, 1)))
