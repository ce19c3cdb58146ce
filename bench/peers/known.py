"""What a forecaster may know on the day it is asked: weekly wins, and every lead with what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from unslump.history.snapshot import Snapshot

__all__ = ["Array", "Forecaster", "Known", "NoFit", "known_on", "wins_between"]

Array = NDArray[np.float64]
Days = NDArray[np.datetime64]

_WEEK = np.timedelta64(7, "D")


@dataclass(frozen=True)
class Known:
    """A history as a peer sees it on `origin`, read from the same masked tables as our own forecast.

    Attributes:
        origin: the last known day.
        wins: won deals of each seven-day week that ends on origin or whole weeks before it, oldest
            first: (weeks,).
        arrived, won: each lead's day, and the day of its first win (NaT: none so far): (leads,).
        channel: each lead's channel, as a code: (leads,).
        direct: wins a week, like `wins`, that came from none of the leads.
    """

    origin: date
    wins: Array
    arrived: Days
    won: Days
    channel: NDArray[np.int64]
    direct: Array

    @property
    def weeks(self) -> int:
        """How many whole weeks are known."""
        return len(self.wins)

    def leads_within(self, days: int) -> int:
        """Leads of the last `days` days."""
        return int((self.arrived > np.datetime64(self.origin) - np.timedelta64(days, "D")).sum())


class NoFit(Exception):
    """A peer finds no fit to what is known, whatever its user tries."""


class Forecaster:
    """What every peer offers: a name, the package it needs, and draws of total wins by horizon."""

    name: str
    needs: str | None = None
    """Package that must be there; None for what needs none."""
    how: str
    """How it is used, in one sentence, for the notes of the table."""

    def totals(
        self, known: Known, horizons: tuple[int, ...], rng: np.random.Generator, draws: int
    ) -> dict[int, Array]:
        """Draws of the wins in the next h weeks, for each h of `horizons`: (draws,) each. Raises NoFit."""
        raise NotImplementedError


def known_on(origin: date, snapshot: Snapshot) -> Known:
    """What `snapshot`, already masked to `origin`, shows to a peer."""
    leads = snapshot.sql("SELECT lead_id, created_at, coalesce(channel, '') AS channel FROM leads")
    wins = snapshot.sql(
        "SELECT lead_id, closed_at FROM deals WHERE outcome = 'won' AND closed_at IS NOT NULL"
        " ORDER BY closed_at"
    )
    arrived = leads["created_at"].to_numpy().astype("datetime64[D]")
    closed = wins["closed_at"].to_numpy().astype("datetime64[D]")
    position = {lead: row for row, lead in enumerate(leads["lead_id"].to_pylist())}
    of_lead = np.array([position.get(lead, -1) for lead in wins["lead_id"].to_pylist()], dtype=np.int64)
    won = np.full(len(arrived), np.datetime64("NaT"), dtype="datetime64[D]")
    first_of, first = np.unique(of_lead, return_index=True)  # the earliest, as wins are in order
    linked = first_of >= 0
    won[first_of[linked]] = closed[first[linked]]
    alone = np.ones(len(closed), dtype=bool)
    alone[first[linked]] = False
    _, channel = np.unique(leads["channel"].to_numpy(zero_copy_only=False).astype(str), return_inverse=True)
    start = min(days.min() for days in (arrived, closed) if len(days))
    return Known(
        origin=origin,
        wins=_by_week(closed, start, origin),
        arrived=arrived,
        won=won,
        channel=channel.astype(np.int64),
        direct=_by_week(closed[alone], start, origin),
    )


def wins_between(snapshot: Snapshot, first: date, last: date) -> int:
    """Deals won from `first` to `last`, both included."""
    table = snapshot.sql(
        "SELECT count(*) AS n FROM deals WHERE outcome = 'won'"
        f" AND closed_at >= DATE '{first}' AND closed_at < DATE '{last}' + INTERVAL 1 DAY"
    )
    return int(table["n"][0].as_py())


def _by_week(days: Days, start: np.datetime64, origin: date) -> Array:
    """Counts of the whole seven-day weeks up to `origin`; a first part of a week is left out."""
    back = (np.datetime64(origin) - days) // _WEEK
    weeks = int((np.datetime64(origin) - start + np.timedelta64(1, "D")) // _WEEK)
    counts = np.bincount(back[back < weeks].astype(np.int64), minlength=weeks)
    return counts[::-1].astype(float)
