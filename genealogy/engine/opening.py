"""Opening the graph: the one place that decides which engine answers."""

from __future__ import annotations

from genealogy.engine import embedded
from genealogy.engine.database import Database, Door, open_bolt
from genealogy.engine.folder import DATABASE, READER, USER, DataFolder
from genealogy.engine.plans import judge_operators, judge_steps
from genealogy.engine.read_only import ReadOnly
from genealogy.engine.schema import apply_schema
from genealogy.errors import EngineFailed, WrongUsage
from genealogy.settings import Settings, load_settings


def open_database(settings: Settings | None = None) -> Database:
    """The graph of the settings, ready for questions and loads.

    With `GENEALOGY_NEO4J_URI` the Neo4j there, else the embedded engine of the data folder,
    which is started if need be. The schema is brought up to date.

    Raises one of the DatabaseUnavailable errors.
    """
    settings = settings or load_settings()
    database = _open_neo4j(settings) if settings.neo4j_uri else _open_embedded(settings)
    try:
        apply_schema(database)
    except BaseException:
        database.close()
        raise
    return database


def open_read_only(settings: Settings | None = None) -> ReadOnly:
    """The same graph for Cypher of others, over connections that write nothing.

    Starts the embedded engine if need be; applies no schema. Raises as `open_database`, and
    EngineFailed where an engine runs that an older version has started.
    """
    settings = settings or load_settings()
    if not settings.neo4j_uri:
        running = embedded.start(settings)
        if not running.read_password:
            why = "an older version started it. End it with `genealogy engine stop`."
            raise EngineFailed(settings.data, why)
        door = Door(f"bolt://127.0.0.1:{running.port}", READER, running.read_password, DATABASE)
        # Its EXPLAIN ends transactions where it is told to: in a query there are no commands.
        return ReadOnly(
            door, settings.start_timeout, "EXPLAIN WITH 1 AS `in a query`\n", judge_steps
        )
    door = Door(
        settings.neo4j_uri, settings.neo4j_user, _password(settings), settings.neo4j_database
    )
    return ReadOnly(door, settings.start_timeout, "EXPLAIN\n", judge_operators)


def place_of(settings: Settings) -> str:
    """Where the graph of the settings is: the folder, or the address without a password in it."""
    if not settings.neo4j_uri:
        return str(settings.data)
    scheme, _, address = settings.neo4j_uri.rpartition("://")
    return f"{scheme}://{address.rpartition('@')[2]}"


def _open_neo4j(settings: Settings) -> Database:
    return open_bolt(
        settings.neo4j_uri or "",
        user=settings.neo4j_user,
        password=_password(settings),
        name=settings.neo4j_database,
        timeout=settings.timeout,
        wait=settings.start_timeout,
    )


def _password(settings: Settings) -> str:
    if settings.neo4j_password is None:
        raise WrongUsage("GENEALOGY_NEO4J_URI is set, GENEALOGY_NEO4J_PASSWORD is not.")
    return settings.neo4j_password.get_secret_value()


def _open_embedded(settings: Settings) -> Database:
    running = embedded.start(settings)
    return open_bolt(
        f"bolt://127.0.0.1:{running.port}",
        user=USER,
        password=running.password,
        name=DATABASE,
        timeout=settings.timeout,
        wait=settings.start_timeout,
        folder=DataFolder(settings.data),
    )
