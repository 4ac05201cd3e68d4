"""Signed heads: when they are written, by whom, and what becomes of a key or a file."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from genealogy.settings import Settings
from office.chain import Entry, canonical, next_entry
from office.heads import (
    EVERY_ENTRIES,
    HEADS,
    KEY,
    Head,
    heads_file,
    is_due,
    last_head,
    own_public_key,
    sign,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a data folder that is not there yet."""
    return Settings(data=tmp_path / "data")


def entry(number: int, action: str = "question.recall") -> Entry:
    """An entry of this number."""
    return next_entry((number - 1, "0" * 64), by="user:ann", action=action, details={})


def numbers(settings: Settings) -> list[int]:
    """The numbers of the heads in their order."""
    lines = heads_file(settings).read_bytes().splitlines()
    return [Head.of_line(line).number for line in lines]


def test_the_first_entry_is_signed_whatever_it_is_of(settings: Settings) -> None:
    first = entry(1)

    assert is_due(settings)
    assert sign(settings, first) is None
    head = last_head(settings.data / HEADS)
    assert head is not None
    assert (head.number, head.hash, head.is_signed()) == (1, first.hash, True)
    assert not is_due(settings)


def test_anybody_can_verify_a_head_with_the_public_key(settings: Settings) -> None:
    sign(settings, entry(1))
    head = last_head(heads_file(settings))
    assert head is not None
    signed = {name: getattr(head, name) for name in ("number", "hash", "at", "previous")}
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.public_key))

    key.verify(bytes.fromhex(head.signature), canonical(signed).encode())
    assert head.public_key == own_public_key(settings)


def test_questions_wait_and_changes_are_signed_at_once(settings: Settings) -> None:
    for number, action in enumerate(
        ("question.trace", "question.trace", "export.backup", "key.new", "question.why"), 1
    ):
        sign(settings, entry(number, action))

    assert numbers(settings) == [1, 4]


def test_very_many_questions_are_signed_between(settings: Settings) -> None:
    for number in range(1, 2 * EVERY_ENTRIES + 2):
        sign(settings, entry(number))

    assert numbers(settings) == [1, 1 + EVERY_ENTRIES, 1 + 2 * EVERY_ENTRIES]


def test_an_old_head_makes_the_next_entry_be_signed(settings: Settings) -> None:
    sign(settings, entry(1))
    path = heads_file(settings)
    old = replace(Head.of_line(path.read_bytes()), at="2026-01-01T00:00:00.000000Z")
    path.write_bytes(old.line() + b"\n")

    assert is_due(settings)
    sign(settings, entry(2))
    assert numbers(settings) == [1, 2]


def test_many_at_once_write_one_chain_of_heads(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda n: sign(settings, entry(n, "load.done")), range(1, 33)))
    found = numbers(settings)

    assert set(told) == {None}
    assert found == sorted(set(found))
    assert found[-1] == 32  # the head of one covers those that came before
    assert all(Head.of_line(line).is_signed() for line in heads_file(settings).open("rb"))


def test_only_the_user_may_read_the_key(settings: Settings) -> None:
    sign(settings, entry(1))

    assert stat.S_IMODE((settings.data / KEY).stat().st_mode) == 0o600


def test_heads_and_key_can_lie_elsewhere(settings: Settings, tmp_path: Path) -> None:
    sign(settings, entry(1))
    (tmp_path / "share").mkdir()
    moved = settings.model_copy(
        update={
            "data": tmp_path / "other",
            "audit_heads": tmp_path / "share" / "heads.jsonl",
            "audit_key": settings.data / KEY,
        }
    )

    assert sign(moved, entry(1)) is None
    assert own_public_key(moved) == own_public_key(settings)
    assert numbers(moved) == [1]
    assert not moved.data.exists()


def test_what_cannot_be_written_is_told_and_tried_again(settings: Settings, tmp_path: Path) -> None:
    away = settings.model_copy(update={"audit_heads": tmp_path / "away" / "heads.jsonl"})
    told = sign(away, entry(1))

    assert told is not None
    assert "could not be signed" in told
    (tmp_path / "away").mkdir()
    assert sign(away, entry(2)) is None
    assert numbers(away) == [2]


def test_a_key_that_is_none_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "letter.pem").write_text("dear", encoding="utf-8")
    (tmp_path / "other.pem").write_bytes(
        generate_private_key(SECP256R1()).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    for name in ("letter.pem", "other.pem", "none.pem"):
        named = settings.model_copy(update={"audit_key": tmp_path / name})
        assert "could not be signed" in str(sign(named, entry(1)))
