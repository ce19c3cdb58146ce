"""The funnel in SimPy: a process a lead, the week's hours a container that leads queue at."""

from __future__ import annotations

import importlib
from collections.abc import Generator
from typing import Any

import numpy as np

from bench.peers.funnel import WEEK, Chance, Funnel, Won, at_once, counted, in_mid_week

__all__ = ["simulate"]


def simulate(funnel: Funnel, futures: int, rng: np.random.Generator) -> Won:
    """So many futures, one after another."""
    simpy: Any = importlib.import_module("simpy")
    won, leads = [], 0
    for chance in at_once(funnel, futures, rng):
        won.append(_Future(simpy, funnel, chance, rng).won)
        leads += len(chance.luck)
    return counted(funnel, won, leads, rng)


class _Future:
    """One future; `won` is the weeks of its wins."""

    def __init__(self, simpy: Any, funnel: Funnel, chance: Chance, rng: np.random.Generator) -> None:
        self.won: list[int] = []
        self._cold, self._taken = funnel.cold_a_week, funnel.taken
        self._shares = [share.tolist() for share in funnel.shares]
        self._until = WEEK * funnel.weeks
        self._env = simpy.Environment()
        self._desk = simpy.Container(self._env)  # time for so many leads
        self._env.process(self._weeks(chance, rng))
        self._env.run(until=self._until)

    def _weeks(self, chance: Chance, rng: np.random.Generator) -> Generator[Any, Any, None]:
        env, desk = self._env, self._desk
        draws = zip(chance.luck, chance.lag, chance.deal_luck, chance.deal_lag, strict=True)
        for channels in chance.arrivals:
            yield env.timeout(WEEK / 2)
            if desk.level:  # nobody waited: last week's time is gone
                desk.get(desk.level)
            desk.put(self._taken)
            for channel in channels:
                env.process(self._lead(channel, *next(draws)))
            yield env.timeout(WEEK / 2)
            waiting = list(desk.get_queue)
            for request, luck in zip(waiting, rng.random(len(waiting)).tolist(), strict=True):
                if luck < self._cold:
                    request.cancel()

    def _lead(
        self, channel: int, luck: float, lag: float, deal_luck: float, deal_lag: float
    ) -> Generator[Any, Any, None]:
        env = self._env
        request = self._desk.get(1)
        if not request.triggered:
            yield request  # for ever, if it goes cold
        if luck >= self._shares[0][channel][int(env.now // WEEK)]:
            return
        if env.now + lag >= self._until:
            return
        yield env.timeout(lag)
        begin = in_mid_week(env.now)
        if deal_luck >= self._shares[1][channel][int(begin // WEEK)] or begin + deal_lag >= self._until:
            return
        yield env.timeout(max(begin + deal_lag - env.now, 0.0))
        self.won.append(int(env.now // WEEK))
