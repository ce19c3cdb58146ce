"""How many false alarms the company puts up with: kept with its records, by whom and since when."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Connection

from unslump.errors import QuestionError
from unslump.records.kept import current, keep

__all__ = ["KIND", "USUAL", "AlarmRule", "keep_alarm_rule", "read_alarm_rule"]

KIND, _KEY = "alarm_rule", "alarms"
USUAL = 1.0
"""False alarms in two years, where nothing else is said."""


class AlarmRule(BaseModel):
    """`false_alarms` is how many a healthy company may hear in two years."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    false_alarms: float = Field(default=USUAL, ge=0.05, le=20, allow_inf_nan=False)


def read_alarm_rule(connection: Connection | None) -> tuple[AlarmRule, int]:
    """The rule, and the version that says it; (the usual one, 0) where nobody has written one."""
    kept = current(connection, KIND, _KEY)
    return (AlarmRule(), 0) if kept is None else (AlarmRule.model_validate(kept.body), kept.version)


def keep_alarm_rule(
    connection: Connection, false_alarms: float, *, seen: int, by: str, at: datetime
) -> AlarmRule:
    """Write it down over version `seen`. Raises QuestionError or ChangedMeanwhile."""
    try:
        rule = AlarmRule(false_alarms=false_alarms)
    except ValidationError as error:
        raise QuestionError(
            f"{false_alarms:g} false alarms in two years cannot be asked for.",
            hint="Write a number from 0.05 to 20; 1 is usual.",
        ) from error
    keep(connection, KIND, _KEY, rule.model_dump(), seen=seen, by=by, at=at)
    return rule
