"""Encodings: as found, as a byte order mark says, or as a profile states; names of files too."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from genealogy.engine.database import Database
from genealogy.errors import FileRefused, InputRefused, ProfileInvalid
from genealogy.settings import Settings
from loaders.checking import check_sample
from loaders.finding import find_files, read_known_tables, read_parts
from loaders.loading import load
from loaders.profile import Profile, builtin_profile_texts, builtin_profiles, read_profile
from loaders.proposing import propose
from loaders.reading import read_tables
from loaders.rejected import Profiles
from loaders.rejected_workbook import export
from loaders.replay import replay
from tests.conftest import query
from tests.loaders.commands import run
from tests.loaders.exports import CONSUMPTION, NOON, write_csv

SAP = builtin_profile_texts()["mes-consumption"].replace('"mes-consumption"', '"plant-7"')
MINE = SAP.replace("[file]\n", '[file]\nencoding = "cp1252"\n')
GERMAN = ("Auftrag", "Folge", "Item No", "Prüflos", "Menge", "Unit", "Consumed At")
UMLAUTS = ("Müsli-1", "1", "Käse", "Größe-Ä1", "25", "kg", NOON)


def plant(**columns: str) -> Profile:
    """The profile with its encoding, and other names for its columns."""
    lines = "".join(f'"{name}" = ["{other}"]\n' for name, other in columns.items())
    text = MINE.replace("[columns]\n", f"[columns]\n{lines}") if lines else MINE
    return read_profile(text, "mine.toml")


def batches(path: Path, profile: Profile) -> list[str]:
    (part,), _ = read_parts(path, {profile.name: profile})
    return [
        each.source
        for record in part.records()
        if isinstance(record.outcome, tuple)
        for each in record.outcome
        if hasattr(each, "source")
    ]


def test_a_profile_states_the_encoding_and_the_receipt_tells_it(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "mb51.csv", CONSUMPTION, [UMLAUTS], encoding="cp1252")

    (receipt,) = load(database, [path], {"plant-7": plant()}).receipts

    assert (receipt.encoding, receipt.rows_new) == ("cp1252", 1)
    assert query(engine, "MATCH (l:Load) RETURN l.encoding AS e") == [{"e": "cp1252"}]
    assert query(engine, "MATCH (b:Batch) RETURN b.lot AS lot") == [{"lot": "Größe-Ä1"}]


def test_without_it_such_a_file_is_refused_and_the_way_out_is_told(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "mb51.csv", CONSUMPTION, [UMLAUTS], encoding="cp1252")

    with pytest.raises(FileRefused, match=r'none of the encodings .* encoding = "cp1252"'):
        read_known_tables(path, builtin_profiles())


def test_a_header_in_the_encoding_of_the_profile_is_found_by_it(tmp_path: Path) -> None:
    words = dict(zip(CONSUMPTION, GERMAN, strict=True))
    text = MINE
    for name, other in words.items():
        if name != other:
            text = text.replace(f'"{name}"', f'"{other}"')
    profile = read_profile(text, "mine.toml")
    path = write_csv(tmp_path / "mb51.csv", GERMAN, [UMLAUTS], encoding="cp1252")

    assert batches(path, profile) == ["own/K%C3%A4se/Größe-Ä1".replace("%C3%A4", "ä")]


def test_among_other_profiles_each_reads_the_file_in_its_own_encoding(tmp_path: Path) -> None:
    others = builtin_profiles()
    del others["mes-consumption"]
    profiles = others | {"plant-7": plant()}
    western = write_csv(tmp_path / "a.csv", CONSUMPTION, [UMLAUTS], encoding="cp1252")
    header = others["erp-receipts"].file.header
    chinese = write_csv(tmp_path / "b.csv", header, [["批"] * len(header)], encoding="gb18030")

    for path, encoding, name in (
        (western, "cp1252", "plant-7"),
        (chinese, "gb18030", "erp-receipts"),
    ):
        ((table, profile),), _ = read_known_tables(path, profiles)
        assert (table.encoding, profile.name) == (encoding, name)

    both = builtin_profiles() | {"plant-7": plant()}
    ascii_only = write_csv(tmp_path / "c.csv", CONSUMPTION, [("PO-1", *UMLAUTS[1:2])])
    with pytest.raises(FileRefused, match="mes-consumption and plant-7 fit its header alike"):
        read_known_tables(ascii_only, both)


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_a_byte_order_mark_is_surer_than_the_profile(
    encoding: str, told: str, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, [UMLAUTS], encoding=encoding)

    ((table, _),), _ = read_known_tables(path, {"plant-7": plant()})

    assert table.encoding == told
    assert batches(path, plant()) == ["own/Käse/Größe-Ä1"]


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_the_unicode_text_of_a_spreadsheet_program_is_read(mark: bytes, tmp_path: Path) -> None:
    path = tmp_path / "export.txt"
    text = "\r\n".join("\t".join(cells) for cells in (CONSUMPTION, UMLAUTS)) + "\r\n"
    path.write_bytes(mark + text.encode("utf-16-le" if mark[0] == 0xFF else "utf-16-be"))

    ((table, _),), _ = read_known_tables(path, builtin_profiles())

    assert (table.encoding, table.delimiter) == ("utf-16", "\t")
    assert list(table.rows()) == [(2, list(UMLAUTS))]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe\x00", "none of the encodings|not in the encoding utf-16"),
        (b"\xff\xfe\x00\xd8\x41\x00", "not in the encoding utf-16"),
        ("Lot\nL-1\n".encode("utf-32"), "it is binary"),
        ("Lot\nL-1\n".encode("utf-16-le"), "it is binary"),
        (b"\xff\xfe", "blank lines only"),
        (b"\n , \n\n", "blank lines only"),
    ],
)
def test_a_text_that_cannot_be_is_refused(content: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)

    with pytest.raises(InputRefused, match=why):
        read_known_tables(path, builtin_profiles())


@pytest.mark.parametrize(
    "name",
    ["cp1251x", "hex", "rot13", "", "utf-7", "idna", "punycode", "undefined", "unicode_escape",
     "a\\u0000b", "TODO: cp1252"],
)  # fmt: skip
def test_an_encoding_that_is_none_is_a_mistake_with_its_line(name: str) -> None:
    text = MINE.replace('"cp1252"', f'"{name}"')
    with pytest.raises(ProfileInvalid) as refused:
        read_profile(text, "mine.toml")

    (problem,) = refused.value.problems
    line = next(at for at, each in enumerate(text.splitlines(), 1) if "encoding" in each)
    assert problem.startswith(f"line {line}: file.encoding: ")
    assert "is no encoding of text; one is e.g. cp1252" in problem or "still to be" in problem


def test_other_names_of_an_encoding_are_the_one_of_python() -> None:
    for name, told in (("Windows-1252", "cp1252"), ("UTF8", "utf-8-sig"), ("latin-1", "iso8859-1")):
        assert read_profile(MINE.replace("cp1252", name), "mine").file.encoding == told


def test_an_encoding_does_not_matter_to_a_workbook(tmp_path: Path) -> None:
    from tests.loaders.workbooks import write_xlsx

    path = write_xlsx(tmp_path / "a.xlsx", {"S": [CONSUMPTION, UMLAUTS]})

    assert batches(path, plant()) == ["own/Käse/Größe-Ä1"]
    others = builtin_profiles()
    del others["mes-consumption"]
    (found,), _ = read_known_tables(path, others | {"plant-7": plant()})
    assert found[1].name == "plant-7"


def test_check_reads_in_the_encoding_and_new_asks_for_it(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", CONSUMPTION, [UMLAUTS], encoding="cp1252")

    (checked,) = check_sample(plant(), path, 10)
    assert [each.source for each in checked.stated][:1] == ["own/Käse/Größe-Ä1"]

    proposal = propose(path)
    assert any("file.encoding: is still to be decided: cp1252" in each
               for each in proposal.open_questions)  # fmt: skip
    assert proposal.fitting is None
    assert "encoding" not in propose(write_csv(tmp_path / "b.csv", CONSUMPTION, [UMLAUTS])).toml


@given(content=some.binary(max_size=300), encoding=some.sampled_from(["cp1252", "big5", "utf-16"]))
@settings(max_examples=60, deadline=None)
def test_any_bytes_in_a_stated_encoding_are_read_or_refused(
    content: bytes, encoding: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(",".join(CONSUMPTION).encode("ascii") + b"\n" + content)
    profile = read_profile(MINE.replace("cp1252", encoding), "mine.toml")
    try:
        (part,), _ = read_parts(path, {"plant-7": profile})
    except InputRefused as error:
        assert "any.csv was not loaded" in str(error)
        return
    for record in part.records():
        "".join(record.cells).encode()


GBK_NAME = os.fsdecode("材料出库.csv".encode("gb18030"))


def odd_name(folder: Path, ending: str = ".csv") -> Path:
    """A file whose name is bytes that are no UTF-8, as an archive from elsewhere leaves it."""
    path = folder / GBK_NAME.replace(".csv", ending)
    try:
        path.touch()
    except (OSError, UnicodeEncodeError):
        pytest.skip("this file system knows no such names")
    return path


def test_a_file_whose_name_is_no_utf_8_is_loaded_under_a_name_that_can_be_kept(
    engine: Settings, database: Database, tmp_path: Path
) -> None:
    write_csv(odd_name(tmp_path), CONSUMPTION, [UMLAUTS, ("PO-2",)])
    odd_name(tmp_path, ".pdf")

    found = load(database, [tmp_path])

    (receipt,) = found.receipts
    assert (receipt.rows_new, receipt.rows_rejected) == (1, 1)
    json.dumps(found.to_dict(), ensure_ascii=False).encode()
    (kept,) = query(engine, "MATCH (l:Load) RETURN l.file AS file")
    assert kept["file"] == receipt.file
    assert receipt.file.endswith(".csv")
    assert "\ufffd" in receipt.file
    assert query(engine, "MATCH (r:RejectedRow) RETURN r.file AS file") == [kept]


def test_the_commands_print_such_a_name_and_end_without_a_fault(
    settings_of: Callable[[str], Settings], tmp_path: Path
) -> None:
    good = write_csv(odd_name(tmp_path), CONSUMPTION, [UMLAUTS])
    bad = write_csv(odd_name(tmp_path, ".txt"), ("Planet", "Moons"), [("Mars", "2")])
    toml = tmp_path / "new.toml"

    for code, words in (
        (0, ("load", "--dry-run", good)),
        (0, ("load", "--dry-run", "--json", good)),
        (4, ("load", "--dry-run", bad)),
        (4, ("load", "--dry-run", "--json", bad)),
        (0, ("profiles", "check", "mes-consumption", good)),
        (0, ("profiles", "new", good, "--out", toml)),
    ):
        done = run(settings_of("embedded"), *words)
        assert done.returncode == code, (words, done.stderr)
    assert "title" in toml.read_text(encoding="utf-8")


def test_a_workbook_of_rejected_rows_may_have_such_a_name(
    embedded_database: Database, tmp_path: Path
) -> None:
    write_csv(tmp_path / "a.csv", CONSUMPTION, [("PO-2",)])
    load(embedded_database, [tmp_path / "a.csv"])
    export(embedded_database, tmp_path / "book.xlsx", Profiles())
    odd = odd_name(tmp_path, ".xlsx")
    (tmp_path / "book.xlsx").rename(odd)

    loaded, dry = load(embedded_database, [odd]), load(None, [odd])

    assert loaded.refused == []
    json.dumps([loaded.to_dict(), dry.to_dict()], ensure_ascii=False).encode()
    (done,) = loaded.replays
    assert (done.rows_left, "\ufffd" in (done.file or "")) == (1, True)
    odd.write_bytes(b"no workbook")
    with pytest.raises(FileRefused):
        replay(embedded_database, odd, by="me")
    (refused,) = load(embedded_database, [odd]).refused
    assert "\ufffd" in refused.file
    refused.why.encode()


def test_files_that_are_left_out_can_be_named(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", CONSUMPTION, [UMLAUTS])
    odd_name(tmp_path, ".pdf")

    (ignored,) = find_files([tmp_path]).ignored

    ignored.name.encode()
    assert not read_tables(tmp_path / "a.csv")[0].above
