"""Closers: the stages' owner effects as one log-odds shift, against sums done by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit, logit

from tests.outlook.engines import engine, stage
from unslump.estimates.closers import closer_draws
from unslump.estimates.revenue import EngineStage, Mix
from unslump.history.cohorts import MISSING

DRAWS = 50


def owned(
    name: str, share: tuple[float, ...], effects: Mapping[str, float], sigma: float = 0.3
) -> EngineStage:
    """A stage of two channels whose prospects belong to these owners, in turn."""
    plain = stage(name, share=share, channels=("Web", "Fair"), weights=(0.25, 0.75), draws=DRAWS)
    labels = tuple(effects)
    effect = np.tile(np.array(list(effects.values())), (DRAWS, 1, 1))
    posterior = replace(
        plain.posterior,
        labels={**plain.posterior.labels, "owner": labels},
        effects={**plain.posterior.effects, "owner": effect},
        spreads={"moved/owner": np.full(DRAWS, sigma)},
    )
    channel = np.repeat([0, 1], len(labels))
    mix = Mix(
        codes={"channel": channel, "owner": np.tile(np.arange(len(labels)), 2)},
        channel=channel,
        weight=np.full(len(channel), 1.0 / len(labels)),
        channels=("Web", "Fair"),
        channel_weight=np.array([0.25, 0.75]),
    )
    return replace(plain, posterior=posterior, mix=mix)


def test_one_stage_is_the_chance_of_the_usual_lead() -> None:
    effects = {"Ana": 0.5, "Ben": -0.3, MISSING: 0.0}
    drawn = closer_draws(engine(owned("deal", (0.2, 0.4), effects)))
    assert drawn is not None
    assert drawn.people == ("Ana", "Ben")
    for column, name in enumerate(drawn.people):
        chance = sum(weight * expit(logit(p) + effects[name]) for weight, p in ((0.25, 0.2), (0.75, 0.4)))
        np.testing.assert_allclose(drawn.skill[:, column], logit(chance), rtol=1e-9)


def test_two_stages_multiply_and_whoever_is_in_one_only_is_usual_in_the_other() -> None:
    lead = {"Ana": 0.4, "Ben": 0.0, "Cem": -0.4}
    deal = {"Ana": 0.6, "Ben": -0.6}
    drawn = closer_draws(engine(owned("lead", (0.2, 0.4), lead), owned("deal", (0.5, 0.3), deal)))
    assert drawn is not None
    usual = [np.mean([expit(logit(p) + e) for e in deal.values()]) for p in (0.5, 0.3)]
    for column, name in enumerate(drawn.people):
        chance = 0.0
        for place, weight in enumerate((0.25, 0.75)):
            first = expit(logit((0.2, 0.4)[place]) + lead[name])
            second = expit(logit((0.5, 0.3)[place]) + deal[name]) if name in deal else usual[place]
            chance += weight * first * second
        np.testing.assert_allclose(drawn.skill[:, column], logit(chance), rtol=1e-9)


def test_for_rare_wins_the_spread_is_that_of_the_stage_and_two_add_up() -> None:
    one = closer_draws(engine(owned("lead", (0.01, 0.01), {"Ana": 0.0, "Ben": 0.0}, sigma=0.4)))
    assert one is not None
    np.testing.assert_allclose(one.spread, 0.4, rtol=0.01)
    both = closer_draws(
        engine(
            owned("lead", (0.01, 0.01), {"Ana": 0.0, "Ben": 0.0}, sigma=0.4),
            owned("deal", (0.01, 0.01), {"Ana": 0.0, "Ben": 0.0}, sigma=0.3),
        )
    )
    assert both is not None
    np.testing.assert_allclose(both.spread, 0.5, rtol=0.02)


@pytest.mark.parametrize("owners", [{"Ana": 0.2}, {"Ana": 0.2, MISSING: 0.0}])
def test_one_owner_alone_cannot_be_compared(owners: dict[str, float]) -> None:
    assert closer_draws(engine(owned("deal", (0.2, 0.4), owners))) is None


def test_without_owners_there_are_no_closers() -> None:
    assert closer_draws(engine(stage("deal", draws=DRAWS))) is None
    assert closer_draws(engine(draws=DRAWS)) is None
