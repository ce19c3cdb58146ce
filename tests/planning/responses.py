"""Responses built by hand, every draw alike or nearly, so that costs can be worked out on paper."""

from datetime import date

import numpy as np

from unslump.estimates.response import MOST_WEEKS_AHEAD, ResponsePosterior

PARAMETERS = ("driven", "alpha", "beta", "decay", "money", "hours")


def response(
    channels=("Web",), *, base=2.0, scale=0.1, alpha=0.5, beta=0.0, decay=0.5, spend=100.0, hours=0.0,
    data=0.5, draws=400, spread=0.0, basis="spend and hours", notes=(),
) -> ResponsePosterior:  # fmt: skip
    """Parameters for all channels or one each; `spread` is the log sd of scale over the draws."""
    count = len(channels)

    def table(value):
        return np.tile(np.broadcast_to(np.asarray(value, dtype=float), (count,)), (draws, 1))

    wavering = np.exp(spread * np.random.default_rng(1).standard_normal((draws, 1)))
    spend, hours = (np.broadcast_to(np.asarray(value, dtype=float), (count,)) for value in (spend, hours))
    return ResponsePosterior(
        channels=channels,
        base=table(base),
        scale=table(scale) * wavering,
        alpha=table(alpha),
        beta=table(beta),
        decay=table(decay),
        driven=table(0.5),
        size=np.full(draws, 1e9),
        adstock_now=spend / (1.0 - table(decay)),
        usual_spend=spend,
        usual_hours=hours,
        data={name: np.broadcast_to(np.asarray(data, dtype=float), (count,)) for name in PARAMETERS},
        basis=dict.fromkeys(channels, basis),
        first_week=date(2026, 4, 6),
        yearly=np.zeros((draws, 4)),
        drift=np.zeros((draws, MOST_WEEKS_AHEAD)),
        notes=tuple(notes),
    )
