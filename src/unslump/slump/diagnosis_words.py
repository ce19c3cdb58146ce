"""Each cause in words: what the history shows, and what would mend it. Nothing uncounted is said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from unslump.business.wording import day, money, number, percent
from unslump.history.prospect_weeks import ProspectWeeks
from unslump.history.response_weeks import ResponseWeeks
from unslump.slump.cause_names import CAUSES, CYCLE, HOURS, MIX, RESPONSE, SIZE, VOLUME, WIN_RATE
from unslump.slump.causes_hours import LostHours, PersonChange
from unslump.slump.kinds import Kinds
from unslump.slump.seen import (
    amounts_by,
    answered_by,
    leads_by_channel,
    shares_by,
    spend_by_channel,
    wins_by,
)
from unslump.slump.split import Split
from unslump.slump.window import Window

__all__ = ["REST", "Told", "in_words"]

REST = "chance and the market"
_TELLS = 0.2  # share by which money on a channel must have fallen to be named
_MISSING = 1.5  # standard deviations of wins missing before anybody is named
_NAMES = 3


@dataclass(frozen=True)
class Told:
    """What is seen of a cause, and what would mend it."""

    evidence: str
    action: str


def in_words(
    split: Split,
    panel: ProspectWeeks,
    kinds: Kinds,
    window: Window,
    lost: LostHours | None,
    spend: ResponseWeeks | None,
    currency: str,
) -> dict[str, Told]:
    """Cause → words."""
    told = {
        VOLUME: _volume(split, panel, window, lost, spend, currency),
        MIX: _mix(split, panel, kinds, window),
        RESPONSE: _response(split, panel, window),
        WIN_RATE: _win_rate(split, panel, kinds, window),
        SIZE: _size(split, panel, window, currency),
        CYCLE: _cycle(split),
        HOURS: _hours(lost),
    }
    return {name: told[index] for index, name in enumerate(CAUSES)}


def _volume(
    split: Split,
    panel: ProspectWeeks,
    window: Window,
    lost: LostHours | None,
    spend: ResponseWeeks | None,
    currency: str,
) -> Told:
    known = np.isfinite(split.volume.came)
    if not known.any():
        return Told("No whole week of leads lies in the window.", "")
    foreseen = float(split.volume.expected[:, known].mean())
    came = float(split.volume.came[known].mean())
    fewest = [each for each in leads_by_channel(panel, window) if each.weight > 0.05 * foreseen]
    named = _list(f"{e.name} ({number(e.before)} → {number(e.since)})" for e in fewest[:_NAMES])
    where = f"; most are missing in {named}" if fewest and came < foreseen else ""
    evidence = f"{number(came)} leads a week came where {number(foreseen)} were to be expected{where}."
    if lost is not None and lost.marketing_lost.any() and came < foreseen:
        evidence += " What the hours lost explain of it stands there."
    cut = [
        each
        for each in spend_by_channel(spend, panel, window)
        if each.before > 0 and each.since < (1 - _TELLS) * each.before
    ]
    if came >= foreseen:
        return Told(evidence, "")
    if cut:
        before, since = sum(e.before for e in cut), sum(e.since for e in cut)
        where = _list(e.name for e in cut[:_NAMES])
        return Told(
            f"{evidence} Spend on {where} fell from {money(before, currency)} to {money(since, currency)} a "
            "week.",
            f"Put money back into {where}; unslump channels says what the next unit of it brings, unslump "
            "plan where it helps most.",
        )
    first = f"Look at {fewest[0].name} first: most leads are missing there. " if fewest else ""
    return Told(evidence, f"{first}unslump plan says where hours and money bring most leads.")


def _mix(split: Split, panel: ProspectWeeks, kinds: Kinds, window: Window) -> Told:
    worth = percent(abs(split.mix.relative))
    if split.mix.relative >= 0:
        return Told(f"A lead of the mix that came is worth {worth} more than before.", "")
    shifts = [
        (factor, each)
        for factor in ("channel", "segment", "offer")
        for each in shares_by(panel, kinds, window, factor)[:1]
        if len(panel.labels[factor]) > 1 and each.weight > 0
    ]
    shifts.sort(key=lambda pair: -pair[1].weight)
    evidence = f"A lead of the mix that came is worth {worth} less than before"
    if not shifts:
        return Told(f"{evidence}.", "")
    _, each = shifts[0]
    seen = _list(
        f"{e.name} {percent(e.before)} → {percent(e.since)} of the leads" for _, e in shifts[:_NAMES]
    )
    action = (
        f"Win back leads of {each.name}: they are worth more than the others, and became rarer."
        if each.since < each.before
        else f"Ask why {each.name} brings so many more leads that are worth little."
    )
    return Told(f"{evidence}: {seen}.", action)


def _response(split: Split, panel: ProspectWeeks, window: Window) -> Told:
    if split.replies is None:
        return Told("First replies are not recorded, or no lead is old enough to tell.", "")
    (a0, a1), (p0, p1) = split.replies.answered, split.replies.prompt
    evidence = (
        f"{percent(a1)} of the leads were answered (before: {percent(a0)}), {percent(p1)} on the same day "
        f"(before: {percent(p0)})."
    )
    if split.replies.probability < 0.5 or float(split.replies.factor.mean()) >= 1.0:
        return Told(evidence, "")
    worst = answered_by(panel, window)
    if worst and worst[0].weight >= 3 and worst[0].weight > 0.4 * sum(max(e.weight, 0.0) for e in worst):
        who = worst[0]
        return Told(
            f"{evidence} Of {who.name}'s, {percent(who.since)} (before: {percent(who.before)}).",
            f"Free {who.name} for first replies, or give new leads to whoever has time.",
        )
    return Told(evidence, "Answer every new lead on the day it comes, before working older ones.")


def _win_rate(split: Split, panel: ProspectWeeks, kinds: Kinds, window: Window) -> Told:
    decided = split.endings.decided
    every = wins_by(panel, kinds, window, decided, "owner")
    foreseen = sum(each.before for each in wins_by(panel, kinds, window, decided, "channel"))
    seen = split.endings.wins
    evidence = (
        f"{number(seen)} of the leads since then are won; at the rate of the year before it would be about "
        f"{number(foreseen)}."
    )
    if seen >= foreseen:
        return Told(evidence, "")
    fewest = max(
        ((factor, each) for factor in ("owner", "channel", "segment", "offer")
         for each in (every if factor == "owner" else wins_by(panel, kinds, window, decided, factor))[:1]
         if len(panel.labels[factor]) > 1),
        key=lambda pair: pair[1].weight, default=None,
    )  # fmt: skip
    if fewest is not None and fewest[1].weight >= _MISSING:
        factor, each = fewest
        of = f"{each.name}'s leads" if factor == "owner" else f"leads of {each.name}"
        return Told(
            f"{evidence} Of {of}, {number(each.since)} where {number(each.before)} were to be expected.",
            f"Go through the last deals lost among {of}: what was the reason, and was it the same each time?",
        )
    return Told(evidence, "Go through the last deals lost: no seller, channel or offer stands out.")


def _size(split: Split, panel: ProspectWeeks, window: Window, currency: str) -> Told:
    if split.sizes is None:
        return Told("Too few amounts are known to compare.", "")
    change = float(np.exp(split.sizes.shift.mean())) - 1.0
    evidence = (
        f"{split.sizes.amounts} deals since then are {percent(abs(change))} "
        f"{'smaller' if change < 0 else 'larger'} than like ones before."
    )
    if change >= 0 or split.sizes.probability < 0.5:
        return Told(evidence, "")
    falls = [each for each in amounts_by(panel, window, "offer") if each.weight > 0]
    if not falls:
        return Told(evidence, "Look at discounts and at what is left out of the offer.")
    first = falls[0]
    return Told(
        f"{evidence} {first.name}: {money(first.before, currency)} → {money(first.since, currency)}.",
        f"Look at discounts on {first.name} and at what is left out of it.",
    )


def _cycle(split: Split) -> Told:
    tau = split.endings.cycle[split.endings.cycle != 0]
    factor = float(np.exp(tau.mean())) if len(tau) else 1.0
    if not len(tau) or split.endings.cycle_probability < 0.5:
        return Told("Deals take as long as before, as far as can be told.", "")
    evidence = f"Leads take {number(factor)} times as long to be decided as before."
    if factor <= 1.0:
        return Told(evidence, "")
    return Told(
        evidence + " Much of this money comes later rather than never.",
        "Go through the oldest open deals: agree on a next step with a day, or close them.",
    )


def _hours(lost: LostHours | None) -> Told:
    if lost is None or not lost.people:
        return Told("Nobody has begun to wear both hats or left, as far as logged hours show.", "")
    evidence = " ".join(_person(change) for change in lost.people[:_NAMES])
    steps = []
    for change in lost.people[:_NAMES]:
        hours, function = _gave_up(change)
        if change.how == "left":
            steps.append(
                f"Fill {change.name}'s {number(hours)} {function} hours a week: unslump hire says what a "
                "hire would bring, unslump plan who could take them."
            )
        elif change.how == "wears both hats now":
            steps.append(
                f"Let {change.name} wear one hat again: {number(hours)} {function} hours a week are missing."
            )
        else:
            steps.append(
                f"Give {function} back {change.name}'s {number(hours)} hours a week, or replace them."
            )
    return Told(evidence, " ".join(steps))


def _person(change: PersonChange) -> str:
    if change.how == "left":
        hours, function = _gave_up(change, from_before=True)
        return (
            f"{change.name} logged no hours from {day(change.since)} on (before: {number(hours)} a week in "
            f"{function})."
        )
    marketing, sales = (f"{number(was)} → {number(now)}" for was, now in (change.marketing, change.sales))
    return (
        f"{change.name} {change.how} (since about {day(change.since)}): marketing {marketing}, sales {sales} "
        "hours a week."
    )


def _gave_up(change: PersonChange, *, from_before: bool = False) -> tuple[float, str]:
    marketing = change.marketing[0] - (0.0 if from_before else change.marketing[1])
    sales = change.sales[0] - (0.0 if from_before else change.sales[1])
    return (marketing, "marketing") if marketing >= sales else (sales, "sales")


def _list(names: Iterable[str]) -> str:
    given = list(names)
    return given[0] if len(given) == 1 else f"{', '.join(given[:-1])} and {given[-1]}" if given else ""
