"""Who finds and who closes, and what two hats cost: draws for everyone, known or not.

    finders.py      leads found for each marketing hour, channel and season taken out
    closers.py      the owner's effect on winning, lead mix taken out
    focus_loss.py   hours lost in a week with both hats

A skill is relative to the team: in every draw the mean of those who can be compared is 0. Whoever
has left no trace in a function is a draw from the team's spread, which is what a hire is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unslump.business.company import Company
from unslump.estimates.closers import closer_draws, prior_spread
from unslump.estimates.conversion import EFFECT_PRIOR
from unslump.estimates.finders import FINDER_PRIOR, fit_finders
from unslump.estimates.focus_loss import fit_focus_loss
from unslump.estimates.marketing_hours import Basis, finder_counts
from unslump.estimates.revenue import RevenueEngine
from unslump.history.people_weeks import PeopleWeeks

__all__ = ["SkillPosterior", "fit_skills"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class SkillPosterior:
    """Skills as draws, axis 0 the draw.

    Attributes:
        people: names in company.yaml's spelling, else as exported.
        finder: draws × people, log multiplier on leads found per marketing hour; 0 = average colleague.
        closer: draws × people, log-odds shift of a win; 0 = average colleague.
        finder_data, closer_data: (people,) 1 − posterior variance / prior variance, 0..1.
        finder_judged, closer_judged: (people,) whether the history compares the person at all.
        finder_spread, closer_spread: σ of each skill (draws), for people nobody has seen.
        focus_loss: share of hours lost in a week with both hats (draws).
        focus_loss_data: 0..1, likewise.
        focus_loss_basis: what it rests on, in words.
        finder_basis: what finds were held against.
        left_out: finds without any work beside them.
        silent: people who work on marketing and are never named as finders.
    """

    people: tuple[str, ...]
    finder: Array
    closer: Array
    finder_data: Array
    closer_data: Array
    finder_judged: NDArray[np.bool_]
    closer_judged: NDArray[np.bool_]
    finder_spread: Array
    closer_spread: Array
    focus_loss: Array
    focus_loss_data: float
    focus_loss_basis: str
    finder_basis: Basis
    left_out: float
    silent: tuple[str, ...]


def fit_skills(
    engine: RevenueEngine, weeks: PeopleWeeks, company: Company | None, rng: np.random.Generator
) -> SkillPosterior:
    """Skills of everyone in `weeks`; the prior alone where the history has nothing."""
    people, draws = weeks.people, engine.draws
    counts = finder_counts(weeks, company)
    stated = {person.name: person.wears_both_hats for person in company.people} if company else {}
    both = np.array([stated.get(people[index], False) for index in counts.people], dtype=np.bool_)
    finders = fit_finders(counts, both, rng, draws)
    closers = closer_draws(engine)
    finder_spread = prior_spread(FINDER_PRIOR, rng, draws) if finders is None else finders.spread
    closer_spread = prior_spread(EFFECT_PRIOR, rng, draws) if closers is None else closers.spread
    place = {name: index for index, name in enumerate(people)}
    closing = [] if closers is None else [name for name in closers.people if name in place]
    finder, finder_data, finder_judged = _placed(
        len(people),
        counts.people if finders is not None else counts.people[:0],
        np.zeros((draws, 0)) if finders is None else finders.skill,
        finder_spread,
        rng,
    )
    closer, closer_data, closer_judged = _placed(
        len(people),
        np.array([place[name] for name in closing], dtype=np.int64),
        np.zeros((draws, 0))
        if closers is None
        else closers.skill[:, [closers.people.index(name) for name in closing]],
        closer_spread,
        rng,
    )
    loss = fit_focus_loss(weeks, company, None if finders is None else finders.turn, rng, draws)
    return SkillPosterior(
        people=people,
        finder=finder,
        closer=closer,
        finder_data=finder_data,
        closer_data=closer_data,
        finder_judged=finder_judged,
        closer_judged=closer_judged,
        finder_spread=finder_spread,
        closer_spread=closer_spread,
        focus_loss=loss.draws,
        focus_loss_data=loss.data,
        focus_loss_basis=loss.basis,
        finder_basis=counts.basis,
        left_out=counts.left_out,
        silent=tuple(people[index] for index in counts.silent),
    )


def _placed(
    size: int, judged: NDArray[np.int64], skill: Array, spread: Array, rng: np.random.Generator
) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Everyone's draws, their share of data, and who is judged; centred on the judged."""
    draws = len(spread)
    out = spread[:, None] * rng.standard_normal((draws, size))
    data, known = np.zeros(size), np.zeros(size, dtype=np.bool_)
    if len(judged) < 2:
        return out, data, known
    known[judged] = True
    out[:, judged] = skill - skill.mean(axis=1, keepdims=True)
    prior = float((spread**2).mean()) * (1.0 - 1.0 / len(judged))
    data[judged] = np.clip(1.0 - out[:, judged].var(axis=0) / prior, 0.0, 1.0)
    return out, data, known
