"""The forms of an answer: chosen by the `Accept` of a request, the same bytes as the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, Protocol, cast, get_args, runtime_checkable

from fastapi import Request

from api.told import told_of
from exports.columns import Table
from exports.csv_text import csv_lines
from exports.json_text import json_lines, json_text
from exports.tables import Answer, tables_with_columns
from genealogy.errors import NotAcceptable, WrongUsage
from queries.recall import Recall
from queries.trace import Trace

JSON = "application/json"
CSV = "text/csv"
NDJSON = "application/x-ndjson"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GRAPHML = "application/graphml+xml"

ENDINGS = {
    JSON: "json",
    CSV: "csv",
    NDJSON: "ndjson",
    XLSX: "xlsx",
    GRAPHML: "graphml",
    "image/svg+xml": "svg",
    "text/html": "html",
    "image/png": "png",
    "application/pdf": "pdf",
}


class Told(Protocol):
    """An answer of any kind."""

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""


@runtime_checkable
class Pictured(Protocol):
    """An answer that can be had as a picture, too."""

    PICTURES: ClassVar[Mapping[str, str]]

    def pictured(self, media_type: str) -> bytes:
        """The picture as a file of one of PICTURES."""


@dataclass(frozen=True)
class Rows:
    """An answer that is one list: `told` as JSON, its rows as a table."""

    told: dict[str, Any]
    table: Table

    @property
    def next(self) -> str | None:
        """The cursor of the next page, where the list is one page of more."""
        return self.told.get("next")

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return self.told


@told_of.register
def _(answer: Rows) -> dict[str, Any]:
    return {"rows": len(answer.table.rows)}


Body = bytes | Iterable[str]


def offered(answer_type: type[Told]) -> tuple[str, ...]:
    """The media types in which answers of a class can be had, the usual one first."""
    if answer_type in (Trace, Recall):
        return JSON, CSV, NDJSON, XLSX, GRAPHML
    if answer_type in get_args(Answer):
        return JSON, CSV, NDJSON, XLSX
    if pictures := getattr(answer_type, "PICTURES", None):
        return JSON, *pictures
    return (JSON, CSV) if issubclass(answer_type, Rows) else (JSON,)


def chosen(accept: str, of: Sequence[str]) -> str:
    """The media type of those offered that the caller likes best; without a wish the first.

    Raises NotAcceptable where none is among what the caller accepts (RFC 9110, 12.5.1).
    """
    wishes = dict(_wishes(accept)) or {"*/*": 1.0}

    def liking(media_type: str) -> float:
        kind = media_type.split("/", maxsplit=1)[0]
        for each in (media_type, f"{kind}/*", "*/*"):
            if each in wishes:
                return wishes[each]
        return 0.0

    best = max(of, key=liking)
    if liking(best) <= 0:
        raise NotAcceptable(accept, of)
    return best


def accepted(request: Request) -> str:
    """The media type that the caller likes best of those that the route declares, JSON where it
    declares none. Raises NotAcceptable: before anything is done."""
    declared = getattr(request.scope.get("route"), "responses", {})
    forms = [
        media_type
        for status, answer in declared.items()
        if str(status).startswith("2")
        for media_type in answer.get("content", ())
    ]
    return chosen(request.headers.get("accept", ""), forms or (JSON,))


def attached(name: str, media_type: str) -> dict[str, str]:
    """The header by which a browser keeps an answer as a file of this name."""
    ending = ENDINGS[media_type]
    return {"Content-Disposition": f'attachment; filename="{name}.{ending}"'}


def _wishes(accept: str) -> Iterator[tuple[str, float]]:
    for part in filter(None, (each.strip() for each in accept.split(","))):
        media_type, *parameters = (each.strip().lower() for each in part.split(";"))
        weight = next((each[2:] for each in parameters if each.startswith("q=")), "1")
        try:
            yield media_type, min(1.0, max(0.0, float(weight)))
        except ValueError:
            yield media_type, 0.0


def body(answer: Told, media_type: str, table: str | None) -> Body:
    """The answer in this form; `table` is which one CSV has, by default the first that counts.

    Raises WrongUsage for a table that the answer does not have.
    """
    if media_type == CSV:
        found = _table(answer, table)
        return csv_lines(found.rows, list(found.columns))
    if table is not None:
        raise WrongUsage("table goes with CSV: ask for it by `Accept: text/csv`.")
    if isinstance(answer, Pictured) and media_type != JSON:
        return answer.pictured(media_type)
    if media_type == NDJSON:
        return json_lines(_head(answer.to_dict()), _tables(answer))
    if media_type == XLSX:
        from exports.workbook import write_workbook

        return _file(lambda path: write_workbook(_with_tables(answer), path), "answer.xlsx")
    if media_type == GRAPHML:
        from exports.networks import write_graphml

        assert isinstance(answer, Trace | Recall)
        trace = answer.trace if isinstance(answer, Recall) else answer
        return _file(lambda path: write_graphml(trace, path), "answer.graphml")
    return json_text(answer.to_dict()).encode()


_USUAL = {Recall: "shipments", Trace: "batches"}
"""The table that CSV has where none is named, as on the command line."""


def _table(answer: Told, name: str | None) -> Table:
    tables = _tables(answer)
    name = name or _USUAL.get(type(answer), next(iter(tables)))
    if name not in tables:
        raise WrongUsage(f'This answer has no table "{name}". It has: {", ".join(tables)}.')
    return tables[name]


def _tables(answer: Told) -> dict[str, Table]:
    if isinstance(answer, Rows):
        return {"rows": answer.table}
    return tables_with_columns(_with_tables(answer))


def _with_tables(answer: Told) -> Answer:
    assert isinstance(answer, get_args(Answer))
    return cast(Answer, answer)


def _head(told: Mapping[str, Any]) -> dict[str, Any]:
    """What the answer is, without its rows."""
    return {name: value for name, value in told.items() if not isinstance(value, list)}


def _file(write: Callable[[Path], None], name: str) -> bytes:
    """What a writer of files writes."""
    with TemporaryDirectory(prefix="genealogy-") as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()
