"""The Neo4j that other tests stand on is a real one, and forgets nothing when it is killed."""

from collections.abc import Iterator
from contextlib import ExitStack

import neo4j
import pytest

from tests.neo4j_server import LocalServer, Unavailable, maven_server, maven_version


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    """One of our own: the server that the other tests share must not be killed."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(maven_server())
        except Unavailable as reason:
            pytest.skip(str(reason))
        yield server


@pytest.fixture
def driver(server: LocalServer) -> Iterator[neo4j.Driver]:
    with neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        yield driver


def test_it_answers_and_is_the_version_that_was_asked_for(driver: neo4j.Driver) -> None:
    assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1

    components = "CALL dbms.components() YIELD versions RETURN versions[0] AS version"
    assert driver.execute_query(components).records[0]["version"] == maven_version()
    assert maven_version().startswith("5.26.")


def test_a_killed_server_comes_back_with_all_it_acknowledged(
    server: LocalServer, driver: neo4j.Driver
) -> None:
    driver.execute_query("UNWIND range(1, 100) AS number CREATE (:Kept {number: number})")

    server.kill()
    server.restart()

    kept = "MATCH (kept:Kept) RETURN count(kept) AS count"
    assert driver.execute_query(kept).records[0]["count"] == 100
