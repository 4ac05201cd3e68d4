"""A full disk: one sentence, and what was acknowledged is there once there is room again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from genealogy.engine import embedded
from genealogy.engine.folder import DataFolder
from genealogy.errors import DiskFull
from genealogy.settings import Settings
from tests.conftest import query
from tests.loaders.commands import loads, run
from tests.loaders.exports import many_consumptions

MB = 2**20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """A small disk of so many megabytes, mounted for the test."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(megabytes: int) -> Path:
        if sys.platform != "linux" or os.getuid() != 0:
            pytest.skip("only root on Linux can mount a small disk")
        words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
        done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            pytest.skip(f"no small disk can be mounted: {done.stderr.strip()}")
        return place

    yield mount
    if os.path.ismount(place):
        if (found := DataFolder(place / "data").running()) is not None:
            psutil.Process(found.pid).kill()
            while found.alive():
                pass
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(path: Path, *, leave: int) -> None:
    """Takes all room of the disk but so many bytes."""
    free = os.statvfs(path.parent).f_bavail * os.statvfs(path.parent).f_frsize
    with path.open("wb") as file:
        file.truncate(0)
        os.posix_fallocate(file.fileno(), 0, max(free - leave, 1))


@pytest.mark.parametrize("leave", [32 * MB, 0])
def test_without_room_to_start_the_engine_is_not_started(
    leave: int, disk: Callable[[int], Path]
) -> None:
    place = disk(80)
    fill(place / "ballast", leave=leave)
    settings = Settings(data=place / "data")

    with pytest.raises(DiskFull, match=r"is full\. What was acknowledged is kept"):
        embedded.start(settings)
    result = run(settings, "status")

    assert result.returncode == 5
    assert "make room and repeat the command" in result.stderr
    (place / "ballast").unlink()
    assert run(settings, "status").returncode == 0


def test_a_disk_that_fills_during_a_load(disk: Callable[[int], Path], tmp_path: Path) -> None:
    place = disk(400)
    settings = Settings(data=place / "data", engine_memory_mb=512)
    first = many_consumptions(tmp_path / "first.csv", 6_000)
    assert run(settings, "load", first).returncode == 0
    fill(place / "ballast", leave=MB)

    second = many_consumptions(tmp_path / "second.csv", 15_000)
    result = run(settings, "load", second)

    assert result.returncode == 5
    assert "Traceback" not in result.stderr
    assert "disk" in result.stderr
    assert len(result.stderr.strip().splitlines()) <= 2

    (place / "ballast").unlink()
    assert run(settings, "load", second).returncode == 0
    rows = query(settings, "MATCH ()-[r:CONSUMED]->() RETURN count(r) AS n")
    assert rows == [{"n": 15_000}]
    assert {load["file"]: load["status"] for load in loads(settings)} == {
        "first.csv": "done",
        "second.csv": "done",
    }
