"""A course other than the usual: leads, selling hours and sellers as a plan would have them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Course"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """What a plan changes in each future.

    `channels` names the channels of `leads`, which is expected arrivals (draws × channels × weeks)
    from the first simulated day on, `size` the negative binomial's (draws,). `hours` is selling
    hours (draws × weeks), `hours_per_lead` (draws,) what a lead takes; None: nobody is ever short of
    time. `closing` is wins of a lead relative to the usual sellers' (draws × weeks).
    """

    channels: tuple[str, ...]
    leads: Array
    size: Array
    hours: Array
    hours_per_lead: Array | None
    closing: Array
