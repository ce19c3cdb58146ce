"""Outlooks made up for tests of words and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from unslump.planning.verdict import GoalView
from unslump.slump.outlook_answer import ChangedMonth, OutlookMonth, OutlookResult, PastMonth, Spread
from unslump.slump.outlook_words import sentence_for

AS_OF = date(2026, 6, 30)


def first_of(number: int) -> date:
    """The first day of a month, counted from July 2026."""
    month = 2026 * 12 + 6 + number
    return date(month // 12, month % 12 + 1, 1)


def quarter(middle: float) -> Spread:
    return Spread(
        mean=middle * 1.02, p10=middle * 0.6, p25=middle * 0.8, p50=middle, p75=middle * 1.2, p90=middle * 1.5
    )


def outlook(
    chances: Sequence[float],
    with_it: Sequence[float] | None = None,
    *,
    what_ifs: Sequence[str] = ("win rate -20 %",),
    now_share: float | None = 0.9,
    past: int = 12,
    measure: str = "bookings",
    middle: float = 430_000.0,
) -> OutlookResult:
    """One month for each chance; with chances of a what-if, beside them."""
    months = [
        OutlookMonth(
            month=first_of(n),
            last_day=first_of(n + 1) - timedelta(days=1),
            mean=middle / 3,
            p10=middle / 5,
            p50=middle / 3.1,
            p90=middle / 2,
            trailing_from=first_of(n + 1) - timedelta(days=91),
            trailing=quarter(middle),
            pace=middle / 2.5,
            trailing_pace=middle * 1.2,
            slump_below=middle * 0.84,
            slump_probability=chance,
            what_if=None
            if with_it is None
            else ChangedMonth(
                mean=middle / 4,
                p10=middle / 6,
                p50=middle / 4.1,
                p90=middle / 3,
                trailing=quarter(middle * 0.8),
                slump_probability=with_it[n],
                difference=with_it[n] - chance,
                change=-0.2 * middle,
            ),
        )
        for n, chance in enumerate(chances)
    ]
    result = OutlookResult(
        as_of=AS_OF,
        observed_until=AS_OF,
        goal=GoalView(
            name="Q3",
            start=first_of(0),
            end=first_of(3) - timedelta(days=1),
            amount=middle * 1.2,
            measure=measure,
            currency="EUR",
        ),
        measure=measure,
        currency="EUR",
        share=0.7,
        sentence="",
        now=middle,
        now_share=now_share,
        slump_probability=max(chances),
        what_ifs=list(what_ifs) if with_it is not None else [],
        what_if_probability=None if with_it is None else max(with_it),
        months=months,
        past=[
            PastMonth(
                month=first_of(-back),
                last_day=first_of(1 - back) - timedelta(days=1),
                amount=middle / 3,
                trailing=None if back > past - 2 else middle * (1 + 0.02 * back),
                trailing_pace=middle * 1.1,
            )
            for back in range(past, 0, -1)
        ],
        notes=["A slump is a trailing quarter (13 weeks) under 70 % of the pace; the pace is that of Q3."],
    )
    return result.model_copy(update={"sentence": sentence_for(result)})
