"""`genealogy status`: what the graph holds."""

from __future__ import annotations

from api.console import AsJson, Data, Timing, opened, say, show, show_json, show_table, time_text
from api.trace import short
from queries.status import status


def status_command(as_json: AsJson = False, timing: Timing = False, data: Data = None) -> None:
    """What the graph holds, from which sources, up to when.

    Example:

      genealogy status --json
    """
    with opened(data, timing=timing) as (database, _, record):
        answer = record.answer(status(database))
    if as_json:
        show_json(answer.to_dict())
        return
    show("  ".join(f"{noun} {count:,}" for noun, count in answer.totals.items()))
    for source, at in answer.as_of.items():
        show(f"{source}: data up to {time_text(at)}")
    if answer.loads:
        show()
        columns = {
            "file": "file",
            "profile": "profile",
            "status": "status",
            "rows_read": "rows",
            "rows_rejected": "rejected",
            "recorded_at": "loaded",
        }
        numbers = ("rows_read", "rows_rejected")
        show_table(answer.loads, columns, numbers, times=("recorded_at",))
    else:
        say("The graph is empty: `genealogy load FOLDER`, or `genealogy demo` to look around.")
    say(f"fingerprint {short(answer.fingerprint)}")
