"""Getting the history in: any export becomes the canonical tables of the next version.

reading     files into sheets: CSV in any dialect and encoding, Excel, Parquet
choosing    what a sheet is: a saved mapping, a known origin, a proposal
refining    text into values: dates, money, outcomes; bad rows set aside with their reason
merging     by key into what is there
linking     deals to leads, orders to deals
running     all of it as one step that either happens or does not
"""

from __future__ import annotations

from unslump.history.importing.report import FileReport, ImportReport, Links, Progress
from unslump.history.importing.running import import_files

__all__ = ["FileReport", "ImportReport", "Links", "Progress", "import_files"]
