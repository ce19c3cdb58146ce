"""P(win): it finds what was put in, is calibrated, and takes open leads for open."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.special import expit, logit

from tests.desk.frames import COMPANY, Known, frame_of, known, ripe
from unslump.desk.lead_frame import LOST, OPEN, WON
from unslump.desk.win_design import design_for, sides_of
from unslump.desk.win_model import WinModel, _Likelihood, fit_wins


def fitted(world: Known, seed: int = 0) -> WinModel:
    return fit_wins(
        world.frame, world.ripeness, world.needs, ("N0", "N1"), COMPANY, np.random.default_rng(seed)
    )


@pytest.mark.parametrize(("columns", "filled"), [(5, 0.5), (40, 0.04)])
def test_the_likelihoods_slopes_are_those_of_its_value(columns: int, filled: float) -> None:
    rng = np.random.default_rng(1)
    rows = sparse.csr_matrix(rng.random((40, columns)) < filled, dtype=float)
    a, b = rng.random(40), rng.uniform(-1, 1, 40)
    a = np.maximum(a, -b + 0.01)  # a + b p stays positive
    model = _Likelihood(rows, a, b, rng.integers(1, 9, 40).astype(float))
    assert (model.full is None) == (filled < 0.05)
    at = rng.normal(0, 0.5, columns)
    gradient, hessian = model.derivatives(at)
    step = 1e-5
    for k in range(columns):
        ahead, behind = at.copy(), at.copy()
        ahead[k] += step
        behind[k] -= step
        assert gradient[k] == pytest.approx((model.value(ahead) - model.value(behind)) / (2 * step), abs=1e-4)
        slope = (model.derivatives(ahead)[0] - model.derivatives(behind)[0]) / (2 * step)
        assert hessian[k] == pytest.approx(slope, abs=1e-4)


def test_known_chances_are_found_again() -> None:
    world = known(6_000, 1)
    model = fitted(world)
    p = model.chance(model.design.rows(model.sides))
    truth = expit(world.eta)
    assert np.sqrt(np.mean((p.mean(axis=0) - truth) ** 2)) < 0.04
    low, high = np.quantile(p, [0.1, 0.9], axis=0)
    covered = np.mean((low <= truth) & (truth <= high))
    assert 0.6 < covered < 0.99  # 16 kinds of leads share their errors, so few of them decide it
    sides, by_seller = model.side_rows(np.arange(len(truth))), []
    for seller in ("O0", "O1"):
        sides["owner"] = model.design.one("owner", seller, len(truth))
        by_seller.append(logit(model.chance(model.design.rows(sides)).mean(axis=0)))
    assert (by_seller[0] - by_seller[1]).mean() == pytest.approx(1.0, abs=0.2)


def test_calibrated_in_the_large_and_by_tenth() -> None:
    world = known(8_000, 2)
    model = fitted(world)
    p = model.chance(model.design.rows(model.sides)).mean(axis=0)
    won = world.frame.outcome == WON
    assert p.mean() == pytest.approx(won.mean(), abs=0.01)
    for tenth in np.array_split(np.argsort(p), 10):
        spread = np.sqrt(p[tenth].mean() * (1 - p[tenth].mean()) / len(tenth))
        assert abs(won[tenth].mean() - p[tenth].mean()) < 4 * spread


def test_leads_that_came_just_now_say_nothing_and_are_not_taken_for_lost() -> None:
    """Half of the leads are open and none of their endings could have come: P is as without them."""
    world = known(6_000, 3, open_share=0.5)
    model = fitted(world)
    p = model.chance(model.design.rows(model.sides)).mean(axis=0)
    assert p.mean() == pytest.approx(expit(world.eta).mean(), abs=0.03)
    as_lost = np.where(world.frame.outcome == OPEN, LOST, world.frame.outcome)
    wrong = fitted(Known(world.frame, ripe(as_lost), world.needs, world.eta))
    assert wrong.chance(wrong.design.rows(wrong.sides)).mean() < 0.75 * p.mean()  # the test can fail


def test_what_is_open_for_long_counts_by_the_law_of_its_lag() -> None:
    """Leads that end never if not won: the open ones of an age at which half of the wins have come."""
    rng = np.random.default_rng(4)
    count, truth = 20_000, 0.3
    wins, over = rng.random(count) < truth, rng.random(count) < 0.5
    outcome = np.where(wins & over, WON, OPEN)
    frame = frame_of({}, outcome, np.full(count, 60))
    model = fit_wins(
        frame, ripe(outcome, 0.5, 0.0, 0.0), sparse.csr_matrix((count, 0)), (), None, np.random.default_rng(0)
    )
    rows = model.design.rows(model.side_rows(np.arange(3)))
    assert model.chance(rows).mean() == pytest.approx(truth, abs=0.02)
    still_open = np.flatnonzero(outcome == OPEN)[:3]
    assert model.still(rows, still_open).mean() == pytest.approx(0.5 * truth / (1 - 0.5 * truth), abs=0.02)


def test_an_offer_known_only_for_some_of_the_lost_does_not_look_better_than_it_is() -> None:
    """Leads lost before anything was offered: the level is that of all leads, not of those with an offer."""
    world = known(8_000, 5, offers_known=0.3)
    model = fitted(world)
    sides = model.side_rows(np.arange(len(world.frame)))
    sides["offer"] = model.design.one("offer", "O0", len(world.frame))
    first = model.chance(model.design.rows(sides)).mean()
    sides["offer"] = model.design.one("offer", "O1", len(world.frame))
    both = (first + model.chance(model.design.rows(sides)).mean()) / 2
    assert both == pytest.approx((world.frame.outcome == WON).mean(), abs=0.02)


def test_little_is_said_of_labels_that_are_hardly_seen() -> None:
    world = known(400, 6)
    world.frame.codes["segment"][:2] = 2
    model = fitted(world)
    sides = model.side_rows(np.arange(1))
    sides["segment"] = model.design.one("segment", "a stranger")
    usual = model.chance(model.design.rows(sides)).mean()
    sides["segment"] = model.design.one("segment", "S1")
    assert abs(model.chance(model.design.rows(sides)).mean() - usual) < 0.1


def test_leads_alike_are_one_row_so_that_many_cost_little() -> None:
    import time

    world = known(100_000, 7)
    start = time.perf_counter()
    fitted(world)
    assert time.perf_counter() - start < 8.0


def test_rows_hold_every_part_of_a_lead() -> None:
    world = known(50, 8)
    sides, labels, usual = sides_of(world.frame, world.needs, ("N0", "N1"))
    design = design_for(sides, labels, usual, np.eye(2))
    rows = design.rows(sides).toarray()
    for name in ("segment", "owner", "offer", "need", "level"):
        assert rows[:, design.columns[name]].sum(axis=1) == pytest.approx(1.0)
    need = world.needs.toarray().argmax(axis=1)
    met = rows[:, design.columns["answers"]].ravel()
    assert met == pytest.approx((need == world.frame.codes["offer"]).astype(float))


def test_what_is_missing_when_a_lead_is_lost_makes_no_difference_look_larger_or_smaller() -> None:
    """Offers follow the need, and two thirds of the lost show none: each pair still wins as it does."""
    rng = np.random.default_rng(11)
    count = 20_000
    need = rng.integers(0, 2, count)
    offer = np.where(rng.random(count) < 0.85, need, 1 - need)
    eta = -1.6 + np.where(need == offer, 0.6, -0.6)
    outcome = np.where(rng.random(count) < expit(eta), WON, LOST)
    shown = np.where((outcome == WON) | (rng.random(count) < 1 / 3), offer, -1)
    frame = frame_of({"offer": shown}, outcome, np.full(count, 300))
    model = fit_wins(
        frame,
        ripe(outcome),
        sparse.csr_matrix(np.eye(2)[need]),
        ("N0", "N1"),
        COMPANY,
        np.random.default_rng(0),
    )
    for one in range(2):
        for other in range(2):
            sides = model.side_rows(np.arange(1))
            sides["need"] = model.design.one("need", f"N{one}")
            sides["offer"] = model.design.one("offer", f"O{other}")
            found = model.chance(model.design.rows(sides)).mean()
            assert found == pytest.approx(expit(-1.6 + (0.6 if one == other else -0.6)), rel=0.12)
