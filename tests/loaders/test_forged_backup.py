"""A backup comes from elsewhere: nothing of one that this program has not written is restored."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from genealogy.engine.database import Database
from genealogy.errors import FileRefused
from genealogy.settings import Settings
from loaders.backup import backup
from loaders.backup_file import LONGEST_LINE, read_lines
from loaders.restore import restore
from queries.loads import loads
from tests.conftest import empty, graph_of
from tests.loaders.test_pending import CREAM, MILK, received, used
from tests.plants import consumed, produced, shipped, state

Change = Callable[[list[str]], list[str]]
LOAD = {"load_id": "x", "status": "done"}


def rewritten(path: Path, change: Change) -> Path:
    lines = gzip.decompress(path.read_bytes()).decode().splitlines(keepends=True)
    other = path.with_name("changed.gz")
    other.write_bytes(gzip.compress("".join(change(lines)).encode()))
    return other


def forged(change: Change) -> Change:
    """The change, by someone who mends the sum in the last line."""

    def changed(lines: list[str]) -> list[str]:
        body = change(lines[:-1])
        digest = sha256("".join(body).encode()).hexdigest()
        return [*body, json.dumps({"end": len(body), "sha256": digest}) + "\n"]

    return changed


def replaced(word: str, by: str) -> Change:
    def change(lines: list[str]) -> list[str]:
        assert any(word in line for line in lines)
        return [line.replace(word, by) for line in lines]

    return forged(change)


def added(line: object) -> Change:
    text = line if isinstance(line, str) else json.dumps(line, sort_keys=True)
    return forged(lambda lines: [*lines, text + "\n"])


def with_head(**more: object) -> Change:
    def change(lines: list[str]) -> list[str]:
        return [json.dumps(json.loads(lines[0]) | more, sort_keys=True) + "\n", *lines[1:]]

    return forged(change)


def without_properties(lines: list[str]) -> list[str]:
    return [
        json.dumps(json.loads(line) | {"properties": {}}) + "\n" if '"fact":' in line else line
        for line in lines
    ]


def without(word: str) -> Change:
    return forged(lambda lines: [line for line in lines if word not in line])


def twice(word: str) -> Change:
    return forged(lambda lines: [*lines, next(line for line in lines if word in line)])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda lines: lines[:-1], "breaks off"),
        (lambda lines: lines[:3], "breaks off"),
        (lambda lines: [line for line in lines if '"CONSUMED"' not in line], "not the sum"),
        (lambda lines: [*lines, lines[1]], "something follows"),
        (lambda lines: [*lines, lines[-1]], "something follows"),
        (lambda lines: [line.replace('"kg"', '"lb"') for line in lines], "than its hash"),
        (lambda lines: lines[1:], "no backup"),
        (lambda lines: ["{}\n"], "no backup|breaks off"),
        (lambda lines: ["[1]\n"], "no backup"),
        (lambda lines: ["no json\n"], "no backup"),
        (without("CONSUMED"), "not the fingerprint"),
        (forged(without_properties), "cannot be understood"),
        (twice('"CONSUMED"'), "not the fingerprint"),
        (replaced("T|consumption", "U|consumption"), "not the fingerprint"),
        (replaced('"quantity": 7.0', '"quantity": 1.0'), "than its hash"),
        (replaced('"quantity": 7.0', '"quantity": 7'), "than its hash"),
        (replaced('"quantity": 7.0', '"quantity": NaN'), "no backup"),
        (replaced('"quantity": 7.0', '"quantity": "7"'), "cannot be understood"),
        (replaced('"C-1"', '"C-2"'), "than its hash"),
        (replaced('"node": "Batch"', '"node": "Graph"'), "cannot be understood"),
        (replaced('"number": "milk"', '"number": "soy"'), "cannot be understood"),
        (replaced("T|consumption", "T|conjunction"), "cannot be understood"),
        (replaced('"evidence": [', '"evidence": [1, '), "cannot be understood"),
        (replaced('"unit": "kg"', '"unit": "kg", "unit": "kg"'), "no backup"),
        (added({"load": LOAD | {"rows_read": 2**63}}), "cannot be understood"),
        (added({"load": LOAD | {"rows_read": "many"}}), "cannot be understood"),
        (added({"load": LOAD | {"more": {"a": 1}}}), "cannot be understood"),
        (added({"load": LOAD | {"file": "\ud800"}}), "no backup"),
        (added({"load": LOAD | {"load_id": "x" * 400_000}}), "cannot be understood"),
        (added({"material": "own/other", "batch": "own/item/milk"}), "cannot be understood"),
        (added({"run": {"run_id": "x"}}), "cannot be understood"),
        (added({"surprise": {}}), "cannot be understood"),
        (added('{"load": ' + "[" * 100_000), "no backup"),
        (with_head(backup=True), "no backup"),
        (with_head(graph=[]), "cannot be understood"),
        (with_head(graph={"fingerprint": 1, "name": "graph"}), "cannot be understood"),
    ],
)
def test_a_damaged_or_forged_backup_is_refused_before_anything_is_written(
    embedded_database: Database,
    settings_of: Callable[[str], Settings],
    tmp_path: Path,
    change: Change,
    why: str,
) -> None:
    state(
        embedded_database,
        [consumed("milk", "mix", "7"), produced("mix", "cake"), shipped("cake", "C-1")],
    )
    backup(embedded_database, tmp_path / "b.gz")
    empty(settings_of("embedded"))

    with pytest.raises(FileRefused, match=why):
        restore(embedded_database, rewritten(tmp_path / "b.gz", change))
    assert graph_of(settings_of("embedded")) == {"nodes": [], "edges": []}
    assert not loads(embedded_database)


@pytest.mark.parametrize("more", [b"\0", b"x", gzip.compress(b"")], ids=["0", "x", "member"])
def test_nothing_may_follow_a_backup(
    embedded_database: Database, tmp_path: Path, more: bytes
) -> None:
    backup(embedded_database, tmp_path / "b.gz")
    with (tmp_path / "b.gz").open("ab") as file:
        file.write(more)

    with pytest.raises(FileRefused, match="something follows its end"):
        restore(embedded_database, tmp_path / "b.gz")


def test_a_line_without_end_is_refused_within_bounded_memory(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "b.gz", "wb", compresslevel=1) as file:
        for _ in range(4 * LONGEST_LINE >> 20):
            file.write(b"x" * (1 << 20))

    tracemalloc.start()
    with pytest.raises(FileRefused, match="a line of it has over"):
        list(read_lines(tmp_path / "b.gz"))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2.5 * LONGEST_LINE


def test_a_backup_that_is_another_one_when_it_is_read_again_is_refused(
    embedded_database: Database, settings_of: Callable[[str], Settings], tmp_path: Path
) -> None:
    path = tmp_path / "b.gz"
    state(embedded_database, [consumed(f"milk-{n}", f"mix-{n % 7}") for n in range(4000)])
    backup(embedded_database, path)
    empty(settings_of("embedded"))
    other = rewritten(path, lambda lines: [*lines[:-9], *lines[-8:]])

    def replace(_: int) -> None:
        if other.exists():
            path.write_bytes(other.read_bytes())
            other.unlink()

    with pytest.raises(FileRefused):
        restore(embedded_database, path, replace)
    (left,) = loads(embedded_database)
    assert left["status"] == "restoring"


def test_two_lines_that_state_the_same_are_told_and_not_waited_for(
    embedded_database: Database, settings_of: Callable[[str], Settings], tmp_path: Path
) -> None:
    state(embedded_database, [received(MILK), received(CREAM), used()])
    backup(embedded_database, tmp_path / "b.gz")
    empty(settings_of("embedded"))

    with pytest.raises(FileRefused, match="state the same"):
        restore(embedded_database, rewritten(tmp_path / "b.gz", twice('"POSSIBLY_')))
