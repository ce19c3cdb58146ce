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

and the objective is the mean worth over the scenarios less the money spent. Every solution of it is
at least as good as the plan's true worth: its bound proves the gap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf, prod

import highspy
import numpy as np
from numpy.typing import NDArray

from unslump.planning.assignment.decision import Decision
from unslump.planning.assignment.rules import Rule
from unslump.planning.assignment.scenarios import Scenarios

__all__ = ["MODES", "Blocks", "Program"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

MODES = ("marketing", "sales", "both")
_IDLE_PLANE = 1e-9
_TIDY = 1e-4  # of the objective: what all hours together cost, so that none is used for nothing


@dataclass
class Blocks:
    """Columns by name: each block is an array of column numbers in its natural shape."""

    size: int = 0
    columns: dict[str, Ints] = field(default_factory=dict)

    def add(self, name: str, *shape: int) -> Ints:
        """A new block of columns."""
        count = prod(shape)
        block = np.arange(self.size, self.size + count).reshape(shape)
        self.columns[name], self.size = block, self.size + count
        return block

    def __getitem__(self, name: str) -> Ints:
        return self.columns[name]


@dataclass
class _Rows:
    """Rows in the making: parts of (row, column, value) triples."""

    count: int = 0
    low: list[Array] = field(default_factory=list)
    high: list[Array] = field(default_factory=list)
    triples: list[tuple[Ints, Ints, Array]] = field(default_factory=list)

    def add(self, low: Array | float, high: Array | float, *terms: tuple[Ints, Array | float]) -> None:
        """Rows Σ value · column within [low, high]; each term is (rows × n) columns with values."""
        rows = len(terms[0][0])
        self.low.append(np.broadcast_to(np.asarray(low, dtype=float), (rows,)))
        self.high.append(np.broadcast_to(np.asarray(high, dtype=float), (rows,)))
        for columns, value in terms:
            wide = columns.reshape(rows, -1)
            number = np.broadcast_to(self.count + np.arange(rows)[:, None], wide.shape)
            values = np.broadcast_to(np.asarray(value, dtype=float), columns.shape).reshape(rows, -1)
            keep = values.ravel() != 0.0
            self.triples.append((number.ravel()[keep], wide.ravel()[keep], values.ravel()[keep]))
        self.count += rows


class Program:
    """A plan's program. `rules` are limits beside the capacities; a first-stage column is one of theirs."""

    def __init__(self, scenarios: Scenarios, rules: Sequence[Rule]) -> None:
        self.scenarios = scenarios
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
        self.solver = self._load()

    def _load(self) -> highspy.Highs:
        lp, rows = highspy.HighsLp(), self._rows()
        lp.num_col_, lp.num_row_ = self.blocks.size, rows.count
        low, high = np.zeros(self.blocks.size), np.full(self.blocks.size, inf)
        high[self.blocks["mode"].ravel()] = 1.0
        high[self.blocks["driven"].ravel()] = np.where(self.scenarios.scale.ravel() > 0, inf, 0.0)
        lp.col_cost_ = self._worth()
        lp.col_lower_, lp.col_upper_ = low, high
        lp.row_lower_, lp.row_upper_ = np.concatenate(rows.low), np.concatenate(rows.high)
        row, column, value = (np.concatenate(part) for part in zip(*rows.triples, strict=True))
        order = np.lexsort((column, row))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.searchsorted(row[order], np.arange(rows.count + 1))
        lp.a_matrix_.index_, lp.a_matrix_.value_ = column[order], value[order]
        lp.sense_, lp.offset_ = highspy.ObjSense.kMaximize, self._constant
        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.silent()
        solver.passModel(lp)
        return solver

    def _worth(self) -> Array:
        """The objective's coefficients."""
        scenarios, cost = self.scenarios, np.zeros(self.blocks.size)
        share = 1.0 / scenarios.count
        extra = (scenarios.value - scenarios.typical[:, None, :]) * share
        cost[self.blocks["driven"]] = extra
        cost[self.blocks["followed"]] = share * scenarios.closer[:, :, None] * scenarios.typical[:, None, :]
        cost[self.blocks["spend"]] = -1.0
        scale = float(np.abs(scenarios.typical).mean() * np.abs(scenarios.base).sum(axis=(1, 2)).mean())
        tidy = _TIDY * scale / max(float(scenarios.capacity.sum()), 1e-9)
        for name in ("one_marketing", "both_marketing", "one_sales", "both_sales"):
            cost[self.blocks[name]] = -tidy
        return cost

    @property
    def _constant(self) -> float:
        """What the objective holds beside its columns: base leads, and what is certain."""
        scenarios = self.scenarios
        extra = (scenarios.value - scenarios.typical[:, None, :]) * scenarios.base
        return float((scenarios.certain + extra.sum(axis=(1, 2))).mean())

    def _rows(self) -> _Rows:
        rows, at, scenarios = _Rows(), self.blocks, self.scenarios
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
        for rule in self.rules:
            self._add_rule(rows, rule)
        self._add_scenarios(rows)
        return rows

    def _add_rule(self, rows: _Rows, rule: Rule) -> None:
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

    def _add_scenarios(self, rows: _Rows) -> None:
        scenarios, at = self.scenarios, self.blocks
        count, channels, periods = scenarios.scale.shape
        people = len(scenarios.people)
        left = (1.0 - scenarios.focus_loss)[:, None, None, None]
        skill = scenarios.finder[:, None, None, :] / scenarios.weeks[None, None, :, None]
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
        lost = np.broadcast_to((1.0 - scenarios.focus_loss)[:, None, None], shape).reshape(-1, 1)
        rows.add(
            -inf,
            np.where(np.repeat(scenarios.hours_per_lead, people * periods) > 0, 0.0, inf),
            (at["followed"].reshape(-1, 1), np.repeat(scenarios.hours_per_lead, people * periods)[:, None]),
            (np.broadcast_to(at["one_sales"], shape).reshape(-1, 1), -1.0),
            (np.broadcast_to(at["both_sales"], shape).reshape(-1, 1), -lost),
        )
        before = np.roll(at["waiting"], 1, axis=1)
        kept_on = np.broadcast_to(np.concatenate([[0.0], scenarios.kept[:-1]]), (count, periods))
        arriving = scenarios.base.sum(axis=1)
        arriving = arriving + np.where(np.arange(periods) == 0, scenarios.waiting[:, None], 0.0)
        rows.add(
            arriving.ravel(),
            arriving.ravel(),
            (np.swapaxes(at["followed"], 1, 2).reshape(-1, people), 1.0),
            (at["waiting"].reshape(-1, 1), 1.0),
            (np.swapaxes(at["driven"], 1, 2).reshape(-1, channels), -1.0),
            (before.reshape(-1, 1), -kept_on.reshape(-1, 1)),
        )

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
