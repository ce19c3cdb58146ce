"""The months ahead in one sentence."""

from __future__ import annotations

from unslump.business.wording import chance, month, percent
from unslump.slump.outlook_answer import OutlookMonth, OutlookResult

__all__ = ["sentence_for"]

LIKELY, POSSIBLE = 0.5, 0.2
HARDLY = 0.015  # a difference in chance no larger than this is not told


def sentence_for(result: OutlookResult) -> str:
    """Whether and when a slump is to be feared; with a what-if, beside today.

    From 50 % on it is called likely, from 20 % on possible.
    """
    return f"{_now(result)}{_today(result)}{_beside(result)}."


def _now(result: OutlookResult) -> str:
    """That a slump is there already."""
    if result.now_share is None or result.now_share >= result.share:
        return ""
    return f"The last 13 weeks were a slump, {percent(result.now_share)} of the pace. "


def _today(result: OutlookResult) -> str:
    months = result.months
    worst = max(months, key=lambda each: each.slump_probability)
    for word, limit in (("likely", LIKELY), ("possible", POSSIBLE)):
        reached = [each for each in months if each.slump_probability >= limit]
        if reached:
            return f"A slump is {word} {_when(reached, months)}: {_how_likely(reached, worst)}"
    return f"A slump is unlikely through {month(months[-1].month)}: {_at_most(worst, months)}"


def _when(reached: list[OutlookMonth], months: list[OutlookMonth]) -> str:
    first, last = month(reached[0].month), month(reached[-1].month)
    if len(reached) == 1:
        return f"in {first}"
    return f"from {first} on" if reached[-1] is months[-1] else f"from {first} to {last}"


def _how_likely(reached: list[OutlookMonth], worst: OutlookMonth) -> str:
    if len(reached) == 1:
        return chance(worst.slump_probability)
    if worst is reached[0]:
        last = reached[-1]
        return f"{chance(worst.slump_probability)} at first, {_in(last)}"
    return f"{chance(reached[0].slump_probability)} at first, at most {_in(worst)}"


def _at_most(worst: OutlookMonth, months: list[OutlookMonth]) -> str:
    if len(months) == 1:
        return chance(worst.slump_probability)
    if worst.slump_probability < 0.01:
        return f"{chance(worst.slump_probability)} in every month"
    return f"at most {_in(worst)}"


def _in(each: OutlookMonth) -> str:
    return f"{chance(each.slump_probability)} in {month(each.month)}"


def _beside(result: OutlookResult) -> str:
    """With what-ifs: the month in which they matter most."""
    found = [(each, each.what_if) for each in result.months if each.what_if is not None]
    if not found:
        return ""
    when, most = max(found, key=lambda pair: abs(pair[1].difference))
    told = " and ".join(f"“{text.strip()}”" for text in result.what_ifs)
    if abs(most.difference) < HARDLY:
        return f"; with {told} that would hardly change"
    return (
        f"; with {told} it would be {chance(most.slump_probability)} in {month(when.month)}, "
        f"instead of {chance(when.slump_probability)}"
    )
