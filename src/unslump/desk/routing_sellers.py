"""Who can sell now: people with a sales hat who are here; without any in company.yaml, who sold lately."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from unslump.business.functions import Function
from unslump.business.naming import nearest
from unslump.business.wording import day
from unslump.desk.lead_frame import MISSING
from unslump.errors import QuestionError

if TYPE_CHECKING:
    from unslump.business.company import Company
    from unslump.desk.lead_frame import LeadFrame

__all__ = ["seller_named", "sellers_on"]

_LATELY = 91  # days


def sellers_on(company: Company | None, frame: LeadFrame, when: date) -> tuple[str, ...]:
    """The names of those who can sell on a day."""
    if company and company.people:
        return tuple(
            person.name
            for person in company.people
            if person.works_on(when) and person.hats.get(Function.SALES, 0.0) > 0
        )
    labels = frame.labels["owner"]
    recent = frame.started >= np.datetime64(when - timedelta(days=_LATELY))
    codes = np.unique(frame.codes["owner"][recent])
    return tuple(sorted(labels[code] for code in codes if labels[code] != MISSING))


def seller_named(company: Company | None, frame: LeadFrame, raw: str, when: date) -> str:
    """The seller called `raw`; QuestionError for a stranger, who left, has not begun, or has no sales hat."""
    able = sellers_on(company, frame, when)
    person = company.person_named(raw) if company else None
    if person is None:
        if raw in able:
            return raw
        known = [each.name for each in company.people] if company else list(able)
        close = nearest(raw, known)
        raise QuestionError(
            f"There is no seller {raw!r}.",
            hint=f"{f'Did you mean {close}? ' if close else ''}Sellers: {', '.join(able) or 'none'}.",
        )
    if person.name in able:
        return person.name
    if person.left and when > person.left:
        why = f"{person.name} left on {day(person.left)}"
    elif person.started and when < person.started:
        why = f"{person.name} starts on {day(person.started)} only"
    else:
        why = f"{person.name} has no sales hat in company.yaml"
    raise QuestionError(f"{why}, and cannot take leads.", hint=f"Who can: {', '.join(able) or 'nobody'}.")
