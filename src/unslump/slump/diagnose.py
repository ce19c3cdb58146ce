"""Why a window's bookings are not what was to be expected: split by cause and by function, in money.

    expected − actual  =  lead volume + lead mix                                     marketing
                        + response and follow-up + win rate + deal size + cycle length     sales
                        + hours lost to split roles or lost people                    split roles
                        + the rest                                            neither (the market)

Expected is what the company as it was before the window (or before `baseline`) was to book in it: leads at
the level they then had and the season they have, won, sized and decided as in the year before. What may
have changed are the leads since, and what became of them; who was inside already was expected to go on as
ever. How the split is made: split.py. Amounts are those of won deals; without any, deals are counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import numpy as np

from unslump.business.company import Company, functions_said
from unslump.business.wording import day, percent
from unslump.errors import QuestionError
from unslump.estimates.outcomes import fit_outcomes
from unslump.estimates.response import ResponsePosterior, fit_response
from unslump.history.cohorts import Canonical
from unslump.history.names import company_spelling
from unslump.history.people_weeks import PeopleWeeks, read_people_weeks
from unslump.history.prospect_weeks import WON, ProspectWeeks, read_prospect_weeks
from unslump.history.prospects import deals_in_full
from unslump.history.response_weeks import ResponseWeeks, read_response_weeks
from unslump.history.weekly import WeeklyCounts
from unslump.slump.causes_hours import changes_of_people
from unslump.slump.causes_leads import arrivals_before
from unslump.slump.diagnosis_answer import DiagnosisResult, Sawtooth
from unslump.slump.diagnosis_result import put_together
from unslump.slump.diagnosis_sentence import tooth_words
from unslump.slump.diagnosis_words import in_words
from unslump.slump.kinds import kinds_of
from unslump.slump.sawtooth import Tooth, sawtooth_of
from unslump.slump.seen import spend_changed
from unslump.slump.split import SAMPLES, Learnt, split_window
from unslump.slump.window import Window, window_of

if TYPE_CHECKING:
    from unslump.history.snapshot import Snapshot

__all__ = ["FEWEST_WEEKS", "diagnose"]

FEWEST_WEEKS = 13  # before the anchor
_DRAWS = 200
_YOUNG = 4  # weeks in which hardly a lead is decided
_MOSTLY = 0.4  # of the expected from leads that were there before


def diagnose(
    snapshot: Snapshot,
    company: Company | None,
    start: date,
    end: date,
    rng: np.random.Generator,
    *,
    baseline: date | None = None,
    currency: str = "",
) -> DiagnosisResult:
    """Diagnose the days from `start` to `end`, both included.

    Things are taken to be as ever until `baseline` (None: until `start`). Days after the history's last
    are left out. Raises QuestionError for a window that ends before it starts or lies outside the
    history, and when fewer than 13 weeks or no win lie before it.
    """
    notes: list[str] = []
    last = snapshot.observed_until
    if end < start:
        raise QuestionError(
            f"The window ends on {day(end)}, before it starts on {day(start)}.", hint="Swap --from and --to."
        )
    if start > last:
        raise QuestionError(
            f"The window starts on {day(start)}, and the history goes to {day(last)}.",
            hint="Ask for earlier days; unslump check and outlook look ahead.",
        )
    if baseline is not None and baseline > start:
        raise QuestionError(
            f"The baseline {day(baseline)} lies after the window's start, {day(start)}.",
            hint="Give a --baseline from which on things may have changed: the window's start or earlier.",
        )
    if end > last:
        notes.append(f"What came after {day(last)}: the history ends there, and so does the window.")
        end = last
    known = snapshot.at(end)
    names = company_spelling(known, company)
    panel = read_prospect_weeks(known, names)
    window = window_of(panel.first_week, start, end, baseline)
    _refuse_short(panel, window, start)
    learnt, weeks, spend = _learn(known, company, names, panel, window, rng)
    split = split_window(learnt, window, spend_changed(spend, panel, window), rng)
    amounts = bool((panel.priced[(panel.ending == WON) & (panel.ended < window.anchor)] > 0).any())
    unit = currency if amounts else "deals"
    told = in_words(split, panel, learnt.kinds, window, learnt.lost, spend, currency)
    actual, outside = _actual(known, panel, window, amounts)
    teeth = () if weeks is None else sawtooth_of(weeks, end)
    notes += _cannot_say(known, panel, window, weeks, amounts)
    if baseline is None and split.from_inside > _MOSTLY:
        notes.append(
            f"What began before {day(start)}: {percent(split.from_inside)} of what was to be expected were "
            "to come from leads that were there by then. If it began earlier, say when: --baseline DATE."
        )
    return put_together(
        known.as_of, window, panel.monday(window.anchor), split, told, actual, outside, unit, amounts,
        _tooth(teeth), notes,
    )  # fmt: skip


def _tooth(teeth: Sequence[Tooth]) -> Sawtooth | None:
    if not teeth:
        return None
    return Sawtooth(people=[t.person for t in teeth], since=teeth[0].since, words=tooth_words(teeth))


def _refuse_short(panel: ProspectWeeks, window: Window, start: date) -> None:
    if not len(panel.count) or window.anchor < FEWEST_WEEKS:
        have = max(window.anchor, 0) if len(panel.count) else 0
        raise QuestionError(
            f"Before {day(start)} the history has {have} whole weeks: too few to say what was to be expected "
            f"({FEWEST_WEEKS} are needed).",
            hint="Ask for a later window, or import an older history.",
        )
    if not panel.count[(panel.ending == WON) & (panel.ended < window.anchor)].sum():
        raise QuestionError(
            f"Before {day(start)} nothing was won: nothing says what was to be expected.",
            hint="Ask for a later window, or import an older history.",
        )


def _learn(
    known: Snapshot,
    company: Company | None,
    names: Mapping[str, Canonical],
    panel: ProspectWeeks,
    window: Window,
    rng: np.random.Generator,
) -> tuple[Learnt, PeopleWeeks | None, ResponseWeeks | None]:
    outcomes = fit_outcomes(known, panel, window.anchor, names, rng, _DRAWS)
    kinds = kinds_of(panel, outcomes, window.anchor, rng)
    arrivals = arrivals_before(panel, window.anchor, rng, SAMPLES)
    weeks = lost = None
    function_of = functions_said(company)
    if known.has("activities"):
        weeks = read_people_weeks(known, names, function_of)
        lost = changes_of_people(weeks, panel.monday(window.anchor), window.end)
    spend: ResponseWeeks | None = None
    response: ResponsePosterior | None = None
    if known.has("spend") or (lost is not None and lost.people):
        spend = read_response_weeks(known, _weekly(panel), names, function_of)
        if lost is not None and lost.people and spend.hours is not None:
            response = fit_response(spend, rng, _DRAWS)
    return Learnt(panel, outcomes, kinds, arrivals, lost, response), weeks, spend


def _weekly(panel: ProspectWeeks) -> WeeklyCounts:
    counts = np.zeros((len(panel.labels["channel"]), panel.weeks), dtype=np.int64)
    np.add.at(counts, (panel.codes["channel"], panel.started), panel.count)
    return WeeklyCounts(panel.labels["channel"], panel.first_week, counts, np.ones(panel.weeks))


def _actual(known: Snapshot, panel: ProspectWeeks, window: Window, amounts: bool) -> tuple[float, float]:
    """What was won in the window, and what deals outside the panel (a lead's second) usually bring in it."""
    deals = deals_in_full(known)
    won = deals.filter((deals.outcome == "won") & deals.closed.notnull())
    value = won.amount.fill_null(0.0).cast("float64") if amounts else ibis.literal(1.0)
    year = panel.monday(max(window.anchor - 52, 0))
    eve = panel.monday(window.anchor) - timedelta(days=1)

    def between(first: date, last: date) -> float:
        inside = won.closed.between(ibis.date(first.isoformat()), ibis.date(last.isoformat()))
        rows = won.mutate(value=value).filter(inside)
        return float(rows.aggregate(total=rows.value.sum()).to_pyarrow()["total"][0].as_py() or 0.0)

    mine = (panel.ending == WON) & (panel.ended >= max(window.anchor - 52, 0)) & (panel.ended < window.anchor)
    seen = float((panel.amount if amounts else panel.count)[mine].sum())
    a_week = max(between(year, eve) - seen, 0.0) / min(window.anchor, 52)
    return round(between(window.start, window.end), 2), a_week * float(window.inside.sum())


def _cannot_say(
    known: Snapshot, panel: ProspectWeeks, window: Window, weeks: PeopleWeeks | None, amounts: bool
) -> list[str]:
    notes = []
    if not panel.has_leads:
        notes.append(
            "Whether leads were missing before they became deals: there are no leads, deals stand for them."
        )
    if not panel.has_replies:
        notes.append("Whether leads were answered late or never: first replies are not recorded.")
    if weeks is None or weeks.hours is None or not any(h.any() for h in weeks.hours.values()):
        notes.append(
            "Whether hours were lost to split roles or lost people: no activity has hours and a kind that "
            "belongs to marketing or sales."
        )
    if not amounts:
        notes.append("How much money it is: no won deal has an amount, so deals are counted.")
    losses = panel.count[(panel.ending != WON) & (panel.ended >= 0)].sum()
    if not losses:
        notes.append(
            "Whether fewer are won or all take longer: lost leads and deals are not recorded, and only they "
            "would tell the two apart early."
        )
    if window.since <= _YOUNG:
        notes.append(
            "Why few were won: leads that came since are too young to be decided. Give --baseline an earlier "
            "day, that on which you think it began."
        )
    return notes
