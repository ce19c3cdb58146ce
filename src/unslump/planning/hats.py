"""Who wears which hat in fact: by the work logged lately, or by who finds and who closes."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unslump.business.functions import Function
from unslump.business.people import Person
from unslump.business.wording import day, percent
from unslump.history.people_weeks import PeopleWeeks
from unslump.planning.people_answer import HatsView, HoursView

__all__ = ["LATELY", "hats_of", "hours_of", "months_of", "moved_between", "unlike_stated"]

Array = NDArray[np.float64]

LATELY = 26  # weeks
_WORN = 0.05  # of the work, from which on it is a hat
_APART = 0.15  # of the work, from which on stated and worn differ
_MONTH = 4  # weeks
_APART_WEEKS = 9


def hats_of(weeks: PeopleWeeks, index: int, stated: Person | None) -> HatsView:
    """The hats of the person at `index` of `weeks`."""
    written = (
        None
        if stated is None
        else {str(function): share for function, share in stated.hats.items() if share > 0}
    )
    for work, word in ((weeks.hours, "hours"), (weeks.actions, "activities")):
        if work is None:
            continue
        weekly = np.stack([work[function][index] for function in Function])  # functions × weeks
        worked = np.flatnonzero(weekly.sum(axis=0))
        if not len(worked):
            continue
        last = int(worked[-1])
        lately = weekly[:, max(last + 1 - LATELY, 0) : last + 1].sum(axis=1)
        shares = dict(zip(Function, lately / lately.sum(), strict=True))
        worn: dict[str, float | None] = {str(f): float(s) for f, s in shares.items() if s >= _WORN}
        return HatsView(stated=written, in_fact=worn, basis=_logged(weeks, last, word))
    finds = weeks.found[index].sum() > 0 or weeks.won_found[index].sum() > 0
    sells = weeks.won[index].sum() > 0 or weeks.leads_owned[index].sum() > 0
    done = {"marketing": finds, "sales": sells}
    if not any(done.values()):
        return HatsView(stated=written, in_fact=None, basis="no trace in the history")
    return HatsView(
        stated=written,
        in_fact={name: None for name, did in done.items() if did},
        basis="who finds and who sells, over the whole history",
    )


def _logged(weeks: PeopleWeeks, last: int, word: str) -> str:
    if weeks.weeks - 1 - last < LATELY:
        return f"{word} logged in the last half year"
    return f"{word} logged in the half year up to {day(weeks.monday(last) + timedelta(days=6))}"


def hours_of(weeks: PeopleWeeks, index: int) -> HoursView | None:
    """Logged hours a week lately; None when no durations are recorded."""
    if weeks.hours is None:
        return None
    mean = {f: float(weeks.hours[f][index, -LATELY:].sum()) / min(LATELY, weeks.weeks) for f in Function}
    return HoursView(marketing=mean[Function.MARKETING], sales=mean[Function.SALES])


def months_of(weeks: PeopleWeeks, index: int) -> tuple[int, int, int]:
    """Months of four weeks with won deals found only, closed only, and both."""
    found, closed = (_months(counts[index]) > 0 for counts in (weeks.won_found, weeks.won))
    return int((found & ~closed).sum()), int((closed & ~found).sum()), int((found & closed).sum())


def moved_between(weeks: PeopleWeeks, index: int) -> tuple[date, date] | None:
    """The middle of the weeks of found and of closed won deals, where they lie two months apart or more."""
    middles = []
    for counts in (weeks.won_found[index], weeks.won[index]):
        if not counts.any():
            return None
        middles.append(int(np.searchsorted(np.cumsum(counts), counts.sum() / 2)))
    found, closed = middles
    return (weeks.monday(found), weeks.monday(closed)) if abs(closed - found) >= _APART_WEEKS else None


def _months(weekly: Array) -> Array:
    padded = np.pad(weekly, (-len(weekly) % _MONTH, 0))
    return np.asarray(padded.reshape(-1, _MONTH).sum(axis=1))


def unlike_stated(hats: HatsView) -> str:
    """What differs between company.yaml and the work done; empty when nothing does."""
    if hats.stated is None or hats.in_fact is None:
        return ""
    total = sum(hats.stated.values())
    apart = set(hats.stated) ^ set(hats.in_fact)
    by_share = [
        name
        for name in hats.stated
        if (worn := hats.in_fact.get(name)) is not None and abs(worn - hats.stated[name] / total) > _APART
    ]
    if not apart and not by_share:
        return ""
    logged = "in fact" if None in hats.in_fact.values() else f"of the {hats.basis.split()[0]} logged"
    return f"{_worn(hats.in_fact)} {logged}, {_worn(dict(hats.stated))} by company.yaml"


def _worn(hats: dict[str, float | None]) -> str:
    if not hats:
        return "no hat"
    return " and ".join(name if share is None else f"{name} {percent(share)}" for name, share in hats.items())
