"""The detectors a company could run on one weekly series without knowing its funnel.

Each takes series (weeks, or series × weeks; NaN where nothing is known) whose first `trained` weeks are
healthy, and gives for each later week how suspicious it is that the mean has *fallen*: the higher, the
more. Week t is scored on weeks up to t alone. `threshold_for` then finds the threshold at which healthy
companies are alarmed as often as is allowed, the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bench.peers.alarm_rule import episodes, in_alarm, threshold_for, weeks_to_alarm
from bench.peers.bocpd import bocpd_counts, bocpd_money
from bench.peers.cusum import cusum, cusum_half, cusum_poisson
from bench.peers.interval_alarm import arima_alarm, ets_alarm
from bench.peers.ruptures_weekly import ruptures_weekly

__all__ = [
    "COUNTS",
    "MONEY",
    "NEEDS",
    "Detector",
    "arima_alarm",
    "bocpd_counts",
    "bocpd_money",
    "cusum",
    "cusum_half",
    "cusum_poisson",
    "episodes",
    "ets_alarm",
    "in_alarm",
    "ruptures_weekly",
    "threshold_for",
    "weeks_to_alarm",
]

Detector = Callable[[ArrayLike, int], NDArray[np.float64]]

MONEY: Mapping[str, Detector] = {  # and all that is not counted: hours, spend, rates, sizes
    "CUSUM": cusum,
    "CUSUM, k = ½": cusum_half,
    "BOCPD": bocpd_money,
    "ruptures weekly": ruptures_weekly,
    "AutoETS interval": ets_alarm,
    "AutoARIMA interval": arima_alarm,
}

COUNTS: Mapping[str, Detector] = {
    **MONEY,
    "Poisson CUSUM": cusum_poisson,
    "Poisson BOCPD": bocpd_counts,
}

# What has to be installed for a detector.
NEEDS: Mapping[str, str] = {
    "ruptures weekly": "ruptures",
    "AutoETS interval": "statsforecast",
    "AutoARIMA interval": "statsforecast",
}
