"""The table of keys against the trail: what was changed past the program is found and named."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from office.audit import erase, every_entry
from office.keys import Key, keys, new_key, revoke
from office.opening import Office
from office.roles import Role
from office.tables import keys as table
from office.verifying_keys import KeysOnRecord


def made(office: Office, name: str = "mes", **given: object) -> Key:
    """A new key."""
    asked: dict[str, object] = {"role": Role.ANALYST, "by": "user:anna", "sites": ["Husum"]}
    key, _ = new_key(office, name=name, **(asked | given))  # type: ignore[arg-type]
    return key


def faults(office: Office) -> list[tuple[int | None, str]]:
    """What contradicts the trail, with the number of the entry."""
    found = KeysOnRecord()
    with every_entry(office) as entries:
        for _ in found.reading(entries):
            pass
    return [(each.number, each.text) for each in found.faults(keys(office))]


def changed(office: Office, **values: object) -> None:
    """Every key changed in its table, past the program."""
    with office.writing() as connection:
        connection.execute(table.update().values(**values))


def test_keys_that_nobody_touched_contradict_nothing(office: Office) -> None:
    made(office, role=Role.ADMIN, sites=None)
    key = made(office)
    for _ in range(2):
        revoke(office, key.key_id, by="user:otto", reason="lost")

    assert faults(office) == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"role": "admin"}, "another role in the table of keys, admin, than entry 1 says, analyst"),
        ({"sites": None}, "another sites in the table of keys, none, than entry 1 says, Husum"),
        (
            {"expires_at": "2999-01-01T00:00:00Z"},
            "another expiry in the table of keys, 2999-01-01T00:00:00Z, than entry 1 says, none",
        ),
        ({"name": "li"}, "another name in the table of keys, li, than entry 1 says, mes"),
        ({"created_by": "user:li"}, "another maker in the table of keys, user:li, than entry 1"),
    ],
)
def test_what_a_key_may_is_held_against_its_entry(
    office: Office, values: dict[str, object], told: str
) -> None:
    key = made(office)
    changed(office, **values)
    ((number, text),) = faults(office)

    assert number == 1
    assert text.startswith(f"The key {key.key_id} has {told}")


def test_a_revocation_that_was_taken_out_is_named(office: Office) -> None:
    key = made(office)
    revoke(office, key.key_id, by="user:otto", reason="lost")
    changed(office, revoked_at=None, revoked_by=None, reason=None)

    assert faults(office) == [
        (2, f"Entry 2 revoked the key {key.key_id}, and in the table of keys it is not revoked.")
    ]


def test_keys_without_an_entry_and_entries_without_a_key_are_named(office: Office) -> None:
    gone = made(office)
    with office.writing() as connection:
        row = dict(connection.execute(table.select()).one()._mapping)
        forged = row | {"key_id": "0000abcd", "role": "admin", "revoked_at": row["created_at"]}
        connection.execute(table.delete())
        connection.execute(insert(table).values(**forged))

    assert faults(office) == [
        (1, f"Entry 1 made the key {gone.key_id}, and the table of keys has it no more."),
        (None, "The key 0000abcd, admin, is in the table of keys, and no entry says that it was"
               " made."),
        (None, "The key 0000abcd is revoked in the table of keys, and no entry says so."),
    ]  # fmt: skip


def test_a_key_whose_name_was_forgotten_is_still_known_by_who_made_it_and_when(
    office: Office,
) -> None:
    key = made(office, name="Li Na")
    revoke(office, key.key_id, by="user:otto", reason="Li Na left")
    with office.one_at_a_time() as connection:
        erase(connection, [1, 2], by="user:anna", details={})
    assert faults(office) == []

    changed(office, created_by="user:eve")
    assert len(faults(office)) == 1
