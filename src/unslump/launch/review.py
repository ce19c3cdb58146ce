"""After a campaign: what each function promised, and what it delivered, with what is not known yet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from unslump.business.naming import fold
from unslump.business.wording import count, day, money, number, percent, percent_span
from unslump.history.answers_given import read_answered
from unslump.history.campaign_leads import CampaignLeads, read_campaign
from unslump.launch.agreement import in_hours
from unslump.launch.campaign import CampaignPlan
from unslump.launch.charter import Agreement
from unslump.launch.keeping import CampaignRecord, ReviewFigures
from unslump.planning.ranges import range_of
from unslump.planning.verdict import Range

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["Promise", "ReviewResult", "review_campaign"]

_DRAWS = 4000
_USUAL = timedelta(weeks=13)


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Promise(_View):
    """One thing that was owed, and what came. `share` is delivered ÷ promised, with chance in its range.

    `promised`, `delivered` are in the unit of `what`; None: not stated, or not recorded. `kept` is None
    where it cannot be said (yet).
    """

    function: Literal["marketing", "sales"]
    what: str
    promised: float | None
    delivered: float | None
    share: Range | None
    kept: bool | None
    says: str


class ReviewResult(_View):
    """What came of a campaign. `told_by` says how its leads were told from others.

    `open` leads may still be won: what was won so far is not all. `money_per_lead` is None without money.
    """

    campaign: CampaignPlan
    as_of: date
    sentence: str
    told_by: Literal["campaign", "channel and days"]
    leads: int
    deals: int
    won: int
    lost: int
    open: int
    amount: float | None
    spend: float | None
    currency: str
    promises: list[Promise]
    cannot_know: list[str]
    figures: ReviewFigures


def review_campaign(
    record: CampaignRecord,
    snapshot: Snapshot,
    rng: np.random.Generator,
    currency: str,
) -> ReviewResult:
    """Hold a campaign to its promises. The campaign must be over on the snapshot's day (not checked)."""
    plan = record.plan
    found, told_by, cannot = _leads(plan, snapshot)
    agreement = record.charter.agreement if record.charter else Agreement(leads=plan.leads)
    promises = [
        _leads_promise(agreement, found, rng),
        *_quality(agreement, found, rng),
        *_answers(agreement, plan, snapshot, told_by),
        *_wins(found, currency),
        *_money(plan, found, currency),
    ]
    answered = next((each.delivered for each in promises if each.what == "answered in time"), None)
    launch = record.launch
    figures = ReviewFigures(
        promised_leads=agreement.leads,
        expected_leads=None if launch is None else launch.expected_leads,
        leads=found.leads,
        deals=found.deals,
        won=found.won,
        answered_share=answered,
    )
    if found.open:
        cannot.append(
            f"{count(found.open, 'lead is', 'leads are')} still open: what they bring is not in here."
        )
    return ReviewResult(
        campaign=plan,
        as_of=snapshot.as_of,
        sentence=_sentence(plan, promises, found),
        told_by=told_by,
        leads=found.leads,
        deals=found.deals,
        won=found.won,
        lost=found.lost,
        open=found.open,
        amount=found.amount,
        spend=found.spend,
        currency=currency,
        promises=promises,
        cannot_know=cannot,
        figures=figures,
    )


def _leads(
    plan: CampaignPlan, snapshot: Snapshot
) -> tuple[CampaignLeads, Literal["campaign", "channel and days"], list[str]]:
    """The campaign's leads by its name; else what its channel brought on its days beyond the usual."""
    named = read_campaign(snapshot, plan.is_meant_by, None, plan.start, plan.end)
    if named.leads or plan.channel is None:
        none = [] if named.leads else ["No lead carries the campaign's name, and it names no channel."]
        return named, "campaign", none
    channel = fold(plan.channel)
    mine = read_campaign(snapshot, plan.is_meant_by, lambda raw: fold(raw) == channel, plan.start, plan.end)
    before = plan.start - timedelta(days=1)
    usual = read_campaign(
        snapshot,
        plan.is_meant_by,
        lambda raw: fold(raw) == channel,
        before - _USUAL + timedelta(days=1),
        before,
    )
    part = plan.period.days / _USUAL.days
    beyond = max(round(mine.leads - usual.leads * part), 0)
    ratio = beyond / mine.leads if mine.leads else 0.0
    scaled = CampaignLeads(
        beyond,
        round(mine.deals * ratio),
        round(mine.won * ratio),
        round(mine.lost * ratio),
        round(mine.waiting * ratio),
        None if mine.amount is None else mine.amount * ratio,
        mine.spend,
    )
    words = (
        f"No lead carries the campaign's name: {plan.channel} brought {count(mine.leads, 'lead', 'leads')} "
        f"in those days and {number(usual.leads * part)} would be usual, so the difference is counted as the "
        "campaign's. Chance is a large part of it."
    )
    return scaled, "channel and days", [words]


