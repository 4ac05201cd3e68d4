"""An unfinished restore: while a graph holds a part of a backup, nobody else writes to it.

The restore would take away what was written meanwhile. A node marks it, which the restore makes
first and takes away last.
"""

from __future__ import annotations

from dataclasses import dataclass
from os import getpid
from platform import node
from secrets import token_hex

import psutil

from genealogy.engine.database import Transaction
from genealogy.engine.statement import statement
from genealogy.errors import RestoreUnfinished

MARKER = "restore"
"""The id of the load that marks it."""


@dataclass(frozen=True, slots=True)
class Restoring:
    """The file of an unfinished restore, and which process it is or was."""

    file: str | None
    owner: str | None


RESTORING = statement("backup/restoring", Restoring)


def refuse_while_restoring(transaction: Transaction) -> None:
    """Raises RestoreUnfinished where the graph holds a part of a backup only."""
    for row in transaction.run(RESTORING):
        raise RestoreUnfinished(row.file or "FILE")


def this_process() -> str:
    """A name for one restore by this process."""
    return f"{node()} {getpid()} {psutil.Process().create_time():.2f} {token_hex(8)}"


def lives(owner: str | None) -> bool:
    """Whether the process of a restore still runs; of another machine's that is not known."""
    host, pid, created, *_ = (*(owner or "").split(), "", "", "")
    try:
        same_host = host == node()
        return same_host and abs(psutil.Process(int(pid)).create_time() - float(created)) < 1.0
    except (psutil.Error, ValueError, OverflowError):
        return False
