"""Figures in a text, shown as shares: no amount of money, count or hours leaves as it is.

Two figures that a sentence compares become shares of the one that was usual ("19 leads instead of 38" → "50
% leads instead of 100 %"). One that stands alone becomes a share of the story's whole, where that is known
("cost 160,000 EUR" → "cost 34 % of the bookings to be expected"), else a word ("some"). Percentages stay;
"2.3 times" becomes 230 %. At the end no digit is left but in a percentage.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from unslump.stories.sharing.name_words import folded
from unslump.stories.sharing.number_words import NUMBER_WORDS, value_of
from unslump.stories.sharing.plain_words import NEVER, plain_words
from unslump.stories.sharing.spans import Span, apart, free_of
from unslump.stories.story import Whole

__all__ = ["PERCENTAGE", "figures"]

_NUMBER = r"\d{1,3}(?:[ \u00a0\u202f'’.,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_SCALE = r"(?:\s?(?:k|tsd|mio|mn|m|bn|mrd|thousand|millionen|million|billion)\b(?:\.(?=\s?\w))?)?"
_SYMBOLS = "€$£¥₹₽₺₩"
_CODES = (
    "EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|ISK|JPY|CNY|INR|BRL|MXN|CAD|AUD|NZD|ZAR|TRY|ILS|AED|UAH|RUB|"
    "SGD|HKD|KRW|THB|Kč|zł|Ft|kr"
)
_MONEY_WORDS = (
    "euros?|cents?|dollars?|pounds?|pence|francs?|franken|crowns?|kronor|kroner|kronen|zloty|złoty|forints?|"
    "lei|leva|quid|bucks|grand"
)
_THINGS = (
    "leads?|deals?|orders?|customers?|clients?|prospects?|enquiries|inquiries|enquiry|inquiry|requests?|offers?|"
    "quotes?|quotations?|proposals?|calls?|visits?|appointments?|meetings?|demos?|pilots?|trials?|contracts?|"
    "invoices?|sales|wins|visitors|clicks|e?-?mails|letters|hours?|people|persons?|employees|staff|sellers?|"
    "colleagues|salespeople|salesmen|fitters|engineers|firms?|companies|shops?|branches|stores|anfragen?|aufträge|"
    "kunden|stunden|mitarbeiter|leute|angebote?|verträge|besuche"
)
_PERCENT = r"(?:%|percent\b|per cent\b|prozent\b|pour cent\b|percentage points?\b)"
PERCENTAGE = rf"[-−+–]?(?:{_NUMBER})(?:\s?(?:-|–|to)\s?(?:{_NUMBER}))?\s?{_PERCENT}"
_TIMES = (
    rf"(?:(?:{_NUMBER})\s?(?:times\b|-?fold\b|[x×](?![\w]))|×\s?(?:{_NUMBER})|"
    r"(?<!\w)x\s?\d{1,2}(?:[.,]\d)?(?!\w))"
)
_FRACTION = r"(?<![\w/])(\d{1,2})/(\d{1,2})(?![\w/])"
_ONE_IN = r"\b(\d{1,2})\s(?:in|out of)\s(\d{1,3})\b(?![.,]?\d)"
_FIGURE = re.compile(
    rf"(?P<code>(?:[{_SYMBOLS}]|\b(?:{_CODES})(?=\s?\d))\s?)?(?P<low>{_NUMBER})(?:\s?[-–]\s?(?P<high>{_NUMBER}))?"
    rf"(?P<scale>{_SCALE})(?P<unit>\s?(?:[{_SYMBOLS}]|(?:{_CODES})\b|(?:{_MONEY_WORDS})\b)|)"
    rf"(?=(?P<thing>(?:\s+[^\W\d]+){{0,2}}?\s+(?:{_THINGS})\b)?)",
    re.IGNORECASE,
)
_SPELLED = re.compile(
    rf"(?P<words>{NUMBER_WORDS})(?P<unit>\s(?:{_CODES}|{_MONEY_WORDS})\b)?(?=(?P<thing>(?:\s+[^\W\d]+)?\s+(?:{_THINGS})\b)?)",
    re.IGNORECASE,
)
_ALWAYS = re.compile(r"\b24/7\b")
_GLUED = re.compile(r"(?:[^\W_]+[-–./])*[^\W_]*\d[^\W_]*(?:[-–./][^\W_]*\d[^\W_]*)*")
_STAYS = re.compile(r"b2b|b2c|b2g", re.IGNORECASE)
_TO_SECOND = re.compile(
    r"\b(?:instead of|where|against|rather than|compared (?:with|to)|out of|of|before|statt|von)\b",
    re.IGNORECASE,
)
_TO_FIRST = re.compile(r"→|->|=>|\b(?:to|auf|and now|then|now)\b", re.IGNORECASE)
_ROUGHLY = re.compile(
    r"\b(?:about|around|some|almost|nearly|roughly|approximately|(?:a\s+)?few|several|a\s+couple\s+of|etwa|rund|ungefähr|"
    r"knapp|fast|mehrere|einige|ein\s+paar)\s+$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?P<before>\b(?:the|our|a|an)\s)?(?<=[\w,;] )([A-Z][^\W_]*(?:-[^\W_]+)*)\s$"
)  # a word in capitals inside a sentence
_SHARE_AFTER = re.compile(
    rf"(?:\s+(?:to|or|and|bis|oder)\s+{NUMBER_WORDS})?[\s-]*(?:{_PERCENT}|times\b|fold\b|mal\b)",
    re.IGNORECASE,
)
_SHARE_BEFORE = re.compile(rf"{NUMBER_WORDS}\s+(?:in|out\s+of|von)\s+$", re.IGNORECASE)
_DOZEN = re.compile(r"dozen|dutzend|hund(?:red|ert)|t(?:hous|aus)and|tausend|milli", re.IGNORECASE)
_MANY_IN_WORDS = 13  # from which on a number in words is a figure whatever it counts
_FAR = 60  # letters between two figures that are compared
_MANY = 5.0
_OF_BOOKINGS = " of the bookings to be expected"
_CURRENCY = {"€": "EUR", "£": "GBP", "$": "USD", "euro": "EUR", "euros": "EUR", "pound": "GBP",
             "pounds": "GBP", "dollar": "USD", "dollars": "USD", "zł": "PLN", "kč": "CZK"}  # fmt: skip


@dataclass(frozen=True)
class _Figure:
    start: int  # of what is replaced
    end: int
    value: float
    money: str  # its currency; "?" for one that has no code here, "" for no money
    thing: str
    after: str


def figures(text: str, wholes: Sequence[Whole] = (), taken: Sequence[Span] = ()) -> list[Span]:
    """Every figure of the text and what stands instead; places that are `taken` are left alone.

    >>> [span.instead for span in figures("19 leads instead of 38; 12 of 40 deals; it cost 5,000 EUR")]
    ['50 %', '100 %', '30 %', '100 %', 'an amount']
    """
    stay = [Span(match.start(), match.end()) for match in re.finditer(PERCENTAGE, text, re.IGNORECASE)]
    ratios = free_of(_ratios(text), [*taken, *stay])
    busy = [*taken, *stay, *ratios]
    found = _numbers(text, busy)
    shares = _compared(text, found)
    spans = [
        _span(
            text,
            figure,
            shares.get(figure) or _alone(figure, wholes),
            [*busy, *(Span(one.start, one.end) for one in found if one is not figure)],
        )
        for figure in found
    ]
    busy += spans
    rest = [
        Span(match.start(), match.end(), "some", "a number")
        for match in _GLUED.finditer(_without(text, busy))
        if not _STAYS.fullmatch(match[0])
    ]
    return apart([*ratios, *spans, *rest])


def _without(text: str, busy: Sequence[Span]) -> str:
    """The text with blanks where it is taken."""
    for span in busy:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _ratios(text: str) -> list[Span]:
    times = [
        Span(match.start(), match.end(), _percent(_value(re.sub(r"[^\d.,]", "", match[0]))), "a ratio")
        for match in re.finditer(_TIMES, text, re.IGNORECASE)
    ]
    parts = [
        Span(match.start(), match.end(), _percent(int(match[1]) / int(match[2])), "a ratio")
        for match in re.finditer(_FRACTION, text)
        if 0 < int(match[1]) < int(match[2]) <= 12
    ]
    parts += [
        Span(match.start(), match.end(), _percent(int(match[1]) / int(match[2])), "a ratio")
        for match in re.finditer(_ONE_IN, text)
        if 0 < int(match[1]) < int(match[2]) <= 100
    ]
    always = [Span(match.start(), match.end(), "all the time", "a time") for match in _ALWAYS.finditer(text)]
    return apart([*times, *parts, *always])


def _numbers(text: str, busy: Sequence[Span]) -> list[_Figure]:
    """Figures written in digits or in words, in order."""
    found: list[_Figure] = []
    taken = list(busy)
    for match in _FIGURE.finditer(text):
        start, end = match.start(), match.end("unit")
        if _inside_word(text, match.start("low"), match.end("scale")):
            continue
        low, high = _value(match["low"]), _value(match["high"] or match["low"])
        money = _currency(match["code"] or match["unit"])
        figure = _Figure(start, end, (low + high) / 2 * _scale(match["scale"]), money,
                         _last_word(match["thing"]), text[end : end + 40])  # fmt: skip
        if free_of([Span(start, end)], taken):
            found.append(figure)
            taken.append(Span(start, end))
    for match in _SPELLED.finditer(text):
        if (value := value_of(match["words"])) < 2 or not _counts(match, value, text):
            continue
        start, end = match.start(), match.end("unit") if match["unit"] else match.end("words")
        figure = _Figure(
            start, end, value, _currency(match["unit"]), _last_word(match["thing"]), text[end : end + 40]
        )
        if free_of([Span(start, end)], taken):
            found.append(figure)
            taken.append(Span(start, end))
    return sorted(found, key=lambda figure: figure.start)


def _counts(match: re.Match[str], value: float, text: str) -> bool:
    """Whether a number in words is a figure: "two hats" and "forty per cent" are none."""
    if _SHARE_AFTER.match(text, match.end("words")) or _SHARE_BEFORE.search(text[: match.start()]):
        return False
    if match["unit"] or match["thing"]:
        return True
    if match["words"].casefold() == "score":
        return False
    return value >= _MANY_IN_WORDS or bool(
        _ROUGHLY.search(text[: match.start()]) or _DOZEN.search(match["words"])
    )


def _span(text: str, figure: _Figure, instead: str, taken: Sequence[Span]) -> Span:
    """What is replaced, with the words before that no longer fit."""
    start = figure.start
    if instead not in ("some", "an amount"):
        return Span(start, figure.end, instead, _why(figure))
    if rough := _ROUGHLY.search(text[:start]):
        start = rough.start()
    elif (
        instead == "some"
        and not figure.thing
        and (named := _NAMED.search(text[:start]))
        and folded(named[2]) not in plain_words() | NEVER
    ):
        start, instead = named.start(2), "product" if named["before"] else "a product"
    if instead == "some" and re.match(r"-[^\W\d]", text[figure.end :]):
        start, instead = figure.start, "a many" if text[start : start + 2].casefold() == "a " else "many"
    if not free_of([Span(start, figure.end)], taken):
        start, instead = figure.start, "some" if "product" in instead else instead
    return Span(start, figure.end, instead, _why(figure))


def _compared(text: str, found: Sequence[_Figure]) -> dict[_Figure, str]:
    """Figure → its share, of those that a sentence compares with their neighbour."""
    shares: dict[_Figure, str] = {}
    for one, other in pairwise(found):
        between = text[one.end : other.start]
        if one in shares or len(between) > _FAR or re.search(r"[.;!?](?:\s|$)|\n\n", between):
            continue
        if (one.money and not other.money and other.thing) or (other.money and one.thing and not one.money):
            continue
        if one.thing and other.thing and one.thing[:4] != other.thing[:4]:
            continue
        second, first = _TO_SECOND.search(between), _TO_FIRST.search(between)
        base = other.value if second else one.value if first else 0.0
        if base > 0:
            shares[one], shares[other] = (_percent(figure.value / base) for figure in (one, other))
    return shares


def _alone(figure: _Figure, wholes: Sequence[Whole]) -> str:
    weekly = re.match(
        r"\s*(?:\w+\s+){0,2}(?:a|per|each|every|/|pro)\s?(?:week|woche)\b", figure.after, re.IGNORECASE
    )
    for whole in wholes:
        if figure.money == whole.unit and 0 < figure.value <= _MANY * whole.amount and not weekly:
            said = "" if re.match(r"\s+of\s+(?:the\s+)?bookings\b", figure.after) else _OF_BOOKINGS
            return f"{_percent(figure.value / whole.amount)}{said}"
        same = figure.thing and whole.unit[:4].casefold() == figure.thing[:4].casefold()
        if not figure.money and same and weekly and 0 < figure.value <= _MANY * whole.amount:
            return f"{_percent(figure.value / whole.amount)} of the usual"
    return "an amount" if figure.money else "some"


def _percent(share: float) -> str:
    """As a share without false digits.

    >>> _percent(0.3333), _percent(0.004), _percent(2.31)
    ('33 %', 'under 1 %', '231 %')
    """
    return "under 1 %" if 0 < share < 0.005 else f"{100 * share:.0f} %"


def _why(figure: _Figure) -> str:
    return "an amount of money" if figure.money else "a count"


def _value(digits: str) -> float:
    """The number, whichever mark its thousands and decimals have.

    >>> _value("1,203"), _value("8.7"), _value("1.203,50"), _value("12 500")
    (1203.0, 8.7, 1203.5, 12500.0)
    """
    plain = re.sub(r"[ \u00a0\u202f'’]", "", digits)
    marks = re.findall(r"[.,]", plain)
    if len(set(marks)) == 2:
        last = max(plain.rfind("."), plain.rfind(","))
        whole, part = plain[:last], plain[last + 1 :]
        return float(re.sub(r"[.,]", "", whole) + f".{part}")
    if len(marks) > 1 or re.fullmatch(r"\d{1,3}[.,]\d{3}", plain):
        return float(re.sub(r"[.,]", "", plain))
    return float(plain.replace(",", ".") or 0)


def _currency(words: str | None) -> str:
    word = (words or "").strip()
    if not word:
        return ""
    return word.upper() if re.fullmatch("[A-Za-z]{3}", word) else _CURRENCY.get(word.casefold(), "?")


def _scale(words: str) -> float:
    word = words.strip().rstrip(".").casefold()
    if word in ("k", "tsd", "thousand"):
        return 1e3
    if word in ("m", "mn", "mio", "million", "millionen"):
        return 1e6
    return 1e9 if word else 1.0


def _last_word(words: str | None) -> str:
    return (words or "").split()[-1].casefold() if words else ""


def _inside_word(text: str, start: int, end: int) -> bool:
    """Whether letters touch the figure: "A-17", "X200" and "B2B" are no amounts."""
    before, after = text[max(start - 1, 0) : start], text[end : end + 1]
    return (
        before.isalpha()
        or after.isalpha()
        or (before == "-" and text[max(start - 2, 0) : start - 1].isalnum())
    )
