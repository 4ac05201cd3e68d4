"""A trace as a picture in each of its forms, for the command and for HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from api.console import cell_text, time_text
from api.trace import short, trace_size, trace_title
from api.verdict import headlines, remarks
from queries.recall import Recall
from queries.trace import Trace

if TYPE_CHECKING:
    from visualize.drawing import Drawing
    from visualize.head import Head
    from visualize.report import Sheet


def pictured(answer: Trace, drawn: Drawing, ending: str) -> bytes:
    """The file of this ending, one of PICTURES. Raises WrongUsage where a font, or what makes a
    PDF, is not installed."""
    return PICTURES[ending](answer, drawn)


def _html(answer: Trace, drawn: Drawing) -> bytes:
    from visualize.page import page

    return page(drawn, head_of(answer, trace_title(answer))).encode()


def _svg(answer: Trace, drawn: Drawing) -> bytes:
    return _svg_text(answer, drawn).encode()


def _png(answer: Trace, drawn: Drawing) -> bytes:
    from visualize.image import png

    return png(_svg_text(answer, drawn))


def _pdf(answer: Trace, drawn: Drawing) -> bytes:
    from visualize.report import pdf

    return pdf(drawn, head_of(answer, trace_title(answer)), [*_sheets(answer)])


def _graphml(answer: Trace, drawn: Drawing) -> bytes:
    from exports.networks import write_graphml

    nouns = {"batch": "Batch", "operation": "Operation"}
    nouns |= {"supplier": "Supplier", "customer": "Customer"}
    places = {
        f"{nouns[kind]}:{id_}": (at.x, at.y)
        for key, at in (drawn.where.positions.items() if drawn.mode != "summary" else ())
        for kind, _, id_ in [key.partition(":")]
    }
    with TemporaryDirectory(prefix="genealogy-") as folder:
        path = Path(folder) / "picture.graphml"
        write_graphml(answer, path, places)
        return path.read_bytes()


def _svg_text(answer: Trace, drawn: Drawing) -> str:
    from visualize.svg import svg

    return svg(drawn, head_of(answer, trace_title(answer)))


PICTURES: Mapping[str, Callable[[Trace, Drawing], bytes]] = {
    ".html": _html,
    ".svg": _svg,
    ".png": _png,
    ".pdf": _pdf,
    ".graphml": _graphml,
}


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
