"""The server and its worker: started together, watched, and ended together."""

from __future__ import annotations

import getpass
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from unslump.errors import QuestionError
from unslump.records import accounts
from unslump.web.safety.guard import allowed_hosts, is_loopback

if TYPE_CHECKING:
    from unslump.workspace import Workspace

__all__ = ["serve"]

_BREATH = 1.0  # seconds before a worker that died is started again


def serve(
    workspace: Workspace,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    more_hosts: Iterable[str] = (),
    certificate: tuple[str, str] | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve a workspace until Ctrl-C or SIGTERM. `certificate` are files of a certificate and its key.

    `ready` is called once the port is ours. Raises QuestionError when the server is to be reached from
    elsewhere and nobody has an account, or when the port is taken; StoreError when the workspace cannot be
    written.
    """
    import uvicorn

    from unslump.web.app import create_app

    loopback = is_loopback(host)
    with workspace.records.reading() as connection:
        known = accounts.count_accounts(connection)
    if not loopback and not known:
        raise QuestionError(
            f"{host} can be reached from other machines, and there is no account yet.",
            hint="Make one: unslump account add NAME --role owner. Or serve on 127.0.0.1.",
        )
    app = create_app(
        workspace,
        hosts=allowed_hosts(host, more_hosts),
        loopback=loopback,
        user=_user(),
        secure=certificate is not None,
    )
    config = uvicorn.Config(
        app, host=host, port=port, log_level="warning", server_header=False, access_log=False,
        timeout_graceful_shutdown=5,
        ssl_certfile=certificate[0] if certificate else None,
        ssl_keyfile=certificate[1] if certificate else None,
    )  # fmt: skip
    with _listening(host, port) as listener, _Worker(workspace) as worker:
        ready()
        app.state.house.worker_alive = worker.is_alive
        uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket on the port, before anything else is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise QuestionError(
            f"{host} port {port} cannot be listened on: {error.strerror or error}.",
            hint="Another program may hold it: choose another --port.",
        ) from error
    with listener:
        yield listener


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "owner"


class _Worker:
    """The worker's process, started again when it dies."""

    def __init__(self, workspace: Workspace) -> None:
        self.directory = str(workspace.directory.resolve())
        self._ending = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Worker:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=3)
            except subprocess.TimeoutExpired:  # in the middle of a long question: it is taken up again
                self._process.kill()
        self._thread.join(timeout=5)

    def is_alive(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.poll() is None

    def _watch(self) -> None:
        command = [sys.executable, "-m", "unslump.web.answers.worker", self.directory]
        while not self._ending.is_set():
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603  ourselves
            self._process.wait()
            self._ending.wait(_BREATH)
