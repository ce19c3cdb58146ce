"""The gate on selling: enough hours for the leads expected, and answers as soon as was agreed."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

import numpy as np
from numpy.typing import NDArray

from unslump.business.functions import Function
from unslump.business.wording import chance, count, number, percent, span
from unslump.estimates.response import MOST_WEEKS_AHEAD
from unslump.history.answers_given import read_answered
from unslump.launch.agreement import LATELY_WEEKS, in_hours
from unslump.launch.gate import Check, Ready, green, light_of

__all__ = ["leads_meant", "response_kept", "selling_hours"]

Array = NDArray[np.float64]

_LATELY = 8  # weeks
_TOO_LITTLE = 0.5  # of what was agreed


def leads_meant(ready: Ready) -> Array | float | None:
    """The leads to be sold to: what the history expects, else what is promised; None: nobody says."""
    if ready.expected is not None and ready.expected.leads is not None and ready.ratio is not None:
        return np.asarray(ready.expected.leads * ready.ratio)
    if ready.charter is not None and ready.charter.agreement.leads is not None:
        return ready.charter.agreement.leads
    return ready.campaign.leads


def selling_hours(ready: Ready) -> list[Check]:
    """P(the sellers' hours suffice for the campaign's leads beside the usual ones)."""
    code, title = "selling_hours", "Enough selling hours for the leads expected"
    campaign = ready.campaign
    per_lead = None if ready.expected is None else ready.expected.sales_hours
    there = ready.company.hours_available(Function.SALES, campaign.start, campaign.end)
    leads = leads_meant(ready)
    if per_lead is None or there is None or leads is None:
        why = (
            "how many hours a lead takes is not known" if per_lead is None
            else "company.yaml names no people" if there is None
            else "how many leads will come is not known"
        )  # fmt: skip
        return [
            Check(
                code=code, function="sales", title=title, light="amber", says=f"It cannot be said: {why}.",
                mends="Write hours per lead, people and leads into company.yaml, or import activities.",
            )
        ]  # fmt: skip
    usual = _usual_leads(ready)
    needed = (usual + leads) * per_lead
    enough = float((needed <= there).mean())
    low, high = np.quantile(needed, [0.1, 0.9])
    says = (
        f"{count(float(np.mean(usual + leads)), 'lead', 'leads')} while it runs, "
        f"{number(float(np.mean(leads)))} of them from it, take {span(low, high, 'selling hours')}; "
        f"{number(there)} are there. The chance that this is enough is {chance(enough)}."
    )
    light = light_of(enough)
    short = float(np.quantile(needed, 0.8)) - there
    mends = "" if light == "green" else (
        f"Free {number(short / campaign.weeks)} selling hours a week, promise fewer leads, or let it run "
        "longer."
    )  # fmt: skip
    return [Check(code=code, function="sales", title=title, light=light, says=says, mends=mends)]


def response_kept(ready: Ready) -> list[Check]:
    """Whether leads got their first answer lately within the time the agreement says."""
    code, title = "response", "Answers as soon as agreed, lately"
    agreement = None if ready.charter is None else ready.charter.agreement
    hours = (
        24.0 if agreement is None or agreement.answer_within_hours is None else agreement.answer_within_hours
    )
    owed = 0.8 if agreement is None else agreement.answer_share
    lately = None
    if ready.snapshot is not None:
        end = ready.snapshot.observed_until
        for weeks in (_LATELY, LATELY_WEEKS, 52):  # a small firm's leads of two months may be too few
            lately = read_answered(ready.snapshot, hours, end - timedelta(weeks=weeks), end)
            if lately is None or lately.share is not None:
                break
    if lately is None or lately.share is None:
        why = "no first answers are recorded on leads" if lately is None else "too few leads came lately"
        return [
            Check(
                code=code, function="sales", title=title, light="amber", says=f"It cannot be said: {why}.",
                mends="Let the CRM write down when a lead is first answered, and export that column.",
            )
        ]  # fmt: skip
    says = (
        f"{percent(lately.share)} of the {count(lately.judged, 'lead', 'leads')} of the last {weeks} weeks "
        f"were answered within {in_hours(hours)}; {percent(owed)} is agreed."
    )
    if lately.share >= owed:
        return [green(code, "sales", title, says)]
    return [
        Check(
            code=code, function="sales", title=title,
            light="amber" if lately.share >= _TOO_LITTLE * owed else "red", says=says,
            mends="Let someone look after new leads every working day, or agree on a time that is kept.",
        )
    ]  # fmt: skip


def _usual_leads(ready: Ready) -> Array | float:
    """Leads that come anyway while the campaign runs, all channels: (draws,), 0 where not known."""
    response = ready.response
    if response is None:
        return 0.0
    first = (ready.campaign.start - response.first_week).days
    last = (ready.campaign.end - response.first_week).days
    weeks = ceil((last + 1) / 7)
    if weeks < 1 or weeks > MOST_WEEKS_AHEAD:
        return 0.0
    by_week = response.means(*response.usual(weeks)).sum(axis=1)  # draws × weeks
    begins = 7.0 * np.arange(weeks)
    part = np.clip(np.minimum(last + 1, begins + 7) - np.maximum(first, begins), 0, 7) / 7.0
    return np.asarray(by_week @ part)
