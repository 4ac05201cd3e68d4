"""As known on a day: the same statements, asked of what the graph knew at a time in the past.

Nothing is deleted from the graph: a fact keeps when it was recorded, when it was voided, and from
when to when it had been voided before it came back. So today's answer can be asked for again.
Statements of a trace have a sibling under `as_known/`, which also reads `VOIDED_` relationships
and holds the times against one moment; today's stay as quick as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from hashlib import sha256
from typing import Any

from genealogy.engine.statement import Reader, Row, Statement, statement
from genealogy.errors import WrongUsage
from genealogy.graph import Genealogy, Link
from genealogy.times import recorded_text

_THEN: dict[str, Statement[Any]] = {}


def also_then(today: Statement[Row]) -> Statement[Row]:
    """The statement itself, once its sibling for the past is bound too."""
    room, name = today.name.split("/")
    _THEN[today.name] = statement(f"{room}/as_known/{name}", today.row)
    return today


class AsKnown:
    """The graph as it knew things at a time. Descriptions (names, addresses) are today's."""

    def __init__(self, graph: Reader, known_on: datetime) -> None:
        self._graph = graph
        self.known_on = recorded_text(known_on)

    def read(self, statement: Statement[Row], **params: Any) -> list[Row]:
        """The rows of the statement as they were then."""
        then: Statement[Row] | None = _THEN.get(statement.name)
        if then is None:
            return self._graph.read(statement, **params)
        return self._graph.read(then, **params, known_on=self.known_on)


def time_of(text: str, zone: tzinfo) -> datetime:
    """The moment that somebody asks for. A date is its end, today's this moment; without a zone
    it is in this one.

    Raises WrongUsage for what is no time, and for one to come: nobody can tell it yet.
    """
    try:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            at = datetime.fromisoformat(text)
        else:
            at = datetime.combine(day, time.max.replace(fold=1))
            if day == datetime.now(zone).date():
                return datetime.now(UTC)
        at = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongUsage(
            f'"{text}" is no time. ISO 8601: 2026-10-05, 2026-10-05T17:00, 2026-10-05T17:00Z.'
        ) from None
    if at > datetime.now(UTC):
        raise WrongUsage(f"{text} is still to come: what will be known then, nobody can tell.")
    return at


def fingerprint_of(genealogy: Genealogy) -> str:
    """A hash of the facts that an answer rests on: that of the graph is only known of today."""
    flows = (
        genealogy.links,
        genealogy.produced,
        genealogy.consumed,
        genealogy.movements,
        genealogy.uses,
    )
    return _hash(genealogy.origins, (each for its in flows for each in its))


def fingerprint_of_links(about: Sequence[str], links: Iterable[Link]) -> str:
    """The same of a few links."""
    return _hash(about, links)


def _hash(about: Sequence[str], facts: Iterable[object]) -> str:
    stated = sorted({repr(each) for each in facts})
    return sha256("\n".join([*about, *stated]).encode()).hexdigest()
