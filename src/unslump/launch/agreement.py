"""The agreement between the functions, with numbers from the history: what each owes the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from unslump.business.functions import Function
from unslump.business.wording import count, percent, percent_span
from unslump.history.answers_given import hours_until_answered, read_answered, read_touches
from unslump.launch.campaign import CampaignPlan
from unslump.launch.charter import Agreement
from unslump.launch.expected import Expected

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from unslump.business.company import Company
    from unslump.history.snapshot import Snapshot

__all__ = ["LATELY_WEEKS", "draft_agreement", "in_hours"]

LATELY_WEEKS = 13
_YEAR = timedelta(days=365)
_STEPS = (1.0, 2.0, 4.0, 8.0, 24.0)
"""Hours one can promise; beyond a day a prospect has asked someone else."""
_SHARE = 0.8


def draft_agreement(
    campaign: CampaignPlan,
    company: Company,
    snapshot: Snapshot | None,
    expected: Expected | None,
    ratio: NDArray[np.float64] | None,
    function_of: Callable[[str], Function | None],
) -> Agreement:
    """Fill in what the history knows.

    The answer is owed within the time that four leads in five got one lately, a day at the most. `ratio`
    are draws of delivered ÷ expected that earlier campaigns taught.
    """
    basis: list[str] = []
    leads = campaign.leads
    if leads is not None:
        basis.append("leads: as the campaign is meant")
    elif expected is not None and expected.leads is not None and ratio is not None:
        leads = float(round(max(float(np.quantile(expected.leads * ratio, 0.2)), 1.0)))
        basis.append(f"leads: what four in five such campaigns bring; {expected.basis}")
    else:
        basis.append(f"leads: not known, because {expected.basis if expected else 'there is no history'}")
    share = None
    if expected is not None and expected.deal_share is not None:
        low, middle, high = np.quantile(expected.deal_share, [0.1, 0.5, 0.9])
        share = max(round(float(middle), 2), 0.01)
        usual = f"{percent(float(middle))} ({percent_span(float(low), float(high))})"
        basis.append(f"leads that become deals: usually {usual} on {campaign.channel or 'all channels'}")
    hours = touches = None
    if snapshot is not None:
        end = snapshot.observed_until
        start = end - timedelta(weeks=LATELY_WEEKS)
        usual_hours = hours_until_answered(snapshot, _SHARE, start, end)
        hours = _step(usual_hours)
        lately = None if hours is None else read_answered(snapshot, hours, start, end)
        if lately is None or lately.share is None or hours is None:
            basis.append("first answer: no answers are recorded on leads, so a day is proposed")
        else:
            basis.append(
                f"first answer: {percent(lately.share)} of the leads of the last {LATELY_WEEKS} weeks had "
                f"one within {in_hours(hours)}"
            )
        touches = read_touches(snapshot, function_of, end - _YEAR, end)
        if touches is None:
            basis.append("follow-up: no activities tell how many attempts leads take")
        else:
            basis.append(
                "follow-up: 9 in 10 leads of the last year that became deals took "
                f"{count(touches.most, 'attempt', 'attempts')} or fewer"
            )
    if expected is not None and expected.follow_weeks is not None:
        basis.append("age: 9 in 10 wins have come by then")
    return Agreement(
        leads=leads,
        lead_is=_lead_is(campaign, company),
        deal_share=share,
        answer_within_hours=hours or _STEPS[-1],
        answer_share=_SHARE,
        touches=None if touches is None else touches.most,
        days_between=None
        if touches is None or touches.days_between is None
        else round(touches.days_between, 1),
        follow_weeks=None
        if expected is None or expected.follow_weeks is None
        else round(expected.follow_weeks),
        basis=basis,
    )


def in_hours(hours: float) -> str:
    """A time limit in words.

    >>> in_hours(1), in_hours(8), in_hours(24), in_hours(72)
    ('1 hour', '8 hours', 'a day', '3 days')
    """
    if hours == 24:
        return "a day"
    if hours > 24 and hours % 24 == 0:
        return f"{hours / 24:.0f} days"
    return count(hours, "hour", "hours")


def _step(hours: float | None) -> float | None:
    """The smallest step that the usual time keeps; a day at the most, and where nothing is known."""
    if hours is None:
        return None
    return next((step for step in _STEPS if hours <= step), _STEPS[-1])


def _lead_is(campaign: CampaignPlan, company: Company) -> str:
    """What counts as a lead of this campaign."""
    offer = next((each for each in company.offers if each.name == campaign.offer), None)
    who = f"Someone in {campaign.segment}" if campaign.segment else "Someone"
    needs = " or ".join(need.lower() for need in offer.needs) if offer else ""
    asks = f" who looks for {needs}" if needs else " who shows interest"
    about = f" and has heard of {campaign.offer}" if campaign.offer else ""
    return f"{who}{asks}{about}, with a way to reach them."
