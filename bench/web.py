"""Pages that show stored answers, under load: twenty requests in flight on this machine's loopback.

The product is started as a user starts it (`unslump serve`); every standard question is worked out first,
then wrk asks for each page. The peer's way is a Streamlit page that recomputes its answer on every visit,
run by Streamlit's own test runner: its script alone, without a browser or a socket, one visit at a time.

    python -m bench web          needs wrk (Debian: apt install wrk)
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from bench.realised import company_of
from bench.table import BenchTable
from bench.worlds import REPORTING, company_from, write_history
from unslump.business.goals import Goal, Measure, Period

__all__ = ["quick", "run"]

PAGES = ("/", "/goals", "/people", "/plan", "/slump", "/campaigns", "/desk", "/stories", "/data", "/settings")
IN_FLIGHT, SECONDS = 20, 6
_AIM = 50.0  # ms, p95
_LEADS = 100_000
_LUA = """done = function(summary, latency, requests)
  io.write(string.format("RESULT %d %d %f %f\\n", summary.requests,
    summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000))
end
"""


def run() -> list[BenchTable]:
    """The demo company, and one of 100,000 leads."""
    return _tables(SECONDS, _LEADS, PAGES)


def quick() -> list[BenchTable]:
    """The demo's first two pages, and a small company's."""
    return _tables(1, 2_000, PAGES[:2])


def _tables(seconds: int, leads: int, pages: tuple[str, ...]) -> list[BenchTable]:
    if shutil.which("wrk") is None:
        print("web: skipped, wrk is not installed (Debian: apt install wrk)")
        return []
    rows, peers = [], []
    with tempfile.TemporaryDirectory() as place:
        for name, folder in _companies(Path(place), leads):
            with _served(folder) as base:
                waited = _worked_out(base, pages)
                rows += [(name, page, *_asked(base + page, seconds)) for page in pages]
            ours = next(row for row in rows if row[0] == name and row[1] == "/")
            peer = _streamlit(folder)
            peers.append((name, peer, ours[3], peer / ours[3] if ours[3] else float("nan"), waited))
    return [
        BenchTable(
            "Pages that show stored answers",
            f"Every page at {IN_FLIGHT} requests in flight answers within {_AIM:.0f} ms, 19 times in 20.",
            ["company", "page", "requests a second", "p50, ms", "p95, ms", "kept"],
            [
                [name, page, f"{rate:,.0f}", f"{p50:.0f}", f"{p95:.0f}", "yes" if p95 <= _AIM else "no"]
                for name, page, rate, p50, p95 in rows
            ],
            [
                f"{sum(row[4] <= _AIM for row in rows)} of {len(rows)} pages keep it.",
                "Answers are worked out once an import, in a process of their own.",
            ],
            command="python -m bench web",
        ),
        BenchTable(
            "Against a page that recomputes",
            "The first screen from the shelf, beside the same answer worked out on every visit.",
            [
                "company",
                "Streamlit, one visit, ms",
                "ours, p50 at 20 in flight, ms",
                "ratio",
                "all answers, s",
            ],
            [
                [name, f"{peer:,.0f}", f"{ours:.0f}", f"{ratio:,.0f} ×", f"{waited:.0f}"]
                for name, peer, ours, ratio, waited in peers
            ],
            ["Streamlit is given the easier task: one visitor, and no browser."],
            command="python -m bench web",
        ),
    ]


def _companies(place: Path, leads: int) -> Iterator[tuple[str, Path]]:
    import unslump

    demo = place / "demo"
    unslump.make_demo(demo)
    yield "demo", demo
    world = company_from(replace(REPORTING), np.random.default_rng([80_001]), leads)
    folder = place / "large"
    write_history(world, folder)
    quarter = Period(world.end + timedelta(days=1), world.end + timedelta(days=91))
    company = replace(company_of(world), goals=(Goal("Next quarter", 1000, Measure.DEALS, quarter),))
    (folder / "company.yaml").write_text(company.to_yaml(), encoding="utf-8")
    yield f"{leads:,} leads", folder


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "unslump", "serve", "-w", str(folder), "--port", str(port)]
    server = subprocess.Popen(
        command, env=os.environ | {"OPENBLAS_NUM_THREADS": "1"}, stderr=subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{base}/health", timeout=5)
                break
            except OSError:
                time.sleep(0.1)
        yield base
    finally:
        server.terminate()
        server.wait(timeout=20)


def _worked_out(base: str, pages: tuple[str, ...]) -> float:
    """Ask for every page until nothing on any is being worked out; how long that took, in seconds."""
    began = time.perf_counter()
    while time.perf_counter() - began < 600:
        texts = [urllib.request.urlopen(base + page, timeout=60).read().decode() for page in pages]
        if not any("data-progress=" in text for text in texts):
            return time.perf_counter() - began
        time.sleep(1)
    raise RuntimeError("the answers were not worked out within ten minutes")


def _asked(url: str, seconds: int) -> tuple[float, float, float]:
    """(requests a second, p50, p95 in ms) of one page."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_LUA)
        script.flush()
        command = ["wrk", "-t2", f"-c{IN_FLIGHT}", f"-d{seconds}s", "--latency", "-s", script.name, url]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"RESULT (\d+) (\d+) ([\d.]+) ([\d.]+)", told)
    if found is None or int(found[2]):
        raise RuntimeError(f"{url}: {told}")
    return int(found[1]) / seconds, float(found[3]), float(found[4])


def _streamlit(folder: Path) -> float:
    """Milliseconds of one visit to the peer's page: the middle of five, after one to warm up."""
    os.environ["UNSLUMP_BENCH_WORKSPACE"] = str(folder)
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_file(str(Path(__file__).parent / "peers" / "streamlit_page.py"), default_timeout=120)
    page.run()
    spent = []
    for _ in range(5):
        began = time.perf_counter()
        page.run()
        spent.append(1000 * (time.perf_counter() - began))
    if page.exception:
        raise RuntimeError(page.exception[0].message)
    return float(np.median(spent))
