"""The audit trail: who did what when, append-only, each entry chained to the one before.

An entry's hash is SHA-256 over the canonical JSON (RFC 8785) of its fields, among them the hash
of the entry before it. Of its details the chain holds a salted hash: where the law demands that
names be forgotten, details can be erased, and the chain still holds.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from genealogy.times import now_text
from office.opening import Office
from office.tables import audit

BEGINNING = "0" * 64
"""What the first entry is chained to."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its number from 1, the server's time, who, what, and the details."""

    number: int
    at: str
    by: str
    action: str
    details: str | None
    salt: str | None
    details_hash: str
    previous: str
    hash: str


def record(office: Office, *, by: str, action: str, details: Mapping[str, Any]) -> Entry:
    """The new entry, once it is on the disk. Raises OfficeUnavailable: then nothing is done that
    could not be put on record."""
    with office.one_at_a_time() as connection:
        return append(connection, by=by, action=action, details=details)


def append(connection: Connection, *, by: str, action: str, details: Mapping[str, Any]) -> Entry:
    """The new entry at the end of the trail, kept or lost together with what else the connection
    of `office.one_at_a_time()` writes: a change and its entry are one."""
    last = connection.execute(
        select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)
    ).first()
    number, previous = (last.number + 1, last.hash) if last else (1, BEGINNING)
    text, salt = canonical(details), secrets.token_hex(16)
    details_hash = hash_of_details(salt, text)
    at = now_text()
    chained = hash_of(number, at, by, action, details_hash, previous)
    entry = Entry(number, at, by, action, text, salt, details_hash, previous, chained)
    connection.execute(audit.insert().values(**_columns(entry)))
    return entry


def canonical(value: Any) -> str:
    """The one JSON text of a value: keys in order, no spaces, no number that JSON cannot hold."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def hash_of_details(salt: str, text: str) -> str:
    """What the chain holds of an entry's details."""
    return sha256(f"{salt}{text}".encode()).hexdigest()


def hash_of(number: int, at: str, by: str, action: str, details: str, previous: str) -> str:
    """The hash of an entry, given that of its details and that of the entry before."""
    fields = {
        "number": number, "at": at, "by": by, "action": action,
        "details": details, "previous": previous,
    }  # fmt: skip
    return sha256(canonical(fields).encode()).hexdigest()


def _columns(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__slots__}
