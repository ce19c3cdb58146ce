"""The funnel in Ciw: the sellers are a server that takes up leads at an even pace, going cold is reneging,
both stages are nodes with a server for everybody. A lead's number leads to its channel and its chance.

A week's leads come as one batch at its start, and the week's last lead is done at its end, so that as
many are taken up in a week as there are hours for. Patience ends at a week's end, half a lead's time
before it: then all that wait but the one being served are those there is no time for.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from bench.peers.funnel import WEEK, Chance, Funnel, Won, at_once, counted, in_mid_week

__all__ = ["simulate"]


def simulate(funnel: Funnel, futures: int, rng: np.random.Generator) -> Won:
    """So many futures, one after another."""
    ciw: Any = importlib.import_module("ciw")
    ciw.seed(int(rng.integers(2**31)))  # which of two events at one moment comes first
    won, leads = [], 0
    for chance in at_once(funnel, futures, rng):
        won.append(_weeks_won(ciw, funnel, chance, rng))
        leads += len(chance.luck)
    return counted(funnel, won, leads, rng)


def _weeks_won(ciw: Any, funnel: Funnel, chance: Chance, rng: np.random.Generator) -> list[int]:
    parts = _parts(ciw)
    a_lead, until = WEEK / funnel.taken, WEEK * funnel.weeks  # days
    won: list[int] = []
    patience = WEEK * rng.geometric(funnel.cold_a_week, size=len(chance.luck)) - a_lead / 2
    shares = [share.tolist() for share in funnel.shares]
    channel = [one for week in chance.arrivals for one in week]
    one, everybody = ciw.dists.Deterministic(1), float("inf")
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Deterministic(WEEK), None, None],
        batching_distributions=[
            ciw.dists.Sequential([*map(len, chance.arrivals), 0]),  # nobody after the last week
            one,
            one,
        ],
        service_distributions=[ciw.dists.Deterministic(a_lead), parts["UntilDue"](), parts["UntilDue"]()],
        reneging_time_distributions=[parts["Drawn"](iter(patience.tolist())), None, None],
        number_of_servers=[1, everybody, everybody],
        routing=ciw.routing.NetworkRouting(
            [
                parts["Desk"](channel, shares[0], chance.luck, chance.lag, until, a_lead=a_lead),
                parts["Deal"](channel, shares[1], chance.deal_luck, chance.deal_lag, until),
                parts["Win"](won),
            ]
        ),
    )
    # Its first arrivals come after a week. Half a lead's time more lets the last one be done.
    ciw.Simulation(network).simulate_until_max_time(until + WEEK + a_lead / 2)
    return won


@cache
def _parts(ciw: Any) -> dict[str, type]:
    """Ciw's own classes with the funnel's rules; made late, since Ciw is loaded late."""

    class Drawn(ciw.dists.Distribution):  # type: ignore[misc]
        """Times drawn beforehand."""

        def __init__(self, times: Iterator[float]) -> None:
            self._times = times

        def sample(self, t: float | None = None, ind: Any = None) -> float:
            return next(self._times)

    class UntilDue(ciw.dists.Distribution):  # type: ignore[misc]
        """The rest of the stage's lag."""

        def sample(self, t: float | None = None, ind: Any = None) -> float:
            return float(max(ind.due + WEEK - t, 0.0))

    class Stage(ciw.routing.NodeRouting):  # type: ignore[misc]
        """Leads enter a stage: each leaves it after its lag, or never."""

        def __init__(
            self,
            channel: list[int],
            share: list[list[float]],
            luck: list[float],
            lag: list[float],
            until: float,
        ) -> None:
            self._channel, self._share, self._luck, self._lag = channel, share, luck, lag
            self._until = until

        def enter(self, ind: Any, day: float, node: int) -> Any:
            lead, begin = ind.id_number - 1, in_mid_week(day)
            ind.due = begin + self._lag[lead]
            share = self._share[self._channel[lead]][int(begin // WEEK)]
            goes_on = self._luck[lead] < share and ind.due < self._until
            return self.simulation.nodes[node if goes_on else -1]

    class Desk(Stage):
        """A lead was taken up, `a_lead` days being spent on it."""

        def __init__(self, *stage: Any, a_lead: float) -> None:
            super().__init__(*stage)
            self._half = a_lead / 2

        def next_node(self, ind: Any) -> Any:
            return self.enter(ind, self.simulation.current_time - WEEK - self._half, 2)

    class Deal(Stage):
        """A lead became a deal."""

        def next_node(self, ind: Any) -> Any:
            return self.enter(ind, ind.due, 3)

    class Win(ciw.routing.NodeRouting):  # type: ignore[misc]
        """A deal was won."""

        def __init__(self, won: list[int]) -> None:
            self._won = won

        def next_node(self, ind: Any) -> Any:
            self._won.append(int(ind.due // WEEK))
            return self.simulation.nodes[-1]

    return {part.__name__: part for part in (Drawn, UntilDue, Desk, Deal, Win)}
