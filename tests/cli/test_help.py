"""Help is quick, complete, and shows an example of every command."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.cli.conftest import Run
from unslump.cli.app import app
from unslump.cli.bringing import DayOrder, DecimalMark, TableName
from unslump.history.tables import TABLES

COMMANDS = (
    "init",
    "import",
    "undo",
    "readiness",
    "check",
    "backtest",
    "people",
    "channels",
    "plan",
    "hire",
    "watch",
    "diagnose",
    "outlook",
    "report",
    "demo",
)
HEAVY = (
    "duckdb",
    "ibis",
    "numpy",
    "scipy",
    "altair",
    "openpyxl",
    "sqlalchemy",
    "pyarrow",
    "rich",
)


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)


def test_these_are_all_commands() -> None:
    assert tuple(command.name for command in app.registered_commands) == COMMANDS


def test_help_names_every_command(run: Run) -> None:
    for ran in (run("--help"), run()):
        assert ran.code == 0
        assert all(f"\n  {name} " in ran.out for name in COMMANDS)
        assert (
            "..." not in ran.out.split("Commands:")[1].split("First steps")[0]
        )  # no description is cut short


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_s_help_shows_an_example_and_the_common_options(run: Run, command: str) -> None:
    ran = run(command, "--help")
    assert ran.code == 0
    example = ran.out.split("Example:\n")[1].lstrip()
    assert example.startswith(f"unslump {command}")
    assert "--workspace" in ran.out
    assert "--json" in ran.out
    assert ("--as-of" in ran.out) == (
        command
        in {"readiness", "check", "backtest", "people", "channels", "plan", "hire"}
        | {"watch", "diagnose", "outlook", "report"}
    )


def test_help_comes_before_anyone_can_blink() -> None:
    """Under 300 ms of computing, the best of several runs: a busy machine is not taken for slowness."""
    spent = []
    for _ in range(5):
        before = os.times()
        python("-m", "unslump", "--help")
        after = os.times()
        spent.append(
            after.children_user + after.children_system - before.children_user - before.children_system
        )
    assert min(spent) < 0.3, spent


@pytest.mark.parametrize(
    "what", ["import unslump; unslump.open('.')", "from unslump.cli import main; main(['check', '--help'])"]
)
def test_nothing_heavy_is_loaded_for_nothing(what: str) -> None:
    said = python(
        "-c",
        f"{what}\nimport sys; print(*(name for name in {HEAVY} if name in sys.modules), file=sys.stderr)",
    )
    assert said.stderr.split() == []


def test_python_m_unslump_is_the_same_program() -> None:
    assert python("-m", "unslump", "--version").stdout.startswith("unslump 0")


@pytest.mark.parametrize(("set_to", "threads"), [(None, 1), (2, 2)])
def test_one_thread_for_small_matrices_unless_told_otherwise(set_to: int | None, threads: int) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    told = {} if set_to is None else {"OPENBLAS_NUM_THREADS": str(set_to)}
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os; from unslump.cli import main; main(['--version'])\n"
            "print(os.environ['OPENBLAS_NUM_THREADS'])",
        ],
        capture_output=True,
        text=True,
        check=True,
        env=environment | told,
    )
    assert said.stdout.split()[-1] == str(threads)


def test_choices_are_those_of_the_history() -> None:
    assert {name.value for name in TableName} == set(TABLES)
    assert {order.value for order in DayOrder} == {"dmy", "mdy", "ymd"}
    assert {mark.value for mark in DecimalMark} == {".", ","}
