from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.companies import make_company
from unslump.cli import main


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """All of stdout as one JSON value: anything else on it fails here."""
        return json.loads(self.out)

    @property
    def words(self) -> str:
        """What was printed, as one line however it was wrapped."""
        return " ".join(self.out.split())


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process: run("check", "-w", folder) → exit code, stdout, stderr."""
    for name in ("UNSLUMP_WORKSPACE", "UNSLUMP_DATABASE_URL", "UNSLUMP_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")

    def runner(*arguments: object) -> Ran:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return Ran(code, captured.out, captured.err)

    return runner


@pytest.fixture(scope="session")
def brightline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace to ask; tests only read it."""
    return make_company(tmp_path_factory.mktemp("companies") / "brightline")
