"""What is said when something goes wrong, and the exit code: words, never a traceback.

With --json the words are on stdout too, as {"error": …, "hint": …}.
"""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

import typer

from unslump.cli.app import app
from unslump.cli.codes import ANSWERED, BAD_INPUT, FAULT, STOPPED
from unslump.errors import UnslumpError
from unslump.report.plain import plain

__all__ = ["run"]

_DISK = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT}

# Typer's own errors share a base that it does not export, and that moved between its versions.
_UsageError: type[Exception] = next(
    base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException"
)


def run(arguments: Sequence[str]) -> int:
    """Run the command, and turn whatever happens into an exit code."""
    as_json = "--json" in arguments
    _never_stumble_over_letters(sys.stdout)
    try:
        with _ctrl_c() as pressed:
            code = _run(arguments, as_json, pressed)
        sys.stdout.flush()
    except BrokenPipeError:  # who read the output, as `head`, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ANSWERED
    return code


def _run(arguments: Sequence[str], as_json: bool, pressed: threading.Event) -> int:
    try:
        code = app(args=list(arguments), prog_name="unslump", standalone_mode=False)
    except UnslumpError as error:
        return _complain(error.message, error.hint, BAD_INPUT, as_json)
    except BrokenPipeError:
        raise
    except (KeyboardInterrupt, typer.Abort):
        code = STOPPED
    except OSError as error:
        mendable = bool(error.filename) or error.errno in _DISK
        return _complain(*_refused(error), BAD_INPUT if mendable else FAULT, as_json)
    except MemoryError:
        return _complain("There is not enough memory for this.", "Close other programs.", FAULT, as_json)
    except _UsageError as error:
        return _complain(*_misused(error), BAD_INPUT, as_json)
    except Exception as error:  # noqa: BLE001  the last stop before the user
        if not pressed.is_set():
            return _complain(*_fault(error), FAULT, as_json)
        code = STOPPED
    if code == STOPPED:
        return _complain("Stopped; nothing was changed.", "", STOPPED, as_json)
    return code if isinstance(code, int) else ANSWERED


@contextmanager
def _ctrl_c() -> Iterator[threading.Event]:
    """Remember that Ctrl-C was pressed: inside a query DuckDB makes an error of its own of it."""
    pressed = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield pressed
        return

    def stop(*_: object) -> None:
        pressed.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _complain(message: str, hint: str, code: int, as_json: bool) -> int:
    words = plain(f"{message}\n{hint}" if hint else message)
    sys.stderr.write(words.rstrip() + "\n")
    if as_json:
        sys.stdout.write(json.dumps({"error": plain(message), "hint": plain(hint)}) + "\n")
    return code


def _misused(error: Exception) -> tuple[str, str]:
    message = getattr(error, "format_message", lambda: str(error))()
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "unslump"
    return message, f"See: {command} --help"


def _refused(error: OSError) -> tuple[str, str]:
    reason = error.strerror or str(error)
    if error.filename is None:
        return f"The system refused: {reason}.", ""
    return f"{error.filename}: {reason}.", "Check that it is there, and its rights."


def _fault(error: Exception) -> tuple[str, str]:
    if os.environ.get("UNSLUMP_DEBUG"):
        traceback.print_exc()
    kind = type(error).__name__
    told = str(error).strip().splitlines()
    return (
        f"unslump met something it was not prepared for ({kind}{': ' + told[0][:200] if told else ''}).",
        "The fault is in the program, not in your files, and the history is as it was. Please report "
        "it with what you typed and what UNSLUMP_DEBUG=1 adds to this.",
    )


def _never_stumble_over_letters(stream: TextIO) -> None:
    """A terminal that lacks a letter shows a question mark in its place."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
