"""Skills as one posterior: centred, unknown people from the spread, truth recovered in worlds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.worlds import tuning_world
from tests.estimates.known_people import company_of, learnt
from tests.estimates.test_marketing_hours import history
from tests.outlook.engines import engine, stage
from unslump.estimates.skills import SkillPosterior, fit_skills


def test_without_any_trace_everyone_is_the_prior() -> None:
    weeks = history(np.zeros((3, 1, 40)), on="nothing")
    skills = fit_skills(engine(stage("deal", draws=2_000)), weeks, None, np.random.default_rng(1))
    for draws, data, spread in (
        (skills.finder, skills.finder_data, skills.finder_spread),
        (skills.closer, skills.closer_data, skills.closer_spread),
    ):
        assert draws.shape == (2_000, 3)
        assert data.tolist() == [0, 0, 0]
        np.testing.assert_allclose(np.median(draws, axis=0), 0.0, atol=0.04)
        np.testing.assert_allclose(draws.std(axis=0), np.sqrt((spread**2).mean()), rtol=0.1)
    assert not skills.finder_judged.any()
    assert skills.focus_loss.mean() == pytest.approx(0.2, abs=0.01)


def test_the_judged_are_centred_in_every_draw(tmp_path: Path) -> None:
    world = tuning_world(21, leads=300)
    company = company_of(world)
    skills = fit_skills(*learnt(world, tmp_path, company, draws=300), company, np.random.default_rng(2))
    assert skills.people == tuple(person.name for person in world.spec.people)
    for draws, judged, data in (
        (skills.finder, skills.finder_judged, skills.finder_data),
        (skills.closer, skills.closer_judged, skills.closer_data),
    ):
        np.testing.assert_allclose(draws[:, judged].mean(axis=1), 0.0, atol=1e-12)
        assert ((data >= 0) & (data <= 1)).all()
        assert (data[~judged] == 0).all()
    markets = np.array([person.hats[0].marketing > 0 for person in world.spec.people])
    assert (skills.finder_judged <= markets).all()


@pytest.mark.slow
def test_skills_of_worlds_are_recovered_with_honest_intervals(tmp_path: Path) -> None:
    ranks: dict[str, list[float]] = {"finder": [], "closer": [], "loss": []}
    errors: dict[str, list[float]] = {"finder": [], "closer": [], "loss": []}
    plain: dict[str, list[float]] = {"finder": [], "closer": [], "loss": []}
    for seed in range(200, 214):
        world = tuning_world(seed, leads=1_000)
        company = company_of(world)
        skills = fit_skills(*learnt(world, tmp_path / str(seed), company), company, np.random.default_rng(2))
        for name, draws, truth in _judged(skills, world.truth.effects.finder, world.truth.effects.closer):
            away = truth - truth.mean()
            ranks[name] += list((draws < away).mean(axis=0))
            errors[name] += list((draws.mean(axis=0) - away) ** 2)
            plain[name] += list(away**2)
        ranks["loss"].append(float((skills.focus_loss < world.spec.focus_loss).mean()))
        errors["loss"].append((skills.focus_loss.mean() - world.spec.focus_loss) ** 2)
        plain["loss"].append((0.2 - world.spec.focus_loss) ** 2)
    for name, rank in ranks.items():
        held = np.mean(np.abs(np.array(rank) - 0.5) < 0.4)
        assert held > 0.8 - 3 * np.sqrt(0.16 / len(rank)), name
        assert np.mean(errors[name]) < 0.6 * np.mean(plain[name]), name  # better than calling all alike


def _judged(skills: SkillPosterior, finder: np.ndarray, closer: np.ndarray):  # type: ignore[no-untyped-def]
    yield "finder", skills.finder[:, skills.finder_judged], np.log(finder)[skills.finder_judged]
    yield "closer", skills.closer[:, skills.closer_judged], closer[skills.closer_judged]
