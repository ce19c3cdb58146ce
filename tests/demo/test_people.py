"""Hours, hats and focus loss."""

from __future__ import annotations

import numpy as np
import pytest

from unslump.demo.people import MARKETING, SALES, staff
from unslump.demo.spec import ChannelSpec, Hat, PersonSpec, Shock, ShockKind, WorldSpec

CHANNELS = (ChannelSpec("Web"),)
BOTH = PersonSpec("Ann", (Hat(0, 0.6, 0.3),), hours=40)
MARKETER = PersonSpec("Bob", (Hat(0, 1.0, 0.0), Hat(10, 0.0, 1.0)), hours=30)
SELLER = PersonSpec("Cat", (Hat(0, 0.0, 0.9),), hours=20)


def spec(*people: PersonSpec, **changes: object) -> WorldSpec:
    return WorldSpec(people=people, channels=CHANNELS, weeks=20, weeks_after=0, **changes)  # type: ignore[arg-type]


def test_focus_is_lost_exactly_where_both_hats_are_worn() -> None:
    team = staff(spec(BOTH, MARKETER, SELLER, focus_loss=0.25))
    assert team.productive[:, 0] == pytest.approx(np.tile([40 * 0.6 * 0.75, 40 * 0.3 * 0.75], (20, 1)))
    assert team.productive[:10, 1] == pytest.approx(np.tile([30.0, 0.0], (10, 1)))
    assert team.productive[10:, 1] == pytest.approx(np.tile([0.0, 30.0], (10, 1)))
    assert team.productive[:, 2, SALES] == pytest.approx(18.0)
    assert team.wears_both[:, 0].all()
    assert not team.wears_both[:, 1:].any()


def test_a_newcomer_ramps_up_and_a_leaver_is_gone() -> None:
    newcomer = PersonSpec("Dan", (Hat(0, 0.0, 1.0),), hours=40, joins=4, ramp_weeks=4, leaves=12)
    hours = staff(spec(newcomer)).productive[:, 0, SALES]
    assert hours[:4] == pytest.approx(0.0)
    assert hours[4:8] == pytest.approx([10, 20, 30, 40])
    assert hours[8:12] == pytest.approx(40.0)
    assert hours[12:] == pytest.approx(0.0)


def test_splitting_hats_keeps_each_functions_hours_and_loses_the_factor() -> None:
    marketer = PersonSpec("Bob", (Hat(0, 1.0, 0.0),), hours=30)
    shock = Shock(ShockKind.SPLIT_HOURS, 8, 0.7)
    before, after = staff(spec(BOTH, marketer, SELLER)), staff(spec(BOTH, marketer, SELLER, shocks=(shock,)))
    assert after.productive[:8] == pytest.approx(before.productive[:8])
    assert after.gross.sum(axis=1) == pytest.approx(before.gross.sum(axis=1))
    assert after.gross.sum(axis=2) == pytest.approx(before.gross.sum(axis=2))
    assert after.wears_both[8:].all()
    assert after.productive[8:, 1:].sum(axis=2) == pytest.approx(0.7 * after.gross[8:, 1:].sum(axis=2))
    assert after.productive[8:, 0] == pytest.approx(before.productive[8:, 0])
    assert after.productive[8, :, MARKETING].sum() < before.productive[8, :, MARKETING].sum()


def test_hats_cannot_be_split_without_somebody_on_each_side() -> None:
    with pytest.raises(ValueError, match="only sells"):
        staff(spec(BOTH, SELLER, shocks=(Shock(ShockKind.SPLIT_HOURS, 8, 0.7),)))


def test_shares_above_the_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 1"):
        Hat(0, 0.7, 0.6)
