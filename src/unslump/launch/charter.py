"""The charter: who answers for what before a campaign starts, and what each function owes the other.

RACI (responsibility assignment matrix): the *responsible* do the work, the one who is *accountable*
answers for its result, the *consulted* are asked before, the *informed* are told after. Each function has
one accountable name: where two answer for leads, nobody does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from unslump.business.functions import Function
from unslump.errors import StoreError

__all__ = ["Agreement", "Charter", "Duty", "FunctionCharter", "read_charter"]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Duty(_Body):
    """One piece of work, and who stands where towards it: names of people in company.yaml."""

    what: str = Field(min_length=1, max_length=400)
    responsible: list[str] = Field(default_factory=list)
    accountable: list[str] = Field(default_factory=list)
    consulted: list[str] = Field(default_factory=list)
    informed: list[str] = Field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """Everyone it names, each once."""
        every = (*self.responsible, *self.accountable, *self.consulted, *self.informed)
        return list(dict.fromkeys(every))


class FunctionCharter(_Body):
    """One function's duties, and the hours a week each of its people gives to this campaign."""

    duties: list[Duty] = Field(default_factory=list)
    hours: dict[str, float] = Field(default_factory=dict)

    @property
    def accountable(self) -> list[str]:
        """Everyone who is accountable for any of its duties, each once."""
        return list(dict.fromkeys(name for duty in self.duties for name in duty.accountable))

    @property
    def working(self) -> list[str]:
        """Everyone who is responsible for a duty or gives hours, each once."""
        doing = [name for duty in self.duties for name in duty.responsible]
        return list(dict.fromkeys([*doing, *self.hours]))

    @property
    def names(self) -> list[str]:
        """Everyone it names."""
        return list(dict.fromkeys([*(name for duty in self.duties for name in duty.names), *self.hours]))


class Agreement(_Body):
    """What the two functions owe each other, in numbers. None: neither stated nor known.

    Attributes:
        leads: marketing owes so many over the campaign's whole life.
        lead_is: what counts as a lead, in words.
        deal_share: marketing owes leads of which this part becomes deals (0..1).
        answer_within_hours: sales owes a first answer within this time …
        answer_share: … to this part of them (0..1).
        touches: sales owes so many attempts before giving a lead up …
        days_between: … so many days apart.
        follow_weeks: a lead is followed up until it is this old.
        basis: where the numbers come from.
    """

    leads: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    lead_is: str = Field(default="", max_length=400)
    deal_share: float | None = Field(default=None, gt=0, le=1)
    answer_within_hours: float | None = Field(default=None, gt=0, le=24 * 365)
    answer_share: float = Field(default=0.8, gt=0, le=1)
    touches: int | None = Field(default=None, ge=1, le=1000)
    days_between: float | None = Field(default=None, ge=0, le=365)
    follow_weeks: float | None = Field(default=None, gt=0, le=520)
    basis: list[str] = Field(default_factory=list)


class Charter(_Body):
    """Roles and agreement of one campaign. `basis` says what it was generated from."""

    campaign: str
    marketing: FunctionCharter
    sales: FunctionCharter
    agreement: Agreement
    basis: str = ""
    on: Literal["plan", "hats"] = "hats"

    def of(self, function: Function) -> FunctionCharter:
        """One function's part."""
        return self.marketing if function is Function.MARKETING else self.sales

    @property
    def names(self) -> list[str]:
        """Everyone it names, each once."""
        return list(dict.fromkeys([*self.marketing.names, *self.sales.names]))

    def hours_of(self, name: str) -> dict[Function, float]:
        """Hours a week that a person gives to the campaign, by function."""
        return {function: self.of(function).hours.get(name, 0.0) for function in Function}


def read_charter(body: object) -> Charter:
    """The charter a record holds. Raises StoreError when it holds something else."""
    try:
        return Charter.model_validate(body)
    except ValidationError as error:
        raise StoreError(
            "A charter in the records cannot be read: it was written by another version of unslump.",
            hint="Upgrade unslump, or have the charter drafted anew: unslump campaign charter NAME --redraft",
        ) from error


def spelt_out(names: Iterable[str]) -> str:
    """Names in a sentence.

    >>> spelt_out(["Ana", "Ben", "Cem"])
    'Ana, Ben and Cem'
    """
    every = list(names)
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}" if every else "nobody"
