"""Is what money brings found again? The marginal return of generated companies against the truth.

A company's history of 6, 12 and 24 months is read as the product reads it; each way gets the same weekly
leads and spend by channel and answers: how many leads more a week, for one unit of money more a week,
kept up, at the usual spend? The truth is the world's own response at the level of the 13 weeks that
follow. Each fit runs in a process of its own (bench/peers/media_mix.py), one thread.

    error       median over channels of |log(median estimate / truth)|, and as a factor
    in 80 %     how often the 80 % interval holds the truth

    python -m bench response
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.peers.media_mix import PYMC_DRAWS
from bench.table import BenchTable
from bench.worlds import reporting_world, tuning_world, write_history
from unslump.business.functions import Function
from unslump.demo.world import World
from unslump.history.journey import read_journey
from unslump.history.response_weeks import ResponseWeeks, read_response_weeks

__all__ = ["Found", "company", "quick", "run", "true_marginal", "verdict"]

Array = NDArray[np.float64]
Family = Callable[..., World]

AHEAD = 13
LEADS = 2_000
STEADY, MOVED = "as planned", "moved"
REPORTED = ((STEADY, (26, 52, 104)), (MOVED, (104,)))  # how money was spent, weeks of history
COMPANIES = range(3)
_MOVES = (0.4, 1.0, 2.5)  # of the planned money, for eight weeks each, where it is moved on purpose
_MOVE_WEEKS = 8
OURS, PEER, USUAL, AVERAGE = "unslump", "pymc-marketing", "elasticity .24", "leads / money"
_KINDS = ("content", "ad", "event", "newsletter")
_USUAL_ELASTICITY = 0.24  # long-run mean of Sethuraman, Tellis and Briesch (2011)
_ROOT = Path(__file__).parents[1]


@dataclass
class Found:
    """What one way said over all channels: log error of the median, and whether 80 % held the truth."""

    error: list[float] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)

    def add(self, marginal: Array, truth: Array, *, interval: bool = True) -> None:
        """`marginal` is draws × channels, `truth` (channels,)."""
        low, middle, high = np.quantile(marginal, [0.1, 0.5, 0.9], axis=0)
        self.error += list(np.log(np.maximum(middle, 1e-12) / truth))
        if interval:
            self.held += list((low <= truth) & (truth <= high))

    @property
    def size(self) -> float:
        """Median of |log error|."""
        return float(np.median(np.abs(self.error)))


def run() -> BenchTable:
    """Companies nothing was tuned on."""
    return _table(reporting_world, COMPANIES, REPORTED)


def quick() -> BenchTable:
    """A smoke version, without the slow peer: one tuning company, one year."""
    return _table(tuning_world, range(1), ((STEADY, (52,)), (MOVED, (52,))), slow=False)


def true_marginal(world: World, names: Sequence[str], weeks: int, usual: Array) -> Array:
    """d leads / d money of the world's own response after `weeks`, money kept up: (channels,)."""
    arrivals = world.truth.arrivals
    channels = [channel.name for channel in world.spec.channels]
    out = []
    for name, spend in zip(names, usual, strict=True):
        at = channels.index(name)
        spec = world.spec.channels[at]
        coming = slice(weeks, weeks + AHEAD)
        driven = arrivals.driven[coming, at] * arrivals.expected[coming, at]
        level = (driven / arrivals.adstock[coming, at] ** spec.alpha).mean()  # season, drift and hours in it
        out.append(level * spec.alpha * (spend / (1.0 - spec.adstock)) ** spec.alpha / spend)
    return np.array(out)


def _panel(world: World, weeks: int, folder: Path) -> ResponseWeeks:
    """As the product reads it, channels without a name or spend left out."""
    as_of = world.spec.start + timedelta(weeks=weeks, days=-1)
    snapshot = write_history(world, folder, as_of).snapshot(None)
    arrivals = read_journey(snapshot).stages[0].arrivals
    assert arrivals is not None
    return read_response_weeks(
        snapshot, arrivals, {}, lambda kind: Function.MARKETING if kind in _KINDS else Function.SALES
    )


def company(family: Family, seed: int, spent: str) -> World:
    """One of a family; MOVED: the money of each channel changes every eight weeks, as in a trial."""
    world = family(seed, LEADS)
    if spent == STEADY:
        return world
    rng = np.random.default_rng([70_007, seed])
    weeks = range(0, world.spec.all_weeks, _MOVE_WEEKS)
    channels = tuple(
        replace(channel, spend_changes=tuple((week, float(rng.choice(_MOVES))) for week in weeks))
        for channel in world.spec.channels
    )
    return family(seed, LEADS, channels=channels)


