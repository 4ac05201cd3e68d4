"""How a verdict reads on screen."""

from __future__ import annotations

from typing import Any

from api.console import counted, show, time_text
from genealogy.gaps import Gap
from genealogy.units import quantity_text
from genealogy.verdict import Verdict


def show_verdict(verdict: Verdict) -> None:
    """The verdict first, then every gap with what would settle it, then what else to know."""
    ends = [f"{source} {time_text(at)}" for source, at in verdict.as_of.items()]
    stale = (
        f"{', '.join(verdict.stale)} {'ends' if len(verdict.stale) == 1 else 'end'} more than"
        f" {verdict.stale_hours:g} h before the latest source"
    )
    if verdict.status == "complete":
        show("  COMPLETE  no gap is known in the loaded data", style="bold green")
    elif verdict.status == "stale":
        show(f"  STALE  {stale}", style="bold yellow")
    else:
        show(f"  INCOMPLETE  {counted(len(verdict.gaps), 'gap')}", style="bold red")
        if verdict.stale:
            show(f"  STALE  {stale}", style="bold yellow")
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
    for loop in verdict.loops:
        show(f"    a loop of material: {' → '.join(loop)}")
    show(f"    data up to: {', '.join(ends) or 'no source'}")
    if verdict.unchecked:
        batches = counted(verdict.unchecked, "batch", "batches")
        show(f"    quantities not stated, so not checked: {batches}")


def hidden_text(gap: Gap) -> str:
    """How much material a gap concerns, and by how much the scope could be larger."""
    amount = ""
    if gap.quantity is not None:
        amount = f"{quantity_text(gap.quantity)} {gap.unit or ''}".strip() + "; "
    customers = f", {gap.at_most_customers:,} customers" if gap.at_most_customers else ""
    if not gap.at_most_batches and not customers:
        return f"{amount}the scope stays as it is"
    return (
        f"{amount}the scope could be larger by at most {gap.at_most_batches:,} batches{customers}"
    )


def _stated(violation: dict[str, Any]) -> str:
    """By which document and rows."""
    rows = [f"{each['file']} row {each['row']}" for each in violation["evidence"]]
    document = [f"document {violation['document']}"] if violation["document"] else []
    told = ", ".join([*document, *rows])
    return f" ({told})" if told else ""
