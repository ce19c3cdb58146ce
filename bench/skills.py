"""Does it know its people? Finder and closer skill of generated companies against what they truly are.

A company is learnt from its history as `unslump people` learns it; peers are shown the same leads,
finds and hours (bench/peers/skill_rates.py). Skills are relative to the judged colleagues, in every
draw and in the truth alike.

    order       share of pairs of colleagues that stand in their true order (a coin: 50 %)
    rank        Spearman's correlation with the truth, mean of companies with three judged or more
    error       root mean square error of the log multiplier (finders) or of the log-odds (closers)
    in 50 %     how often the central interval holds the truth

Closers are held against two truths: skill alone, and what whoever owns a lead changes in fact, the
waiting of leads included that had no hours left for them. No method here is shown who waited.
"""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit
from scipy.stats import spearmanr

from bench.peers.skill_rates import PEERS, SkillPeer, known_people
from bench.realised import company_of
from bench.table import BenchTable
from bench.worlds import reporting_world, tuning_world, write_history
from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.demo.world import World
from unslump.estimates.focus_loss import LOSS_PRIOR
from unslump.estimates.skills import fit_skills
from unslump.history.people_weeks import PeopleWeeks
from unslump.outlook.backtest import learn
from unslump.planning.people import learn_skills

__all__ = ["Score", "centred", "quick", "run", "with_waiting"]

Array = NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.95)
DRAWS = 1_000
REPORTED = ((400, range(16)), (2_000, range(16)))  # leads, companies
OURS = "unslump"
_COMMAND = "python -m bench skills"


@dataclass
class Score:
    """What one method said about one skill, person by person and company by company."""

    away: list[float] = field(default_factory=list)  # estimate − truth
    below: list[float] = field(default_factory=list)  # share of draws below the truth
    pairs: list[float] = field(default_factory=list)  # 1 in order, 0 not
    ranks: list[float] = field(default_factory=list)

    def add(self, draws: Array, truth: Array) -> None:
        """One company: draws × people and (people,), both are centred here."""
        draws, truth = centred(draws), centred(truth)
        middle = draws.mean(axis=0)
        self.away += list(middle - truth)
        self.below += list((draws < truth).mean(axis=0))
        one, other = np.triu_indices(len(truth), 1)
        self.pairs += list(((middle[one] - middle[other]) * (truth[one] - truth[other]) > 0).astype(float))
        if len(truth) > 2:
            self.ranks.append(float(spearmanr(middle, truth).statistic))

    @property
    def error(self) -> float:
        """Root mean square error."""
        return float(np.sqrt(np.mean(np.square(self.away))))

    def held(self, level: float) -> float:
        """Share of central intervals that hold the truth."""
        return float(np.mean(np.abs(np.array(self.below) - 0.5) < level / 2))

    def cells(self, ours: Score) -> list[str]:
        """Order, rank, error, error against ours, coverage."""
        return [
            f"{np.mean(self.pairs):.0%}",
            f"{np.mean(self.ranks):.2f}",
            f"{self.error:.2f}",
            f"{self.error / ours.error:.2f} ×",
            *(f"{self.held(level):.0%}" for level in LEVELS),
        ]


def centred(skill: Array) -> Array:
    """Relative to the mean of the last axis, the people."""
    return np.asarray(skill - skill.mean(axis=-1, keepdims=True))


def run() -> list[BenchTable]:
    """Report on companies that nothing was tuned on."""
    return _tables(_measured(REPORTED, reporting_world))


def quick() -> list[BenchTable]:
    """A smoke version: too few companies to say anything."""
    return _tables(_measured(((300, range(2)),), tuning_world))


@dataclass
class Measured:
    """Scores by (skill, leads, method), and of each company's focus loss: truth and draws."""

    scores: dict[tuple[str, int], dict[str, Score]] = field(default_factory=dict)
    losses: dict[int, list[tuple[float, Array]]] = field(default_factory=dict)
    companies: int = 0

    def add(self, skill: str, leads: int, method: str, draws: Array, truth: Array) -> None:
        """One company's skill, if at least two people are compared."""
        if len(truth) > 1:
            self.scores.setdefault((skill, leads), {}).setdefault(method, Score()).add(draws, truth)


def _measured(sizes: Sequence[tuple[int, range]], make: Callable[[int, int], World]) -> Measured:
    measured, peers = Measured(), _installed()
    for leads, seeds in sizes:
        for seed in seeds:
            _measure(make(seed, leads), leads, peers, measured, np.random.default_rng([leads, seed]))
            measured.companies += 1
    return measured


def _measure(
    world: World, leads: int, peers: Sequence[SkillPeer], measured: Measured, rng: np.random.Generator
) -> None:
    company = company_of(world)
    effects = world.truth.effects
    with tempfile.TemporaryDirectory() as folder:
        snapshot = write_history(world, Path(folder)).snapshot()
        engine = learn(snapshot, company, rng, DRAWS)
        skills, weeks = learn_skills(snapshot, company, engine, rng)
        place = [skills.people.index(person.name) for person in world.spec.people]
        if any(person.hats[-1].marketing > 0 and person.hats[-1].sales > 0 for person in world.spec.people):
            measured.losses.setdefault(leads, []).append((world.spec.focus_loss, skills.focus_loss))
        closing = [index for index in place if skills.closer_judged[index]]
        names = tuple(skills.people[index] for index in closing)
        owners = [place.index(index) for index in closing]
        truths = {"closers": effects.closer[owners], "closers, waiting included": with_waiting(world, owners)}
        for skill, truth in truths.items():
            measured.add(skill, leads, OURS, skills.closer[:, closing], truth)
        bare = replace(weeks, hours=None, actions=None)
        for skill, counted, found in (
            ("finders", weeks, skills),
            ("finders, hours not logged", bare, fit_skills(engine, bare, company, rng)),
        ):
            finding = [index for index in place if found.finder_judged[index]]
            true = effects.finder[[place.index(index) for index in finding]]
            measured.add(skill, leads, OURS, found.finder[:, finding], np.log(true))
            hours = _hours(counted, company, finding)
            known = known_people(
                snapshot, weeks.found[finding], hours, np.datetime64(weeks.first_week), names
            )
            for peer in peers:
                if len(finding) > 1:
                    measured.add(skill, leads, peer.name, peer.finders(known, rng, DRAWS), np.log(true))
                if counted is weeks and len(closing) > 1:
                    drawn = peer.closers(known, rng, DRAWS)
                    for name, truth in truths.items():
                        measured.add(name, leads, peer.name, drawn, truth)


