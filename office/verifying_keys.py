"""Verifying the table of keys against the trail: what the table says, entries must say too.

The trail is chained, the table is not. Who can write to the database can add a key to the table,
give one another role, or take a revocation out; the entries `key.new` and `key.revoked` contradict
that. Not of the secret: entries have not its hash.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from genealogy.times import moment
from office.chain import Entry
from office.keys import Key
from office.verifying import Fault

NEW, REVOKED = "key.new", "key.revoked"
_SAME = timedelta(seconds=60)  # a key's time is in whole seconds, its entry's is a bit later


@dataclass(slots=True)
class KeysOnRecord:
    """What the entries of a trail say of keys, gathered as the trail passes by.

    Entries whose details were erased, as the name of a key can be that of a person, say only by
    whom and when: a key that was made so is taken to be theirs.
    """

    _made: dict[str, tuple[Entry, dict[str, Any]]] = field(default_factory=dict)
    _revoked: dict[str, Entry] = field(default_factory=dict)
    _erased: list[Entry] = field(default_factory=list)

    def reading(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The same entries, of which those of keys are kept."""
        for entry in entries:
            if entry.action in (NEW, REVOKED):
                self._take(entry)
            yield entry

    def _take(self, entry: Entry) -> None:
        if entry.details is None:
            self._erased.append(entry)
            return
        try:
            told = json.loads(entry.details)
            key_id = str(told["key_id"])
        except (ValueError, TypeError, KeyError):
            return  # changed, which its hash tells
        if entry.action == NEW:
            self._made[key_id] = (entry, told)
        else:
            self._revoked.setdefault(key_id, entry)

    def faults(self, keys: Sequence[Key]) -> list[Fault]:
        """What the table of these keys says otherwise than the entries, in the order of these."""
        table = {key.key_id: key for key in keys}
        found = [fault for key in keys for fault in self._of_key(key)]
        found += [
            Fault(entry.number, f"Entry {entry.number} made the key {key_id}, and the table of"
                  " keys has it no more.")
            for key_id, (entry, _) in self._made.items() if key_id not in table
        ]  # fmt: skip
        return sorted(found, key=lambda each: (each.number is None, each.number or 0))

    def _of_key(self, key: Key) -> Iterator[Fault]:
        if key.key_id in self._made:
            yield from _differing(key, *self._made[key.key_id])
        elif not self._is_erased(NEW, key.created_by, key.created_at):
            yield Fault(None, f"The key {key.key_id}, {key.role}, is in the table of keys, and no"
                        " entry says that it was made.")  # fmt: skip
        entry = self._revoked.get(key.key_id)
        if entry is not None and key.revoked_at is None:
            yield Fault(entry.number, f"Entry {entry.number} revoked the key {key.key_id}, and in"
                        " the table of keys it is not revoked.")  # fmt: skip
        elif (
            entry is None
            and key.revoked_at is not None
            and not self._is_erased(REVOKED, key.revoked_by, key.revoked_at)
        ):
            yield Fault(None, f"The key {key.key_id} is revoked in the table of keys, and no entry"
                        " says so.")  # fmt: skip

    def _is_erased(self, action: str, by: str | None, at: str) -> bool:
        return any(
            each.action == action and each.by == by and abs(moment(each.at) - moment(at)) < _SAME
            for each in self._erased
        )


def _differing(key: Key, entry: Entry, told: dict[str, Any]) -> Iterator[Fault]:
    sites = None if key.sites is None else list(key.sites)
    pairs = (
        ("role", key.role, told.get("role")),
        ("expiry", key.expires_at, told.get("expires_at")),
        ("sites", sites, told.get("sites")),
        ("name", key.name, told.get("name")),
        ("maker", key.created_by, entry.by),
    )
    for what, now, then in pairs:
        if now != then:
            yield Fault(
                entry.number,
                f"The key {key.key_id} has another {what} in the table of keys, {_text(now)}, than"
                f" entry {entry.number} says, {_text(then)}.",
            )


def _text(value: Any) -> str:
    if value is None:
        return "none"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
