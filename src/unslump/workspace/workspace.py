"""One company's folder as one thing to ask: what the command line, reports and Python all use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from unslump.business.company import Company
from unslump.business.goals import Goal, Measure
from unslump.errors import QuestionError
from unslump.workspace.asking import SEED, Asked, as_day, beginning, goal_on_the_spot, next_goal
from unslump.workspace.company_file import make_company, read_company_file
from unslump.workspace.desk_questions import DeskQuestions
from unslump.workspace.engines import Engines
from unslump.workspace.intent_questions import IntentQuestions
from unslump.workspace.judging import readiness_for
from unslump.workspace.launch_questions import LaunchQuestions
from unslump.workspace.page_file import page_place, write_page
from unslump.workspace.slump_questions import SlumpQuestions
from unslump.workspace.story_questions import StoryQuestions

if TYPE_CHECKING:
    from unslump.history.importing import ImportReport, Progress
    from unslump.history.importing.date_forms import Order
    from unslump.history.importing.money import Decimal
    from unslump.history.readiness import Readiness
    from unslump.history.snapshot import Snapshot
    from unslump.history.store import Store, Version
    from unslump.outlook.backtest import BacktestResult
    from unslump.planning.assignment.answer import PlanResult
    from unslump.planning.channel_answer import ChannelsResult
    from unslump.planning.hiring_answer import HireResult
    from unslump.planning.people_answer import PeopleResult
    from unslump.planning.verdict import CheckResult
    from unslump.records.database import Records
    from unslump.workspace.slump_page import SlumpPage

__all__ = ["SEED", "Page", "Workspace", "morning_after"]

Page = Callable[
    ["CheckResult", str, Iterable[tuple[str, str, str]], "PeopleResult", "PlanResult | None", "SlumpPage"],
    str,
]
"""Draws a report of the answer, the company's name, readiness (level, text, what mends it) and its pages."""


