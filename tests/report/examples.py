"""Answers as planning would give them: realistic, at the edges, and hostile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from math import exp
from typing import Any

from unslump.planning.verdict import (
    ChannelLeads,
    CheckResult,
    CohortMaturity,
    DataView,
    Evidence,
    FanPoint,
    GoalView,
    HoursBoth,
    HoursNeed,
    LaneStep,
    LeadsNeed,
    MoneyNeed,
    MonthLeads,
    Range,
    Sources,
)

START, END, AS_OF = date(2026, 4, 1), date(2026, 6, 30), date(2026, 4, 19)
MONTHS = [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)]


def fan(goal: float, end_p50: float, spread: float, won: float) -> list[FanPoint]:
    """Weeks from START to END: actual up to AS_OF, then a range that widens with time."""
    weeks = [START + timedelta(days=7 * n + 4) for n in range(13)]
    points = []
    for day in [*weeks, END]:
        if day <= AS_OF:
            share = (day - START).days / (AS_OF - START).days
            points.append(FanPoint(day=day, actual=won * share**1.4, **dict.fromkeys(QUANTILES)))
        else:
            share = (day - AS_OF).days / (END - AS_OF).days
            middle = won + (end_p50 - won) * share
            width = spread * goal * share**0.7
            at = {q: max(won, middle + k * width) for q, k in QUANTILES.items()}
            points.append(FanPoint(day=day, actual=None, **at))
    return points


QUANTILES = {"p10": -1.0, "p25": -0.52, "p50": 0.0, "p75": 0.58, "p90": 1.25}


def cohorts(months: int = 18, scale: float = 60) -> list[CohortMaturity]:
    made = []
    for back in range(months, 0, -1):
        number = AS_OF.year * 12 + AS_OF.month - back
        leads = round(scale * (1 + 0.25 * ((back * 7) % 5 - 2) / 2))
        matured = 1 - exp(-(back - 0.4) / 2.6)
        final = 0.13 * leads
        won = round(final * matured)
        lost = round((leads - final) * matured * 0.9)
        made.append(
            CohortMaturity(
                month=date(number // 12, number % 12 + 1, 1),
                leads=leads,
                won=won,
                lost=lost,
                open=leads - won - lost,
                expected_won=max(final, won),
                matured=matured,
            )
        )
    return made


def month_leads(
    needed: Iterable[float], expected: Iterable[float], useful: Iterable[bool]
) -> list[MonthLeads]:
    return [
        MonthLeads(
            month=month,
            needed=n,
            expected=e,
            expected_range=Range(p10=0.75 * e, p50=0.98 * e, p90=1.3 * e),
            useful=u,
        )
        for month, n, e, u in zip(MONTHS, needed, expected, useful, strict=True)
    ]


def channel(name: str, needed: float, expected: float, last: date | None, rate: float = 0.12) -> ChannelLeads:
    return ChannelLeads(
        channel=name,
        needed=needed,
        expected=expected,
        gap=max(0.0, needed - expected),
        last_useful_date=last,
        win_rate=Range(p10=0.7 * rate, p50=rate, p90=1.4 * rate),
        months=month_leads(
            [needed * 0.4, needed * 0.6, 0], [expected * s for s in (0.3, 0.4, 0.3)], [True, True, False]
        ),
    )


def unsupported() -> CheckResult:
    """103 leads needed, 62 expected: the picture with a gap."""
    return CheckResult(
        goal=GoalView(
            name="Q2 2026", start=START, end=END, amount=150_000, measure="bookings", currency="EUR"
        ),
        as_of=AS_OF,
        verdict="unsupported",
        sentence=(
            "The goal of 150,000 EUR in bookings by 30 June 2026 is not supported: about 22 % likely, "
            "because marketing is expected to bring 62 of the 103 leads it needs by 24 May 2026."
        ),
        probability=0.2237,
        expected=Range(p10=82_413.2, p50=109_412.8, p90=139_870.4),
        sources=Sources(won=31_200, pipeline=49_870.3, new_leads=28_930.6),
        leads=LeadsNeed(
            needed=103,
            expected=62.4,
            gap=40.6,
            last_useful_date=date(2026, 5, 24),
            by_channel=[
                channel("Search ads", 38, 24.1, date(2026, 5, 28), 0.09),
                channel("Trade fairs", 22, 9.7, date(2026, 5, 17), 0.16),
                channel("Referrals", 19, 16.8, date(2026, 6, 2), 0.24),
                channel("Newsletter", 14, 8.3, date(2026, 5, 24), 0.07),
                channel("Cold calls", 10, 3.5, None, 0.04),
            ],
            months=month_leads([41.2, 61.8, 0], [18.4, 24.9, 19.1], [True, True, False]),
        ),
        hours=HoursBoth(
            marketing=HoursNeed(
                needed=310, available=236, basis="0.33 leads per marketing hour since January 2025"
            ),
            sales=HoursNeed(needed=402, available=455, basis="6.1 selling hours per deal worked"),
        ),
        money=MoneyNeed(
            needed=18_600, budgeted=12_000, basis="what a lead cost per channel in the last 12 months"
        ),
        reasons=[
            "Leads: 62 expected, 103 needed. The shortfall is largest in search ads and trade fairs.",
            "Leads after 24 May 2026 come too late: less than a tenth of their value falls inside the goal's "
            "period.",
            "Selling hours are enough: 455 available, 402 needed.",
            "The win rate has held at 9–15 % over the last six mature cohorts.",
        ],
        data=DataView(
            leads=1043,
            deals=388,
            won=127,
            observed_until=AS_OF,
            warnings=[
                "12 % of deals name no owner.",
                "Spend ends on 31 March 2026, three weeks before the leads.",
            ],
        ),
        evidence=Evidence(
            fan=fan(150_000, 109_412.8, 0.2, 31_200),
            cohorts=cohorts(),
            lanes=[
                LaneStep(lane="marketing", step="money", have=12_000, need=18_600, unit="EUR"),
                LaneStep(lane="marketing", step="hours", have=236, need=310, unit="hours"),
                LaneStep(lane="marketing", step="leads", have=62.4, need=103, unit="leads"),
                LaneStep(lane="sales", step="hours", have=455, need=402, unit="hours"),
                LaneStep(lane="sales", step="deals", have=27.2, need=39, unit="deals"),
                LaneStep(lane="sales", step="orders", have=110_000.9, need=150_000, unit="EUR"),
            ],
        ),
    )


def changed(result: CheckResult, **parts: Any) -> CheckResult:
    """The same answer with other parts."""
    return result.model_copy(update=parts)


def supported() -> CheckResult:
    base = unsupported()
    lanes = [step.model_copy(update={"need": 0.7 * (step.have or 0)}) for step in base.evidence.lanes]
    assert base.leads is not None
    return changed(
        base,
        verdict="supported",
        probability=0.914,
        sentence="The goal of 90,000 EUR in bookings by 30 June 2026 is supported: about 91 % likely.",
        goal=base.goal.model_copy(update={"amount": 90_000}),
        leads=base.leads.model_copy(update={"needed": 43.0, "gap": 0.0}),
        reasons=["Pipeline and won deals alone bring 81,000 EUR on average."],
        data=base.data.model_copy(update={"warnings": []}),
        evidence=base.evidence.model_copy(update={"lanes": lanes}),
    )


def stretched() -> CheckResult:
    """A verdict, but nothing to draw it from except the lanes."""
    base = unsupported()
    return changed(
        base,
        verdict="stretched",
        probability=0.63,
        sentence="The goal of 105,000 EUR in bookings by 30 June 2026 is stretched: about 63 % likely.",
        goal=base.goal.model_copy(update={"amount": 105_000}),
        sources=None,
        leads=None,
        reasons=[],
        evidence=base.evidence.model_copy(update={"fan": [], "cohorts": []}),
    )


def unknown() -> CheckResult:
    """Nothing to learn from: every part that may be missing is missing."""
    base = unsupported()
    nothing = "no hours are recorded for anyone in this function"
    return changed(
        base,
        verdict="unknown",
        probability=None,
        expected=None,
        sources=None,
        leads=None,
        sentence="The history cannot say whether 150,000 EUR in bookings by 30 June 2026 is supported.",
        hours=HoursBoth(
            marketing=HoursNeed(needed=None, available=None, basis=nothing),
            sales=HoursNeed(needed=None, available=120, basis="no deal has been won yet"),
        ),
        money=MoneyNeed(needed=None, budgeted=None, basis="company.yaml has no budget"),
        reasons=[
            "Only 3 deals have been won; about 20 are needed to learn a win rate.",
            "No leads are recorded: import a leads export, or set deals as the first step.",
        ],
        data=DataView(leads=0, deals=9, won=3, observed_until=AS_OF, warnings=[]),
        evidence=Evidence(
            fan=[],
            cohorts=[],
            lanes=[
                LaneStep(lane="marketing", step="leads", have=None, need=None, unit="leads"),
                LaneStep(lane="sales", step="hours", have=120, need=None, unit="hours"),
                LaneStep(lane="sales", step="orders", have=None, need=150_000, unit="EUR"),
            ],
        ),
    )


def bare() -> CheckResult:
    """Unknown, and with no evidence, no reason and no warning at all."""
    return changed(
        unknown(),
        reasons=[],
        evidence=Evidence(fan=[], cohorts=[], lanes=[]),
    )


def hopeless() -> CheckResult:
    """No number of leads can do it in time: `needed`, `gap` and the last useful day are None."""
    base = unsupported()
    assert base.leads is not None
    late = [m.model_copy(update={"needed": 0.0, "useful": False}) for m in base.leads.months]
    return changed(
        base,
        probability=0.0,
        sentence="The goal of 150,000 EUR is not supported: no number of new leads can close in time.",
        leads=base.leads.model_copy(
            update={"needed": None, "gap": None, "last_useful_date": None, "months": late, "by_channel": []}
        ),
        evidence=base.evidence.model_copy(
            update={
                "lanes": [
                    s.model_copy(update={"need": None}) if s.step == "leads" else s
                    for s in base.evidence.lanes
                ]
            }
        ),
    )


def in_deals() -> CheckResult:
    base = unsupported()
    lanes = [
        s.model_copy(update={"have": 27.2, "need": 39, "unit": "orders"}) if s.step == "orders" else s
        for s in base.evidence.lanes
    ]
    return changed(
        base,
        goal=base.goal.model_copy(update={"amount": 39, "measure": "deals"}),
        sentence="The goal of 39 deals by 30 June 2026 is not supported: about 22 % likely.",
        expected=Range(p10=21, p50=27, p90=34),
        sources=Sources(won=8, pipeline=12.2, new_leads=7.0),
        evidence=base.evidence.model_copy(update={"lanes": lanes, "fan": fan(39, 27, 0.2, 8)}),
    )


def scaled(factor: float) -> CheckResult:
    """The same company, its money `factor` times as large."""
    base = unsupported()
    assert base.expected is not None
    assert base.sources is not None

    def times(view: Any, *fields: str) -> Any:
        return view.model_copy(update={f: getattr(view, f) * factor for f in fields})

    return changed(
        base,
        goal=times(base.goal, "amount"),
        sentence=f"The goal of {150_000 * factor:,.2f} EUR is not supported: about 22 % likely.",
        expected=times(base.expected, "p10", "p50", "p90"),
        sources=times(base.sources, "won", "pipeline", "new_leads"),
        money=times(base.money, "needed", "budgeted"),
        evidence=base.evidence.model_copy(
            update={
                "fan": fan(150_000 * factor, 109_412.8 * factor, 0.2, 31_200 * factor),
                "cohorts": cohorts(60, 60),
                "lanes": [times(s, "have", "need") if s.unit == "EUR" else s for s in base.evidence.lanes],
            }
        ),
    )


HOSTILE = (
    "<script>alert('x')</script> & \"quotes\" </title><b> {{ 7 * 7 }} "
    "[bold red]markup[/] \x1b[31mred\x1b[0m nul \x00 bell \x07 half \ud83d"
)
RIGHT_TO_LEFT = "مبيعات الربع الثاني ‮evil‬ עברית"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def named(name: str) -> CheckResult:
    """The same company, with `name` wherever a company can put a name or a sentence."""
    base = unsupported()
    assert base.leads is not None
    by_channel = [channel(f"{name} {n}", 30 - n, 20 - 2 * n, date(2026, 5, 24)) for n in range(6)]
    return changed(
        base,
        goal=base.goal.model_copy(update={"name": name}),
        sentence=f"The goal {name} is not supported.",
        reasons=[f"{name} brings too little."],
        leads=base.leads.model_copy(update={"by_channel": by_channel}),
        hours=HoursBoth(
            marketing=base.hours.marketing.model_copy(update={"basis": name}), sales=base.hours.sales
        ),
        data=base.data.model_copy(update={"warnings": [name]}),
        evidence=base.evidence.model_copy(
            update={
                "lanes": [s.model_copy(update={"unit": name}) for s in base.evidence.lanes[:1]]
                + base.evidence.lanes[1:]
            }
        ),
    )


def many_channels(n: int) -> CheckResult:
    base = unsupported()
    assert base.leads is not None
    by_channel = [channel(f"Channel {i}", 40 / (i + 1), 30 / (i + 1), date(2026, 5, 24)) for i in range(n)]
    return changed(base, leads=base.leads.model_copy(update={"by_channel": by_channel}))


EVERY = {
    "unsupported": unsupported,
    "supported": supported,
    "stretched": stretched,
    "unknown": unknown,
    "bare": bare,
    "hopeless": hopeless,
    "in_deals": in_deals,
    "huge": lambda: scaled(1e5),
    "tiny": lambda: changed(scaled(1e-4), leads=None),
    "hostile": lambda: named(HOSTILE),
    "foreign": lambda: named(f"{RIGHT_TO_LEFT} {LONG}"),
    "many": lambda: many_channels(10_000),
}
