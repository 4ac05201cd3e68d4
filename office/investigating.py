"""Investigations in the operational database: opened, written to, read.

An entry is only ever added, in one transaction with the entry of the audit trail that tells of
it. Writers take turns, so none of two people's entries is lost, and what one may no longer say,
since another closed the investigation a moment before, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, func, select

from genealogy.errors import InvestigationNotFound
from office.chain import canonical
from office.changing import Changing
from office.investigation import Investigation, LogEntry
from office.opening import Office
from office.said import Added, OpenEntry, Said, read
from office.tables import investigation_entries as table

_ID = re.compile(r"INV-\d{4,9}", re.ASCII)
_ORDER = (table.c.investigation_id, table.c.number)


def open_investigation(
    change: Changing, said: OpenEntry, *, by: str, door: Mapping[str, Any]
) -> Investigation:
    """A new investigation. `door` is what the audit trail tells of where it was said."""
    begun = select(func.count()).where(table.c.number == 1)
    count = change.connection.execute(begun).scalar_one()
    investigation_id = f"INV-{count + 1:04d}"
    entry = _append(change, investigation_id, 1, said, by=by, door=door)
    return Investigation(investigation_id, (entry,))


def add(
    change: Changing,
    investigation_id: str,
    all_said: Iterable[Added],
    *,
    by: str,
    door: Mapping[str, Any],
) -> Investigation:
    """The investigation with entries for all that is said, or for none of it.

    Raises InvestigationNotFound, InvestigationClosed, and WrongUsage for a suspect or an action
    that it does not have.
    """
    found = _read(change.connection, investigation_id)
    for said in all_said:
        found.check(said)
        number = found.log[-1].number + 1
        found = found.with_entry(_append(change, investigation_id, number, said, by=by, door=door))
    return found


def investigation(office: Office, investigation_id: str) -> Investigation:
    """The investigation of this id. Raises InvestigationNotFound."""
    with office.reading() as connection:
        return _read(connection, investigation_id)


def investigations(office: Office) -> list[Investigation]:
    """Every investigation, the newest first."""
    with office.reading() as connection:
        rows = connection.execute(select(table).order_by(*_ORDER)).all()
    found = [
        _of(investigation_id, [*its])
        for investigation_id, its in groupby(rows, lambda row: str(row.investigation_id))
    ]
    return sorted(found, key=_age, reverse=True)


def _age(each: Investigation) -> tuple[str, str]:
    return each.log[0].at, each.investigation_id


def _append(
    change: Changing,
    investigation_id: str,
    number: int,
    said: Said,
    *,
    by: str,
    door: Mapping[str, Any],
) -> LogEntry:
    told = {"investigation": investigation_id, "number": number, "said": said.kept()}
    change.append(by=by, action=f"investigation.{said.entry}", details={**door, **told})
    recorded = change.entries[-1]
    entry = LogEntry(number, recorded.at, by, said, recorded.head)
    change.connection.execute(
        table.insert().values(
            entry_id=f"{investigation_id}:{number}",
            investigation_id=investigation_id,
            number=number,
            at=entry.at,
            by=by,
            entry=said.entry,
            said=canonical(said.kept()),
            head=entry.head,
        )
    )
    return entry


def _read(connection: Connection, investigation_id: str) -> Investigation:
    if not _ID.fullmatch(investigation_id):  # nor any text that a database does not take
        raise InvestigationNotFound(investigation_id)
    mine = table.c.investigation_id == investigation_id
    rows = connection.execute(select(table).where(mine).order_by(*_ORDER)).all()
    if not rows:
        raise InvestigationNotFound(investigation_id)
    return _of(investigation_id, rows)


def _of(investigation_id: str, rows: Sequence[Row[Any]]) -> Investigation:
    log = (LogEntry(row.number, row.at, row.by, read(row.entry, row.said), row.head)
           for row in rows)  # fmt: skip
    return Investigation(investigation_id, tuple(log))
