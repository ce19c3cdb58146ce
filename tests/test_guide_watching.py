"""The guide to watching, followed: its commands, its exit codes, its message."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run, run  # noqa: F401  the fixture
from tests.workspace.test_messengers import hook, serving

GUIDE = Path(__file__).parents[1] / "docs" / "guides" / "watching.md"


def test_every_variable_it_names_is_read() -> None:
    source = (Path(__file__).parents[1] / "src/unslump/workspace/messengers.py").read_text("utf-8")
    source += (Path(__file__).parents[1] / "src/unslump/cli/watching.py").read_text("utf-8")
    named = set(re.findall(r"UNSLUMP_\w+", GUIDE.read_text("utf-8")))
    assert named
    assert all(name in source for name in named)


@pytest.mark.slow
def test_cron_hears_of_the_demo_slump_once(run: Run, tmp_path: Path) -> None:  # noqa: F811
    """Before it began: quiet. After: exit code 1, told once; the second morning nothing new."""
    import unslump

    unslump.make_demo(tmp_path)
    quiet = run("watch", "-w", tmp_path, "--as-of", "2025-11-02", "--json")
    assert quiet.code == (1 if any(alarm["active"] for alarm in quiet.json["alarms"]) else 0)
    with serving(hook()) as server:
        url = f"http://127.0.0.1:{server.server_address[1]}/hook"  # type: ignore[attr-defined]
        for _ in range(2):
            loud = run("watch", "-w", tmp_path, "--as-of", "2025-12-07", "--json", "--webhook", url)
            assert loud.code == 1
    started = [body for body in server.bodies if body["event"] == "started"]  # type: ignore[attr-defined]
    active = [alarm for alarm in loud.json["alarms"] if alarm["active"]]
    assert len(started) == len(active)
    assert any(alarm["function"] == "split roles" for alarm in active)
