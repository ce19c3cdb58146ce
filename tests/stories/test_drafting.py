"""Drafts: one for each alarm that ended, with the history's figures, and nothing made up."""

from __future__ import annotations

from datetime import date

from tests.stories.told import diagnosis
from unslump.slump.watch_answer import AlarmView, CostView, StreamView, WatchResult
from unslump.stories.drafting import alarms_to_draft, draft_of, window_of_alarm
from unslump.stories.reading import read_story
from unslump.stories.story import SECTIONS, FromAlarm
from unslump.stories.writing import markdown_of

SINCE, RAISED, OVER = date(2026, 1, 5), date(2026, 1, 19), date(2026, 3, 16)


def alarm(**changes: object) -> AlarmView:
    told: dict[str, object] = {
        "since": SINCE, "raised": RAISED, "over": OVER, "active": False, "recovered": True,
        "stream": "Leads a week", "function": "marketing", "ratio": 0.5, "probability": 0.95,
        "cost": CostView(p10=90_000, p50=156_000, p90=218_000, currency="EUR", by=date(2026, 6, 1)),
        "shows_in_bookings_by": date(2026, 3, 2), "bookings_fell": None, "look_first": [],
        "also_seen_in": ["Leads from Search"], "sentence": "Leads a week fell: 19 instead of 38.",
    }  # fmt: skip
    return AlarmView.model_validate(told | changes)


def watch(*alarms: AlarmView) -> WatchResult:
    stream = StreamView(
        stream="Leads a week", kind="leads", of="", function="marketing", unit="leads", worse="less",
        first_week=SINCE, expected=[38.0, 30.0], low=[1, 1], high=[1, 1], actual=[1, 1], alarms=[],
    )  # fmt: skip
    return WatchResult(
        as_of=date(2026, 6, 28), watched_from=SINCE, judged_until=date(2026, 6, 28), sentence="",
        false_alarms="", currency="EUR", alarms=list(alarms), streams=[stream], silent_on=[],
    )  # fmt: skip


def test_every_alarm_that_ended_and_has_no_story() -> None:
    on, over = alarm(over=None, active=True), alarm()
    late = alarm(since=date(2026, 4, 6), over=date(2026, 5, 4))
    result = watch(on, over, late, alarm(stream="Deal size"))
    assert [one.stream for one in alarms_to_draft(result, [])] == [
        "Leads a week",
        "Leads a week",
        "Deal size",
    ]
    # An alarm's first day may move by some weeks when more is known; it is the same alarm.
    told = FromAlarm(stream="Leads a week", since=date(2025, 12, 29), over=date(2026, 3, 23))
    assert [one.since for one in alarms_to_draft(result, [told])] == [late.since, SINCE]


def test_the_window_reaches_as_far_as_bookings_show_it() -> None:
    assert window_of_alarm(alarm(), date(2026, 6, 28)) == (SINCE, date(2026, 5, 11))
    assert window_of_alarm(alarm(), date(2026, 4, 1)) == (SINCE, date(2026, 4, 1))
    assert window_of_alarm(alarm(shows_in_bookings_by=None), date(2026, 6, 28)) == (SINCE, date(2026, 5, 11))


def test_a_draft_tells_what_is_known_and_asks_for_the_rest() -> None:
    draft = draft_of(alarm(), watch(), diagnosis(), "")
    assert draft.status == "draft"
    assert draft.title == "Leads a week, January to March 2026"
    assert draft.causes == ("lead volume", "deal size")
    assert draft.signs == ("Leads a week", "Leads from Search")
    assert "360,000 EUR came in where about 470,000 EUR" in draft.happened
    assert "By 16 March 2026, 10 weeks after it began, things were as usual again." in draft.outcome
    assert "It cost about 160,000 EUR of bookings." in draft.outcome
    assert [section.name for section in draft.unanswered] == ["tried", "differently"]
    assert {whole.unit: whole.amount for whole in draft.wholes} == {"EUR": 470_000.0, "leads": 38.0}
    assert draft.fingerprint is not None
    file = markdown_of(draft)
    asked = [question for section in SECTIONS for question in section.questions if f"> {question}" in file]
    assert len(asked) == 4
    assert read_story(file, "draft.md").story == draft


def test_without_a_diagnosis_it_says_why_and_takes_the_cause_of_the_stream() -> None:
    draft = draft_of(alarm(), watch(), None, "too few wins to say.")
    assert draft.fingerprint is None
    assert draft.causes == ("lead volume",)
    assert "No diagnosis is attached: too few wins to say." in draft.happened
    split = draft_of(alarm(function="split roles"), watch(), None, "")
    assert split.causes == ("hours lost to split roles or lost people",)
    market = draft_of(alarm(function="market", recovered=False, cost=None), watch(), None, "")
    assert market.function == "neither (the market)"
    assert "the new level had become the usual one" in market.outcome
    assert "cost" not in market.outcome
