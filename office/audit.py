"""The audit trail: who did what when, append-only, each entry chained to the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from genealogy.settings import Settings
from office.chain import (
    BEGINNING,
    ERASED,
    FIELDS,
    Entry,
    canonical,
    hash_of,
    hash_of_details,
    next_entry,
)
from office.heads import check_reaches, sign
from office.opening import Office
from office.tables import audit

__all__ = [
    "BEGINNING", "ERASED", "Entry", "Sought", "append", "canonical", "entries", "erase",
    "every_entry", "hash_of", "hash_of_details", "head", "record",
]  # fmt: skip

_AT_ONCE = 1000  # rows that are fetched together


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries are asked for; what is None, or empty, rules nothing out.

    `action` is also the beginning of one, up to a dot: `load` is `load.begun` and `load.done`.
    `begin` and `end` are times as the trail keeps them, both included; `text` is looked for
    in the details, capitals or not. `after` is the number of the last entry that was seen; the
    newest entries are sought without it.
    """

    by: str | None = None
    action: str | None = None
    begin: str | None = None
    end: str | None = None
    text: str | None = None
    after: int | None = None


def record(office: Office, *, by: str, action: str, details: Mapping[str, Any]) -> Entry:
    """The new entry, once it is on the disk. Raises OfficeUnavailable or TrailCut: then nothing
    is done that could not be put on record."""
    with office.one_at_a_time() as connection:
        return append(connection, by=by, action=action, details=details)


def append(connection: Connection, *, by: str, action: str, details: Mapping[str, Any]) -> Entry:
    """The new entry at the end of the trail, kept or lost together with what else the connection
    of `office.one_at_a_time()` writes: a change and its entry are one. Raises TrailCut where the
    trail ends before its newest signed head."""
    last = connection.execute(
        select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)
    ).first()
    before = (last.number, last.hash) if last else None
    check_reaches(connection.get_execution_options()["heads"], last.number if last else 0)
    entry = next_entry(before, by=by, action=action, details=details)
    connection.execute(audit.insert().values(**entry.to_dict()))
    return entry


def entries(office: Office, sought: Sought, most: int) -> list[Entry]:
    """The entries that are sought in the order of their numbers, at most so many. To go on, ask
    `after` the number of the last one: what was seen never moves."""
    order = audit.c.number.desc() if sought.after is None else audit.c.number
    with office.reading() as connection:
        rows = connection.execute(_matching(sought).order_by(order).limit(most)).all()
    return sorted((Entry(*row) for row in rows), key=lambda each: each.number)


@contextmanager
def every_entry(office: Office) -> Iterator[Iterator[Entry]]:
    """The whole trail as one state of it, in order, never all of it in memory.

    Text that is no UTF-8, as a flipped byte leaves it, comes with what cannot be read escaped.
    """
    with office.reading() as connection:
        raw: Any = connection.connection.driver_connection
        if not office.is_shared:
            raw.text_factory = _lenient
        try:
            streamed = connection.execution_options(yield_per=_AT_ONCE)
            rows = streamed.execute(select(*_columns()).order_by(audit.c.number))
            yield (Entry(*row) for row in rows)
        finally:
            if not office.is_shared:
                raw.text_factory = str


def head(office: Office) -> Entry | None:
    """The last entry; None where nothing is on record."""
    with office.reading() as connection:
        row = connection.execute(
            select(*_columns()).order_by(audit.c.number.desc()).limit(1)
        ).first()
    return Entry(*row) if row else None


def signed(settings: Settings, office: Office) -> str | None:
    """Signs the head as it is now: why it could not, if so."""
    last = head(office)
    return sign(settings, last, at_once=True) if last else None


def erase(
    connection: Connection, numbers: Sequence[int], *, by: str, details: Mapping[str, Any]
) -> Entry:
    """The entry that says of which others the details are erased, which this does.

    Their hashes stay, so the chain holds. What it is erased for must not be told in `details`.
    """
    for number in numbers:
        connection.execute(
            audit.update().where(audit.c.number == number).values(details=None, salt=None)
        )
    told = {**details, "numbers": sorted(numbers)}
    return append(connection, by=by, action=ERASED, details=told)


def _columns() -> list[Any]:
    return [audit.c[name] for name in FIELDS]


def _matching(sought: Sought) -> Select[Any]:
    found = select(*_columns())
    if sought.after is not None:
        found = found.where(audit.c.number > sought.after)
    if sought.by is not None:
        found = found.where(audit.c.by == sought.by)
    if sought.action is not None:
        begins = audit.c.action.startswith(f"{sought.action}.", autoescape=True)
        found = found.where(or_(audit.c.action == sought.action, begins))
    if sought.begin is not None:
        found = found.where(audit.c.at >= sought.begin)
    if sought.end is not None:
        found = found.where(audit.c.at <= sought.end)
    if sought.text is not None:
        # as it stands in JSON, where a quote is escaped
        found = found.where(
            audit.c.details.icontains(canonical(sought.text)[1:-1], autoescape=True)
        )
    return found


def _lenient(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")
