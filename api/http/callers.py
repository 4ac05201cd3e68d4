"""Callers: who asks, by the key or token of the request, and what they may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

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
    KeyRefused or TokenRefused, and TooManyRequests."""
    scheme, _, text = authorization.partition(" ")
    try:
        if scheme.lower() != "bearer" or not text:
            raise KeyRefused
        found = caller_of(service.office, service.settings, text.strip())
    except GenealogyError as error:
        service.metrics.refused.labels(type(error).__name__).inc()
        service.rates.count_stranger(address)
        raise
    service.rates.count(found.id)
    return found


def caller(request: Request, _: Annotated[object, Depends(_BEARER)]) -> Caller:
    """Who asks, as the guard has found. Raises NotAcceptable for a form that the route has not."""
    accepted(request)
    found: Caller = request.state.who
    return found


def needs(*rights: Right) -> Callable[[Request, Caller], Caller]:
    """A dependency: the caller, who has one of these rights. Otherwise RightMissing, which is on
    record."""

    def allowed(request: Request, found: Annotated[Caller, Depends(caller)]) -> Caller:
        if not any(map(found.may, rights)):
            service = service_of(request)
            service.metrics.refused.labels("right").inc()
            with service.on_record(request, found, "question.refused", {"needs": [*rights]}):
                found.must(rights[0])
        return found

    return allowed
