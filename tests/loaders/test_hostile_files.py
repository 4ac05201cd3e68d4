"""Files made to do harm: each is refused in a sentence, or its rows are rejected, with bounded
memory and time; and nothing that is no file is waited for."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from genealogy.errors import FileRefused, InputRefused, WrongUsage
from genealogy.settings import Settings
from loaders.finding import find_files, read_parts
from loaders.footers import is_footer
from loaders.formats import read_document
from loaders.loading import load
from loaders.parcel import LETTERS, parcels
from loaders.part import Record, Rejection
from loaders.profile import read_profile, read_profile_file
from loaders.reading import is_folder, read_tables, stands
from loaders.shelf import Shelf
from loaders.templates import write_templates
from loaders.workbook import read_sheets
from loaders.workbook_process import MEMORY
from tests.loaders.commands import run
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.loaders.workbooks import write_xlsx

HEADER = ",".join(CONSUMPTION)
ROW = f"PO-1,1,1001,L1,5,kg,{NOON}\n"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
only_posix = pytest.mark.skipif(os.name != "posix", reason="has no pipes and no rights of POSIX")


def xlsx(path: Path, rows: str, shared: str = "") -> Path:
    """A workbook whose sheet has these rows, as XML."""
    write_xlsx(path, {"S": [("shared",)]})
    with ZipFile(path) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    parts["xl/worksheets/sheet1.xml"] = (
        f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode()
    )
    if shared:
        parts["xl/sharedStrings.xml"] = f"<sst {MAIN}><si><t>{shared}</t></si></sst>".encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as after:
        for name, part in parts.items():
            after.writestr(name, part)
    return path


def cell_far_outside(path: Path) -> Path:
    return xlsx(path, '<row r="4294967295"><c r="ZZZZZZ4294967295"><v>1</v></c></row>')


def cell_in_the_last_corner(path: Path) -> Path:
    return xlsx(path, '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>')


def text_shared_by_many_cells(path: Path) -> Path:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 2_001))
    return xlsx(path, rows, "y" * 1_000_000)


def row_repeated_without_end(path: Path) -> Path:
    path = path.with_suffix(".ods")
    cell = (
        '<table:table-cell office:value-type="string">'
        f"<text:p>{'y' * 100_000}</text:p></table:table-cell>"
    )
    with ZipFile(path, "w", ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{OFFICE}:manifest:1.0"/>')
        book.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{OFFICE}:office:1.0"'
            f' xmlns:table="{OFFICE}:table:1.0" xmlns:text="{OFFICE}:text:1.0">'
            '<office:body><office:spreadsheet><table:table table:name="S">'
            f'<table:table-row table:number-rows-repeated="1000000000">{cell}</table:table-row>'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path


@pytest.mark.skipif(os.name != "posix", reason="the limit of memory is one of POSIX")
@pytest.mark.parametrize(
    "make",
    [
        cell_far_outside,
        cell_in_the_last_corner,
        text_shared_by_many_cells,
        row_repeated_without_end,
    ],
)
def test_a_workbook_that_takes_more_memory_than_there_is_is_refused(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    import resource

    path = make(tmp_path / "book.xlsx")

    with pytest.raises(FileRefused, match=r"needs more than 1 GB|no readable spreadsheet"):
        read_tables(path)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < 2 * MEMORY


def test_a_workbook_of_many_cells_is_read_in_little_memory(tmp_path: Path) -> None:
    rows = [(f"PO-{n}", n, n / 8) for n in range(20_000)]
    (sheet,) = read_sheets(write_xlsx(tmp_path / "book.xlsx", {"S": rows}))

    assert sheet.count == 20_000
    assert [cells for _, cells in sheet.rows()][-1] == ["PO-19999", "19999", "2499.875"]
    assert len(sheet.told) < 60 * 20_000


@pytest.mark.timeout(60)
def test_a_row_without_end_is_refused(tmp_path: Path) -> None:
    commas, quoted = tmp_path / "commas.csv", tmp_path / "quoted.csv"
    commas.write_text(f"{HEADER}\n{',' * 9_000_000}\n", encoding="utf-8")
    quoted.write_text(f'{HEADER}\n"' + '\n","' * 2_500_000 + '"\n', encoding="utf-8")
    wide = tmp_path / "wide.csv"
    wide.write_text(f"{HEADER}\n{',' * 100_001}\n", encoding="utf-8")

    with pytest.raises(FileRefused, match="line 2: a row of over 8,000,000 letters"):
        read_tables(commas)
    with pytest.raises(FileRefused, match="a row of over 8,000,000 letters"):
        read_tables(quoted)
    with pytest.raises(FileRefused, match="line 2: a row of over 100,000 cells"):
        read_tables(wide)


def test_a_parcel_is_full_by_its_letters_too(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    remarks = ",".join(["x" * 900_000] * 4)
    path.write_text(
        f"{HEADER},a,b,c,d\n" + "".join(ROW.strip() + f",{remarks}\n" for _ in range(9)),
        encoding="utf-8",
    )
    ((part,), _) = read_parts(path)

    found = list(parcels(part, "load"))

    assert sum(each.rows_read for each in found) == 9
    assert max(each.letters for each in found) < LETTERS + 4_000_000


def outcomes(path: Path) -> list[Record]:
    ((part,), _) = read_parts(path)
    return [each for each in part.records() if isinstance(each.outcome, Rejection)]


def test_a_row_with_a_cell_that_nobody_wrote_by_hand_is_rejected_and_kept(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "long.csv", CONSUMPTION, [("PO-1", "1", "1001", "L" * 40_000, "5", "kg", NOON)]
    )
    (record,) = outcomes(path)

    assert isinstance(record.outcome, Rejection)
    assert record.outcome.reason == "has more than 32,767 letters"
    assert len(record.outcome.text) < 2_100
    assert record.outcome.text.endswith("(40,000 letters, cut here)")
    assert record.cells[3] == "L" * 40_000  # whole, so that it can be mapped again


def test_a_nul_anywhere_in_a_text_rejects_its_row(tmp_path: Path) -> None:
    path = tmp_path / "nul.csv"
    path.write_text(
        HEADER + "\n" + ROW * 2_000 + ROW.replace("L1", "L\x001").replace("PO-1", "PO-2"),
        encoding="utf-8",
    )
    (record,) = outcomes(path)

    assert record.number == 2_002
    assert isinstance(record.outcome, Rejection)
    assert record.outcome.text == "L\\x001"


@pytest.mark.timeout(20)
def test_a_page_number_of_many_digits_is_looked_at_once() -> None:
    assert is_footer(["Page " + "1" * 900_000 + "\n1"])
    assert not is_footer(["第" + "1" * 900_000 + "\n1"])


@pytest.mark.parametrize(
    "start",
    ['[{"model": "stock.stockitem"},', '{"relationships": "urn:samm:io.catenax.x:1#y", "x": ['],
)
def test_a_document_of_too_many_values_is_refused_before_it_is_read(
    start: str, tmp_path: Path
) -> None:
    path = tmp_path / "values.json"
    path.write_text(start + "{}," * 2_000_001 + "{}]", encoding="utf-8")

    with pytest.raises(FileRefused, match="more than 4,000,000 values"):
        read_document(path)


@only_posix
@pytest.mark.timeout(20)
@pytest.mark.parametrize("ending", [".json", ".xml", ".jsonl", ".csv", ".xlsx", ".toml"])
def test_a_pipe_is_not_waited_for(ending: str, tmp_path: Path) -> None:
    pipe = tmp_path / f"pipe{ending}"
    os.mkfifo(pipe)

    with pytest.raises(FileRefused, match="neither a file nor a folder"):
        find_files([pipe])
    with pytest.raises(FileRefused):
        read_tables(pipe)
    with pytest.raises(FileRefused, match="it is no file"):
        Shelf().named([str(pipe)])
    assert [str(each) for each in Shelf(tmp_path).mistakes] == (
        [f"{pipe.name} was not loaded: the profile cannot be read (it is no file)."]
        if ending == ".toml"
        else []
    )
    assert Shelf(tmp_path).file_of("x") is None


@only_posix
def test_a_device_is_no_profile() -> None:
    with pytest.raises(FileRefused, match="it is no file"):
        read_profile_file(Path("/dev/zero"))


def test_a_name_that_no_file_can_have_is_told(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 300 + ".csv")

    for use in (lambda: find_files([long]), lambda: read_tables(long)):
        with pytest.raises(FileRefused, match="cannot be read"):
            use()
    with pytest.raises(FileRefused, match="cannot be read"):
        Shelf().named([str(long)])
    with pytest.raises(WrongUsage, match="cannot be written to"):
        write_templates(tmp_path / ("x" * 300), "en")


@pytest.fixture
def locked() -> Iterator[Path]:
    """A folder in which the user of the test has no rights, while `nobody` runs."""
    with tempfile.TemporaryDirectory() as folder:
        inside = Path(folder) / "exports" / "locked"
        inside.mkdir(parents=True)
        (inside / "a.csv").write_text(f"{HEADER}\n{ROW}", encoding="utf-8")
        (inside.parent / "b.csv").write_text(f"{HEADER}\n{ROW}", encoding="utf-8")
        for each in (Path(folder), inside.parent):
            each.chmod(0o755)
        inside.chmod(0)
        yield inside
        inside.chmod(0o755)


@contextmanager
def nobody() -> Iterator[None]:
    """Root may read everything: it becomes somebody else for a moment."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@only_posix