def _leads_promise(agreement: Agreement, found: CampaignLeads, rng: np.random.Generator) -> Promise:
    promised = agreement.leads
    if promised is None:
        says = f"{count(found.leads, 'lead', 'leads')} came; none were promised."
        return Promise(
            function="marketing", what="leads", promised=None, delivered=found.leads, share=None, kept=None,
            says=says,
        )  # fmt: skip
    # What the campaign would bring on average, given what it brought: gamma posterior of a count.
    share = rng.gamma(found.leads + 0.5, 1.0, _DRAWS) / promised
    kept = found.leads >= promised
    part = "" if kept else f", {percent(found.leads / promised)} of it"
    return Promise(
        function="marketing",
        what="leads",
        promised=promised,
        delivered=found.leads,
        share=range_of(share),
        kept=kept,
        says=f"{count(promised, 'lead', 'leads')} were promised, {number(found.leads)} came{part}.",
    )


def _quality(agreement: Agreement, found: CampaignLeads, rng: np.random.Generator) -> list[Promise]:
    if agreement.deal_share is None or not found.leads:
        return []
    judged = found.leads - found.waiting
    if judged <= 0:
        return []
    draws = rng.beta(found.deals + 0.5, judged - found.deals + 0.5, _DRAWS)
    low, high = (float(q) for q in np.quantile(draws, [0.1, 0.9]))
    share = found.deals / judged
    within_chance = share < agreement.deal_share < high
    kept = None if within_chance else share >= agreement.deal_share
    says = (
        f"{percent(agreement.deal_share)} of them were to become deals; {number(found.deals)} of the "
        f"{number(judged)} that can be judged did: {percent(share)} ({percent_span(low, high)} with chance)."
    )
    return [
        Promise(
            function="marketing", what="leads that become deals", promised=agreement.deal_share,
            delivered=share, share=range_of(draws / agreement.deal_share), kept=kept, says=says,
        )
    ]  # fmt: skip


def _answers(agreement: Agreement, plan: CampaignPlan, snapshot: Snapshot, told_by: str) -> list[Promise]:
    hours = agreement.answer_within_hours
    if hours is None:
        return []
    mine = plan.is_meant_by if told_by == "campaign" else None
    answered = read_answered(snapshot, hours, plan.start, plan.end + _USUAL, mine)
    if answered is None or not answered.judged:
        return [
            Promise(
                function="sales", what="answered in time", promised=agreement.answer_share, delivered=None,
                share=None, kept=None, says="No first answers are recorded: whether sales kept its part "
                "cannot be said.",
            )
        ]  # fmt: skip
    share = answered.in_time / answered.judged
    says = (
        f"{percent(agreement.answer_share)} were to be answered within {in_hours(hours)}; {percent(share)} "
        f"of {number(answered.judged)} were, and {number(answered.never)} never."
    )
    return [
        Promise(
            function="sales", what="answered in time", promised=agreement.answer_share, delivered=share,
            share=None, kept=share >= agreement.answer_share, says=says,
        )
    ]  # fmt: skip


def _wins(found: CampaignLeads, currency: str) -> list[Promise]:
    amount = "" if found.amount is None else f", worth {money(found.amount, currency)}"
    says = (
        f"{count(found.won, 'lead was', 'leads were')} won so far{amount}; {number(found.open)} still open."
    )
    return [
        Promise(
            function="sales", what="won so far", promised=None, delivered=found.won, share=None, kept=None,
            says=says,
        )
    ]  # fmt: skip


def _money(plan: CampaignPlan, found: CampaignLeads, currency: str) -> list[Promise]:
    if found.spend is None:
        return []
    per_lead = f", {money(found.spend / found.leads, currency)} a lead" if found.leads else ""
    said = "" if plan.budget is None else f" of the {money(plan.budget, currency)} budgeted"
    return [
        Promise(
            function="marketing", what="money", promised=plan.budget, delivered=found.spend, share=None,
            kept=None if plan.budget is None else found.spend <= plan.budget * 1.01,
            says=f"{money(found.spend, currency)}{said} were spent{per_lead}.",
        )
    ]  # fmt: skip


def _sentence(plan: CampaignPlan, promises: list[Promise], found: CampaignLeads) -> str:
    head = f"{plan.name} ended on {day(plan.end)}"
    told = []
    for function in ("marketing", "sales"):
        mine = [each for each in promises if each.function == function and each.kept is not None]
        broken = [each for each in mine if not each.kept]
        if not mine:
            told.append(f"what {function} owed cannot be judged")
        elif broken:
            told.append(f"{function} fell short on {broken[0].what}")
        else:
            told.append(f"{function} kept its part")
    won = count(found.won, "lead is won", "leads are won")
    return f"{head}: {told[0]}, {told[1]}; {won} so far."
