"""One state: an answer of several statements that no load has changed in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from genealogy import versions
from genealogy.engine.database import Database
from genealogy.errors import GraphMoved
from queries.columns import STATE, State

Answer = TypeVar("Answer")

_TRIES = 5


class TornRead(Exception):
    """A statement met a relationship that a load was just moving: the answer is asked again."""


def of_one_state(database: Database, answer: Callable[[], Answer]) -> tuple[Answer, str]:
    """What `answer` gives, and the fingerprint of the one state of the graph that it is of.

    Asked again when a load changed the graph meanwhile. Raises GraphMoved when it never rests.
    """
    for _ in range(_TRIES):
        before = _state(database)
        try:
            result = answer()
        except TornRead:
            continue
        if _state(database) == before:
            return result, before.fingerprint
    raise GraphMoved(_TRIES)


def fingerprint(database: Database) -> str:
    """The fingerprint of the graph now."""
    return _state(database).fingerprint


def state_text(database: Database) -> str:
    """What differs where any answer can: also after a load of which every row was rejected."""
    state = _state(database)
    return f"{state.fingerprint} {state.revision}"


def is_empty(database: Database) -> bool:
    """Whether nothing was ever loaded into the graph."""
    return _state(database) == State(versions.EMPTY, 0)


def _state(database: Database) -> State:
    return database.read(STATE, empty=versions.EMPTY)[0]
