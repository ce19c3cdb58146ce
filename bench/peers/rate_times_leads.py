"""What a spreadsheet does: the conversion rate of late times the leads of late."""

from __future__ import annotations

import numpy as np

from bench.peers.known import Array, Forecaster, Known

__all__ = ["RateTimesLeads"]

_RATE_DAYS = 90
_LEAD_WEEKS = 8


class RateTimesLeads(Forecaster):
    """Wins of the last 90 days by leads of the last 90 days, times the leads the last 8 weeks promise.

    Both rates are uncertain (Gamma posteriors of Poisson counts, Jeffreys' prior), the total is Poisson.
    """

    name = "rate × leads"
    how = "wins by leads of the last 90 days × leads a week of the last 8 weeks; Gamma rates, Poisson total"

    def totals(
        self, known: Known, horizons: tuple[int, ...], rng: np.random.Generator, draws: int
    ) -> dict[int, Array]:
        """See Forecaster."""
        won = known.won[~np.isnat(known.won)]
        recent = int((won > np.datetime64(known.origin) - np.timedelta64(_RATE_DAYS, "D")).sum())
        rate = rng.gamma(recent + 0.5, 1.0 / max(known.leads_within(_RATE_DAYS), 1), draws)
        leads = rng.gamma(known.leads_within(7 * _LEAD_WEEKS) + 0.5, 1.0 / _LEAD_WEEKS, draws)
        direct = known.direct[-_LEAD_WEEKS:].mean()
        return {weeks: rng.poisson((rate * leads + direct) * weeks).astype(float) for weeks in horizons}
