from datetime import date

import numpy as np
import pytest

from unslump.estimates.clock import Clock, Timeline

FIRST, NOW = date(2025, 1, 1), date(2025, 4, 10)


def test_overlap_adds_up_to_the_days_between():
    timeline = Timeline(FIRST, NOW, 4)
    begin, end = np.array([0.0, 10.5, 40.0]), np.array([31.0, 70.25, 99.0])
    overlap = timeline.overlap(begin, end)
    np.testing.assert_allclose(overlap.sum(axis=1), end - begin)
    assert overlap[0].tolist() == [31.0, 0.0, 0.0, 0.0]
    np.testing.assert_allclose(overlap[1], [20.5, 28.0, 11.25, 0.0])


def test_a_steady_clock_counts_calendar_days():
    clock = Clock(FIRST, NOW, np.ones(4))
    watched = np.array([0.5, 12.0, 99.5])
    np.testing.assert_allclose(clock.since(watched), watched)
    np.testing.assert_allclose(
        clock.future(3, 5, np.random.default_rng(0)), np.tile(7.0 * np.arange(6), (3, 1))
    )


def test_business_age_by_hand():
    clock = Clock(FIRST, NOW, np.array([[1.0, 0.0, 2.0, 0.5], [1.0, 1.0, 1.0, 1.0]]))
    ages = clock.ages(np.array([10.0, 45.0]))  # all of April so far; and back to 24 February
    np.testing.assert_allclose(ages, [[5.0, 5.0 + 62.0 + 0.0], [10.0, 45.0]])
    np.testing.assert_allclose(clock.since(np.array([10.0])), [7.5])


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.5), (3.5, 4.5), (13.5, 20.5), (34.5, 41.5)])
def test_windows_of_endings_are_averages_over_the_days_they_may_have_begun(low, high):
    timeline = Timeline(FIRST, NOW, 4)
    starts = timeline.starts
    for started in range(3):
        for ended in range(started, 4):
            window = []
            for day in np.arange(starts[started], starts[started + 1]) + 0.5:
                begin = np.clip(day + low, starts[ended], min(starts[ended + 1], timeline.today))
                end = np.clip(day + high, starts[ended], min(starts[ended + 1], timeline.today))
                if end > begin:
                    window.append((end - begin, day, begin, end))
            if not window:
                continue
            weight, day, begin, end = np.array(window).T
            before, after = timeline.endings(
                np.array([started]), np.array([ended]), np.array([low]), np.array([high])
            )

            def mean(x, weight=weight):
                return np.average(x, weights=weight)

            assert before.sum() == pytest.approx(mean(begin - day))
            assert after.sum() == pytest.approx(mean(end - day))
            assert np.flatnonzero((after - before)[0] > 1e-9).tolist() == [ended]


def test_dates_at_odds_with_each_other_still_have_a_window():
    timeline = Timeline(FIRST, NOW, 4)
    before, after = timeline.endings(np.array([0]), np.array([3]), np.array([0.5]), np.array([1.5]))
    assert before.sum() == pytest.approx(0.5)
    assert after.sum() == pytest.approx(1.5)


def test_the_pace_ahead_returns_to_the_usual_one():
    clock = Clock(FIRST, NOW, np.array([1.0, 1.0, 1.0, 3.0]), 0.0)
    ahead = np.diff(clock.future(1, 40, np.random.default_rng(0))[0]) / 7.0
    assert ahead[0] == pytest.approx(3.0**0.5)
    assert (np.diff(ahead) <= 1e-12).all()
    assert ahead[-1] == pytest.approx(1.0, abs=0.01)


def test_the_pace_ahead_varies_as_the_months_did():
    clock = Clock(FIRST, NOW, np.ones((4000, 4)), np.full(4000, 0.3))
    ahead = np.log(np.diff(clock.future(4000, 40, np.random.default_rng(0)), axis=1) / 7.0)
    assert ahead[:, -1].std() == pytest.approx(0.3, rel=0.05)
    assert ahead[:, 0].std() == pytest.approx(0.3 * np.sqrt(0.75), rel=0.05)
