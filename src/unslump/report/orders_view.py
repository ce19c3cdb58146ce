"""Orders on the terminal: what is owed, by whom, since when; and one order with its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from unslump.business.order_money import exactly, in_full
from unslump.business.wording import count, day, month
from unslump.desk.order_answer import Contradiction, EventView, LineView, Month, OrdersResult, OrderView, Owed
from unslump.report.voice import Voice

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_order", "print_orders"]

_SHOWN = 12
_MONTHS_BACK = 3
_LEAST = 12  # characters of a customer's name, for a table to be one
_HERE = "*"  # marks what was written here


def print_orders(result: OrdersResult, console: Console, *, everything: bool) -> None:
    """Print what is owed; `everything` rather than the latest dozen of each side."""
    voice = Voice(console)
    voice.say(result.sentence, "bold")
    most = None if everything else _SHOWN
    _owed(voice, "Deliveries that the company owes", result.deliveries, result.currency, most)
    _owed(voice, "Payments that customers owe", result.payments, result.currency, most)
    _returns(voice, result.credits, result.currency)
    _months(voice, result)
    if result.by_status:
        voice.heading("How the orders stand")
        voice.rows(((status, f"{n:,}") for status, n in result.by_status.items()), ("left", "right"))
    _contradictions(voice, result.contradictions)
    voice.say()
    if result.written:
        voice.say(f"{_HERE} written here: {count(result.written, 'order', 'orders')}.", "dim")
    voice.say("One order with its history: unslump orders show NUMBER", "dim")
    voice.points(("▲", note, "bold yellow") for note in result.notes)


def _owed(voice: Voice, title: str, owed: Sequence[Owed], currency: str, most: int | None) -> None:
    if not owed:
        return
    voice.heading(title)
    # A line for one more saves none.
    shown = owed if most is None or len(owed) == most + 1 else owed[:most]
    rows = [("order", "of", "due", "late", "amount", "sold by"), *(_row(each, currency) for each in shown)]
    sides: tuple[Literal["left", "right"], ...] = ("left", "left", "right", "right", "right", "left")
    sellers = any(each.seller for each in shown) and voice.width >= 90
    columns = 6 if sellers else 5
    others = sum(max(len(row[place]) for row in rows) + 2 for place in range(columns) if place != 1)
    room = voice.width - others - 4
    if room < _LEAST:  # no table will fit, and a list has room for the whole name
        room = voice.width
    _table(voice, [(row[0], _short(row[1], room), *row[2:columns]) for row in rows], sides[:columns])
    if len(owed) > len(shown):
        voice.say(f"and {_more(owed[len(shown) :])}: --all shows them", "dim", indent=2)


def _more(hidden: Sequence[Owed]) -> str:
    late = sum(1 for each in hidden if each.days_late)
    if late == len(hidden):
        return f"{late:,} more that {'is' if late == 1 else 'are'} late"
    said = f"{len(hidden):,} more, " + (f"{late:,} of them late" if late else "none of them late")
    undated = sum(1 for each in hidden if each.due is None)
    return f"{said}, {undated:,} with no day agreed" if undated else said


def _returns(voice: Voice, owed: Sequence[Owed], currency: str) -> None:
    if not owed:
        return
    voice.heading("Money to return to customers")
    rows = [(f"{each.order_id}{_HERE}", each.customer, in_full(each.amount or 0, currency)) for each in owed]
    room = max(_LEAST, voice.width - max(len(row[0]) + len(row[2]) for row in rows) - 6)
    voice.rows(((row[0], _short(row[1], room), row[2]) for row in rows), ("left", "left", "right"))


def _row(owed: Owed, currency: str) -> tuple[str, ...]:
    late = count(owed.days_late, "day", "days") if owed.days_late else ""
    amount = "not known" if owed.amount is None else in_full(owed.amount, currency)
    what = "" if owed.what in ("delivery", "payment", "as ordered") else f": {owed.what}"
    return (
        f"{owed.order_id}{_HERE if owed.written else ''}",
        f"{owed.customer}{what}",
        day(owed.due) if owed.due else "no day",
        late,
        amount,
        _short(owed.seller, 18),
    )


def _table(voice: Voice, rows: Sequence[Sequence[str]], sides: Sequence[Literal["left", "right"]]) -> None:
    """Rows under their heads; where they are too wide for the console, each row in words."""
    widths = [max(len(row[place]) for row in rows) + 2 for place in range(len(sides))]
    if sum(widths) <= voice.width:
        voice.rows(rows, sides)
        return
    head, *rest = rows
    for first, *cells in rest:
        words = (f"{name} {cell}" for name, cell in zip(head[1:], cells, strict=True) if cell)
        voice.points([("•", f"{first}: {', '.join(words)}", "")])


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def _months(voice: Voice, result: OrdersResult) -> None:
    this = result.as_of.replace(day=1)
    back = result.as_of.year * 12 + result.as_of.month - 1 - _MONTHS_BACK
    first = this.replace(year=back // 12, month=back % 12 + 1)
    shown = [each for each in result.months if each.month >= first]
    before = [each for each in result.months if each.month < first]
    if not shown and not before:
        return
    voice.heading(f"By month{f', in {result.currency}' if result.currency else ''}")
    rows: list[tuple[str, ...]] = [("month", "signed", "delivered", "paid", "to deliver", "to be paid")]
    if before:
        rows.append(("earlier", *_sums(before)))
    rows += [(month(each.month), *_sums([each])) for each in shown]
    _table(voice, rows, ("left", "right", "right", "right", "right", "right"))


def _sums(months: Sequence[Month]) -> tuple[str, ...]:
    fields = ("signed", "delivered", "paid", "to_deliver", "to_be_paid")
    sums = [sum(getattr(each, field) for each in months) for field in fields]
    return tuple(f"{round(value / 100):,}" if value else "" for value in sums)


def _contradictions(voice: Voice, found: Sequence[Contradiction]) -> None:
    if not found:
        return
    voice.heading("Where the import says otherwise; what was written counts")
    rows = [("order", "what", "written", "imported")]
    rows += [(each.order_id, each.what, each.written, each.imported) for each in found]
    _table(voice, rows, ("left", "left", "left", "left"))


def print_order(view: OrderView, console: Console) -> None:
    """Print one order."""
    voice = Voice(console)
    voice.say(view.sentence, "bold")
    facts = [("Sold by", view.seller), ("Deal", view.deal_id), ("Lead", view.lead_id)]
    voice.points((f"{name}:", words, "") for name, words in facts if words)
    voice.heading("What is to be delivered")
    head = ("line", "ordered", "delivered", "left", "by", "late")
    lines = [_line(line, view.currency) for line in view.lines]
    _table(voice, [head, *lines], ("left", "right", "right", "right", "right", "right"))
    if view.credited or view.cancelled:
        voice.say(_taken_off(view), indent=2)
    if view.instalments:
        voice.heading("What is to be paid")
        due = [
            (in_full(each.amount, view.currency), _promised(each.due), _late(each.days_late))
            for each in view.instalments
        ]  # fmt: skip
        voice.rows(due, ("right", "left", "right"))
    voice.heading("What happened")
    voice.points(
        (f"{event.number}.", f"{day(event.day)}: {event.words}; {_recorded(event)}", "dim")
        for event in view.events
    )
    if not view.written:
        voice.say("Only imported so far; the first event recorded here takes it over.", "dim", indent=2)
    _contradictions(voice, view.contradictions)
    if view.notes:
        voice.heading("Mind")
        voice.points(("▲", note, "bold yellow") for note in view.notes)


def _recorded(event: EventView) -> str:
    said = f"recorded by {event.by} on {event.at:%Y-%m-%d %H:%M} UTC"
    return said if event.stands else f"{said}; taken back"


def _line(line: LineView, currency: str) -> tuple[str, ...]:
    pieces = "" if line.quantity == 1 else f" ({line.quantity:g} pieces)"
    return (
        f"{line.number} {line.text}{pieces}",
        in_full(line.amount, currency),
        in_full(line.delivered, currency) if line.delivered else "",
        in_full(line.to_deliver, currency) if line.to_deliver else "",
        _promised(line.deliver_by),
        count(line.days_late, "day", "days") if line.days_late else "",
    )


def _promised(day_agreed: date | None) -> str:
    return day(day_agreed) if day_agreed else "no day agreed"


def _late(days: int) -> str:
    return f"{count(days, 'day', 'days')} late" if days else ""


def _taken_off(view: OrderView) -> str:
    said = [
        f"{exactly(amount, view.currency)} {what}"
        for what, amount in (("cancelled", view.cancelled), ("credited", view.credited))
        if amount
    ]
    return f"{' and '.join(said)}: {exactly(view.net, view.currency)} remains of the price."
