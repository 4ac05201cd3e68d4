"""The logs of investigations held against the trail: whatever was changed in them is found."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from office.audit import every_entry
from office.opening import Office
from office.pseudonyms import forget
from office.said import NoteEntry
from office.tables import investigation_entries as table
from office.verifying_investigations import SaidOnRecord, logged
from tests.office.test_investigating import begun, said


def faults(office: Office) -> list[tuple[int | None, str]]:
    """What the logs say otherwise than the trail."""
    found = SaidOnRecord()
    with every_entry(office) as entries:
        assert [*found.reading(entries)]
    return [(each.number, each.text) for each in found.faults(logged(office))]


@pytest.fixture
def inv(office: Office) -> str:
    """An investigation with a note."""
    inv = begun(office).investigation_id
    said(office, inv, NoteEntry(text="Müller called"))
    return inv


def test_logs_as_they_were_written_have_no_fault(office: Office, inv: str) -> None:
    assert faults(office) == []
    forget(office, "Customer", "C-1", "person 7f3a", ["Müller"], by="user:anna", reason="asked")
    assert faults(office) == []


@pytest.mark.parametrize(
    "change",
    [
        {"said": '{"text":"Nobody called"}'},
        {"by": "user:other"},
        {"at": "2026-01-01T00:00:00.000000Z"},
        {"entry": "close"},
        {"investigation_id": "INV-0009"},
        {"number": 3},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_entry_that_was_changed_is_found(
    office: Office, inv: str, change: dict[str, Any]
) -> None:
    with office.writing() as connection:
        connection.execute(update(table).where(table.c.number == 2).values(change))

    assert faults(office) == [
        (2, f"{inv}:2, in the log of an investigation, says otherwise than entry 2.")
    ]


def test_an_entry_that_was_taken_out_is_found(office: Office, inv: str) -> None:
    with office.writing() as connection:
        connection.execute(delete(table).where(table.c.number == 2))

    assert faults(office) == [
        (2, "Entry 2 was said in an investigation, and its log has it no more.")
    ]


@pytest.mark.parametrize("head", ["1:00", "none"])
def test_an_entry_that_was_put_in_is_found(office: Office, inv: str, head: str) -> None:
    with office.writing() as connection:
        row = {"entry_id": f"{inv}:3", "investigation_id": inv, "number": 3, "by": "user:anna"}
        row |= {"at": "2026-01-01T00:00:00.000000Z", "entry": "note", "said": "{}", "head": head}
        connection.execute(insert(table).values(row))

    assert (
        None, f"{inv}:3 is in the log of an investigation, and no entry says so."
    ) in faults(office)  # fmt: skip
