"""Callers: who asks, by the key or token of the request, and what they may do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Annotated, Any, NoReturn

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.http.forms import accepted
from api.http.service import Service, service_of
from genealogy.errors import GenealogyError, KeyRefused
from office.callers import caller_of
from office.roles import Caller, Right

_BEARER = HTTPBearer(
    auto_error=False,
    description="a key of `genealogy keys new`, or a token of the site's OpenID provider",
)


def identified(service: Service, authorization: str, address: str) -> Caller:
    """Who asks, by the header of the request, before anything else of it is read. Raises
    KeyRefused or TokenRefused, which are on record, and TooManyRequests."""
    scheme, _, text = authorization.partition(" ")
    try:
        if scheme.lower() != "bearer" or not text:
            raise KeyRefused
        found = caller_of(service.office, service.settings, text.strip())
    except GenealogyError as error:
        service.metrics.refused.labels(type(error).__name__).inc()
        service.refusals.count(error)
        service.rates.count_stranger(address)
        raise
    service.rates.count(found.id)
    return found


def caller(request: Request, _: Annotated[object, Depends(_BEARER)]) -> Caller:
    """Who asks, as the guard has found. Raises NotAcceptable for a form that the route has not."""
    accepted(request)
    found: Caller = request.state.who
    return found


def needs(*rights: Right) -> Callable[[Request, Caller], Awaitable[Caller]]:
    """A dependency: the caller, who has one of these rights. Otherwise RightMissing, which is on
    record with what was sent."""

    async def allowed(request: Request, found: Annotated[Caller, Depends(caller)]) -> Caller:
        if not any(map(found.may, rights)):
            await run_in_threadpool(refuse, request, found, rights, await _sent(request))
        return found

    return allowed


def refuse(
    request: Request, found: Caller, rights: Sequence[Right], asked: Mapping[str, Any]
) -> NoReturn:
    """Raises RightMissing, which is on record with what was asked."""
    service = service_of(request)
    service.metrics.refused.labels("right").inc()
    with service.on_record(request, found, "question.refused", asked) as entry:
        entry.outcome(needs=[*rights])
        found.must(rights[0])
    raise AssertionError(f"{found.id} has the right {rights[0]}")


async def _sent(request: Request) -> dict[str, Any]:
    """What a request asks for: of its address, and of its body, which was read before; of files
    their names."""
    sent: dict[str, Any] = {name.removesuffix("_id"): text
                            for name, text in request.path_params.items()}  # fmt: skip
    for name in request.query_params:
        texts = request.query_params.getlist(name)
        sent[name] = texts if len(texts) > 1 else texts[0]
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        form = await request.form()
        sent["files"] = [each.filename for each in form.getlist("files")
                         if isinstance(each, UploadFile)]  # fmt: skip
    elif await request.body():
        with suppress(ValueError, TypeError):  # not what the route takes, and not read by it
            sent |= await request.json()
    return sent
