"""The documents: every command block of the README runs, everything that can be set is told."""

from __future__ import annotations

import inspect
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from api import exits
from api.main import app
from api.notebook import Graph
from api.shown import Shown, ShownScope, ShownTables
from genealogy.facts import DESCRIBED, FACTS, own_fields
from genealogy.settings import Settings
from loaders.cells import RULES
from loaders.profile import (
    Cells,
    Condition,
    FileSection,
    Identity,
    Profile,
    Value,
    builtin_profiles,
    end_words,
    read_profile,
    word_of,
)
from tests.shell import ROOT, SCRIPTS, Shell

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
BLOCK = re.compile(r"(<!-- not run: (?P<why>.+?) -->\s*)?```(?:console|sh)\n(?P<text>.*?)```", re.S)
ENDS_WITH = re.compile(r"# .*(?:code|退出码) (\d+)")
PYTHON = re.compile(r"```python\n(.*?)```", re.S)
OURS = re.compile(r"^(?:\w+=\S* )*(?:uv|genealogy) ")


@dataclass(frozen=True)
class Block:
    """A command block: its lines that are commands, and why it is not run if so."""

    commands: tuple[str, ...]
    shown: tuple[str, ...]
    why_not: str | None


def blocks(text: str) -> Iterator[Block]:
    """The command blocks of a document. With `$ ` before commands, other lines are output."""
    for match in BLOCK.finditer(text):
        lines = match["text"].replace("\\\n", "").splitlines()
        prompted = any(line.startswith("$ ") for line in lines)
        commands = [line.removeprefix("$ ") for line in lines if line[:2] == "$ " or not prompted]
        shown = [line for line in lines if prompted and line[:2] != "$ " and line.strip()]
        yield Block(tuple(filter(None, commands)), tuple(shown), match["why"])


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """Someone who types what the README says, in a folder with exports of a plant."""
    folder = tmp_path_factory.mktemp("reader")
    shutil.copytree(ROOT / "demo" / "exports", folder / "exports")
    path = f"{SCRIPTS}:{Shell(folder, folder).environment['PATH']}"
    # `uv run` shall find this project from the reader's folder, as it is installed here.
    shell = Shell(
        folder,
        folder / "data",
        {"PATH": path, "UV_PROJECT": str(ROOT), "UV_NO_SYNC": "1", "UV_FROZEN": "1"},
    )
    yield shell
    shell.run("engine", "stop")


def test_every_command_of_the_readmes_works_in_its_order(reader: Shell) -> None:
    if shutil.which("uv") is None:
        pytest.skip("uv is not on the path")
    screens: dict[str, set[str]] = {}  # what stands in both runs once
    for block in (*blocks(README), *blocks(CHINESE)):
        if block.why_not:
            continue
        for line in block.commands:
            # pip would install into the environment that runs these tests.
            command = line.removeprefix("pip install uv && ")
            if not OURS.match(command):
                continue
            if command not in screens:
                screens[command] = screen_of(reader, command)
            for shown in block.shown:
                if shown.strip() not in ("...", "…"):
                    assert " ".join(shown.split()) in screens[command], f"{command}: {shown}"
    assert len(screens) >= 8


def screen_of(reader: Shell, command: str) -> set[str]:
    """The lines that a command prints, which ends as its comment says."""
    done = reader.execute(["bash", "-euo", "pipefail", "-c", command])
    told = ENDS_WITH.search(command)
    assert done.returncode == int(told[1] if told else 0), f"{command}\n{done.stderr}"
    return {" ".join(row.split()) for row in (done.stdout + done.stderr).splitlines()}


@pytest.mark.parametrize("document", ["README.md", "README.zh-CN.md", "docs/python.md"])
def test_every_python_block_works_in_its_order(document: str, tmp_path: Path) -> None:
    programs = PYTHON.findall((ROOT / document).read_text(encoding="utf-8"))
    shutil.copytree(ROOT / "demo" / "exports", tmp_path / "exports")
    shell = Shell(tmp_path, tmp_path / "plant")

    assert programs
    try:
        for program in programs:
            done = shell.execute([sys.executable, "-c", program])
            assert done.returncode == 0, f"{program}\n{done.stderr}"
            assert done.stdout
    finally:
        shell.run("engine", "stop")


