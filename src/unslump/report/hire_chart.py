"""What hires would bring, as a picture: net of their pay, the middle and the 80 % range of each."""

from __future__ import annotations

from unslump.planning.hiring_answer import HireResult
from unslump.report.drawing import Picture
from unslump.report.palette import BOTH_HATS, MARKETING, SALES
from unslump.report.plan_chart import ranges_picture

__all__ = ["net_of_hires"]

SHOWN = 16
_COLOURS = {"finder": MARKETING, "closer": SALES, "both": BOTH_HATS}


def net_of_hires(result: HireResult) -> Picture | None:
    """None where no hire's pay is known. Right of the line a hire brings more than it costs."""
    found = [
        (f"{each.name} ({each.hours_per_week:g} h)", each.net, _COLOURS[each.role])
        for each in result.options[:SHOWN]
        if each.cost is not None
    ]
    if not found:
        return None
    unit = f"{result.currency or 'money'}, margin less pay"
    return ranges_picture("hires", "What each hire brings in its first year", unit, found, 0.0, digits=0)
