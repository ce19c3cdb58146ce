"""What a budget in a CRM's free field means: the most a prospect would pay, or nothing that can be told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unslump.business.amounts import reads_two_ways, without_separators
from unslump.errors import QuestionError

if TYPE_CHECKING:
    from unslump.business.company import Company

__all__ = ["budget_of"]

_NUMBER = re.compile(r"(?<![\w.,])-?\d[\d.,'\u00a0\u202f]*(?:\s\d{3}(?!\d))*\s*(?:k|K|tsd|Tsd)?(?![\w])")
_SIGNS = {"€": "EUR", "£": "GBP", "US$": "USD"}
_CODE = re.compile(r"\b[A-Z]{3}\b")
_LONGEST = 200


def budget_of(text: str | None, company: Company | None) -> float | None:
    """The most the prospect would pay, in the company's currency; None when it does not say.

    Of two amounts the larger counts. Three digits after a single dot are thousands: nobody budgets in
    tenths of a cent. A currency without a rate says nothing.

    >>> texts = ("8000", "EUR 8,000", "6.000 - 8.000 €", "about 10k", "to be discussed")
    >>> [budget_of(text, None) for text in texts]
    [8000.0, 8000.0, 8000.0, 10000.0, None]
    """
    if not text or len(text) > _LONGEST:
        return None
    amounts = [amount for found in _NUMBER.findall(text) if (amount := _amount(found)) is not None]
    if not amounts or min(amounts) < 0 or max(amounts) == 0:
        return None
    code = next((code for sign, code in _SIGNS.items() if sign in text), None)
    code = code or next((found for found in _CODE.findall(text) if found not in ("MAX", "MIN", "TSD")), None)
    if code and company:
        try:
            return company.to_currency(max(amounts), code)
        except QuestionError:
            return None
    return max(amounts)


def _amount(found: str) -> float | None:
    bare = re.sub(r"[\s'\u00a0\u202f]", "", found)
    thousand = re.search(r"(?:k|tsd)$", bare, flags=re.IGNORECASE)
    bare = re.sub(r"(?:k|tsd)$", "", bare, flags=re.IGNORECASE).rstrip(".,")
    if reads_two_ways(bare):
        bare = bare.replace(".", "")
    plain = without_separators(bare) or bare
    try:
        return float(plain) * (1000.0 if thousand else 1.0)
    except ValueError:
        return None
