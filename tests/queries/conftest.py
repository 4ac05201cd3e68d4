"""A graph that the tests of a module share, so that what they all ask about is loaded once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.settings import Settings
from tests.conftest import ENGINES, empty


@pytest.fixture(scope="module", params=ENGINES)
def shared_graph(
    request: pytest.FixtureRequest, settings_of: Callable[[str], Settings]
) -> Iterator[Database]:
    """A graph that begins empty, once on each engine; not beside `database`, which empties it."""
    settings = settings_of(request.param)
    with open_database(settings) as opened:
        empty(settings)
        yield opened
