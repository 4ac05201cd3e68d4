"""The HTTP application, put together: a router for each question, and the guard around them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import cast

from fastapi import FastAPI

from api.http import (
    balance,
    batches,
    check,
    compare,
    control_chart,
    cypher,
    explorer,
    finding,
    gaps,
    graph,
    health,
    hold,
    investigations,
    jobs,
    load,
    manual,
    me,
    operation,
    recall,
    rejected,
    root_cause,
    scorecard,
    siblings,
    status,
    trace,
    why,
)
from api.http.guard import Guard
from api.http.operations import operation_id, with_words
from api.http.problem import tell_problems
from api.http.schemas import with_examples, with_problem
from api.http.service import Service, running
from api.http.worker import Worker
from genealogy import __version__
from genealogy.settings import Settings, load_settings
from office.deliverer import Deliverer
from office.receivers import receivers_of

ROUTERS = (
    recall.router,
    trace.router,
    why.router,
    batches.router,
    operation.router,
    finding.router,
    siblings.router,
    root_cause.router,
    compare.router,
    balance.router,
    gaps.router,
    scorecard.router,
    control_chart.router,
    check.router,
    graph.router,
    cypher.router,
    load.router,
    rejected.router,
    hold.router,
    investigations.router,
    jobs.router,
    status.router,
    me.router,
    health.router,
    manual.router,
    explorer.router,
)

_ABOUT = """From a plant's exports to the complete scope of a recall.

Answers are those of the command line, byte for byte: `GET /v1/recalls?batch=L` is
`genealogy recall L --json`. None is ever cut; each says whether it is complete. Only answers to
Cypher have limits, and say which one cut them. Lists come in pages, and say where the next one
begins. Ask once `/health/ready` is answered with 200. Times are UTC (ISO 8601), quantities in the
unit that stands beside them.

Every request needs a key, `Authorization: Bearer KEY`: `genealogy keys new NAME --role ROLE`.
"""


@contextmanager
def _delivering(service: Service) -> Iterator[None]:
    """Tells receivers of events, where the site has any."""
    receivers = receivers_of(service.settings)
    if not receivers:
        yield
        return
    deliverer = Deliverer(service.office, receivers, service.borrowed)
    deliverer.start()
    try:
        yield
    finally:
        deliverer.stop()


@contextmanager
def _working(app: FastAPI, service: Service) -> Iterator[None]:
    """Does the jobs."""
    app.state.worker = worker = Worker(service)
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def create_app(settings: Settings) -> FastAPI:
    """The application on the graph of the settings, which it opens and closes."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with running(settings) as service:
            app.state.service = service
            with _working(app, service), _delivering(service):
                yield

    app = FastAPI(
        title="genealogy",
        version=__version__,
        description=_ABOUT,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # it would send callers to whatever host they name
        generate_unique_id_function=operation_id,
        servers=[{"url": "/", "description": "The service that this schema comes from."}],
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    tell_problems(app)
    for router in ROUTERS:
        app.include_router(router)
    plain = app.openapi
    app.openapi = lambda: with_words(with_problem(with_examples(plain())))  # type: ignore[method-assign]
    app.add_middleware(Guard, service=lambda: cast(Service, app.state.service))
    return app


def app_of_environment() -> FastAPI:
    """The application of the environment's settings, for several worker processes."""
    return create_app(load_settings())
