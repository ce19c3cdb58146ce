"""The weekly panel: whose hours, which days, which weeks."""

from datetime import date, timedelta

import numpy as np
import pytest

from tests.history.build import lead, snapshot_of
from unslump.business.functions import Function
from unslump.history.response_weeks import ResponseWeeks, read_response_weeks
from unslump.history.weekly import count_weeks

MONDAY = date(2025, 1, 6)
WEEKS = 60


def function_of(kind):
    return {"content": Function.MARKETING, "call": Function.SALES}.get(kind)


def day(week, weekday=0):
    return MONDAY + timedelta(days=7 * week + weekday)


def panel(folder, *, spend=(), activities=(), finder=None, canonical=None, weeks=WEEKS, until=None):
    leads = [lead(number, day(number % weeks, number % 7), channel="Web") for number in range(7 * weeks)]
    leads += [lead(10_000, MONDAY, channel="Web"), lead(10_001, day(weeks - 1, 6), channel="Web")]
    activities = [{"activity_id": f"A{n}", **row} for n, row in enumerate(activities)]
    snapshot = snapshot_of(folder, until, leads=leads, spend=spend, activities=activities)
    table = snapshot.table("leads")
    names = canonical or {}
    arrivals = count_weeks(
        table.select(day=table.created_at.date(), channel=table.channel),
        snapshot.observed_until,
        names.get("channel", str),
    )
    return arrivals, read_response_weeks(snapshot, arrivals, names, function_of, finder)


def spent(week, amount=70.0, channel="Web", weekday=0):
    return {"day": day(week, weekday), "channel": channel, "amount": amount}


def worked(week, hours, person="Ann", kind="content"):
    return {"at": day(week, 2), "person": person, "kind": kind, "hours": hours}


def test_leads_are_those_of_the_arrivals(tmp_path):
    arrivals, weeks = panel(tmp_path)
    np.testing.assert_array_equal(weeks.counts, arrivals.counts)
    assert weeks.basis == ["base rate only: neither spend nor marketing hours recorded"]
    assert weeks.first_week == MONDAY


def test_only_marketing_hours_count_each_with_its_skill(tmp_path):
    rows = [
        row
        for w in range(WEEKS)
        for row in (worked(w, 4.0), worked(w, 2.0, "Bob"), worked(w, 9.0, kind="call"))
    ]
    _, weeks = panel(tmp_path, activities=rows, finder={"Ann": 1.5})
    np.testing.assert_allclose(weeks.hours, 4.0 * 1.5 + 2.0)


def test_daily_spend_falls_into_its_week(tmp_path):
    rows = [spent(w, 10.0, weekday=d) for w in range(WEEKS) for d in range(7)]
    _, weeks = panel(tmp_path, spend=rows)
    np.testing.assert_allclose(weeks.spend, 70.0)
    assert weeks.basis == ["spend only: no marketing hours recorded"]


def test_channels_go_by_the_company_s_names_and_those_without_leads_are_kept(tmp_path):
    rows = [spent(w, 70.0, name) for w in range(WEEKS) for name in ("web ads", "Fair")]
    _, weeks = panel(
        tmp_path, spend=rows, canonical={"channel": lambda raw: "Web" if raw == "web ads" else raw}
    )
    assert weeks.channels == ("Web", "Fair")
    assert not weeks.counts[1].any()
    np.testing.assert_allclose(weeks.spend[0], 70.0)


def test_cut_weeks_are_scaled_up_to_whole_ones(tmp_path):
    rows = [spent(w, 10.0, weekday=d) for w in range(WEEKS) for d in range(7)]
    _, weeks = panel(tmp_path, spend=rows, until=day(40, 2))
    assert weeks.exposure[-1] == pytest.approx(3 / 7)
    np.testing.assert_allclose(weeks.spend[0, -1], 70.0)


def test_a_month_that_has_begun_counts_only_with_its_days_so_far(tmp_path):
    months = [date(2025, month, 1) for month in range(1, 13)]
    lasts = [((month + timedelta(days=32)).replace(day=1) - month).days for month in months]
    rows = [{"day": m, "channel": "Web", "amount": 10.0 * n} for m, n in zip(months, lasts, strict=True)]
    _, weeks = panel(tmp_path, spend=rows, until=date(2025, 11, 5))
    np.testing.assert_allclose(weeks.spend[0], 70.0)


def test_weeks_before_the_books_begin_are_left_out(tmp_path):
    rows = [spent(w, 70.0) for w in range(20, WEEKS)]
    _, weeks = panel(tmp_path, spend=rows)
    assert weeks.counts.shape == (1, WEEKS - 20)
    assert weeks.first_week == day(20)
    np.testing.assert_allclose(weeks.spend, 70.0)
    assert "left out" in weeks.notes[0]


def test_books_that_are_too_short_are_not_used(tmp_path):
    _, weeks = panel(tmp_path, spend=[spent(w, 70.0) for w in range(45, WEEKS)])
    assert weeks.counts.shape == (1, WEEKS)
    assert not weeks.spend.any()
    assert weeks.notes == ("spend not used: recorded for 15 of 60 weeks only",)


def test_weeks_not_in_the_books_yet_are_taken_to_be_as_before(tmp_path):
    _, weeks = panel(tmp_path, spend=[spent(w, 70.0) for w in range(WEEKS - 5)])
    np.testing.assert_allclose(weeks.spend, 70.0)
    assert "last 5 weeks" in weeks.notes[0]


def test_refunds_leave_no_week_below_nothing(tmp_path):
    rows = [spent(w, 70.0) for w in range(WEEKS)] + [spent(20, -200.0)]
    _, weeks = panel(tmp_path, spend=rows)
    assert weeks.spend[0, 20] == 0.0
    np.testing.assert_allclose(np.delete(weeks.spend[0], 20), 70.0)


def test_a_channel_that_stops_is_not_filled_up(tmp_path):
    rows = [spent(w, 70.0) for w in range(WEEKS)] + [spent(w, 50.0, "Fair") for w in range(30)]
    _, weeks = panel(tmp_path, spend=rows)
    fair = weeks.spend[weeks.channels.index("Fair")]
    assert fair[:30].all()
    assert not fair[30:].any()
    assert weeks.notes == ()


def test_the_last_weeks_keep_their_days():
    weeks = ResponseWeeks(
        ("A",), MONDAY, np.arange(10.0)[None], np.ones(10), np.zeros((1, 10)), np.arange(10.0)
    )
    late = weeks.last(4)
    assert late.first_week == day(6)
    np.testing.assert_array_equal(late.counts[0], [6, 7, 8, 9])
    np.testing.assert_array_equal(late.hours, [6, 7, 8, 9])
    assert weeks.last(99).counts.shape == (1, 10)


def test_several_channels_may_add_to_one_outcome():
    weeks = ResponseWeeks(
        ("A", "B", "C"), MONDAY, np.ones((2, 5)), np.ones(5), np.ones((3, 5)), None, (0, 1, 0)
    )
    assert [list(members) for members in weeks.members] == [[0, 2], [1]]
