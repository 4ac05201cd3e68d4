"""The schema: versioned statements, applied once each, recorded in the graph."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from genealogy.engine.database import Database
from genealogy.engine.statement import statement
from genealogy.errors import SchemaTooNew
from genealogy.times import now_text


@dataclass(frozen=True, slots=True)
class Applied:
    """The versions of the schema that the graph has."""

    versions: list[int]


APPLIED = statement("schema/applied", Applied)
RECORD = statement("schema/record")


def known_versions() -> dict[int, str]:
    """The text of each version that this program knows."""
    folder = files("cypher").joinpath("schema/versions")
    return {
        int(entry.name.split("_")[0]): entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".cypher")
    }


def apply_schema(database: Database) -> list[int]:
    """Brings the graph to this program's schema; the versions that were missing.

    A second run does nothing, two at once do no harm (every statement says IF NOT EXISTS).
    Raises SchemaTooNew for a graph that a newer program has made.
    """
    known = known_versions()
    present = set(database.read(APPLIED)[0].versions)
    if present and max(present) > max(known):
        raise SchemaTooNew(max(present), max(known))
    missing = sorted(set(known) - present)
    for version in missing:
        for text in split_statements(known[version]):
            database.define(text)
        _record(database, version, known[version])
    return missing


def split_statements(text: str) -> list[str]:
    """The statements of a file, which ends each with a semicolon."""
    lines = [line for line in text.splitlines() if not line.startswith("//")]
    return [part.strip() for part in "\n".join(lines).split(";") if part.strip()]


def _record(database: Database, version: int, text: str) -> None:
    digest = sha256(text.encode()).hexdigest()
    database.retrying(
        lambda _: database.write(
            lambda transaction: transaction.run(
                RECORD, version=version, sha256=digest, applied_at=now_text()
            )
        )
    )
