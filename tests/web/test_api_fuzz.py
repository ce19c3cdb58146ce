"""Whatever is sent to the API, it answers as its description says: never a fault, never an unknown shape."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.cli.companies import make_company
from tests.web.conftest import site_of
from tests.web.test_api import key_for

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
AFEW = settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def _stricter(operation: Any) -> list[Any]:
    """In a JSON body what does not fit must be refused; in an address 7 may also be the word "7"."""
    return [*CHECKS, negative_data_rejection] if operation.method == "post" else CHECKS


def _words(error: BaseException) -> str:
    parts = error.exceptions if isinstance(error, BaseExceptionGroup) else (error,)
    return "\n".join(f"{type(part).__name__}: {part}" for part in (error, *parts))[:2000]


@pytest.mark.slow
def test_it_answers_as_it_is_described(tmp_path: Path) -> None:
    """Every address with what fits its description and with what does not, over a company with answers."""
    site = site_of(make_company(tmp_path))
    key = key_for(site, "Olga", "owner")
    for name in ("readiness", "check", "orders", "needs"):
        site.get(f"/api/v1/{name}", headers=key)
    site.work()
    new = {"number": "A-1", "customer": "Harbour", "amount": "100", "on": "2025-03-03"}
    assert site.client.post("/api/v1/orders", json=new, headers=key).status_code == 201
    described = schemathesis.openapi.from_asgi("/api/v1/openapi.json", site.client.app)
    wrong: dict[str, str] = {}
    asked: Counter[str] = Counter()
    for found in described.get_all_operations():
        operation = found.ok()
        for mode, checks in (
            (GenerationMode.POSITIVE, CHECKS),
            (GenerationMode.NEGATIVE, _stricter(operation)),
        ):

            @AFEW
            @given(case=operation.as_strategy(generation_mode=mode))
            def answers(case: Any) -> None:
                asked[operation.label] += 1  # noqa: B023  called at once
                case.call_and_validate(headers=key, checks=checks)  # noqa: B023  called at once

            try:
                answers()
            except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001  all are told at once
                if "Unsatisfiable" not in type(error).__name__:
                    wrong[f"{operation.label} {mode.value}"] = _words(error)
    assert len(asked) >= 30
    assert sum(asked.values()) >= 300
    assert not wrong, "\n\n".join(f"{label}: {words}" for label, words in wrong.items())
