"""The two functions of a company that sells: different purpose, different result, different skill.

Marketing communicates a message about the offer to a target market; its result is leads.
Sales matches a need with an offer for prospects who show interest; its result is an order, a
legal obligation to deliver for payment. Who confuses the two asks sellers for leads and
marketers for signatures, and cannot tell which of them a slump comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from unslump.business.naming import fold

__all__ = ["BUILT_IN_ACTIVITIES", "Effort", "Function", "function_of_activity"]


class Function(StrEnum):
    """One of the two functions.

    >>> Function.SALES.result
    'orders: legal obligations to deliver for payment'
    """

    MARKETING = "marketing"
    SALES = "sales"

    @property
    def purpose(self) -> str:
        """What the function is for."""
        if self is Function.MARKETING:
            return "communicate a message about the offer to a target market"
        return "match a need with an offer for prospects who show interest"

    @property
    def result(self) -> str:
        """What it leaves behind when it has done its work."""
        if self is Function.MARKETING:
            return "leads: opportunities to sell"
        return "orders: legal obligations to deliver for payment"

    @property
    def other(self) -> Function:
        """The function that depends on this one, or that this one depends on."""
        return Function.SALES if self is Function.MARKETING else Function.MARKETING


@dataclass(frozen=True, slots=True)
class Effort:
    """Hours one piece of work takes, as the owner knows it; None where the history has to say.

    A lead costs marketing the hours to win it and sales the hours to follow it up; a deal costs
    sales further hours until it is won or lost.
    """

    marketing_hours_per_lead: float | None = None
    sales_hours_per_lead: float | None = None
    sales_hours_per_deal: float | None = None


# A mail in a CRM is one seller writing to one prospect; mail to many is a mailing or a newsletter.
BUILT_IN_ACTIVITIES: Mapping[str, Function] = dict.fromkeys(
    (
        "call", "phone call", "meeting", "demo", "proposal", "quote", "offer", "negotiation",
        "visit", "follow-up", "email", "e-mail",
    ),
    Function.SALES,
) | dict.fromkeys(
    (
        "post", "mailing", "newsletter", "fair", "trade fair", "webinar", "ad", "advert", "content",
        "blog", "campaign", "email campaign", "landing page", "event", "press",
    ),
    Function.MARKETING,
)  # fmt: skip


def function_of_activity(kind: str, own: Mapping[str, Function]) -> Function | None:
    """The function that does activities of this kind; None when the words do not say.

    The company's `own` kinds come before the built-in ones, and the whole phrase before its
    words. Words that point both ways are no answer.

    >>> function_of_activity("Outbound calls", {})
    <Function.SALES: 'sales'>
    >>> function_of_activity("demo webinar", {}) is None
    True
    >>> function_of_activity("Demo webinar", {"demo webinar": Function.MARKETING})
    <Function.MARKETING: 'marketing'>
    """
    kinds = dict(BUILT_IN_ACTIVITIES) | {fold(name): function for name, function in own.items()}
    phrase = fold(kind.replace("_", " "))
    if phrase in kinds:
        return kinds[phrase]
    words = {form for word in phrase.split() for form in (word, word.removesuffix("s"))}
    found = {kinds[word] for word in words if word in kinds}
    return found.pop() if len(found) == 1 else None
