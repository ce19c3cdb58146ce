import numpy as np

from unslump.slump.bars import Bar, bar_from


def test_a_bar_keeps_the_rate_on_fresh_futures():
    """The highest of half a year's normal scores: the bar for a rate is passed at that rate."""
    rng = np.random.default_rng(1)
    bar = bar_from(rng.standard_normal((300, 26)).max(axis=1), 26)
    fresh = rng.standard_normal((40_000, 26)).max(axis=1)
    for rate in (0.3, 0.1):
        passed = (fresh >= bar.for_rate(rate)).mean() * 104 / 26
        assert 0.4 * rate < passed < 2.5 * rate


def test_rarer_is_higher_and_frequency_turns_it_back():
    bar = Bar(3.0, 0.5)
    heights = [bar.for_rate(rate) for rate in (0.2, 0.05, 0.01)]
    assert heights == sorted(heights)
    assert np.allclose([bar.frequency(height) for height in heights], [0.2, 0.05, 0.01])


def test_where_nothing_could_be_judged_nothing_is_an_alarm():
    assert bar_from(np.full(50, -np.inf), 26).for_rate(0.1) == np.inf
