"""The best plan, and how far from the best it can be at most.

Outer approximation (Duran and Grossmann 1986; Kelley 1960): the concave response is replaced by
planes that touch it from above; each solution above the true response gets a plane of its own. The
relaxation is settled first, then the hats are decided by branch and bound, then the hours for the
hats that were chosen. What a plan is worth is always worked out exactly (decision.py), never taken
from the program; the program gives the bound.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray

from unslump.errors import QuestionError
from unslump.planning.assignment.aims import Objective
from unslump.planning.assignment.decision import IDLE, Decision
from unslump.planning.assignment.program import Program
from unslump.planning.assignment.recourse import best_worth

__all__ = ["Found", "Progress", "find_best"]

Array = NDArray[np.float64]
Progress = Callable[[str, float], None]

GAP = 0.01
SECONDS = 60.0
_SETTLED = 0.001  # the relaxation is settled when its response is above the true one by less, as a share
_ROUNDS, _SEARCHES = 25, 8
_ABOVE = 1e-3  # a solution this far above the true response, as a share of it, gets a plane
_SMALLEST = 1e-6  # of the usual: planes are not laid steeper than there
_CLOCK = 0.1
_WHOLE = 1e-6


@dataclass
class Found:
    """The best plan found: what it is worth on the program's scenarios, and the proven bound.

    `gap` is (bound − worth) ÷ |worth|; `interrupted` says the search was stopped before its end.
    """

    decision: Decision
    worth: float
    bound: float
    seconds: float
    interrupted: bool = False
    searches: int = 0

    @property
    def gap(self) -> float:
        """By how much, as a share of its worth, a better plan could beat this one at most."""
        return max(self.bound - self.worth, 0.0) / max(abs(self.worth), 1e-9)


@dataclass
class _Search:
    """A search in progress: the best so far, and the clock."""

    program: Program
    deadline: float
    gap: float
    progress: Progress | None
    began: float = field(default_factory=time.monotonic)
    best: Decision | None = None
    worth: float = -np.inf
    bound: float = np.inf
    stopped: bool = False
    searches: int = 0

    def consider(self, decision: Decision, at_least: float = -np.inf) -> None:
        """Take a plan as the best so far when it keeps the rules and is worth more.

        `at_least` is what the program says it is worth when each scenario's leads are followed up as
        well as can be; without it, the best closers take what there is.
        """
        worth = self.program.aim.of(self.program.scenarios, decision)
        if self.program.aim.objective is Objective.MARGIN:
            worth = max(worth, at_least)
        if worth > self.worth and all(rule.kept_by(decision) for rule in self.program.rules):
            self.best, self.worth = decision, worth

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.deadline - time.monotonic()

    @property
    def open_gap(self) -> float:
        """The gap as it stands."""
        return (self.bound - self.worth) / max(abs(self.worth), 1e-9)

    def tell(self, text: str) -> None:
        """Show how far the search is."""
        if self.progress:
            spent = time.monotonic() - self.began
            self.progress(text, min(spent / max(spent + self.left, 1e-9), 1.0))


def find_best(
    program: Program,
    start: Decision | None = None,
    *,
    gap: float = GAP,
    seconds: float = SECONDS,
    progress: Progress | None = None,
) -> Found:
    """The plan with the highest mean worth over the program's scenarios.

    `start` (today's assignment) is where the search begins, and what it never falls below when it
    keeps the rules. Ctrl-C ends the search with the best plan so far. Raises QuestionError when no
    plan keeps the rules.
    """
    search = _Search(program, time.monotonic() + seconds, gap, progress)
    if start is not None:
        search.consider(start)
    firm = program.height
    _first_planes(program, start)
    try:
        search.tell("settling hours and money")
        if not _settle(search, bounds=True):
            raise QuestionError("no plan keeps all the rules", hint="Lift one of them.")
        program.forget_planes(firm)
        _decide_hats(search)
    except KeyboardInterrupt:
        search.stopped = True
    if search.best is None:
        raise QuestionError(
            "the search ended before it had found a plan", hint="Give it more time, or fewer months to plan."
        )
    return Found(
        search.best,
        search.worth,
        max(search.bound, search.worth),
        time.monotonic() - search.began,
        search.stopped,
        search.searches,
    )


def _first_planes(program: Program, start: Decision | None) -> None:
    """Planes around what is usual, so that the first solution is near the true response."""
    scenarios = program.scenarios
    shape = scenarios.scale.shape
    adstock, effort = _usual(program, start)
    for more_money, more_work in ((1.0, 1.0), (0.3, 0.3), (3.0, 3.0), (3.0, 0.5), (0.5, 3.0), (0.05, 0.05)):
        program.add_planes(adstock * more_money, effort * more_work, np.ones(shape, dtype=bool))


def _usual(program: Program, start: Decision | None) -> tuple[Array, Array]:
    """Adstock and effort (S, C, M) around which the response matters, all above zero."""
    scenarios = program.scenarios
    if start is None:
        even = scenarios.capacity.sum(axis=0) / (2.0 * len(scenarios.channels)) / scenarios.weeks
        effort = np.broadcast_to(even, scenarios.scale.shape)
        adstock = np.maximum(scenarios.left_over, 1.0)
    else:
        adstock = scenarios.adstock(start.spend)
        effort = np.einsum("sp,pcm->scm", scenarios.finder, start.marketing, optimize=True) / scenarios.weeks
    floor_a = max(float(adstock.mean()), 1.0) * 0.05
    floor_e = max(float(effort.mean()), 0.1) * 0.05
    return np.maximum(adstock, floor_a), np.maximum(effort, floor_e)


def _settle(search: _Search, *, bounds: bool) -> bool:
    """Solve the linear program and add planes until it is settled; False when nothing is feasible.

    With `bounds`, its value is a bound on every plan.
    """
    program, solver = search.program, search.program.solver
    for _ in range(_ROUNDS):
        status = _run(search, solver)
        if status == highspy.HighsModelStatus.kInfeasible:
            return False
        if status != highspy.HighsModelStatus.kOptimal:
            return search.best is not None
        value = solver.getInfo().objective_function_value
        solution = np.array(solver.getSolution().col_value)
        if bounds:
            search.bound = min(search.bound, value)
        above = _refine(program, solution)
        search.consider(
            program.decision(solution), value - above if _is_whole(program, solution) else -np.inf
        )
        scale = abs(value) if program.aim.objective is Objective.MARGIN else program.aim.amount
        if above <= _SETTLED * max(scale, 1e-9) or search.left <= 0:
            return True
    return True


def _refine(program: Program, solution: Array) -> float:
    """Planes where a solution is above the true response; returns by how much worth it is above it."""
    scenarios, at = program.scenarios, program.blocks
    adstock, effort, driven = (solution[at[name]] for name in ("adstock", "effort", "driven"))
    true = scenarios.driven(adstock, effort)
    excess = np.maximum(driven - true, 0.0)
    usual_a, usual_e = np.maximum(adstock.mean(), 1.0), np.maximum(effort.mean(), 0.1)
    program.add_planes(
        np.maximum(adstock, _SMALLEST * usual_a),
        np.maximum(effort, _SMALLEST * usual_e),
        excess > _ABOVE * np.maximum(true, 1e-3 * driven.mean()),
    )
    # A lead too many was worth its channel's value, and took the time of the best closer at most.
    best = scenarios.closer.max(axis=1)[:, None, None] * scenarios.typical[:, None, :]
    each = np.maximum(scenarios.value - scenarios.typical[:, None, :] + best, 0.0)
    return float((excess * each).sum() / scenarios.count)


def _is_whole(program: Program, solution: Array) -> bool:
    """Whether everybody wears one hat or both, and nobody a part of each."""
    modes = solution[program.blocks["mode"]]
    return bool((np.abs(modes - np.round(modes)) < _WHOLE).all())


def _decide_hats(search: _Search) -> None:
    """Branch and bound over the hats, then the hours for them; again while planes are missing."""
    program, solver = search.program, search.program.solver
    hats, whole = program.blocks["mode"].ravel(), program.whole
    integer = np.full(len(whole), highspy.HighsVarType.kInteger)
    real = np.full(len(whole), highspy.HighsVarType.kContinuous)
    _with_hats_near(search)
    while search.open_gap > search.gap and search.left > 0 and search.searches < _SEARCHES:
        search.searches += 1
        search.tell(f"deciding who wears which hat, gap {search.open_gap:.1%}")
        solver.changeColsIntegrality(len(whole), whole, integer)
        solver.setOptionValue("mip_rel_gap", search.gap / 2)
        _run(search, solver)
        info = solver.getInfo()
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        bound = info.mip_dual_bound
        solution = np.array(solver.getSolution().col_value) if found else None
        solver.changeColsIntegrality(len(whole), whole, real)
        if np.isfinite(bound):
            search.bound = min(search.bound, bound)
        if solution is None:
            return
        before = search.worth
        above = _refine(program, solution)
        search.consider(program.decision(solution), info.objective_function_value - above)
        _fix_hats(search, solution[hats])
        if above <= 1e-9 and search.worth <= before:
            return


def _with_hats_near(search: _Search) -> None:
    """A first plan: the hats the relaxation leans to, and the hours for them.

    Where little money is the aim, the relaxation has people do nothing: then today's or the given hats.
    """
    program = search.program
    if program.aim.objective is Objective.CHEAPEST and search.best is not None:
        _fix_hats(search, _hats_of(search.best).ravel())
        return
    solution = np.array(program.solver.getSolution().col_value)
    share = solution[program.blocks["mode"]]
    chosen = np.zeros_like(share)
    np.put_along_axis(chosen, share.argmax(axis=2)[..., None], 1.0, axis=2)
    _fix_hats(search, chosen.ravel())


def _hats_of(decision: Decision) -> Array:
    """Modes (people × periods × modes) of a decision."""
    marketing, sales = decision.marketing.sum(axis=1) > IDLE, decision.sales > IDLE
    return np.stack([marketing & ~sales, sales & ~marketing, marketing & sales], axis=2).astype(float)


def _fix_hats(search: _Search, hats: Array) -> None:
    """Settle the hours for given hats (people × periods × modes, flat), then free the hats again."""
    program, solver = search.program, search.program.solver
    columns = program.blocks["mode"].ravel().astype(np.int32)
    hats = np.round(hats)
    solver.changeColsBounds(len(columns), columns, hats, hats)
    rows = program.height
    feasible = _settle(search, bounds=False)
    if feasible and program.aim.counts_scenarios:
        _reach_likeliest(search)
    program.forget_planes(rows)
    solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), np.ones(len(columns)))


def _reach_likeliest(search: _Search) -> None:
    """Ask for the goal in the scenarios that come nearest to it, one more each time while that can be."""
    program, solver = search.program, search.program.solver
    scenarios, aim = program.scenarios, program.aim
    columns = program.blocks["reached"].astype(np.int32)
    worth = best_worth(scenarios, program.decision(np.array(solver.getSolution().col_value)))
    nearest = np.argsort(-worth)
    wanted = aim.least_reached(scenarios.count) or int((worth >= aim.amount).sum()) + 1
    while wanted <= scenarios.count and search.left > 0:
        low = np.zeros(scenarios.count)
        low[nearest[:wanted]] = 1.0
        solver.changeColsBounds(len(columns), columns, low, np.ones(scenarios.count))
        if not _settle(search, bounds=False) or aim.objective is Objective.CHEAPEST:
            break
        wanted += 1
    solver.changeColsBounds(len(columns), columns, np.zeros(scenarios.count), np.ones(scenarios.count))


def _run(search: _Search, solver: highspy.Highs) -> highspy.HighsModelStatus:
    """Run HiGHS within the time left, open to Ctrl-C."""
    solver.setOptionValue("time_limit", solver.getRunTime() + max(search.left, 0.5))
    solver.HandleUserInterrupt = True
    running = solver.startSolve()
    try:
        while not solver.wait(_CLOCK)[0]:
            search.tell(
                f"searching, gap {search.open_gap:.1%}" if np.isfinite(search.open_gap) else "searching"
            )
    except KeyboardInterrupt:
        solver.cancelSolve()  # type: ignore[no-untyped-call]
        running.join()
        raise
    return solver.getModelStatus()
