"""Measure every claim, or those named, print the tables and keep them in docs/benchmarks.md.

    python -m bench                     every claim
    python -m bench forecast fitting    these only; the other sections of the page stay as they are
    python -m bench --quick             a smoke version of each that has one; nothing is written

A claim is a module in this folder with `run() -> BenchTable | list[BenchTable]`; a smoke version
is its `quick()`.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.page import Machine, put_section
from bench.table import BenchTable

__all__ = ["claims", "main"]

_HERE = Path(__file__).parent
_PAGE = _HERE.parent / "docs" / "benchmarks.md"


def claims(folder: Path = _HERE) -> list[str]:
    """Names of the modules that define `run` at their top, found without importing them."""
    return [path.stem for path in sorted(folder.glob("*.py")) if "run" in _functions(path)]


def main(arguments: Sequence[str] | None = None, page: Path = _PAGE) -> int:
    """Measure what was asked for; 2 when a name is no claim."""
    # As the program runs itself (unslump.cli.main), peers alike; read when NumPy is loaded with a claim.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    known = claims()
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"claims to measure: {', '.join(known)}")
    parser.add_argument("--quick", action="store_true", help="a smoke version; writes nothing")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.names if name not in known]:
        print(f"No such claim: {', '.join(unknown)}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    for name in asked.names or known:
        tables = _measured(name, quick=asked.quick)
        for table in tables:
            print(f"{table}\n", flush=True)
        if tables and not asked.quick:
            put_section(page, name, tables, Machine.this(), datetime.now(UTC).date())
    return 0


def _measured(name: str, *, quick: bool) -> list[BenchTable]:
    way = "quick" if quick else "run"
    if way not in _functions(_HERE / f"{name}.py"):
        print(f"{name}: no smoke version, skipped.\n")
        return []
    measure: Callable[[], BenchTable | list[BenchTable]] = getattr(
        importlib.import_module(f"bench.{name}"), way
    )
    found = measure()
    return found if isinstance(found, list) else [found]


def _functions(path: Path) -> set[str]:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    return {node.name for node in body if isinstance(node, ast.FunctionDef)}


if __name__ == "__main__":
    sys.exit(main())
