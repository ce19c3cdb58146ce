"""A story drafted from an alarm that ended: what the history knows of it, and questions for the rest.

What happened and what came of it are told with the figures of the watch and of the diagnosis; what was tried,
and what to do differently, only people know. The causes are that of the stream that was heard, and those that
the diagnosis is sure of. `wholes` keeps what figures are a share of, for the day the story is shared.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from unslump.business.wording import approximately, count, day, month
from unslump.slump.cause_names import CAUSES
from unslump.slump.diagnosis_answer import Blame, DiagnosisResult
from unslump.slump.watch_answer import AlarmView, StreamView, WatchResult
from unslump.stories.fingerprint import fingerprint_of
from unslump.stories.story import LONGEST_SIGN, MOST_SIGNS, FromAlarm, Story, Whole

__all__ = ["alarms_to_draft", "draft_of", "window_of_alarm"]

_VOLUME, _MIX, _RESPONSE, _WIN_RATE, _SIZE, _CYCLE, _HOURS = CAUSES
_CAUSE_OF_KIND = {
    "leads": _VOLUME, "spend": _VOLUME, "marketing hours": _VOLUME, "leads of a channel": _VOLUME,
    "selling hours": _HOURS, "first response": _RESPONSE, "follow-up": _RESPONSE, "qualification": _MIX,
    "win rate of new leads": _WIN_RATE, "wins given the age of the pipeline": _WIN_RATE,
    "cycle length": _CYCLE, "deal size": _SIZE,
}  # fmt: skip
_SURE, _WEIGHTY = 0.8, 0.15
_USUAL_LAG = timedelta(weeks=8)


def alarms_to_draft(watch: WatchResult, known: Iterable[FromAlarm]) -> list[AlarmView]:
    """The alarms that are over and have no story: none of the same stream and an overlapping time."""
    told = list(known)
    return [
        alarm
        for alarm in watch.alarms
        if alarm.over is not None
        and not any(
            one.stream == alarm.stream and one.since <= alarm.over and alarm.since <= one.over for one in told
        )
    ]


def window_of_alarm(alarm: AlarmView, last: date) -> tuple[date, date]:
    """The days whose bookings show the alarm: from its beginning to a lag after its end, at most `last`."""
    shows = alarm.shows_in_bookings_by
    lag = _USUAL_LAG if shows is None else max(shows - alarm.since, timedelta(0))
    return alarm.since, min((alarm.over or last) + lag, last)


def draft_of(alarm: AlarmView, watch: WatchResult, diagnosis: DiagnosisResult | None, why_not: str) -> Story:
    """The draft; `why_not` says why there is no diagnosis, where there is none. `alarm` is over."""
    assert alarm.over is not None  # noqa: S101  alarms_to_draft gives no other
    stream = next((one for one in watch.streams if one.stream == alarm.stream), None)
    kind = stream.kind if stream else ""
    return Story(
        title=f"{alarm.stream}, {_time(alarm.since, alarm.over)}"[:200],
        function=_function(alarm),
        causes=_causes(alarm, kind, diagnosis),
        signs=tuple(sign[:LONGEST_SIGN] for sign in (alarm.stream, *alarm.also_seen_in))[:MOST_SIGNS],
        happened="\n\n".join(part for part in (_happened(alarm), _diagnosed(diagnosis, why_not)) if part),
        outcome=_outcome(alarm, diagnosis),
        began=alarm.since,
        ended=alarm.over,
        fingerprint=None if diagnosis is None else fingerprint_of(diagnosis),
        status="draft",
        alarm=FromAlarm(stream=alarm.stream, since=alarm.since, over=alarm.over),
        wholes=tuple(_wholes(alarm, stream, diagnosis)),
    )


def _function(alarm: AlarmView) -> Blame:
    return "neither (the market)" if alarm.function == "market" else alarm.function


def _causes(alarm: AlarmView, kind: str, diagnosis: DiagnosisResult | None) -> tuple[str, ...]:
    heard = _HOURS if alarm.function == "split roles" else _CAUSE_OF_KIND.get(kind)
    found = [heard] if heard else []
    if diagnosis is not None and (print_ := fingerprint_of(diagnosis)) is not None:
        found += [
            name
            for name, share in sorted(print_.shares.items(), key=lambda item: -item[1])
            if share >= _WEIGHTY and print_.certainty.get(name, 0.0) >= _SURE
        ]
    return tuple(dict.fromkeys(found))


def _time(since: date, over: date) -> str:
    if month(since) == month(over):
        return month(since)
    first = month(since) if since.year != over.year else month(since).removesuffix(f" {since.year}")
    return f"{first} to {month(over)}"


def _happened(alarm: AlarmView) -> str:
    heard = f"It was heard on {day(alarm.raised)}."
    seen = f" Also seen in: {'; '.join(alarm.also_seen_in)}." if alarm.also_seen_in else ""
    fell = ""
    if alarm.bookings_fell is not None:
        fell = (
            f" Bookings of a quarter had fallen below 80 % of what they were by {day(alarm.bookings_fell)}."
        )
    return f"{alarm.sentence} {heard}{seen}{fell}"


def _diagnosed(diagnosis: DiagnosisResult | None, why_not: str) -> str:
    if diagnosis is None:
        return f"No diagnosis is attached: {why_not}" if why_not else ""
    told = [
        f"- {cause.name}: {cause.evidence}"
        for cause in diagnosis.causes
        if (cause.probability or 0.0) >= _SURE and cause.amount.p50 > 0 and cause.evidence
    ]
    return "\n".join([diagnosis.sentence, *([""] if told else []), *told])


def _outcome(alarm: AlarmView, diagnosis: DiagnosisResult | None) -> str:
    assert alarm.over is not None  # noqa: S101  see draft_of
    weeks = count(round((alarm.over - alarm.since).days / 7), "week", "weeks")
    end = "things were as usual again" if alarm.recovered else "the new level had become the usual one"
    said = [f"By {day(alarm.over)}, {weeks} after it began, {end}."]
    cost = alarm.cost
    if cost is not None and cost.p90 > 0:
        lost = approximately(cost.p50, cost.p10, cost.p90, "bookings", cost.currency)
        said.append(f"It cost about {lost} of bookings.")
    if diagnosis is not None and diagnosis.shortfall <= 0:
        said.append("Bookings of the time show no shortfall: something else made up for it.")
    return " ".join(said)


def _wholes(
    alarm: AlarmView, stream: StreamView | None, diagnosis: DiagnosisResult | None
) -> Iterable[Whole]:
    if diagnosis is not None and diagnosis.expected.p50 > 0:
        unit = diagnosis.currency or "deals"
        yield Whole(unit=unit, amount=round(diagnosis.expected.p50, 2))
    if stream is not None and stream.unit not in ("money", "deals"):
        weeks = (alarm.since - stream.first_week).days // 7
        usual = stream.expected[max(weeks, 0)] if max(weeks, 0) < len(stream.expected) else 0.0
        if usual > 0:
            yield Whole(unit=stream.unit, amount=round(usual, 2))
