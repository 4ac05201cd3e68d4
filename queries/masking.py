"""Masking: the graph as it is seen by those who shall not know who its customers are.

A veil over the rows of the statements that read names, contacts and addresses of customers, or
what may hold them: raw cells, the headings of tables, what receipts quote of either, and what
people wrote as a reason. So it holds for every answer, and for all that is made of one. A value
that was never stated stays empty; `***` stands for one that is not shown.

Customers keep their ids: an answer has to say how many they are, and which of them got what.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from genealogy.engine.database import Database
from queries.columns import PartyColumns
from queries.finding import Row
from queries.loads import LoadRow, RunRow
from queries.nearest import KnownCustomer
from queries.rejected import Found, RejectedRow
from queries.selecting import Delivered, Got

MASK = "***"

_QUOTED = re.compile(r'".*"', re.DOTALL)  # from the first quote to the last: a cell may hold some


def masked(database: Database) -> Database:
    """The same graph without names, contacts and addresses of customers, without the cells of
    rejected rows, and without headings and free text of receipts. Nobody is found in it by name:
    a guess that fits must read like one that does not."""
    return database.seen_by(_veil)


def _veil(statement: Any, params: Mapping[str, Any], rows: list[Any]) -> list[Any]:
    cover = COVERS.get(statement.name)
    return rows if cover is None else [seen for row in rows if (seen := cover(row, params))]


def _parties(row: PartyColumns, _: Mapping[str, Any]) -> PartyColumns:
    hidden = {name: _all(getattr(row, name)) for name in ("names", "contacts", "addresses")}
    return replace(row, **hidden)


def _known(row: KnownCustomer, _: Mapping[str, Any]) -> KnownCustomer | None:
    return row if row.kind == "id" else None


def _got(row: Got, params: Mapping[str, Any]) -> Got | None:
    return row if row.customer_id == params["name"] else None


def _delivered(row: Delivered, params: Mapping[str, Any]) -> Delivered:
    both = zip(row.container_ids, row.customer_ids, strict=True)
    its = [container for container, customer in both if customer == params["name"]]
    return Delivered(its, [params["name"]] * len(its))


def _called(row: Row, _: Mapping[str, Any]) -> Row:
    return replace(row, name=_one(row.name))


def _by_name(_: Row, __: Mapping[str, Any]) -> None:
    return None


def _rejected(row: RejectedRow, _: Mapping[str, Any]) -> RejectedRow:
    return replace(row, column=_one(row.column), text=_one(row.text), reason=_unquoted(row.reason))


def _whole(row: Found, _: Mapping[str, Any]) -> Found:
    """A rejected row: its cells, what quotes them, and what people wrote of it."""
    shown = dict(row.properties)
    shown |= {name: _one(shown[name]) for name in ("column", "text")}
    for name in ("cells", "corrected"):
        if shown.get(name):
            shown[name] = json.dumps(_all(json.loads(shown[name])))
    for name in ("reason", "first_reason"):
        if shown.get(name):
            shown[name] = _unquoted(shown[name])
    entries = [entry.split("\x1f", 3) for entry in shown.get("history", ())]
    shown["history"] = ["\x1f".join([*before, MASK]) for *before, _ in entries]
    return Found(shown, _receipt(row.load))


def _load(row: LoadRow, _: Mapping[str, Any]) -> LoadRow:
    return LoadRow(_receipt(row.properties))


def _receipt(load: Mapping[str, Any]) -> dict[str, Any]:
    """The receipt of a load without the headings of its table, which reasons and warnings name."""
    shown = dict(load)
    for name in ("columns", "warnings"):
        if name in shown:
            shown[name] = _all(shown[name])
    for name in ("rejected", "skipped"):  # `2 x Quantity: no number`: how often, and why
        if name in shown:
            shown[name] = [f"{text.split(' x ', 1)[0]} x {MASK}" for text in shown[name]]
    if "undone_reason" in shown:
        shown["undone_reason"] = _one(shown["undone_reason"])
    return shown


def _run(row: RunRow, _: Mapping[str, Any]) -> RunRow:
    """The receipt of a run: its counts and names of files, and no reason."""
    shown = dict(row.properties)
    if "notes" in shown:
        shown["notes"] = _all(shown["notes"])
    for name, cover in (("refused", _refused), ("replays", _replay)):
        if name in shown:
            shown[name] = [json.dumps(cover(json.loads(text))) for text in shown[name]]
    return RunRow(shown)


def _refused(file: dict[str, Any]) -> dict[str, Any]:
    return file | {"why": MASK}


def _replay(replay: dict[str, Any]) -> dict[str, Any]:
    loads = [
        load
        | {"notes": _all(load["notes"])}
        | {"rejected": {MASK: sum(load["rejected"].values())} if load["rejected"] else {}}
        for load in replay["loads"]
    ]
    return replay | {"loads": loads, "notes": _all(replay["notes"])}


def _one(text: str) -> str:
    return MASK if text else text


def _all(texts: list[Any]) -> list[Any]:
    return [MASK if text else text for text in texts]


def _unquoted(reason: str) -> str:
    """The reason without what it quotes, nor what it lists after a colon: headings and cells."""
    before, colon, listed = _QUOTED.sub(f'"{MASK}"', reason).partition(": ")
    return before + colon + _one(listed)


COVERS: dict[str, Callable[[Any, Mapping[str, Any]], Any]] = {
    "trace/customers": _parties,
    "nearest/customers": _known,
    "find/customers_by_id": _called,
    "find/customers_by_name": _by_name,
    "select/batches_of_customer": _got,
    "select/containers_of_customer": _delivered,
    "rejected/listed": _rejected,
    "rejected/row": _whole,
    "loads/all": _load,
    "loads/runs": _run,
    "loads/runs_by_id": _run,
}
"""The statements that read what is kept back, each with what is left of a row of it."""
