"""An entry of the trail written to the file of the data folder, in milliseconds.

The libraries for both databases take longer to import than most questions take to answer. A
command that has one entry to write does without them.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from genealogy.errors import OfficeUnavailable
from office.chain import Entry, next_entry
from office.heads import check_reaches
from office.place import VERSION

_LOCK_SECONDS = 30.0
_PATIENCE_SECONDS = 5.0
_INSERT = (
    'INSERT INTO audit (number, at, "by", action, details, salt, details_hash, previous, hash)'
    " VALUES (:number, :at, :by, :action, :details, :salt, :details_hash, :previous, :hash)"
)


def is_ready(path: Path) -> bool:
    """Whether the file is there, and as this program makes it."""
    if not path.exists():
        return False
    try:
        with closing(_opened(path)) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return False  # those who open it the whole way say what is wrong
    return bool(row == (VERSION,))


def record_in_file(
    path: Path, heads: Path, *, by: str, action: str, details: Mapping[str, Any]
) -> Entry:
    """The new entry, once it is on the disk. The file is one that `is_ready`. Raises
    OfficeUnavailable, and TrailCut where the trail ends before the newest of its `heads`."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return _written(path, heads, by, action, details)
        except sqlite3.OperationalError as error:  # others open or leave the file just now
            if time.monotonic() > deadline:
                raise OfficeUnavailable(str(path), f"{error}.") from None
            time.sleep(0.05)
        except sqlite3.Error as error:
            raise OfficeUnavailable(str(path), f"{error}.") from None


def _written(path: Path, heads: Path, by: str, action: str, details: Mapping[str, Any]) -> Entry:
    with closing(_opened(path)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN IMMEDIATE")  # the last entry stays so until this one is in
        last = connection.execute(
            "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1"
        ).fetchone()
        check_reaches(heads, last[0] if last else 0)
        entry = next_entry(last, by=by, action=action, details=details)
        connection.execute(_INSERT, entry.to_dict())
        connection.execute("COMMIT")
        return entry


def _opened(path: Path) -> sqlite3.Connection:
    # mode=rw: a file that went away meanwhile is not made anew, empty
    uri = f"{path.absolute().as_uri()}?mode=rw"
    return sqlite3.connect(uri, uri=True, timeout=_LOCK_SECONDS, isolation_level=None)
