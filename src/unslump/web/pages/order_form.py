"""The forms about an order: what was typed, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from unslump.errors import QuestionError
from unslump.web.answers.dates import day

if TYPE_CHECKING:
    from unslump.desk.order_changes import Change
    from unslump.desk.order_signing import Terms

__all__ = ["CHANGES", "NEW", "change_of", "seen_of", "terms_of", "typed_in"]

CHANGES = ("deliver", "pay", "credit", "refund", "cancel", "correct")
NEW = (
    "number", "customer", "amount", "lines", "deliver_by", "due", "instalments", "deal", "seller", "on",
)  # fmt: skip
_CHANGE = ("line", "part", "how", "amount", "reference", "over", "reason", "whole", "event", "on")
_LONGEST = 5_000


def typed_in(sent: Mapping[str, object], fields: tuple[str, ...] = _CHANGE) -> dict[str, str]:
    """What was typed, whatever it is."""
    return {key: str(sent.get(key) or "").replace("\x00", "").strip()[: _LONGEST + 1] for key in fields}


def seen_of(text: object) -> int:
    """The version that a form was made from; 0 for none."""
    raw = str(text or "0")
    return int(raw) if raw.isdigit() and raw.isascii() and len(raw) < 9 else 0


def change_of(kind: str, typed: Mapping[str, str]) -> Change:
    """What happened, as typed. Raises QuestionError."""
    from unslump.business.order_money import cents
    from unslump.desk.order_changes import Cancel, Correct, Credit, Pay, Refund

    _refuse_long(typed)
    amount = cents(typed["amount"]) if typed["amount"] else None
    if kind == "deliver":
        return _delivery(typed)
    if kind == "pay":
        return Pay(amount, typed["reference"], bool(typed["over"]))
    if kind == "credit":
        if amount is None:
            raise QuestionError("A credit note is over an amount.", hint="Write it: 50 or 49.90.")
        return Credit(amount, typed["reason"])
    if kind == "refund":
        return Refund(amount, typed["reference"])
    if kind == "cancel":
        return Cancel(typed["reason"], bool(typed["whole"]))
    if kind == "correct":
        return Correct(_whole(typed["event"], "event"), typed["reason"])
    raise QuestionError("Nothing of that kind happens to an order.", hint="Choose one of the forms.")


def _delivery(typed: Mapping[str, str]) -> Change:
    from unslump.business.order_money import cents
    from unslump.desk.order_changes import Deliver
    from unslump.desk.order_words import read_pieces, read_share

    line = _whole(typed["line"], "line") if typed["line"] else None
    part = typed["part"]
    if not part:
        return Deliver(line)
    if typed["how"] == "pieces":
        return Deliver(line, pieces=read_pieces(part))
    if typed["how"] == "share":
        return Deliver(line, share=read_share(part if part.endswith("%") else f"{part} %"))
    return Deliver(line, amount=cents(part))


def terms_of(typed: Mapping[str, str]) -> Terms:
    """What is agreed, as typed: a line of text is a line of the order, or an instalment. QuestionError."""
    from unslump.desk.order_signing import Terms

    _refuse_long(typed)
    return Terms(
        customer=typed["customer"],
        amount=typed["amount"] or None,
        lines=_rows(typed["lines"]),
        deliver_by=day(typed["deliver_by"]),
        due=day(typed["due"]),
        instalments=_rows(typed["instalments"]),
        deal_id=typed["deal"] or None,
        signed_by=typed["seller"] or None,
    )


def _rows(text: str) -> list[str]:
    return [row.strip() for row in text.splitlines() if row.strip()]


def _whole(text: str, what: str) -> int:
    if not (text.isdigit() and text.isascii() and len(text) < 6):
        raise QuestionError(f"{text[:40]!r} is no number of a {what}.")
    return int(text)


def _refuse_long(typed: Mapping[str, str]) -> None:
    for key, text in typed.items():
        if len(text) > _LONGEST or (key in ("number", "customer", "seller", "deal") and len(text) > 200):
            raise QuestionError(f"What is written under {key} is too long.", hint="Write it shorter.")