class Workspace(SlumpQuestions, LaunchQuestions, DeskQuestions, StoryQuestions, IntentQuestions):
    """A folder with company.yaml, the history and the records. Making one touches nothing on disk.

    `database_url` overrides UNSLUMP_DATABASE_URL; `page` draws the reports. Use `unslump.open`.

    `as_of`, a date or "2026-03-31", answers a question as if that were today, from what was known
    then; by default it is the last day the history records anything, never the machine's clock.
    """

    def __init__(
        self, directory: str | PathLike[str] = ".", database_url: str | None = None, *, page: Page
    ) -> None:
        self.directory = Path(directory)
        self._database_url = database_url
        self._page = page
        self._engines = Engines()

    def __repr__(self) -> str:
        return f"unslump.open({str(self.directory)!r})"

    @cached_property
    def store(self) -> Store:
        """The history's versions on disk."""
        from unslump.history.store import Store

        return Store(self.directory, self._database_url)

    @property
    def company(self) -> Company | None:
        """What company.yaml says now; None without one. Raises CompanyError with every mistake."""
        return read_company_file(self.directory)

    def init(self, name: str | None = None, currency: str = "EUR", *, today: date) -> Path:
        """Write a first company.yaml, with a goal for the quarter after `today`; returns its path.

        Raises QuestionError when there is one already, StoreError when the disk refuses.
        """
        return make_company(self.directory, name, currency, today)

    def import_files(
        self,
        files: Sequence[str | PathLike[str]],
        *,
        mapping: str | PathLike[str] | None = None,
        table: str | None = None,
        dates: Order | None = None,
        decimal: Decimal | None = None,
        currency: str | None = None,
        strict: bool = False,
        now: datetime | None = None,
        progress: Progress | None = None,
        save_mapping_to: str | PathLike[str] | None = None,
    ) -> ImportReport:
        """Bring exports into the history as its next version, and say what was done with every row.

        See `unslump.history.importing.import_files`. `now` is the present: rows dated after it are
        rejected; by default the machine's clock, which nothing else here reads. Raises
        ImportFailed, AmbiguousDates, RowsRejected, CompanyError, StoreError or Busy; then nothing
        has changed. A mapping that was proposed is saved to `save_mapping_to`, or else as
        mapping.yaml in the folder.
        """
        from unslump.history.importing import import_files
        from unslump.history.importing.keeping import keep_mapping

        report = import_files(
            self.store,
            [Path(file) for file in files],
            company=self.company,
            mapping=Path(mapping) if mapping else None,
            table=table,
            dates=dates,
            decimal=decimal,
            currency=currency,
            strict=strict,
            now=now or datetime.now(UTC),
            progress=progress,
            save_mapping_to=Path(save_mapping_to) if save_mapping_to else None,
        )
        if report.mapping and report.mapping_saved is None:
            saved = keep_mapping(self.directory, report.mapping)
            return report.model_copy(update={"mapping_saved": saved})
        return report

    def undo(self) -> tuple[Version, Version | None]:
        """Go back one import: (the version undone, the one now current or None).

        Raises StoreError when there is nothing to undo.
        """
        _ = self.company  # a folder that is not there is said so, not made
        return self.store.undo()

    def readiness(self, as_of: date | str | None = None) -> Readiness:
        """What this history can and cannot answer, and why. Raises NoHistory."""
        from unslump.history.readiness import readiness

        company = self.company
        return readiness(self._snapshot(as_of), company)

    def ask(
        self,
        goal: str | Goal | None = None,
        as_of: date | str | None = None,
        *,
        period: str | None = None,
        amount: float | str | None = None,
        measure: str | None = None,
    ) -> Asked:
        """The goal that is meant: a name in company.yaml, a Goal, one on the spot, or the next one.

        Raises QuestionError when it cannot be told.
        """
        on_the_spot = period is not None or amount is not None or measure is not None
        if goal is not None:
            if on_the_spot:
                raise QuestionError(
                    "A goal is asked for by name or by period and amount, not both.",
                    hint="Leave out --goal, or leave out --period, --amount and --measure.",
                )
            return Asked(goal if isinstance(goal, Goal) else self._named(goal))
        if on_the_spot:
            return goal_on_the_spot(period, amount, measure)
        return next_goal(self.company, as_day(as_of) or self._snapshot(None).as_of)

    def check(
        self,
        goal: str | Goal | None = None,
        as_of: date | str | None = None,
        *,
        period: str | None = None,
        amount: float | str | None = None,
        measure: str | None = None,
    ) -> CheckResult:
        """Whether a goal is supported, with the evidence.

        The goal is a name in company.yaml or a Goal, or a period, an amount and a measure
        (deals, bookings, delivered or paid); without any, the next goal to end. Raises
        QuestionError, CompanyError, NoHistory or StoreError.
        """
        asked = self.ask(goal, as_of, period=period, amount=amount, measure=measure)
        return self._answer(asked.goal, self._snapshot(as_of))

    def backtest(
        self,
        measure: str | None = None,
        as_of: date | str | None = None,
        *,
        weeks: int = 13,
        progress: Callable[[str, float], None] | None = None,
    ) -> BacktestResult:
        """How good past answers would have been: the history replayed, each answer held to what came.

        At the end of each past month the next `weeks` are foreseen. `measure` is deals, bookings,
        delivered or paid; by default that of the first goal in company.yaml, else deals. Raises
        QuestionError (also for a history that is too short), CompanyError, NoHistory or StoreError.
        """
        from unslump.outlook.backtest import backtest

        company = self.company
        return backtest(
            self._snapshot(as_of),
            company,
            measure=_measure(measure, company),
            horizon_weeks=weeks,
            currency=self.currency(),
            seed=SEED,
            progress=progress,
        )

    def people(self, as_of: date | str | None = None) -> PeopleResult:
        """Who finds and who closes, who wears which hat in fact, and what two hats cost.

        Raises QuestionError for a day that is none, CompanyError, NoHistory or StoreError.
        """
        from unslump.workspace.people_question import people_of

        return people_of(self._snapshot(as_of), self.company, self._engines, SEED)

    def channels(self, as_of: date | str | None = None) -> ChannelsResult:
        """What a lead costs by channel, what one more would, what a customer does, when it pays back.

        Raises QuestionError for wins alone or a day before all, CompanyError, NoHistory or StoreError.
        """
        from unslump.workspace.channels_question import channels_of

        return channels_of(self._snapshot(as_of), self.company, self._engines, self.currency(), SEED)

    def plan(
        self,
        goal: str | Goal | None = None,
        as_of: date | str | None = None,
        *,
        horizon: str | None = None,
        objective: str = "margin",
        probability: float = 0.8,
        locks: Sequence[str] = (),
        budget: float | None = None,
        progress: Callable[[str, float], None] | None = None,
    ) -> PlanResult:
        """Who should do what, and what is spent where, beside today's assignment.

        `horizon` is weeks, a period or a last day (by default the goal's end, else 13 weeks),
        `objective` margin, cheapest (with `probability`) or probability; `locks` are words such as
        "Ana stays in sales"; `budget` is marketing money a month. Raises QuestionError for what
        cannot be planned, CompanyError, NoHistory or StoreError.
        """
        from unslump.workspace.plan_question import plan_for

        snapshot = self._snapshot(as_of)
        return plan_for(
            snapshot, self.company, self._engines, SEED,
            goal=self._goal_ahead(goal, snapshot.as_of), horizon=horizon, objective=objective,
            probability=probability, locks=locks, budget=budget, progress=progress,
        )  # fmt: skip

    def hire(
        self,
        goal: str | Goal | None = None,
        as_of: date | str | None = None,
        *,
        start: date | None = None,
        hours: float = 40.0,
        cost: float | None = None,
        ramp_weeks: float = 22.0,
        candidates: Sequence[str | PathLike[str]] = (),
    ) -> HireResult:
        """What a finder, a closer or both would bring, full or part time, and each candidate.

        `candidates` are files of filled-in scorecards. Raises QuestionError for what cannot be
        judged, CompanyError, NoHistory or StoreError.
        """
        from unslump.workspace.hire_question import hires_for, scorecard_from

        cards = [scorecard_from(path) for path in candidates]
        snapshot = self._snapshot(as_of)
        return hires_for(
            snapshot, self.company, self._engines, SEED,
            goal=self._goal_ahead(goal, snapshot.as_of), start=start, hours=hours,
            cost=cost, ramp_weeks=ramp_weeks, candidates=cards,
        )  # fmt: skip

    def _goal_ahead(self, goal: str | Goal | None, as_of: date) -> Goal | None:
        """The goal that is meant, else the next to end; None when there is none ahead."""
        if goal is not None:
            return goal if isinstance(goal, Goal) else self._named(goal)
        company = self.company
        ahead = [each for each in company.goals if each.end > as_of] if company else []
        return min(ahead, key=lambda each: (each.end, each.start)) if ahead else None

    def currency(self) -> str:
        """The currency of every amount: the company's, else the only one in the history, else ""."""
        company = self.company
        return company.currency if company else _only_currency(self._snapshot(None))

    def report(
        self, path: str | PathLike[str] = "report.html", goal: str | Goal | None = None,
        as_of: date | str | None = None, *, result: CheckResult | None = None,
        slump: SlumpPage | None = None, plan: PlanResult | None = None,
    ) -> Path:  # fmt: skip
        """Write the answer as one HTML file that needs no network, and return where it is.

        A relative path starts in the current folder. `result`, `slump` and `plan` are the answers to draw,
        when they are there already. Raises what `check` raises, QuestionError when something else than
        a report is there, StoreError when the file cannot be written.
        """
        place = page_place(path)
        answer = result or self.check(goal, as_of)
        company = self.company
        findings = self.readiness(answer.as_of).findings
        found = [(finding.level, finding.text, finding.mend) for finding in findings]
        people = self.people(answer.as_of)
        shown = plan or self.plan_to_show(answer)
        about = slump or self.slump(answer.as_of)
        name = company.name if company else self._folder_name
        page = self._page(answer, name, found, people, shown, about)
        return write_page(place, page)

    def plan_to_show(self, answer: CheckResult) -> PlanResult | None:
        """The plan for the goal's time; None where the history or company.yaml allow none."""
        from unslump.workspace.plan_question import plan_for

        try:
            return plan_for(
                self._snapshot(answer.as_of), self.company, self._engines, SEED, goal=answer.goal.goal,
                horizon=None, objective="margin", probability=0.8, locks=(), budget=None, progress=None,
                seconds=10.0,
            )  # fmt: skip
        except QuestionError:
            return None

    @property
    def records(self) -> Records:
        """What people wrote, beside the history's catalog."""
        return self.store.records

    @property
    def _folder_name(self) -> str:
        return self.directory.resolve().name

    def _snapshot(self, as_of: date | str | None) -> Snapshot:
        _ = self.company  # a folder that is not there is said so, before its history is missed
        return self._written_orders.over(self.store.snapshot(as_day(as_of)))

    def _named(self, name: str) -> Goal:
        company = self.company
        if company is None:
            raise QuestionError(
                f"There is no goal {name!r}: there is no company.yaml in {self.directory}.",
                hint="Make one with unslump init, or ask with --period and --amount.",
            )
        return company.goal(name)

    def _answer(self, goal: Goal, snapshot: Snapshot) -> CheckResult:
        from unslump.planning.support import check_goal, refuse_ended

        refuse_ended(goal, snapshot.as_of, beginning(snapshot) if goal.end <= snapshot.as_of else None)
        company = self.company
        ready = readiness_for(goal, snapshot, company, self._folder_name)
        engine, rng = self._engines.of(snapshot, company, SEED)
        return check_goal(
            engine,
            goal,
            company,
            currency=company.currency if company else _only_currency(snapshot),
            blocks=[finding.text for finding in ready.at_level("blocks")],
            warnings=[found.text for found in ready.at_level("limit") if found.code != "stale"],
            rng=rng,
        )


def morning_after(day: date) -> datetime:
    """Eight in the morning of the next day, UTC: the present of a history that ends on `day`."""
    return datetime.combine(day + timedelta(days=1), time(8), UTC)


def _only_currency(snapshot: Snapshot) -> str:
    seen = snapshot.table("deals").select("currency").distinct().to_pyarrow()["currency"].to_pylist()
    codes = {code for code in seen if code}
    return codes.pop() if len(codes) == 1 else ""


def _measure(measure: str | None, company: Company | None) -> Measure:
    if measure is None:
        return company.goals[0].measure if company and company.goals else Measure.DEALS
    if measure not in list(Measure):
        raise QuestionError(
            f"{measure!r} is not something that can be counted.", hint=f"Choose from {', '.join(Measure)}."
        )
    return Measure(measure)
