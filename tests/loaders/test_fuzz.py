"""Whatever a file holds: facts, rejected rows, or a sentence that refuses it. Never a traceback."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

from genealogy.errors import InputRefused
from loaders.loading import load
from loaders.receipt import Run
from tests.loaders.exports import CONSUMPTION, NOON
from tests.loaders.workbooks import write_xlsx

TABLE = ",".join(CONSUMPTION) + "\n" + f"W-1,1,1001,L-1,5,kg,{NOON}\n" * 3
ENDINGS = (".csv", ".txt", ".xlsx", ".xls", ".xlsb", ".ods", ".json", ".jsonl", ".jsonld", ".xml")


def dry_run(name: str, content: bytes) -> Run | None:
    """The receipts of a file; None where it was refused, in a sentence."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            run = load(None, [path])
        except InputRefused as error:
            assert name in str(error)
            return None
    for each in run.receipts:
        each.check()
    assert run.receipts or run.refused
    assert all(each.why for each in run.refused)
    return run


@pytest.mark.parametrize("ending", ENDINGS)
@given(content=some.binary(max_size=400))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes(ending: str, content: bytes) -> None:
    dry_run(f"any{ending}", content)


@given(
    at=some.integers(0, len(TABLE)),
    put=some.text(max_size=30),
    drop=some.integers(0, 200),
    encoding=some.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32", "cp037"]),
)
@settings(max_examples=80, deadline=None)
@example(at=0, put='"', drop=0, encoding="utf-8")
@example(at=90, put='"', drop=0, encoding="utf-8")
@example(at=90, put="\x00", drop=0, encoding="utf-8")
@example(
    at=90,
    put="\ud800".encode("utf-16", "surrogatepass").decode("latin-1"),
    drop=0,
    encoding="utf-8",
)
def test_a_damaged_table(at: int, put: str, drop: int, encoding: str) -> None:
    text = TABLE[:at] + put + TABLE[at + drop :]
    dry_run("damaged.csv", text.encode(encoding, "replace"))


@given(cut=some.integers(0, 6_000), flips=some.lists(some.integers(0, 6_000), max_size=6))
@settings(max_examples=30, deadline=None)
def test_a_damaged_workbook(cut: int, flips: list[int]) -> None:
    with TemporaryDirectory() as folder:
        path = write_xlsx(Path(folder) / "whole.xlsx", {"Sheet1": [CONSUMPTION, *[ROW] * 5]})
        content = bytearray(path.read_bytes())
    for at in flips:
        if at < len(content):
            content[at] ^= 0xFF
    dry_run("damaged.xlsx", bytes(content[: len(content) - cut % len(content)]))


ROW = ("W-1", "1", "1001", "L-1", "5", "kg", NOON)


def test_a_cell_of_ten_megabytes_is_refused_or_rejected() -> None:
    huge = TABLE + f"W-2,1,1001,{'L' * 10_000_000},5,kg,{NOON}\n"

    run = dry_run("huge.csv", huge.encode())

    assert run is None or run.refused or run.rows_open


def test_a_workbook_that_unpacks_without_end_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * 400_000_000)

    run = dry_run("bomb.xlsx", buffer.getvalue())

    assert run is not None
    assert "unpacks to more than" in run.refused[0].why


@pytest.mark.parametrize("ending", [".xml", ".json", ".jsonld", ".jsonl"])
def test_a_document_that_nests_without_end_is_refused(ending: str) -> None:
    opening, closing = ("<a>", "</a>") if ending == ".xml" else ('{"type":[', "]}")

    run = dry_run(f"deep{ending}", (opening * 200_000 + closing * 200_000).encode())

    assert run is None or run.refused or run.rows_open


def test_a_billion_laughs_are_refused() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    text = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "lol">{entities}]>'
        '<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2">&l11;'
        "</epcis:EPCISDocument>"
    )

    run = dry_run("laughs.xml", text.encode())

    assert run is not None
    assert run.refused
