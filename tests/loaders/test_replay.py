"""Rejected rows that were corrected are loaded as rows of their own file, once."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path

from genealogy.engine.database import Database
from genealogy.settings import Settings
from loaders.loading import load
from loaders.profile import builtin_profile_texts, read_profile
from loaders.reading import read_tables
from loaders.rejected_workbook import LEADING
from loaders.replay import replay
from loaders.undo import undo
from queries.freshness import missing_input
from queries.rejected import rejected_row, rejected_rows
from tests.conftest import empty, graph_of, query
from tests.loaders.commands import fingerprint, holds_equation, loads, run, running
from tests.loaders.correcting import (
    COMMAS,
    KEYLESS,
    Cells,
    corrected,
    edited,
    evidence,
    exported,
    named,
    only_load,
    state,
    used,
)
from tests.loaders.exports import CONSUMPTION, write_csv
from tests.loaders.workbooks import write_xlsx


def test_a_corrected_row_is_a_row_of_its_own_file(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    rows = [used(1), used(2, quantity="much"), used(3, lot="")]
    (first,) = load(database, [write_csv(tmp_path / "use.csv", CONSUMPTION, rows)]).receipts
    assert [gap.kind for gap in missing_input(database)] == ["rejected rows"]

    done = corrected(database, tmp_path, {3: {"Quantity": "7"}, 4: {"Lot": "00012"}})

    (told,) = done.loads
    assert (told.rows_new, told.facts_new, done.rows_left) == (2, 2, 0)
    assert evidence(engine) == {
        "MES|consumption|PO-1|1|own/1001/L-1": [f"{first.load_id}:2"],
        "MES|consumption|PO-1|2|own/1001/L-1": [f"{first.load_id}:3"],
        "MES|consumption|PO-1|3|own/1001/00012": [f"{first.load_id}:4"],
    }
    after = only_load(engine)
    counts = [after[f"rows_{each}"] for each in ("read", "new", "rejected", "replayed")]
    assert counts == [3, 3, 0, 2]
    assert (after["rejected"], after["facts_new"]) == ([], 3)
    assert rejected_rows(database) == []
    assert missing_input(database) == []
    whole = rejected_row(database, f"{first.load_id}:3")
    assert whole.cells == list(rows[1])
    assert whole.corrected == list(used(2, quantity="7"))
    assert [(each.status, each.by) for each in whole.history] == [
        ("open", f"load {first.load_id}"),
        ("replayed", "ann"),
    ]


def test_the_graph_is_that_of_a_file_that_was_right_at_first(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    right = [used(at, lot=f"L-{at % 3}", quantity=str(at)) for at in range(1, 9)]
    wrong = [row if at % 3 else (*row[:4], "x", *row[5:]) for at, row in enumerate(right)]
    load(database, [write_csv(tmp_path / "right.csv", CONSUMPTION, right)])
    expected = fingerprint(engine), graph_of(engine)
    empty(engine)
    load(database, [write_csv(tmp_path / "wrong.csv", CONSUMPTION, wrong)])
    assert fingerprint(engine) != expected[0]

    cells: Cells = {at + 2: {"Quantity": row[4]} for at, row in enumerate(right)}
    corrected(database, tmp_path, cells)

    assert (fingerprint(engine), graph_of(engine)) == expected


def test_a_row_that_is_still_wrong_stays_open_with_its_new_reason(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    rows = [used(1, quantity="much"), used(2, quantity="more", lot=""), used(3, quantity="?")]
    load(database, [write_csv(tmp_path / "use.csv", CONSUMPTION, rows)])

    done = corrected(database, tmp_path, {2: {"Quantity": "-7"}, 3: {"Quantity": "7", "Lot": "x"}})

    (told,) = done.loads
    assert (told.rows_replayed, told.rows_open, told.rows_unchanged) == (1, 1, 1)
    assert told.rejected == {"Quantity: a quantity cannot be negative here": 1}
    assert [(row.row, row.text, row.reason) for row in rejected_rows(database)] == [
        (2, "-7", "a quantity cannot be negative here"),
        (4, "?", "is not a number"),
    ]
    assert only_load(engine)["rejected"] == [
        "1 x Quantity: a quantity cannot be negative here",
        "1 x Quantity: is not a number",
    ]
    again = exported(database, tmp_path)  # with what was written into it
    assert read_tables(again)[0].header[7] == "Quantity"
    assert [row[7] for _, row in read_tables(again)[0].rows()] == ["-7", "?"]


def test_the_same_replay_twice_changes_nothing(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    rows = [used(1), used(2, quantity="much"), used(3, quantity="?"), used(4, lot="")]
    load(database, [write_csv(tmp_path / "use.csv", CONSUMPTION, rows)])
    path = edited(exported(database, tmp_path), {3: {"Quantity": "7"}, 4: {"Quantity": "-1"}})
    replay(database, path, by="ann")
    before = state(engine)

    again = replay(database, path, by="bob")

    assert state(engine) == before
    (told,) = again.loads
    assert (told.rows_replayed, told.rows_unchanged, told.rows_settled) == (0, 2, 1)
    assert told.rows_differing == 0


def test_a_dry_run_tells_the_same_and_changes_nothing(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    rows = [used(1), used(2, quantity="much"), used(3, quantity="?")]
    load(database, [write_csv(tmp_path / "use.csv", CONSUMPTION, rows)])
    path = edited(exported(database, tmp_path), {3: {"Quantity": "7"}, 4: {"Quantity": "-1"}})
    before = state(engine)

    tried = replay(database, path, by="ann", dry_run=True)

    assert state(engine) == before
    assert tried.loads == replay(database, path, by="ann").loads


def test_a_corrected_profile_reads_the_rows_as_they_are(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    rows = [used(1), used(2, quantity="1.234,5"), used(3, quantity="?")]
    load(database, [write_csv(tmp_path / "use.csv", CONSUMPTION, rows)])
    assert replay(database, by="ann").rows_left == 2

    done = replay(database, profiles=named(COMMAS), by="ann")

    (told,) = done.loads
    assert (told.rows_new, told.rows_unchanged) == (1, 1)
    assert told.notes == ["mapped by the profile mes-consumption as it is now, the load by another"]
    quantities = query(engine, "MATCH ()-[r:CONSUMED]->() RETURN r.quantity AS q ORDER BY q")
    assert [row["q"] for row in quantities] == [25, 1234.5]
    assert holds_equation(only_load(engine))


def test_the_times_that_a_load_covers_grow_with_its_rows(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    rows = [used(1), used(2, at="soon"), used(3, at="late")]
    load(database, [write_csv(tmp_path / "use.csv", CONSUMPTION, rows)])

    times: Cells = {3: {"Consumed At": "2026-10-01T12:00:00Z"}}
    corrected(database, tmp_path, times | {4: {"Consumed At": "2026-10-05T12:00:00Z"}})

    after = only_load(engine)
    assert (after["covers_from"], after["covers_to"]) == (
        "2026-10-01T12:00:00Z",
        "2026-10-05T12:00:00Z",
    )


# Equal rows, of a source without document lines


def equal(*quantities: str) -> list[tuple[str, ...]]:
    return [used(0, quantity=quantity) for quantity in quantities]


def ordinals(engine: Settings) -> dict[str, list[str]]:
    """The rows that state each of the equal facts, by its number."""
    return {key.split("|")[3]: rows for key, rows in evidence(engine).items()}


def test_a_row_corrected_to_equal_others_is_one_more_of_them(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    profiles = named(KEYLESS)
    path = write_csv(tmp_path / "use.csv", CONSUMPTION, equal("x", "25", "y", "25", "z"))
    (receipt,) = load(database, [path], profiles).receipts
    of_load = receipt.load_id

    corrected(database, tmp_path, {2: {"Quantity": "25"}, 6: {"Quantity": "25"}}, profiles)
    corrected(database, tmp_path, {4: {"Quantity": "25"}}, profiles)

    assert ordinals(engine) == {
        str(number): [f"{of_load}:{row}"]
        for number, row in zip((1, 2, 3, 4, 5), (3, 5, 2, 6, 4), strict=True)
    }
    assert (only_load(engine)["facts_new"], only_load(engine)["rows_new"]) == (5, 5)
    before = fingerprint(engine)
    right = write_csv(tmp_path / "right.csv", CONSUMPTION, equal(*["25"] * 5))
    (whole,) = load(database, [right], profiles).receipts
    assert (whole.rows_known, whole.facts_new) == (5, 0)
    assert fingerprint(engine) == before


def test_equal_rows_of_another_extract_are_the_same_facts(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    profiles = named(KEYLESS)
    first = write_csv(tmp_path / "monday.csv", CONSUMPTION, equal("25", "x"))
    later = write_csv(tmp_path / "tuesday.csv", CONSUMPTION, equal("25", "25", "25"))
    load(database, [first, later], profiles)
    before = fingerprint(engine)

    done = corrected(database, tmp_path, {3: {"Quantity": "25"}}, profiles)

    assert (done.loads[0].rows_known, done.loads[0].facts_new) == (1, 0)
    assert fingerprint(engine) == before
    assert [len(rows) for _, rows in sorted(ordinals(engine).items())] == [2, 2, 1]


def test_many_rows_corrected_to_be_equal_lose_no_fact(
    settings_of: Callable[[str], Settings], embedded_database: Database, tmp_path: Path
) -> None:
    profiles, many = named(KEYLESS), 40
    rows = equal(*["25", "x"] * many)
    load(embedded_database, [write_csv(tmp_path / "use.csv", CONSUMPTION, rows)], profiles)

    cells: Cells = {at: {"Quantity": "25"} for at in range(3, 2 * many + 2, 2)}
    corrected(embedded_database, tmp_path, cells, profiles)

    facts = ordinals(settings_of("embedded"))
    assert sorted(map(int, facts)) == list(range(1, 2 * many + 1))
    assert all(len(each) == 1 for each in facts.values())


def test_a_profile_that_moves_equal_rows_to_another_order_loses_none(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "use.csv", CONSUMPTION, equal("25", "x"))
    load(database, [path], named(KEYLESS))
    text = builtin_profile_texts()["mes-consumption"].replace('"=own", "Order"', '"=mine", "Order"')
    moved = read_profile(text.replace('[document]\nkey = ["Order", "Sequence"]\n', ""), "moved")

    corrected(database, tmp_path, {3: {"Quantity": "25"}}, named(moved))

    orders = query(engine, "MATCH ()-[r:CONSUMED]->(o) RETURN o.operation_id AS o ORDER BY o")
    assert [row["o"] for row in orders] == ["mine/PO-1", "own/PO-1"]


# Loading, undoing, other loads


def test_loading_the_workbook_is_replaying_it(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "use.csv", CONSUMPTION, [used(1), used(2, quantity="much")])
    load(database, [path])
    folder = tmp_path / "drop"
    folder.mkdir()
    book = edited(exported(database, tmp_path), {3: {"Quantity": "7"}})
    book = book.rename(folder / "back.xlsx")
    before = state(engine)
    tried = load(None, [folder])
    assert (tried.receipts, tried.refused, state(engine)) == ([], [], before)
    assert "rejected replay back.xlsx --dry-run" in tried.notes[0]

    done = load(database, [folder])

    assert (done.receipts, done.refused, done.rows_open) == ([], [], 0)
    assert done.notes == ["use.csv: 1 rejected rows replayed, 0 still open"]
    assert only_load(engine)["rows_rejected"] == 0
    (receipt,) = load(database, [path]).receipts
    assert (receipt.rows_known, receipt.rows_rejected) == (2, 0)
    after = state(engine)
    assert load(database, [folder]).rows_open == 0
    assert state(engine) == after


def test_a_profile_that_does_not_come_along_must_be_named(
    database: Database, tmp_path: Path
) -> None:
    mine = KEYLESS.model_copy(update={"name": "mine"})
    path = write_csv(tmp_path / "use.csv", CONSUMPTION, equal("x"))
    load(database, [path], named(mine))
    book = edited(exported(database, tmp_path), {2: {"Quantity": "25"}})

    (told,) = replay(database, book, by="ann").loads
    assert told.notes == [
        "the profile mine is not known here: name its file with --profile, or put it into the"
        " folder of GENEALOGY_PROFILES"
    ]
    assert replay(database, book, named(mine), by="ann").rows_left == 0


def test_rows_of_a_load_that_was_undone_are_rejected_anew(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "use.csv", CONSUMPTION, [used(1), used(2, quantity="much")])
    (receipt,) = load(database, [path]).receipts
    corrected(database, tmp_path, {3: {"Quantity": "7"}})
    undo(database, receipt.load_id, reason="wrong plant", by="ann")

    load(database, [path])

    (row,) = rejected_rows(database)
    assert (row.row, row.status) == (3, "open")
    whole = rejected_row(database, row.rejected_id)
    assert whole.corrected is None
    assert [each.status for each in whole.history] == ["replayed", "undone", "open"]
    assert corrected(database, tmp_path, {3: {"Quantity": "7"}}).rows_left == 0
    assert holds_equation(only_load(engine))


def test_another_sheet_of_the_file_settles_nothing(database: Database, tmp_path: Path) -> None:
    sheets = {
        "Monday": [CONSUMPTION, used(1, quantity="much")],
        "Tuesday": [CONSUMPTION, used(2), used(3)],
    }
    load(database, [write_xlsx(tmp_path / "use.xlsx", sheets)])

    assert [row.row for row in rejected_rows(database)] == [2]
    load(database, [tmp_path / "use.xlsx"], named(COMMAS))
    whole = [rejected_row(database, row.rejected_id) for row in rejected_rows(database)]
    assert [each.sheet for each in whole] == ["Monday"]  # of the later load alone


# Interruptions


def test_a_replay_that_was_killed_goes_on(
    settings_of: Callable[[str], Settings], embedded_database: Database, tmp_path: Path
) -> None:
    engine, many = settings_of("embedded"), 6_000
    wrong = [used(at, quantity="x") for at in range(many)]
    path = write_csv(tmp_path / "use.csv", CONSUMPTION, wrong)
    assert run(engine, "load", path).returncode == 6
    book = tmp_path / "back.csv"  # a sheet that was saved as text
    (receipt,) = loads(engine)
    with book.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*LEADING, *CONSUMPTION])
        for at in range(many):
            writer.writerow([f"{receipt['load_id']}:{at + 2}", "", "", *used(at)])

    def replayed() -> int:
        return int(str(only_load(engine).get("rows_replayed", 0)))

    with running(engine, "rejected", "replay", book) as process:
        while not replayed():
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        process.kill()
        process.wait()
    assert 0 < replayed() < many
    assert len(evidence(engine)) == replayed() == many - len(rejected_rows(embedded_database))

    assert run(engine, "rejected", "replay", book).returncode == 0

    assert len(evidence(engine)) == replayed() == many
    assert rejected_rows(embedded_database) == []
