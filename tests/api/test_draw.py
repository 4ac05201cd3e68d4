"""`genealogy draw`: one answer as a file of every kind, and what it refuses."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import networkx
import pytest
from defusedxml.ElementTree import fromstring

from tests.shell import Shell

ORIGIN = "CUL-2231"


@pytest.fixture(scope="module")
def drawn(demo: Shell) -> Iterator[dict[str, Path]]:
    """The demo's recall, drawn as everything that it can be drawn as."""
    folder = demo.folder / "drawn"
    folder.mkdir()
    files = {}
    for kind in ("html", "svg", "png", "pdf", "graphml"):
        files[kind] = folder / f"recall.{kind}"
        done = demo.run("draw", ORIGIN, files[kind])
        assert done.returncode == 0, done.stderr
        assert f"picture: {files[kind]}" in done.stderr
        assert done.stdout == ""
    yield files
    rmtree(folder)


def test_each_is_what_its_ending_says(drawn: dict[str, Path]) -> None:
    starts = {kind: path.read_bytes()[:16] for kind, path in drawn.items()}

    assert starts["html"].startswith(b"<!DOCTYPE html>")
    assert fromstring(drawn["svg"].read_text(encoding="utf-8")).tag.endswith("svg")
    assert starts["png"].startswith(b"\x89PNG")
    assert min(struct.unpack(">II", drawn["png"].read_bytes()[16:24])) > 1_000
    assert starts["pdf"].startswith(b"%PDF-")
    assert networkx.read_graphml(drawn["graphml"]).number_of_nodes() > 140


@pytest.mark.parametrize("kind", ["html", "svg"])
def test_the_verdict_stands_above_the_picture_as_the_recall_prints_it(
    drawn: dict[str, Path], kind: str, demo: Shell
) -> None:
    text = drawn[kind].read_text(encoding="utf-8")
    printed = demo.out("recall", ORIGIN)

    for line in ("INCOMPLETE 1 gap", "118 kg of 2384.05 kg are unaccounted for"):
        assert line in text
        assert line in " ".join(printed.split())
    (data_up_to,) = (line.strip() for line in printed.splitlines() if "data up to" in line)
    assert data_up_to in text
    assert "Detail: 149 of 149 nodes" in text


def test_a_network_has_the_places_of_the_picture(drawn: dict[str, Path]) -> None:
    network = networkx.read_graphml(drawn["graphml"])
    placed = {node for node, told in network.nodes.items() if {"x", "y"} <= told.keys()}

    assert {node.split(":")[0] for node in placed} == {"Batch", "Operation", "Supplier", "Customer"}
    first, last = network.nodes["Supplier:S-201"], network.nodes["Batch:own/5002/YOG-0040"]
    assert first["x"] < last["x"]


def test_several_batches_and_both_directions_are_one_picture(demo: Shell) -> None:
    demo.out("draw", "YOG-0040", "YOG-0041", "two.svg", "--both")
    text = (demo.folder / "two.svg").read_text(encoding="utf-8")

    assert "What own/5001/YOG-0041; own/5002/YOG-0040 was made from" in text
    assert "宁波" in text or "超市" in text


@pytest.mark.parametrize(
    ("locale", "words"),
    [("C.UTF-8", ("--lang", "zh-CN")), ("zh_CN.UTF-8", ())],
    ids=["asked", "of the locale"],
)
def test_it_says_in_chinese_what_it_says(
    demo: Shell, tmp_path: Path, locale: str, words: tuple[str, ...]
) -> None:
    shell = demo.having(LC_ALL=locale)

    shell.out("draw", ORIGIN, tmp_path / "x.svg", *words)

    text = (tmp_path / "x.svg").read_text(encoding="utf-8")
    for line in ("不完整：1 个缺口", "2384.05 kg 中有 118 kg 去向不明", "客户 (11)", "的去向"):
        assert line in text
    assert "INCOMPLETE" not in text


def test_its_report_has_the_words_of_its_language(demo: Shell, tmp_path: Path) -> None:
    for language in ("en", "zh-CN"):
        done = demo.run("draw", ORIGIN, tmp_path / f"{language}.pdf", "--lang", language)
        assert done.returncode == 0, done.stderr

    english, chinese = ((tmp_path / f"{each}.pdf").read_bytes() for each in ("en", "zh-CN"))
    assert b"/Lang(en)" in english
    assert b"/Lang(zh)" in chinese


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((ORIGIN, "x.gif"), 2, 'ending says as what, and ".gif" is none of them. It can be .html'),
        ((ORIGIN, "picture"), 2, "it has none. It can be .html, .svg, .png, .pdf, .graphml."),
        ((ORIGIN, "there.svg"), 2, "there.svg exists already"),
        ((ORIGIN, "missing/x.svg"), 2, "there is no folder"),
        (("x.svg",), 2, "Name a batch"),
        (("NO-SUCH", "x.svg"), 3, 'No batch "NO-SUCH"'),
        ((ORIGIN, "x.svg", "--both", "--forward"), 2, "Choose one of"),
        ((ORIGIN, "x.svg", "--lang", "fr"), 2, "'fr' is not one of 'en', 'zh-CN'"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_is_written(
    demo: Shell, words: tuple[str, ...], code: int, told: str
) -> None:
    (demo.folder / "there.svg").write_text("mine", encoding="utf-8")
    before = sorted(demo.folder.iterdir())

    done = demo.run("draw", *words)

    assert done.returncode == code
    assert told in done.stderr
    assert sorted(demo.folder.iterdir()) == before
    assert (demo.folder / "there.svg").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is kept from root")
def test_a_folder_that_may_not_be_written_is_refused(demo: Shell, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    done = demo.run("draw", ORIGIN, tmp_path / "x.svg")

    assert done.returncode == 2
    assert "cannot be written (Permission denied)" in done.stderr
