"""The wheel: it holds every room with what the rooms read, and works where nothing else is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.shell import ROOT, Shell

ROOMS = (
    "genealogy", "loaders", "queries", "exports", "office", "api", "visualize", "cypher", "demo",
)  # fmt: skip
NOT_SHIPPED = {"__pycache__"}


def uv(*words: str | Path, **variables: str) -> None:
    """Runs uv; what it says is shown where it fails."""
    program = os.environ.get("UV") or shutil.which("uv")
    if program is None:
        pytest.skip("uv is not on the path")
    # What a surrounding `uv run` has set must not decide what is built or where it goes.
    inherited = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("UV_PROJECT", "VIRTUAL_ENV"))
    }
    done = subprocess.run(
        [program, *words],
        env=inherited | variables,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the tree as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    uv("build", "--wheel", "--quiet", "--out-dir", folder, ROOT)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A shell whose `genealogy` is the installed wheel, in an environment of its own."""
    folder = tmp_path_factory.mktemp("elsewhere")
    environment = folder / "venv"
    uv("venv", "--quiet", "--python", sys.executable, environment)
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    uv("pip", "install", "--quiet", "--python", python, wheel)
    shell = Shell(folder, folder / "data")
    yield shell
    shell.execute([python.with_name("genealogy"), "engine", "stop"])


def shipped(wheel: Path) -> set[str]:
    """The names of the files in the wheel."""
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_every_room(wheel: Path) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and not NOT_SHIPPED & set(path.parts)
    }

    assert ours - shipped(wheel) == set()


def test_the_wheel_holds_what_the_rooms_read_while_they_run(wheel: Path) -> None:
    names = shipped(wheel)

    for start, end in (
        ("cypher/schema/versions/", ".cypher"),
        ("cypher/trace/", ".cypher"),
        ("loaders/profiles/", ".toml"),
        ("visualize/static/", ".css"),
        ("visualize/static/", ".js"),
        ("visualize/static/", ".typ"),
        ("demo/exports/", ".csv"),
        ("demo/exports/", ".xlsx"),
        ("demo/", "truth.json"),
    ):
        assert [name for name in names if name.startswith(start) and name.endswith(end)], start


def test_the_wheel_holds_nothing_but_the_rooms_and_its_licence(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in shipped(wheel)}

    assert {top for top in tops if not top.endswith(".dist-info")} == set(ROOMS)
    assert any(name.endswith("/licenses/LICENSE") for name in shipped(wheel))


def test_an_installed_wheel_runs_the_demo_from_anywhere(installed: Shell) -> None:
    elsewhere = replace(installed, folder=installed.folder / "work")
    elsewhere.folder.mkdir()
    genealogy = installed.folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "genealogy"
    done = elsewhere.execute([genealogy, "demo", "--data", elsewhere.data])

    assert done.returncode == 0, done.stderr
    assert "INCOMPLETE  1 gap" in done.stdout
    assert (elsewhere.folder / "genealogy-demo.html").exists()
