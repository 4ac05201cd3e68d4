"""The hot folder: files that are whole are loaded, then moved to `done` or `refused`.

Files are looked at again and again rather than announced by the system, since network shares
announce nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from genealogy.errors import WrongUsage
from loaders.reading import shown_path
from loaders.receipt import RECEIPT_ENDING, Run
from loaders.summary import summary

DONE = "done"
REFUSED = "refused"
_UNFINISHED = (".part", ".tmp", ".crdownload")
_LOCK = ".genealogy-watch.lock"

Stamp = tuple[int, int]
"""Size and time of modification: a file of which both stand still is whole."""


class HotFolder:
    """A folder that others put files into; `settle` is for how many seconds one stands still."""

    def __init__(self, folder: Path, settle: float) -> None:
        self.folder = folder
        self._settle = settle
        self._seen: dict[Path, tuple[Stamp, float]] = {}
        self._stays: dict[Path, tuple[Stamp, Run]] = {}

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keeps every other run out of the folder.

        Raises WrongUsage where one is watching it, or where nothing can be moved in it.
        """
        try:
            for name in (DONE, REFUSED):
                (self.folder / name).mkdir(exist_ok=True)
            lock = FileLock(self.folder / _LOCK)
            lock.acquire(timeout=0)
        except Timeout:
            raise WrongUsage(f"{self.folder} is already watched by another run.") from None
        except NotImplementedError:
            raise WrongUsage(
                f"{self.folder} cannot be watched: no locks are known there."
            ) from None
        except OSError as error:
            raise WrongUsage(f"{self.folder} cannot be watched ({error.strerror}).") from None
        try:
            yield
        finally:
            lock.release()

    def whole(self, now: float) -> list[Path]:
        """The files that have not changed since `settle` seconds, by their names.

        `now` is a clock that only goes forward. Raises OSError where the folder is away.
        """
        seen = {}
        for path in sorted(self.folder.iterdir()):
            if (stamp := _stamp(path)) is not None:
                before, since = self._seen.get(path, (stamp, now))
                seen[path] = (stamp, since if before == stamp else now)
        self._seen = seen
        return [path for path, (_, since) in seen.items() if now - since >= self._settle]

    def again(self, path: Path) -> None:
        """Looks at a file anew, as if it had just come."""
        self._seen.pop(path, None)

    def loaded(self, path: Path) -> Run | None:
        """The run of a file that was loaded and could not be moved, if it has not changed since.

        Else each try to move it would be another run.
        """
        stays = self._stays.pop(path, None)
        return stays[1] if stays and stays[0] == self._seen[path][0] else None

    def put_away(self, path: Path, run: Run) -> Path | None:
        """Where a loaded file was moved to, with its receipt beside it.

        None where it has changed meanwhile: then it is looked at anew. Raises OSError where it
        cannot be moved.
        """
        stamp, _ = self._seen[path]
        self.again(path)
        if _stamp(path) != stamp:
            return None
        target = _free(self.folder / (REFUSED if run.refused else DONE) / path.name)
        receipt = _receipt_of(target)
        told = {"from": shown_path(path).name, **summary(run)}
        text = json.dumps(told, ensure_ascii=False, indent=1)
        try:
            receipt.write_text(text + "\n", encoding="utf-8")
            path.rename(target)
        except OSError:
            self._stays[path] = stamp, run
            receipt.unlink(missing_ok=True)
            raise
        return target


def _stamp(path: Path) -> Stamp | None:
    """How a file stands, None for what is no file to load or not there any more."""
    unfinished = path.suffix.lower() in _UNFINISHED
    if path.name.startswith((".", "~$")) or unfinished or not path.is_file():
        return None
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_size, stat.st_mtime_ns


def _receipt_of(path: Path) -> Path:
    return path.with_name(f"{path.name}{RECEIPT_ENDING}")


def _free(path: Path) -> Path:
    """The path, with a number where a file of that name, or its receipt, is there already."""
    free, number = path, 1
    while free.exists() or _receipt_of(free).exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
