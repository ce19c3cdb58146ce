"""The gate on the market: whom the message speaks to, whom the goal needs reached, what can be delivered."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from unslump.business.goals import Period
from unslump.business.market import Offer
from unslump.business.naming import fold
from unslump.business.wording import count, day, number, percent
from unslump.estimates.clock import MONTH_DAYS
from unslump.history.campaign_leads import read_sources
from unslump.history.offer_wins import count_wins
from unslump.launch.charter import spelt_out
from unslump.launch.gate import Check, Light, Ready, green
from unslump.launch.gate_sales import leads_meant

__all__ = ["deliverable", "measurable", "message_addressed", "segments_reached"]

_LATELY = timedelta(weeks=13)
_CARRIED = 0.9  # of the leads that must carry their source for it to count as recorded
_SOMETIMES = 0.5


def message_addressed(ready: Ready) -> list[Check]:
    """The campaign says something, and says it to someone."""
    campaign, title = ready.campaign, "The message speaks to a segment"
    message = next((each for each in ready.company.messages if each.name == campaign.message), None)

    def red(says: str, mends: str) -> list[Check]:
        return [Check(code="message", function="marketing", title=title, light="red", says=says, mends=mends)]

    if message is None:
        gone = f"The message {campaign.message} is no longer in company.yaml." if campaign.message else ""
        return red(
            gone or "The campaign carries no message: nobody knows what it is to say.",
            "Write one under messages in company.yaml, with offer and segment, and name it with --message.",
        )
    segment = campaign.segment or message.segment
    if segment is None:
        return red(
            f"The message {message.name} is addressed to no segment: what speaks to everyone reaches no one.",
            "Write its segment into company.yaml.",
        )
    known = {each.name for each in ready.company.segments}
    if segment not in known:
        return red(
            f"The segment {segment} is no longer in company.yaml.", "Write it there, or choose another."
        )
    offer = campaign.offer or message.offer
    about = f" about {offer}" if offer else ""
    return [green("message", "marketing", title, f"“{message.name}” speaks to {segment}{about}.")]


def segments_reached(ready: Ready) -> list[Check]:
    """Every segment of the goal has a message, and a campaign that carries it in the goal's time."""
    goal, title = ready.goal, "Every segment of the goal is reached"
    if goal is None or not goal.segments:
        return []
    messages = {fold(each.segment) for each in ready.company.messages if each.segment}
    reached = {fold(ready.campaign.segment)} if ready.campaign.segment else set()
    for other in ready.others:
        if other.campaign.segment and other.campaign.period.overlap_days(goal.period):
            reached.add(fold(other.campaign.segment))
    for written in ready.company.campaigns:
        running = Period(written.start or goal.start, written.end or goal.end).overlap_days(goal.period)
        if written.segment and running:
            reached.add(fold(written.segment))
    silent = [name for name in goal.segments if fold(name) not in messages]
    unreached = [name for name in goal.segments if fold(name) not in reached and name not in silent]
    if silent:
        verb = "has" if len(silent) == 1 else "have"
        return [
            Check(
                code="segments", function="marketing", title=title, light="red",
                says=f"{spelt_out(silent)} {verb} no message at all, and {goal.name} counts on them.",
                mends="Write a message for each into company.yaml, or take them out of the goal's segments.",
            )
        ]  # fmt: skip
    if unreached:
        return [
            Check(
                code="segments", function="marketing", title=title, light="amber",
                says=f"No campaign speaks to {spelt_out(unreached)} while {goal.name} runs.",
                mends="Plan a campaign for them too: unslump campaign new NAME --message …",
            )
        ]  # fmt: skip
    return [green("segments", "marketing", title, f"Campaigns speak to {spelt_out(goal.segments)}.")]