def _table(
    family: Family,
    companies: Sequence[int],
    reported: Sequence[tuple[str, Sequence[int]]],
    *,
    slow: bool = True,
) -> BenchTable:
    ways = [OURS, *([PEER] if slow and importlib.util.find_spec("pymc_marketing") else [])]
    rows, verdicts = [], []
    for spent, histories in reported:
        for weeks in histories:
            found = {way: Found() for way in (*ways, USUAL, AVERAGE)}
            channels = sum(_company(company(family, seed, spent), weeks, ways, found) for seed in companies)
            rows += [_row(spent, weeks, channels, way, what) for way, what in found.items()]
            verdicts.append(f"{spent}, {_months(weeks)}: {verdict(found)}")
            print(f"  {spent}, {weeks} weeks: measured", file=sys.stderr, flush=True)
    return BenchTable(
        title="What money brings",
        claim="Wanted: the marginal return of money with the lowest error of all ways, and 80 % ranges that "
        f"hold the truth in about 80 %: {'; '.join(verdicts)}.",
        header=[
            "money",
            "history",
            "channels",
            "way",
            "error",
            "as a factor",
            "in 80 %",
            "CPU seconds",
            "peak MB",
        ],
        rows=rows,
        notes=[
            *([] if PEER in ways else ["PyMC-Marketing was not measured here."]),
            f"{len(companies)} generated companies, about {LEADS:,} leads in two years; error is the median "
            "over their channels of |log(median estimate / truth)|.",
            "The truth is at the level of the 13 weeks that follow; peers know of no drift. The companies "
            "answer by a power of adstock and hours, as unslump's model has it and PyMC-Marketing's has not. "
            "With so few companies, small differences are chance.",
            "As planned: money wavers by 30 % from week to week around a constant plan, so that a history "
            "says little and most of an answer is belief.",
            f"Moved: every {_MOVE_WEEKS} weeks each channel's plan is multiplied by one of "
            f"{', '.join(f'{move:g}' for move in _MOVES)}, at random.",
            f"pymc-marketing: its default MMM, channel by channel, 2 chains of {PYMC_DRAWS} draws after "
            f"{PYMC_DRAWS}; its compiling counts, and its libraries' memory.",
            "Seconds are processor seconds a company.",
            f"{USUAL}: the mean long-run elasticity of advertising in the literature times leads per money.",
            f"{AVERAGE}: the average taken for the marginal return, as a spreadsheet does.",
        ],
        command="python -m bench response",
    )


def _company(world: World, weeks: int, peers: Sequence[str], found: dict[str, Found]) -> int:
    """Measure one company at one length; returns how many channels it has."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        panel = _panel(world, weeks, folder / "history")
        mine = [at for at, row in enumerate(panel.spend) if row.any()]
        names = [panel.channels[at] for at in mine]
        spend, leads = panel.spend[mine], panel.counts[mine]
        usual = spend[:, -AHEAD:].mean(axis=1)
        truth = true_marginal(world, names, weeks, usual)
        hours = panel.hours if panel.hours is not None else np.ones(weeks)
        given = folder / "company.npz"
        np.savez(
            given, leads=leads, spend=spend, usual=usual, hours=hours, exposure=panel.exposure,
            first_week=panel.first_week.toordinal(), ahead=AHEAD,
        )  # fmt: skip
        for way in peers:
            answer = _in_process(way, given, folder / f"{way}.npz")
            found[way].add(answer["marginal"], truth)
            found[way].seconds.append(float(answer["seconds"]))
            found[way].peak_mb.append(float(answer["peak_mb"]))
    lately = leads[:, -AHEAD:].mean(axis=1)
    average = np.maximum(lately, 0.5 / AHEAD) / usual
    found[USUAL].add(_USUAL_ELASTICITY * average[None], truth, interval=False)
    found[AVERAGE].add(average[None], truth, interval=False)
    return len(names)


def _in_process(way: str, given: Path, answer: Path) -> dict[str, Array]:
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    ran = subprocess.run(
        [sys.executable, "-m", "bench.peers.media_mix", way, str(given), str(answer)],
        cwd=_ROOT,
        env=os.environ | one_thread,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise RuntimeError(f"{way} failed:\n{ran.stderr[-2000:]}")
    return dict(np.load(answer))


def verdict(found: dict[str, Found]) -> str:
    """Whether ours has the lowest error, and how often its range holds the truth, in words."""
    best = min((way for way in found if way != OURS), key=lambda way: found[way].size)
    ours, other = found[OURS], found[best]
    words = "lowest" if ours.size < other.size else "missed"
    held = float(np.mean(ours.held))
    return f"{words}, {ours.size:.2f} against {other.size:.2f} ({best}), range holds {held:.0%}"


def _months(weeks: int) -> str:
    return f"{round(weeks / 52 * 12)} months"


def _row(spent: str, weeks: int, channels: int, way: str, found: Found) -> list[str]:
    error = found.size
    return [
        spent,
        _months(weeks),
        str(channels),
        way,
        f"{error:.2f}",
        f"× {np.exp(error):.2f}",
        f"{np.mean(found.held):.0%}" if found.held else "–",
        f"{np.mean(found.seconds):.1f}" if found.seconds else "–",
        f"{max(found.peak_mb):,.0f}" if found.peak_mb else "–",
    ]
