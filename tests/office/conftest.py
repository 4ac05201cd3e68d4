"""The operational database, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from genealogy.settings import Settings
from office.opening import Office, open_office
from tests.postgres_server import NoPostgres, postgres_server


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a PostgreSQL; with --require-neo4j its lack is a failure."""
    with ExitStack() as stack:
        try:
            address = stack.enter_context(postgres_server())
        except NoPostgres as reason:
            if request.config.getoption("--require-neo4j"):
                pytest.fail(f"PostgreSQL is needed: {reason}")
            pytest.skip(str(reason))
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def office_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an operational database that is not there yet."""
    if request.param == "sqlite":
        return Settings(data=tmp_path / "data")
    address = str(request.getfixturevalue("postgres"))
    with create_engine(address.replace("postgresql:", "postgresql+psycopg:")).begin() as server:
        server.execute(text("DROP SCHEMA public CASCADE"))
        server.execute(text("CREATE SCHEMA public"))
    return Settings(data=tmp_path / "data", office=SecretStr(address))


@pytest.fixture
def office(office_settings: Settings) -> Iterator[Office]:
    """An operational database, empty and open."""
    with open_office(office_settings) as office:
        yield office
