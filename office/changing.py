"""A change of the operational database, and the entries of the audit trail that tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from office.audit import append
from office.chain import Entry


@dataclass(frozen=True)
class Changing:
    """A connection that writes, and the entries that were appended with it: kept together."""

    connection: Connection
    entries: list[Entry] = field(default_factory=list)

    def append(self, *, by: str, action: str, details: Mapping[str, Any]) -> None:
        """A new entry at the end of the trail."""
        entry = append(self.connection, by=by, action=action, details=details)
        self.entries.append(entry)
