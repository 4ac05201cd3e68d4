"""Rejected rows: what could not be understood, what is wrong, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from genealogy.engine.database import Database, Transaction
from genealogy.engine.statement import statement
from genealogy.errors import Next, WrongUsage
from genealogy.restoring import refuse_while_restoring
from genealogy.times import now_text

Status = Literal["open", "replayed", "discarded", "undone"]
STATUSES: tuple[Status, ...] = ("open", "replayed", "discarded", "undone")
"""Open; its facts were stated after all; left out on purpose; its load was taken back."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of a file, the cell at fault, why, and what became of it."""

    rejected_id: str
    file: str
    row: int
    column: str
    text: str
    reason: str
    status: str

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a rejected row."""

    at: str
    status: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class WholeRow:
    """A rejected row with all its cells and its history.

    `columns` are the headings of its table, none for the record of a document; `corrected` its
    cells by the last replay, if that had others.
    """

    row: RejectedRow
    load_id: str
    sheet: str | None
    profile: str
    columns: list[str]
    cells: list[str]
    corrected: list[str] | None
    history: list[Event]

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON."""
        whole = asdict(self)
        del whole["row"]
        return self.row.to_dict() | whole


@dataclass(frozen=True, slots=True)
class Found:
    """A rejected row and its load, as the graph keeps them."""

    properties: dict[str, Any]
    load: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows have come to an end."""

    status: str
    total: int


@dataclass(frozen=True, slots=True)
class Settled:
    """A rejected row that was settled."""

    rejected_id: str


LISTED = statement("rejected/listed", RejectedRow)
COUNTS = statement("rejected/counts", Count)
ROW = statement("rejected/row", Found)
DISCARD = statement("rejected/discard", Settled)


def rejected_rows(
    database: Database, statuses: Sequence[Status] = ("open",), load_id: str | None = None
) -> list[RejectedRow]:
    """Every rejected row that nobody has settled, or of other status, by file and row."""
    return database.read(LISTED, statuses=list(statuses), load_id=load_id)


def rejected_counts(database: Database, load_id: str | None = None) -> dict[Status, int]:
    """How many rejected rows there are of each status."""
    counts = {row.status: row.total for row in database.read(COUNTS, load_id=load_id)}
    return {status: counts.get(status, 0) for status in STATUSES}


def rejected_row(database: Database, rejected_id: str) -> WholeRow:
    """One rejected row with every cell and all that became of it. Raises WrongUsage."""
    found = database.read(ROW, rejected_id=rejected_id)
    if not found:
        raise WrongUsage(
            f'No rejected row "{rejected_id}"; ',
            Next("`genealogy rejected`", "`GET /v1/rejected-rows`"),
            " lists their ids.",
        )
    kept, load = found[0].properties, found[0].load
    names = ("rejected_id", "file", "row", "column", "text", "reason", "status")
    return WholeRow(
        row=RejectedRow(*(kept[name] for name in names)),
        load_id=kept["load_id"],
        sheet=load.get("sheet"),
        profile=load.get("profile", ""),
        columns=list(load.get("columns", ())),
        cells=json.loads(kept["cells"]),
        corrected=json.loads(kept["corrected"]) if kept.get("corrected") else None,
        history=_history(kept, load),
    )


def discard(database: Database, rejected_ids: Sequence[str], reason: str, by: str) -> list[str]:
    """Settles rejected rows that state nothing worth keeping; the ids that were open.

    The rows stay, with the reason and the name. An answer counts them as missing no more.
    """

    def settle(transaction: Transaction) -> list[Settled]:
        refuse_while_restoring(transaction)
        now = now_text()
        return transaction.run(
            DISCARD,
            rejected_ids=list(rejected_ids),
            reason=reason,
            settled_by=by,
            settled_at=now,
            entry="\x1f".join((now, "discarded", by, reason)),
        )

    rows = database.retrying(lambda _: database.write(settle))
    return sorted(row.rejected_id for row in rows)


def _history(kept: dict[str, Any], load: dict[str, Any]) -> list[Event]:
    """What happened to the row, in the order of time.

    That its load was taken back, or that another load of the same file has decided on it, is
    kept with the loads.
    """
    told = [Event(*entry.split("\x1f", 3)) for entry in kept.get("history", ())]
    reason = kept.get("first_reason") or kept["reason"]
    events = [Event(kept["recorded_at"], "open", f"load {kept['load_id']}", reason), *told]
    if "undone_at" in load:
        names = ("undone_at", "undone_by", "undone_reason")
        at, by, reason = (str(load.get(name, "")) for name in names)
        events.append(Event(at, "undone", by, reason))
    if kept["status"] == "replayed" and all(each.at != kept.get("settled_at") for each in told):
        by = f"load {kept.get('settled_by', '')}"
        events.append(Event(kept.get("settled_at", ""), "replayed", by, "the same file again"))
    return sorted(events, key=lambda each: each.at)
