"""The chain of the audit trail: what an entry is, and what it is chained by.

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

from genealogy.times import now_text

BEGINNING = "0" * 64
"""What the first entry is chained to."""

ERASED = "audit.erased"
"""The action of an entry that lists the entries whose details were erased."""


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

    @property
    def head(self) -> str:
        """The entry as the head of the chain, as `audit verify --head` takes it."""
        return f"{self.number}:{self.hash}"

    def to_dict(self) -> dict[str, Any]:
        """The entry by its columns: all that is needed to verify it."""
        return {name: getattr(self, name) for name in FIELDS}

    def told(self) -> dict[str, Any]:
        """The entry as JSON for people and programs, its details opened; null once erased."""
        details = None if self.details is None else json.loads(self.details)
        return {
            "number": self.number, "at": self.at, "by": self.by, "action": self.action,
            "details": details, "hash": self.hash,
        }  # fmt: skip


FIELDS: tuple[str, ...] = Entry.__slots__
"""The names of an entry's fields, which are those of its columns."""


def next_entry(
    last: tuple[int, str] | None, *, by: str, action: str, details: Mapping[str, Any]
) -> Entry:
    """The entry that follows the last one, of which number and hash are given."""
    before, previous = last or (0, BEGINNING)
    number, at = before + 1, now_text()
    text, salt = canonical(details), secrets.token_hex(16)
    details_hash = hash_of_details(salt, text)
    chained = hash_of(number, at, by, action, details_hash, previous)
    return Entry(number, at, by, action, text, salt, details_hash, previous, chained)


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
