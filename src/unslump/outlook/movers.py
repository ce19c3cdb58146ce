"""Who of many moves on: counts thinned by a chance, then each mover on its own or whole crowds.

Few at a place: a coin for each. Many: a binomial for the place. The movers of a place become single
ones, each with a lag of its own to come, unless they are a crowd, for which a multinomial over all
blocks costs less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["COINS", "Movers", "fallen", "movers_of", "thinned"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

COINS = 12  # up to so many at a place on average, a coin each costs less than a binomial a place
_CROWD = 64


@dataclass(frozen=True)
class Movers:
    """`single` has the place of each single mover, ascending; `crowds` are places of `number` movers."""

    single: Ints
    crowds: Ints
    number: Ints


def thinned(count: Ints, chance: Array | float, rng: np.random.Generator) -> Ints:
    """Binomial: how many of `count` at each place, each with the chance there (of one shape)."""
    if _many(count):
        return rng.binomial(count, chance)
    return np.bincount(_by_coin(count, chance, rng), minlength=count.size).reshape(count.shape)


def movers_of(count: Ints, chance: Array, rng: np.random.Generator) -> Movers:
    """Who moves of `count` at each place, each with the chance there (of one shape); places by flat index."""
    none = np.zeros(0, dtype=np.int64)
    if not _many(count):
        return Movers(_by_coin(count, chance, rng), none, none)
    moved = rng.binomial(count, chance).ravel()
    crowds = np.flatnonzero(moved > _CROWD)
    number = moved[crowds]
    moved[crowds] = 0
    return Movers(np.repeat(np.arange(moved.size), moved), crowds, number)


def _many(count: Ints) -> bool:
    return int(count.sum()) > COINS * count.size


def _by_coin(count: Ints, chance: Array | float, rng: np.random.Generator) -> Ints:
    place = np.repeat(np.arange(count.size), count.ravel())
    luck = rng.random(len(place))
    if isinstance(chance, np.ndarray):
        return np.asarray(place[luck < chance.ravel().take(place)])
    return np.asarray(place[luck < chance])


def fallen(number: Ints, chance: Array, rng: np.random.Generator) -> Ints:
    """Multinomial: numbers (n,) and chances (n × blocks) → counts n × blocks; the rest stays."""
    total = chance.sum(axis=-1, keepdims=True)
    stay = np.maximum(1.0 - total, 0.0)
    # Those who stay come first: the sampler is done with a place once nobody is left to put somewhere.
    return rng.multinomial(number, np.concatenate([stay, chance / np.maximum(total, 1.0)], axis=-1))[..., 1:]
