"""Numbers and days as people write them: the same everywhere, whatever the machine's locale.

Three rules. Money carries its currency and thousands separators. A percentage carries no false
digits. A range is rounded to about a hundredth of its own width, because more would be noise.
What is not finite reads "not known"; nothing here raises.
"""

from __future__ import annotations

import math
from datetime import date

__all__ = [
    "about",
    "approximately",
    "chance",
    "count",
    "day",
    "missing",
    "money",
    "month",
    "number",
    "percent",
    "percent_span",
    "quantity",
    "quantity_span",
    "span",
    "things",
]

NOT_KNOWN = "not known"
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def number(value: float) -> str:
    """A count or amount: whole from ten up, one decimal below ten where it is not whole.

    >>> number(1203), number(41.3), number(3.44), number(0.02), number(0.0)
    ('1,203', '41', '3.4', 'under 0.1', '0')
    """
    if not math.isfinite(value):
        return NOT_KNOWN
    if 0 < value < 0.05:
        return "under 0.1"
    tenths = round(value, 1)
    if abs(tenths) < 10 and tenths != round(tenths):
        return f"{tenths:.1f}"
    return _whole(value)


def count(n: float, singular: str, plural: str) -> str:
    """So many of a thing, expected ones (not whole) included.

    >>> count(1, "deal", "deals"), count(1203, "deal", "deals"), count(3.4, "lead", "leads")
    ('1 deal', '1,203 deals', '3.4 leads')
    """
    shown = number(n)
    return f"{shown} {singular if shown == '1' else plural}"


def things(n: float, singular: str, plural: str) -> str:
    """So many of a thing that comes in whole pieces, however exact the expectation.

    >>> things(1.9, "deal", "deals"), things(0.6, "lead", "leads"), things(0.3, "lead", "leads")
    ('2 deals', '1 lead', 'under 1 lead')
    """
    if not math.isfinite(n):
        return f"{NOT_KNOWN} {plural}"
    if 0 < n < 0.5:
        return f"under 1 {singular}"
    shown = _whole(n)
    return f"{shown} {singular if shown == '1' else plural}"


def missing(have: float, need: float) -> float:
    """How many whole things are missing: the difference of the two numbers as they are shown.

    >>> missing(60.4, 100.6), missing(9.8, 10.2), missing(5, 3)
    (41.0, 0.4, 0.0)
    """
    if need <= have:
        return 0.0
    # Shown alike, and still not the same: under one.
    return float(round(need) - round(have)) or min(round(need - have, 6), 0.4)


def about(words: str) -> str:
    """An amount in words as an estimate; one that says "under" says it already.

    >>> about("3 deals"), about("under 0.1 deals")
    ('about 3 deals', 'under 0.1 deals')
    """
    return words if words.startswith("under ") else f"about {words}"


def money(amount: float, currency: str) -> str:
    """An amount in whole units of its currency; cents only below ten.

    >>> money(82413.27, "EUR"), money(-5000, "USD"), money(2.5, "EUR")
    ('82,413 EUR', '-5,000 USD', '2.50 EUR')
    """
    if not math.isfinite(amount):
        return NOT_KNOWN
    cents = round(amount, 2)
    shown = f"{cents:.2f}" if abs(cents) < 10 and cents != round(cents) else _whole(amount)
    return f"{shown} {currency}".strip()


def percent(p: float) -> str:
    """A share of 1 as whole percent, without false digits at either end.

    >>> percent(0.347), percent(0.004), percent(0.997), percent(0.0), percent(1.0)
    ('35 %', 'under 1 %', 'over 99 %', '0 %', '100 %')
    """
    if not math.isfinite(p):
        return NOT_KNOWN
    if 0 < p < 0.01:
        return "under 1 %"
    if 0.99 < p < 1:
        return "over 99 %"
    return f"{_whole(100 * p)} %"


