"""The answers that the tests of this room export."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from exports.tables import Answer
from genealogy.engine.opening import open_database
from genealogy.settings import Settings
from tests.conftest import ENGINES, empty
from tests.exports.answers import every_answer


@pytest.fixture(scope="module", params=ENGINES)
def answers(
    request: pytest.FixtureRequest, settings_of: Callable[[str], Settings]
) -> Iterator[dict[str, Answer]]:
    """An answer to every question, by the name of the command, from each engine."""
    settings = settings_of(request.param)
    with open_database(settings) as database:
        empty(settings)
        yield every_answer(database)
