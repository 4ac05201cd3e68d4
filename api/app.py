"""The HTTP application: traces and recalls as JSON, and whether the service is well."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from api.exits import http_status
from genealogy import __version__
from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.errors import GenealogyError
from genealogy.settings import Settings
from genealogy.verdict import Direction
from queries.one_state import fingerprint
from queries.recall import recall
from queries.trace import trace


class RecallQuestion(BaseModel):
    """What a recall is of. A parameter that does not exist is refused: left out, it would be an
    answer to another question."""

    model_config = ConfigDict(extra="forbid")
    batch: list[str] = Field(min_length=1, description="batch ids or lot numbers")


class TraceQuestion(RecallQuestion):
    """What a trace is of."""

    direction: Direction = "forward"


def create_app(settings: Settings) -> FastAPI:
    """The application on the database of the settings, which it opens and closes."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with open_database(settings) as database:
            app.state.database = database
            yield

    # Swagger's page would come from a CDN; the schema itself is at /openapi.json.
    app = FastAPI(
        title="genealogy", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None
    )

    def authorised(authorization: Annotated[str, Header()] = "") -> None:
        if settings.api_key is None:
            return
        expected = f"Bearer {settings.api_key.get_secret_value()}"
        if not secrets.compare_digest(authorization.encode(), expected.encode()):
            raise HTTPException(
                401, "A key is needed: Authorization: Bearer KEY", {"WWW-Authenticate": "Bearer"}
            )

    guarded = [Depends(authorised)]

    @app.exception_handler(GenealogyError)
    def told(_: Request, error: GenealogyError) -> JSONResponse:
        return JSONResponse({"detail": str(error)}, status_code=http_status(error))

    @app.get("/health/live")
    def live() -> dict[str, str]:
        """The process runs."""
        return {"status": "live"}

    @app.get("/health/ready")
    def ready(request: Request) -> dict[str, str]:
        """The database answers."""
        fingerprint(_database(request))
        return {"status": "ready"}

    @app.get("/v1/traces", dependencies=guarded)
    def traces(request: Request, question: Annotated[TraceQuestion, Query()]) -> dict[str, Any]:
        """Every batch that material went into, or came from, with the verdict."""
        return trace(_database(request), question.batch, question.direction, settings).to_dict()

    @app.get("/v1/recalls", dependencies=guarded)
    def recalls(request: Request, question: Annotated[RecallQuestion, Query()]) -> dict[str, Any]:
        """The scope of a recall."""
        return recall(_database(request), question.batch, settings).to_dict()

    return app


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database
