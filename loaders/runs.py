"""The receipt of a run, kept in the graph: what became of all its files, beside their loads.

A `(:Run)` is written when a run begins and completed when it ends, so that one that was
interrupted is seen. It is about loading and states nothing: no answer and no fingerprint
depends on it. What has parts of its own (a table's counts, a refused file, a replay) is kept as
JSON text, since nodes hold flat values only.
"""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterable
from secrets import token_hex
from typing import Any

from genealogy.engine.database import Database
from genealogy.engine.statement import statement
from genealogy.restoring import refuse_while_restoring
from genealogy.times import now_text
from loaders.receipt import Receipt, Replay, Run, told_reasons
from loaders.summary import COUNTED, result, totals

RUNNING = "running"
"""The result of a run that goes on, or was interrupted."""

_OF_TABLE = ("load_id", "file", "sheet", *COUNTED)

RUN = statement("load/run")


def new_run_id() -> str:
    """The id of a run; no id of a load begins like it."""
    return f"run-{token_hex(8)}"


def begin(
    database: Database, run: Run, *, by: str | None = None, run_id: str | None = None
) -> None:
    """Keeps that a run has begun, and by whom: the user of the machine where nobody is named.

    `run_id` is that of an interrupted run that is begun once more. Raises
    RestoreUnfinished.
    """
    run.run_id, run.started_at = run_id or new_run_id(), now_text()
    properties = {"result": RUNNING, "started_at": run.started_at, "by": by or _user()}
    database.retrying(lambda _: database.write(refuse_while_restoring))
    _keep(database, run, properties)


def finish(database: Database, run: Run) -> None:
    """Keeps what became of a run, also where it loaded nothing new."""
    run.finished_at = now_text()
    _keep(
        database,
        run,
        {
            "result": result(run),
            "finished_at": run.finished_at,
            **totals(run),
            "rows_replayed": sum(
                load.rows_replayed for replay in run.replays for load in replay.loads
            ),
            "gaps_opened": told_reasons(run.gaps_opened),
            "gaps_closed": told_reasons(run.gaps_closed),
            "load_ids": [receipt.load_id for receipt in run.receipts],
            "receipts": _as_json(_counts(receipt) for receipt in run.receipts),
            "refused": _as_json({"file": each.file, "why": each.why} for each in run.refused),
            "replays": _as_json(_without_cells(replay) for replay in run.replays),
            "ignored": run.ignored,
            "notes": run.notes,
        },
    )


def _counts(receipt: Receipt) -> dict[str, Any]:
    """What a table's receipt said in this run; the load says what it said when it was new."""
    return {name: getattr(receipt, name) for name in _OF_TABLE}


def _without_cells(replay: Replay) -> dict[str, Any]:
    """What the run keeps of a replay; the cells that were corrected stand at their rows."""
    told = replay.to_dict()
    for load in told["loads"]:
        del load["corrections"]
    return told


def _as_json(parts: Iterable[dict[str, Any]]) -> list[str]:
    return [json.dumps(part, ensure_ascii=False) for part in parts]


def _keep(database: Database, run: Run, properties: dict[str, Any]) -> None:
    kept = {name: _sendable(value) for name, value in properties.items()}
    database.retrying(
        lambda _: database.write(
            lambda transaction: transaction.run(RUN, run_id=run.run_id, properties=kept)
        )
    )


def _sendable(value: Any) -> Any:
    """Text without what no database takes: a file's name need not be UTF-8."""
    if isinstance(value, list):
        return [_sendable(each) for each in value]
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def _user() -> str:
    """Who runs the program; a container may know no name for them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
