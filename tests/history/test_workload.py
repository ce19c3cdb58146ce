from datetime import date, timedelta
from pathlib import Path

import numpy as np

from tests.history.build import deal, lead, snapshot_of
from unslump.business.functions import Function
from unslump.history.workload import WEEKS, read_workload

START = date(2025, 1, 1)


def on(day):
    return (START + timedelta(days=day)).isoformat()


def function_of(kind):
    return {"call": Function.SALES, "post": Function.MARKETING}.get(kind)


def read(folder: Path, canonical=None, **tables):
    return read_workload(snapshot_of(folder, **tables), canonical or {}, function_of)


def test_weeks_end_on_the_last_leads_day_and_are_counted_by_hand(tmp_path):
    leads = [lead(i, on(i), channel="Web" if i % 3 else "Fair") for i in range(300)]
    found = read(tmp_path, leads=leads)
    assert found.weeks == WEEKS
    assert found.leads.tolist() == [7.0] * WEEKS
    web = [
        sum(1 for day in range(300 - 7 * (WEEKS - w), 300 - 7 * (WEEKS - w) + 7) if day % 3)
        for w in range(WEEKS)
    ]
    assert found.leads_by_channel["Web"].tolist() == web
    assert (found.hours, found.spend) == (None, None)


def test_a_short_history_has_fewer_weeks(tmp_path):
    found = read(tmp_path, leads=[lead(i, on(10 * i)) for i in range(4)])
    assert found.weeks == 5
    assert found.leads.sum() == 4


def test_hours_by_function_and_money_by_channel(tmp_path):
    leads = [lead(i, on(i)) for i in range(14)]
    activities = [
        {"activity_id": f"A{i}", "at": on(i), "kind": kind, "hours": hours}
        for i, (kind, hours) in enumerate(
            [("call", 1.5), ("call", 0.5), ("post", 2.0), ("nap", 9.0), ("call", None)]
        )
    ]
    spend = [
        {"day": on(0), "channel": "web", "amount": 70.0},
        {"day": on(8), "channel": "Web", "amount": 30.0},
    ]
    found = read(tmp_path, {"channel": str.title}, leads=leads, activities=activities, spend=spend)
    assert found.hours is not None
    assert found.hours[Function.SALES].sum() == 2.0
    assert found.hours[Function.MARKETING].sum() == 2.0
    assert found.spend is not None
    np.testing.assert_array_equal(found.spend["Web"], [70.0, 30.0])


def test_without_leads_deals_are_counted(tmp_path):
    found = read(tmp_path, deals=[deal(i, created_at=on(i)) for i in range(7)])
    assert found.leads.tolist() == [7.0]


def test_activities_without_a_duration_are_no_hours(tmp_path):
    rows = [{"activity_id": "A", "at": on(0), "kind": "call"}]
    assert read(tmp_path, leads=[lead(0, on(0))], activities=rows).hours is None


def test_nothing_at_all(tmp_path):
    found = read(tmp_path)
    assert found.leads.tolist() == [0.0] * WEEKS
