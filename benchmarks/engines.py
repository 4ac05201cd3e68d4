"""An engine of each kind with an empty graph, for one measurement."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from genealogy.engine import embedded
from genealogy.settings import Settings
from tests.neo4j_server import Memory, neo4j_server

ENGINES = ("embedded", "neo4j")
_LARGE = Memory(heap="4g", pagecache="4g")  # as much heap as the embedded one takes at most
_PATIENCE = 600.0  # seconds for one statement: the largest scopes are asked of small machines


@contextmanager
def engine(name: str, keep: Path | None = None) -> Iterator[Settings]:
    """Settings of an engine that was just started, and ends with the block.

    The embedded one works in the folder to `keep`, if one is named, with what is in it.
    Raises tests.neo4j_server.Unavailable where no Neo4j can be had.
    """
    if name == "neo4j":
        with neo4j_server(_LARGE) as server:
            yield Settings(
                neo4j_uri=server.uri,
                neo4j_user=server.user,
                neo4j_password=SecretStr(server.password),
                timeout=_PATIENCE,
            )
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=keep or Path(folder), neo4j_uri=None, timeout=_PATIENCE)
        try:
            yield settings
        finally:
            embedded.stop(settings.data)
