import numpy as np
import pytest

from unslump.slump.detecting import anchors_for, watch_stream
from unslump.slump.level_streams import LevelStream
from unslump.slump.streams import Family, Stream

RATE = 0.1


def stream(y, kind="count", bad=-1, shortest=2):
    weeks = len(y)
    return LevelStream(
        Stream(Family.LEADS, "Leads", "leads", bad=bad), np.asarray(y, float), np.ones(weeks),
        np.ones(weeks, bool), kind, shortest,
    )  # fmt: skip


def watched(y, **how):
    return watch_stream(stream(y, **how), anchors_for(len(y), 52), len(y), RATE, np.random.default_rng(1))


def test_a_fall_is_heard_within_weeks_and_dated():
    rng = np.random.default_rng(5)
    y = np.concatenate([rng.poisson(20.0, 80), rng.poisson(11.0, 24)])
    (episode,) = watched(y).episodes
    assert 78 <= episode.since <= 83
    assert 80 <= episode.raised <= 86
    assert episode.ended is None
    assert episode.ratio == pytest.approx(0.55, abs=0.12)


def test_what_was_usual_stays_the_measure_while_it_is_on():
    rng = np.random.default_rng(6)
    y = np.concatenate([rng.poisson(20.0, 60), rng.poisson(10.0, 44)])
    found = watched(y)
    assert len(found.episodes) == 1
    assert found.line[0, -1] == pytest.approx(20.0, rel=0.15)


def test_it_is_over_when_things_are_as_usual_and_can_come_again():
    rng = np.random.default_rng(7)
    parts = [(20.0, 60), (9.0, 8), (20.0, 18), (9.0, 18)]
    y = np.concatenate([rng.poisson(mean, weeks) for mean, weeks in parts])
    first, second = watched(y).episodes
    assert first.recovered
    assert first.ended is not None
    assert 68 < first.ended < 84
    assert second.ended is None
    assert 84 <= second.since <= 89


def test_after_a_year_the_new_level_is_usual():
    rng = np.random.default_rng(8)
    y = np.concatenate([rng.poisson(30.0, 110), rng.poisson(15.0, 90)])
    found = watch_stream(stream(y), anchors_for(len(y), 104), len(y), RATE, np.random.default_rng(1))
    (episode,) = found.episodes
    assert episode.ended is not None
    assert not episode.recovered
    assert found.line[0, -1] == pytest.approx(15.0, rel=0.2)


def test_more_can_be_the_bad_side():
    rng = np.random.default_rng(9)
    n = np.full(104, 20.0)
    late = np.concatenate([rng.binomial(20, 0.2, 80), rng.binomial(20, 0.6, 24)]).astype(float)
    share = LevelStream(Stream(Family.REPLY, "Late", "leads", bad=1), late, n, np.ones(104, bool), "share", 3)
    found = watch_stream(share, anchors_for(104, 52), 104, RATE, np.random.default_rng(1))
    assert [78 <= episode.since <= 82 for episode in found.episodes] == [True]


def test_healthy_streams_are_quiet():
    """60 healthy years at one false alarm in twenty years: rarely more than a handful."""
    rng = np.random.default_rng(10)
    alarms = sum(len(watched(rng.poisson(15.0, 104)).episodes) for _ in range(60))
    assert alarms <= 8


def test_good_news_is_no_alarm():
    rng = np.random.default_rng(11)
    y = np.concatenate([rng.poisson(10.0, 70), rng.poisson(20.0, 34)])
    assert watched(y).episodes == ()


@pytest.mark.parametrize("weeks", [0, 3, 26])
def test_half_a_year_must_be_known_first(weeks: int):
    assert anchors_for(weeks, 52) == []
