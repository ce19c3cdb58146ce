from datetime import date, timedelta

import numpy as np

from unslump.slump.silence import silent_weeks

MONDAY = date(2025, 1, 6)


def monday(week: int) -> date:
    return MONDAY + timedelta(weeks=week)


def test_a_holiday_fortnight_is_not_judged_and_is_said():
    leads = np.full(60, 12.0)
    leads[50:52] = 0
    silence = silent_weeks(leads)
    assert np.flatnonzero(silence.weeks).tolist() == [50, 51]
    (words,) = silence.words(monday)
    assert "holiday" in words


def test_an_import_that_stopped_is_said():
    leads = np.full(60, 12.0)
    leads[58:] = 0
    (words,) = silent_weeks(leads).words(monday)
    assert "import stopped" in words


def test_few_leads_may_stay_away_by_chance_and_long_silence_is_no_holiday():
    assert not silent_weeks(np.array([1.0, 0, 0, 2, 1] * 10)).weeks.any()
    leads = np.full(60, 12.0)
    leads[50:] = 0
    silence = silent_weeks(leads)
    assert not silence.weeks.any()
    assert np.flatnonzero(silence.early).tolist() == [50, 51, 52, 53]  # on those days: a holiday at most
