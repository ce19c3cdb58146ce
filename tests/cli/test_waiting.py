"""The progress bar shows itself only to a person who has waited."""

from __future__ import annotations

import io
import time

import pytest
from rich.console import Console

from unslump.cli.waiting import Waiting


def terminal() -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=80)


def shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_what_is_quick_shows_no_bar() -> None:
    console = terminal()
    with Waiting("importing", console, patience=5.0) as waiting:
        waiting.step("reading", 0.5)
    assert shown(console) == ""


def test_what_takes_long_says_what_it_does() -> None:
    console = terminal()
    with Waiting("importing", console, patience=0.01) as waiting:
        time.sleep(0.3)
        waiting.step("reading \x1b[31mcontacts.csv", 0.5)
        time.sleep(0.3)
    assert "importing" in shown(console)
    assert "reading [31mcontacts.csv" in shown(console)


def test_an_error_takes_the_bar_away() -> None:
    console = terminal()
    with pytest.raises(ValueError, match="no"), Waiting("importing", console, patience=0.01):
        time.sleep(0.2)
        raise ValueError("no")
    assert shown(console).endswith("\x1b[2K")  # the line is wiped


def test_nothing_when_piped(capsys: pytest.CaptureFixture[str]) -> None:
    with Waiting("importing", patience=0.01):
        time.sleep(0.1)
    assert capsys.readouterr().err == ""
