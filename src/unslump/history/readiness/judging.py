"""What this history can and cannot answer, and why, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from unslump.history.names import company_spelling
from unslump.history.readiness import (
    findings_channels,
    findings_deals,
    findings_leads,
    findings_names,
    findings_time,
    findings_work,
)
from unslump.history.readiness.answers import Answer, Question, answers
from unslump.history.readiness.census import Census
from unslump.history.readiness.finding import Finding, Level
from unslump.history.snapshot import Snapshot
from unslump.history.tables import TABLES

if TYPE_CHECKING:
    from unslump.business.company import Company

__all__ = ["Readiness", "readiness"]

_ORDER: dict[Level, int] = {"blocks": 0, "limit": 1, "note": 2, "good": 3}


class Readiness(BaseModel):
    """The judgement: `ready` when goals in deals can be answered at all, worst findings first."""

    model_config = ConfigDict(frozen=True)

    as_of: date
    last_day: date
    observed_until: date
    answers: dict[Question, Answer]
    findings: list[Finding]
    rows: dict[str, int]

    @property
    def ready(self) -> bool:
        """Whether the win rate, without which no goal can be judged, has an answer."""
        return self.answers["win rate"] != "no"

    def at_level(self, level: Level) -> list[Finding]:
        """The findings of one level."""
        return [finding for finding in self.findings if finding.level == level]

    def find(self, code: str) -> Finding | None:
        """The finding with this code, if it was made."""
        return next((finding for finding in self.findings if finding.code == code), None)


def readiness(snapshot: Snapshot, company: Company | None = None) -> Readiness:
    """Judge a snapshot, against company.yaml when there is one. Never raises for what it finds."""
    census = Census(snapshot, company_spelling(snapshot, company)["channel"])
    found = [
        *findings_leads.findings(census),
        *findings_deals.findings(census),
        *findings_work.findings(census),
        *findings_time.findings(census),
        *findings_names.findings(census, company),
        *findings_channels.findings(census),
    ]
    rows: Mapping[str, int] = {name: snapshot.rows(name) for name in TABLES}
    return Readiness(
        as_of=snapshot.as_of,
        last_day=snapshot.last_day,
        observed_until=snapshot.observed_until,
        answers=answers(census),
        findings=sorted(found, key=lambda finding: (_ORDER[finding.level], finding.code != "stale")),
        rows=dict(rows),
    )
