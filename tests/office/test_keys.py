"""Keys: made, shown once, recognised, refused alike, used, revoked, and on record."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from sqlalchemy import select, text

from genealogy.errors import KeyRefused, OfficeUnavailable, WrongUsage
from genealogy.settings import Settings
from office.callers import caller_of, check_access, environment_key, this_user
from office.keys import Key, caller_of_key, expiry, keys, new_key, revoke, temporary_key
from office.opening import FILE, Office, open_office
from office.roles import Caller, Role
from office.tables import audit, metadata
from office.tables import keys as table

TOMORROW = datetime.now(UTC) + timedelta(days=1)
OWN = "f" * 32


def made(office: Office, **more: Any) -> tuple[Key, str]:
    """A key of an analyst, or otherwise."""
    return new_key(office, **({"name": "mes", "role": Role.ANALYST, "by": "user:anna"} | more))


def only(office: Office) -> Key:
    """The one key that there is."""
    (key,) = keys(office)
    return key


def used_at(office: Office) -> str | None:
    """When the one key was last used, once that is written."""
    deadline = time.monotonic() + 10
    while (at := only(office).used_at) is None and time.monotonic() < deadline:
        time.sleep(0.01)
    return at


def long_ago(office: Office, **columns: str) -> None:
    """Sets columns of the one key, as time would."""
    with office.writing() as connection:
        connection.execute(table.update().values(**columns))


def refused(office: Office, shown: str) -> KeyRefused:
    """The refusal of what was shown."""
    with pytest.raises(KeyRefused) as told:
        caller_of_key(office, shown)
    return told.value


def everything(office: Office) -> str:
    """All that the operational database holds, as text."""
    with office.reading() as connection:
        rows = [connection.execute(select(each)).all() for each in metadata.sorted_tables]
    return repr(rows)


def test_a_key_is_who_it_was_made_for(office: Office) -> None:
    key, shown = made(office, name="质量部 李娜", role=Role.QUALITY, sites=["Husum", "Kiel"])

    assert caller_of_key(office, shown) == Caller(
        f"key:{key.key_id}", "质量部 李娜", Role.QUALITY, ("Husum", "Kiel")
    )
    assert (key.status, key.created_by) == ("valid", "user:anna")


def test_the_secret_is_nowhere(office: Office) -> None:
    key, shown = made(office)
    revoke(office, key.key_id, by="user:anna", reason="test")
    secret = shown.removeprefix(f"gk_{key.key_id}_")

    assert len(secret) == 43
    assert secret not in everything(office)
    assert "hash" not in key.to_dict()
    with office.reading() as connection:
        hashed = connection.execute(select(table.c.hash)).scalar_one()
        details = connection.execute(select(audit.c.details)).scalars().all()
    assert hashed not in "".join(map(str, details))


def test_two_keys_are_never_alike(office: Office) -> None:
    with ThreadPoolExecutor(4) as threads:
        shown = [text for _, text in threads.map(lambda _: made(office), range(20))]

    assert len({each.split("_")[1] for each in shown}) == 20
    assert len({each.split("_", 2)[2] for each in shown}) == 20


def test_every_refusal_reads_alike_to_a_stranger(office: Office) -> None:
    key, shown = made(office)
    _, late = made(office, name="late", expires=TOMORROW)
    _, gone = made(office, name="gone")
    revoke(office, gone.split("_")[1], by="user:anna", reason="lost")
    with office.writing() as connection:
        past = table.update().where(table.c.name == "late")
        connection.execute(past.values(expires_at="2026-01-01T00:00:00Z"))
    other = "A" if shown[-2] != "A" else "B"
    wrong = shown[:-2] + other + shown[-1]
    unknown = f"gk_{'0' * 8}_{shown.split('_', 2)[2]}"
    refusals = {
        each: refused(office, each)
        for each in (late, gone, wrong, unknown, "", "gk_", "x" * 50_000, shown + "\n", shown + "A",
                     shown.upper(), "gk_①②③④⑤⑥⑦⑧_" + "a" * 43)
    }  # fmt: skip

    assert len({str(each) for each in refusals.values()}) == 1
    assert "expired" in refusals[late].why
    assert "revoked" in refusals[gone].why
    assert {refusals[wrong].why, refusals[unknown].why} == {"unknown"}
    assert caller_of_key(office, shown).id == f"key:{key.key_id}"


def test_a_key_of_a_role_to_come_is_refused(office: Office) -> None:
    _, shown = made(office)
    long_ago(office, role="auditor")

    assert "does not know" in refused(office, shown).why
    assert only(office).role == "auditor"


def test_the_last_use_is_written_once_a_minute(office: Office) -> None:
    _, shown = made(office)
    caller_of_key(office, shown)
    assert used_at(office) is not None

    long_ago(office, used_at=(just := _ago(30)))
    caller_of_key(office, shown)
    office.close()  # what was to be written has been
    assert only(office).used_at == just
    long_ago(office, used_at=(before := _ago(61)))
    caller_of_key(office, shown)
    deadline = time.monotonic() + 10
    while only(office).used_at == before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert only(office).used_at > before  # type: ignore[operator]


def test_who_writes_for_long_neither_stops_nor_slows_a_question(office: Office) -> None:
    _, shown = made(office)
    with office.one_at_a_time() as connection:
        connection.execute(table.update().values(created_by="user:otto"))  # locks the row
        begun = time.monotonic()
        for _ in range(20):
            assert caller_of_key(office, shown).role is Role.ANALYST
        assert time.monotonic() - begun < 5
    assert used_at(office) is not None


def test_a_use_that_cannot_be_written_is_lost_and_no_more(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> None:
        raise OfficeUnavailable("here", "the disk is full.")

    office.later("use", fail)
    _, shown = made(office)
    caller_of_key(office, shown)

    assert used_at(office) is not None
    assert "the disk is full" in caplog.text


def test_a_revoked_key_stays_as_it_was_revoked_first(office: Office) -> None:
    key, shown = made(office)
    first = revoke(office, f"key:{key.key_id}", by="user:anna", reason="laptop lost")

    assert revoke(office, key.key_id, by="user:otto", reason="again") == first
    assert (first.status, first.revoked_by, first.reason) == ("revoked", "user:anna", "laptop lost")
    assert "revoked" in refused(office, shown).why
    with pytest.raises(WrongUsage, match='No key "0000"'):
        revoke(office, "0000", by="user:anna", reason="x")


def test_what_becomes_of_keys_is_on_record(office: Office) -> None:
    key, _ = made(office, sites=["Husum"], expires=TOMORROW)
    for reason in ("laptop lost", "again"):
        revoke(office, key.key_id, by="user:otto", reason=reason)
    with office.reading() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.number)).all()

    assert [(row.action, row.by) for row in rows] == [
        ("key.new", "user:anna"),
        ("key.revoked", "user:otto"),
    ]
    assert json.loads(rows[0].details) == {
        "key_id": key.key_id, "name": "mes", "role": "analyst", "sites": ["Husum"],
        "expires_at": key.expires_at,
    }  # fmt: skip
    assert json.loads(rows[1].details)["reason"] == "laptop lost"


def test_a_key_that_cannot_be_put_on_record_is_not_made(office: Office) -> None:
    with office.writing() as connection:
        connection.execute(text("DROP TABLE audit"))

    with pytest.raises(OfficeUnavailable):
        made(office)
    assert keys(office) == []


def test_a_temporary_key_ends_with_its_block(office: Office) -> None:
    with temporary_key(
        office, name="serve", role=Role.ADMIN, by="user:anna", expires=TOMORROW
    ) as shown:
        assert caller_of_key(office, shown).role is Role.ADMIN
    assert "revoked" in refused(office, shown).why


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "  "},
        {"name": "x" * 101},
        {"name": "a\nb"},
        {"name": "a\u202eb"},
        {"name": "a\x00"},
        {"name": "a\udcff"},
        {"sites": []},
        {"sites": ["Husum", ""]},
        {"sites": ["x"] * 101},
        {"sites": ["Husum"], "role": Role.ADMIN},
        {"sites": ["Husum"], "role": Role.INTEGRATOR},
        {"expires": datetime.now(UTC) - timedelta(seconds=1)},
    ],
)
def test_a_key_that_cannot_be_is_not_made(office: Office, wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongUsage):
        made(office, **wrong)
    assert keys(office) == []


@pytest.mark.parametrize("reason", ["", " ", "x" * 501, "a\x1bb"])
def test_a_key_is_revoked_for_a_reason(office: Office, reason: str) -> None:
    key, _ = made(office)
    with pytest.raises(WrongUsage):
        revoke(office, key.key_id, by="user:anna", reason=reason)
    assert only(office).status == "valid"


def test_an_expiry_is_days_or_the_end_of_a_date_or_a_time() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    in_days = expiry("90d", zone) - datetime.now(UTC)

    assert timedelta(days=90) - timedelta(minutes=1) < in_days <= timedelta(days=90)
    assert f"{expiry('2027-03-31', zone):%F %T}" == "2027-03-31 15:59:59"
    assert f"{expiry('2027-03-31T12:00', zone):%F %T}" == "2027-03-31 04:00:00"
    assert f"{expiry('2027-03-31T12:00Z', zone):%F %T}" == "2027-03-31 12:00:00"
    for wrong in ("", "soon", "90", "-1d", "٩٠d", "99999d", "2027-13-01", "9999-12-31T23:59-12:00"):
        with pytest.raises(WrongUsage, match="is no expiry"):
            expiry(wrong, zone)


def test_the_key_of_the_environment_is_an_admins(office: Office) -> None:
    settings = Settings(api_key=SecretStr(OWN))
    key, shown = made(office)

    assert caller_of(office, settings, OWN) == Caller(
        "key:environment", "GENEALOGY_API_KEY", Role.ADMIN
    )
    assert caller_of(office, settings, shown).id == f"key:{key.key_id}"
    for wrong in ("", OWN[:-1], OWN + "f", OWN.upper(), "ä", "\udcff", "a.b.c"):
        with pytest.raises(KeyRefused):
            caller_of(office, settings, wrong)
    with pytest.raises(KeyRefused):
        caller_of(office, Settings(), OWN)


def test_a_key_of_the_environment_that_can_be_guessed_is_refused_at_the_start() -> None:
    for short in ("x", OWN[:-1]):
        with pytest.raises(WrongUsage, match="fewer than 32") as told:
            check_access(Settings(api_key=SecretStr(short)))
        assert short not in str(told.value).split()
    check_access(Settings(api_key=SecretStr(OWN)))


def test_a_key_of_the_environment_that_is_empty_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENEALOGY_API_KEY", "")

    assert environment_key(Settings()) is None


def test_the_user_of_the_machine_may_all() -> None:
    assert this_user().id == f"user:{this_user().name}"
    assert this_user().role is Role.ADMIN


def test_keys_of_one_process_are_known_to_another(office_settings: Settings) -> None:
    with open_office(office_settings) as office:
        _, shown = made(office)
    with open_office(office_settings) as office:
        assert caller_of_key(office, shown).role is Role.ANALYST
    if office_settings.office is None:
        assert shown[12:].encode() not in (office_settings.data / FILE).read_bytes()


def _ago(seconds: int) -> str:
    at = datetime.now(UTC) - timedelta(seconds=seconds)
    return at.replace(microsecond=0).isoformat().replace("+00:00", "Z")