def percent_span(low: float, high: float) -> str:
    """A range of shares of 1; one decimal where the ends would otherwise read the same.

    >>> percent_span(0.09, 0.151), percent_span(0.011, 0.014), percent_span(0.2, 0.2)
    ('9–15 %', '1.1–1.4 %', '20 %')
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return NOT_KNOWN
    for decimals in (0, 1):
        ends = [f"{100 * end:.{decimals}f}" for end in (low, high)]
        if ends[0] != ends[1]:
            return f"{ends[0]}–{ends[1]} %"
    return percent(low)


def chance(p: float) -> str:
    """A probability as a careful person says it: "about 35 %", "under 1 %", "over 99 %".

    Never rounded up to 50 % or 80 %, so that a chance just short of a verdict's limit does not read
    as if it had reached it; never 0 % or 100 %, because a simulation cannot know that.

    >>> chance(0.35), chance(0.287), chance(0.799), chance(0.0), chance(1.0)
    ('about 35 %', 'about 29 %', 'about 79 %', 'under 1 %', 'over 99 %')
    """
    if not math.isfinite(p):
        return NOT_KNOWN
    if p < 0.01:
        return "under 1 %"
    if p > 0.99:
        return "over 99 %"
    exact = round(100 * p, 6)
    shown = math.floor(exact + 0.5)
    return f"about {shown - 1 if shown in (50, 80) and exact < shown else shown} %"


def day(when: date) -> str:
    """A day that reads one way only.

    >>> day(date(2026, 3, 14))
    '14 March 2026'
    """
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def month(when: date) -> str:
    """The calendar month a day lies in.

    >>> month(date(2026, 3, 1))
    'March 2026'
    """
    return f"{MONTHS[when.month - 1]} {when.year}"


def span(low: float, high: float, unit: str) -> str:
    """A range, both ends rounded to about a hundredth of its width, never finer than whole units.

    >>> span(82413, 139870, "EUR"), span(31.2, 47.8, "deals"), span(5, 5, "deals")
    ('82,000–140,000 EUR', '31–48 deals', '5 deals')
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return NOT_KNOWN
    ends = [_whole(end) for end in _rounded_to_width(low, high)]
    shown = ends[0] if ends[0] == ends[1] else "–".join(ends)
    return f"{shown} {unit}".strip()


def approximately(value: float, low: float, high: float, measure: str, currency: str) -> str:
    """A value within its range, rounded as the range itself is.

    >>> approximately(109412.3, 82413, 139870, "bookings", "EUR")
    '109,000 EUR'
    """
    if not (math.isfinite(low) and math.isfinite(high) and math.isfinite(value)):
        return NOT_KNOWN
    step = _step(low, high)
    return quantity(round(value / step) * step if step > 1 else value, measure, currency)


def quantity(value: float, measure: str, currency: str) -> str:
    """An amount in a goal's measure: deals are counted, every other measure is money.

    >>> quantity(12, "deals", "EUR"), quantity(82000, "bookings", "EUR")
    ('12 deals', '82,000 EUR')
    """
    return count(value, "deal", "deals") if measure == "deals" else money(value, currency)


def quantity_span(low: float, high: float, measure: str, currency: str) -> str:
    """A range in a goal's measure.

    >>> quantity_span(1, 1, "deals", "EUR"), quantity_span(82413, 139870, "paid", "EUR")
    ('1 deal', '82,000–140,000 EUR')
    """
    if measure != "deals":
        return span(low, high, currency)
    shown = span(low, high, "")
    return f"{shown} {'deal' if shown == '1' else 'deals'}"


def _step(low: float, high: float) -> float:
    width = abs(high - low)
    return 1.0 if width < 100 else float(10 ** (math.floor(math.log10(width)) - 1))


def _rounded_to_width(low: float, high: float) -> tuple[float, float]:
    step = _step(low, high)
    return round(low / step) * step, round(high / step) * step


def _whole(value: float) -> str:
    return f"{round(value) + 0:,}"
