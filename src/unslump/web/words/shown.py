"""Days, money and numbers as the reader's locale writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent

__all__ = ["Shown", "locale_of"]

_DEFAULT = "en_GB"


def locale_of(accepted: str) -> str:
    """The first locale of an Accept-Language header that Babel knows; British English without one.

    >>> locale_of("de-CH,de;q=0.9"), locale_of("xx"), locale_of("")
    ('de_CH', 'en_GB', 'en_GB')
    """
    for part in accepted[:200].split(",")[:8]:
        tag = part.split(";")[0].strip().replace("-", "_")
        if not tag or tag == "*":
            continue
        try:
            found = Locale.parse(tag)
        except (UnknownLocaleError, ValueError):
            continue
        return _DEFAULT if str(found) == "en" else str(found)
    return _DEFAULT


class Shown:
    """Formats for one locale."""

    def __init__(self, locale: str) -> None:
        self.locale = locale

    def day(self, when: date | None) -> str:
        """A day in full, as 31 March 2026."""
        return "–" if when is None else format_date(when, "long", locale=self.locale)

    def moment(self, when: datetime | None) -> str:
        """A day with its time, UTC."""
        return "–" if when is None else format_datetime(when, "medium", locale=self.locale)

    def money(self, amount: float | None, currency: str) -> str:
        """Whole units of a currency."""
        if amount is None:
            return "–"
        if len(currency) != 3:
            return self.number(amount)
        return format_currency(
            round(amount), currency, format="#,##0 ¤¤", locale=self.locale, currency_digits=False
        )

    def exact(self, cents: int | None, currency: str) -> str:
        """Cents of an order, exact: both decimals, so that amounts stand below each other."""
        if cents is None:
            return "–"
        amount, known = Decimal(cents) / 100, len(currency) == 3
        if not known:
            return format_decimal(amount, format="#,##0.00", locale=self.locale)
        return format_currency(
            amount, currency, format="#,##0.00 ¤¤", locale=self.locale, currency_digits=False
        )

    def number(self, value: float | None) -> str:
        """A count: whole from ten up, one decimal below."""
        if value is None:
            return "–"
        whole = abs(value) >= 10 or value == round(value)
        return format_decimal(round(value) if whole else round(value, 1), locale=self.locale)

    def share(self, value: float | None) -> str:
        """A share of 1 as whole percent."""
        return "–" if value is None else format_percent(round(value, 2), locale=self.locale)

    def quantity(self, value: float | None, measure: str, currency: str) -> str:
        """An amount in a goal's measure."""
        return self.number(value) if measure == "deals" else self.money(value, currency)
