"""The plan as a mixed-integer program: what HiGHS is given.

First stage, the same in every scenario (hours and money in the period):

    a person wears one hat or both in a period: y_marketing + y_sales + y_both ≤ 1, binary
    hours of a mode are zero unless it is chosen:  Σ hours in the mode ≤ capacity · y_mode
    (the convex hull of the three modes, so that the relaxation is as tight as it can be)

Second stage, scenario s (followed-up leads and queue are recourse):

    effort_cm  = Σ_p finder_p · (hours in one hat + (1 − focus loss) · hours in both) / weeks
    adstock_cm = what is left over + Σ_n carry_mn · spend_n / weeks
    driven_cm ≤ scale · (tangent plane of adstock^α effort^β), planes added where a solution is above it
    per lead · followed_pm ≤ selling hours of p
    Σ_p followed_pm + waiting_m = leads_m + kept · waiting_(m−1)

and the objective is the mean worth over the scenarios less the money spent; or the number of scenarios
that reach the goal (binary, reached ≤ worth ÷ amount), or the money spent when enough of them do. The
program never thinks less of a plan than it is truly worth: its bound proves the gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import inf

import highspy
import numpy as np
from numpy.typing import NDArray

from unslump.planning.assignment.aims import TIE, Aim, Objective
from unslump.planning.assignment.decision import Decision
from unslump.planning.assignment.recourse import add_queue
from unslump.planning.assignment.rows import Blocks, Rows, loaded
from unslump.planning.assignment.rules import Rule
from unslump.planning.assignment.scenarios import Scenarios

__all__ = ["MODES", "Program"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

MODES = ("marketing", "sales", "both")
_IDLE_PLANE = 1e-9
_TIDY = 1e-4  # of the objective: what all hours together cost, so that none is used for nothing


class Program:
    """A plan's program. `rules` are limits beside the capacities; a first-stage column is one of theirs."""

    def __init__(self, scenarios: Scenarios, rules: Sequence[Rule], aim: Aim | None = None) -> None:
        self.scenarios = scenarios
        self.aim = aim or Aim()
        self.rules = tuple(rules)
        self.blocks = Blocks()
        people, channels, periods = len(scenarios.people), len(scenarios.channels), scenarios.periods
        count = scenarios.count
        for name in ("one_marketing", "both_marketing"):
            self.blocks.add(name, people, channels, periods)
        for name in ("one_sales", "both_sales"):
            self.blocks.add(name, people, periods)
        self.blocks.add("mode", people, periods, len(MODES))
        self.blocks.add("spend", channels, periods)
        for name in ("effort", "adstock", "driven"):
            self.blocks.add(name, count, channels, periods)
        self.blocks.add("followed", count, people, periods)
        self.blocks.add("waiting", count, periods)
        if self.aim.counts_scenarios:
            self.blocks.add("reached", count)
            self.blocks.add("part", count)
        self.solver = self._load()

    def _load(self) -> highspy.Highs:
        low, high = np.zeros(self.blocks.size), np.full(self.blocks.size, inf)
        for name in ("mode", *(("reached", "part") if self.aim.counts_scenarios else ())):
            high[self.blocks[name]] = 1.0
        high[self.blocks["driven"]] = np.where(self.scenarios.scale > 0, inf, 0.0)
        return loaded(self._costs(), low, high, self._rows(), self._constant)

    @cached_property
    def _each(self) -> tuple[Array, Array, Array]:
        """Worth of a scenario, before money: of driven leads (S, C, M), of followed-up ones (S, P, M), and
        what it holds beside them (S,)."""
        scenarios = self.scenarios
        extra = scenarios.value - scenarios.typical[:, None, :]
        followed = scenarios.closer[:, :, None] * scenarios.typical[:, None, :]
        return extra, followed, scenarios.certain + (extra * scenarios.base).sum(axis=(1, 2))

    def _costs(self) -> Array:
        """The objective's coefficients."""
        scenarios, cost = self.scenarios, np.zeros(self.blocks.size)
        share = 1.0 / scenarios.count
        extra, followed, _ = self._each
        if self.aim.objective is Objective.PROBABILITY:
            cost[self.blocks["reached"]] = share
            cost[self.blocks["part"]] = share * TIE
            scale = TIE
        else:
            cost[self.blocks["spend"]] = -1.0
            scale = float(np.abs(scenarios.typical).mean() * np.abs(scenarios.base).sum(axis=(1, 2)).mean())
        if self.aim.objective is Objective.MARGIN:
            cost[self.blocks["driven"]] = extra * share
            cost[self.blocks["followed"]] = followed * share
        tidy = _TIDY * scale / max(float(scenarios.capacity.sum()), 1e-9)
        for name in ("one_marketing", "both_marketing", "one_sales", "both_sales"):
            cost[self.blocks[name]] = -tidy
        return cost

    @property
    def _constant(self) -> float:
        """What the objective holds beside its columns."""
        return float(self._each[2].mean()) if self.aim.objective is Objective.MARGIN else 0.0

    def _rows(self) -> Rows:
        rows, at, scenarios = Rows(), self.blocks, self.scenarios
        capacity = scenarios.capacity.ravel()
        mode = at["mode"].reshape(-1, len(MODES))
        by_person = {
            name: np.swapaxes(at[name], 1, 2).reshape(len(capacity), -1)
            for name in ("one_marketing", "both_marketing")
        }
        for number, terms in enumerate(
            (
                (by_person["one_marketing"],),
                (at["one_sales"].reshape(-1, 1),),
                (by_person["both_marketing"], at["both_sales"].reshape(-1, 1)),
            )
        ):
            rows.add(-inf, 0.0, *((term, 1.0) for term in terms), (mode[:, [number]], -capacity[:, None]))
        rows.add(-inf, 1.0, (mode, 1.0))
        self._add_learning(rows)
        for rule in self.rules:
            self._add_rule(rows, rule)
        self._add_scenarios(rows)
        if self.aim.counts_scenarios:
            self._add_reaching(rows)
        return rows

    def _add_learning(self, rows: Rows) -> None:
        """A function somebody must learn is begun at once or not at all, for `able` counts from the start.

        So no month gives it a larger share of the week than the month before.
        """
        scenarios, at = self.scenarios, self.blocks
        for function, names in enumerate((("one_marketing", "both_marketing"), ("one_sales", "both_sales"))):
            works = np.all(scenarios.capacity > 0, axis=1)
            new = np.logical_and(scenarios.able[:, function, :-1] < 1.0, np.expand_dims(works, 1))
            for person, period in np.argwhere(new):
                per = 1.0 / scenarios.capacity[person]
                later, before = (
                    np.concatenate([at[name][person, ..., period + n].ravel() for name in names])[None]
                    for n in (1, 0)
                )
                rows.add(-inf, 0.0, (later, per[period + 1]), (before, -per[period]))

    def _add_rule(self, rows: Rows, rule: Rule) -> None:
        at = self.blocks
        terms: list[tuple[Ints, Array]] = []
        for weight, names in (
            (rule.marketing, ("one_marketing", "both_marketing")),
            (rule.sales, ("one_sales", "both_sales")),
            (rule.spend, ("spend",)),
        ):
            if weight is not None:
                terms += [(at[name].reshape(1, -1), weight.reshape(1, -1)) for name in names]
        rows.add(rule.low, rule.high, *terms)

    def _add_scenarios(self, rows: Rows) -> None:
        scenarios, at = self.scenarios, self.blocks
        count, channels, periods = scenarios.scale.shape
        people = len(scenarios.people)
        left = (1.0 - scenarios.focus_loss)[:, None, None, None]
        skill = scenarios.finder[:, None, None, :] * (scenarios.able[:, 0] / scenarios.weeks).T[None, None]
        skill = np.broadcast_to(skill, (count, channels, periods, people)).reshape(-1, people)
        kept = np.broadcast_to(left, (count, channels, periods, 1)).reshape(-1, 1)
        hours = {
            name: np.broadcast_to(
                np.moveaxis(at[name], 0, 2)[None], (count, channels, periods, people)
            ).reshape(-1, people)
            for name in ("one_marketing", "both_marketing")
        }
        rows.add(
            0.0,
            0.0,
            (at["effort"].reshape(-1, 1), 1.0),
            (hours["one_marketing"], -skill),
            (hours["both_marketing"], -skill * kept),
        )
        spend = np.broadcast_to(at["spend"][None, :, None, :], (count, channels, periods, periods))
        rows.add(
            scenarios.left_over.ravel(),
            scenarios.left_over.ravel(),
            (at["adstock"].reshape(-1, 1), 1.0),
            (spend.reshape(-1, periods), -(scenarios.carry / scenarios.weeks).reshape(-1, periods)),
        )
        shape = (count, people, periods)
        able = np.broadcast_to(scenarios.able[:, 1], shape).reshape(-1, 1)
        lost = able * np.broadcast_to((1.0 - scenarios.focus_loss)[:, None, None], shape).reshape(-1, 1)
        rows.add(
            -inf,
            np.where(np.repeat(scenarios.hours_per_lead, people * periods) > 0, 0.0, inf),
            (at["followed"].reshape(-1, 1), np.repeat(scenarios.hours_per_lead, people * periods)[:, None]),
            (np.broadcast_to(at["one_sales"], shape).reshape(-1, 1), -able),
            (np.broadcast_to(at["both_sales"], shape).reshape(-1, 1), -lost),
        )
        add_queue(rows, at, scenarios)

    def _add_reaching(self, rows: Rows) -> None:
        """reached and part ≤ worth ÷ amount, so that `reached`, a whole number, is 1 only in full."""
        extra, followed, beside = self._each
        count = self.scenarios.count
        for name in ("reached", "part"):
            rows.add(
                -inf,
                beside,
                (self.blocks[name].reshape(-1, 1), self.aim.amount),
                (self.blocks["driven"].reshape(count, -1), -extra.reshape(count, -1)),
                (self.blocks["followed"].reshape(count, -1), -followed.reshape(count, -1)),
            )
        least = self.aim.least_reached(count)
        if least:
            rows.add(float(least), inf, (self.blocks["reached"].reshape(1, -1), 1.0))

    @property
    def whole(self) -> Ints:
        """The columns that must be whole: hats, and whether a scenario reaches the goal."""
        names = ("mode", "reached") if self.aim.counts_scenarios else ("mode",)
        return np.concatenate([self.blocks[name].ravel() for name in names]).astype(np.int32)

    def add_planes(self, adstock: Array, effort: Array, which: NDArray[np.bool_]) -> int:
        """Tangent planes of the response at given points (S, C, M), where `which`; returns how many."""
        scenarios = self.scenarios
        which = which & (scenarios.scale > 0)
        if not which.any():
            return 0
        alpha = np.broadcast_to(scenarios.alpha[:, :, None], which.shape)[which]
        beta = np.broadcast_to(scenarios.beta[:, :, None], which.shape)[which]
        a, e = adstock[which], effort[which]
        height = scenarios.scale[which] * a**alpha * e**beta
        by_adstock, by_effort = height * alpha / a, height * beta / e
        constant = height * (1.0 - alpha - beta)
        columns = np.stack([self.blocks[name][which] for name in ("driven", "adstock", "effort")], axis=1)
        values = np.stack([np.ones_like(height), -by_adstock, -by_effort], axis=1)
        count = len(height)
        self.solver.addRows(
            count,
            np.full(count, -inf),
            constant,
            3 * count,
            np.arange(0, 3 * count, 3, dtype=np.int32),
            columns.ravel().astype(np.int32),
            values.ravel(),
        )
        return count

    @property
    def height(self) -> int:
        """Rows so far."""
        return int(self.solver.getNumRow())

    def forget_planes(self, since: int) -> None:
        """Drop the rows from `since` on that do not bear on the last solution: most planes never do again."""
        idle = np.abs(np.array(self.solver.getSolution().row_dual)) < _IDLE_PLANE
        rows = (np.flatnonzero(idle[since:]) + since).astype(np.int32)
        if len(rows):
            self.solver.deleteRows(len(rows), rows)

    def decision(self, solution: Array) -> Decision:
        """The plan in a solution's columns; hours of a mode that is not chosen are nothing."""
        at = self.blocks
        marketing = solution[at["one_marketing"]] + solution[at["both_marketing"]]
        sales = solution[at["one_sales"]] + solution[at["both_sales"]]
        return Decision(
            np.maximum(marketing, 0.0), np.maximum(sales, 0.0), np.maximum(solution[at["spend"]], 0.0)
        )
