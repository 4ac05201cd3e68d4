"""New files: whole under their name or not there, and never in place of another one.

They are written under a name that nobody can know before, since a link that waits under a known
one would lead the writing elsewhere; the last name is taken only where it is free.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from genealogy.errors import WrongUsage


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which has its name once the block has ended well; else it is gone.

    Raises WrongUsage where something of that name is there before or by then, or it cannot be
    written.
    """
    try:
        if os.path.lexists(path):
            raise FileExistsError
        unfinished = path.with_name(f".genealogy-{token_hex(8)}.unfinished")
        try:
            with unfinished.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            give_name(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
    except FileExistsError:
        raise WrongUsage(f"{path} exists already; this never overwrites a file.") from None
    except OSError as error:
        raise WrongUsage(f"{path} cannot be written ({error.strerror}).") from None


def give_name(file: Path, name: Path) -> None:
    """Gives a file of the same disk another name, which is free.

    Raises FileExistsError where something has that name, by its very nature: nobody can put
    something there in between.
    """
    try:
        os.link(file, name)
    except FileExistsError:
        raise
    except OSError:  # no hard links there, as on many shares
        name.open("xb").close()
        try:
            file.replace(name)
        except OSError:
            name.unlink()
            raise
    else:
        try:
            file.unlink()
        except OSError:
            name.unlink()
            raise