def with_waiting(world: World, owners: Sequence[int]) -> Array:
    """What each owner adds to the log-odds of the own leads, late and missing answers included."""
    spec, truth = world.spec, world.truth
    answers, chance = truth.answers, truth.endings.win_probability
    lost = np.where(answers.answered, spec.response_cost * np.log1p(answers.delay), spec.cold_cost)
    seen = truth.leads.created_at < np.datetime64(world.end) + 1
    found = []
    for owner in owners:
        mine = (truth.leads.owner == owner) & seen
        without = logit(chance[mine]) + lost[mine] - truth.effects.closer[owner]
        level = chance[mine].mean()
        found.append(brentq(lambda x, without=without, level=level: expit(without + x).mean() - level, -9, 9))
    return np.array(found)


def _hours(weeks: PeopleWeeks, company: Company, people: Sequence[int]) -> Array:
    """Marketing hours, people × weeks: logged, or else as company.yaml means them."""
    if weeks.hours is not None:
        return weeks.hours[Function.MARKETING][people]
    meant = {person.name: person.hours_per_week * person.hats.get(Function.MARKETING, 0.0)
             for person in company.people}  # fmt: skip
    weekly = np.array([meant[weeks.people[index]] for index in people])
    return np.repeat(weekly[:, None], weeks.weeks, axis=1)


def _installed() -> list[SkillPeer]:
    return [peer for peer in PEERS if not peer.needs or importlib.util.find_spec(peer.needs)]


def _tables(measured: Measured) -> list[BenchTable]:
    return [_people_table(measured), _loss_table(measured)]


def _people_table(measured: Measured) -> BenchTable:
    rows = [
        [skill, f"{leads:,}", f"{len(score.away):,}", method, *score.cells(scores[OURS])]
        for (skill, leads), scores in sorted(measured.scores.items())
        for method, score in scores.items()
    ]
    missing = [peer.name for peer in PEERS if peer not in _installed()]
    return BenchTable(
        title="Who finds and who closes",
        claim="Wanted: the lowest error of rank and rate, and intervals that hold the truth as often as they "
        "say. The table shows where that is so and where not.",
        header=[
            "skill",
            "leads",
            "people",
            "method",
            "order",
            "rank",
            "error",
            "against ours",
            *(f"in {level:.0%}" for level in LEVELS),
        ],
        rows=rows,
        notes=[
            f"{measured.companies} companies of 104 weeks; two to six sellers, one to three marketers, up to "
            "four with both hats. Same people, leads, finds and hours for every method.",
            "order: pairs of colleagues in their true order (a coin: 50 %). rank: Spearman, mean of "
            "companies with three compared or more. error: root mean square of log leads an hour "
            "(finders), of the log-odds of a win (closers), both relative to the colleagues.",
            "raw rates: finds / hours, wins / leads owned. own fit: GLM with a coefficient a person, "
            "channel, segment and four-week block. mixed GLM: statsmodels' PoissonBayesMixedGLM and "
            "BinomialBayesMixedGLM, fit_vb, same covariates.",
            "Waiting included: the truth is what the owner changes in fact, with the leads that were "
            "answered late or never for want of hours; skill alone leaves that out.",
            "Hours not logged: company.yaml's hours and hats stand for them, for every method.",
            *([f"Not installed: {', '.join(missing)}."] if missing else []),
        ],
        command=_COMMAND,
    )


def _loss_table(measured: Measured) -> BenchTable:
    prior = LOSS_PRIOR[0] / sum(LOSS_PRIOR)
    rows = []
    for leads, seen in sorted(measured.losses.items()):
        truth = np.array([true for true, _ in seen])
        middle = np.array([draws.mean() for _, draws in seen])
        below = np.array([(draws < true).mean() for true, draws in seen])
        rows.append([
            f"{leads:,}",
            f"{len(seen):,}",
            *(f"{np.sqrt(np.mean((guess - truth) ** 2)) * 100:.1f} points" for guess in (middle, prior)),
            *(f"{np.mean(np.abs(below - 0.5) < level / 2):.0%}" for level in LEVELS),
        ])  # fmt: skip
    return BenchTable(
        title="What two hats cost",
        claim="The loss of hours in a week with both hats, learnt rather than taken from elsewhere (20 %).",
        header=["leads", "companies", "error", "error of 20 %", *(f"in {level:.0%}" for level in LEVELS)],
        rows=rows,
        notes=["Companies with at least one person in both hats; true losses lie between 5 and 35 %."],
        command=_COMMAND,
    )


if __name__ == "__main__":
    for table in run():
        print(table)
