"""In columns: what a statement finds for many ids, asked for a bounded number of them at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from genealogy.engine.statement import Reader, Statement
from genealogy.graph import Link
from queries.columns import LinkColumns
from queries.one_state import TornRead

Columns = TypeVar("Columns")

IDS_A_STATEMENT = 5_000


def in_columns(
    database: Reader, query: Statement[Columns], name: str, ids: Iterable[str]
) -> Iterator[Columns]:
    """The columns for these ids, a bounded number of them at a time."""
    yield from in_parts(database, query, name, sorted(ids))


def in_parts(
    database: Reader, query: Statement[Columns], name: str, ordered: Sequence[object]
) -> Iterator[Columns]:
    """The columns for these parameters, in their order."""
    for start in range(0, len(ordered), IDS_A_STATEMENT):
        for row in database.read(query, **{name: ordered[start : start + IDS_A_STATEMENT]}):
            # Neo4j reads what is committed: what a load takes away meanwhile has a type and no
            # properties any more, and its columns differ in length.
            if len({len(getattr(row, column)) for column in query.columns}) > 1:
                raise TornRead
            yield row


def links_at(database: Reader, query: Statement[LinkColumns], ids: Iterable[str]) -> list[Link]:
    """The links that a statement finds at these batches or operations."""
    consumed = query.name.startswith("trace/consumptions")
    return [
        link
        for columns in in_columns(database, query, query.params[0], ids)
        for link in columns.links(consumed=consumed)
    ]
