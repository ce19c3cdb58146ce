"""The command line: one command for each question.

app         the commands in their order
options     what several commands ask for: -w, --json, --as-of, the goal
starting    init, demo
bringing    import, undo
asking      readiness, check, backtest, report
people      people
channels    channels
planning    plan, hire
orders      orders: what is owed, and what happens to an order
face        an answer as words or as JSON
waiting     the progress bar
mishaps     what is said, and the exit code, when something goes wrong
views       what is printed beyond the reports' own views
results     the JSON of what the commands did
schemas     docs/json

Exit codes: 0 a question was answered, whatever the answer; 2 bad input; 1 a fault of the program;
130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, and return its exit code. `arguments` are the program's own by default."""
    # A fit multiplies many small matrices, and threads cost more there than they bring: with two of
    # them one of 20,000 leads took up to twice as long. Read once, when NumPy is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from unslump.cli.mishaps import run

    given = list(sys.argv[1:] if arguments is None else arguments)
    return run(given or ["--help"])
