"""Asking: from a caller's question to the answer that goes out, and the record of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from api.http import sites
from api.http.callers import caller, refuse
from api.http.forms import CSV, JSON, Body, Told, attached, body, chosen, offered
from api.http.service import Service, route_of, service_of
from api.record import Record
from api.told import told_of
from genealogy import __version__
from genealogy.engine.database import Database
from genealogy.errors import LoadNotFound, WrongUsage
from genealogy.settings import Settings
from office.chain import canonical
from office.jobs import all_jobs
from office.roles import Caller, Right
from queries.one_state import state_text

Answer = TypeVar("Answer", bound=Told)
Row = TypeVar("Row")

Name = Annotated[str, Field(min_length=1, max_length=1_000)]
_MOST_NAMES = 10_000


_ASKED = {
    "/v1/recalls": "recall",
    "/v1/traces": "trace",
    "/v1/whys": "why",
    "/v1/siblings": "siblings",
    "/v1/comparisons": "compare",
    "/v1/root-causes": "root-cause",
    "/v1/balances": "balance",
    "/v1/gaps": "gaps",
    "/v1/completeness": "completeness",
    "/v1/scorecards": "scorecard",
    "/v1/control-charts": "control-chart",
    "/v1/checks": "check",
    "/v1/graphs": "graph",
    "/v1/status": "status",
    "/v1/batches": "batches",
    "/v1/batches/{batch_id:path}": "batch",
    "/v1/histories/{batch_id:path}": "history",
    "/v1/finds": "find",
    "/v1/operations/{operation_id:path}": "operation",
    "/v1/loads": "loads",
    "/v1/loads/{load_id}": "loads.show",
    "/v1/rejected-rows": "rejected.list",
    "/v1/rejected-rows/{rejected_id}": "rejected.show",
}
"""What the audit trail calls the question of a route: as it does that of the command."""


class Question(BaseModel):
    """What every question can have. A parameter that does not exist is refused: left out, it
    would be an answer to another question."""

    model_config = ConfigDict(extra="forbid")
    table: Annotated[
        str | None, Field(max_length=40, description="with `Accept: text/csv`: which table")
    ] = None


class OfBatches(Question):
    """A question about batches: named, selected, or both."""

    batch: Annotated[
        list[Name],
        Field(max_length=_MOST_NAMES, description="batch ids, or lot numbers that are unique"),
    ] = []
    where: Annotated[
        list[Name],
        Field(max_length=100, description="selections: `supplier=S-201 from=2026-09-14`"),
    ] = []

    def check(self) -> None:
        """Raises WrongUsage where no batch is asked about."""
        if not self.batch and not self.where:
            raise WrongUsage("Name a batch by batch=..., or select batches by where=...")


class Asking:
    """One question of one caller: what it may see, how long it may take, how it is answered."""

    def __init__(self, request: Request, caller: Caller) -> None:
        self.caller = caller
        self.service: Service = service_of(request)
        self._request = request

    @property
    def settings(self) -> Settings:
        """What the site has set."""
        return self.service.settings

    def answered(
        self,
        kind: type[Answer],
        ask: Callable[[Database], Answer],
        asked: Mapping[str, Any],
        action: str = "",
        *,
        searching: bool = False,
        then: Callable[[Answer], None] = lambda _: None,
    ) -> Response:
        """The answer in the form that the caller accepts; 304 where it has that answer already.

        On record before it goes out, and so is a question that was refused: the header
        `Audit-Head` has the number and the hash of its entry. `then` follows once the answer is
        there and may be given.
        """
        asked = _stated(asked)
        action = action or f"question.{_ASKED[self.route]}"
        with self.service.on_record(self._request, self.caller, action, asked) as record:
            response = self._answered(record, kind, ask, asked, searching=searching, then=then)
        if record.entry is not None:
            response.headers["Audit-Head"] = record.entry.head
        return response

    def _answered(
        self,
        record: Record,
        kind: type[Answer],
        ask: Callable[[Database], Answer],
        asked: Mapping[str, Any],
        *,
        searching: bool,
        then: Callable[[Answer], None],
    ) -> Response:
        form = chosen(self._request.headers.get("accept", ""), offered(kind))
        with self.service.asked_by(self.caller, searching=searching) as database:
            tag = self._tag(database, form, asked)
            if self._known_tags() & {tag, "*"}:
                record.outcome(unchanged=tag)
                return self._unchanged(tag)
            try:
                answer = ask(database)
                sites.check(database, self.caller, answer)
            finally:
                self._measure(database)
        about = told_of(answer)
        record.outcome(form=form, answer=about)
        if isinstance(batches := about.get("batches"), int):
            self.service.metrics.scope_batches.labels(self.route).observe(batches)
        found = body(answer, form, asked.get("table"))
        then(answer)
        return self._sent(found, form, tag, getattr(answer, "next", None))

    def _unchanged(self, tag: str) -> Response:
        self.service.metrics.unchanged.labels(self.route).inc()
        return Response(status_code=304, headers=self._headers(tag))

    def _sent(self, found: Body, form: str, tag: str, after: str | None) -> Response:
        headers = self._headers(tag)
        if after is not None:
            url = self._request.url.include_query_params(after=after)
            headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
        if form != JSON:
            headers |= attached(self.route.rsplit("/", 1)[-1], form)
        media_type = f"{form}; charset=utf-8" if form == CSV else form
        if isinstance(found, bytes):
            return Response(found, headers=headers, media_type=media_type)
        return StreamingResponse(found, headers=headers, media_type=media_type)

    def own(self, rows: Sequence[Row], key: Callable[[Row], str]) -> list[Row]:
        """Of loads, or of their rows, those of the caller, who may load and not ask; for who may
        ask all of them. A key begins with the id of its load."""
        if self.caller.may(Right.ASK):
            return [*rows]
        own = self._own_loads
        return [row for row in rows if key(row).split(":")[0] in own]

    def own_id(self, id_: str) -> str:
        """The id of a load, or of a row, of the caller. Raises LoadNotFound for that of others."""
        if self.own([id_], str):
            return id_
        raise LoadNotFound(id_)

    @cached_property
    def _own_loads(self) -> set[str]:
        found = all_jobs(self.service.office, by=self.caller.id)
        receipts = ((job.result or {}).get("receipts", ()) for job in found)
        return {each["load_id"] for its in receipts for each in its}

    @property
    def route(self) -> str:
        """The template of the route."""
        return route_of(self._request)

    def _tag(self, database: Database, form: str, asked: Mapping[str, Any]) -> str:
        """What is equal where the answer is: the graph's state, the question, who may see what,
        and what of the settings answers depend on."""
        settings = self.settings
        rests_on = [
            __version__,
            state_text(database),
            self._request.url.path,
            asked,
            form,
            self.caller.masked,
            self.caller.sites,
            self.caller.may(Right.ASK) or self.caller.id,
            settings.tolerance,
            settings.time_tolerance_hours,
            settings.stale_hours,
            settings.zone,
            settings.shifts,
        ]
        return f'"{sha256(canonical(rests_on).encode()).hexdigest()[:32]}"'

    def _known_tags(self) -> set[str]:
        if self._request.method not in ("GET", "HEAD"):  # RFC 9110, 13.1.2
            return set()
        header = self._request.headers.get("if-none-match", "")
        return {each.strip().removeprefix("W/") for each in header.split(",")}

    @staticmethod
    def _headers(tag: str) -> dict[str, str]:
        return {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept, Authorization"}

    def _measure(self, database: Database) -> None:
        metrics, route = self.service.metrics, self.route
        metrics.query_seconds.labels(route).observe(database.seconds)
        metrics.statements.labels(route).inc(database.statements_run)


class _Refused(Asking):
    """The question of a caller who may not ask it: it is only put on record, as it is asked."""

    def __init__(self, request: Request, caller: Caller, rights: Sequence[Right]) -> None:
        super().__init__(request, caller)
        self._rights = rights

    def answered(self, kind: Any, ask: Any, asked: Mapping[str, Any], *_: Any, **__: Any) -> Any:
        """Raises RightMissing."""
        refuse(self._request, self.caller, self._rights, _stated(asked))


def _stated(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked, without what nobody has said."""
    return {name: value for name, value in asked.items() if value not in (None, [], False)}


def _if_allowed(request: Request, caller: Caller, *rights: Right) -> Asking:
    if any(map(caller.may, rights)):
        return Asking(request, caller)
    return _Refused(request, caller, rights)


def _asking_of_loads(request: Request, found: Annotated[Caller, Depends(caller)]) -> Asking:
    return _if_allowed(request, found, Right.ASK, Right.LOAD)


def _asking(request: Request, found: Annotated[Caller, Depends(caller)]) -> Asking:
    return _if_allowed(request, found, Right.ASK)


Asks = Annotated[Asking, Depends(_asking)]
"""The question of a caller who may ask."""

AsksOfLoads = Annotated[Asking, Depends(_asking_of_loads)]
"""The same of what was loaded, which also those may ask who load."""
