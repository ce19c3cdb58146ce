"""Weekly means against the formula, adstock against its closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from unslump.demo.arrivals import adstock, scale_for
from unslump.demo.people import MARKETING
from unslump.demo.spec import ChannelSpec, Hat, PersonSpec, WorldSpec
from unslump.demo.world import simulate

ANN = PersonSpec("Ann", (Hat(0, 0.8, 0.2),), finder=1.5)
BOB = PersonSpec("Bob", (Hat(0, 0.5, 0.5),), finder=0.5, channels=("Events",))
SEARCH = ChannelSpec("Search", base=3, scale=0.1, alpha=0.5, beta=0.3, adstock=0.6, spend=500)
EVENTS = ChannelSpec("Events", base=1, scale=0.2, alpha=0.3, beta=0.6, spend=200, effort_share=3)
SPEC = WorldSpec(people=(ANN, BOB), channels=(SEARCH, EVENTS), season=0.3, drift=0.05)


def test_adstock_is_the_geometric_sum() -> None:
    spend = np.random.default_rng(1).gamma(2.0, 100.0, (60, 2))
    decay = np.array([0.0, 0.7])
    carried = adstock(spend, decay)
    assert carried[:, 0] == pytest.approx(spend[:, 0])
    past = np.concatenate([np.repeat(spend[:1], 400, axis=0), spend[1:]])[:, 1]  # the first week, always
    closed_form = [(past[: 400 + week][::-1] * 0.7 ** np.arange(400 + week)).sum() for week in range(60)]
    assert carried[:, 1] == pytest.approx(np.array(closed_form))


def test_expected_leads_equal_the_formula() -> None:
    truth = simulate(SPEC, np.random.default_rng(2)).truth
    hours = truth.team.productive[:, :, MARKETING]
    effort = np.stack([hours[:, 0] * 1.5 / 4, hours[:, 0] * 1.5 * 3 / 4 + hours[:, 1] * 0.5], axis=1)
    level = truth.calendar.season * truth.arrivals.drift
    for index, channel in enumerate(SPEC.channels):
        response = channel.scale * truth.arrivals.adstock[:, index] ** channel.alpha
        response = response * effort[:, index] ** channel.beta
        assert truth.arrivals.expected[:, index] == pytest.approx(level * (channel.base + response))
        assert truth.arrivals.driven[:, index] == pytest.approx(response / (channel.base + response))


def test_counts_are_negative_binomial_around_the_mean() -> None:
    spec = replace(SPEC, weeks=5_000, drift=0.0, season=0.0, spend_noise=0.0, dispersion=4.0)
    arrivals = simulate(spec, np.random.default_rng(3)).truth.arrivals
    mean = arrivals.expected[0]
    variance = mean + mean**2 / 4.0
    assert np.abs(arrivals.counts.mean(axis=0) - mean).max() < 4 * np.sqrt(variance.max() / 5_000)
    assert arrivals.counts.var(axis=0) == pytest.approx(variance, rel=0.1)


def test_season_has_mean_one_and_peaks_where_it_should() -> None:
    calendar = simulate(
        replace(SPEC, weeks=5 * 52 + 1, season_peak=20.0), np.random.default_rng(4)
    ).truth.calendar
    assert calendar.season[:261].mean() == pytest.approx(1.0, abs=0.01)
    assert calendar.season.max() == pytest.approx(1.3, abs=0.001)
    assert abs(int(np.argmax(calendar.season[:52])) - 20) <= 1


def test_a_cut_in_spend_costs_what_the_elasticity_says() -> None:
    cut = replace(SEARCH, base=0, spend_changes=((50, 0.25),), adstock=0.0)
    spec = replace(SPEC, channels=(cut, EVENTS), spend_noise=0.0, season=0.0, drift=0.0)
    expected = simulate(spec, np.random.default_rng(5)).truth.arrivals.expected[:, 0]
    assert expected[50] / expected[49] == pytest.approx(0.25**0.5)


def test_scale_for_hits_the_wanted_number_of_leads() -> None:
    scale = scale_for(6, spend=500, hours=20, alpha=0.4, beta=0.4, decay=0.5)
    assert scale * (500 / 0.5) ** 0.4 * 20**0.4 == pytest.approx(6)


def test_finders_find_in_proportion_to_their_effort() -> None:
    events = replace(EVENTS, base=0, scale=20)
    truth = simulate(replace(SPEC, channels=(SEARCH, events)), np.random.default_rng(6)).truth
    found = truth.leads.finder[truth.leads.channel == 1]
    effort = truth.arrivals.effort[0, :, 1]
    share = effort[0] / effort.sum()
    assert (found >= 0).all()
    assert abs((found == 0).mean() - share) < 4 * np.sqrt(share * (1 - share) / len(found))