def test_every_method_of_the_python_door_is_documented() -> None:
    documented = set(re.findall(r"`(\w+)\(", DOCS["python.md"]))
    doors = (Graph, Shown, ShownTables, ShownScope)

    assert {name for door in doors for name in vars(door) if name[0] != "_"} - {"verdict"} <= (
        documented
    )
    for name, method in vars(Graph).items():
        if name[0] != "_":
            given = set(inspect.signature(method).parameters) - {"self"}
            told = "".join(re.findall(rf"`{name}\((.*?)\)`", DOCS["python.md"]))
            assert given == set(re.findall(r"\w+", told)), name


def test_only_marked_blocks_are_left_out_and_each_says_why() -> None:
    left_out = [block for block in blocks(README) if block.why_not]

    assert all(len(block.why_not or "") > 10 for block in left_out)
    assert len(left_out) <= 4


def test_the_two_commands_to_begin_with_come_first() -> None:
    first, second, *_ = blocks(README)

    assert first.commands == ("pip install uv && uv run genealogy demo",)
    assert second.commands == ("uv run pytest",)


def commands_of(group: typer.core.TyperGroup, above: str = "") -> Iterator[tuple[str, object]]:
    """Every command with its whole name."""
    for name, command in group.commands.items():
        yield f"{above}{name}", command
        if isinstance(command, typer.core.TyperGroup):
            yield from commands_of(command, f"{above}{name} ")


def test_every_command_and_option_is_documented() -> None:
    text = DOCS["commands.md"]
    top = get_command(app)
    assert isinstance(top, typer.core.TyperGroup)
    for name, command in commands_of(top):
        assert f"genealogy {name}" in text, name
        for parameter in command.params:  # type: ignore[attr-defined]
            for option in parameter.opts:
                if option.startswith("--") and option != "--help":
                    assert f"`{option}" in text, f"{name} {option}"


def test_every_exit_code_is_documented() -> None:
    codes = {value for name, value in vars(exits).items() if name.isupper() and name != "CODES"}
    codes |= {code for code, _ in exits.CODES.values()}

    for code in codes:
        assert f"| {code} |" in DOCS["commands.md"], code


def test_every_setting_is_documented_with_its_default() -> None:
    text = DOCS["settings.md"]
    for name, field in Settings.model_fields.items():
        variable = f"GENEALOGY_{name.upper()}"
        (row,) = [line for line in text.splitlines() if line.startswith(f"| `{variable}`")]
        if isinstance(field.default, int | float | str):
            shown = field.default if isinstance(field.default, str) else f"{field.default:g}"
            assert f"`{shown}`" in row
    told = set(re.findall(r"GENEALOGY_[A-Z0-9_]+[A-Z0-9]", "".join(DOCS.values()) + README))
    assert told <= {f"GENEALOGY_{name.upper()}" for name in Settings.model_fields}


def test_every_word_of_a_profile_is_documented() -> None:
    text = DOCS["profiles.md"]
    parts = (Profile, FileSection, Identity, Value, Cells, Condition)
    words = {name for part in parts for name in part.model_fields} - {"digest"}
    words |= {*FACTS, *RULES}
    for kind in FACTS:
        words |= {*end_words(kind), *map(word_of, own_fields(FACTS[kind]))}
    for noun, names in DESCRIBED.items():
        words |= {noun.value.lower(), *map(word_of, names)}
    for word in words:
        assert re.search(rf"`\[*{word}\]*`|\b{word} +=|\[{word}\]", text), word


def test_every_profile_that_comes_with_the_program_is_documented() -> None:
    for name in builtin_profiles():
        assert f"`{name}`" in DOCS["profiles.md"]


def test_every_example_of_a_whole_profile_is_one() -> None:
    examples = re.findall(r"```toml\n(.*?)```", DOCS["profiles.md"], re.S)
    whole = [text for text in examples if text.startswith("name")]

    assert whole
    for text in whole:
        read_profile(text, "example")


def test_links_between_documents_lead_somewhere() -> None:
    documents = [ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "CHANGELOG.md"]
    for path in (*documents, *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_documents_name_no_machine() -> None:
    for text in (README, CHINESE, *DOCS.values()):
        assert not re.search(r"/(?:work|root|home|tmp|Users)/", text)
