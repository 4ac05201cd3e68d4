"""`--xlsx` and `--graphml`: files beside what a command prints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest
from python_calamine import CalamineWorkbook

from tests.shell import Shell

QUESTIONS = (
    ("trace", "YOG-0041", "--both"),
    ("recall", "CUL-2231", "--quantities"),
    ("compare", "--scope", "CUL-2231", "--scope", "CUL-2218"),
    ("siblings", "YOG-0040"),
    ("root-cause", "--bad", "YOG-0041", "--bad", "YOG-0042"),
    ("gaps",),
    ("balance", "WM-0412"),
    ("completeness",),
    ("scorecard", "--by", "line"),
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A shell with the demo's graph."""
    folder = tmp_path_factory.mktemp("demo")
    shell = Shell(folder, folder / "data")
    try:
        shell.out("demo")
        yield shell
    finally:
        shell.run("engine", "stop")


@pytest.mark.parametrize("words", QUESTIONS, ids=lambda words: words[0])
def test_a_workbook_is_written_beside_what_is_printed(
    words: tuple[str, ...], demo: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "answer.xlsx"
    plain = demo.run(*words, "--csv")
    done = demo.run(*words, "--csv", "--xlsx", path)

    assert done.returncode == 0, done.stderr
    assert done.stdout == plain.stdout
    assert f"workbook: {path}" in done.stderr
    assert CalamineWorkbook.from_path(str(path)).sheet_names[0] == "cover"


@pytest.mark.parametrize("words", [("trace", "CUL-2231"), ("recall", "CUL-2231")], ids=" ".join)
def test_a_network_is_written_beside_what_is_printed(
    words: tuple[str, ...], demo: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "scope.graphml"
    done = demo.run(*words, "--json", "--graphml", path)
    answer = json.loads(done.stdout)
    network = nx.read_graphml(path, force_multigraph=True)

    assert f"network: {path}" in done.stderr
    assert network.graph["fingerprint"] == answer["fingerprint"]
    assert {told["id"] for _, told in network.nodes(data=True) if told["noun"] == "Batch"} == {
        row["batch_id"] for row in answer["batches"]
    }


def test_a_file_that_is_there_ends_the_command_before_it_asks(demo: Shell, tmp_path: Path) -> None:
    mine = tmp_path / "mine.xlsx"
    mine.write_text("mine", encoding="utf-8")
    # No such batch: the file is what the command ends with, as nothing was asked yet.
    for option in ("--xlsx", "--graphml"):
        done = demo.run("recall", "no such batch", option, mine)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{mine} exists already; an export never overwrites a file." in done.stderr
    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_written_is_a_sentence_and_no_answer(
    demo: Shell, tmp_path: Path
) -> None:
    done = demo.run("recall", "CUL-2231", "--xlsx", tmp_path / "none" / "answer.xlsx")

    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be written" in done.stderr
