"""An alarm in words: what it is, and what to look at first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from unslump.business.wording import approximately, day, money, number, percent, things
from unslump.slump.alarms import Alarm
from unslump.slump.detecting import Episode
from unslump.slump.silence import STOPPED
from unslump.slump.streams import Family, Owner
from unslump.slump.watch_answer import AlarmView, CostView, SilentOn

__all__ = ["alarm_sentence", "look_first", "watch_sentence"]

_NONE = 0.03  # of what is usual, below which nothing is left
_GIVEN = (Family.WINS, Family.CLOSING, Family.CYCLE)


def alarm_sentence(alarm: Alarm, since: date, cost: CostView | None, shows: date | None, now: date) -> str:
    """What is wrong, since when, whose it is, what it costs and when it shows."""
    head = alarm.head
    words = f"{_subject(alarm)} since about {day(since)}: {_how_far(head)}"
    owner = {
        Owner.MARKETING: "marketing",
        Owner.SALES: "sales",
        Owner.SPLIT: "a role split between two functions",
        Owner.MARKET: "neither function: the market",
    }[alarm.owner]
    words += f". It comes from {owner}"
    if cost is not None and cost.p90 > 0:
        much = approximately(cost.p50, cost.p10, cost.p90, "bookings", cost.currency)
        if head.stream.family in (Family.DELIVERY, Family.PAYMENT):
            words += f", and holds up about {much}"
        elif alarm.ended is None:
            words += f", and costs about {much} of bookings by {day(cost.by)} if nothing is done"
        else:
            words += f", and cost about {much} of bookings"
    if shows is not None and alarm.ended is None and shows > now:
        words += f"; bookings show it from about {day(shows)} on"
    return words + "."


def _subject(alarm: Alarm) -> str:
    head = alarm.head.stream
    if alarm.mover:
        lost = "marketing" if head.family is Family.MARKETING_HOURS else "selling"
        return f"{alarm.mover} gives fewer hours to {lost}"
    if head.bad > 0:
        return f"More than usual: {head.title[0].lower()}{head.title[1:]}"
    return {
        Family.SIZE: "Deals are smaller",
        Family.CYCLE: "Decisions take longer",
        Family.WINS: "Fewer of the new leads are won than should be by now",
        Family.CLOSING: "Fewer deals are won than the pipeline should give",
        Family.QUALIFIED: "Fewer leads become a deal",
    }.get(head.family, f"{head.title} fell")


def _how_far(episode: Episode) -> str:
    stream, ratio = episode.stream, episode.ratio
    usual, now = episode.expected, episode.ratio * episode.expected
    if stream.family is Family.SIZE:
        return f"{percent(1.0 - ratio)} below what such deals used to bring"
    if stream.family in _GIVEN:
        what = stream.unit
        return f"{number(ratio * 100)} {what} for each 100 expected by their age"
    if stream.unit == "money":
        now_, usual_ = (money(round(amount, -1), "").strip() for amount in (now, usual))
        return f"about {now_} a week instead of about {usual_}"
    came = f"about {number(now)} {stream.unit}" if now >= _NONE * usual else f"hardly any {stream.unit}"
    return f"{came} a week instead of about {number(usual)}"


_FIRST: dict[Family, tuple[str, ...]] = {
    Family.SPEND: ("Was the money for {of} cut, or has it only not been booked yet?",),
    Family.MARKETING_HOURS: ("Has {of} left, or other work? Who does the marketing {of} did?",),
    Family.SELLING_HOURS: ("Has {of} left, or other work? Are there leads nobody calls?",),
    Family.REPLY: (
        "Are there more leads than the sellers have hours for?",
        "Who is away, and who takes their leads meanwhile?",
    ),
    Family.QUALIFIED: ("Have the leads changed (channel, message, segment), or how sales judges them?",),
    Family.WINS: (
        "Ask for the reasons of the last ten lost deals: price, competitor, need, nobody called?",
        "Are the leads of the same kind as before, and who sells to them?",
    ),
    Family.CYCLE: ("Where do deals wait: for a meeting, an offer, an approval?",),
    Family.SIZE: ("Are discounts larger, offers smaller, or the customers others than before?",),
    Family.DELIVERY: ("Which orders are late, and what are they waiting for?",),
    Family.PAYMENT: ("Who owes the most, and have they been reminded?",),
}
_FIRST[Family.FOLLOW_UP], _FIRST[Family.CLOSING] = _FIRST[Family.REPLY], _FIRST[Family.WINS]


def look_first(alarm: Alarm, channels: Sequence[Episode], watched: set[Family]) -> list[str]:
    """What to look at first, the likeliest first."""
    head = alarm.head
    family, of = head.stream.family, head.stream.of
    if alarm.mover:
        said = [f"Was it decided that {alarm.mover} changes over? Who has taken up the work since?"]
    elif family in (Family.LEADS, Family.CHANNEL):
        said = _about_leads(channels, watched)
    else:
        said = [words.format(of=of) for words in _FIRST[family]]
    for other in alarm.others[:4]:
        if other.stream.family in (Family.SPEND, Family.MARKETING_HOURS, Family.SELLING_HOURS):
            said.append(f"{other.stream.title} at the same time: {_how_far(other)}.")
    return said


def _about_leads(channels: Sequence[Episode], watched: set[Family]) -> list[str]:
    said = [
        f"{one.stream.of}: {_how_far(one)}."
        for one in sorted(channels, key=lambda one: (one.ratio - 1.0) * one.expected)[:3]
    ]
    work = [
        name
        for family, name in ((Family.SPEND, "spend"), (Family.MARKETING_HOURS, "marketing hours"))
        if family in watched
    ]
    if len(work) == 2:
        said.append(
            "Spend and marketing hours have not fallen: look at messages, landing pages and the market."
        )
    else:
        missing = "spend" if "spend" not in work else "marketing hours"
        said.append(f"Has less been done for it? The history does not record {missing}.")
    return said


def watch_sentence(alarms: Sequence[AlarmView], silent_on: Sequence[SilentOn], watched: int) -> str:
    """The whole answer in one sentence."""
    active = [alarm for alarm in alarms if alarm.active]
    if active:
        first = active[0].sentence
        more = len(active) - 1
        return first if not more else f"{first[:-1]}; and {things(more, 'alarm', 'alarms')} more."
    if not watched:
        return "Nothing can be watched yet: this history is too short or too thin."
    stopped = [silent.why for silent in silent_on if STOPPED in silent.why]
    if stopped:
        return f"Mind: {stopped[0]}. Nothing else is wrong that this history could show."
    words = "Nothing is wrong that this history could show"
    if silent_on:
        names = list(dict.fromkeys(silent.stream for silent in silent_on))
        words += f"; it could not show {', '.join(names[:5])}" + (" and more" if len(names) > 5 else "")
    return words + "."
