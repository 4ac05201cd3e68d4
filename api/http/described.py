"""What the schema says of the answers of a route: their forms, and every error."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi.responses import Response
from pydantic import BaseModel

from api.exits import CODES
from api.http.forms import CSV, JSON, NDJSON, Rows, Told, offered
from api.http.problem import MEDIA_TYPE
from api.http.schemas import Problem, code_of
from genealogy import errors

A_PAGE = "A page of the list; `next` tells where the next one begins, null on the last."
_WHOLE = "The whole answer; nothing of it is cut."

_SAID: dict[type[errors.GenealogyError], str] = {
    errors.WrongUsage: "the question cannot be right",
    errors.UnknownBatch: "no load has named this batch",
    errors.AmbiguousBatch: "several batches have this number; `candidates` has their ids",
    errors.NothingSelected: "a selection means no batch; `hints` say why",
    errors.NoPath: "the batch does not come from the origin",
    errors.LoadNotFound: "no load, or several, are meant by this text",
    errors.JobNotFound: "no job of the caller has this id",
    errors.InvestigationClosed: "the investigation is closed: nothing but its reopening is kept",
    errors.NotAcceptable: "not to be had in the form that `Accept` asks for",
    errors.PageLost: "the list changed where this page would begin: ask for its first one again",
    errors.GraphMoved: "loads went on through every try to answer: ask again",
    errors.FileRefused: "a file that cannot be read",
    errors.CypherRefused: "the Cypher would write, or reach outside of the graph",
    errors.CypherNotUnderstood: "no Cypher that the engine can run",
    errors.KeyRefused: "no key, or none that is valid",
    errors.NotAllowed: "the caller may not have this",
    errors.TooManyRequests: "the caller asks more often than it may; `Retry-After` says when again",
    errors.TooBusy: "more is asked at once than can be answered: ask again",
    errors.DatabaseLost: "the graph does not answer now",
    errors.OfficeUnavailable: "the operational database does not answer: nothing is done that could"
    " not be put on record",
    errors.QueryTimedOut: "the time limit ended the question; nothing partial is shown",
}
"""What callers are told of each error; what it is to the program, its class says."""

_EVERYWHERE: tuple[type[errors.GenealogyError], ...] = (
    errors.KeyRefused,
    errors.NotAcceptable,
    errors.NotAllowed,
    errors.TooManyRequests,
    errors.TooBusy,
    errors.DatabaseLost,
    errors.OfficeUnavailable,
    errors.QueryTimedOut,
)
_ASKING: tuple[type[errors.GenealogyError], ...] = (
    errors.WrongUsage,
    errors.UnknownBatch,
    errors.AmbiguousBatch,
    errors.NothingSelected,
    errors.PageLost,
    errors.GraphMoved,
)


def answers(
    kind: type[Told], model: type[BaseModel], *failures: type[errors.GenealogyError]
) -> dict[str, Any]:
    """What a route is declared with that gives answers of a class, told by a model."""
    content: dict[str, Any] = {JSON: {}}  # first: it is what generators of clients take
    for media_type in offered(kind):
        if media_type in (CSV, NDJSON):
            content[media_type] = {"schema": {"type": "string"}}
        elif media_type != JSON:
            content[media_type] = {"schema": {"type": "string", "format": "binary"}}
    ok: dict[str, Any] = {
        "model": model,
        "description": A_PAGE if issubclass(kind, Rows) else _WHOLE,
        "headers": {
            "ETag": {"description": "for If-None-Match", "schema": {"type": "string"}},
            "Audit-Head": {
                "description": "number and hash of the entry by which this is on record",
                "schema": {"type": "string"},
            },
        },
    }
    if content:
        ok["content"] = content
    unchanged = {"description": "The caller has this very answer already (If-None-Match)."}
    return {
        "response_class": Response,
        "responses": {
            200: ok,
            304: unchanged,
            **problems((*_ASKING, *failures)),
        },
    }


def problems(failures: Iterable[type[errors.GenealogyError]]) -> dict[int | str, dict[str, Any]]:
    """The errors of a route by their status, with those that any route can end with."""
    by_status: dict[int, list[type[errors.GenealogyError]]] = {}
    for each in dict.fromkeys((*failures, *_EVERYWHERE)):
        by_status.setdefault(CODES[each][1], []).append(each)
    found: dict[int | str, dict[str, Any]] = {
        status: _problem("; ".join(f"`{code_of(each)}`: {_said(each)}" for each in kinds), Problem)
        for status, kinds in sorted(by_status.items())
    }
    found[422] = _problem("`not-understood`: a parameter or a body that cannot be right", Problem)
    found[500] = _problem(
        "A fault of the program; its trace is in the log, by the request's id.", Problem
    )
    return found


def _problem(description: str, model: type[BaseModel]) -> dict[str, Any]:
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}},
    }


def _said(kind: type[errors.GenealogyError]) -> str:
    return _SAID.get(kind) or (kind.__doc__ or "").partition("\n")[0].partition(":")[0].rstrip(".")
