"""How fast a large export comes in, against reading and writing the same file with nothing done to it.

A HubSpot-style export of a million deals is imported (origin recognised, dates and amounts read and
checked, outcomes judged, keys compared, rows linked, sorted and written, hashed and synced to disk)
and measured against DuckDB's bare `COPY (FROM read_csv(…)) TO …parquet` and pandas' `read_csv` and
`to_parquet`. Every run is a fresh process; runs alternate, medians are reported.

    python -m bench.importing            the table
    python -m bench.importing ours FILE  one run, as JSON
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bench.table import BenchTable

if TYPE_CHECKING:
    from unslump.history.importing import ImportReport

ROWS = 1_000_000
RUNS = 5
DATA = Path(__file__).parent.parent / ".bench-data"
AIM = 2.0

_EXPORT = """
COPY (
    SELECT 9000000000 + i * 7 AS "Record ID",
           'Deal with ' || ['Acme', 'Globex', 'Müller GmbH', 'Stark, Inc.', 'Umbrella'][1 + h % 5] || ' ' || i
               AS "Deal Name",
           ['Qualified To Buy', 'Closed Won', 'Closed Lost', 'Contract Sent'][1 + h // 5 % 4]
               AS "Deal Stage",
           'Sales Pipeline' AS "Pipeline",
           strftime(opened + to_minutes(CAST(h // 25 % 200000 AS BIGINT)), '%Y-%m-%d %H:%M') AS "Close Date",
           strftime(opened, '%Y-%m-%d %H:%M') AS "Create Date",
           CASE WHEN h % 20 > 0 THEN (h // 100 % 10000000) / 100 END AS "Amount",
           'EUR' AS "Currency",
           ['Ann Lee', 'Bo Ek', 'Cy Dee', 'Di Ash'][1 + h // 7 % 4] AS "Deal owner",
           ['Organic Search', 'Paid Search', 'Direct Traffic', 'Referrals'][1 + h // 11 % 4]
               AS "Original Traffic Source",
           5000000 + i AS "Associated Contact IDs",
           'Person ' || i || ' (p' || i || '@example.com)' AS "Associated Contact",
           'New Business' AS "Deal Type",
           strftime(opened + to_days(3), '%Y-%m-%d %H:%M') AS "Last Modified Date",
           NULL AS "Next step",
           ['Low', 'Medium', 'High'][1 + h // 13 % 3] AS "Priority"
    FROM (
        SELECT i, CAST(hash(i, {seed}) // 1024 AS BIGINT) AS h,
               TIMESTAMP '2021-01-01' + to_minutes(CAST(i * 2000000 // {rows} AS BIGINT)) AS opened
        FROM range({rows}) AS t(i)
    )
) TO '{path}' (HEADER)
"""


def export(rows: int = ROWS, seed: int = 7) -> Path:
    """The export, made once: the same rows for the same seed."""
    import duckdb

    DATA.mkdir(exist_ok=True)
    path = DATA / f"hubspot-deals-{rows}-{seed}.csv"
    if not path.exists():
        made = path.with_suffix(".making")
        duckdb.connect().execute(_EXPORT.format(rows=rows, seed=seed, path=made))
        made.rename(path)
    return path


def ours(path: Path, folder: Path) -> Callable[[], object]:
    """An import into a workspace that holds no deals yet."""
    bring = _workspace(folder)

    def run() -> None:
        report = bring(path)
        assert report.files[0].rows_new == report.files[0].rows_read > 0, report

    return run


def again(path: Path, folder: Path) -> Callable[[], object]:
    """The same import a second time: everything is read and compared, nothing changes."""
    bring = _workspace(folder)
    bring(path)

    def run() -> None:
        assert not bring(path).changed

    return run


def _workspace(folder: Path) -> Callable[[Path], ImportReport]:
    """A workspace with its catalog in place, and the import into it."""
    from datetime import UTC, datetime

    from unslump.business.company import Company
    from unslump.history.importing import import_files
    from unslump.history.store import Store

    company = Company.from_yaml("company: Brightline\ncurrency: EUR")
    owners = folder / "owners.csv"
    owners.write_text("owner_id,email,first_name,last_name,portal_id\n1,ann@example.com,Ann,Lee,1\n", "utf-8")

    def bring(path: Path) -> ImportReport:
        return import_files(Store(folder), [path], company=company, now=datetime(2026, 7, 1, tzinfo=UTC))

    bring(owners)
    return bring


def bare(path: Path, folder: Path) -> Callable[[], object]:
    """DuckDB reads and writes the file as it is."""
    import duckdb

    connection = duckdb.connect()
    target = folder / "deals.parquet"
    return lambda: connection.execute(
        f"COPY (SELECT * FROM read_csv('{path}')) TO '{target}' (FORMAT parquet)"
    )


def pandas(path: Path, folder: Path) -> Callable[[], object]:
    """pandas reads and writes the file as it is."""
    import pandas as pd

    return lambda: pd.read_csv(path).to_parquet(folder / "deals.parquet")


WAYS: dict[str, tuple[str, Callable[[Path, Path], Callable[[], object]]]] = {
    "bare": ("DuckDB, bare read and write", bare),
    "ours": ("unslump import", ours),
    "again": ("unslump import, the same file again", again),
    "pandas": ("pandas, read_csv and to_parquet", pandas),
}


def measure(way: str, path: Path) -> dict[str, float]:
    """One run in this process, libraries loaded: wall and processor seconds, and its peak memory."""
    with tempfile.TemporaryDirectory(dir=DATA) as folder:
        work = WAYS[way][1](path, Path(folder))
        start, before = time.perf_counter(), time.process_time()
        work()
        seconds, cpu = time.perf_counter() - start, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "cpu": cpu, "peak_mb": peak}


def run(rows: int = ROWS, runs: int = RUNS) -> BenchTable:
    """Alternate the ways, each run in a fresh process, and compare their medians."""
    path = export(rows)
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for _ in range(runs):
        for way in WAYS:
            command = [sys.executable, "-m", "bench.importing", way, str(path)]
            done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=DATA.parent)
            found[way].append(json.loads(done.stdout))
    middle = {way: statistics.median(one["seconds"] for one in found[way]) for way in WAYS}
    rows_out = []
    for way, (title, _) in WAYS.items():
        seconds = [one["seconds"] for one in found[way]]
        rows_out.append(
            [
                title,
                f"{middle[way]:.2f}",
                f"{min(seconds):.2f} to {max(seconds):.2f}",
                f"{middle[way] / middle['bare']:.2f}",
                f"{statistics.median(one['cpu'] for one in found[way]):.2f}",
                f"{statistics.median(one['peak_mb'] for one in found[way]):,.0f}",
            ]
        )
    ratio = middle["ours"] / middle["bare"]
    return BenchTable(
        title=f"Importing {rows:,} deals ({path.stat().st_size / 1e6:,.0f} MB)",
        claim=f"At most {AIM:g} times DuckDB's bare read and write of the same file: "
        + (f"kept, {ratio:.2f}." if ratio <= AIM else f"missed, {ratio:.2f}."),
        header=["way", "seconds", "from, to", "against bare", "CPU seconds", "peak MB"],
        rows=rows_out,
        notes=[
            "Bare and pandas only copy. The import also finds out what the file is, checks every date and",
            "amount, judges the outcomes, compares keys, sorts, hashes input and output and syncs the disk.",
            "Reading the text takes about a third, checking it a quarter, writing it sorted the rest. Tried:",
            "trimming only columns that need it (halved the reading), views instead of a second copy, no",
            "dictionaries for ids, zstd 1 (smaller than snappy at the same speed). Left is",
            "what asking before writing costs.",
            f"Medians of {runs} alternating runs, each in a fresh process, loading of libraries not counted.",
        ],
        command="python -m bench.importing",
    )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
    else:
        print(run())
