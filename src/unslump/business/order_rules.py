"""What may happen to an order, and what is said when something may not.

`add` is the only door: it gives back the events with one more, or raises QuestionError and says who
recorded what stands in its way, and what to do instead. Sums are judged with everything recorded so far,
whatever its day; that money goes back only after it came is judged by the days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from unslump.business.order_events import (
    Cancelled,
    Corrected,
    Credited,
    Delivered,
    Event,
    OrderEvent,
    Paid,
    Part,
    Refunded,
    Signed,
)
from unslump.business.order_money import exactly
from unslump.business.order_state import OrderStanding, live, standing
from unslump.business.order_terms import check_terms
from unslump.business.wording import day as in_words
from unslump.errors import QuestionError

__all__ = ["add", "recorded"]


def add(order_id: str, events: Sequence[OrderEvent], new: OrderEvent, today: date) -> tuple[OrderEvent, ...]:
    """The events with `new` after them; `today` is the last day on which anything can have happened.

    Raises QuestionError when it cannot have happened, or not so.
    """
    if new.number != len(events) + 1:
        raise QuestionError(f"{order_id} has {len(events)} events; the next is not number {new.number}.")
    if new.day > today:
        raise QuestionError(
            f"{in_words(new.day)} has not come yet: today is {in_words(today)}.",
            hint="Record it when it has happened.",
        )
    if isinstance(new, Corrected):
        _may_be_taken_back(order_id, events, new)
    else:
        _may_happen(order_id, live(events), new)
    after = (*events, new)
    _refunds_follow_payments(order_id, live(after))
    return after


def recorded(event: Event) -> str:
    """Who recorded an event, and when, in words."""
    return f"recorded by {event.by} on {event.at:%Y-%m-%d %H:%M} UTC"


def _may_happen(order_id: str, before: Sequence[OrderEvent], new: OrderEvent) -> None:
    now = standing(before)
    if isinstance(new, Signed):
        if now is not None:
            raise QuestionError(
                f"{order_id} was signed already on {in_words(now.signed.day)}, {recorded(now.signed)}.",
                hint="Give the new order a number of its own, or take the first back: "
                f"unslump orders correct {order_id} {now.signed.number} --reason TEXT",
            )
        check_terms(order_id, new)
        return
    if now is None:
        raise QuestionError(f"{order_id} was never signed.", hint=f"unslump orders new {order_id} …")
    if new.day < now.signed.day:
        raise QuestionError(
            f"{order_id} was signed on {in_words(now.signed.day)}: nothing can be {new.kind} "
            f"on {in_words(new.day)}, before that.",
            hint="Check the day, or take the signing back and record it with its true day.",
        )
    if isinstance(new, Delivered):
        _delivers_what_is_left(order_id, before, now, new.parts)
    elif isinstance(new, Paid):
        _pays_what_is_owed(order_id, before, now, new)
    elif isinstance(new, Credited):
        _credits_no_more_than_the_price(order_id, now, new)
    elif isinstance(new, Cancelled):
        _cancels_what_is_left(order_id, before, now, new)
    elif isinstance(new, Refunded):
        _returns_what_is_to_return(order_id, now, new)


def _delivers_what_is_left(
    order_id: str, before: Sequence[OrderEvent], now: OrderStanding, parts: Sequence[Part]
) -> None:
    _refuse_cancelled(order_id, before, now, "delivered")
    if not parts:
        raise QuestionError(
            f"Nothing of {order_id} is left to deliver.", hint=_last_words(before, Delivered, Cancelled)
        )
    left = list(now.to_deliver_by_line)
    for part in parts:
        if not 1 <= part.line <= len(left):
            raise QuestionError(f"{order_id} has no line {part.line}: its lines are 1 to {len(left)}.")
        _positive(order_id, part.amount, "delivery")
        if part.amount > left[part.line - 1]:
            rest, currency = left[part.line - 1], now.signed.currency
            raise QuestionError(
                f"Of line {part.line} of {order_id} only {exactly(rest, currency)} is left to deliver, "
                f"not {exactly(part.amount, currency)}.",
                hint=_last_words(before, Delivered, Cancelled)
                or "Deliver less, or sign an order for the rest.",
            )
        left[part.line - 1] -= part.amount


def _pays_what_is_owed(order_id: str, before: Sequence[OrderEvent], now: OrderStanding, new: Paid) -> None:
    _positive(order_id, new.amount, "payment")
    currency = now.signed.currency
    for earlier in before:
        if isinstance(earlier, Paid) and _is_the_same_payment(earlier, new):
            named = f"with reference {earlier.reference!r} " if earlier.reference.strip() else ""
            raise QuestionError(
                f"This payment is there already: {exactly(earlier.amount, currency)} for {order_id} "
                f"{named}on {in_words(earlier.day)}, {recorded(earlier)}.",
                hint=_if_it_is_another(order_id, earlier),
            )
    if new.amount > now.owed and not new.over:
        as_credit = "If the money really came, record it as credit to be returned: add --over."
        if now.cancelled_whole:
            _refuse_cancelled(order_id, before, now, "paid", as_credit)
        last = _last_words(before, Paid)
        raise QuestionError(
            f"{exactly(now.owed, currency)} is owed for {order_id}, "
            f"and the payment is {exactly(new.amount, currency)}."
            + (f" {last}" if last and not now.owed else ""),
            hint=as_credit,
        )


def _is_the_same_payment(one: Paid, other: Paid) -> bool:
    """The same reference; or the same money on the same day, unless two references tell them apart."""
    references = [each.reference.strip().casefold() for each in (one, other)]
    if all(references):
        return references[0] == references[1]
    return (one.amount, one.day) == (other.amount, other.day)


def _if_it_is_another(order_id: str, earlier: Paid) -> str:
    correct = f"unslump orders correct {order_id} {earlier.number} --reason TEXT"
    if earlier.reference.strip():
        return (
            "If it is another one, give it a reference of its own: --reference TEXT. "
            f"If the first was a mistake: {correct}"
        )
    return (
        "If it is another one, each needs a reference of its own: take the first back and record both with "
        f"--reference TEXT. To take it back, also if it was a mistake: {correct}"
    )


def _credits_no_more_than_the_price(order_id: str, now: OrderStanding, new: Credited) -> None:
    _positive(order_id, new.amount, "credit note")
    _reasoned("A credit note", new.reason)
    if new.amount > now.net:
        currency = now.signed.currency
        less = now.cancelled + now.credited
        before = f", after {exactly(less, currency)} cancelled or credited" if less else ""
        raise QuestionError(
            f"{order_id} costs {exactly(now.net, currency)}{before}: a credit note of "
            f"{exactly(new.amount, currency)} is more than that.",
            hint="A credit note takes off the price. Money that went back is a refund: orders refund.",
        )


def _cancels_what_is_left(
    order_id: str, before: Sequence[OrderEvent], now: OrderStanding, new: Cancelled
) -> None:
    _refuse_cancelled(order_id, before, now, "cancelled")
    _reasoned("A cancellation", new.reason)
    left = {line: rest for line, rest in enumerate(now.to_deliver_by_line, 1) if rest}
    if {part.line: part.amount for part in new.parts} != left:
        raise QuestionError(f"What is cancelled is not what is left of {order_id}.")
    if new.scope == "whole":
        return
    if not left:
        raise QuestionError(
            f"Nothing of {order_id} is left to cancel: {now.status}.",
            hint="To take something off the price, write a credit note (orders credit); if what was "
            "delivered comes back, cancel the whole: --whole.",
        )
    if now.net < now.to_deliver:
        raise QuestionError(
            f"Credit notes of {exactly(now.credited, now.signed.currency)} take off more than what was "
            f"delivered of {order_id} would cost.",
            hint="Take the credit note back (orders correct), cancel the rest, and credit what is left.",
        )


def _returns_what_is_to_return(order_id: str, now: OrderStanding, new: Refunded) -> None:
    _positive(order_id, new.amount, "refund")
    if new.amount > now.to_return:
        currency = now.signed.currency
        raise QuestionError(
            f"{exactly(now.to_return, currency)} is to be returned for {order_id}, "
            f"not {exactly(new.amount, currency)}.",
            hint="Record first what makes it due: a credit note (orders credit), a cancellation "
            "(orders cancel) or a payment beyond what was owed (orders pay --over).",
        )


def _may_be_taken_back(order_id: str, events: Sequence[OrderEvent], new: Corrected) -> None:
    _reasoned("A correction", new.reason)
    standing_ones = live(events)
    wrong = next((event for event in standing_ones if event.number == new.takes_back), None)
    if wrong is None:
        numbers = ", ".join(str(event.number) for event in standing_ones)
        raise QuestionError(
            f"{order_id} has no event {new.takes_back} that stands.",
            hint=f"Those that stand: {numbers or 'none'}. See: unslump orders show {order_id}",
        )
    left = [event for event in standing_ones if event is not wrong]
    for count, event in enumerate(left):
        try:
            _may_happen(order_id, left[:count], event)
        except QuestionError as error:
            raise QuestionError(
                f"Event {wrong.number} of {order_id} cannot be taken back while event {event.number} "
                f"({event.kind}, {in_words(event.day)}) builds on it: {error.message}",
                hint=f"Take that one back first: unslump orders correct {order_id} {event.number} "
                "--reason TEXT",
            ) from error


def _refunds_follow_payments(order_id: str, standing_ones: Sequence[OrderEvent]) -> None:
    for event in standing_ones:
        if isinstance(event, Refunded):
            then = standing(standing_ones, event.day)
            if then is None or then.kept < then.net:
                raise QuestionError(
                    f"On {in_words(event.day)} less was to be returned for {order_id} than the refund "
                    f"of {exactly(event.amount, then.signed.currency if then else '')}.",
                    hint="Check the days: what makes a refund due comes first.",
                )


def _refuse_cancelled(
    order_id: str, before: Sequence[OrderEvent], now: OrderStanding, verb: str, hint: str = ""
) -> None:
    if not now.cancelled_whole:
        return
    said = next(e for e in before if isinstance(e, Cancelled) and e.scope == "whole")
    raise QuestionError(
        f"{order_id} was cancelled on {in_words(said.day)} ({said.reason}), {recorded(said)}: "
        f"it cannot be {verb}.",
        hint=hint or f"If that was a mistake: unslump orders correct {order_id} {said.number} --reason TEXT",
    )


def _positive(order_id: str, amount: int, what: str) -> None:
    if amount <= 0:
        raise QuestionError(
            f"A {what} of {exactly(amount, '')} for {order_id} is none: give an amount above 0.",
            hint="To take something back that was recorded: unslump orders correct "
            f"{order_id} NUMBER --reason TEXT",
        )


def _reasoned(what: str, reason: str) -> None:
    if not reason.strip():
        raise QuestionError(f"{what} needs a reason.", hint="--reason TEXT")


def _last_words(before: Sequence[OrderEvent], *kinds: type[Event]) -> str:
    last = next((event for event in reversed(before) if isinstance(event, kinds)), None)
    return "" if last is None else f"The last was {last.kind} on {in_words(last.day)}, {recorded(last)}."
