"""Trails for tests: written as the program writes them, and changed behind its back."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import insert

from genealogy.settings import Settings
from office import heads
from office.audit import Entry, every_entry, record
from office.chain import BEGINNING, hash_of, next_entry
from office.opening import Office
from office.tables import audit
from office.verifying import Verified, verify


def written(office: Office, settings: Settings, count: int = 8) -> list[Entry]:
    """A trail of so many entries, each third of them a change, and its heads."""
    entries = []
    for number in range(1, count + 1):
        action = "load.done" if number % 3 == 0 else "question.recall"
        entry = record(office, by="user:ann", action=action, details={"batch": f"批次 {number}"})
        assert heads.sign(settings, entry) is None
        entries.append(entry)
    return entries


def long_trail(office: Office, count: int) -> Entry:
    """A trail of very many entries, written at once; the last one."""
    entries: list[Entry] = []
    last: tuple[int, str] | None = None
    for number in range(count):
        details = {"asked": {"batches": [f"L-{number}"]}, "door": "command line", "host": "x"}
        entries.append(next_entry(last, by="user:ann", action="question.recall", details=details))
        last = (entries[-1].number, entries[-1].hash)
    with office.writing() as connection:
        connection.execute(insert(audit), [each.to_dict() for each in entries])
    return entries[-1]


def verified(office: Office, settings: Settings, **known: object) -> Verified:
    """The trail, verified against the heads and the key of the settings."""
    key = heads.own_public_key(settings)
    with every_entry(office) as entries:
        return verify(
            entries,
            heads.heads_file(settings),
            [key] if key else [],
            known.get("known", ()),  # type: ignore[arg-type]
        )


def faults(office: Office, settings: Settings) -> list[str]:
    """The sentences of what is wrong."""
    return [each.text for each in verified(office, settings).faults]


def rebuilt(entries: list[Entry], first: int) -> list[Entry]:
    """The entries with those from a number on chained anew, as one does who hides a change."""
    done = entries[: first - 1]
    for entry in entries[first - 1 :]:
        previous = done[-1].hash if done else BEGINNING
        number = len(done) + 1
        chained = hash_of(number, entry.at, entry.by, entry.action, entry.details_hash, previous)
        done.append(
            Entry(
                number, entry.at, entry.by, entry.action, entry.details, entry.salt,
                entry.details_hash, previous, chained,
            )
        )  # fmt: skip
    return done


def replaced(office: Office, entries: list[Entry]) -> None:
    """The whole table as given, past the program."""
    with office.writing() as connection:
        connection.execute(audit.delete())
        for entry in entries:
            connection.execute(insert(audit).values(**entry.to_dict()))


def lines_of(settings: Settings) -> tuple[Path, list[bytes]]:
    """The file of heads, and its lines."""
    path = heads.heads_file(settings)
    return path, path.read_bytes().splitlines(keepends=True)
