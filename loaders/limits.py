"""Limits: what a record may state, so that every engine can keep it and find it again.

Ids, keys of facts and batch codes are indexed, and an index takes some 8 kB at most. A longer one
is a damaged row, or an attack; without this it would end the whole run.
"""

from __future__ import annotations

from collections.abc import Iterator

from genealogy.facts import Description, Statement, Void
from genealogy.nouns import Noun
from loaders.part import Outcome, Rejection

LONGEST_ID = 1_000
"""Characters of an id, or of a batch code."""
LONGEST_KEY = 4_000
"""Bytes of a fact key. The key of what is derived for a pending lot ends in an id, too."""

_SEPARATOR = "\x1f"  # between the parts of what a node keeps of its descriptions
_SHOWN = 100
_WORDS = {noun: f"{noun.value.lower()} id" for noun in Noun}


def within_limits(outcome: Outcome) -> Outcome:
    """What a record states; a rejection where some of it cannot be kept."""
    if isinstance(outcome, tuple):
        for each in outcome:
            for problem in _problems(each):
                return problem
    return outcome


def id_fits(node_id: str) -> bool:
    """Whether an id can be kept."""
    return len(node_id) <= LONGEST_ID


def key_fits(key: str) -> bool:
    """Whether the key of a fact can be kept."""
    return len(key) <= LONGEST_KEY and len(key.encode()) <= LONGEST_KEY


def _problems(statement: Statement) -> Iterator[Rejection]:
    for what, node_id in _ids(statement):
        if not id_fits(node_id):
            yield _too_long(f"the {what}", node_id, f"{LONGEST_ID:,} characters")
    if isinstance(statement, Description):
        for name, value in statement.properties.items():
            if _SEPARATOR in str(value):
                yield Rejection("", str(value)[:_SHOWN], f"the {name} holds the character U+001F")
    elif not key_fits(statement.key):
        yield _too_long("the key of its fact", statement.key, f"{LONGEST_KEY:,} bytes")


def _ids(statement: Statement) -> Iterator[tuple[str, str]]:
    """Every id that a statement names, with what it is of."""
    if isinstance(statement, Description):
        yield _WORDS[statement.noun], statement.id
        if statement.noun is Noun.BATCH and (code := statement.properties.get("code")):
            yield "batch code", str(code)
        return
    edge = (statement.kind if isinstance(statement, Void) else type(statement)).EDGE
    yield _WORDS[edge.source], statement.source
    yield _WORDS[edge.target], statement.target


def _too_long(what: str, text: str, limit: str) -> Rejection:
    return Rejection("", text[:_SHOWN], f"{what} is longer than {limit}")
