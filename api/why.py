"""`genealogy why`: the evidence for a batch being in scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any

import typer

from api.console import AsJson, Data, Timing, cell_text, opened, show, show_json, time_text
from api.time import AsKnownOn
from genealogy.units import convert
from queries.why import Which, Why, why


def why_command(
    batch: Annotated[str, typer.Argument(help="The batch that is in scope.")],
    origin: Annotated[str, typer.Argument(help="The origin that it is said to come from.")],
    all_links: Annotated[
        bool,
        typer.Option("--all", help="Every link into the batch that belongs to the scope."),
    ] = False,
    between: Annotated[
        bool,
        typer.Option("--between", help="Every link on any way from the origin to the batch."),
    ] = False,
    as_known_on: AsKnownOn = None,
    as_json: AsJson = False,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """Why a batch is in the scope of an origin: the shortest chain, each link with file and row.

    Example:

      genealogy why YOG-0040 CUL-2231 --between
    """
    which: Which = "between" if between else "into" if all_links else "shortest"
    with opened(data, timing=timing) as (database, settings, record):
        answer = why(database, batch, origin, which, settings, as_known_on=as_known_on)
        record.answer(answer)
    if as_json:
        show_json(answer.to_dict())
        return
    show(why_title(answer), style="bold")
    if answer.as_known_on:
        show(f"  as known on {answer.as_known_on}")
    if not answer.hops:
        show(
            "  it is the origin itself"
            if answer.batch == answer.origin
            else "  no link of the scope"
        )
    for hop in answer.hops:
        maybe = "possibly " if hop["type"].startswith("POSSIBLY_") else ""
        arrow = maybe + ("went into" if "CONSUMED" in hop["type"] else "made")
        show(f"  {hop['source']}  {arrow}  {hop['target']}")
        for fact in hop["facts"]:
            amount = f"{cell_text(fact['quantity'])} {fact['unit'] or ''}".strip()
            returned = "returned " if fact["role"] == "return" else ""
            at = time_text(fact["occurred_at"]) or "no time"
            parts = [returned + (amount or "quantity not stated"), at]
            parts.append(f"document {fact['document'] or 'not stated'}")
            show(f"      {' · '.join(parts)}")
            for each in fact["evidence"]:
                sheet = f" [{each['sheet']}]" if each["sheet"] else ""
                show(f"        {each['source']}: {each['file']}{sheet} row {each['row']}")
        if _came_back(hop["facts"]):
            show("      net 0: all of it came back")


def _came_back(facts: Iterable[Mapping[str, Any]]) -> bool:
    """Whether what was returned is as much as what went in. The link stands all the same: the
    material was there, and only the records say that it came back whole."""
    unit, net, returned = None, Decimal(0), False
    for fact in facts:
        unit = fact["unit"] if unit is None else unit
        if fact["quantity"] is None or unit is None or fact["unit"] is None:
            return False
        amount = convert(Decimal(str(fact["quantity"])), fact["unit"], unit)
        if amount is None:
            return False
        back = fact["role"] == "return"
        net += -amount if back else amount
        returned = returned or back
    return returned and net == 0


def why_title(answer: Why) -> str:
    """What was asked, and whether certain links alone lead there."""
    kind = "certain" if answer.certain else "only possible"
    return f"{answer.batch} is in the scope of {answer.origin}: {kind}"
