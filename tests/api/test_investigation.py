"""`genealogy investigation`: the log from the command line, and the 8D sheet that is made of it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from genealogy.settings import Settings
from office.investigating import investigation
from office.opening import open_office
from tests.shell import Shell

ANSWER = {
    "fingerprint": "abcd12",
    "suspects": [
        {"key": "supplier/S-201", "text": "supplier S-201", "kind": "supplier", "id": "S-201",
         "of": None, "start": None, "end": None, "name": "Dairy", "together": [
             {"key": "material/X", "text": "material X", "kind": "material", "id": "X",
              "of": None, "start": None, "end": None, "name": None},
         ],
         "bad": 11, "good": 3, "p": 1.2e-5, "q": 0.001, "odds_ratio": float("inf")},
        {"key": "line/2", "text": "line 2", "kind": "line", "id": "2", "of": None,
         "start": None, "end": None, "name": None, "together": [],
         "bad": 4, "good": 30, "p": 0.5, "q": 0.9, "odds_ratio": 1.1},
        *(
            {"key": f"equipment/E2/{day}", "kind": "equipment", "id": "E2", "of": "CIP-1",
             "text": f"equipment E2 (since CIP-1) from 2026-10-0{day}T01:00:00Z to "
             f"2026-10-0{day + 1}T00:00:00Z", "start": f"2026-10-0{day}T01:00:00Z",
             "end": f"2026-10-0{day + 1}T00:00:00Z", "name": None, "together": [],
             "bad": 3, "good": 3, "p": 0.1234567891, "q": 0.2, "odds_ratio": 3.0}
            for day in (4, 5)
        ),
    ],
}  # fmt: skip
FORMULA = '=HYPERLINK("http://x","y")'
MARKUP = "#eval(1) *not bold* <b>x</b> $y$"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A folder without a graph: what is said needs none."""
    (tmp_path / "answer.json").write_text(json.dumps(ANSWER), encoding="utf-8")
    return Shell(tmp_path, tmp_path / "data")


