"""Charters drafted and edited: a workspace's answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from unslump.business.company import functions_said
from unslump.business.functions import Function
from unslump.business.naming import nearest
from unslump.business.wording import day
from unslump.errors import QuestionError
from unslump.launch.agreement import draft_agreement
from unslump.launch.assigned import Assigned, assigned_by_hats, assigned_by_plan
from unslump.launch.charter import Charter
from unslump.launch.drafting import draft_charter
from unslump.launch.keeping import CampaignRecord, all_campaigns, keep_charter, read_campaign_record
from unslump.workspace.asking import SEED
from unslump.workspace.campaign_answer import CampaignView
from unslump.workspace.campaign_learning import Learning, learn_for
from unslump.workspace.campaign_question import view_of

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.business.goals import Goal
    from unslump.records.database import Records
    from unslump.workspace.launch_questions import LaunchQuestions

__all__ = ["SOURCES", "draft_for", "name_accountable", "write_edited"]

SOURCES = ("plan", "hats")


def draft_for(
    asked: LaunchQuestions,
    name: str,
    *,
    by: str,
    now: datetime,
    source: str,
    redraft: bool,
    progress: Callable[[str, float], None] | None,
) -> CampaignView:
    """The charter that is written, else a draft, written down. Raises QuestionError or StoreError."""
    if source not in SOURCES:
        raise QuestionError(
            f"A charter cannot be drafted from {source!r}.", hint=f"Choose {' or '.join(SOURCES)}."
        )
    company, today, currency = asked._needed(), asked._today(None), asked._money()
    with asked.records.reading() as connection:
        record = read_campaign_record(connection, name)
        if record.charter is not None and not redraft:
            return view_of(connection, record, today, currency)
        records = all_campaigns(connection)
    plan = record.plan
    goal = company.goal(plan.goal) if plan.goal else None
    learning = learn_for(asked, company, plan, goal, records, None, progress)
    assigned = _assigned(asked, company, record, goal, source, learning, progress)
    agreement = draft_agreement(
        plan, company, learning.snapshot, learning.expected, learning.ratio, functions_said(company)
    )
    charter = draft_charter(plan, assigned, agreement, learning.expected, currency)
    seen = record.charter_kept.version if record.charter_kept else 0
    with asked.records.writing() as connection:
        keep_charter(connection, charter, seen=seen, by=by, at=now, note=charter.basis)
        return view_of(connection, read_campaign_record(connection, name), today, currency)


def _assigned(
    asked: LaunchQuestions,
    company: Company,
    record: CampaignRecord,
    goal: Goal | None,
    source: str,
    learning: Learning,
    progress: Callable[[str, float], None] | None,
) -> Assigned:
    """By the plan, where one can be made for the campaign's days; else by the hats."""
    from unslump.workspace.plan_question import plan_for

    period = record.plan.period
    if source == "plan" and learning.snapshot is not None and learning.response is not None:
        try:
            result = plan_for(
                learning.snapshot, company, asked._engines, SEED,
                goal=goal, horizon=period.end.isoformat(), objective="margin", probability=0.8, locks=(),
                budget=None, progress=progress, seconds=10.0,
            )  # fmt: skip
        except QuestionError:
            return assigned_by_hats(company, period)
        return assigned_by_plan(company, period, result) or assigned_by_hats(company, period)
    return assigned_by_hats(company, period)


def write_edited(
    records: Records,
    company: Company,
    charter: Charter,
    *,
    seen: int,
    by: str,
    now: datetime,
    note: str,
    today: date,
    currency: str,
) -> CampaignView:
    """Write a charter that someone edited. Raises QuestionError for one who cannot be named."""
    with records.writing() as connection:
        record = read_campaign_record(connection, charter.campaign)
        _refuse_absent(charter, company, record)
        named = charter.model_copy(update={"campaign": record.plan.name})
        keep_charter(connection, named, seen=seen, by=by, at=now, note=note or "edited")
        return view_of(connection, read_campaign_record(connection, record.plan.name), today, currency)


def name_accountable(
    records: Records,
    company: Company,
    name: str,
    chosen: Mapping[Function, str],
    *,
    by: str,
    now: datetime,
    today: date,
    currency: str,
) -> CampaignView:
    """One person for every duty of a function. Raises QuestionError without a charter to change."""
    with records.reading() as connection:
        record = read_campaign_record(connection, name)
    if record.charter is None or record.charter_kept is None:
        raise QuestionError(
            f"{record.plan.name} has no charter yet.", hint=f"Draft one: unslump campaign charter {name!r}"
        )
    charter = record.charter
    for function, raw in chosen.items():
        person = company.person_named(raw)
        if person is None:
            known = [each.name for each in company.people]
            close = nearest(raw, known)
            raise QuestionError(
                f"{raw!r} is not in company.yaml.",
                hint=f"Did you mean {close}?" if close else f"Known are {', '.join(known)}.",
            )
        part = charter.of(function)
        duties = [
            duty.model_copy(
                update={
                    "accountable": [person.name],
                    "consulted": [each for each in duty.consulted if each != person.name],
                    "informed": [each for each in duty.informed if each != person.name],
                }
            )
            for duty in part.duties
        ]
        charter = charter.model_copy(update={function.value: part.model_copy(update={"duties": duties})})
    said = ", ".join(f"{function} accountable: {raw}" for function, raw in chosen.items())
    return write_edited(
        records, company, charter, seen=record.charter_kept.version, by=by, now=now, note=said, today=today,
        currency=currency,
    )  # fmt: skip


def _refuse_absent(charter: Charter, company: Company, record: CampaignRecord) -> None:
    """Raise QuestionError when it names someone who is not there on any of the campaign's days."""
    wrong = []
    for name in charter.names:
        person = company.person_named(name)
        if person is None:
            wrong.append(f"{name} is not in company.yaml")
        elif person.left and person.left < record.plan.start:
            wrong.append(f"{name} left on {day(person.left)}, before {record.plan.name} starts")
    if wrong:
        raise QuestionError(
            f"This charter cannot be: {'; '.join(wrong)}.", hint="Name someone who works here then."
        )
