"""What can be sent: words without control characters, money as decimal text, numbers that are finite."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Amount", "Body", "Finite", "Line", "Money", "Number", "Paragraphs", "Seen"]

Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
"""One line of words: a name, a lead, an order's number."""

Paragraphs = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")]
"""Words of any number of lines."""

Money = Annotated[
    str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,2})?$", description='Exact to the cent, as "400.00".')
]
Finite = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
Amount = Annotated[float, Field(gt=0, le=1e15, allow_inf_nan=False)]
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Seen = Annotated[
    int | None,
    Field(
        default=None,
        ge=0,
        le=2**31 - 1,
        description="The version you looked at, 0 for none: nothing is written when there is a newer one.",
    ),
]


class Body(BaseModel):
    """What is sent as JSON: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")
