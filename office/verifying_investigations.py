"""Verifying the logs of investigations against the trail: what they say, entries must say too.

The trail is chained, the logs are not. Who can write to the database can change what somebody said
in a log, put an entry into it or take one out; the entries of the trail contradict that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select

from office.chain import Entry, canonical
from office.opening import Office
from office.tables import investigation_entries as table
from office.verifying import Fault

_ACTION = "investigation."


@dataclass(slots=True)
class SaidOnRecord:
    """What the entries of a trail say of investigations, gathered as the trail passes by.

    Entries whose details were erased, as a log can name a person, say only by whom and when.
    """

    _said: dict[int, Entry] = field(default_factory=dict)
    _last: int = 0

    def reading(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The same entries, of which those of investigations are kept."""
        for entry in entries:
            if entry.action.startswith(_ACTION):
                self._said[entry.number] = entry
            self._last = entry.number
            yield entry

    def faults(self, logged: Sequence[Row[Any]]) -> list[Fault]:
        """What the logs say otherwise than the entries; of logs read after the trail, what is on
        record since is left out."""
        found: list[Fault] = []
        left = dict(self._said)
        for row in logged:
            digits = row.head.partition(":")[0]
            number = int(digits) if digits.isdecimal() else 0
            if number > self._last:
                continue
            entry = left.pop(number, None)
            if entry is None or entry.head != row.head:
                found.append(
                    Fault(None, f"{row.entry_id} is in the log of an investigation, and no entry"
                                " says so.")
                )  # fmt: skip
            elif not _same(entry, row):
                found.append(
                    Fault(number, f"{row.entry_id}, in the log of an investigation, says otherwise"
                                  f" than entry {number}.")
                )  # fmt: skip
        found += [
            Fault(number, f"Entry {number} was said in an investigation, and its log has it no"
                          " more.")
            for number in left
        ]  # fmt: skip
        return found


def logged(office: Office) -> Sequence[Row[Any]]:
    """Every entry of every log, as it is kept."""
    with office.reading() as connection:
        return connection.execute(select(table).order_by(table.c.entry_id)).all()


def _same(entry: Entry, row: Row[Any]) -> bool:
    action = f"{_ACTION}{row.entry}"
    if (entry.at, entry.by, entry.action) != (row.at, row.by, action):
        return False
    if row.entry_id != f"{row.investigation_id}:{row.number}":
        return False
    if entry.details is None:
        return True
    try:
        told = json.loads(entry.details)
        which = (told["investigation"], told["number"], canonical(told["said"]))
    except (ValueError, TypeError, KeyError):
        return True  # changed, which its hash tells
    return which == (row.investigation_id, row.number, row.said)
