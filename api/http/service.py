"""What a running service holds: the graph, the operational database, its settings and figures."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from fastapi import Request

from api.http.metrics import Metrics
from api.http.rates import Rates
from api.http.refusals import Refusals
from api.record import Record, on_record
from genealogy.engine.database import Database
from genealogy.engine.lasting import Lasting
from genealogy.engine.limited import within
from genealogy.engine.opening import open_database, open_read_only
from genealogy.engine.read_only import ReadOnly
from genealogy.settings import Settings
from office.audit import record
from office.chain import Entry
from office.changing import Changing
from office.heads import sign
from office.opening import Office, open_office
from office.roles import Caller
from queries.masking import masked
from queries.within_sites import held_to

LOG = logging.getLogger("genealogy.http")


@dataclass(frozen=True)
class Service:
    """One running service; every request finds it by `service_of`."""

    settings: Settings
    graph: Lasting[Database]
    reader: Lasting[ReadOnly]
    office: Office
    metrics: Metrics
    rates: Rates
    refusals: Refusals

    @contextmanager
    def borrowed(self) -> Iterator[Database]:
        """The graph, for work that takes as long as it takes. Raises DatabaseLost at once where
        it is away; it is opened anew meanwhile."""
        with self.graph.borrowed() as database:
            yield database

    @contextmanager
    def asked_by(self, caller: Caller, *, searching: bool = False) -> Iterator[Database]:
        """The graph as this caller may see it, for as long as one request may take. Errors name no
        batch beyond the caller's sites; `searching` counts them, and holds to sites by itself."""
        with (
            self.graph.borrowed() as database,
            within(database, self.settings.api_seconds) as limited,
        ):
            seen = masked(limited) if caller.masked else limited
            free = searching or caller.sites is None
            yield seen if free else held_to(seen, caller.sites or ())

    @contextmanager
    def on_record(
        self, request: Request, caller: Caller, action: str, asked: Mapping[str, Any]
    ) -> Iterator[Record]:
        """What the caller does in the block goes on record as it ends, well or not; what changes
        something also before. Raises OfficeUnavailable: what could not be put on record is not
        done, and not told."""
        with on_record(
            self.trail,
            action,
            asked,
            door="http",
            command=route_of(request),
            by=caller.id,
            request=request.state.request_id,
        ) as record:
            yield record

    @contextmanager
    def changing(self) -> Iterator[Changing]:
        """A change of the operational database, kept together with the entries that tell of it;
        their head is signed once they are in."""
        with self.office.one_at_a_time() as connection:
            change = Changing(connection)
            yield change
        for entry in change.entries[-1:]:
            self.trail.sign(entry)

    @cached_property
    def trail(self) -> ServedTrail:
        """The audit trail, whose heads are signed as they fall due."""
        return ServedTrail(self.office, self.settings)


class ServedTrail:
    """The audit trail over the connections of the service."""

    def __init__(self, office: Office, settings: Settings) -> None:
        self._office = office
        self._settings = settings
        self.unsigned: str | None = None
        """Why the last head could not be signed, if so."""

    def record(self, *, by: str, action: str, details: Mapping[str, Any]) -> Entry:
        """The new entry, once it is on the disk. Raises OfficeUnavailable."""
        entry = record(self._office, by=by, action=action, details=details)
        self.sign(entry)
        return entry

    def sign(self, entry: Entry) -> None:
        """Signs the head if that is due. Where it fails the log says so; the entry stays."""
        self.unsigned = sign(self._settings, entry)
        if self.unsigned:
            LOG.warning(self.unsigned)


@contextmanager
def running(settings: Settings) -> Iterator[Service]:
    """The service of the settings, until the block ends.

    Raises one of the DatabaseUnavailable errors where the graph, or the operational database,
    cannot be opened at all: later, each may go and come back.
    """
    with (
        open_office(settings) as office,
        closing(Lasting(lambda: open_database(settings))) as graph,
        closing(Lasting(lambda: open_read_only(settings))) as reader,
    ):
        refusals = Refusals(ServedTrail(office, settings))
        refusals.start()
        rates = Rates(settings.api_rate)
        try:
            yield Service(settings, graph, reader, office, Metrics(), rates, refusals)
        finally:
            refusals.stop()


def service_of(request: Request) -> Service:
    """The service that answers this request."""
    service: Service = request.app.state.service
    return service


def route_of(request: Request) -> str:
    """The template of the route, such as `/v1/recalls`."""
    return str(request.scope["route"].path)
