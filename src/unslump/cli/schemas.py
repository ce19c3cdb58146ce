"""The JSON Schemas of what --json answers, generated from the results themselves.

`python -m unslump.cli.schemas docs/json` writes them; a test keeps them current.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import BaseModel

from unslump.cli.results import Complaint, DemoMade, Initiated, ReportWritten, Undone
from unslump.desk.matching_answer import MatchResult
from unslump.desk.needs_answer import LeadNeeds, NeedsResult
from unslump.desk.order_answer import OrdersResult, OrderView
from unslump.desk.routing_answer import RouteResult
from unslump.history.importing.report import ImportReport
from unslump.history.readiness import Readiness
from unslump.launch.gate import GateResult
from unslump.launch.review import ReviewResult
from unslump.outlook.backtest import BacktestResult
from unslump.planning.assignment.answer import PlanResult
from unslump.planning.channel_answer import ChannelsResult
from unslump.planning.hiring_answer import HireResult
from unslump.planning.people_answer import PeopleResult
from unslump.planning.verdict import CheckResult
from unslump.slump.diagnosis_answer import DiagnosisResult
from unslump.slump.outlook_answer import OutlookResult
from unslump.slump.watch_answer import WatchResult
from unslump.stories.answers import (
    BoardsResult,
    Commented,
    DraftsResult,
    ExportResult,
    FindResult,
    RemovedStory,
    StoriesResult,
    StoryResult,
    TemplateWritten,
)
from unslump.workspace.campaign_answer import CampaignList, CampaignView, LaunchedView

__all__ = ["RESULTS", "schema_texts"]

RESULTS: dict[str, type[BaseModel]] = {
    "init": Initiated,
    "import": ImportReport,
    "undo": Undone,
    "readiness": Readiness,
    "check": CheckResult,
    "backtest": BacktestResult,
    "people": PeopleResult,
    "channels": ChannelsResult,
    "plan": PlanResult,
    "hire": HireResult,
    "watch": WatchResult,
    "diagnose": DiagnosisResult,
    "outlook": OutlookResult,
    "needs": NeedsResult,
    "needs-lead": LeadNeeds,
    "match": MatchResult,
    "route": RouteResult,
    "orders": OrdersResult,
    "order": OrderView,
    "campaign": CampaignView,
    "campaign-list": CampaignList,
    "campaign-check": GateResult,
    "campaign-launch": LaunchedView,
    "campaign-review": ReviewResult,
    "story": StoryResult,
    "story-template": TemplateWritten,
    "story-list": StoriesResult,
    "story-find": FindResult,
    "story-draft": DraftsResult,
    "story-remove": RemovedStory,
    "story-comment": Commented,
    "story-export": ExportResult,
    "story-boards": BoardsResult,
    "report": ReportWritten,
    "demo": DemoMade,
    "error": Complaint,
}


def schema_texts() -> dict[str, str]:
    """File name → text of the schema of each command's answer."""
    return {
        f"{name}.schema.json": json.dumps(result.model_json_schema(mode="serialization"), indent=2) + "\n"
        for name, result in RESULTS.items()
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in schema_texts().items():
        (folder / file).write_text(text, encoding="utf-8")
