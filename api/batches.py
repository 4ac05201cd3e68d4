"""`genealogy batches`: searching for a batch."""

from __future__ import annotations

from typing import Annotated

import typer

from api.asking import Where, say_untimed, say_zone
from api.console import AsCsv, AsJson, Data, Timing, opened, say, show_csv, show_json, show_table
from genealogy.errors import WrongUsage
from queries.batches import search
from queries.selection import selected


def batches_command(
    text: Annotated[
        str | None, typer.Argument(help="A part of a lot number, an item, a name.")
    ] = None,
    where: Where = None,
    most: Annotated[int, typer.Option(help="How many to list at most.", min=1)] = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """Batches whose number begins with a text, else those that contain it anywhere.

    With --where all the batches that are selected, however many.

    Examples:

      genealogy batches YOG-00

      genealogy batches --where 'equipment=FIL-2 from=2026-09-24 to=2026-09-25'
    """
    if (text is None) == (where is None):
        raise WrongUsage("Give a text to search for, or select batches with --where.")
    with opened(data, timing=timing) as (database, settings, record):
        if where:
            say_zone(where, settings)
            hits, untimed = selected(database, where, settings)
            most = len(hits)
        else:
            hits, untimed = search(database, text or "", most + 1), ()
        record.outcome(batches=len(hits[:most]), more=len(hits) > most)
    say_untimed(untimed)
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
