"""Whatever happens, a person reads words, and the exit code says whose fault it was."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from unslump.workspace import Workspace


def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Workspace, "readiness", fail)


def test_a_fault_of_the_program_is_said_as_such(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, ZeroDivisionError("division by zero"))
    ran = run("readiness", "--json")
    assert ran.code == 3
    assert "ZeroDivisionError: division by zero" in ran.json["error"]
    assert "UNSLUMP_DEBUG=1" in ran.json["hint"]


def test_with_debug_the_traceback_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from unslump.cli import main

    failing(monkeypatch, ZeroDivisionError("division by zero"))
    monkeypatch.setenv("UNSLUMP_DEBUG", "1")
    assert main(["readiness"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, KeyboardInterrupt())
    ran = run("readiness")
    assert ran.code == 130
    assert "nothing was changed" in ran.err


def test_ctrl_c_within_a_query(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """DuckDB turns the interrupt into an error of its own; it is Ctrl-C all the same."""

    def interrupted(*_: object, **__: object) -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise RuntimeError("Query interrupted") from None

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(Workspace, "readiness", interrupted)
    ran = run("readiness", "--json")
    assert ran.code == 130
    assert ran.json["error"].startswith("Stopped")
    assert signal.getsignal(signal.SIGINT) is before


def test_a_file_the_system_refuses_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, PermissionError(errno.EACCES, "Permission denied", "leads.csv"))
    ran = run("readiness")
    assert ran.code == 2
    assert "leads.csv: Permission denied" in ran.err


def test_company_text_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    ran = run("check", "-w", tmp_path, "--goal", "\x1b[31mred\x1b]0;title\x07")
    assert ran.code == 2
    assert "\x1b" not in ran.err


def test_a_reader_that_has_enough_ends_it_quietly(brightline: Path) -> None:
    command = f"{sys.executable} -m unslump readiness -w '{brightline}' | head -n 1"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert ran.stdout.count("\n") == 1
    assert ran.stderr == ""


@pytest.mark.slow
def test_ctrl_c_in_an_import_leaves_the_history_as_it_was(tmp_path: Path) -> None:
    rows = "".join(f"{n},2024-05-{n % 28 + 1:02d},Search,a{n}@b.example\n" for n in range(400_000))
    file = tmp_path / "contacts.csv"
    file.write_text("Record ID,Create Date,Original Traffic Source,Email\n" + rows)
    program = subprocess.Popen(
        [sys.executable, "-m", "unslump", "import", "-w", str(tmp_path), str(file), "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "UNSLUMP_DEBUG": ""},
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob("history/.draft-*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=60)
    assert program.returncode == 130, err
    assert "Traceback" not in err
    assert json.loads(out)["error"].startswith("Stopped")
    assert not list(tmp_path.glob("history/v*"))
