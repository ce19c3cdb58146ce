"""Whether a campaign is ready, and starting it: a workspace's answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from unslump.business.wording import count, day
from unslump.errors import QuestionError
from unslump.launch.gate import GateResult, Ready, judge
from unslump.launch.gate_market import deliverable, measurable, message_addressed, segments_reached
from unslump.launch.gate_money import budget_there, in_time, promise_likely
from unslump.launch.gate_roles import accountable, hats, named, over_hours
from unslump.launch.gate_sales import response_kept, selling_hours
from unslump.launch.keeping import (
    CampaignRecord,
    Launch,
    all_campaigns,
    keep_launch,
    read_campaign_record,
)
from unslump.workspace.campaign_answer import LaunchedView
from unslump.workspace.campaign_learning import Learning, learn_for

if TYPE_CHECKING:
    from unslump.workspace.launch_questions import LaunchQuestions

__all__ = ["CHECKERS", "gate_of", "launch"]

CHECKERS = (
    accountable, named, hats, over_hours, selling_hours, response_kept, message_addressed, segments_reached,
    deliverable, budget_there, promise_likely, in_time, measurable,
)  # fmt: skip
"""Everything the gate looks at, in the order in which it is told."""


def gate_of(
    asked: LaunchQuestions, name: str, as_of: date | None, progress: Callable[[str, float], None] | None
) -> tuple[GateResult, CampaignRecord, Learning]:
    """The gate's answer, with the campaign and what was learnt for it. Raises QuestionError."""
    company = asked._needed()
    with asked.records.reading() as connection:
        record = read_campaign_record(connection, name)
        records = all_campaigns(connection)
    plan = record.plan
    goal = company.goal(plan.goal) if plan.goal else None
    learning = learn_for(asked, company, plan, goal, records, as_of, progress)
    ready = Ready(
        campaign=plan,
        charter=record.charter,
        company=company,
        currency=company.currency,
        today=asked._today(as_of),
        goal=goal,
        others=[each.other for each in records if each.plan.name != plan.name],
        snapshot=learning.snapshot,
        response=learning.response,
        expected=learning.expected,
        ratio=learning.ratio,
    )
    return judge(ready, CHECKERS), record, learning


def launch(
    asked: LaunchQuestions,
    name: str,
    *,
    by: str,
    now: datetime,
    despite: str,
    progress: Callable[[str, float], None] | None,
) -> LaunchedView:
    """Start it, and keep what the gate said. Raises QuestionError or ChangedMeanwhile."""
    gate, record, learning = gate_of(asked, name, None, progress)
    plan, today = record.plan, gate.as_of
    if record.launch is not None:
        raise QuestionError(
            f"{plan.name} was launched already, by {record.launch.by} on {day(record.launch.at.date())}.",
            hint="Nothing was changed.",
        )
    if plan.end < today:
        raise QuestionError(
            f"{plan.name} ended on {day(plan.end)}, and the history goes to {day(today)}.",
            hint="Give it other days: unslump campaign new NAME --change --from … --to …",
        )
    reason = " ".join(despite.split())
    if gate.reds and not reason:
        listing = "\n".join(f"  - {check.title}: {check.says}" for check in gate.reds)
        raise QuestionError(
            f"{plan.name} was not launched: {count(len(gate.reds), 'thing is', 'things are')} red."
            f"\n{listing}",
            hint='Mend it, or take it on: --despite "why it starts all the same" (kept with your name).',
        )
    expected, charter = learning.expected, record.charter
    leads = None if expected is None else expected.leads
    deal_share = None if expected is None else expected.deal_share
    started = Launch(
        on=max(today, plan.start),
        by=by,
        at=now,
        despite=reason if gate.reds else "",
        reds=[check.code for check in gate.reds],
        checks=gate.checks,
        expected_leads=None if leads is None else float(np.median(leads)),
        expected_deal_share=None if deal_share is None else float(np.median(deal_share)),
        promised_leads=charter.agreement.leads if charter else plan.leads,
    )
    with asked.records.writing() as connection:
        keep_launch(connection, plan.name, started, by=by, at=now)
    over = f", over {count(len(gate.reds), 'red', 'reds')}: {reason}" if gate.reds else ""
    return LaunchedView(launch=started, gate=gate, sentence=f"{plan.name} was launched by {by}{over}.")
