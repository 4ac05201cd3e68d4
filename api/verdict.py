"""How a verdict reads on screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from api.console import counted, show, time_text
from genealogy.gaps import Gap
from genealogy.units import quantity_text
from genealogy.verdict import Verdict


def show_verdict(verdict: Verdict) -> None:
    """The verdict first, then every gap with what would settle it, then what else to know."""
    for text, colour in headlines(verdict):
        show(f"  {text}", style=f"bold {colour}")
    for gap in verdict.gaps:
        show(f"    {gap.subject}: {gap.why} ({gap.kind})")
        show(f"      {hidden_text(gap)}")
        show(f"      would be settled by: {gap.closes}")
    for violation in verdict.violations:
        show(
            f"    {violation['subject']}: {violation['kind']}, by {violation['by']} at "
            f"{time_text(violation['at'])}, which is before {time_text(violation['made_at'])}"
            f"{_stated(violation)}"
        )
    for text in remarks(verdict):
        show(f"    {text}")


def headlines(verdict: Verdict) -> Iterator[tuple[str, str]]:
    """What the verdict is, in a line or two, each with its colour."""
    if verdict.status == "complete":
        yield "COMPLETE  no gap is known in the loaded data", "green"
    if verdict.gaps:
        yield f"INCOMPLETE  {counted(len(verdict.gaps), 'gap')}", "red"
    if verdict.stale:
        ends = "ends" if len(verdict.stale) == 1 else "end"
        hours = f"{verdict.stale_hours:g} h before the latest source"
        yield f"STALE  {', '.join(verdict.stale)} {ends} more than {hours}", "yellow"


def remarks(verdict: Verdict, time: Callable[[str | None], str] = time_text) -> Iterator[str]:
    """What else there is to know of the data that the verdict rests on."""
    for loop in verdict.loops:
        yield f"a loop of material: {' → '.join(loop)}"
    ends = [f"{source} {time(at)}" for source, at in verdict.as_of.items()]
    yield f"data up to: {', '.join(ends) or 'no source'}"
    if verdict.unchecked:
        batches = counted(verdict.unchecked, "batch", "batches")
        yield f"quantities not stated, so not checked: {batches}"


def hidden_text(gap: Gap) -> str:
    """How much material a gap concerns, and by how much the scope could be larger."""
    amount = ""
    if gap.quantity is not None:
        amount = f"{quantity_text(gap.quantity)} {gap.unit or ''}".strip() + "; "
    customers = f", {counted(gap.at_most_customers, 'customer')}" if gap.at_most_customers else ""
    if not gap.at_most_batches and not customers:
        return f"{amount}nothing else in this graph can belong to the scope"
    batches = counted(gap.at_most_batches or 0, "batch", "batches")
    return f"{amount}the scope could be larger by at most {batches}{customers} of this graph"


def _stated(violation: dict[str, Any]) -> str:
    """By which document and rows."""
    rows = [f"{each['file']} row {each['row']}" for each in violation["evidence"]]
    document = [f"document {violation['document']}"] if violation["document"] else []
    told = ", ".join([*document, *rows])
    return f" ({told})" if told else ""
