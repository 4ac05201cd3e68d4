"""Whether a file stood still while it was read: it is read several times, and known by its digest.

A load counts as done only when all readings were of the same bytes. Else rows that came while it
was read would stand under the digest of the whole file, and never be loaded.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from genealogy.errors import DatabaseUnavailable, FileChanged
from loaders.reading import file_digest

Stamp = tuple[int, int, int]
"""Size, time of modification, and time of change, which nobody can set back."""


def stamp(path: Path) -> Stamp | None:
    """How a file stands, None where it is not there."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


class Standing:
    """A file from before it is read first; `digest` is known once it was read."""

    def __init__(self, path: Path) -> None:
        self.digest = ""
        self._path = path
        self._stamp = stamp(path)

    @contextmanager
    def still(self) -> Iterator[None]:
        """A block that reads the file. Raises FileChanged where it stands otherwise at the end,
        also in place of what its readers raise then."""
        try:
            yield
        except DatabaseUnavailable:
            raise
        except Exception:
            if stamp(self._path) != self._stamp:
                raise FileChanged(self._path) from None
            raise
        try:
            digest = file_digest(self._path)
        except OSError:
            raise FileChanged(self._path) from None
        if stamp(self._path) != self._stamp or digest != (self.digest or digest):
            raise FileChanged(self._path)
        self.digest = digest
