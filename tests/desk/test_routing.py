"""Routing: the right leads, within hours, to whom they bring most; nothing assigned before it is accepted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.desk.shop import LAST, NOW, YAML, open_lead, shop
from tests.history.build import deal
from unslump.business.company import Company
from unslump.business.functions import Function
from unslump.desk.learnt import Learnt, learn
from unslump.desk.routing import route_leads
from unslump.desk.routing_answer import RouteResult
from unslump.desk.routing_hours import ASSUMED, hours_left, work_of
from unslump.desk.routing_kept import Assignment, accept, accepted_now, standing, withdraw
from unslump.desk.routing_pool import pool_of
from unslump.desk.routing_sellers import seller_named, sellers_on
from unslump.errors import ChangedMeanwhile, QuestionError

COMPANY = Company.from_yaml(YAML)
SELLERS = ("Ana", "Ben")


def learnt_of(folder: Path, *more: dict, deals: tuple[dict, ...] = (), yaml: str = YAML) -> Learnt:
    store = shop(folder, *more, deals=deals, yaml=yaml)
    return learn(store.snapshot(), Company.from_yaml(yaml), {}, np.random.default_rng(1))


def routed(
    learnt: Learnt, kept: dict | None = None, folder: Path | None = None, **asked: object
) -> RouteResult:
    work = work_of(None, learnt, learnt.company, np.random.default_rng(2))  # type: ignore[arg-type]  # stated
    return route_leads(learnt, kept or {}, work, "EUR", **asked)


def test_leads_nobody_has_or_nobody_answered_are_given_and_the_others_stay(tmp_path: Path) -> None:
    answered = {"first_response_at": "2026-03-30 15:00:00"}
    learnt = learnt_of(
        tmp_path,
        open_lead(1000),
        open_lead(1001, owner="Ana"),
        open_lead(1002, owner="Ana", **answered),
        open_lead(1003, owner="Cleo", **answered),
        open_lead(1004, "2025-03-01", owner="Ana"),
        open_lead(1005, owner="Ben"),
        open_lead(1006, lost_at="2026-03-31"),
        deals=(deal(2000, lead_id="L1005", owner="Ben", created_at="2026-03-31"),),
    )
    pool = pool_of(learnt, SELLERS, {}, everything=False)
    assert [learnt.frame.ids[int(row)].as_py() for row in pool.rows] == ["L1000", "L1001", "L1003"]
    assert list(pool.owner) == [-1, 0, -1]  # Cleo left
    assert (list(pool.kept), list(pool.deals)) == ([1, 0], [0, 1])
    assert (pool.unowned, pool.unanswered, pool.asleep) == (2, 2, 1)
    assert len(pool_of(learnt, SELLERS, {}, everything=True).rows) == 4


def test_the_better_seller_gets_them_until_the_hours_are_out(tmp_path: Path) -> None:
    learnt = learnt_of(tmp_path, *(open_lead(1000 + n) for n in range(20)))
    result = routed(learnt)
    shares = {share.seller: share for share in result.sellers}
    assert shares["Ana"].leads == 10  # 20 hours, 2 a lead
    assert shares["Ben"].leads == 5
    assert len(result.left) == 5
    assert {left.why for left in result.left} == {"the hours are out"}
    assert shares["Ana"].hour_worth > shares["Ben"].hour_worth > 0
    assert result.gap < 1e-3
    for route in result.routes:
        assert route.next_best == ("Ben" if route.seller == "Ana" else "Ana")
        assert (route.loses > 0) == (route.seller == "Ana")
        assert route.expected.p10 < route.expected.p50 < route.expected.p90
    fair = result.fairness
    for total in (
        sum(share.expected for share in result.sellers),
        sum(route.margin for route in result.routes),
        fair.even_split + fair.gain,
    ):
        assert total == pytest.approx(result.margin)
    assert f"a margin of {result.margin:,.0f} EUR" in result.sentence
    assert "hours are out" in result.sentence


def test_who_loses_by_waiting_goes_first_when_hours_are_short(tmp_path: Path) -> None:
    """Twelve unanswered leads of today, and twelve that have waited so long that a week costs nothing."""
    more = [open_lead(1000 + n, "2026-03-20") for n in range(12)]
    more += [open_lead(1100 + n, "2026-03-31") for n in range(12)]
    result = routed(learnt_of(tmp_path, *more))
    assert {route.lead[:3] for route in result.routes[:8]} == {"L11"}
    assert sum(route.lead.startswith("L11") for route in result.routes) >= 11
    for left in result.left:
        assert left.after_waiting <= left.expected + 1e-6


def test_hours_are_hats_less_work_begun_and_accepted(tmp_path: Path) -> None:
    deals = tuple(
        deal(2000 + n, lead_id=f"L{1000 + n}", owner="Ana", created_at="2026-03-29") for n in range(4)
    )
    leads = [open_lead(1000 + n, owner="Ana") for n in range(4)] + [open_lead(1010)]
    learnt = learnt_of(tmp_path, *leads, deals=deals)
    pool = pool_of(learnt, SELLERS, {"L1010": "Ben"}, everything=False)
    work = work_of(None, learnt, COMPANY, np.random.default_rng(1))  # type: ignore[arg-type]
    hours = hours_left(COMPANY, SELLERS, learnt, pool, work, weeks=2)
    first, last = LAST + timedelta(days=1), LAST + timedelta(days=14)
    assert (hours.start, hours.end) == (first, last)
    whole = [person.hours(Function.SALES, first, last) for person in COMPANY.people[:2]]
    assert list(hours.whole) == pytest.approx(whole)
    part = min(14 / learnt.ripeness.cycle_days, 1.0)
    assert hours.committed == pytest.approx([part * 4 * 1.0, 2.0])
    assert hours.free == pytest.approx(hours.whole - hours.committed)


def test_work_is_what_company_yaml_says_or_is_assumed_and_said_to_be(tmp_path: Path) -> None:
    yaml = YAML.replace("functions: {sales: {hours per lead: 2, hours per deal: 1}}\n", "")
    store = shop(tmp_path, yaml=yaml)
    company = Company.from_yaml(yaml)
    learnt = learn(store.snapshot(), company, {}, np.random.default_rng(1))
    work = work_of(store.snapshot(), learnt, company, np.random.default_rng(1))
    assert work.lead == ASSUMED
    assert "assumed" in work.basis
    assert work_of(store.snapshot(), learnt, COMPANY, np.random.default_rng(1)).lead == 2.0


def test_what_was_accepted_stays_and_takes_its_hours(tmp_path: Path) -> None:
    store = shop(tmp_path, *(open_lead(1000 + n) for n in range(20)))
    learnt = learn(store.snapshot(), COMPANY, {}, np.random.default_rng(1))
    with store.records.writing() as connection:
        accept(connection, "L1000", Assignment(seller="Ben", offer="Plant"), seen=0, by="Ana", at=NOW)
        kept = accepted_now(connection)
    result = routed(learnt, dict(kept))
    (stands,) = result.accepted
    assert (stands.lead, stands.seller, stands.by, stands.version) == ("L1000", "Ben", "Ana", 1)
    assert "L1000" not in {route.lead for route in result.routes}
    assert {share.seller: share.leads for share in result.sellers} == {"Ana": 10, "Ben": 4}


def test_accepted_for_who_has_left_since_is_routed_again_and_said(tmp_path: Path) -> None:
    store = shop(tmp_path, open_lead(1000, owner="Ana", first_response_at="2026-03-30"))
    learnt = learn(store.snapshot(), COMPANY, {}, np.random.default_rng(1))
    with store.records.writing() as connection:
        kept = {"L1000": accept(connection, "L1000", Assignment(seller="Cleo"), seen=0, by="Ana", at=NOW)}
    result = routed(learnt, kept)
    assert not result.accepted
    assert [route.lead for route in result.routes] == ["L1000"]
    assert any("cannot sell any more" in note and "L1000" in note for note in result.notes)


def test_accepting_again_is_a_new_version_and_two_at_once_are_told(tmp_path: Path) -> None:
    store = shop(tmp_path)
    with store.records.writing() as connection:
        accept(connection, "L1", Assignment(seller="Ana"), seen=0, by="Ana", at=NOW)
        accept(connection, "L1", Assignment(seller="Ben"), seen=1, by="Ben", at=NOW)
        assert standing(connection, "L1") == 2
    with pytest.raises(ChangedMeanwhile, match="changed by Ben"), store.records.writing() as connection:
        accept(connection, "L1", Assignment(seller="Ana"), seen=1, by="Ana", at=NOW)
    with store.records.writing() as connection:
        withdraw(connection, "L1", seen=2, by="Ana", at=NOW)
        assert accepted_now(connection) == {}


def test_leads_that_no_offer_fits_are_left_with_that_reason(tmp_path: Path) -> None:
    result = routed(learnt_of(tmp_path, open_lead(1000, need="Quiet"), open_lead(1001)))
    assert [(left.lead, left.why) for left in result.left] == [("L1000", "no offer fits")]
    assert [route.lead for route in result.routes] == ["L1001"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Cleo", "Cleo left on 31 January 2026, and cannot take leads"),
        ("Mia", "Mia has no sales hat"),
        ("Bem", "no seller 'Bem'"),
    ],
)
def test_who_cannot_take_leads_is_told_why_and_who_can(tmp_path: Path, name: str, said: str) -> None:
    frame = learnt_of(tmp_path).frame
    with pytest.raises(QuestionError, match=said) as caught:
        seller_named(COMPANY, frame, name, LAST)
    assert "Ana, Ben" in caught.value.hint
    assert seller_named(COMPANY, frame, "ana", LAST) == "Ana"
    assert sellers_on(COMPANY, frame, LAST) == SELLERS
    assert sellers_on(None, frame, LAST) == SELLERS  # who had leads lately


def test_without_anybody_who_can_sell_there_is_nothing_to_share(tmp_path: Path) -> None:
    yaml = YAML.replace("sales: 100%", "marketing: 100%").replace("sales: 50%", "marketing: 50%")
    with pytest.raises(QuestionError, match="nobody who can sell"):
        routed(learnt_of(tmp_path, open_lead(1000), yaml=yaml))


def test_no_leads_to_give_is_said(tmp_path: Path) -> None:
    result = routed(learnt_of(tmp_path))
    assert (result.pool, result.routes, result.left) == (0, (), ())
    assert result.sentence.startswith("No lead waits for a seller")


def test_the_same_history_gives_the_same_routing(tmp_path: Path) -> None:
    learnt = learnt_of(tmp_path, *(open_lead(1000 + n) for n in range(6)))
    assert routed(learnt) == routed(learnt)
