"""How good a closer each person is: what the owner changes in the chance that a lead is won.

Every conversion stage holds an effect of its owner, pooled, with channel, segment, offer and month
taken out (conversion.py). Here they become one number: the chance that a lead of today's usual mix
is won if this person owns it all the way,

    P_p = Σ over kinds of lead  weight · Π over stages P(moves on | kind, owner p)

and closer_p = logit P_p, less the team's mean. In a stage a person was never seen in, the owner is
whoever it usually is. A hire differs by Normal(0, s²): s² adds up the stages' spreads σ_k², each
times how strongly its owner effect moves logit P.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from unslump.estimates.conversion import EFFECT_PRIOR
from unslump.estimates.revenue import EngineStage, RevenueEngine, by_channel
from unslump.history.cohorts import MISSING, OTHER

__all__ = ["CloserDraws", "closer_draws", "prior_spread"]

Array = NDArray[np.float64]

_OWNER = "owner"
_WIDEST = 1.5  # a σ no team has; the prior's tail has hardly a mean


@dataclass(frozen=True)
class CloserDraws:
    """Draws: `skill` is draws × people (logit of a win, not yet centred), `spread` is s (draws)."""

    people: tuple[str, ...]
    skill: Array
    spread: Array


def closer_draws(engine: RevenueEngine) -> CloserDraws | None:
    """None when no stage knows at least two owners."""
    owners = [_owners(stage) for stage in engine.stages]
    people = tuple(sorted({name for names in owners for name in names}))
    if len(people) < 2:
        return None
    skill = np.empty((engine.draws, len(people)))
    for column, name in enumerate(people):
        effects = [
            _effect(stage)[:, :, [names[name]]] if name in names else None
            for stage, names in zip(engine.stages, owners, strict=True)
        ]
        skill[:, column] = _log_odds(engine.stages, effects)
    return CloserDraws(people, skill, _spread(engine.stages))


def prior_spread(prior: tuple[float, float], rng: np.random.Generator, draws: int) -> Array:
    """Draws of a σ whose square is scaled inverse-χ²(*prior), its far tail cut off."""
    degrees, guess = prior
    return np.asarray(np.minimum(guess * np.sqrt(degrees / rng.chisquare(degrees, draws)), _WIDEST))


def _owners(stage: EngineStage) -> dict[str, int]:
    """Owner → code; empty where the stage does not tell owners apart."""
    labels = stage.posterior.labels.get(_OWNER, ())
    named = {label: code for code, label in enumerate(labels) if label not in (MISSING, OTHER)}
    return named if len(labels) > 1 else {}


def _effect(stage: EngineStage) -> Array:
    return stage.posterior.effects[_OWNER]  # draws × endings × owners


def _spread(stages: Sequence[EngineStage]) -> Array:
    variance = np.zeros(stages[0].posterior.draws)
    for place, stage in enumerate(stages):
        posterior = stage.posterior
        sigma = posterior.spreads.get(f"{posterior.endings[0]}/{_OWNER}")
        if sigma is None:
            continue
        ends = []
        for side in (-0.5, 0.5):
            effect = np.zeros((posterior.draws, len(posterior.endings), 1))
            effect[:, 0, 0] = side * np.minimum(sigma, _WIDEST)
            given: list[Array | None] = [None] * len(stages)
            given[place] = effect
            ends.append(_log_odds(stages, given))
        variance += (ends[1] - ends[0]) ** 2
    if not variance.any():
        variance += EFFECT_PRIOR[1] ** 2
    return np.sqrt(variance)


def _log_odds(stages: Sequence[EngineStage], effects: Sequence[Array | None]) -> Array:
    """logit P(a usual lead is won), with the owner's effect in each stage as given: draws."""
    first = stages[0].mix
    chance = np.ones((stages[0].posterior.draws, len(first.channels)))
    for stage, effect in zip(stages, effects, strict=True):
        share = stage.mix.average(_shares(stage, effect))
        chance = chance * (share if stage is stages[0] else by_channel(share, stage.mix, first.channels))
    return np.asarray(logit(np.clip(chance @ first.channel_weight, 1e-9, 1 - 1e-9)))


def _shares(stage: EngineStage, effect: Array | None) -> Array:
    """P(moves on) of the usual kinds: draws × kinds."""
    posterior, codes = stage.posterior, dict(stage.mix.codes)
    if effect is not None:
        posterior = replace(posterior, effects={**posterior.effects, _OWNER: effect})
        codes[_OWNER] = np.zeros(len(stage.mix.channel), dtype=np.int64)
    months = np.full(len(stage.mix.channel), stage.month_now)
    return posterior.shares(months, codes)[:, :, 0]
