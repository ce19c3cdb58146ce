"""The JSON of what commands did, where the answer itself is not the result."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from unslump.history.importing.report import ImportReport
from unslump.history.readiness import Readiness
from unslump.planning.assignment.answer import PlanResult
from unslump.planning.verdict import CheckResult, VerdictWord
from unslump.slump.diagnosis_answer import DiagnosisResult
from unslump.slump.watch_answer import WatchResult
from unslump.workspace.version_views import Undone, VersionView

__all__ = ["BlankScorecard", "Complaint", "DemoMade", "Initiated", "ReportWritten", "Undone", "VersionView"]


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class Complaint(_View):
    """What --json says instead of an answer, with exit code 2 (bad input), 1 (a fault) or 130 (stopped)."""

    error: str
    hint: str


class Initiated(_View):
    """`unslump init`: where company.yaml is."""

    company_yaml: Path


class ReportWritten(_View):
    """`unslump report`: where the file is, and what it says."""

    report: Path
    goal: str
    as_of: date
    verdict: VerdictWord
    sentence: str


class DemoMade(_View):
    """`unslump demo`: everything the demo did, one step after the other."""

    workspace: Path
    company_yaml: Path
    exports: list[Path]
    imported: ImportReport
    readiness: Readiness
    check: CheckResult
    watch: WatchResult | None
    diagnosis: DiagnosisResult | None
    plan: PlanResult | None
    report: Path


class BlankScorecard(_View):
    """`unslump hire --blank`: where the scorecard to fill in is."""

    scorecard: Path
