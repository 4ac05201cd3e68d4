"""Up to when each source has reported, also where one file holds the facts of several."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from genealogy.engine.database import Database
from genealogy.sources import latest, sources_of, told_sources
from loaders.loading import load
from loaders.undo import undo
from queries.freshness import sources
from queries.why import why
from tests.loaders.correcting import corrected

MILK = {"party": "own", "item": "1001", "lot": "M-1"}
CHEESE = {"party": "own", "item": "2001", "lot": "C-1"}
FIRST, LATER, LAST = (f"2026-10-0{day}T06:00:00Z" for day in (1, 2, 3))


def line(at: str | None, key: str, source: str | None = None, **words: Any) -> dict[str, Any]:
    told = {"key": key, "quantity": "10", "unit": "kg", "occurred": at, "source": source}
    return {name: value for name, value in (told | words).items() if value is not None}


def received(at: str | None, source: str | None = None, key: str = "R-1") -> dict[str, Any]:
    return line(at, key, source, kind="receipt", supplier="S-1", batch=MILK)


def used(at: str | None, source: str | None = None) -> dict[str, Any]:
    return line(at, "I-1", source, kind="consumption", batch=MILK, operation="own/MO-1")


def made(at: str | None, source: str | None = None) -> dict[str, Any]:
    return line(at, "P-1", source, kind="production", operation="own/MO-1", batch=CHEESE)


@pytest.fixture
def loaded(embedded_database: Database, tmp_path: Path) -> Database:
    """A gateway's file with the facts of three systems, one of which says no time."""
    lines = [received(FIRST, "ERP"), used(LATER, "MES"), made(LAST), received(None, "QMS", "R-2")]
    write(tmp_path / "gateway.jsonl", lines)
    assert not load(embedded_database, [tmp_path / "gateway.jsonl"]).refused
    return embedded_database


def write(path: Path, lines: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(each) for each in lines), encoding="utf-8")
    return path


def test_each_source_of_a_file_has_its_own_time(loaded: Database) -> None:
    assert sources(loaded) == {"ERP": FIRST, "MES": LATER, "genealogy": LAST}


def test_the_latest_of_several_files_counts_and_an_undone_one_does_not(
    loaded: Database, tmp_path: Path
) -> None:
    run = load(loaded, [write(tmp_path / "later.jsonl", [received(LAST, "ERP", "R-3")])])
    assert run.receipts[0].sources == {"ERP": LAST}
    assert sources(loaded)["ERP"] == LAST

    undo(loaded, "later.jsonl", reason="wrong", by="ann")

    assert sources(loaded) == {"ERP": FIRST, "MES": LATER, "genealogy": LAST}


def test_a_file_that_is_known_says_the_same_sources(loaded: Database, tmp_path: Path) -> None:
    (receipt,) = load(loaded, [tmp_path / "gateway.jsonl"]).receipts

    assert receipt.rows_known == 4
    assert receipt.sources == {"ERP": FIRST, "MES": LATER, "genealogy": LAST}


def test_a_corrected_row_makes_its_source_fresher(
    embedded_database: Database, tmp_path: Path
) -> None:
    wrong = json.dumps(used(LAST, "MES") | {"quantity": "ten"})
    path = write(tmp_path / "gateway.jsonl", [received(FIRST, "ERP")])
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{wrong}", encoding="utf-8")
    load(embedded_database, [path])
    assert sources(embedded_database) == {"ERP": FIRST}

    corrected(embedded_database, tmp_path, {2: {"record": wrong.replace("ten", "10")}})

    assert sources(embedded_database) == {"ERP": FIRST, "MES": LAST}


def test_the_evidence_names_the_source_of_the_line(loaded: Database) -> None:
    hops = why(loaded, "C-1", "M-1").hops

    stated = [each["source"] for hop in hops for fact in hop["facts"] for each in fact["evidence"]]
    assert stated == ["MES", "genealogy"]


def test_a_source_may_have_any_name() -> None:
    ends = {"A|B": FIRST, "": LATER}

    assert sources_of({"sources": told_sources(ends)}) == ends


def test_a_load_that_keeps_no_sources_has_the_one_of_its_file() -> None:
    assert sources_of({"source": "ERP", "covers_to": FIRST}) == {"ERP": FIRST}
    assert sources_of({"source": "ERP", "sources": []}) == {}


def test_times_are_compared_as_moments() -> None:
    assert latest([{"ERP": "2026-10-01T06:00:00Z"}, {"ERP": "2026-10-01T06:00:00.500000Z"}]) == {
        "ERP": "2026-10-01T06:00:00.500000Z"
    }