def test_what_may_not_be_read_or_written_is_told(locked: Path) -> None:
    inside = locked / "a.csv"
    with nobody():
        for path in (inside, locked, locked.parent):
            with pytest.raises(FileRefused, match=r"cannot be read \(Permission denied\)"):
                find_files([path])
        with pytest.raises(FileRefused, match="Permission denied"):
            read_tables(inside)
        with pytest.raises(FileRefused, match="Permission denied"):
            Shelf().named([str(locked / "p.toml")])
        (mistake,) = Shelf(locked).mistakes
        assert "cannot be read (Permission denied)" in str(mistake)
        assert not is_folder(locked / "inbox")
        assert not stands(locked / "new.xlsx")
        with pytest.raises(WrongUsage, match="Permission denied"):
            write_templates(locked / "forms", "en", "csv")


PROFILE = """name = "x"
title = "t"
source = "S"
[file]
header = ["A", "B"]
[cells]
{cells}
[identity]
party = "=own"
item = "A"
lot = {lot}
[document]
key = ["A"]
[[fact]]
kind = "stock_count"
location = "A"
"""


def profile(cells: str = "", lot: str = '"B"') -> str:
    return PROFILE.format(cells=cells, lot=lot)


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (profile('date = "%d%d"'), "line 7: cells.date: "),
        (profile(lot='{ column = "B", split = "" }'), "at least 1 character"),
        (profile(lot='{ column = "B", split = ",", probability = "" }'), "at least 1 character"),
        (profile(lot="[" * 900 + '"B"' + "]" * 900), "nested more than 20 deep"),
        (profile(lot="[" * 200 + '"B"' + "]" * 200), "nested more than 20 deep"),
        ("name = " + "9" * 5_000, "4300 digits"),
        ("a = " + "[" * 100_000, "nested more than 20 deep"),
        ("a = " + "{a = " * 5_000 + "1" + "}" * 5_000, "nested more than 20 deep"),
        ("a." * 20_000 + "a = 1", "more than 5,000 dots"),
        ("".join(f"a{n} = 1\n" for n in range(20_000)), "more mistakes"),
    ],
    ids=lambda text: text[-30:],
)
def test_a_profile_made_to_do_harm_has_a_mistake(text: str, sentence: str, tmp_path: Path) -> None:
    assert read_profile(profile(), "p.toml").name == "x"
    with pytest.raises(InputRefused) as refused:
        read_profile(text, "p.toml")
    assert sentence in str(refused.value)
    assert len(str(refused.value)) < 20_000

    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    assert len(Shelf(tmp_path).mistakes) == 1
    assert Shelf(tmp_path).file_of("y") is None


def test_a_profile_of_many_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("# " + "x" * 1_000_000, encoding="utf-8")

    with pytest.raises(FileRefused, match="no more than 1 MB"):
        read_profile_file(path)


@pytest.mark.timeout(120)
def test_a_header_of_very_many_columns_is_told_in_few_words(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    names = ",".join(f"c{n}" for n in range(20_000))
    path.write_text(f"{names}\n{'1,' * 19_999}1\n", encoding="utf-8")

    (refused,) = load(None, [path]).refused

    assert "and 19,980 more" in refused.why
    assert len(refused.why) < 2_000


def test_very_many_files_that_are_left_out_are_told_in_few_words(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", CONSUMPTION, [("PO-1", "1", "1001", "L", "5", "kg", NOON)])
    for number in range(300):
        (tmp_path / f"{number}.bin").touch()

    done = run(Settings(data=tmp_path / "none"), "load", tmp_path, "--dry-run")

    assert done.returncode == 0
    assert "and 280 more" in done.stderr
