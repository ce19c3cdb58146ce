"""Generated slumps and stories with known causes: what a diagnosis would say of them, and what people would.

The diagnosis' vector is drawn as docs/benchmarks.md says it errs: a cause that truly cost `c` of the bookings
is said to have cost c × RATIO with a scatter, is not named with the measured chance (a weaker win rate, most
of all), what is not said stands under chance, other causes get a little, and chance itself moves the bookings
by 13 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bench.story_phrases import SITUATIONS, VAGUE, Situation
from unslump.slump.diagnosis_result import FUNCTION_OF
from unslump.stories.story import CAUSE_NAMES, FingerprintView, Story

__all__ = ["Case", "TextKind", "cases", "stories"]

VOLUME, MIX, RESPONSE, WIN, SIZE, CYCLE, HOURS, MARKET = CAUSE_NAMES
TextKind = Literal["right", "vague", "misleading"]

# Of the bookings, by size of the shock, and what is said of it: docs/benchmarks.md, "the money, by size".
COST = {
    VOLUME: (0.14, 0.28, 0.41), MIX: (0.05, 0.14, 0.22), RESPONSE: (0.14, 0.27, 0.40),
    WIN: (0.14, 0.28, 0.42), SIZE: (0.14, 0.28, 0.42), CYCLE: (0.08, 0.16, 0.24),
    HOURS: (0.06, 0.16, 0.28), MARKET: (0.15, 0.28, 0.42),
}  # fmt: skip
RATIO = {
    VOLUME: (0.86, 1.04, 0.97), MIX: (1.29, 0.97, 1.02), RESPONSE: (0.91, 0.98, 0.99),
    WIN: (0.16, 0.37, 0.61), SIZE: (0.99, 0.97, 0.97), CYCLE: (0.86, 0.88, 0.89),
    HOURS: (1.30, 1.03, 0.93), MARKET: (1.0, 1.0, 1.0),
}  # fmt: skip
NAMED = {WIN: (0.4, 1.0, 1.0)}
INSTEAD = {WIN: (VOLUME, VOLUME, SIZE)}
SCATTER, CHANCE, OTHERS = 0.3, 0.13, 0.02
TEXTS: tuple[TextKind, ...] = ("right", "vague", "misleading")
TEXT_SHARES = (0.5, 0.25, 0.25)


@dataclass(frozen=True)
class Case:
    """A slump: its true causes, the situations they happened in, what is said of it (also in German)."""

    causes: tuple[str, ...]
    situations: tuple[str, ...]
    size: int
    text_kind: TextKind
    text: str
    fingerprint: FingerprintView
    german: str


def cases(rng: np.random.Generator, bank: Literal["tuning", "reporting"], each: int) -> list[Case]:
    """`each` slumps of every cause, and as many again with two at once."""
    made = [_case(rng, bank, (_situation(rng, cause),)) for cause in CAUSE_NAMES for _ in range(each)]
    for cause in CAUSE_NAMES[:-1]:
        for _ in range(each):
            other = str(rng.choice([name for name in CAUSE_NAMES[:-1] if name != cause]))
            made.append(_case(rng, bank, (_situation(rng, cause), _situation(rng, other))))
    return made


def stories(rng: np.random.Generator, each: int) -> dict[str, tuple[Story, str]]:
    """Name → (story, its situation): `each` of every situation, told with other words beside."""
    made = {}
    for at, situation in enumerate(SITUATIONS):
        for number in range(each):
            size = int(rng.integers(3))
            told = [situation.told[number % len(situation.told)], *rng.choice(VAGUE["told"], 1)]
            aside = SITUATIONS[int(rng.integers(len(SITUATIONS)))]
            if rng.random() < 0.3:  # what was believed at first
                told.insert(1, f"First we believed something else: {_pick(rng, aside.told)}")
            made[f"made-{at}-{number}"] = (
                Story(
                    title=situation.name.capitalize(),
                    function=FUNCTION_OF[situation.cause],
                    causes=(situation.cause,),
                    happened=" ".join(told),
                    tried="We talked, we measured, and we changed one thing at a time.",
                    outcome="Most of it came back within a year.",
                    differently="Look sooner.",
                    fingerprint=_fingerprint(rng, (situation.cause,), size),
                ),
                situation.name,
            )
    return made


def _situation(rng: np.random.Generator, cause: str) -> Situation:
    mine = [situation for situation in SITUATIONS if situation.cause == cause]
    return mine[int(rng.integers(len(mine)))]


def _pick(rng: np.random.Generator, phrases: tuple[str, ...]) -> str:
    return phrases[int(rng.integers(len(phrases)))]


def _case(
    rng: np.random.Generator, bank: Literal["tuning", "reporting"], found: tuple[Situation, ...]
) -> Case:
    kind = TEXTS[int(rng.choice(len(TEXTS), p=TEXT_SHARES))]
    causes = tuple(situation.cause for situation in found)
    said = [_pick(rng, VAGUE[bank])]
    right = [_pick(rng, getattr(situation, bank)) for situation in found]
    german = found[0].german
    if kind == "right":
        said += right
    elif kind == "misleading":
        others = [situation for situation in SITUATIONS if situation.cause not in causes]
        said.append(_pick(rng, getattr(others[int(rng.integers(len(others)))], bank)))
        if rng.random() < 0.5:
            said += right[:1]
    rng.shuffle(said)
    size = int(rng.integers(3))
    return Case(
        causes, tuple(situation.name for situation in found), size, kind, " ".join(said),
        _fingerprint(rng, causes, size), german,
    )  # fmt: skip


def _fingerprint(rng: np.random.Generator, causes: tuple[str, ...], size: int) -> FingerprintView:
    """What a diagnosis would say: shares of what was lost."""
    amounts: NDArray[np.float64] = OTHERS * rng.standard_normal(len(CAUSE_NAMES))
    certain = np.clip(rng.beta(1.0, 4.0, len(CAUSE_NAMES)), 0.0, 0.6)
    amounts[-1] = CHANCE * rng.standard_normal()
    for cause in causes:
        at = CAUSE_NAMES.index(cause)
        cost = COST[cause][size]
        if rng.random() > NAMED.get(cause, (1.0, 1.0, 1.0))[size]:
            at = CAUSE_NAMES.index(INSTEAD[cause][int(rng.integers(3))])
            amounts[at] += 0.5 * cost * abs(1 + SCATTER * rng.standard_normal())
            certain[at] = max(certain[at], rng.uniform(0.4, 0.8))
            amounts[-1] += 0.5 * cost
            continue
        told = cost * RATIO[cause][size] * max(1.0 + SCATTER * rng.standard_normal(), 0.1)
        amounts[at] += told
        amounts[-1] += cost - told if cause != MARKET else 0.0
        certain[at] = max(certain[at], rng.uniform(0.6 + 0.12 * size, 1.0))
    lost = float(np.maximum(amounts, 0.0).sum())
    return FingerprintView(
        shares={name: round(float(a) / lost, 4) for name, a in zip(CAUSE_NAMES, amounts, strict=True)},
        certainty={name: float(certain[at]) for at, name in enumerate(CAUSE_NAMES) if name != MARKET},
        shortfall=float(amounts.sum()),
    )
