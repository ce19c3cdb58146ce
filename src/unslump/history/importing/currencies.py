"""Which currency an amount is in, and what it is worth in the company's own."""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from unslump.errors import ImportFailed
from unslump.history.importing.engine import literal
from unslump.history.importing.money import SYMBOLS
from unslump.history.importing.reading import Workbench
from unslump.history.importing.recipe import Recipe
from unslump.history.importing.values import Read

__all__ = ["Business", "Rates", "amounts"]

_FAMILIES = {
    "$": ("USD", "CAD", "AUD", "NZD", "MXN", "SGD", "HKD", "TWD", "CLP", "COP", "ARS"),
    "¥": ("JPY", "CNY"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "kr.": ("DKK", "SEK", "NOK", "ISK"),
}
_ALONE = {"$": "USD", "¥": "JPY"}  # what the sign means when the company's own currency is another
_NAMES = {"euro": "EUR", "euros": "EUR", "us dollar": "USD", "us dollars": "USD", "u.s. dollar": "USD",
          "dollar": "USD", "pound": "GBP", "pound sterling": "GBP", "british pound": "GBP",
          "british pound sterling": "GBP", "swiss franc": "CHF", "brazilian real": "BRL",
          "japanese yen": "JPY", "canadian dollar": "CAD", "australian dollar": "AUD"}  # fmt: skip
_MOST = 200


class Business(Protocol):
    """What an import needs to know about the company: see `business.company.Company`."""

    @property
    def currency(self) -> str:
        """The ISO code of the company's own currency."""

    @property
    def rates(self) -> Mapping[str, float]:
        """What one unit of another currency is worth in the company's own."""

    def to_currency(self, amount: float, currency: str) -> float:
        """`amount` of another currency in the company's own."""


@dataclass(frozen=True, slots=True)
class Rates:
    """The company's currency and rates, and the currency of amounts that do not say theirs."""

    company: Business | None = None
    given: str | None = None
    seen: set[str] = field(default_factory=set)

    @property
    def own(self) -> str | None:
        """The company's own currency."""
        return self.company.currency if self.company else None

    def code(self, text: str) -> str | None:
        """The ISO code a sign, code or name stands for; None when it stands for none.

        >>> Rates(given="SEK").code("€"), Rates().code("usd"), Rates().code("kr")
        ('EUR', 'USD', None)
        """
        sign = text.strip()
        if sign in SYMBOLS:
            return SYMBOLS[sign]
        if sign in _FAMILIES:
            family = _FAMILIES[sign]
            own = next((code for code in (self.given, self.own) if code in family), None)
            return own or _ALONE.get(sign)
        if len(sign) == 3 and sign.isascii() and sign.isalpha():
            return sign.upper()
        return _NAMES.get(sign.casefold())

    def factor(self, code: str) -> float | None:
        """What one unit is worth in the company's currency; None when no rate is known."""
        if self.company is None or code == self.company.currency:
            return 1.0
        return self.company.to_currency(1.0, code) if code in self.company.rates else None


def amounts(
    bench: Workbench, recipe: Recipe, raw: str, reads: Mapping[int, Read], rates: Rates
) -> tuple[dict[str, str], list[str]]:
    """SQL for `amount`, `amount_given` and `currency`, and what is worth saying.

    Raises ImportFailed when a currency has no rate, or several meet and no company says a rate.
    """
    pick, rates = recipe.picks["amount"], replace(rates, given=recipe.settings.currency)
    given = _coalesce([f"v{at}" for at in pick.positions])
    stated = [f"c{at}" for at in recipe.picks["currency"].positions] if "currency" in recipe.picks else []
    marks = [mark for at in pick.positions if (mark := reads[at].mark)]
    default = rates.given or recipe.constants.get("currency") or rates.own
    text = _coalesce([*stated, *marks, literal(default) if default else "NULL"])
    if not stated and not marks:
        known = {default: default} if default else {}
    else:
        known = _known(bench, recipe, raw, list(pick.positions), text, rates)
    codes = sorted({code for code in known.values() if code})
    _check(recipe, codes, rates)
    factors = {text_: rates.factor(code) for text_, code in known.items()}
    code_sql = _cases(text, {key: literal(code) for key, code in known.items()}) if known else "NULL"
    worth = {key: str(factor) for key, factor in factors.items() if factor != 1.0}
    amount = f"{given} * {_cases(text, worth, '1')}" if worth else given
    notes = [f"amounts in {', '.join(codes)}, turned into {rates.own}"] if worth else []
    if not codes and not default:
        notes.append("nothing says which currency the amounts are in")
    currency = f"CASE WHEN {given} IS NOT NULL THEN {code_sql} END"
    return {"amount": amount, "amount_given": given, "currency": f"CAST({currency} AS VARCHAR)"}, notes


def _known(
    bench: Workbench, recipe: Recipe, raw: str, positions: list[int], text: str, rates: Rates
) -> dict[str, str]:
    """The currencies as written beside amounts, with their ISO code."""
    filled = " OR ".join(f"c{at} IS NOT NULL" for at in positions)
    rows = bench.connection.execute(
        f"SELECT DISTINCT {text} AS text FROM {raw} WHERE {filled} ORDER BY text LIMIT {_MOST}"
    ).fetchall()
    known = {row[0]: rates.code(row[0]) for row in rows if row[0] is not None}
    unknown = [text for text, code in known.items() if code is None]
    if unknown:
        raise ImportFailed(
            f"{recipe.sheet.name}: {', '.join(unknown[:5])} is not a currency that can be told for certain.",
            hint="Write its ISO code (EUR, USD, SEK …) in the file, or say it with --currency.",
        )
    return {text: code for text, code in known.items() if code}


def _check(recipe: Recipe, codes: list[str], rates: Rates) -> None:
    if rates.company is None:
        together = {*rates.seen, *codes}
        if len(together) > 1:
            raise ImportFailed(
                f"{recipe.sheet.name}: amounts come in {' and '.join(sorted(together))}, and there is no"
                " company.yaml that says what they are worth.",
                hint="Make one (unslump init) with  currency: EUR  and  rates: {USD: 0.92}",
            )
        rates.seen.update(codes)
        return
    missing = [code for code in codes if rates.factor(code) is None]
    if missing:
        lines = ", ".join(f"{code}: …" for code in missing)
        raise ImportFailed(
            f"{recipe.sheet.name}: amounts come in {', '.join(missing)}, and company.yaml has no rate for"
            f" {'it' if len(missing) == 1 else 'them'}.",
            hint=f"Add what one unit is worth in {rates.own}:  rates: {{{lines}}}",
        )


def _coalesce(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"


def _cases(text: str, values: Mapping[str, str], otherwise: str = "NULL") -> str:
    if not values:
        return otherwise
    cases = " ".join(f"WHEN {literal(key)} THEN {value}" for key, value in values.items())
    return f"CASE {text} {cases} ELSE {otherwise} END"
