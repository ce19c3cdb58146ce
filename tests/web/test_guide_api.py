"""The guide to the API is true: its commands are run against a server, and answer what it promises."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.test_docs import DOCS
from tests.web.conftest import Site, _Servers
from tests.web.test_api import DEALS, LEADS, key_for

GUIDE = DOCS / "guides" / "api.md"


@pytest.mark.slow
def test_the_guide_to_the_api_is_true(site: Site, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl on this machine (Debian: apt install curl)")
    key = key_for(site, "Olga", "owner")["Authorization"].removeprefix("Bearer ")
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    (tmp_path / "deals.csv").write_text(DEALS, encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines()]
    with _Servers() as servers:
        here = servers.of(site)
        said = [
            subprocess.run(
                ["/bin/sh", "-c", command], cwd=tmp_path, env=os.environ | {"KEY": key, "HERE": here},
                capture_output=True, text=True, check=True, timeout=60,
            ).stdout
            for command in commands
        ]  # fmt: skip
    *answers, health, metrics = said
    versions, asked, state, brought, signed, paid, twice, told = map(json.loads, answers)
    assert versions["current"] == versions["versions"][-1]["id"]
    assert set(asked) == {"question", "state", "progress", "step"}
    assert state["name"] == "check"
    assert state["state"] in {"waiting", "running", "done"}
    assert brought["state"] == "waiting"
    assert (signed["owed"], signed["version"]) == ("1000.00", 1)
    assert (paid["owed"], paid["version"]) == ("600.00", 2)
    assert "RF18" in twice["error"]
    assert told["story"]["title"] == "The quiet spring"
    assert json.loads(health) == {"status": "ok"}
    assert 'unslump_requests_total{method="POST",route="/api/v1/orders",status="201"} 1.0' in metrics


def test_the_guide_names_every_address_there_is(site: Site) -> None:
    told = GUIDE.read_text(encoding="utf-8")
    for path, operations in site.get("/api/v1/openapi.json").json()["paths"].items():
        for method in operations:
            short = path.removeprefix("/questions/{question}")
            named = (
                f"{method.upper()} {path}" in told or f"`…{short}`" in told or path == "/questions/{question}"
            )
            assert named, f"{method} {path}"
