"""The hot folder: files that are whole are loaded, then moved to `done` or `refused`.

Files are looked at again and again rather than announced by the system, since network shares
announce nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOTDIR
from pathlib import Path

from filelock import FileLock, Timeout

from genealogy.errors import WrongUsage
from genealogy.new_file import give_name
from loaders.reading import shown_path
from loaders.receipt import RECEIPT_ENDING, Run
from loaders.standing import Stamp, stamp
from loaders.summary import summary

DONE = "done"
REFUSED = "refused"
_FOLDERS = (DONE, REFUSED)
_UNFINISHED = (".part", ".tmp", ".crdownload")
_LOCK = ".genealogy-watch.lock"


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
        for name in (*_FOLDERS, _LOCK):
            if (self.folder / name).is_symlink():
                raise WrongUsage(f"{self.folder} cannot be watched: {name} in it is a link.")
        try:
            for name in _FOLDERS:
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
            if (standing := _stamp(path)) is not None:
                before, since = self._seen.get(path, (standing, now))
                seen[path] = (standing, since if before == standing else now)
        self._seen = seen
        return [path for path, (_, since) in seen.items() if now - since >= self._settle]

    def links(self) -> list[Path]:
        """Links that lie there. They are not followed: who may put files here must not have
        others read by it. Raises OSError where the folder is away."""
        return [
            path for path in sorted(self.folder.iterdir()) if _named(path) and path.is_symlink()
        ]

    def stands(self, path: Path) -> bool:
        """Whether a file is still what it was when it was found whole: others were loaded since."""
        return _stamp(path) == self._seen[path][0]

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
        before, _ = self._seen[path]
        self.again(path)
        if _stamp(path) != before:
            return None
        folder = self.folder / (REFUSED if run.refused else DONE)
        if folder.is_symlink():
            raise OSError(ENOTDIR, f"{folder.name} is a link")
        target = _free(folder / path.name)
        receipt = _receipt_of(target)
        told = {"from": shown_path(path).name, **summary(run)}
        text = json.dumps(told, ensure_ascii=False, indent=1)
        try:
            with receipt.open("x", encoding="utf-8") as file:
                file.write(text + "\n")
            give_name(path, target)
        except OSError:
            self._stays[path] = before, run
            receipt.unlink(missing_ok=True)
            raise
        return target


def _stamp(path: Path) -> Stamp | None:
    """How a file stands, None for what is no file to load or not there any more."""
    return stamp(path) if _named(path) and path.is_file() and not path.is_symlink() else None


def _named(path: Path) -> bool:
    """Whether it has the name of a file to load."""
    unfinished = path.suffix.lower() in _UNFINISHED
    return not path.name.startswith((".", "~$")) and not unfinished and path.name not in _FOLDERS


def _receipt_of(path: Path) -> Path:
    return path.with_name(f"{path.name}{RECEIPT_ENDING}")


def _free(path: Path) -> Path:
    """The path, with a number where a file of that name, or its receipt, is there already."""
    free, number = path, 1
    while os.path.lexists(free) or os.path.lexists(_receipt_of(free)):
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
