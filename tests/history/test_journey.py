"""The four ways a history can go, and what must never make it stumble."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.history.build import Row, deal, lead, snapshot_of
from unslump.estimates.revenue import fit_engine
from unslump.history.journey import read_journey
from unslump.history.workload import read_workload

START = date(2025, 1, 1)


def on(day: int) -> str:
    return (START + timedelta(days=day)).isoformat()


def journey_of(folder: Path, as_of: date | None = None, **tables: Iterable[Row]):
    return read_journey(snapshot_of(folder, as_of, **tables))


def engine_of(folder: Path, as_of: date | None = None, draws: int = 40, **tables: Iterable[Row]):
    snapshot = snapshot_of(folder, as_of, **tables)
    workload = read_workload(snapshot, {}, lambda _: None)
    return fit_engine(read_journey(snapshot), workload, np.random.default_rng(0), draws=draws)


def ends(stage) -> dict[str, int]:
    counts = {name: stage.cohorts.ended_as(name) for name in stage.cohorts.endings}
    return counts | {"open": int(stage.cohorts.still_open[2].sum())}


def test_leads_and_deals_that_are_opened_make_two_stages(tmp_path: Path):
    journey = journey_of(
        tmp_path,
        leads=[lead(i, on(i)) for i in range(6)] + [lead(6, on(3), lost_at=on(20))],
        deals=[
            deal(0, lead_id="L0", created_at=on(5), closed_at=on(30), outcome="won", amount=100.0),
            deal(1, lead_id="L1", created_at=on(6), closed_at=on(31), outcome="lost"),
            deal(2, lead_id="L2", created_at=on(7)),
            deal(3, created_at=on(8)),  # from no lead
        ],
    )
    lead_stage, deal_stage = journey.stages
    assert ends(lead_stage) == {"moved": 3, "lost": 1, "open": 3}
    assert ends(deal_stage) == {"moved": 1, "lost": 1, "open": 2}
    assert deal_stage.arrivals is not None
    assert (deal_stage.arrivals.total, deal_stage.arrivals.channels) == (1, ("(direct)",))
    assert (journey.wins, journey.delivery) == (None, None)
    assert journey.sales.realised.amounts.tolist() == [100.0]


def test_deals_known_only_once_won_make_one_stage(tmp_path: Path):
    journey = journey_of(
        tmp_path,
        leads=[lead(i, on(i)) for i in range(6)],
        deals=[
            deal(0, lead_id="L0", closed_at=on(30), outcome="won"),
            deal(1, closed_at=on(31), outcome="won"),
        ],
    )
    (stage,) = journey.stages
    assert ends(stage) == {"moved": 1, "open": 5}
    assert journey.wins is not None
    assert journey.wins.total == 1  # the one that came from no lead
    assert journey.sales.realised.count == 2


def test_without_leads_a_deals_opening_stands_for_the_lead(tmp_path: Path):
    journey = journey_of(
        tmp_path,
        deals=[
            deal(0, created_at=on(0), closed_at=on(30), outcome="won", channel="Fair"),
            deal(1, created_at=on(2), channel="Web"),
            deal(2, created_at=on(9), closed_at=on(12), outcome="lost", channel="Web"),
        ],
    )
    (stage,) = journey.stages
    assert stage.cohorts.name == "deal"
    assert ends(stage) == {"moved": 1, "lost": 1, "open": 1}
    assert stage.arrivals is not None
    assert (stage.arrivals.channels, stage.arrivals.total) == (("Web", "Fair"), 3)
    assert stage.inside.watched.tolist() == [28.5]  # from the middle of its day to the end of the last


def test_wins_alone_arrive_by_themselves(tmp_path: Path):
    journey = journey_of(
        tmp_path, deals=[deal(i, closed_at=on(7 * i), outcome="won", amount=50.0) for i in range(5)]
    )
    assert journey.stages == ()
    assert journey.wins is not None
    assert journey.wins.counts.tolist() == [[1, 1, 1, 1, 1]]
    engine = engine_of(tmp_path / "e", deals=[deal(i, closed_at=on(7 * i), outcome="won") for i in range(5)])
    assert engine.wins is not None
    assert engine.entry is None


def test_orders_run_on_to_delivery_and_payment(tmp_path: Path):
    journey = journey_of(
        tmp_path,
        deals=[deal(0, created_at=on(0), closed_at=on(10), outcome="won", amount=70.0)],
        orders=[
            {"order_id": "O0", "ordered_at": on(10), "deal_id": "D0", "delivered_at": on(20)},
            {
                "order_id": "O1",
                "ordered_at": on(12),
                "amount": 30.0,
                "delivered_at": on(18),
                "paid_at": on(40),
            },
            {"order_id": "O2", "ordered_at": on(35), "amount": 30.0},
        ],
    )
    assert journey.delivery is not None
    assert journey.payment is not None
    assert ends(journey.delivery) == {"moved": 2, "open": 1}
    assert ends(journey.payment) == {"moved": 1, "open": 2}
    assert sorted(journey.payment.inside.amount.tolist()) == [30.0, 70.0]  # the deal's amount fills in
    assert journey.delivered is not None
    assert journey.delivered.between(date(2025, 1, 20), date(2025, 1, 31)).amounts.tolist() == [70.0]


def test_a_second_deal_of_a_lead_arrives_on_its_own(tmp_path: Path):
    journey = journey_of(
        tmp_path,
        leads=[lead(0, on(0)), lead(1, on(1))],
        deals=[
            deal(0, lead_id="L0", created_at=on(9), closed_at=on(20), outcome="won"),
            deal(1, lead_id="L0", created_at=on(5)),
        ],
    )
    lead_stage, deal_stage = journey.stages
    assert ends(lead_stage) == {"moved": 1, "open": 1}
    assert lead_stage.cohorts.ended[2].tolist() == [5]  # moved on with the earlier of the two
    assert deal_stage.arrivals is not None
    assert deal_stage.arrivals.total == 1
    assert deal_stage.cohorts.started == 2


def test_a_deal_before_its_lead_counts_at_age_nought(tmp_path: Path):
    journey = journey_of(
        tmp_path,
        leads=[lead(0, on(40))],
        deals=[deal(0, lead_id="L0", created_at=on(3)), deal(1, created_at=on(50))],
    )
    cohorts = journey.stages[0].cohorts
    assert cohorts.early == 1
    assert (cohorts.ended[2].tolist(), cohorts.ended_months.tolist()) == ([0], [0])


def test_a_factor_filled_in_only_when_won_is_left_out(tmp_path: Path):
    journey = journey_of(
        tmp_path,
        leads=[
            lead(i, on(i % 28), channel="Web", segment="Crafts" if i < 8 else None, owner=f"P{i % 2}")
            for i in range(40)
        ],
        deals=[deal(i, lead_id=f"L{i}", closed_at=on(60), outcome="won") for i in range(8)],
    )
    cohorts = journey.stages[0].cohorts
    assert cohorts.leaking == ("segment",)
    assert cohorts.labels["segment"] == ("(none)",)
    assert len(cohorts.labels["owner"]) == 2


def silent_tables(linked: bool) -> dict[str, list[Row]]:
    """Leads end on day 60; deals are won until day 150, of those leads or of none."""
    leads = [lead(i, on(i)) for i in range(60)]
    deals = [
        deal(i, lead_id=f"L{i}" if linked else None, closed_at=on(80 + 7 * i), outcome="won")
        for i in range(10)
    ] + [deal(100, lead_id="L30", closed_at=on(50), outcome="won")]
    return {"leads": leads, "deals": deals}


def test_leads_that_stopped_and_leads_that_are_not_recorded(tmp_path: Path):
    stopped = journey_of(tmp_path / "a", **silent_tables(linked=True)).stages[0].arrivals
    unrecorded = journey_of(tmp_path / "b", **silent_tables(linked=False)).stages[0].arrivals
    assert stopped is not None
    assert unrecorded is not None
    assert stopped.total == 0
    assert unrecorded.total == 60
    assert unrecorded.first_week + timedelta(days=7 * unrecorded.counts.shape[1]) > START + timedelta(days=59)


def test_months_before_anything_was_sold_stand_still(tmp_path: Path):
    leads = [lead(i, on(2 * i)) for i in range(120)]
    deals = [deal(i, lead_id=f"L{i}", closed_at=on(185 + i), outcome="won") for i in range(40)]
    cohorts = journey_of(tmp_path, leads=leads, deals=deals).stages[0].cohorts
    assert cohorts.silent_months == 6
    early = [deal(i, lead_id=f"L{i}", closed_at=on(10 + 5 * i), outcome="won") for i in range(40)]
    assert journey_of(tmp_path / "b", leads=leads, deals=early).stages[0].cohorts.silent_months == 0


def test_as_of_hides_what_came_later(tmp_path: Path):
    tables = silent_tables(linked=True)
    then = journey_of(tmp_path, as_of=START + timedelta(days=90), **tables)
    assert ends(then.stages[0]) == {"moved": 3, "open": 57}
    assert then.sales.realised.count == 3


HISTORIES: dict[str, dict[str, list[Row]]] = {
    "nothing": {},
    "empty tables": {"leads": [], "deals": []},
    "leads and no deals": {"leads": [lead(i, on(i)) for i in range(30)]},
    "leads and an empty table of deals": {"leads": [lead(i, on(i)) for i in range(30)], "deals": []},
    "deals and an empty table of leads": {
        "leads": [],
        "deals": [
            deal(i, created_at=on(i), closed_at=on(i + 9), outcome="won", amount=9.0) for i in range(9)
        ],
    },
    "one lead": {"leads": [lead(0, on(0))]},
    "one day": {
        "leads": [lead(i, on(0), channel="Web") for i in range(20)],
        "deals": [
            deal(i, lead_id=f"L{i}", created_at=on(0), closed_at=on(0), outcome="won") for i in range(5)
        ],
    },
    "no win": {
        "leads": [lead(i, on(3 * i), channel=f"C{i % 3}") for i in range(60)],
        "deals": [
            deal(i, lead_id=f"L{i}", created_at=on(3 * i + 2), closed_at=on(3 * i + 9), outcome="lost")
            for i in range(30)
        ],
    },
    "every lead won at once": {
        "leads": [lead(i, on(i)) for i in range(40)],
        "deals": [
            deal(i, lead_id=f"L{i}", created_at=on(i), closed_at=on(i), outcome="won") for i in range(40)
        ],
    },
    "open deals without a day": {"deals": [deal(i) for i in range(4)]},
    "orders alone": {
        "orders": [
            {"order_id": f"O{i}", "ordered_at": on(i), "amount": 5.0, "delivered_at": on(i + 4)}
            for i in range(9)
        ]
    },
    "wins without amounts": {"deals": [deal(i, closed_at=on(i), outcome="won") for i in range(9)]},
    "ten years and three leads": {
        "leads": [lead(0, "2015-01-01"), lead(1, "2019-06-01"), lead(2, "2024-12-31")]
    },
}


@pytest.mark.parametrize("name", HISTORIES)
def test_no_history_is_too_odd_to_learn_from(name: str, tmp_path: Path):
    engine = engine_of(tmp_path, **HISTORIES[name])
    for stage in engine.stages:
        shares = stage.new_shares(3)
        assert shares.shape[0] == 40
        assert np.isfinite(shares).all()
        assert ((shares >= 0) & (shares <= 1)).all()
        if stage.arrivals is not None:
            means = stage.arrivals.means(
                engine.observed_until + timedelta(days=1), 8, np.random.default_rng(1)
            )
            assert np.isfinite(means).all()
    if engine.stages:
        assert np.isfinite(engine.onward_share()).all()


def test_ten_thousand_channels_and_many_owners(tmp_path: Path):
    leads = [lead(i, on(i % 200), channel=f"C{i % 10_000}", owner=f"P{i % 75}") for i in range(12_000)]
    deals = [
        deal(i, lead_id=f"L{i}", closed_at=on(210 + i % 60), outcome="won") for i in range(0, 12_000, 40)
    ]
    engine = engine_of(tmp_path, leads=leads, deals=deals)
    labels = engine.stages[0].cohorts.labels
    assert len(labels["channel"]) == len(labels["owner"]) == 60
    assert labels["channel"][-1] == "(other)"
    assert engine.stages[0].cohorts.started == 12_000
    assert np.isfinite(engine.onward_share()).all()


def test_the_order_of_rows_does_not_matter(tmp_path: Path):
    rng = np.random.default_rng(3)
    leads = [
        lead(i, on(int(rng.integers(0, 150))), channel=f"C{i % 3}", owner=f"P{i % 4}") for i in range(200)
    ]
    deals = [
        deal(
            i,
            lead_id=f"L{i}",
            created_at=on(150 + i % 20),
            closed_at=on(180 + i) if i % 2 else None,
            outcome="won" if i % 2 else "open",
            amount=float(100 + i % 7),
            offer=f"Q{i % 3}",
        )
        for i in range(60)
    ]
    one = engine_of(tmp_path / "a", leads=leads, deals=deals)
    two = engine_of(tmp_path / "b", leads=list(reversed(leads)), deals=list(reversed(deals)))
    np.testing.assert_array_equal(one.onward_share(), two.onward_share())
    for name in ("mean", "offer", "sigma"):
        np.testing.assert_array_equal(getattr(one.sizes, name), getattr(two.sizes, name))
    np.testing.assert_array_equal(one.stages[1].inside.amount, two.stages[1].inside.amount)
    np.testing.assert_array_equal(one.stages[0].arrivals.level, two.stages[0].arrivals.level)


def test_the_same_seed_gives_the_same_engine(tmp_path: Path):
    tables = HISTORIES["no win"]
    one, two = (engine_of(tmp_path / part, **tables) for part in "ab")
    np.testing.assert_array_equal(one.onward_share(), two.onward_share())
