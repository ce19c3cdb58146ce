"""What the leads hold, and how they hang together with the deals."""

from __future__ import annotations

from collections.abc import Iterator

from unslump.business.wording import count, percent
from unslump.history.readiness.census import Census
from unslump.history.readiness.finding import WORTH_MENDING, Finding, good, limit, limit_if_many, note

__all__ = ["findings"]

_MOST_CHANNELS = 200


def findings(census: Census) -> Iterator[Finding]:
    """About their links with the deals, then about leads alone."""
    yield from _links(census)
    yield from _leads(census)


def _leads(census: Census) -> Iterator[Finding]:
    leads = census.leads
    rows = leads["rows"]
    if rows == 0:
        yield limit(
            "no_leads",
            "There are no leads: a deal's creation stands for its lead, and channels cannot be told apart "
            "before the deal.",
            "Import the leads or contacts too.",
        )
        return
    if leads["no_person"] == rows:
        yield limit(
            "leads_without_person",
            f"None of {rows:,} leads names a person: who finds and who follows up can be learnt from the "
            "deals only.",
            "Export the lead's owner and who brought it in.",
        )
    elif leads["no_person"] > WORTH_MENDING * rows:
        yield limit(
            "leads_without_person",
            f"No person on {percent(leads['no_person'] / rows)} of leads ({leads['no_person']:,} of "
            f"{rows:,}): who finds and who follows up is learnt from the rest.",
            "Export the lead's owner and who brought it in.",
        )
    if leads["no_channel"]:
        yield limit_if_many(
            "leads_without_channel",
            f"No channel on {percent(leads['no_channel'] / rows)} of leads "
            f"({leads['no_channel']:,} of {rows:,}): they are kept as a channel of their own.",
            "Export the lead's source.",
            share=leads["no_channel"] / rows,
        )
    channels = len(census.channels_in("leads"))
    if channels > _MOST_CHANNELS:
        yield limit(
            "many_channels",
            f"There are {channels:,} channels: more than {_MOST_CHANNELS} cannot be judged one by "
            "one, so the smallest are pooled into one.",
            "Name the channels in company.yaml and list the exports' spellings as their aliases.",
        )
    duplicates = leads["emails"] - leads["distinct_emails"]
    if duplicates:
        yield limit_if_many(
            "duplicate_emails",
            f"{count(duplicates, 'lead repeats', 'leads repeat')} the e-mail of another: if they are the "
            "same interest entered twice, the win rate comes out too low.",
            "Merge duplicates in the CRM and import again.",
            share=duplicates / rows,
        )


def _links(census: Census) -> Iterator[Finding]:
    leads, deals = census.leads, census.deals
    if not (leads["rows"] and deals["rows"]):
        return
    unlinked, mend = deals["rows"] - deals["linked"], "Export the lead's or contact's id with each deal."
    if deals["linked"] == 0:
        yield _apart(leads["rows"], deals["rows"], deals["pointing"])
        return
    if unlinked:
        yield limit_if_many(
            "deals_not_linked",
            f"{count(unlinked, 'deal is', 'deals are')} not linked to a lead "
            f"({percent(unlinked / deals['rows'])} of {deals['rows']:,}).",
            mend,
            share=unlinked / deals["rows"],
        )
    with_deal = census.links["leads_with_deal"]
    text = (
        f"{with_deal:,} of {leads['rows']:,} leads have a deal; the other {leads['rows'] - with_deal:,} "
        "count as not yet won, by their age, not as lost."
    )
    if unlinked > WORTH_MENDING * deals["rows"]:
        yield note("leads_without_deal", f"{text} Some of them may be the leads of deals not linked.", mend)
    else:
        yield good("leads_without_deal", text)


def _apart(leads: int, deals: int, pointing: int) -> Finding:
    """No deal is linked: the two files speak of different things, or in different ids."""
    why = (
        f"{pointing:,} name one, but none of the {leads:,} leads has that id, e-mail or name"
        if pointing
        else "none says which lead it came from"
    )
    return limit(
        "deals_not_linked",
        f"None of {deals:,} deals is linked to a lead: {why}. Leads and deals are learnt apart, a lead's "
        "chance is the ratio of the two, and no channel can be told by what it wins.",
        "Export the lead's or contact's id with each deal; if it is there, import both files again with "
        "a mapping (--map) that names it: lead_id for leads, lead_ref for deals.",
    )
