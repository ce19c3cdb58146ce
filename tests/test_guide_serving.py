"""The guide to serving is true: its table is the one that is kept to, its commands are run."""

from __future__ import annotations

import os
import re
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.test_docs import DOCS, commands
from unslump.web.accounts.passwords import LEAST_LETTERS
from unslump.web.accounts.rights import LEAST_ROLE, Role
from unslump.web.accounts.sessions import ABSOLUTE, IDLE
from unslump.web.house import KEY_FILE
from unslump.web.safety.guard import MOST_UPLOAD

GUIDE = DOCS / "guides" / "serving.md"
TEXT = GUIDE.read_text("utf-8")


def test_the_table_of_roles_is_the_one_that_is_kept_to() -> None:
    roles = "|".join(role.word for role in Role)
    rows = re.findall(rf"^\| ([\w ]+) \| ({roles}) \|$", TEXT, re.MULTILINE)
    told = {
        {"see every page": "see"}.get(what, what): role
        for what, role in rows
    }  # fmt: skip
    assert told == {act.value: least.word for act, least in LEAST_ROLE.items()}


def test_its_numbers_are_those_of_the_program() -> None:
    assert f"after {IDLE.total_seconds() / 3600:.0f} hours" in TEXT
    assert f"after {ABSOLUTE.days} days" in TEXT
    assert LEAST_LETTERS == 10
    assert "ten letters" in TEXT
    assert f"{MOST_UPLOAD / 1e9:.0f} GB" in TEXT
    assert KEY_FILE in TEXT


@pytest.mark.slow
def test_its_commands_do_what_it_says(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("UNSLUMP_")}
    environment["UNSLUMP_PASSWORD"] = "correct horse battery"
    (tmp_path / "brightline").mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    printed = []
    for command in commands(GUIDE):
        if command[1] == "serve":
            assert _answers(command, tmp_path, environment), command
            continue
        ran = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        printed.append(ran.stdout)
    assert printed[0].startswith("Ana may come in as owner")
    assert printed[-1].splitlines() == ["Ana: owner", "Ben: planner"]


def _answers(command: list[str], folder: Path, environment: dict[str, str]) -> bool:
    """Whether the server that the command starts answers; on a free port, for the tests beside this one."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    scheme = "https" if "--certificate" in command else "http"
    if "--port" in command:
        command[command.index("--port") + 1] = str(port)
    else:
        command = [*command, "--port", str(port)]
    running = subprocess.Popen(
        [sys.executable, "-m", *command, "--allow-host", "localhost"],
        cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 60
        anyone = ssl._create_unverified_context()
        while time.monotonic() < until and running.poll() is None:
            try:
                with urllib.request.urlopen(f"{scheme}://localhost:{port}/health", context=anyone) as found:
                    return bool(found.status == 200)
            except OSError:
                time.sleep(0.2)
        return False
    finally:
        running.terminate()
        running.wait(timeout=20)
