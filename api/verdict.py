"""How a verdict reads on screen."""

from __future__ import annotations

from api.console import counted, show, time_text
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
        show(f"      would be settled by: {gap.closes}")
    for violation in verdict.violations:
        show(
            f"    {violation['subject']}: {violation['kind']}, by {violation['by']} at "
            f"{time_text(violation['at'])}, made {time_text(violation['made_at'])}"
        )
    for loop in verdict.loops:
        show(f"    a loop of material: {' → '.join(loop)}")
    show(f"    data up to: {', '.join(ends) or 'no source'}")
    if verdict.unchecked:
        batches = counted(verdict.unchecked, "batch", "batches")
        show(f"    quantities not stated, so not checked: {batches}")
