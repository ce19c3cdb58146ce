"""People, the hats they wear, and the productive hours that are left of a week.

Model. A person works `hours_per_week / 7` hours each calendar day from `started` to `left`, both
included (holidays and weekends are averaged over the week). Of these

    hours(function) = hours a day × hat share × Σ over days ramp(day) × (1 - focus loss)

- The hat is the share of a person's hours on one function.
- ramp(t) = min(t / R, 1), t days after `started`, R the ramp in days: nothing on the first
  morning, everything after R. A day counts with the mean of the ramp over its 24 hours, so that
  the hours of two neighbouring periods add up exactly to the hours of both together.
- Focus loss is taken off only from who wears both hats. The prior, 20 %, is Weinberg's rule of
  thumb for two tasks at once (Quality Software Management, vol. 1, 1992); a history moves it.
- Someone with no `started` has long been here: R = 0. For everyone else R is 22 weeks unless
  written: the median account executive takes about 5 months (Bridge Group, 2024).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from math import isfinite

from unslump.business.functions import Function
from unslump.errors import QuestionError

__all__ = [
    "FOCUS_LOSS_PRIOR",
    "FULL_WEEK_HOURS",
    "RAMP_PRIOR_WEEKS",
    "Level",
    "Person",
    "Skill",
    "ramp_weeks_prior",
]

FOCUS_LOSS_PRIOR = 0.20  # Weinberg 1992: two tasks at once
RAMP_PRIOR_WEEKS = 22.0  # Bridge Group 2024: median ramp of account executives, about 5 months
FULL_WEEK_HOURS = 40.0
DAYS_PER_WEEK = 7
ROUNDING = 1e-9  # thirds written as decimals may add up to a hair over 1


class Skill(StrEnum):
    """Skill in marketing and in sales: a good finder need not be a good closer."""

    FINDER = "finder"
    CLOSER = "closer"

    @property
    def function(self) -> Function:
        """The function this skill serves."""
        return Function.MARKETING if self is Skill.FINDER else Function.SALES


class Level(StrEnum):
    """How good the owner thinks someone is; the history may think otherwise."""

    UNKNOWN = "unknown"
    WEAK = "weak"
    FAIR = "fair"
    GOOD = "good"
    STRONG = "strong"


def ramp_weeks_prior(started: date | None) -> float:
    """Weeks until fully productive when nobody wrote them down.

    >>> ramp_weeks_prior(None), ramp_weeks_prior(date(2026, 1, 1))
    (0.0, 22.0)
    """
    return 0.0 if started is None else RAMP_PRIOR_WEEKS


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who works in marketing, in sales or in both.

    `hats` are shares of the person's hours (0 to 1, together at most 1); `hours_per_week` is the
    contract; `cost_per_hour` is in the company's currency; `ramp_weeks` None means the prior.
    Raises QuestionError when the hats exceed a week, or when someone leaves before starting.

    >>> ana = Person("Ana", hats={Function.MARKETING: 0.6, Function.SALES: 0.4}, hours_per_week=35)
    >>> ana.wears_both_hats
    True
    >>> round(ana.hours(Function.SALES, date(2026, 1, 5), date(2026, 1, 11)), 6)  # 35 × 40 % × 80 %
    11.2
    """

    name: str
    email: str | None = None
    aliases: tuple[str, ...] = ()
    hats: Mapping[Function, float] = field(default_factory=dict, hash=False)
    hours_per_week: float = FULL_WEEK_HOURS
    cost_per_hour: float | None = None
    skills: Mapping[Skill, Level] = field(default_factory=dict, hash=False)
    started: date | None = None
    left: date | None = None
    ramp_weeks: float = None  # type: ignore[assignment]  # None only until __post_init__

    def __post_init__(self) -> None:
        if self.ramp_weeks is None:
            object.__setattr__(self, "ramp_weeks", ramp_weeks_prior(self.started))
        if not isfinite(self.ramp_weeks) or self.ramp_weeks < 0:
            raise QuestionError(f"{self.name}'s ramp is {self.ramp_weeks} weeks", hint="Write 0 or more.")
        if self.hats and (min(self.hats.values()) < 0 or self.share_of_week > 1 + ROUNDING):
            raise QuestionError(
                f"{self.name}'s hats add up to {self.share_of_week:.0%} of the week",
                hint="Shares are from 0 % to 100 % and together at most 100 %.",
            )
        if self.started and self.left and self.left < self.started:
            raise QuestionError(f"{self.name} left on {self.left}, before starting on {self.started}")

    @property
    def share_of_week(self) -> float:
        """The part of the week that either hat takes (1 = all of it)."""
        return sum(self.hats.values())

    @property
    def wears_both_hats(self) -> bool:
        """Whether one working week is split between marketing and sales."""
        return all(self.hats.get(function, 0.0) > 0 for function in Function)

    def level(self, skill: Skill) -> Level:
        """What the owner thinks of the person's skill."""
        return self.skills.get(skill, Level.UNKNOWN)

    def works_on(self, day: date) -> bool:
        """Whether the person is with the company on that day."""
        return (self.started is None or day >= self.started) and (self.left is None or day <= self.left)

    def ramped_days(self, start: date, end: date) -> float:
        """Days from start to end, both included, on which the person works, each counted with its ramp.

        >>> new = Person("Bo", started=date(2026, 1, 1), ramp_weeks=2)
        >>> new.ramped_days(date(2026, 1, 1), date(2026, 1, 14))  # ∫ t/14 over 14 days
        7.0
        """
        first = max(start, self.started) if self.started else start
        last = min(end, self.left) if self.left else end
        days = (last - first).days + 1
        if days <= 0:
            return 0.0
        if self.started is None or self.ramp_weeks == 0:
            return float(days)
        since = (first - self.started).days
        return self._ramp_integral(since + days) - self._ramp_integral(since)

    def _ramp_integral(self, days: int) -> float:
        ramp_days = self.ramp_weeks * DAYS_PER_WEEK
        return days * days / (2 * ramp_days) if days < ramp_days else days - ramp_days / 2

    def hours(
        self, function: Function, start: date, end: date, focus_loss: float = FOCUS_LOSS_PRIOR
    ) -> float:
        """Productive hours on `function` from `start` to `end`, both days included.

        `focus_loss` (0 to 1) is the share of hours lost by wearing both hats.
        """
        share = self.hats.get(function, 0.0)
        kept = 1.0 - focus_loss if self.wears_both_hats else 1.0
        return self.hours_per_week / DAYS_PER_WEEK * share * kept * self.ramped_days(start, end)

    def ramped_on(self) -> date | None:
        """The first day of full productivity; None for who has always been here."""
        if self.started is None:
            return None
        return self.started + timedelta(weeks=self.ramp_weeks)
