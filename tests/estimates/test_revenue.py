import numpy as np
import pytest

from tests.estimates.stages import small_stage
from unslump.estimates.revenue import Mix, by_channel, recent_mix


def test_average_weighs_kinds_within_their_channel():
    mix = Mix({}, np.array([0, 0, 1]), np.array([0.25, 0.75, 1.0]), ("a", "b"), np.array([0.5, 0.5]))
    values = np.array([[4.0, 8.0, 1.0]])
    assert mix.average(values).tolist() == [[7.0, 1.0]]
    assert mix.average(np.stack([values, 2 * values], axis=2)).tolist() == [[[7.0, 14.0], [1.0, 2.0]]]


def test_the_mix_is_that_of_the_last_half_year_by_brute_force():
    cohorts, _ = small_stage(0, months=12, leads=800, labels={"channel": 3, "owner": 4})
    mix = recent_mix(cohorts)
    seen: dict[tuple[int, int], float] = {}
    rows = [(c, n) for c, _, _, n in zip(*cohorts.ended, strict=True)]
    rows += [(c, n) for c, _, n in zip(*cohorts.still_open, strict=True)]
    for cell, count in rows:
        if cohorts.months[cell] > 11 - 6:
            kind = (int(cohorts.codes["channel"][cell]), int(cohorts.codes["owner"][cell]))
            seen[kind] = seen.get(kind, 0.0) + count
    found = dict(
        zip(
            zip(mix.channel.tolist(), mix.codes["owner"].tolist(), strict=True),
            mix.weight * (mix.channel_weight * sum(seen.values()))[mix.channel],
            strict=True,
        )
    )
    assert found == pytest.approx(seen)
    for channel in range(3):
        assert mix.weight[mix.channel == channel].sum() == pytest.approx(1.0)


def test_channels_a_stage_never_saw_get_its_average():
    mix = Mix({}, np.array([0, 1]), np.ones(2), ("a", "b"), np.array([0.75, 0.25]))
    values = np.array([[1.0, 5.0]])
    assert by_channel(values, mix, ("b", "new", "a")).tolist() == [[5.0, 2.0, 1.0]]
    assert by_channel(values, mix, ()).shape == (1, 0)
