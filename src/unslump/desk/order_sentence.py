"""What is owed, in a sentence or two."""

from __future__ import annotations

from unslump.business.order_money import exactly
from unslump.business.wording import count, day
from unslump.desk.order_answer import OrdersResult, Sum

__all__ = ["orders_sentence"]


def orders_sentence(result: OrdersResult) -> str:
    """Both sides: late ones first, because somebody waits for them."""
    if not result.orders:
        return f"No order had been signed by {day(result.as_of)}."
    said = [
        _side(result.owed_by_company, "delivery", "deliveries", "The company owes", "late", result.currency),
        _side(result.owed_by_customers, "payment", "payments", "Customers owe", "overdue", result.currency),
    ]
    if result.to_return.count:
        said.append(f"{exactly(result.to_return.amount, result.currency)} is to be returned to customers.")
    if result.imported_until is not None:
        until = day(result.imported_until)
        said.append(
            f"Imports end on {until}: what was delivered or paid since is known only where it was recorded "
            f"by hand, so imported orders are late or not as of {until}, and only orders written here as of "
            f"{day(result.as_of)}."
        )
    return f"As of {day(result.as_of)}: " + " ".join(said)


def _side(owed: Sum, one: str, many: str, who: str, late: str, currency: str) -> str:
    if not owed.count:
        return f"{who} no {one}."
    said = f"{who} {count(owed.count, one, many)} of {exactly(owed.amount, currency)}"
    if not owed.late:
        return f"{said}, none of them {late}."
    which = "it" if owed.count == 1 else f"{owed.late:,} of them"
    verb = "is" if owed.late == 1 else "are"
    return f"{said}; {which} {verb} {late}, {exactly(owed.late_amount, currency)}."
