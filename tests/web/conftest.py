"""The web app over a small company: a client without a server, a worker without a process, and a browser."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi.testclient import TestClient

import unslump
from tests.cli.companies import make_company
from unslump.web.accounts.making import make_account
from unslump.web.answers.worker import work_once
from unslump.web.app import create_app
from unslump.web.house import now
from unslump.workspace import Workspace

CHROMIUM = Path("/usr/bin/chromium")
PASSWORD = "correct horse battery"


@dataclass
class Site:
    """A workspace with its app. `get` and `post` are a browser's without scripts; forms carry their token."""

    workspace: Workspace
    client: TestClient

    def get(self, path: str, **more: Any) -> Any:
        return self.client.get(path, **more)

    def post(self, path: str, data: dict[str, Any] | None = None, *, page: str = "/data", **more: Any) -> Any:
        """Send a form as the page at `page` would."""
        token = self.token(page)
        return self.client.post(path, data={"form_token": token} | (data or {}), **more)

    def token(self, page: str = "/data") -> str:
        found = re.search(r'name="form-token" content="(\w+)"', self.client.get(page).text)
        assert found
        return found[1]

    def work(self, most: int = 60) -> int:
        """Work out everything that waits; how many questions that were."""
        done = 0
        while done < most and work_once(self.workspace, "test"):
            done += 1
        return done

    def sign_in(self, name: str, role: str = "owner") -> None:
        """Make an account, and sign in with it."""
        make_account(self.workspace.records, name, role, PASSWORD, now())
        self.client.cookies.clear()
        answer = self.client.post("/door", data={"name": name, "password": PASSWORD, "door_path": "/"})
        assert answer.status_code == 200


def site_of(folder: Path, **changed: Any) -> Site:
    workspace = unslump.open(folder)
    values: dict[str, Any] = {
        "hosts": {"testserver", "localhost", "127.0.0.1"},
        "loopback": True,
        "user": "Ana",
    }
    return Site(workspace, TestClient(create_app(workspace, **(values | changed))))


@pytest.fixture(autouse=True)
def _no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """An account made a moment ago is known at once."""
    monkeypatch.setattr("unslump.web.house._STANDS", -1.0)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A small company of its own, that tests may change; nothing has been worked out yet."""
    return site_of(make_company(tmp_path))


@pytest.fixture
def empty(tmp_path: Path) -> Site:
    """A folder without anything."""
    return site_of(tmp_path)


@pytest.fixture(scope="session")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A small company whose standard questions have been worked out; tests only read it."""
    made = site_of(make_company(tmp_path_factory.mktemp("web")))
    made.get("/")
    made.work()
    return made


@pytest.fixture
def open_page(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Open pages of a site in a real browser: open_page(site, path, width=…, dark=…)."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium on this machine (Debian: apt install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        with _Servers() as servers:

            def opener(site: Site, path: str = "/", *, width: int = 1280, dark: bool = False) -> Any:
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
                )
                page = context.new_page()
                page.goto(servers.of(site) + path)
                return page

            yield opener
        browser.close()


class _Servers:
    """One real server a site, in a thread, with a worker in another."""

    def __enter__(self) -> _Servers:
        self.running: dict[int, tuple[uvicorn.Server, str]] = {}
        self.ending = threading.Event()
        return self

    def __exit__(self, *_: object) -> None:
        self.ending.set()
        for server, _ in self.running.values():
            server.should_exit = True

    def of(self, site: Site) -> str:
        if id(site) not in self.running:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                port = free.getsockname()[1]
            config = uvicorn.Config(site.client.app, host="127.0.0.1", port=port, log_level="error")
            server = uvicorn.Server(config)
            threading.Thread(target=server.run, daemon=True).start()
            threading.Thread(target=self._work, args=(site.workspace,), daemon=True).start()
            until = time.monotonic() + 20
            while not server.started and time.monotonic() < until:
                threading.Event().wait(0.02)
            self.running[id(site)] = (server, f"http://127.0.0.1:{port}")
        return self.running[id(site)][1]

    def _work(self, workspace: Workspace) -> None:
        own = unslump.open(workspace.directory)
        while not self.ending.is_set():
            if not work_once(own, "test-thread"):
                self.ending.wait(0.1)
