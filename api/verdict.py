"""How a verdict reads on screen."""

from __future__ import annotations

from api.console import show
from genealogy.verdict import Verdict


def show_verdict(verdict: Verdict) -> None:
    """The verdict first, then every gap with what would settle it, then what else to know."""
    as_of = ", ".join(f"{source} {at}" for source, at in verdict.as_of.items()) or "no source"
    if verdict.status == "complete":
        show("  COMPLETE  no gap is known in the loaded data", style="bold green")
    elif verdict.status == "stale":
        show(
            f"  STALE  {', '.join(verdict.stale)} ends long before the others", style="bold yellow"
        )
    else:
        gaps = "1 gap" if len(verdict.gaps) == 1 else f"{len(verdict.gaps)} gaps"
        show(f"  INCOMPLETE  {gaps}", style="bold red")
    for gap in verdict.gaps:
        show(f"    {gap.subject}: {gap.why} ({gap.kind})")
        show(f"      would be settled by: {gap.closes}")
    for violation in verdict.violations:
        show(
            f"    {violation['subject']}: {violation['kind']}, by {violation['by']} at "
            f"{violation['at']}, made {violation['made_at']}"
        )
    for loop in verdict.loops:
        show(f"    a loop of material: {' → '.join(loop)}")
    show(f"    data up to: {as_of}")
    if verdict.unchecked:
        show(f"    quantities not stated, so not checked: {verdict.unchecked} batches")
