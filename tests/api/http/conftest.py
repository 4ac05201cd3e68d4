"""A client of the demo's service, and a service on each engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

import demo as demo_plant
from genealogy.settings import Settings
from tests.api.http.served import KEY, Served, serving
from tests.conftest import ENGINES, empty
from tests.shell import Shell

EXPORTS = Path(demo_plant.__file__).parent / "exports"


@pytest.fixture(scope="session")
def client(served: Served) -> Iterator[httpx.Client]:
    """A client of it that may do everything."""
    with served.client() as client:
        yield client


@pytest.fixture(scope="module", params=ENGINES)
def plant(
    request: pytest.FixtureRequest,
    settings_of: Callable[[str], Settings],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shell]:
    """A shell on either engine, with the demo's exports loaded."""
    shell = shell_on(settings_of(request.param), tmp_path_factory.mktemp("plant"))
    shell.out("load", EXPORTS)
    yield shell
    empty(settings_of(request.param))


def shell_on(settings: Settings, folder: Path) -> Shell:
    """A shell on the engine of these settings, whose graph is emptied."""
    empty(settings)
    extra = {"GENEALOGY_API_KEY": KEY, "GENEALOGY_API_RATE": "100000/minute"}
    if settings.neo4j_uri:
        assert settings.neo4j_password is not None
        extra |= {
            "GENEALOGY_NEO4J_URI": settings.neo4j_uri,
            "GENEALOGY_NEO4J_USER": settings.neo4j_user,
            "GENEALOGY_NEO4J_PASSWORD": settings.neo4j_password.get_secret_value(),
        }
        return Shell(folder, folder / "data", extra)
    return Shell(folder, settings.data, extra)


@pytest.fixture(scope="module")
def serving_plant(plant: Shell) -> Iterator[Served]:
    """A service on the plant."""
    with serving(plant) as served:
        yield served
