"""A trace as a picture in each of its forms, for the command and for HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from api.console import cell_text, time_text
from api.trace import short, trace_size, trace_title
from api.verdict import headlines, remarks
from queries.recall import Recall
from queries.trace import Trace
from visualize.languages import ENGLISH, Words

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

    return page(drawn, _head(answer, drawn)).encode()


def _svg(answer: Trace, drawn: Drawing) -> bytes:
    return _svg_text(answer, drawn).encode()


def _png(answer: Trace, drawn: Drawing) -> bytes:
    from visualize.image import png

    return png(_svg_text(answer, drawn))


def _pdf(answer: Trace, drawn: Drawing) -> bytes:
    from visualize.report import pdf

    return pdf(drawn, _head(answer, drawn), [*_sheets(answer, drawn.words)])


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

    return svg(drawn, _head(answer, drawn))


PICTURES: Mapping[str, Callable[[Trace, Drawing], bytes]] = {
    ".html": _html,
    ".svg": _svg,
    ".png": _png,
    ".pdf": _pdf,
    ".graphml": _graphml,
}


def _head(answer: Trace, drawn: Drawing) -> Head:
    return head_of(answer, trace_title(answer, drawn.words), drawn.words)


def head_of(answer: Trace | Recall, title: str, words: Words = ENGLISH) -> Head:
    """The words above a picture: the verdict as it reads on screen, time and data."""
    from visualize import gap_words
    from visualize.head import Head

    found = answer.trace if isinstance(answer, Recall) else answer
    verdict = found.verdict
    as_known = found.as_known_on
    known = [words.say("picture.known-on", at=as_known)] if as_known else []
    told = [gap_words.told(gap.to_dict(), words) for gap in verdict.gaps]
    against = [
        words.say(
            "picture.violation",
            subject=each["subject"],
            kind=words.value(each["kind"]),
            by=each["by"],
            at=time_text(each["at"]),
        )
        for each in verdict.violations
    ]
    size, fingerprint = trace_size(found, words), short(found.fingerprint)
    return Head(
        title=title,
        verdict=tuple((text, _COLOURS[colour]) for text, colour in headlines(verdict, words)),
        gaps=(*(words.say("picture.gap-line", **each) for each in told), *against),
        lines=(
            *known,
            *remarks(verdict, words=words),
            words.say("picture.fingerprint", size=size, fingerprint=fingerprint),
        ),
        words=words,
    )


_COLOURS: Mapping[str, Any] = {"green": "green", "yellow": "yellow", "red": "red"}


def _sheets(answer: Trace, words: Words) -> Iterator[Sheet]:
    """The tables behind the picture: those that the answer has on screen, and the gaps."""
    from visualize import gap_words
    from visualize.report import Sheet

    def cell(row: Mapping[str, Any], column: str) -> str:
        value = row.get(column)
        if isinstance(value, bool):
            return words.say("yes" if value else "no")
        return time_text(value) if column in _TIMES else cell_text(value)

    def sheet(
        name: str, rows: Sequence[Mapping[str, Any]], columns: str, called: str = "name"
    ) -> Sheet:
        heads = {each: called if each == "name" else each for each in columns.split()}
        said = {each: words.say(f"picture.column.{head}") for each, head in heads.items()}
        return Sheet(
            words.say(f"tables.{name}"),
            tuple(said.values()),
            tuple(tuple(cell(row, each) for each in heads) for row in rows),
            frozenset(said[each] for each in heads if each in _NUMBERS),
        )

    if answer.verdict.gaps:
        gaps = [gap_words.told(gap.to_dict(), words) for gap in answer.verdict.gaps]
        yield sheet("gaps", gaps, "subject kind why closes")
    of_batches = "level batch_id name quantity unit made_at certain origin"
    yield sheet("batches", answer.batches, of_batches, called="material")
    party = "name contact batches certain"
    if answer.customers and answer.direction != "backward":
        yield sheet("customers", answer.customers, f"customer_id {party}")
    if answer.suppliers and answer.direction != "forward":
        yield sheet("suppliers", answer.suppliers, f"supplier_id {party}")


_NUMBERS = frozenset({"level", "quantity", "batches"})
_TIMES = frozenset({"made_at"})
