"""The operational database: made, brought up to date, shared, and refused where it must be."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import SecretStr
from sqlalchemy import text

from genealogy.errors import OfficeTooNew, OfficeUnavailable
from genealogy.settings import Settings
from office.opening import Office, open_office
from office.place import FILE, VERSION
from office.tables import events, metadata


def event(number: int) -> dict[str, Any]:
    """An event of this number."""
    return {"event_id": str(number), "at": "2026-10-01T00:00:00Z", "kind": "x", "subject": "{}"}


def test_the_migrations_make_the_tables_that_the_program_uses(office: Office) -> None:
    with office.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_newest_migration_is_the_version_of_the_program() -> None:
    config = Config()
    config.set_main_option("script_location", "office:migrations")

    assert ScriptDirectory.from_config(config).get_current_head() == VERSION


def test_what_is_written_is_there_when_it_is_opened_again(office_settings: Settings) -> None:
    with open_office(office_settings) as office, office.writing() as connection:
        connection.execute(events.insert().values(event(1)))
    with open_office(office_settings) as office, office.reading() as connection:
        assert connection.execute(events.select()).one().event_id == "1"


def test_a_block_that_fails_writes_nothing(office: Office) -> None:
    with pytest.raises(ValueError, match="midway"), office.writing() as connection:
        connection.execute(events.insert().values(event(1)))
        raise ValueError("midway")
    with office.reading() as connection:
        assert connection.execute(events.select()).all() == []


def test_many_may_open_a_new_one_at_once(office_settings: Settings) -> None:
    def open_and_write(number: int) -> None:
        with open_office(office_settings) as office, office.writing() as connection:
            connection.execute(events.insert().values(event(number)))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(open_and_write, range(16)))
    with open_office(office_settings) as office, office.reading() as connection:
        assert len(connection.execute(events.select()).all()) == 16


def test_one_that_a_newer_program_made_is_refused(office_settings: Settings) -> None:
    with open_office(office_settings) as office, office.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(OfficeTooNew, match="9999"):
        open_office(office_settings)


def test_one_of_an_older_version_is_brought_up_to_date_with_what_is_in_it(
    office_settings: Settings,
) -> None:
    with open_office(office_settings) as office, office.writing() as connection:
        connection.execute(events.insert().values(event(1)))
        connection.execute(text("DROP TABLE investigation_entries"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with open_office(office_settings) as office, office.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.execute(events.select()).one().event_id == "1"


def test_only_the_user_may_read_the_file(tmp_path: Path) -> None:
    with open_office(Settings(data=tmp_path / "data")) as office, office.writing() as connection:
        connection.execute(events.insert().values(event(1)))
        modes = {stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "data").glob(f"{FILE}*")}

    assert modes == {0o600}


@pytest.mark.parametrize(
    "address", ["postgresql://u:hush@127.0.0.1:1/x", "mysql://u:hush@h/x", "hush", "://hush"]
)
def test_an_address_where_nobody_answers_is_told_without_its_password(
    tmp_path: Path, address: str
) -> None:
    with pytest.raises(OfficeUnavailable) as told:
        open_office(Settings(data=tmp_path, office=SecretStr(address)))

    assert "hush" not in str(told.value)
    assert "GENEALOGY_OFFICE" in str(told.value)
