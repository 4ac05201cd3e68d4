"""Forgetting a name in what the office keeps: the chain holds, and an entry says what is gone."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import insert, select

from genealogy.settings import Settings
from office import heads
from office.audit import record
from office.chain import ERASED
from office.opening import Office, open_office
from office.place import FILE
from office.pseudonyms import forget, naming, new_pseudonym, pseudonym_of
from office.tables import audit, events
from tests.office.trails import verified

NAME = 'Marie "Süd" Weiß'


def forgotten(office: Office, settings: Settings, *texts: str) -> list[int]:
    """The numbers of the entries that were erased for these texts."""
    entry = forget(
        office, "customer", "C-1", "person 7f3a", texts, by="user:ann", reason="asked for"
    )
    if entry is None:
        return []
    heads.sign(settings, entry)
    assert entry.action == ERASED
    numbers: list[int] = json.loads(str(entry.details))["numbers"]
    return numbers


def test_details_that_name_the_person_are_erased_and_the_chain_holds(
    office: Office, office_settings: Settings
) -> None:
    for details in (
        {"where": ["customer=C-1"]},
        {"text": NAME},
        {"text": f"to {NAME}, at once"},
        {"text": "Marie"},
        {"text": NAME + "er"},  # another word
    ):
        entry = record(office, by="user:ann", action="question.batches", details=details)
        heads.sign(office_settings, entry)
    before = naming(office, [NAME])
    numbers = forgotten(office, office_settings, NAME)
    result = verified(office, office_settings)

    assert before == numbers == [2, 3]
    assert (result.faults, result.erased) == ([], 2)
    with office.reading() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.number)).all()
    assert [row.details is None for row in rows] == [False, True, True, False, False, False]
    assert {row.salt is None for row in rows if row.details is None} == {True}
    assert pseudonym_of(office, "customer", "C-1") == "person 7f3a"
    assert forgotten(office, office_settings, NAME) == []


@pytest.mark.parametrize("ascii_only", [True, False])
def test_events_have_the_pseudonym_however_they_are_escaped(
    ascii_only: bool, office: Office, office_settings: Settings
) -> None:
    subject = json.dumps({"to": NAME, "other": "Weiß"}, ensure_ascii=ascii_only)
    row = {"event_id": "1", "at": "2026-10-01", "kind": "x", "subject": subject}
    with office.writing() as connection:
        connection.execute(insert(events).values(row))
    forgotten(office, office_settings, NAME)

    with office.reading() as connection:
        kept = connection.execute(select(events.c.subject)).scalar_one()
    assert json.loads(kept) == {"to": "person 7f3a", "other": "Weiß"}


def test_what_was_erased_is_not_in_the_file_any_more(office_settings: Settings) -> None:
    if office_settings.office is not None:
        pytest.skip("is about the file")
    with open_office(office_settings) as office:
        record(office, by="user:ann", action="question.x", details={"text": "Weissmüller"})
        forgotten(office, office_settings, "Weissmüller")

    assert b"Weissm" not in (office_settings.data / FILE).read_bytes()


def test_pseudonyms_do_not_repeat(office: Office) -> None:
    assert new_pseudonym(office).startswith("person ")
    assert len({new_pseudonym(office) for _ in range(20)}) > 1
