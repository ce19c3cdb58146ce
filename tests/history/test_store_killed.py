"""kill -9 at every step of an import: the version before stays, the next import cleans up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.history.build import lead, write_history
from unslump.errors import NoHistory
from unslump.history.store import Store

LEFT_BEHIND: dict[str, set[str]] = {
    "locked": set(),
    "drafted": {".draft"},
    "written": {".draft"},
    "synced": {".draft"},
    "renamed": {".draft", "v000002"},
    "recorded": {".draft", "v000002"},
}
EMPTY = ("empty-renamed", "empty-recorded")
CASES = (*LEFT_BEHIND, "committed", *EMPTY)

# Imports once, then forks a process for each case, which kills itself at its step.
_CHILD = """
import os, signal, sys
from pathlib import Path
import alembic.command, pandas  # what a first import would load, once for all cases
from tests.history.build import lead, write_history
from unslump.history.store import Store

for case in sys.argv[2:]:
    def checkpoint(reached):
        if reached == case.removeprefix("empty-"):
            os.kill(os.getpid(), signal.SIGKILL)
    child = os.fork()
    if child == 0:
        workspace = Path(sys.argv[1]) / case
        write_history(workspace, store=Store(workspace, checkpoint=checkpoint),
                      leads=[lead(number, "2024-01-01") for number in range(5)])
        os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL, case
"""


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one workspace a case, each with an import killed in it."""
    root = Path(__file__).parents[2]
    folder = tmp_path_factory.mktemp("killed")
    for case in CASES:
        if case not in EMPTY:
            write_history(folder / case, leads=[lead(1, "2024-01-01")])
    subprocess.run(
        [sys.executable, "-c", _CHILD, str(folder), *CASES],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=True,
    )
    return folder


def folders(workspace: Path) -> set[str]:
    return {path.name for path in (workspace / "history").iterdir()} - {".lock"}


@pytest.mark.parametrize("step", LEFT_BEHIND)
def test_killed_before_the_commit(killed: Path, step: str) -> None:
    workspace = killed / step
    left = {name.split("-")[0] for name in folders(workspace)} - {"v000001"}
    assert left == LEFT_BEHIND[step]
    assert Store(workspace).snapshot().rows("leads") == 1
    assert [version.id for version in Store(workspace).versions()] == [1]

    write_history(workspace, leads=[lead(1, "2024-01-01"), lead(2, "2024-01-02")])
    assert Store(workspace).snapshot().rows("leads") == 2
    current = Store(workspace).current()
    assert current is not None
    assert folders(workspace) == {"v000001", f"v{current.id:06d}"}


@pytest.mark.parametrize("case", EMPTY)
def test_killed_in_the_very_first_import(killed: Path, case: str) -> None:
    workspace = killed / case
    with pytest.raises(NoHistory):
        Store(workspace).snapshot()
    write_history(workspace, leads=[lead(1, "2024-01-01")])
    assert Store(workspace).snapshot().rows("leads") == 1
    assert len(folders(workspace)) == 1


def test_killed_right_after_the_commit(killed: Path) -> None:
    workspace = killed / "committed"
    assert Store(workspace).snapshot().rows("leads") == 5
    write_history(workspace, deals=[{"deal_id": "D1", "created_at": "2024-01-01"}])
    snapshot = Store(workspace).snapshot()
    assert (snapshot.rows("leads"), snapshot.rows("deals")) == (5, 1)
    assert not list((workspace / "history").glob("v*/.*"))
    assert folders(workspace) == {"v000001", "v000002", "v000003"}
