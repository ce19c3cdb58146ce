"""One order out of up to three: by fingerprint, by words, by meaning; and the first few broad enough.

    score = alike + WORDS · words + MEANING · meaning

each from 0 to 1 and left out when it was not asked for. Scores are added, not ranks (reciprocal rank fusion,
Cormack et al. 2009): ranks throw away how sure each is, and a text that fits nothing well still has a first.

Then the first are chosen one by one, so that they do not all tell of one cause when the slump has two, or
when it is not sure which one it has (after xQuAD: Santos et al. 2010):

    worth(story) = score · (1 − B + B · new ÷ the largest new)
    new          = Σ over causes c of P(c) · share(c) · missing(c)

P(c) is what the slump and the stories that fit the words say of the cause, share(c) the story's, and
missing(c) the product of 1 − share(c) over those chosen already. The constants were chosen on the tuning
cases of bench/stories.py, where adding scores and choosing broadly found more than ranks did.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from unslump.stories.fingerprint import alike, losses, story_losses
from unslump.stories.meaning import find_by_meaning
from unslump.stories.story import CAUSE_NAMES, FingerprintView, Story
from unslump.stories.text_search import TextMatch, find_by_words

__all__ = ["USUAL", "Ranked", "Weights", "rank", "with_the_best_by_text"]

Array = NDArray[np.float64]

_CHOSEN = 10  # that are chosen one by one; the rest follow by score
_FITTING = 5  # stories that fit the words best, and say what their causes are
_RESERVED = 5  # the place kept for the story that fits the text best
_AGREED = 3  # the first places, which it never takes
_HEARD = 0.5  # how much these count beside the fingerprint


@dataclass(frozen=True)
class Weights:
    """How much each counts; `breadth` is B, `breadth_of_text` B where there is no fingerprint."""

    words: float = 0.8
    meaning: float = 0.25
    breadth: float = 0.6
    breadth_of_text: float = 0.2


USUAL = Weights()


@dataclass(frozen=True)
class Ranked:
    """A story's place: its name, its score, and what went into it (None: not asked, or nothing fits)."""

    name: str
    score: float
    alike: float | None
    words: TextMatch | None
    meaning: float | None

    def heard(self, weights: Weights) -> float:
        """What the text alone says for it."""
        return weights.words * (self.words.score if self.words else 0.0) + weights.meaning * (
            self.meaning or 0.0
        )


def rank(
    stories: Mapping[str, Story],
    *,
    fingerprint: FingerprintView | None = None,
    text: str = "",
    meaning: bool = False,
    weights: Weights = USUAL,
) -> list[Ranked]:
    """The stories that are alike in anything, the most alike first; of equals, by name.

    Raises StoreError when stories cannot be searched on this machine.
    """
    by_words = find_by_words(text, stories)
    by_meaning = find_by_meaning(text, stories) if meaning else {}
    slump = None if fingerprint is None else losses(fingerprint)
    found = []
    for name, story in stories.items():
        near = None if slump is None else alike(slump, story_losses(story))
        words, means = by_words.get(name), by_meaning.get(name)
        one = Ranked(name, 0.0, near, words, means)
        if (score := (near or 0.0) + one.heard(weights)) > 0:
            found.append(replace(one, score=score))
    found.sort(key=lambda one: (-one.score, one.name))
    return _broad(found, stories, slump, weights)


def with_the_best_by_text(ranked: Sequence[Ranked], most: int, weights: Weights = USUAL) -> list[Ranked]:
    """The first `most`, the last place of five kept for the story that fits the text best, if it came later.

    Whoever writes what is going on must find the story of it, even where the diagnosis points elsewhere. The
    first three places are never taken: those are what the diagnosis and the text agree on.
    """
    best = max(ranked, key=lambda one: one.heard(weights), default=None)
    place = min(most, _RESERVED) - 1
    if best is None or best.heard(weights) <= 0.0 or place < _AGREED or best in ranked[: place + 1]:
        return list(ranked[:most])
    others = [one for one in ranked if one is not best]
    return [*others[:place], best, *others[place:]][:most]


def _broad(
    found: list[Ranked], stories: Mapping[str, Story], slump: Array | None, weights: Weights
) -> list[Ranked]:
    """The first few chosen one by one, the rest as they come."""
    if not found:
        return found
    shares = np.array([_shares(stories[one.name]) for one in found])  # stories × causes
    scores = np.array([one.score for one in found])
    likely = _likely(found, shares, slump, weights)
    breadth = weights.breadth_of_text if slump is None else weights.breadth
    missing, left = np.ones(len(CAUSE_NAMES)), list(range(len(found)))
    order: list[int] = []
    while left and len(order) < _CHOSEN:
        new = shares[left] @ (likely * missing)
        worth = scores[left] * (1.0 - breadth + breadth * new / max(float(new.max()), 1e-12))
        order.append(left.pop(int(worth.argmax())))
        missing = missing * (1.0 - shares[order[-1]])
    return [found[at] for at in (*order, *left)]


def _likely(found: list[Ranked], shares: Array, slump: Array | None, weights: Weights) -> Array:
    """P(c) as the fingerprint and the stories that fit the words best say it: (causes,)."""
    fit = np.array([one.heard(weights) for one in found])
    best = np.argsort(-fit, kind="stable")[:_FITTING]
    likely = np.zeros(len(CAUSE_NAMES)) if slump is None else slump / max(float(slump.sum()), 1e-12)
    heard = fit[best] ** 2 @ shares[best]
    likely = likely + _HEARD * float(fit.max()) * heard / max(float(heard.sum()), 1e-12)
    return np.asarray(likely / max(float(likely.sum()), 1e-12))


def _shares(story: Story) -> Array:
    taken = story_losses(story)
    return np.asarray(taken / max(float(taken.sum()), 1e-12))
