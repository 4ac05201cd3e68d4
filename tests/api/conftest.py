"""Shells that tests of this room run commands in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from genealogy.settings import Settings
from tests.shell import Shell


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
