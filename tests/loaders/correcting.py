"""Correcting rejected rows as people do: in the exported workbook, saved by another program."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from genealogy.engine.database import Database
from genealogy.settings import Settings
from loaders.profile import Profile, builtin_profile_texts, read_profile
from loaders.reading import read_tables
from loaders.receipt import Replay
from loaders.rejected import Profiles
from loaders.rejected_workbook import LEADING, export
from loaders.replay import replay
from tests.conftest import graph_of, query
from tests.loaders.commands import fingerprint, holds_equation, loads
from tests.loaders.exports import NOON
from tests.loaders.workbooks import write_xlsx

Cells = dict[int, dict[str, object]]

KEYLESS = read_profile(
    builtin_profile_texts()["mes-consumption"].replace(
        '[document]\nkey = ["Order", "Sequence"]\n', ""
    ),
    "keyless",
)
COMMAS = read_profile(
    builtin_profile_texts()["mes-consumption"] + '\n[cells]\nnumber = "1.234,5"\n', "commas"
)


def used(sequence: int, lot: str = "L-1", quantity: str = "25", at: str = NOON) -> tuple[str, ...]:
    return ("PO-1", str(sequence), "1001", lot, quantity, "kg", at)


def named(profile: Profile) -> dict[str, Profile]:
    return {profile.name: profile}


def exported(
    database: Database, folder: Path, profiles: Mapping[str, Profile] | None = None
) -> Path:
    path = folder / f"to-correct-{len(list(folder.iterdir()))}.xlsx"
    assert export(database, path, Profiles(profiles)).rows
    return path


def edited(path: Path, cells: Cells, *, heading: tuple[str, str] = ("", "")) -> Path:
    """The workbook as somebody saves it: cells are given by row in the file and heading."""
    sheets: dict[str, list[list[object]]] = {}
    for table in read_tables(path):
        lines: list[list[object]] = [[name.replace(*heading) for name in table.header]]
        for _, row in table.rows():
            line: list[object] = list(row)
            if table.header[0] == LEADING[0]:
                number = int(row[0].rpartition(":")[2])
                for name, text in cells.get(number, {}).items():
                    line[table.header.index(name)] = text
            lines.append(line)
        sheets[table.sheet or ""] = lines
    return write_xlsx(path.with_name(f"corrected-{path.name}"), sheets)


def corrected(
    database: Database,
    folder: Path,
    cells: Cells,
    profiles: Mapping[str, Profile] | None = None,
) -> Replay:
    """What comes of exporting the open rows, correcting these cells, and replaying them."""
    path = edited(exported(database, folder, profiles), cells)
    return replay(database, path, profiles, by="ann")


def state(engine: Settings) -> tuple[object, ...]:
    rows = query(engine, "MATCH (r:RejectedRow) RETURN properties(r) AS r ORDER BY r.rejected_id")
    return fingerprint(engine), graph_of(engine), loads(engine), rows


def evidence(engine: Settings) -> dict[str, list[str]]:
    rows = query(engine, "MATCH ()-[r:CONSUMED]->() RETURN r.fact_key AS key, r.evidence AS e")
    return {str(row["key"]): sorted(row["e"]) for row in rows}  # type: ignore[call-overload]


def only_load(engine: Settings) -> dict[str, object]:
    (found,) = loads(engine)
    assert holds_equation(found)
    return found