@pytest.fixture
def inv(shell: Shell) -> str:
    """A new investigation."""
    given = ("--problem", f"{MARKUP}\n{FORMULA}")
    return shell.out("investigation", "open", FORMULA, *given).strip()


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A folder with INV-0001, in which nothing is ever said."""
    folder = tmp_path_factory.mktemp("begun")
    (folder / "answer.json").write_text(json.dumps(ANSWER), encoding="utf-8")
    (folder / "other.json").write_text('{"fingerprint": "aa"}', encoding="utf-8")
    shell = Shell(folder, folder / "data")
    shell.out("investigation", "open", "Swollen cups")
    return shell


def told(shell: Shell, inv: str) -> dict[str, Any]:
    """The investigation as it stands."""
    found = json.loads(shell.out("investigation", "show", inv, "--json"))
    assert isinstance(found, dict)
    return found


def say(shell: Shell, word: str, *words: str) -> None:
    """Says something that must be kept."""
    shell.out("investigation", word, *words)


def test_what_is_said_by_commands_is_an_8d_sheet_in_the_end(shell: Shell, inv: str) -> None:
    swab = shell.folder / "swab.txt"
    swab.write_text("positive", encoding="utf-8")
    say(shell, "suspect", inv, "--from", "answer.json", "--most", "1")
    say(shell, "suspect", inv, "equipment", "FILL-2", "--note", "cleaned late")
    say(shell, "evidence", inv, "S2", "Swab positive", "--file", str(swab))
    say(shell, "verdict", inv, "S2", "confirmed", "--reason", "Same strain")
    say(shell, "action", inv, "corrective", "Renew the seal", "--who", "Jens", "--due",
        "2026-11-30")  # fmt: skip
    say(shell, "done", inv, "A1", "Ten swabs are clean")
    say(shell, "note", inv, "--", "-1 °C")
    say(shell, "close", inv, "--reason", "Cause found")
    found = told(shell, inv)

    supplier, filler = found["suspects"]
    assert (supplier["figures"]["odds_ratio"], supplier["figures"]["q"]) == ("Infinity", 0.001)
    assert (supplier["fingerprint"], supplier["key"]) == ("abcd12", "supplier/S-201")
    assert filler["evidence"][0]["sha256"] == sha256(b"positive").hexdigest()
    assert filler["evidence"][0]["file"] == "swab.txt"
    shown = shell.out("investigation", "show", inv)
    assert "confirmed" in shown
    assert "1.2e-05" in shown

    shell.out("investigation", "export", inv, "a.json")
    assert json.loads((shell.folder / "a.json").read_text(encoding="utf-8")) == found
    for name in ("a.xlsx", "a.pdf"):
        shell.out("investigation", "export", inv, name, "--language", "zh")
        shell.out("investigation", "export", inv, f"again.{name}", "--language", "zh")
        assert (shell.folder / name).read_bytes() == (shell.folder / f"again.{name}").read_bytes()
    assert (shell.folder / "a.pdf").read_bytes().startswith(b"%PDF")
    rows = cells(shell.folder / "a.xlsx")
    assert [row[0] for row in rows if row[0][:2] in {f"D{n}" for n in range(9)}] == [
        "D0 准备", "D1 团队", "D2 问题描述", "D3 临时遏制措施", "D4 根本原因：嫌疑因素与结论",
        "D4 根本原因：证据", "D5 选定的纠正措施", "D6 已实施并验证的纠正措施", "D7 预防措施",
        "D8 关闭",
    ]  # fmt: skip
    assert (
        rows[[row[0] for row in rows].index("D7 预防措施") + 1][0],
        rows[[row[0] for row in rows].index("D3 临时遏制措施") + 1][0],
    ) == ("— 无记录 —", "— 无记录 —")
    assert ["记录号", found["on_record"]] in [row[:2] for row in rows]
    assert ["数据指纹", "abcd12"] in [row[:2] for row in rows]
    assert [FORMULA] in [row[1:2] for row in rows]
    assert [f"{MARKUP}\n{FORMULA}"] in [row[1:2] for row in rows]


def test_the_suspect_that_was_named_is_kept_and_no_other(shell: Shell, inv: str) -> None:
    window = "E2 (since CIP-1) from 2026-10-05T01:00:00Z to 2026-10-06T00:00:00Z"
    say(shell, "suspect", inv, "equipment", window, "--from", "answer.json")
    say(shell, "suspect", inv, "material", "X", "--from", "answer.json")  # in a group of others

    kept = [(each["kind"], each["name"], each["key"]) for each in told(shell, inv)["suspects"]]
    assert kept == [("equipment", window, "equipment/E2/5"), ("material", "X", "material/X")]


def cells(path: Path) -> list[list[str]]:
    """The rows of the sheet as texts; a formula would be read as its result."""
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names[0] == "8D"
    return [[str(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("note", "INV-0009", "a"), 3, 'No investigation has the id "INV-0009"'),
        (("show", "INV-1 OR 1=1"), 3, "No investigation has the id"),
        (("verdict", "INV-0001", "S1", "confirmed"), 2, "--reason"),
        (("verdict", "INV-0001", "S1", "confirmed", "--reason", " "), 2, "reason: This is to have"),
        (("verdict", "INV-0001", "S7", "open", "--reason", "a"), 2, "S7 is no suspect"),
        (("note", "INV-0001", "x" * 10_001), 2, "10000 letters at most"),
        (("note", "INV-0001", "a\x1b[2J"), 2, "letters that cannot be seen"),
        (("suspect", "INV-0001", "line"), 2, "by KIND and NAME"),
        (("suspect", "INV-0001"), 2, "by KIND and NAME"),
        (("note", "INV-0001", "a\u202eb"), 2, "turn the direction of writing"),
        (
            ("suspect", "INV-0001", "equipment", "E2", "--from", "answer.json"),
            2,
            'E2 (since CIP-1) from 2026-10-05T01:00:00Z to 2026-10-06T00:00:00Z"',
        ),
        (("suspect", "INV-0001", "line", "9", "--from", "answer.json"), 2, 'no suspect line "9"'),
        (("suspect", "INV-0001", "--from", "none.json"), 4, "No such file"),
        (("suspect", "INV-0001", "--from", "other.json"), 4, "no root-cause answer"),
        (("evidence", "INV-0001", "S1", "a", "--file", "."), 2, "is no file"),
        (("action", "INV-0001", "corrective", "a", "--who", "b", "--due", "soon"), 2, "due: "),
        (("export", "INV-0001", "a.docx"), 2, ".xlsx, .pdf, .json"),
        (("export", "INV-0001", "answer.json"), 2, "exists already"),
        (("reopen", "INV-0001", "--reason", "a"), 2, "nothing to reopen"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    begun: Shell, words: tuple[str, ...], code: int, why: str
) -> None:
    done = begun.run("investigation", *words)

    assert (done.returncode, done.stdout) == (code, "")
    assert why in done.stderr
    with open_office(Settings(data=begun.data)) as office:
        assert len(investigation(office, "INV-0001").log) == 1


def test_a_closed_one_takes_nothing_until_it_is_reopened(shell: Shell, inv: str) -> None:
    say(shell, "close", inv, "--reason", "done")
    done = shell.run("investigation", "note", inv, "late")

    assert done.returncode == 2
    assert "Reopen it" in done.stderr
    say(shell, "reopen", inv, "--reason", "again")
    say(shell, "note", inv, "x" * 10_000)
    (row,) = json.loads(shell.out("investigation", "--json"))
    assert (row["status"], row["entries"], row["title"]) == ("open", 4, FORMULA)


def test_bad_batches_and_suspects_that_are_batches_are_known_by_their_ids(demo: Shell) -> None:
    inv = demo.out("investigation", "open", "Gas", "--bad", "WM-0412").strip()
    say(demo, "suspect", inv, "batch", "CUL-2231")
    found = told(demo, inv)
    status = json.loads(demo.out("status", "--json"))

    assert found["bad"] == ["own/3101/WM-0412"]
    assert found["fingerprint"] == status["fingerprint"]
    assert found["suspects"][0]["name"].endswith("CUL-2231")
    done = demo.run("investigation", "open", "Gas", "--bad", "WM-41")
    assert done.returncode == 3
    assert "WM-0412" in done.stderr or "Nearest" in done.stderr
