"""The gate: what is ready before a campaign starts, what is missing, and what would mend it.

Whatever can be computed is computed and not asked. Green: ready. Amber: it can start, and someone should
look. Red: it should not start like this; who starts it all the same says so with a name and a reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from unslump.business.wording import count
from unslump.launch.campaign import CampaignPlan
from unslump.launch.charter import Charter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from unslump.business.company import Company
    from unslump.business.goals import Goal
    from unslump.estimates.response import ResponsePosterior
    from unslump.history.snapshot import Snapshot
    from unslump.launch.expected import Expected

__all__ = ["Check", "GateResult", "Light", "Other", "Ready", "green", "judge", "light_of"]

Light = Literal["green", "amber", "red"]
Owner = Literal["marketing", "sales", "both"]
_ORDER: dict[Light, int] = {"red": 0, "amber": 1, "green": 2}

ENOUGH, HALF = 0.8, 0.5
"""A chance from which something is taken to be there; one below which it is not."""


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Check(_View):
    """One thing that was looked at: why it has its light, and what mends it ("" where nothing needs to)."""

    code: str
    function: Owner
    title: str
    light: Light
    says: str
    mends: str


class GateResult(_View):
    """Whether a campaign is ready. The worst light is the whole one's; reds come first."""

    campaign: CampaignPlan
    as_of: date
    light: Light
    sentence: str
    checks: list[Check]

    @property
    def reds(self) -> list[Check]:
        """What should keep it from starting."""
        return [check for check in self.checks if check.light == "red"]


@dataclass(frozen=True)
class Other:
    """Another campaign that is written down, with its charter where it has one."""

    campaign: CampaignPlan
    charter: Charter | None
    launched: bool


@dataclass(frozen=True)
class Ready:
    """Everything the gate looks at. What is None is not there or not known.

    `ratio` are draws of delivered ÷ expected leads that earlier campaigns taught.
    """

    campaign: CampaignPlan
    charter: Charter | None
    company: Company
    currency: str
    today: date
    goal: Goal | None = None
    others: Sequence[Other] = ()
    snapshot: Snapshot | None = None
    response: ResponsePosterior | None = None
    expected: Expected | None = None
    ratio: NDArray[np.float64] | None = None

    @property
    def beside(self) -> list[Other]:
        """Launched campaigns that run on some of the same days."""
        return [
            other
            for other in self.others
            if other.launched and other.campaign.period.overlap_days(self.campaign.period)
        ]


Checker = Callable[[Ready], Sequence[Check]]


def judge(ready: Ready, checkers: Sequence[Checker]) -> GateResult:
    """Look at everything, worst first; within a light in the order of the checkers."""
    checks = [check for checker in checkers for check in checker(ready)]
    checks.sort(key=lambda check: _ORDER[check.light])
    light: Light = checks[0].light if checks else "green"
    return GateResult(
        campaign=ready.campaign,
        as_of=ready.today,
        light=light,
        sentence=_sentence(ready.campaign.name, checks),
        checks=checks,
    )


def green(code: str, function: Owner, title: str, says: str) -> Check:
    """A check that found nothing to mend."""
    return Check(code=code, function=function, title=title, light="green", says=says, mends="")


def light_of(probability: float) -> Light:
    """The light of a chance that something is enough.

    >>> light_of(0.9), light_of(0.6), light_of(0.2)
    ('green', 'amber', 'red')
    """
    return "green" if probability >= ENOUGH else "amber" if probability >= HALF else "red"


def _sentence(name: str, checks: Sequence[Check]) -> str:
    reds = [check for check in checks if check.light == "red"]
    ambers = [check for check in checks if check.light == "amber"]
    if reds:
        stand = count(len(reds), "thing stands", "things stand")
        listed = "; ".join(check.title[0].lower() + check.title[1:] for check in reds)
        more = count(len(ambers), "thing needs", "things need") if ambers else ""
        return f"{name} is not ready: {stand} in the way ({listed})" + (f", {more} a look." if more else ".")
    if ambers:
        return f"{name} can start, but {count(len(ambers), 'thing needs', 'things need')} a look first."
    return f"{name} is ready to start."
