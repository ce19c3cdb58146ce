"""The measure of skills is fair: peers see the same people, rates come out as they must, figures add up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.peers.skill_rates import PEERS, KnownPeople, MixedGlm, OwnFit, RawRates, SkillPeer, known_people
from bench.skills import LEVELS, Score, centred, quick, with_waiting
from bench.worlds import tuning_world, write_history


def company(finds: tuple[float, ...], wins: tuple[int, ...], leads: int = 400) -> KnownPeople:
    """People who find so many leads a block in ten hours each, and win so many of `leads` owned."""
    blocks, channels = 10, 2
    owner = np.repeat(np.arange(len(wins)), leads)
    return KnownPeople(
        finds=np.repeat(np.array(finds)[:, None, None], channels, axis=1).repeat(blocks, axis=2),
        hours=np.full((len(finds), blocks), 10.0),
        owner=owner,
        channel=np.arange(len(owner)) % channels,
        segment=np.arange(len(owner)) // channels % 2,
        block=np.arange(len(owner)) // 4 % blocks,
        won=np.concatenate([np.arange(leads) % leads < won for won in wins]),
        closers=len(wins),
    )


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_peers_know_who_finds_twice_as_much_and_who_wins_twice_as_often(peer: SkillPeer) -> None:
    if peer.needs:
        pytest.importorskip(peer.needs)
    known, rng = company((8.0, 16.0, 11.0), (60, 120, 85)), np.random.default_rng(1)
    found = centred(peer.finders(known, rng, 4_000)).mean(axis=0)
    assert found[1] - found[0] == pytest.approx(np.log(2), abs=0.12)
    won = centred(peer.closers(known, rng, 4_000)).mean(axis=0)
    assert won[1] - won[0] == pytest.approx(np.log(120 / 280) - np.log(60 / 340), abs=0.15)


def test_raw_rates_say_how_sure_they_are() -> None:
    few, many = (
        RawRates().finders(company((n, n), (1, 1)), np.random.default_rng(2), 20_000) for n in (1, 9)
    )
    np.testing.assert_allclose(few.std(axis=0), 1 / np.sqrt(20.5), rtol=0.03)
    np.testing.assert_allclose(many.std(axis=0), 1 / np.sqrt(180.5), rtol=0.03)


def test_peers_are_shown_all_leads_and_wins_of_the_judged(tmp_path: Path) -> None:
    world = tuning_world(5, 400)
    snapshot = write_history(world, tmp_path).snapshot()
    names = tuple(person.name for person in world.spec.people)
    weeks = np.ones((2, 3, 104))
    known = known_people(snapshot, weeks, weeks[:, 0], np.datetime64(world.spec.start), names)
    leads = snapshot.table("leads").to_pyarrow()
    owned = [name for name in leads["owner"].to_pylist() if name in names]
    assert len(known.owner) == len(owned)
    assert np.bincount(known.owner, minlength=len(names)).tolist() == [owned.count(name) for name in names]
    deals = snapshot.table("deals").to_pyarrow().to_pylist()
    won = {deal["lead_id"] for deal in deals if deal["outcome"] == "won"}
    assert known.won.sum() == sum(
        key in won and name in names
        for key, name in zip(leads["lead_id"].to_pylist(), leads["owner"].to_pylist(), strict=True)
    )
    assert known.finds.shape == (2, 3, 26)
    assert known.finds.sum() == weeks.sum()
    assert known.block.min() == 0


def test_a_score_of_honest_draws_covers_what_it_says_and_has_the_error_of_its_width() -> None:
    rng, score = np.random.default_rng(3), Score()
    for _ in range(400):
        truth = rng.normal(size=5)
        middle = truth + 0.5 * rng.normal(size=5)
        score.add(middle + 0.5 * rng.normal(size=(400, 5)), truth)
    for level in LEVELS:
        assert score.held(level) == pytest.approx(level, abs=0.03)
    assert score.error == pytest.approx(
        0.5 * np.sqrt(0.8), rel=0.05
    )  # centring takes a fifth of the variance
    sharp = Score()
    sharp.add(np.tile([0.3, 0.1, 0.2], (50, 1)), np.array([3.0, 1.0, 2.0]))
    assert (np.mean(sharp.pairs), sharp.ranks) == (1.0, [1.0])


def test_what_an_owner_changes_is_skill_alone_where_no_lead_waits() -> None:
    prompt = tuning_world(5, 400, response_cost=0.0, cold_cost=0.0)
    owners = sorted(set(prompt.truth.leads.owner.tolist()) - {-1})
    np.testing.assert_allclose(with_waiting(prompt, owners), prompt.truth.effects.closer[owners], atol=1e-6)
    late = tuning_world(5, 400, response_cost=1.0)
    assert (with_waiting(late, owners) < late.truth.effects.closer[owners]).all()


@pytest.mark.slow
def test_the_smoke_version_measures_every_installed_method() -> None:
    people, loss = quick()
    methods = {row[3] for row in people.rows}
    assert {"unslump", "raw rates"} <= methods <= {"unslump", *(peer.name for peer in PEERS)}
    assert {row[0] for row in people.rows} >= {"closers", "finders"}
    assert loss.rows
    assert isinstance(PEERS[1], OwnFit) and isinstance(PEERS[2], MixedGlm)
