"""What files and cells are called drives no terminal: it is shown as escapes, and kept as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.console import say, say_lines, show, show_table
from api.exits import INPUT_REFUSED, ROWS_REJECTED
from genealogy.errors import FileRefused, NoProfileFits, UnknownBatch
from genealogy.visible import visible
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.shell import Shell

OSC = "\x1b]0;owned\x07"
CSI = "\x9b2J"
HOSTILE = f"L{OSC}{CSI}\u202e\r-1"
SEEN = r"L\x1b]0;owned\x07\x9b2J\u202e\x0d-1"


def controls(text: str) -> set[str]:
    return {each for each in text if each != "\n" and visible(each) != each}


def test_control_characters_are_shown_as_escapes() -> None:
    assert visible(HOSTILE) == SEEN
    assert visible("a\nb") == r"a\x0ab"
    assert visible("a\nb\x1b", lines=True) == "a\nb" + r"\x1b"
    assert visible("批 1 é\N{GRINNING FACE}") == "批 1 é\N{GRINNING FACE}"


def test_all_that_is_printed_passes_there(capsys: pytest.CaptureFixture[str]) -> None:
    say(HOSTILE)
    say_lines(f"{HOSTILE}\nnext")
    show(HOSTILE)
    show_table([{"a": f"{HOSTILE}\n2"}], {"a": HOSTILE})

    told = capsys.readouterr()
    assert told.err.splitlines() == [SEEN, SEEN, "next"]
    assert [line.strip() for line in told.out.splitlines()] == [SEEN, SEEN, SEEN + r"\x0a2"]


def test_errors_name_files_and_batches_in_one_line() -> None:
    path = Path("a\nb\x1b.csv")

    assert str(FileRefused(path, "x.")) == r"a\x0ab\x1b.csv was not loaded: x."
    assert "\n2" not in str(NoProfileFits(path, None, (), ["a\n2"]))
    assert not controls(str(UnknownBatch(HOSTILE, [HOSTILE])))


def test_no_command_prints_them_raw_and_programs_get_the_data(fresh: Shell) -> None:
    name = f"a{OSC}.csv"
    rows = [
        ("PO-1", "1", "1001", HOSTILE, "25", f"kg{CSI}", NOON),
        ("PO-1", "2", "1001", "L-2", OSC, "kg", NOON),
    ]
    write_csv(fresh.folder / name, CONSUMPTION, rows)
    write_csv(fresh.folder / f"b{CSI}.csv", [OSC, "b"], [("x", "y")])

    done = fresh.run("load", name, f"b{CSI}.csv")
    assert done.returncode == INPUT_REFUSED
    texts = [done.stdout, done.stderr]
    for words in (
        ("loads",),
        ("loads", "show", name),
        ("loads", "runs"),
        ("rejected",),
        ("batches", "L"),
        ("trace", HOSTILE),
        ("recall", HOSTILE),
        ("status",),
        ("trace", f"{HOSTILE}?"),
    ):
        told = fresh.run(*words)
        texts += [told.stdout, told.stderr]
    assert not set().union(*map(controls, texts))
    assert SEEN in "".join(texts)

    found = json.loads(fresh.out("batches", HOSTILE, "--json"))
    assert HOSTILE in {each["lot"] for each in found["batches"]}
    assert fresh.run("load", name).returncode == ROWS_REJECTED
