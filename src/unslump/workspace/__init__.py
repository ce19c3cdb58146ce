"""A folder with company.yaml (what is intended), history/ (what happened) and unslump.db.

asking      which goal is meant
company_file   company.yaml in the folder: first made, then read
mappings    where a proposed mapping is kept
page_file   where a report is written
workspace   all of it as one thing to ask
"""

from __future__ import annotations

from unslump.workspace.asking import SEED, Asked
from unslump.workspace.workspace import Workspace, morning_after

__all__ = ["SEED", "Asked", "Workspace", "morning_after"]
