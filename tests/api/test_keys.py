"""`genealogy keys`: the key alone on stdout, words on stderr, and nothing secret in the list."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from genealogy.engine.folder import DataFolder
from genealogy.errors import KeyRefused
from genealogy.settings import Settings
from office.keys import caller_of_key
from office.opening import open_office
from office.roles import Role
from tests.shell import Shell


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A folder without a graph: keys need none."""
    return Shell(tmp_path, tmp_path / "data")


def role_of(shell: Shell, key: str) -> Role:
    """What a key is in the data folder of these commands."""
    with open_office(Settings(data=shell.data)) as office:
        return caller_of_key(office, key).role


def test_a_new_key_stands_alone_on_stdout(shell: Shell) -> None:
    done = shell.run("keys", "new", "mes", "--role", "integrator")

    assert done.returncode == 0
    assert re.fullmatch(r"gk_[0-9a-f]{8}_[\w-]{43}\n", done.stdout)
    assert "It is not shown again." in done.stderr
    assert done.stdout.strip() not in done.stderr
    assert role_of(shell, done.stdout.strip()) is Role.INTEGRATOR


def test_the_list_shows_no_secret(shell: Shell) -> None:
    assert "There is no key yet" in shell.run("keys").stderr
    given = ("--role", "quality", "--site", "Husum", "--site", "Kiel", "--expires", "90d")
    new = json.loads(shell.out("keys", "new", "质量部 李娜", *given, "--json"))
    secret = new["key"].split("_", 2)[2]
    shown, (row,) = shell.out("keys"), json.loads(shell.out("keys", "list", "--json"))

    assert new == row | {"key": new["key"]}
    assert (row["name"], row["role"], row["sites"]) == ("质量部 李娜", "quality", ["Husum", "Kiel"])
    assert (row["status"], row["used_at"]) == ("valid", None)
    assert "Husum, Kiel" in shown
    assert secret not in shown + json.dumps(row)


def test_a_revoked_key_is_refused(shell: Shell) -> None:
    key = shell.out("keys", "new", "mes", "--role", "admin").strip()
    done = shell.run("keys", "revoke", key.split("_")[1], "--reason", "laptop lost")

    assert (done.returncode, done.stdout) == (0, "")
    assert "is revoked since" in done.stderr
    assert "laptop lost" in shell.out("keys")
    with pytest.raises(KeyRefused):
        role_of(shell, key)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("new", "x"), "--role"),
        (("new", "x", "--role", "boss"), "viewer"),
        (("new", " ", "--role", "admin"), "name of a key has 1 to 100 letters"),
        (("new", "x", "--role", "admin", "--expires", "soon"), "is no expiry"),
        (("new", "x", "--role", "admin", "--expires", "2020-01-01"), "expired already"),
        (("new", "x", "--role", "admin", "--site", "Husum"), "cannot be held to sites"),
        (("revoke", "0000", "--reason", "x"), 'No key "0000"'),
        (("revoke", "0000"), "--reason"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    shell: Shell, words: tuple[str, ...], told: str
) -> None:
    done = shell.run("keys", *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert told in " ".join(done.stderr.split())
    assert "There is no key yet" in shell.run("keys").stderr


def test_keys_start_no_engine(shell: Shell) -> None:
    shell.out("keys", "new", "mes", "--role", "viewer")

    assert DataFolder(shell.data).path.is_dir()
    assert not [each.name for each in shell.data.iterdir() if each.name.startswith("engine")]
