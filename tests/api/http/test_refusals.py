"""Refused keys: on record, without a secret, and never so many that they fill the trail."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.http import refusals
from api.http.refusals import Refusals
from api.http.service import ServedTrail
from genealogy.errors import KeyRefused, TokenRefused
from genealogy.settings import Settings
from office.audit import Sought, entries
from office.opening import Office, open_office


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    with open_office(settings) as office:
        yield office


def on_record(office: Office) -> list[dict[str, Any]]:
    """The refusals of the trail."""
    found = entries(office, Sought(action="key.refused"), 1000)
    return [{"by": each.by, **json.loads(str(each.details))} for each in found]


def test_the_first_is_written_at_once_and_the_others_together(
    office: Office, settings: Settings
) -> None:
    counted = Refusals(ServedTrail(office, settings))
    counted.start()
    for _ in range(50):
        counted.count(KeyRefused("unknown"))
        counted.count(KeyRefused("expired", "1a2b3c4d"))
        counted.count(KeyRefused())  # no key at all
    first = on_record(office)
    counted.stop()
    told = [(each["by"], each["reason"], each["key_id"], each["times"])
            for each in on_record(office)]  # fmt: skip

    assert len(first) == 2
    assert told == [
        ("stranger", "unknown", None, 1), ("key:1a2b3c4d", "expired", "1a2b3c4d", 1),
        ("stranger", "unknown", None, 49), ("key:1a2b3c4d", "expired", "1a2b3c4d", 49),
    ]  # fmt: skip


def test_what_was_counted_is_written_once_the_time_is_over(
    office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "EVERY_SECONDS", 0.2)
    counted = Refusals(ServedTrail(office, settings))
    counted.start()
    for _ in range(3):
        counted.count(TokenRefused("it has expired."))
    deadline = time.monotonic() + 20
    while len(on_record(office)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    counted.stop()

    assert [each["times"] for each in on_record(office)] == [1, 2]
    assert {each["reason"] for each in on_record(office)} == {"token: it has expired."}


def test_many_kinds_at_once_are_counted_together(office: Office, settings: Settings) -> None:
    counted = Refusals(ServedTrail(office, settings))
    counted.start()
    for number in range(300):
        counted.count(TokenRefused(f"of a role {number}"))
    counted.stop()
    told = on_record(office)

    assert len(told) == 202
    assert (told[-1]["reason"], sum(each["times"] for each in told)) == ("others", 300)
