"""`genealogy draw`: where material went, or came from, as a picture in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.asking import Batches, Where, asked, say_untimed, say_zone
from api.console import Data, Timing, cell_text, opened, say, time_text
from api.exporting import check_new
from api.time import AsKnownOn
from api.trace import direction_of, short, trace_size, trace_title
from api.verdict import headlines, remarks
from genealogy.errors import WrongUsage
from genealogy.new_file import new_file
from queries.recall import Recall
from queries.trace import Trace, trace

if TYPE_CHECKING:
    from visualize.head import Head
    from visualize.report import Sheet

Out = Annotated[
    Path,
    typer.Argument(
        metavar="OUT",
        help="The file to draw into, which does not exist yet: .html, .svg, .png, .pdf, .graphml.",
    ),
]


def draw_command(
    batches: Batches = None,
    *,
    out: Out,
    where: Where = None,
    forward: Annotated[bool, typer.Option("--forward", help="Where it went (default).")] = False,
    backward: Annotated[bool, typer.Option("--backward", help="What it was made from.")] = False,
    both: Annotated[bool, typer.Option("--both", help="Both directions.")] = False,
    as_known_on: AsKnownOn = None,
    timing: Timing = False,
    data: Data = None,
) -> None:
    """A picture of where material went, or came from, with the verdict above it.

    Up to 400 nodes each has a card, up to 2,000 a line; above that they are summed up by level
    and material. The ending of the file says what it becomes: a page to look around in, a
    drawing, an image, a report to print with the tables behind it, or a network.

    Examples:

      genealogy draw CUL-2231 recall.html

      genealogy draw YOG-0040 YOG-0041 origin.pdf --backward
    """
    named, selected = asked(batches, where)
    direction = direction_of(forward=forward, backward=backward, both=both)
    make = _maker(out)
    check_new(out)
    if not out.absolute().parent.is_dir():
        raise WrongUsage(f"{out} cannot be written: there is no folder {out.absolute().parent}.")
    with opened(data, timing=timing) as (database, settings, record):
        say_zone(selected, settings)
        answer = trace(database, named, direction, settings, selected, as_known_on=as_known_on)
        record.answer(answer)
    say_untimed(answer.untimed)
    make(answer, out)
    say(f"picture: {out}")


def _maker(out: Path) -> Callable[[Trace, Path], None]:
    """What makes a file of this ending. Raises WrongUsage for another one, or for what is not
    installed."""
    ending = out.suffix.lower()
    if ending not in _MAKERS:
        given = f'"{out.suffix}" is none of them' if out.suffix else "it has none"
        raise WrongUsage(
            f"{out} cannot be drawn: its ending says as what, and {given}. "
            f"It can be {', '.join(_MAKERS)}."
        )
    if ending == ".pdf":
        from visualize.report import check_typst

        check_typst()
    return _MAKERS[ending]


def _html(answer: Trace, out: Path) -> None:
    from visualize.drawing import drawing
    from visualize.page import PAGE_MOST, page

    drawn = drawing(answer.to_dict(), most=PAGE_MOST)
    _write(out, page(drawn, head_of(answer, trace_title(answer))).encode())


def _svg(answer: Trace, out: Path) -> None:
    _write(out, _svg_text(answer).encode())


def _png(answer: Trace, out: Path) -> None:
    from visualize.image import png

    _write(out, png(_svg_text(answer)))


def _pdf(answer: Trace, out: Path) -> None:
    from visualize.drawing import drawing
    from visualize.report import pdf

    head = head_of(answer, trace_title(answer))
    _write(out, pdf(drawing(answer.to_dict()), head, [*_sheets(answer)]))


def _graphml(answer: Trace, out: Path) -> None:
    from exports.networks import write_graphml
    from visualize.drawing import drawing

    drawn = drawing(answer.to_dict())
    nouns = {"batch": "Batch", "operation": "Operation"}
    nouns |= {"supplier": "Supplier", "customer": "Customer"}
    places = {
        f"{nouns[kind]}:{id_}": (at.x, at.y)
        for key, at in (drawn.where.positions.items() if drawn.mode != "summary" else ())
        for kind, _, id_ in [key.partition(":")]
    }
    write_graphml(answer, out, places)


_MAKERS: Mapping[str, Callable[[Trace, Path], None]] = {
    ".html": _html,
    ".svg": _svg,
    ".png": _png,
    ".pdf": _pdf,
    ".graphml": _graphml,
}


def _svg_text(answer: Trace) -> str:
    from visualize.drawing import drawing
    from visualize.svg import svg

    return svg(drawing(answer.to_dict()), head_of(answer, trace_title(answer)))


def _write(out: Path, content: bytes) -> None:
    with new_file(out) as file:
        file.write(content)


def head_of(answer: Trace | Recall, title: str) -> Head:
    """The words above a picture: the verdict as it reads on screen, time and data."""
    from visualize.head import Head

    found = answer.trace if isinstance(answer, Recall) else answer
    verdict = found.verdict
    known = [f"as known on {found.as_known_on}"] if found.as_known_on else []
    against = [
        f"{each['subject']}: {each['kind']}, by {each['by']} at {time_text(each['at'])}"
        for each in verdict.violations
    ]
    return Head(
        title=title,
        verdict=tuple((text, _COLOURS[colour]) for text, colour in headlines(verdict)),
        gaps=(*(f"{gap.subject}: {gap.why} ({gap.kind})" for gap in verdict.gaps), *against),
        lines=(
            *known,
            *remarks(verdict),
            f"{trace_size(found)} · fingerprint {short(found.fingerprint)}",
        ),
    )


_COLOURS: Mapping[str, Any] = {"green": "green", "yellow": "yellow", "red": "red"}


def _sheets(answer: Trace) -> Iterator[Sheet]:
    """The tables behind the picture: those that the answer has on screen, and the gaps."""
    from visualize.report import Sheet

    def sheet(name: str, rows: list[dict[str, Any]], columns: dict[str, str]) -> Sheet:
        cells = (
            tuple(
                time_text(row.get(column)) if column in _TIMES else cell_text(row.get(column))
                for column in columns
            )
            for row in rows
        )
        return Sheet(name, tuple(columns.values()), tuple(cells), _NUMBERS)

    if answer.verdict.gaps:
        gaps = [gap.to_dict() for gap in answer.verdict.gaps]
        names = {"subject": "gap of", "kind": "kind", "why": "why", "closes": "settled by"}
        yield sheet("Gaps", gaps, names)
    yield sheet("Batches", answer.batches, _OF_BATCHES)
    party = {"name": "name", "contact": "contact", "batches": "batches", "certain": "certain"}
    if answer.customers and answer.direction != "backward":
        yield sheet("Customers", answer.customers, {"customer_id": "customer", **party})
    if answer.suppliers and answer.direction != "forward":
        yield sheet("Suppliers", answer.suppliers, {"supplier_id": "supplier", **party})


_OF_BATCHES = {
    "level": "level",
    "batch_id": "batch",
    "name": "material",
    "quantity": "quantity",
    "unit": "unit",
    "made_at": "made",
    "certain": "certain",
    "origin": "origin",
}
_NUMBERS = frozenset({"level", "quantity", "batches"})
_TIMES = frozenset({"made_at"})
