"""What an order owes adds up whatever happens to it, and what cannot happen is refused in words."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.business.orders import AT, TODAY, after, all_left, day, legal_lives, make, part, signed
from unslump.business.order_events import (
    Cancelled,
    Corrected,
    Credited,
    Delivered,
    Event,
    Instalment,
    Line,
    OrderEvent,
    Paid,
    Part,
    Refunded,
    Signed,
    read_events,
)
from unslump.business.order_rules import add
from unslump.business.order_state import OrderStanding, standing
from unslump.business.order_terms import part_by_pieces
from unslump.errors import QuestionError

Step = tuple[type[Event], int, dict[str, Any]]

TERMS = signed().model_dump(exclude={"number", "day", "by", "at"})
PAY = {"amount": 40000, "reference": "RF18"}
ALL = (Delivered, 12, part(1, 70000))
WHOLE: Step = (
    Cancelled,
    20,
    {"scope": "whole", "reason": "gone", "parts": (Part(line=1, amount=70000), Part(line=2, amount=30000))},
)
REST: Step = (Cancelled, 20, {"scope": "rest", "reason": "too late", "parts": (Part(line=2, amount=30000),)})


def stood(*steps: Step, on: int | None = None) -> OrderStanding:
    now = standing(after(*steps), None if on is None else day(on))
    assert now is not None
    return now


def adds_up(now: OrderStanding) -> None:
    assert now.ordered == now.delivered + now.cancelled + now.to_deliver
    assert all(left >= 0 for left in now.to_deliver_by_line)
    assert now.net == now.paid - now.refunded + now.owed - now.to_return
    assert now.net == (0 if now.cancelled_whole else now.ordered - now.cancelled - now.credited)
    assert now.owed == 0 or now.to_return == 0
    assert min(now.net, now.kept, now.owed, now.to_return) >= 0


@settings(deadline=None)
@given(legal_lives())
def test_whatever_happens_adds_up_on_every_day(events: tuple[OrderEvent, ...]) -> None:
    for on in range(-1, 42):
        now = standing(events, day(on))
        if now is not None:
            adds_up(now)


@settings(deadline=None)
@given(legal_lives(), st.randoms(use_true_random=False))
def test_it_does_not_matter_in_which_order_the_events_are_read(
    events: tuple[OrderEvent, ...], chance: random.Random
) -> None:
    mixed = list(events)
    chance.shuffle(mixed)
    for on in (None, day(0), day(13), day(40)):
        assert standing(mixed, on) == standing(events, on)


@settings(deadline=None)
@given(legal_lives())
def test_events_survive_being_kept_as_json(events: tuple[OrderEvent, ...]) -> None:
    body = [event.model_dump(mode="json") for event in events]
    assert read_events(body) == events


@settings(deadline=None)
@given(legal_lives())
def test_taking_back_the_last_event_that_counts_is_as_if_it_had_never_been(
    events: tuple[OrderEvent, ...],
) -> None:
    before = standing(events)
    if before is None:
        return
    paid = make(Paid, len(events) + 1, 40, amount=5, over=True, reference="once")
    wrong = add("A-17", events, paid, TODAY)
    back = make(Corrected, len(wrong) + 1, 41, takes_back=paid.number, reason="another order's")
    assert standing(wrong) != before
    assert standing(add("A-17", wrong, back, TODAY)) == before


def test_the_life_of_an_order_by_days() -> None:
    steps: tuple[Step, ...] = (
        (Paid, 4, PAY),
        (Delivered, 9, part(1, 70000)),
        (Delivered, 38, part(2, 10000)),
        (Credited, 39, {"amount": 5000, "reason": "scratched"}),
        (Delivered, 40, part(2, 20000)),
        (Paid, 44, {"amount": 55000, "reference": "RF19"}),
    )
    seen = [stood(*steps, on=on) for on in (0, 4, 9, 38, 39, 40, 44)]
    assert [each.status for each in seen] == [
        "signed",
        "partly paid",
        "partly delivered, partly paid",
        "partly delivered, partly paid",
        "partly delivered, partly paid",
        "delivered, partly paid",
        "settled",
    ]
    assert [each.owed for each in seen] == [100000, 60000, 60000, 60000, 55000, 55000, 0]
    assert [each.to_deliver for each in seen] == [100000, 100000, 30000, 20000, 20000, 0, 0]


def test_cancelling_the_rest_leaves_what_was_delivered_owed() -> None:
    now = stood((Delivered, 9, part(1, 70000)), (Paid, 10, {"amount": 90000, "reference": "x"}), REST)
    assert (now.net, now.to_deliver, now.owed, now.to_return) == (70000, 0, 0, 20000)
    assert now.status == "delivered, paid, money to return"
    adds_up(now)


def test_cancelling_the_whole_brings_everything_back() -> None:
    whole = (Cancelled, 20, {"scope": "whole", "reason": "gone", "parts": (Part(line=2, amount=30000),)})
    now = stood((Delivered, 9, part(1, 70000)), (Paid, 10, PAY), whole)
    assert (now.net, now.delivered, now.to_return, now.status) == (0, 0, 40000, "cancelled, money to return")
    assert stood(
        (Delivered, 9, part(1, 70000)), (Paid, 10, PAY), whole, (Refunded, 21, {"amount": 40000})
    ).status == ("cancelled")
    adds_up(now)


def test_pieces_add_up_to_the_price_of_the_line() -> None:
    begin = signed(
        lines=(Line(text="Seats", amount=10000, quantity=Decimal(3)),),
        instalments=(Instalment(amount=10000),),
    )
    events = after(begin=begin)
    amounts = []
    for number in range(3):
        now = standing(events)
        assert now is not None
        piece = part_by_pieces(now, events, 1, Decimal(1))
        amounts.append(piece.amount)
        events = add("A-17", events, make(Delivered, number + 2, number, parts=(piece,)), TODAY)
    assert amounts == [3333, 3334, 3333]
    now = standing(events)
    assert now is not None
    with pytest.raises(QuestionError, match="is left to deliver"):
        add("A-17", events, make(Delivered, 5, 3, parts=(part_by_pieces(now, events, 1, Decimal(1)),)), TODAY)


@pytest.mark.parametrize(
    ("steps", "wrong", "words"),
    [
        (
            [(Paid, 4, PAY)],
            (Paid, 5, PAY | {"amount": 100}),
            "for A-17 with reference 'RF18' on 6 March 2026, recorded by Ana on 2026-03-06",
        ),
        ([(Paid, 4, PAY)], (Paid, 5, {"amount": 100, "reference": " rf18 ", "over": True}), "there already"),
        ([(Paid, 4, {"amount": 100})], (Paid, 4, {"amount": 100}), "there already"),
        ([(Paid, 4, {"amount": 100})], (Paid, 4, {"amount": 100, "reference": "RF1"}), "there already"),
        (
            [(Paid, 4, {"amount": 100, "reference": "RF1"})],
            (Paid, 4, {"amount": 100}),
            "with reference 'RF1' on 6 March 2026, recorded by Ana",
        ),
        (
            [(Paid, 4, PAY)],
            (Paid, 5, {"amount": 60001, "reference": "y"}),
            "600 EUR is owed for A-17, and the payment is 600.01 EUR",
        ),
        (
            [(Paid, 4, {"amount": 100000})],
            (Paid, 9, {"amount": 1, "reference": "y"}),
            "The last was paid on 6 March",
        ),
        ([], (Delivered, 9, part(1, 70001)), "only 700 EUR is left to deliver, not 700.01 EUR"),
        ([ALL], (Delivered, 13, part(1, 1)), "only 0 EUR is left"),
        ([], (Delivered, 9, part(3, 1)), "has no line 3"),
        ([], (Delivered, -1, part(1, 1)), "was signed on 2 March 2026: nothing can be delivered on 1 March"),
        ([], (Paid, -1, PAY), "before that"),
        ([], (Paid, 200, PAY), "has not come yet"),
        ([], (Paid, 4, {"amount": -1}), "give an amount above 0"),
        (
            [],
            (Credited, 4, {"amount": 100001, "reason": "x"}),
            "costs 1,000 EUR: a credit note of 1,000.01 EUR",
        ),
        (
            [ALL, REST],
            (Credited, 21, {"amount": 70001, "reason": "x"}),
            "after 300 EUR cancelled or credited",
        ),
        ([], (Credited, 4, {"amount": 1, "reason": " "}), "needs a reason"),
        ([], (Refunded, 4, {"amount": 1}), "0 EUR is to be returned"),
        ([WHOLE], (Delivered, 21, part(1, 1)), r"was cancelled on 22 March 2026 \(gone\), recorded by Ana"),
        ([WHOLE], (Paid, 21, PAY), "cannot be paid"),
        ([WHOLE], (Credited, 21, {"amount": 1, "reason": "x"}), "costs 0 EUR"),
        ([WHOLE], (Cancelled, 21, WHOLE[2] | {"parts": ()}), "cannot be cancelled"),
        ([ALL, REST], (Delivered, 21, part(2, 1)), "only 0 EUR is left"),
        ([ALL, REST], (Cancelled, 21, REST[2] | {"parts": ()}), "is left to cancel"),
        (
            [(Credited, 4, {"amount": 90000, "reason": "x"}), ALL],
            REST,
            "take off more than what was delivered",
        ),
        ([], (Corrected, 4, {"takes_back": 7, "reason": "x"}), "has no event 7 that stands"),
        (
            [
                (Credited, 3, {"amount": 1, "reason": "x"}),
                (Paid, 4, {"amount": 99999}),
                (Credited, 5, {"amount": 9, "reason": "x"}),
                (Refunded, 6, {"amount": 9}),
            ],
            (Corrected, 7, {"takes_back": 4, "reason": "x"}),
            "Take that one back first",
        ),
        ([(Paid, 4, PAY)], (Corrected, 5, {"takes_back": 1, "reason": "x"}), "builds on it"),
        ([], (Signed, 3, TERMS), "was signed already"),
    ],
)
def test_what_cannot_happen_is_refused_in_words(steps: list[Step], wrong: Step, words: str) -> None:
    events = after(*steps)
    kind, on, more = wrong
    event: Any = make(kind, len(events) + 1, on, by="Ben", **more)
    with pytest.raises(QuestionError) as refused:
        add("A-17", events, event, TODAY)
    assert re.search(words, str(refused.value)), str(refused.value)


def test_a_genuine_over_payment_is_credit_to_be_returned() -> None:
    steps: tuple[Step, ...] = (
        (Paid, 4, {"amount": 100000, "reference": "a"}),
        (Paid, 5, {"amount": 2500, "reference": "b", "over": True}),
    )
    assert stood(*steps).to_return == 2500
    assert stood(*steps, (Refunded, 6, {"amount": 2500})).to_return == 0
    with pytest.raises(QuestionError, match="less was to be returned"):
        after(*steps, (Refunded, 4, {"amount": 2500}))  # a day before the money came


def test_nothing_happens_before_the_signing_or_after_it_was_taken_back() -> None:
    with pytest.raises(QuestionError, match="was never signed"):
        add("A-17", (), make(Paid, 1, 4, **PAY), TODAY)
    events = after((Corrected, 3, {"takes_back": 1, "reason": "never signed"}))
    assert standing(events) is None
    with pytest.raises(QuestionError, match="was never signed"):
        add("A-17", events, make(Paid, 3, 4, **PAY), TODAY)
    again = add("A-17", events, make(Signed, 3, 5, **TERMS), TODAY)
    assert standing(again) is not None


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"lines": ()}, "worth nothing"),
        ({"lines": (Line(text="x", amount=-5),)}, "below 0"),
        ({"lines": (Line(text="x", amount=5, quantity=Decimal(0)),)}, "no quantity"),
        ({"instalments": (Instalment(amount=99999),)}, "come to 999.99 EUR, its lines to 1,000 EUR"),
        ({"instalments": (Instalment(amount=100001), Instalment(amount=-1))}, "not above 0"),
        ({"instalments": (Instalment(amount=100000, due=AT.date() - timedelta(days=1)),)}, "before it was"),
    ],
)
def test_terms_that_are_no_obligation_are_refused(terms: dict[str, Any], words: str) -> None:
    with pytest.raises(QuestionError, match=words):
        add("A-17", (), signed(**terms), TODAY)


def test_everything_left_is_what_a_delivery_without_parts_means() -> None:
    events = after((Delivered, 3, part(1, 100)))
    assert all_left(events) == (Part(line=1, amount=69900), Part(line=2, amount=30000))


def test_the_same_amount_twice_on_one_day_is_two_payments_where_two_references_differ() -> None:
    one, other = {"amount": 100, "reference": "RF1"}, {"amount": 100, "reference": "RF2"}
    assert stood((Paid, 4, one), (Paid, 4, other)).paid == 200
    assert stood((Paid, 4, {"amount": 100}), (Paid, 5, {"amount": 100})).paid == 200


def test_a_genuine_second_payment_is_recorded_as_the_hint_says() -> None:
    events = after((Paid, 4, {"amount": 100}))
    with pytest.raises(QuestionError) as refused:
        add("A-17", events, make(Paid, 3, 4, amount=100, reference="RF2"), TODAY)
    assert "unslump orders correct A-17 2" in refused.value.hint
    events = add("A-17", events, make(Corrected, 3, 5, takes_back=2, reason="no reference"), TODAY)
    for number, reference in ((4, "RF1"), (5, "RF2")):
        events = add("A-17", events, make(Paid, number, 4, amount=100, reference=reference), TODAY)
    now = standing(events)
    assert now is not None
    assert now.paid == 200
