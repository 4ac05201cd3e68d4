"""`/v1/graphs`: a scope as a picture: what is drawn, where, and of how much it is a part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Header, Query
from fastapi.responses import Response
from pydantic import Field

from api.http import sites
from api.http.asking import Asks, Name
from api.http.described import answers
from api.http.schemas import GraphAnswer
from api.http.trace import TraceQuestion
from api.pictures import pictured
from api.told import told_of
from genealogy.engine.database import Database
from queries.holds import on_hold
from queries.trace import Trace, trace
from visualize.drawing import Drawing, Mode, drawing
from visualize.fragment import fragment
from visualize.languages import Language, Words, chosen

router = APIRouter(tags=["graph"])


class GraphQuestion(TraceQuestion):
    """What is to be drawn, and how."""

    mode: Annotated[
        Mode | None,
        Field(description="each batch and operation, or summed up; by default as size demands"),
    ] = None
    depth: Annotated[
        int | None,
        Field(ge=1, le=1_000, description="of the picture alone: steps from the batches"),
    ] = None
    lang: Annotated[
        Language | None,
        Field(description="language of what the picture says; by default by Accept-Language"),
    ] = None
    open: Annotated[
        list[Name],
        Field(max_length=1_000, description="keys of cards that show more of their neighbours"),
    ] = []


@dataclass(frozen=True)
class Graph:
    """A scope, its JSON, and how it is drawn; `held` are batches on hold."""

    trace: Trace
    answer: dict[str, Any]
    drawing: Drawing
    held: frozenset[str]

    PICTURES: ClassVar = {
        "image/svg+xml": ".svg",
        "text/html": ".html",
        "image/png": ".png",
        "application/pdf": ".pdf",
    }
    """The files that it can be had as, by their media types."""

    def to_dict(self) -> dict[str, Any]:
        """The picture as JSON."""
        return {
            "question": self.answer["question"],
            "fingerprint": self.trace.fingerprint,
            "verdict": self.trace.verdict.status,
            **fragment(self.answer, self.drawing, self.held),
        }

    def pictured(self, media_type: str) -> bytes:
        """The picture as a file."""
        return pictured(self.trace, self.drawing, self.PICTURES[media_type])


@told_of.register
def _(answer: Graph) -> dict[str, Any]:
    return told_of(answer.trace)


@sites.parts_of.register
def _(answer: Graph) -> list[sites.Of]:
    return [answer.trace.genealogy]


@router.get("/v1/graphs", **answers(Graph, GraphAnswer))
def graphs(
    question: Annotated[GraphQuestion, Query()],
    asking: Asks,
    accepted: Annotated[
        str,
        Header(alias="accept-language", description="the same where `lang` is not given"),
    ] = "",
) -> Response:
    """A trace as a picture: cards with their places, arrows, lanes; the mode in which it is
    drawn, and "N of M": how much of the answer it shows. The answer itself is never cut."""
    language = chosen(question.lang, accepted)

    def ask(database: Database) -> Graph:
        question.check()
        found = trace(
            database,
            question.batch,
            question.direction,
            asking.settings,
            question.where,
            time_respecting=question.time_respecting,
            as_known_on=question.as_known_on,
        )
        answer = found.to_dict()
        drawn = drawing(
            answer,
            question.mode,
            depth=question.depth,
            opened=question.open,
            words=Words(language),
        )
        batch_ids = [row["batch_id"] for row in found.batches]
        return Graph(found, answer, drawn, frozenset(on_hold(database, batch_ids)))

    asked = question.model_dump() | {"lang": None if language == "en" else language}
    response = asking.answered(Graph, ask, asked)
    response.headers["Vary"] += ", Accept-Language"
    return response
