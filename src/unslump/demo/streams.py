"""One independent stream of chance for each mechanism, so that changing one leaves the others alone.

Two worlds from the same seed that differ by a shock share every draw the shock does not touch:
what differs between them is the shock's effect and nothing else.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np

__all__ = ["Streams"]


class Streams:
    """Named generators derived from one.

    >>> first, second = (Streams(np.random.default_rng(3)) for _ in range(2))
    >>> bool(first.named("size").normal() == second.named("size").normal())
    True
    >>> bool(first.named("size").normal() == first.named("lag").normal())
    False
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._root = int(rng.integers(2**63))

    def named(self, name: str) -> np.random.Generator:
        """A fresh generator for the mechanism called `name`; the same name starts the same stream."""
        return np.random.default_rng([self._root, crc32(name.encode())])
