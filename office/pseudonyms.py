"""Pseudonyms of persons, and the forgetting of their names in what the office keeps."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Sequence

from sqlalchemy import Column, Connection, or_, select

from genealogy.times import now_text
from office.audit import erase
from office.chain import Entry
from office.opening import Office
from office.tables import audit, events, investigation_entries, jobs, pseudonyms

_BYTES = 2
_KEPT = (
    *(jobs.c.asked, jobs.c.progress, jobs.c.result, jobs.c.error),
    *(events.c.subject, investigation_entries.c.said),
)
"""Texts that are chained to nothing: there a name is replaced, not erased."""


def pseudonym_of(office: Office, noun: str, node_id: str) -> str | None:
    """The pseudonym that a person has; None without one."""
    with office.reading() as connection:
        return connection.execute(
            select(pseudonyms.c.pseudonym).where(
                pseudonyms.c.noun == noun, pseudonyms.c.id == node_id
            )
        ).scalar()


def new_pseudonym(office: Office) -> str:
    """A pseudonym that nobody has, as `person 7f3a`."""
    with office.reading() as connection:
        taken = set(connection.execute(select(pseudonyms.c.pseudonym)).scalars())
    length = _BYTES
    while (made := f"person {secrets.token_hex(length)}") in taken:
        length += 1  # they are getting few
    return made


def naming(office: Office, texts: Sequence[str]) -> list[int]:
    """The entries of the trail whose details have one of the texts, as words of their own."""
    with office.reading() as connection:
        return list(_naming(connection, texts))


def forget(
    office: Office,
    noun: str,
    node_id: str,
    pseudonym: str,
    texts: Sequence[str],
    *,
    by: str,
    reason: str,
) -> Entry | None:
    """Keeps the pseudonym, and erases the details of entries that have one of the texts; the
    entry that lists these, None where there were none. Jobs, events and
    investigations get the pseudonym."""
    with office.one_at_a_time() as connection:
        same = (pseudonyms.c.noun == noun) & (pseudonyms.c.id == node_id)
        connection.execute(pseudonyms.delete().where(same))
        connection.execute(
            pseudonyms.insert().values(
                noun=noun, id=node_id, pseudonym=pseudonym, at=now_text(), by=by, reason=reason
            )
        )
        for column in _KEPT:
            _replace(connection, column, texts, pseudonym)
        numbers = list(_naming(connection, texts))
        if not numbers:
            return None
        of = {"person": f"{noun}:{node_id}", "pseudonym": pseudonym, "reason": reason}
        return erase(connection, numbers, by=by, details=of)


def _naming(connection: Connection, texts: Sequence[str]) -> Iterator[int]:
    if not texts:
        return
    escaped = {form for text in texts for form in _forms(text)}
    rows = connection.execute(
        select(audit.c.number, audit.c.details)
        .where(or_(*(audit.c.details.contains(each, autoescape=True) for each in escaped)))
        .order_by(audit.c.number)
    )
    words = _words(escaped)
    yield from (row.number for row in rows if words.search(row.details))


def _replace(
    connection: Connection, column: Column[str], texts: Sequence[str], pseudonym: str
) -> None:
    """Replaces the texts in a column of JSON, however their letters are escaped there."""
    key = column.table.primary_key.columns.values()[0]
    escaped = {form for text in texts for form in _forms(text)}
    if not escaped:
        return
    words = _words(escaped)
    held = or_(*(column.contains(each, autoescape=True) for each in escaped))
    for found, text in connection.execute(select(key, column).where(held)).all():
        values = {column.name: words.sub(pseudonym, text)}
        connection.execute(column.table.update().where(key == found).values(values))


def _forms(text: str) -> set[str]:
    """A text as it can stand in JSON."""
    return {json.dumps(text, ensure_ascii=each)[1:-1] for each in (True, False)}


def _words(escaped: set[str]) -> re.Pattern[str]:
    longest = sorted(escaped, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)")
