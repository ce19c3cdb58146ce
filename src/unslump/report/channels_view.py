"""Channels in a terminal: the sentence, what a lead costs and the next one would, customers, the limits."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console

from unslump.business import wording
from unslump.planning.channel_answer import ChannelCost, ChannelsResult, PaybackRange
from unslump.planning.verdict import Range
from unslump.report.voice import Voice

__all__ = ["print_channels"]

SHOWN = 15  # channels in a table
NAME = 20  # letters of a name
LEADS = ("", "leads a week", "money", "hours", "a lead costs", "one more costs", "is data")
LEADS_ROOM = (0, 48, 64, 88, 0, 0, 100)  # console columns from which a column of the table is shown
CUSTOMERS = ("", "a customer costs", "return", "back after", "pays back")
CUSTOMERS_ROOM = (0, 0, 56, 72, 88)


def print_channels(result: ChannelsResult, console: Console) -> None:
    """The whole answer; reads the same without colour, and from 40 columns up."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    channels = result.channels[:SHOWN]
    money = result.currency
    voice.heading("Leads, a week as of late")
    _table(voice, LEADS, LEADS_ROOM, [_leads(channel, money) for channel in channels])
    if len(result.channels) > SHOWN:
        voice.say(f"and {len(result.channels) - SHOWN:,} others", indent=2)
    if means := _means(result):
        voice.say(means, "dim", indent=2)
    hours = [channel for channel in channels if channel.marginal_hours is not None]
    if hours:
        voice.heading("One more lead a week by hours instead")
        voice.points(("•", _hours(channel, money), "") for channel in hours)
    if any(channel.cac is not None for channel in channels):
        voice.heading("Customers")
        _table(voice, CUSTOMERS, CUSTOMERS_ROOM, [_customers(channel, money) for channel in channels])
        held = channels[0].with_labour
        voice.say(f"With {held}. Value: {result.value_is}.", "dim", indent=2)
    bases = dict.fromkeys(channel.basis for channel in channels)
    voice.heading("What it rests on")
    voice.points(("•", words, "") for words in _bases(result, list(bases)))
    if result.cannot_know:
        voice.heading("What cannot be known")
        voice.points(("?", words, "bold") for words in result.cannot_know)
    voice.say()
    voice.say(f"As of {wording.day(result.as_of)}.", "dim")


def _table(
    voice: Voice, header: tuple[str, ...], room: tuple[int, ...], rows: list[tuple[str, ...]]
) -> None:  # fmt: skip
    columns = [place for place, needed in enumerate(room) if voice.width >= needed]
    voice.rows(
        ([row[place] for place in columns] for row in [header, *rows]),
        ["left", *("right" for _ in columns[1:])],  # type: ignore[list-item]
    )


def _leads(channel: ChannelCost, currency: str) -> tuple[str, ...]:
    return (
        short(channel.channel),
        wording.number(channel.leads_per_week),
        wording.money(channel.spend_per_week, currency) if channel.spend_per_week else "–",
        wording.number(channel.hours_per_week) if channel.hours_per_week is not None else "–",
        span(channel.average_cost, currency),
        span(channel.marginal_cost, currency),
        wording.percent(channel.data.money) if channel.marginal_cost is not None else "",
    )


def _hours(channel: ChannelCost, currency: str) -> str:
    hours, cost = channel.marginal_hours, channel.marginal_labour_cost
    if hours is None:
        return ""
    said = f"{short(channel.channel)}: {wording.span(hours.p10, hours.p90, 'hours')}"
    if cost is not None:
        said += f", {span(cost, currency)}"
    return f"{said} ({wording.percent(channel.data.hours)} data)"


def _customers(channel: ChannelCost, currency: str) -> tuple[str, ...]:
    roi = channel.roi
    return (
        short(channel.channel),
        span(channel.cac, currency),
        "–" if roi is None else f"{signed(roi.p10)} to {signed(roi.p90)}",
        "–" if channel.payback_weeks is None else back(channel.payback_weeks),
        "–" if channel.pays_back is None else wording.chance(channel.pays_back).removeprefix("about "),
    )


def _means(result: ChannelsResult) -> str:
    """What the columns of costs hold; empty when they hold nothing."""
    costed = [channel for channel in result.channels if channel.average_cost is not None]
    if not costed:
        return ""
    labour = any(channel.labour_per_week is not None for channel in costed)
    money = any(channel.spend_per_week for channel in costed)
    held = " and ".join(["money"] * money + ["marketing labour"] * labour)
    said = f"8 of 10 cases. A lead costs {held}{'' if labour else ', no labour'}"
    if not any(channel.marginal_cost is not None for channel in result.channels):
        return f"{said}."
    return (
        f"{said}; one more is money only, spent on top and kept up. What is not data is belief: what is "
        "usual elsewhere."
    )


def _bases(result: ChannelsResult, bases: list[str]) -> Iterator[str]:
    for basis in bases:
        names = [short(channel.channel) for channel in result.channels if channel.basis == basis]
        if len(names) == len(result.channels):
            yield f"All channels: {basis}."
        else:
            shown = ", ".join(names[:SHOWN]) + (
                f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
            )
            yield f"{shown}: {basis}."


def span(cost: Range | None, currency: str) -> str:
    """An 80 % range of money, or a dash."""
    return "–" if cost is None else wording.quantity_span(cost.p10, cost.p90, "bookings", currency)


def signed(share: float) -> str:
    """A return as whole per cent with its sign.

    >>> signed(0.47), signed(-0.376), signed(12.2)
    ('+47 %', '-38 %', '+1,220 %')
    """
    return f"{100 * share:+,.0f} %"


def back(weeks: PaybackRange) -> str:
    """Weeks until the money is back.

    >>> back(PaybackRange(p10=15, p50=16, p90=17)), back(PaybackRange(p10=23, p50=None, p90=None))
    ('15–17 weeks', '23 weeks or never')
    """
    if weeks.p10 is None:
        return "never"
    if weeks.p90 is None:
        return f"{weeks.p10:,.0f} weeks or never"
    return wording.span(weeks.p10, weeks.p90, "weeks")


def short(name: str) -> str:
    """A name that fits a column."""
    return name if len(name) <= NAME else f"{name[: NAME - 1]}…"
