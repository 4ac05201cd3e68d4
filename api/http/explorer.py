"""The explorer: pages for the browser, without data: their scripts ask as all do, with a key."""

from __future__ import annotations

import gzip
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import HTMLResponse, Response

from genealogy import __version__
from visualize.languages import chosen
from visualize.pages import Page, html

router = APIRouter(include_in_schema=False)

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src 'self' data: blob:; manifest-src 'self'; frame-ancestors 'none'; base-uri 'none';"
    " form-action 'none'"
)
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
Lang = Annotated[str | None, Query(max_length=20)]
Accepted = Annotated[str, Header(alias="accept-language", max_length=1000)]


@router.get("/")
def explorer(lang: Lang = None, accepted: Accepted = "") -> HTMLResponse:
    """The genealogy of a batch, to walk through."""
    return _page("explorer", lang, accepted)


@router.get("/recall")
def recall(lang: Lang = None, accepted: Accepted = "") -> HTMLResponse:
    """A recall at a glance, and on paper."""
    return _page("recall", lang, accepted)


@router.get("/root-cause")
def root_cause(lang: Lang = None, accepted: Accepted = "") -> HTMLResponse:
    """What bad batches have in common that good ones have not."""
    return _page("root-cause", lang, accepted)


@router.get("/scorecards")
def scorecards(lang: Lang = None, accepted: Accepted = "") -> HTMLResponse:
    """How the batches of each supplier, line, shift, ... came out."""
    return _page("scorecards", lang, accepted)


@router.get("/control-charts")
def control_charts(lang: Lang = None, accepted: Accepted = "") -> HTMLResponse:
    """How a characteristic went in time, and where it was out of control."""
    return _page("control-charts", lang, accepted)


@router.get("/quality")
def quality(lang: Lang = None, accepted: Accepted = "") -> HTMLResponse:
    """How good the data is: loads, rejected rows, checks, gaps."""
    return _page("quality", lang, accepted)


@router.get("/static/{name:path}")
def asset(
    name: str,
    known: Annotated[str, Header(alias="if-none-match", max_length=1000)] = "",
    encodings: Annotated[str, Header(alias="accept-encoding", max_length=1000)] = "",
) -> Response:
    """A script, style or picture of the pages."""
    found = _assets().get(name)
    if found is None:
        return Response(status_code=404)
    tag, media_type, plain, packed = found
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if tag in known:
        return Response(status_code=304, headers=headers)
    if "gzip" not in encodings:
        return Response(plain, headers=headers, media_type=media_type)
    return Response(packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=media_type)


def _page(page: Page, lang: str | None, accepted: str) -> HTMLResponse:
    headers = {
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "no-cache",
        "Vary": "Accept-Language",
    }
    return HTMLResponse(html(page, chosen(lang, accepted), __version__), headers=headers)


@lru_cache
def _assets() -> dict[str, tuple[str, str, bytes, bytes]]:
    """Every file that pages may have, by its name: nothing else is ever looked for."""
    found = {}
    for name, file in _files(files("visualize") / "static", ""):
        if (media_type := _TYPES.get(name.rsplit(".", 1)[-1])) is not None:
            content = file.read_bytes()
            tag = f'"{sha256(content).hexdigest()[:32]}"'
            found[name] = (tag, media_type, content, gzip.compress(content, mtime=0))
    return found


def _files(folder: Traversable, before: str) -> list[tuple[str, Traversable]]:
    found = []
    for each in folder.iterdir():
        if each.is_dir():
            found += _files(each, f"{before}{each.name}/")
        else:
            found.append((f"{before}{each.name}", each))
    return found
