"""How a verdict reads on screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from api.console import batches_text, counted, show, time_text
from genealogy.gaps import Gap
from genealogy.units import quantity_text
from genealogy.verdict import Verdict
from visualize.languages import ENGLISH, Words


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


def headlines(verdict: Verdict, words: Words = ENGLISH) -> Iterator[tuple[str, str]]:
    """What the verdict is, in a line or two, each with its colour."""
    if verdict.status == "complete":
        yield words.say("picture.verdict.complete"), "green"
    if verdict.gaps:
        yield words.say("picture.verdict.incomplete", count=len(verdict.gaps)), "red"
    if verdict.stale:
        sources, hours = ", ".join(verdict.stale), f"{verdict.stale_hours:g}"
        count = len(verdict.stale)
        stale = words.say("picture.verdict.stale", count=count, sources=sources, hours=hours)
        yield stale, "yellow"


def remarks(
    verdict: Verdict,
    time: Callable[[str | None], str] = time_text,
    words: Words = ENGLISH,
) -> Iterator[str]:
    """What else there is to know of the data that the verdict rests on."""
    for loop in verdict.loops:
        yield words.say("picture.loop", batches=" → ".join(loop))
    ends = ", ".join(f"{source} {time(at)}" for source, at in verdict.as_of.items())
    yield words.say("picture.data", sources=ends or words.say("picture.data.none"))
    if verdict.unchecked:
        batches = batches_text(verdict.unchecked, words=words)
        yield words.say("picture.unchecked", batches=batches)


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
