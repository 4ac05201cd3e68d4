"""`genealogy batches`: searching for a batch."""

from __future__ import annotations

from typing import Annotated

import typer

from api.console import AsCsv, AsJson, Data, Timing, opened, say, show_csv, show_json, show_table
from queries.batches import search


def batches_command(
    text: Annotated[str, typer.Argument(help="A part of a lot number, an item, a name.")],
    most: Annotated[int, typer.Option(help="How many to list at most.", min=1)] = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """Batches whose number begins with a text, else those that contain it anywhere.

    Example:

      genealogy batches YOG-00
    """
    with opened(data, timing=timing) as (database, _):
        hits = search(database, text, most + 1)
    cut = len(hits) > most
    rows = [hit.to_dict() for hit in hits[:most]]
    if as_json:
        show_json({"batches": rows, "more": cut})
    elif as_csv:
        show_csv(rows, ("batch_id", "party", "item", "lot", "serial", "name"))
    elif rows:
        show_table(rows, {"batch_id": "batch", "name": "material"})
    if not rows:
        say(f'No batch has "{text}" in its number, item or name.')
    if cut:
        say(f"There are more than these {most}: give more of the number, or --most.")
