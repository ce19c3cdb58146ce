"""What an amount says: its decimal mark, decided from all values of a column, and its currency.

`1.234,56` and `12.5` say which mark is the decimal one; `1.234` does not. A column in which no
value says it is an error that shows both readings. Spaces and apostrophes group thousands.
"""

# ruff: noqa: S608  names are made here or quoted, texts go through `literal`

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from unslump.errors import ImportFailed
from unslump.history.importing.engine import literal
from unslump.history.importing.reading import Workbench
from unslump.history.importing.values import Read, present

__all__ = ["SYMBOLS", "Decimal", "Marks", "read_numbers", "settle_decimal"]

Decimal = Literal[".", ","]

# Signs that mean one currency. $, ¥ and kr mean several: the company's own decides.
_SIGNS = """
    €=EUR £=GBP R$=BRL US$=USD A$=AUD C$=CAD CA$=CAD NZ$=NZD HK$=HKD S$=SGD MX$=MXN ₹=INR ₽=RUB ₺=TRY ₩=KRW
    ₪=ILS ₴=UAH zł=PLN Kč=CZK Ft=HUF ₫=VND ฿=THB ₱=PHP Fr.=CHF SFr.=CHF
"""
SYMBOLS: dict[str, str] = dict(pair.split("=") for pair in _SIGNS.split())
_UNCERTAIN = ("$", "¥", "kr", "kr.")

_MARK = "|".join(
    sign.replace("$", "\\$").replace(".", "\\.")
    for sign in sorted((*SYMBOLS, *_UNCERTAIN), key=len, reverse=True)
)
_MARK = f"(?:{_MARK}|[A-Z]{{3}})"
_SPACE = r"[ \x{00a0}\x{202f}\x{2009}]"
_GROUPS = r"[ \x{00a0}\x{202f}\x{2009}\x{2019}']"
_SIGN = r"[-+\x{2212}]"
_AMOUNT = (
    rf"^\(?{_SPACE}*(?:({_MARK}){_SPACE}*{_SIGN}?|{_SIGN}?{_SPACE}*({_MARK})?){_SPACE}*"
    rf"(\d(?:[\d.,'\x{{2019}}]|{_SPACE})*|[.,]\d+){_SPACE}*({_MARK})?{_SPACE}*-?\)?$"
)
_NEGATIVE = r"^[^\d]*[-(\x{2212}]|[^.,]-\)?$"  # but 5.- is a price without cents
_POINT = r"(?:\d+|[1-9]\d{0,2}(?:,\d{2,3})*,\d{3})?(?:\.\d*)?"
_COMMA = r"(?:\d+|[1-9]\d{0,2}(?:\.\d{2,3})*\.\d{3})?(?:,\d*)?"


@dataclass(frozen=True, slots=True)
class Marks:
    """How the numbers of a column are written: counts, with an example (row, text) of each."""

    header: str
    point: int = 0  # can only be read with a decimal point
    comma: int = 0  # can only be read with a decimal comma
    either: int = 0  # read both ways, as different numbers
    point_example: tuple[int, str] | None = None
    comma_example: tuple[int, str] | None = None
    either_example: tuple[int, str] | None = None


def read_numbers(
    bench: Workbench,
    raw: str,
    columns: Sequence[tuple[int, str]],
    decimal: Decimal | None,
    name: str,
    first: int,
    numeric: frozenset[int] = frozenset(),
) -> dict[int, Read]:
    """SQL that turns each of the text columns (position, header) of `raw` into a DOUBLE.

    A text that is no number becomes NULL. `numeric` are columns whose decimal mark is known to be
    a point. Raises ImportFailed when the decimal mark cannot be known and `decimal` is not given.
    """
    reads = {}
    for at, header in columns:
        if at in numeric or (decimal != "," and _is_plain(bench, raw, at, decimal)):
            reads[at] = Read(f"TRY_CAST(c{at} AS DOUBLE)", f"c{at}")
            continue
        mark = settle_decimal(name, _marks(bench, raw, at, header, first), decimal)
        reads[at] = _written(at, mark)
    return reads


def settle_decimal(name: str, marks: Marks, decimal: Decimal | None) -> Decimal:
    """The decimal mark of a column.

    >>> settle_decimal("x.csv", Marks("amount", comma=2, either=5), None)
    ','
    """
    if decimal:
        return decimal
    hint = 'Say which is right: --decimal .  or  --decimal ,  (in a mapping file: decimal: ",").'
    if marks.point and marks.comma:
        point, comma = marks.point_example or (0, ""), marks.comma_example or (0, "")
        raise ImportFailed(
            f"{name}, column {marks.header!r}: row {point[0]} holds {point[1]!r}, with a decimal point,"
            f" and row {comma[0]} holds {comma[1]!r}, with a decimal comma.",
            hint=f"{hint} The rows that do not fit are then rejected.",
        )
    if marks.either and not marks.point and not marks.comma:
        row, text = marks.either_example or (0, "")
        raise ImportFailed(
            f"{name}, row {row}, column {marks.header!r}: {text!r} reads as {_as(text, ',')} (decimal comma)"
            f" or as {_as(text, '.')} (decimal point); no amount in the column settles it.",
            hint=hint,
        )
    return "," if marks.comma else "."


