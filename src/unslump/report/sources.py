"""Where the expected amount comes from, and why its three parts do not add up to the middle of its range."""

from __future__ import annotations

from unslump.business import wording
from unslump.planning.verdict import CheckResult

__all__ = ["added_up"]


def added_up(result: CheckResult) -> str:
    """One explanation for every "expected" on the page; empty when nothing is expected.

    Means add up and medians do not, so that the parts are means and the middle is the median.
    """
    sources, expected, goal = result.sources, result.expected, result.goal
    if sources is None or expected is None:
        return ""

    def rounded(value: float) -> str:
        return wording.approximately(value, expected.p10, expected.p90, goal.measure, goal.currency)

    total = sources.won + sources.pipeline + sources.new_leads
    return (
        f"The parts are means, which add up (to {rounded(total)}). The middle of the 80 % range "
        f"({rounded(expected.p50)}) is the median: half of all outcomes stay below it. A few large outcomes "
        "pull a mean above it. The lanes show the median of deals and orders. Everything is rounded for "
        "reading; --json has every digit."
    )
