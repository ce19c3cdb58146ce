"""The lives of leads, deals and orders, told from a moment."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unslump.business.funnel import Deal, DealState, Lead, LeadState, Order, OrderState
from unslump.business.goals import Measure
from unslump.errors import QuestionError

T0 = datetime(2026, 1, 5, 9)
D0 = date(2026, 1, 5)
maybe_days = st.none() | st.integers(0, 60).map(lambda n: D0 + timedelta(days=n))
any_day = st.integers(-5, 70).map(lambda n: D0 + timedelta(days=n))


def test_a_lead_comes_along_as_time_passes():
    lead = Lead("L1", T0, first_response_at=T0 + timedelta(hours=3), qualified_at=T0 + timedelta(days=2),
                lost_at=T0 + timedelta(days=9))  # fmt: skip
    at = [timedelta(hours=-1), timedelta(0), timedelta(hours=3), timedelta(days=5), timedelta(days=9)]
    assert [lead.state_at(T0 + step) for step in at] == [
        None, LeadState.NEW, LeadState.ANSWERED, LeadState.QUALIFIED, LeadState.LOST,
    ]  # fmt: skip
    assert lead.speed_to_lead_hours == 3
    assert lead.age_days(T0 + timedelta(hours=36)) == 1.5
    assert Lead("L2", T0).speed_to_lead_hours is None


@pytest.mark.parametrize("key", ["first_response_at", "qualified_at", "lost_at"])
def test_nothing_happens_to_a_lead_before_it_exists(key):
    with pytest.raises(QuestionError, match="lead L1"):
        Lead("L1", T0, **{key: T0 - timedelta(seconds=1)})


def test_an_open_deal_is_not_a_lost_one_whatever_its_age():
    deal = Deal("D1", T0)
    assert deal.state_at(T0 + timedelta(days=3000)) is DealState.OPEN
    assert deal.state_at(T0 - timedelta(days=1)) is None
    assert deal.cycle_days is None


@pytest.mark.parametrize(("close", "outcome"), [(Deal.won, DealState.WON), (Deal.lost, DealState.LOST)])
def test_a_deal_closes_once(close, outcome):
    closed = close(Deal("D1", T0), T0 + timedelta(days=10))
    assert closed.state_at(T0 + timedelta(days=10)) is outcome
    assert closed.state_at(T0 + timedelta(days=9)) is DealState.OPEN
    assert closed.cycle_days == 10
    with pytest.raises(QuestionError, match="already"):
        closed.won(T0 + timedelta(days=11))


def test_a_deal_whose_opening_nobody_noted_is_unknown_until_it_closes():
    deal = Deal("D1", closed_at=T0, outcome=DealState.WON)
    assert deal.state_at(T0 - timedelta(seconds=1)) is None
    assert deal.state_at(T0) is DealState.WON


@pytest.mark.parametrize(
    "wrong",
    [
        {"created_at": T0, "closed_at": T0 - timedelta(days=1), "outcome": DealState.WON},
        {"created_at": T0, "closed_at": T0},
        {"created_at": T0, "outcome": DealState.LOST},
    ],
)
def test_what_no_deal_can_be_is_refused(wrong):
    with pytest.raises(QuestionError, match="deal D1"):
        Deal("D1", **wrong)


@given(maybe_days, maybe_days, maybe_days, maybe_days, any_day)
def test_an_order_owes_until_both_sides_are_done(deliver_by, delivered, due, paid, day):
    order = Order("A1", D0, 100.0, deliver_by=deliver_by, delivered=delivered, due=due, paid=paid)
    state = order.state_on(day)
    assert (state is None) == (day < D0)
    if state is not None:
        assert order.is_delivered(day) == (state in (OrderState.DELIVERED, OrderState.SETTLED))
        assert order.is_paid(day) == (state in (OrderState.PAID, OrderState.SETTLED))
    assert not (order.is_late(day) and order.is_delivered(day))
    assert not (order.is_overdue(day) and order.is_paid(day))
    if deliver_by is None:
        assert not order.is_late(day)
    elif delivered is None:
        assert order.is_late(day) == (day > deliver_by) == (order.days_late(day) > 0)


def test_an_order_is_late_from_the_day_after_its_promise_until_delivered():
    order = Order("A1", D0, deliver_by=date(2026, 2, 1), delivered=date(2026, 2, 4), due=date(2026, 3, 1))
    assert [order.is_late(date(2026, 2, n)) for n in (1, 2, 3, 4)] == [False, True, True, False]
    assert [order.days_late(date(2026, 2, n)) for n in (1, 2, 4, 9)] == [0, 1, 3, 3]
    assert order.is_overdue(date(2026, 3, 2))


def test_payment_may_come_before_the_order_but_delivery_may_not():
    assert Order("A1", D0, paid=D0 - timedelta(days=3)).state_on(D0) is OrderState.PAID
    with pytest.raises(QuestionError, match="order A1 was delivered"):
        Order("A1", D0, delivered=D0 - timedelta(days=1))
    with pytest.raises(QuestionError, match="order A1 was promised"):
        Order("A1", D0, deliver_by=D0 - timedelta(days=1))


def test_an_order_counts_on_the_day_its_measure_happens():
    order = Order("A1", D0, delivered=date(2026, 2, 4))
    assert [order.counts_on(measure) for measure in Measure] == [D0, D0, date(2026, 2, 4), None]
