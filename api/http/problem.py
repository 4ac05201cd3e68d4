"""Problems: every error of HTTP as problem+json (RFC 9457), from the one table of errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.exits import http_status
from api.http.schemas import code_of
from api.http.wrong import wrong_of
from genealogy import errors

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 2
_MOST_TOLD = 100

_TITLES = {
    400: "Wrong request",
    401: "A key is needed",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not to be had in this form",
    408: "Too slow",
    409: "Not clear",
    413: "Too large",
    415: "Not to be read in this form",
    422: "Not understood",
    429: "Too many requests",
    501: "No such method",
    500: "A fault of the program",
    503: "Not available now",
    504: "Out of time",
    507: "No room",
}


def problem(
    request: Request | None,
    status: int,
    detail: str,
    code: str,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> JSONResponse:
    """A problem as an answer: `code` names the error for programs, `detail` says it to people."""
    told = {
        "type": "about:blank",
        "title": _TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        "instance": request.url.path if request else "",
        "code": code,
    }
    found = dict(headers or {})
    if status in (429, 503):
        found.setdefault("Retry-After", str(RETRY_SECONDS))
    if status == 401:
        found.setdefault("WWW-Authenticate", "Bearer")
    return JSONResponse({**told, **(more or {})}, status, found, media_type=MEDIA_TYPE)


def problem_of(request: Request, error: errors.GenealogyError) -> JSONResponse:
    """The problem of an error of ours; with the batches that could be meant, and hints."""
    more: dict[str, Any] = {}
    for name in ("candidates", "hints"):
        if found := getattr(error, name, None):
            # the nearest are told with their names, which are no part of their ids
            more[name] = [each.split(" (")[0] if name == "candidates" else each for each in found]
    return problem(request, http_status(error), error.over_http(), code_of(type(error)), more=more)


def tell_problems(app: FastAPI) -> None:
    """Makes every error of the application a problem; none shows a stack or a secret."""

    @app.exception_handler(errors.GenealogyError)
    def ours(request: Request, error: errors.GenealogyError) -> JSONResponse:
        return problem_of(request, error)

    @app.exception_handler(RequestValidationError)
    def misunderstood(request: Request, error: RequestValidationError) -> JSONResponse:
        wrong = [wrong_of(each) for each in error.errors()[:_MOST_TOLD]]
        detail = "; ".join(f"{each['where']}: {each['why']}" for each in wrong[:5])
        return problem(request, 422, detail, "not-understood", more={"wrong": wrong})

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> JSONResponse:
        told = str(error.detail)
        detail = told if told.endswith(".") else f"{told}."
        code = _TITLES.get(error.status_code, "error").lower().replace(" ", "-")
        return problem(request, error.status_code, detail, code, error.headers)
