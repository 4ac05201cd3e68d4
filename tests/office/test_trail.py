"""Writing to the trail in the quickest way: the same chain, and never an entry that is lost."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import SecretStr

from genealogy.errors import DataFolderRefused, OfficeTooNew, OfficeUnavailable
from genealogy.settings import Settings
from office import heads
from office.audit import Sought, entries
from office.opening import Office, open_office
from office.place import FILE
from office.tables import audit
from office.trail import Trail
from tests.office.trails import verified


def put(settings: Settings, number: int) -> None:
    """An entry of a trail that is opened for it."""
    with Trail(settings) as trail:
        trail.record(by="user:ann", action="question.recall", details={"number": number})
        assert trail.unsigned is None


def test_the_first_entry_makes_what_it_needs(office_settings: Settings) -> None:
    put(office_settings, 1)
    with open_office(office_settings) as office:
        assert verified(office, office_settings).to_dict()["entries"] == 1


def test_both_ways_write_one_chain(office: Office, office_settings: Settings) -> None:
    from office.audit import record

    for number in range(6):
        if number % 2:
            put(office_settings, number)
        else:
            record(office, by="key:1", action="question.trace", details={"number": number})
    heads.sign(office_settings, entries(office, Sought(), 1)[0])
    result = verified(office, office_settings)

    assert (result.faults, result.entries) == ([], 6)


def test_many_who_begin_at_once_write_one_chain(office_settings: Settings) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: put(office_settings, number), range(24)))
    with open_office(office_settings) as office:
        result = verified(office, office_settings)

    assert (result.faults, result.entries) == ([], 24)


def test_an_entry_needs_none_of_the_slow_libraries(office_settings: Settings) -> None:
    if office_settings.office is not None:
        pytest.skip("a PostgreSQL is reached by them")
    put(office_settings, 1)
    code = (
        "import sys; from genealogy.settings import Settings; from office.trail import Trail\n"
        "with Trail(Settings()) as trail: trail.record(by='x', action='question.x', details={})\n"
        "print([name for name in ('sqlalchemy', 'alembic', 'cryptography') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"GENEALOGY_DATA": str(office_settings.data)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert done.stdout == "[]\n"


def test_what_cannot_be_written_is_an_error(office_settings: Settings) -> None:
    put(office_settings, 1)
    with Trail(office_settings) as trail:
        with open_office(office_settings) as office, office.writing() as connection:
            audit.drop(connection)
        with pytest.raises(OfficeUnavailable):
            trail.record(by="user:ann", action="question.recall", details={})


def test_a_file_that_went_away_is_not_made_anew(office_settings: Settings) -> None:
    if office_settings.office is not None:
        pytest.skip("is about the file")
    put(office_settings, 1)
    with Trail(office_settings) as trail:
        (office_settings.data / FILE).unlink()
        with pytest.raises(OfficeUnavailable):
            trail.record(by="user:ann", action="question.recall", details={})

    assert not (office_settings.data / FILE).exists()


def test_one_that_a_newer_program_made_is_not_written_to(office_settings: Settings) -> None:
    put(office_settings, 1)
    with open_office(office_settings) as office, office.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(OfficeTooNew):
        put(office_settings, 2)


def test_an_address_where_nobody_answers_is_an_error(office_settings: Settings) -> None:
    nowhere = SecretStr("postgresql://u:hush@127.0.0.1:1/x")
    with pytest.raises(OfficeUnavailable):
        put(office_settings.model_copy(update={"office": nowhere}), 1)


def test_a_folder_of_something_else_is_left_alone(office_settings: Settings) -> None:
    if office_settings.office is not None:
        pytest.skip("is about the file")
    office_settings.data.mkdir()
    (office_settings.data / "letter.txt").write_text("dear", encoding="utf-8")

    with pytest.raises(DataFolderRefused):
        Trail(office_settings)
    assert [each.name for each in office_settings.data.iterdir()] == ["letter.txt"]
