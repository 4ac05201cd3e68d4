"""`genealogy find`: whatever is called by a text, begins with it, or contains it."""

from __future__ import annotations

from typing import Annotated

import typer

from api.console import AsCsv, AsJson, Data, Timing, opened, say, show_csv, show_json, show_table
from queries.finding import find


def find_command(
    text: Annotated[str, typer.Argument(help="The beginning of a number, an id, a name.")],
    most: Annotated[int, typer.Option(help="How many of each kind at most.", min=1)] = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """Batches, materials, orders, operations, customers, suppliers, equipment and containers that
    are called by a text, begin with it, or contain it.

    The last column selects their batches: with --where, or of a batch as its name.

    Examples:

      genealogy find PO-0002

      genealogy find kaufhof
    """
    with opened(data, timing=timing) as (database, _, record):
        found = record.answer(find(database, text, most))
    rows = [hit.to_dict() for group in found.groups for hit in group.hits]
    if as_json:
        show_json(found.to_dict())
    elif as_csv:
        show_csv(rows, ("kind", "id", "name", "select"))
    elif rows:
        show_table(rows, {"kind": "kind", "id": "id", "name": "name", "select": "select"})
    if not rows:
        say(f'Nothing is called "{found.text}", or begins with it.')
    for group in found.groups:
        if group.more:
            say(f"There are more than these {most} of {group.kind}: give more of it, or --most.")
    if not found.anywhere:
        say(
            "Batches, orders, operations and containers that only contain the text were not looked"
            " for, or not all."
        )
