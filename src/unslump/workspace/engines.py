"""The engine learnt last, kept while a workspace is open: one report asks several questions of it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import numpy as np

    from unslump.business.company import Company
    from unslump.estimates.revenue import RevenueEngine
    from unslump.history.snapshot import Snapshot
    from unslump.history.version import Version
    from unslump.history.written_orders import WrittenOrders

__all__ = ["Engines"]


class Engines:
    """Learns an engine, or gives the last one again when all it was learnt from is the same."""

    def __init__(self) -> None:
        self._key: tuple[Version, date, Company | None, int, WrittenOrders | None] | None = None
        self._learnt: tuple[RevenueEngine, np.random.Generator] | None = None

    def of(
        self, snapshot: Snapshot, company: Company | None, seed: int
    ) -> tuple[RevenueEngine, np.random.Generator]:
        """The engine, and the generator as learning left it: a copy of one's own to draw on from there."""
        import numpy as np

        from unslump.outlook.backtest import learn

        key = (snapshot.version, snapshot.as_of, company, seed, snapshot.written)
        if self._learnt is None or self._key != key:
            rng = np.random.default_rng(seed)
            self._learnt, self._key = (learn(snapshot, company, rng), rng), key
        engine, left = self._learnt
        return engine, copy.deepcopy(left)
