"""What was put in and what came out: spend, activities, orders."""

from __future__ import annotations

from collections.abc import Iterator

from unslump.business.wording import count, percent
from unslump.history.readiness.census import Census
from unslump.history.readiness.finding import WORTH_MENDING, Finding, limit

__all__ = ["findings"]


def findings(census: Census) -> Iterator[Finding]:
    """About spend, then activities, then orders."""
    yield from _spend(census)
    yield from _activities(census)
    yield from _orders(census)


def _spend(census: Census) -> Iterator[Finding]:
    spend = census.spend
    if spend["rows"] == 0:
        yield limit(
            "no_spend",
            "There is no marketing spend: what more money would bring cannot be said, leads are expected at "
            "their usual rate.",
            "Import spend by day or month and channel.",
        )
        return
    paid, leading = census.channels_in("spend"), census.channels_in("leads")
    if leading and paid - leading:
        yield limit(
            "spend_without_leads",
            f"{count(len(paid - leading), 'channel', 'channels')} of {len(paid):,} with spend never "
            "appear on a lead: either they bring nothing or they are spelt differently.",
            "List the other spellings under also: of the channel in company.yaml.",
        )


def _activities(census: Census) -> Iterator[Finding]:
    activities = census.activities
    rows = activities["rows"]
    if rows == 0:
        yield limit(
            "no_activities",
            "There are no activities: the hours needed are estimated from company.yaml, not from what was "
            "done.",
            "Import calls, meetings and mails with who did them and how long they took.",
        )
        return
    if activities["no_hours"] == rows:
        yield limit(
            "no_durations",
            f"None of {rows:,} activities says how long it took: hours cannot be learnt from them.",
            "Export the duration.",
        )
    elif activities["no_hours"] > WORTH_MENDING * rows:
        yield limit(
            "missing_durations",
            f"No duration on {percent(activities['no_hours'] / rows)} of activities "
            f"({activities['no_hours']:,} of {rows:,}): hours come out too low.",
            "Export the duration.",
        )
    if activities["no_person"] > WORTH_MENDING * rows:
        yield limit(
            "activities_without_person",
            f"No person on {percent(activities['no_person'] / rows)} of activities "
            f"({activities['no_person']:,} of {rows:,}).",
            "Export who did it.",
        )


def _orders(census: Census) -> Iterator[Finding]:
    orders = census.orders
    if orders["rows"] == 0:
        yield limit(
            "no_orders",
            "There are no orders: goals in delivered or paid cannot be answered; a won deal stands for its "
            "order.",
            "Import the orders or invoices.",
        )
        return
    for column, word in (("delivered", "delivered"), ("paid", "paid")):
        if orders[column] == 0:
            yield limit(
                f"no_order_{column}",
                f"None of {orders['rows']:,} orders has a day on which it was {word}.",
                f"Export the day each order was {word}.",
            )
