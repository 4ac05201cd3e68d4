"""Tampering with the audit trail: each kind is found, and the entry named."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import update

from genealogy.errors import InputRefused
from genealogy.settings import Settings
from office import heads
from office.audit import Entry, erase, every_entry, record
from office.chain import FIELDS, canonical, hash_of_details
from office.heads import Head
from office.opening import Office, open_office
from office.place import FILE
from office.tables import audit
from office.verifying import entries_of_file, verify
from tests.office.trails import (
    faults,
    lines_of,
    long_trail,
    rebuilt,
    replaced,
    verified,
    written,
)


def test_a_trail_that_nobody_touched_is_intact(office: Office, office_settings: Settings) -> None:
    entries = written(office, office_settings)
    result = verified(office, office_settings)

    assert (result.faults, result.entries, result.head) == ([], 8, entries[-1].head)
    assert result.signed_up_to == 6  # the last that changed something


def test_a_trail_without_entries_is_intact(office: Office, office_settings: Settings) -> None:
    assert verified(office, office_settings).to_dict() == {
        "intact": True, "entries": 0, "head": None, "heads": 0, "signed_up_to": 0,
        "proven_up_to": 0, "erased": 0, "keys": None, "investigations": None, "faults": [],
    }  # fmt: skip


def other(text: object) -> object:
    """The same with one character another."""
    assert isinstance(text, str)
    return ("0" if text[0] != "0" else "1") + text[1:]


@pytest.mark.parametrize("name", FIELDS[1:])
def test_a_byte_that_was_changed_is_found_in_every_field(
    name: str, office: Office, office_settings: Settings
) -> None:
    entries = written(office, office_settings)
    changed = other(getattr(entries[3], name))
    with office.writing() as connection:
        connection.execute(update(audit).where(audit.c.number == 4).values({name: changed}))
    found = verified(office, office_settings).faults

    assert {each.number for each in found} == {4}
    assert any("changed" in each.text for each in found)


def test_an_entry_removed_from_the_middle_is_missing(
    office: Office, office_settings: Settings
) -> None:
    entries = written(office, office_settings)
    replaced(office, entries[:3] + entries[4:])

    assert faults(office, office_settings) == ["Entry 4 is missing."]


def test_the_first_entries_removed_are_missing(office: Office, office_settings: Settings) -> None:
    entries = written(office, office_settings)
    replaced(office, entries[2:])

    assert faults(office, office_settings) == ["Entries 1 to 2 are missing."]


def test_a_tail_that_was_cut_is_missing(office: Office, office_settings: Settings) -> None:
    entries = written(office, office_settings)
    replaced(office, entries[:4])
    (told,) = faults(office, office_settings)

    assert told.startswith("Entries 5 to 6 are missing: the tail was cut, the head signed ")


def test_entries_that_changed_places_are_named(office: Office, office_settings: Settings) -> None:
    entries = written(office, office_settings)
    entries[3], entries[4] = replace(entries[4], number=4), replace(entries[3], number=5)
    replaced(office, entries)
    found = verified(office, office_settings).faults

    assert {each.number for each in found} >= {4, 5}


def test_entries_renumbered_over_a_gap_are_named(office: Office, office_settings: Settings) -> None:
    entries = written(office, office_settings)
    kept = entries[:3] + [replace(each, number=each.number - 1) for each in entries[4:]]
    replaced(office, kept)
    told = faults(office, office_settings)

    assert told[0] == "Entry 4 was changed: its hash is not that of its fields."


def test_an_entry_that_was_put_in_between_is_named(
    office: Office, office_settings: Settings
) -> None:
    entries = written(office, office_settings)
    forged = rebuilt([*entries[:3], replace(entries[3], by="user:eve")], 4)[3]
    later = [replace(each, number=each.number + 1) for each in entries[3:]]
    replaced(office, [*entries[:3], forged, *later])
    found = verified(office, office_settings).faults

    assert found[0].number == 5
    assert "changed" in found[0].text


def test_an_entry_that_stands_twice_is_named(office: Office, office_settings: Settings) -> None:
    entries = written(office, office_settings)
    twice = [*entries[:4], replace(entries[3], number=5)]
    twice += [replace(each, number=each.number + 1) for each in entries[4:]]
    replaced(office, twice)
    found = verified(office, office_settings).faults

    assert found[0].number == 5


def test_a_chain_rebuilt_without_fault_contradicts_the_heads(
    office: Office, office_settings: Settings
) -> None:
    entries = written(office, office_settings)
    entries[3] = replace(entries[3], by="user:eve")
    replaced(office, rebuilt(entries, 4))
    (told,) = faults(office, office_settings)

    assert told.startswith("Entry 6 is another than the head signed ")
    assert told.endswith("the chain was rebuilt from an entry between 4 and 6 on.")


def test_a_chain_rebuilt_behind_the_last_head_contradicts_one_that_was_kept(
    office: Office, office_settings: Settings
) -> None:
    entries = written(office, office_settings)
    known = [(8, entries[-1].hash)]
    assert verified(office, office_settings, known=known).intact

    replaced(office, rebuilt([*entries[:7], replace(entries[7], by="user:eve")], 8))

    assert verified(office, office_settings).intact  # nothing that is at hand says otherwise
    (fault,) = verified(office, office_settings, known=known).faults
    assert fault.number == 8


def test_details_that_were_erased_need_an_entry_that_says_so(
    office: Office, office_settings: Settings
) -> None:
    written(office, office_settings)
    with office.writing() as connection:
        gone = {"details": None, "salt": None}
        connection.execute(update(audit).where(audit.c.number == 2).values(gone))

    assert faults(office, office_settings) == [
        "The details of entry 2 were erased, and no entry says so."
    ]

    with office.one_at_a_time() as connection:
        entry = erase(connection, [2, 5], by="user:ann", details={"reason": "asked for"})
    heads.sign(office_settings, entry)
    result = verified(office, office_settings)

    assert (result.faults, result.erased) == ([], 2)


def test_details_that_were_put_in_place_of_others_are_named(
    office: Office, office_settings: Settings
) -> None:
    written(office, office_settings)
    text = canonical({"batch": "another"})
    with office.writing() as connection:
        changed = {"details": text, "details_hash": hash_of_details("00", text), "salt": "00"}
        connection.execute(update(audit).where(audit.c.number == 2).values(changed))

    assert faults(office, office_settings) == [
        "Entry 2 was changed: its hash is not that of its fields."
    ]


# Heads


def test_a_head_that_was_forged_is_named(office: Office, office_settings: Settings) -> None:
    entries = written(office, office_settings)
    path, lines = lines_of(office_settings)
    last = Head.of_line(lines[-1])
    path.write_bytes(b"".join([*lines[:-1], replace(last, hash=entries[0].hash).line(), b"\n"]))

    assert any("is forged" in told for told in faults(office, office_settings))


def test_a_head_signed_with_another_key_is_named(
    office: Office, office_settings: Settings, tmp_path: Path
) -> None:
    entries = written(office, office_settings)
    theirs = Settings(data=tmp_path / "theirs", audit_heads=heads.heads_file(office_settings))
    entry = record(office, by="user:eve", action="load.done", details={})
    assert heads.sign(theirs, entry) is None
    told = faults(office, office_settings)

    assert any("for entry 9, is signed with another key" in each for each in told)
    assert entries[-1].number < entry.number


@pytest.mark.parametrize("at", [0, 1])
def test_a_line_of_the_heads_that_was_removed_is_told(
    at: int, office: Office, office_settings: Settings
) -> None:
    written(office, office_settings)
    path, lines = lines_of(office_settings)
    assert len(lines) == 3
    path.write_bytes(b"".join(lines[:at] + lines[at + 1 :]))
    (told,) = faults(office, office_settings)

    assert "lines were removed, added or changed there" in told


def test_the_last_heads_removed_are_told_by_the_change_that_asks_for_one(
    office: Office, office_settings: Settings
) -> None:
    written(office, office_settings)
    path, lines = lines_of(office_settings)
    path.write_bytes(lines[0])
    (told,) = faults(office, office_settings)

    assert told.startswith("No head was signed since entry 1, though entry 3 (load.done) asks for")


def test_a_head_that_is_just_being_signed_is_waited_for(
    office: Office, office_settings: Settings
) -> None:
    written(office, office_settings)
    late = record(office, by="user:ann", action="load.done", details={})
    signing = Timer(0.3, lambda: heads.sign(office_settings, late))
    signing.start()
    result = verified(office, office_settings)
    signing.join()

    assert (result.faults, result.entries) == ([], 9)


def test_a_file_of_heads_that_is_away_is_told(office: Office, office_settings: Settings) -> None:
    written(office, office_settings)
    heads.heads_file(office_settings).unlink()

    assert faults(office, office_settings) == [
        "There is no signed head: the file of heads is away or empty."
    ]


def test_a_line_of_the_heads_that_is_none_is_told(
    office: Office, office_settings: Settings
) -> None:
    written(office, office_settings)
    path, lines = lines_of(office_settings)
    for odd in (b"\xff{}", b"[]", b'{"number": 1}', b'{"number":true}', b"1"):
        path.write_bytes(b"".join([*lines, odd, b"\n"]))
        assert faults(office, office_settings) == ["Line 4 of the heads cannot be read."]


# Files, bytes, and how long it takes


def exported(office: Office, path: Path) -> list[Entry]:
    """The trail as a file, and its entries."""
    with every_entry(office) as entries:
        found = list(entries)
    lines = [json.dumps(each.to_dict(), ensure_ascii=False) for each in found]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return found


def test_an_exported_trail_is_verified_by_itself(
    office: Office, office_settings: Settings, tmp_path: Path
) -> None:
    written(office, office_settings)
    path = tmp_path / "trail.jsonl"
    exported(office, path)

    assert verify(entries_of_file(path), None, ()).faults == []

    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for tampered, number in (
        (lines[1:], 1),
        (lines[:3] + lines[4:], 4),
        ([*lines[:4], lines[3], *lines[4:]], 4),
        ([*lines[:3], lines[4], lines[3], *lines[5:]], 4),
        ([lines[0], "{]\n", *lines[2:]], 2),
        ([*lines[:2], lines[2].replace("user:ann", "user:eve"), *lines[3:]], 3),
    ):
        path.write_text("".join(tampered), encoding="utf-8")
        assert number in {each.number for each in verify(entries_of_file(path), None, ()).faults}


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")

    for name in ("letter.txt", "none.jsonl"):
        with pytest.raises(InputRefused, match="cannot be verified"):
            list(entries_of_file(tmp_path / name))


def test_a_byte_that_leaves_no_text_is_found(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    with open_office(settings) as office:
        written(office, settings)
    with sqlite3.connect(settings.data / FILE) as past:
        for name in ('"by"', "details", "salt"):
            past.execute(
                f"UPDATE audit SET {name} = CAST(x'ff' || substr({name}, 2) AS TEXT)"
                " WHERE number = 4"
            )
    past.close()
    with open_office(settings) as office:
        assert {each.number for each in verified(office, settings).faults} == {4}


def test_a_hundred_thousand_entries_are_verified_in_seconds(
    office: Office, office_settings: Settings
) -> None:
    last = long_trail(office, 100_000)
    heads.sign(office_settings, last)
    begun = time.perf_counter()
    result = verified(office, office_settings)
    seconds = time.perf_counter() - begun

    assert (result.faults, result.entries) == ([], 100_000)
    print(f"100,000 entries verified in {seconds:.1f} s")
    assert seconds < 30