def deliverable(ready: Ready) -> list[Check]:
    """The offer can be delivered when it is sold, and often enough."""
    title = "The offer can be delivered"
    offer = next((each for each in ready.company.offers if each.name == ready.campaign.offer), None)

    def found(light: Light, says: str, mends: str) -> list[Check]:
        return [Check(code="offer", function="both", title=title, light=light, says=says, mends=mends)]

    if offer is None:
        return found(
            "red",
            "The campaign names no offer: there is nothing to sell.",
            "Write the offer into the message in company.yaml, or name it with --offer.",
        )
    campaign = ready.campaign
    off = [each for each in (campaign.start, campaign.end) if not offer.deliverable_on(each)]
    if off:
        return found(
            "red", f"{offer.name} cannot be delivered on {day(off[0])}.",
            "Move the campaign into the offer's days, or mend them in company.yaml.",
        )  # fmt: skip
    if offer.segments and campaign.segment and campaign.segment not in offer.segments:
        return found(
            "red", f"{offer.name} is not for {campaign.segment}: company.yaml has it for "
            f"{spelt_out(offer.segments)}.", "Choose an offer that is, or write the segment into the offer.",
        )  # fmt: skip
    full = _fills_up(ready, offer)
    if full:
        return found("amber", full, "Deliver more a month, promise fewer leads, or tell customers when.")
    bare = [word for word, value in (("price", offer.price), ("margin", offer.margin)) if value is None]
    if bare:
        return found(
            "amber", f"{offer.name} has no {' and no '.join(bare)} in company.yaml: its worth is unknown.",
            "Write it there.",
        )  # fmt: skip
    return [green("offer", "both", title, f"{offer.name} can be delivered while it runs.")]


def _fills_up(ready: Ready, offer: Offer) -> str:
    """What is said when more is likely to be sold a month than can be delivered; "" when not."""
    if offer.per_month is None:
        return ""
    usual = 0.0
    if ready.snapshot is not None:
        end = ready.snapshot.observed_until
        names = {fold(each) for each in (offer.name, *offer.aliases)}
        won = count_wins(ready.snapshot, lambda label: fold(label) in names, end - _LATELY, end)
        usual = won / (_LATELY.days / MONTH_DAYS)
    leads = leads_meant(ready)
    more = 0.0
    if leads is not None and ready.expected is not None and ready.expected.win_share is not None:
        months = max(ready.campaign.period.days / MONTH_DAYS, 1.0)
        more = float(np.mean(leads * ready.expected.win_share)) / months
    if usual + more <= offer.per_month:
        return ""
    added = f", and the campaign would add {number(more)}" if more else ""
    return (
        f"{count(offer.per_month, 'order', 'orders')} of {offer.name} can be delivered a month; "
        f"{number(usual)} are sold already{added}."
    )


def measurable(ready: Ready) -> list[Check]:
    """Leads carry the source by which the campaign's results can be told."""
    title = "Results can be measured"
    write = f"Let “{ready.campaign.name}” be written on every lead it brings, and export that column."

    def found(light: Light, says: str, mends: str = "") -> list[Check]:
        return [
            Check(code="measurable", function="marketing", title=title, light=light, says=says, mends=mends)
        ]

    if ready.snapshot is None:
        return found(
            "red", "There is no history: nothing will tell what the campaign brought.", "Import one."
        )
    end = ready.snapshot.observed_until
    sources = read_sources(ready.snapshot, end - _LATELY, end)
    if sources is None:
        return found(
            "red", "No lead came in the last 13 weeks: it cannot be told whether sources are kept.", write
        )
    if sources.with_campaign >= _SOMETIMES:
        says = f"{percent(sources.with_campaign)} of the leads of the last 13 weeks carry their campaign."
        return found("green", says)
    if sources.with_channel < _SOMETIMES:
        says = f"Only {percent(sources.with_channel)} of the leads of the last 13 weeks carry a channel."
        return found("red", says, write)
    says = (
        f"{percent(sources.with_channel)} of the leads of the last 13 weeks carry their channel, "
        f"{percent(sources.with_campaign)} their campaign: the results would be told from those of the "
        "channel's other leads by their days alone."
    )
    return found("amber", says, write)
