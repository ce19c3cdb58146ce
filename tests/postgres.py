"""A PostgreSQL server of the tests' own: from the machine's binaries, in a temporary folder, on a socket."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _binaries() -> Path:
    on_path = shutil.which("initdb")
    folders = [*_FOLDERS, *([Path(on_path).parent] if on_path else [])]
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    pytest.skip("no PostgreSQL server on this machine (Debian: apt install postgresql)")


def _account() -> int | None:
    """The server refuses to be run by root; the account of Debian's package serves instead."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_uid
    except KeyError:
        pytest.skip("PostgreSQL does not run as root, and there is no account called postgres")


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server, without a database's name at its end."""
    binaries, account = _binaries(), _account()
    folder = Path(tempfile.mkdtemp(prefix="unslump-pg-", dir="/tmp"))  # a socket's path must be short
    if account is not None:
        os.chown(folder, account, -1)
    data, log = folder / "data", folder / "log"

    def run(*command: str) -> None:
        done = subprocess.run(
            [str(binaries / command[0]), *command[1:]],
            user=account,
            cwd=folder,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise RuntimeError(
                f"{' '.join(command)}: {done.stderr}\n{log.read_text() if log.exists() else ''}"
            )

    run("initdb", "-D", str(data), "-U", "unslump", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=20"
    # Its output goes to the log: a server that holds the pipe would keep us waiting for its end.
    run("pg_ctl", "-D", str(data), "-w", "-l", str(log), "-o", options, "start")
    try:
        yield f"postgresql+psycopg://unslump@/{{database}}?host={folder}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
