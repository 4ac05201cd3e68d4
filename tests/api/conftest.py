"""The demo's graph, made by the demo command itself once for all tests of this room."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from genealogy.settings import Settings
from tests.shell import Shell


@pytest.fixture(scope="session")
def demo_run(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Shell, subprocess.CompletedProcess[str]]]:
    """A shell with the demo's graph, and what the first `genealogy demo` printed."""
    folder = tmp_path_factory.mktemp("demo")
    shell = Shell(folder, folder / "data")
    try:
        yield shell, shell.run("demo")
    finally:
        shell.run("engine", "stop")


@pytest.fixture(scope="session")
def demo(demo_run: tuple[Shell, subprocess.CompletedProcess[str]]) -> Shell:
    """A shell with the demo's graph."""
    shell, first = demo_run
    assert first.returncode == 0, first.stderr
    return shell


@pytest.fixture
def fresh(tmp_path: Path, embedded_settings: Settings) -> Shell:
    """A shell with an empty graph."""
    return Shell(tmp_path, embedded_settings.data)


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Shell]:
    """A shell with an empty graph on an engine of its own, which does not run yet."""
    shell = Shell(tmp_path, tmp_path / "data")
    yield shell
    shell.run("engine", "stop")