def _as(text: str, decimal: Decimal) -> str:
    kept = "".join(letter for letter in text if letter.isdigit() or letter in ".,")
    thousands = "," if decimal == "." else "."
    number = float(kept.replace(thousands, "").replace(decimal, "."))
    return f"{number:,.3f}".rstrip("0").rstrip(".")


def _is_plain(bench: Workbench, raw: str, at: int, decimal: Decimal | None) -> bool:
    """Whether every value is a bare number whose decimal point cannot be a thousands mark.

    One value with a point that is not followed by exactly three digits settles it for all.
    """
    count, castable, pointed, settled = bench.connection.execute(
        f"""
        SELECT count(c{at}), count(TRY_CAST(c{at} AS DOUBLE)), count(*) FILTER (contains(c{at}, '.')),
               count(*) FILTER (contains(c{at}, '.') AND (c{at}[-4] <> '.' OR position('.' IN c{at}) > 4))
        FROM {raw}
        """
    ).fetchone() or (0, 0, 0, 0)
    return bool(count == castable and (decimal == "." or pointed == 0 or settled > 0))


def _written(at: int, mark: Decimal) -> Read:
    """The expressions for a column with signs, groups or a decimal comma."""
    text = present(f"c{at}")
    number, negative = _number(text), f"regexp_matches({text}, {literal(_NEGATIVE)})"
    allowed, group = (_POINT, ",") if mark == "." else (_COMMA, ".")
    bare = f"replace({number}, {literal(group)}, '')"
    if mark == ",":
        bare = f"replace({bare}, ',', '.')"
    value = (
        f"CASE WHEN regexp_full_match({number}, {literal(allowed)})"
        f" THEN TRY_CAST({bare} AS DOUBLE) * CASE WHEN {negative} THEN -1 ELSE 1 END"
        f" WHEN regexp_full_match({text}, '[-+]?(?i:nan|inf|infinity|\\d+(\\.\\d+)?e[-+]?\\d+)')"
        f" THEN TRY_CAST({text} AS DOUBLE) END"
    )
    return Read(value, text, _currency(text))


def _number(text: str) -> str:
    """The digits and separators of an amount, without groups of spaces and apostrophes."""
    grouped = f"regexp_extract({text}, {literal(_AMOUNT)}, 3)"
    return f"nullif(regexp_replace({grouped}, {literal(_GROUPS)}, '', 'g'), '')"


def _currency(text: str) -> str:
    marks = [f"nullif(regexp_extract({text}, {literal(_AMOUNT)}, {group}), '')" for group in (1, 2, 4)]
    return f"coalesce({', '.join(marks)})"


def _marks(bench: Workbench, raw: str, at: int, header: str, first: int) -> Marks:
    """How many values read with a point only, with a comma only, or both ways and differently."""
    number = _number(present(f"c{at}"))
    as_point = "TRY_CAST(replace(number, ',', '') AS DOUBLE)"
    as_comma = "TRY_CAST(replace(replace(number, '.', ''), ',', '.') AS DOUBLE)"
    row = (
        bench.connection.execute(
            f"""
        WITH numbers AS (SELECT rowid + {first} AS line, c{at} AS text, {number} AS number FROM {raw}),
        fits AS (
            SELECT line, text, number, regexp_full_match(number, {literal(_POINT)}) AS p,
                   regexp_full_match(number, {literal(_COMMA)}) AS c,
                   {as_point} IS DISTINCT FROM {as_comma} AS differs FROM numbers WHERE number IS NOT NULL
        ),
        judged AS (
            SELECT line, text, p AND NOT c AS p, c AND NOT p AS c, p AND c AND differs AS e FROM fits
        )
        SELECT count(*) FILTER (p), count(*) FILTER (c), count(*) FILTER (e),
               min(line) FILTER (p), arg_min(text, line) FILTER (p),
               min(line) FILTER (c), arg_min(text, line) FILTER (c),
               min(line) FILTER (e), arg_min(text, line) FILTER (e)
        FROM judged
        """
        ).fetchone()
        or (0,) * 9
    )
    return Marks(
        header,
        row[0],
        row[1],
        row[2],
        (row[3], row[4]) if row[0] else None,
        (row[5], row[6]) if row[1] else None,
        (row[7], row[8]) if row[2] else None,
    )
