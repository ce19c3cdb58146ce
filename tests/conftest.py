"""What tests of several rooms use: the records, on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests import postgres
from unslump.records.database import Records

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A server for as long as the tests run; its address, with {database} to fill in."""
    with postgres.server() as address:
        yield address


@pytest.fixture
def postgres_url(postgres_server: str) -> str:
    """A new, empty database."""
    name = f"test_{next(_numbers)}"
    engine = create_engine(postgres_server.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return postgres_server.format(database=name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.real)])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Records:
    """Empty records, on each database in turn."""
    if request.param == "sqlite":
        return Records(tmp_path)
    return Records(tmp_path, request.getfixturevalue("postgres_url"))
