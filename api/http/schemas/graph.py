"""A scope as a picture, and answers to Cypher."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from api.http.schemas.base import FINGERPRINT, Count, Fingerprint, Schema

_MODE = "`detail`: a card each; `compact`: smaller ones; `summary`: boxes by level and material."


class Spot(Schema):
    """A place in the picture."""

    x: float = Field(description="Grows to the right, with the material; pixels at full size.")
    y: float = Field(description="Grows downwards; the middle of the picture is 0.")


class GraphMarks(Schema):
    """Of how many records of a card or box something holds."""

    origin: Count = Field(description="Those that the question was about.")
    gap: Count = Field(description="Those of which something is missing.")
    held: Count = Field(description="Those of the batches that are on hold.")
    possible: Count = Field(description="Those that are only possibly in the scope.")


class GraphGathered(Schema):
    """The batches behind a box, by what they have in common."""

    levels: list[int] = Field(description="The first and the last of their levels.")
    party: str | None = Field(description="Whose batches they are; null for those of several.")
    item: str | None = Field(description="Their item; null where there are several.")


class GraphNode(Spot):
    """A card, or a box that stands for many."""

    key: str = Field(description="Kind and id, `batch:own/3101/WM-0412`; ends of arrows name it.")
    kind: Literal["batch", "operation", "supplier", "customer"] = Field(
        description="What the card stands for."
    )
    title: str = Field(description="What its like is called: the material, the recipe.")
    name: str = Field(description="What stands on the card: the lot, the order, the name.")
    below: str = Field(description="What stands below the name; may be empty.")
    facts: list[str] = Field(description="All that is told of it, a line each.")
    marks: list[str] = Field(description="What stands out, in words: a gap, only possible.")
    size: Count = Field(description="How many records of the answer stand behind it.")
    time: str = Field(description="When it was made or began, ISO 8601; empty if nobody says.")
    origin: bool = Field(description="Whether the question was about it.")
    gap: bool = Field(description="Whether something of it is missing.")
    possible: bool = Field(description="Whether it is only possibly in the scope.")
    width: float = Field(description="How wide it is, in pixels at full size.")
    height: float = Field(description="How high it is, in pixels at full size.")
    font: int = Field(description="How large its text is, in pixels at full size.")
    level: int = Field(description="Number of its lane among those that hold batches.")
    material: list[str] = Field(description="Names of its materials.")
    site: list[str] = Field(description="Sites at which it was made, or takes place.")
    supplier: list[str] = Field(description="Suppliers that it came from.")
    status: list[str] = Field(description="What the last counts of its stock state.")
    held: bool = Field(description="Whether it is on hold, or a batch behind it.")
    counts: GraphMarks = Field(description="Of how many records behind it something holds.")
    gathers: GraphGathered | None = Field(
        description="Which batches stand behind a box; null where it is no box of batches."
    )
    more: Count = Field(description="How many of its neighbours lie beyond the picture's depth.")


class GraphArrow(Schema):
    """Material that flowed between two cards."""

    source: str = Field(description="Key of the card it comes from.")
    target: str = Field(description="Key of the card it goes to.")
    facts: list[str] = Field(description="What flowed, a line for each record.")
    possible: bool = Field(description="Whether no certain link joins them.")
    amount: float | None = Field(
        description="How much flowed, or in a summary how many operations or links it is; null "
        "where it is not stated, or in several units."
    )
    unit: str = Field(description="Unit of the amount, in a summary what is counted; or empty.")
    width: float = Field(
        description="How wide its line is, in pixels at full size: more for a larger amount."
    )
    backward: bool = Field(description="Whether it closes a loop, and points to the left.")
    bends: list[Spot] = Field(description="The places that it passes on its way.")


class GraphLane(Schema):
    """A column of the picture."""

    x: float = Field(description="Where it stands, as of its cards.")
    left: float = Field(description="Where its widest card begins.")
    right: float = Field(description="Where its widest card ends.")
    heading: str = Field(description="What stands in it, and how many.")
    name: str = Field(description="What stands in it: the material, the recipe, or the kind.")
    kind: Literal["batch", "operation", "supplier", "customer"] = Field(
        description="What its cards stand for."
    )
    is_one: bool = Field(description="Whether all of it is the one material or recipe of `name`.")
    nodes: Count = Field(description="How many records stand in it.")


class GraphBounds(Schema):
    """The rectangle that all of it fits into, but for the headings above it."""

    left: float = Field(description="Where the first lane begins, or its heading.")
    top: float = Field(description="Where the highest card or link is.")
    right: float = Field(description="Where the last lane ends, or its heading.")
    bottom: float = Field(description="Where the lowest card or link is.")


class GraphAnswer(Schema):
    """A trace as a picture. The picture may be summed up; the answer behind it is whole."""

    question: dict[str, Any] = Field(description="What was asked, as a trace tells it.")
    fingerprint: Fingerprint = Field(description=FINGERPRINT)
    verdict: str = Field(description="Whether the answer is complete: status of its verdict.")
    mode: Literal["detail", "compact", "summary"] = Field(description=_MODE)
    usual_mode: Literal["detail", "compact", "summary"] = Field(
        description="The mode that this size is drawn in if none is asked for."
    )
    said: str = Field(description="The mode and how much is shown, in a sentence.")
    why: str | None = Field(
        description="What the picture leaves out or sums up; null where it shows all."
    )
    shown: Count = Field(description="How many cards or boxes are drawn.")
    of: Count = Field(description="How many records the answer has.")
    hidden: Count = Field(description="How many of them lie beyond the picture's depth.")
    compact: bool = Field(description="Whether a card has room for one line only.")
    font: float = Field(description="How large the text of cards is, in pixels at full size.")
    card_width: float = Field(description="How wide a card is, in pixels at full size.")
    row_height: float = Field(description="How far apart cards of a lane stand at least.")
    bounds: GraphBounds = Field(description="How large the picture is.")
    nodes: list[GraphNode] = Field(description="The cards and boxes that are drawn.")
    arrows: list[GraphArrow] = Field(description="What flowed between them.")
    lanes: list[GraphLane] = Field(description="The columns, from left to right.")


class CypherLimits(Schema):
    """How much an answer may hold."""

    rows: Count = Field(description="How many rows at most.")
    seconds: float = Field(description="Seconds at most, until the last row.")
    bytes: Count = Field(description="Bytes at most, as the graph sends them.")


class CypherAnswer(Schema):
    """What a Cypher text found."""

    columns: list[str] = Field(description="Names of the columns.")
    rows: list[list[Any]] = Field(
        description="Rows, a value for each column: texts, numbers, lists, maps; nodes with "
        "`labels` and `properties`, relationships with `type`, `start`, `end`; times as ISO 8601. "
        "What JSON has no number for is a text: `nan`, `inf`, `-inf`."
    )
    complete: bool = Field(description="Whether these are all rows; false where a limit cut them.")
    cut: Literal["rows", "bytes", "seconds"] | None = Field(
        description="Which limit cut them; null where these are all."
    )
    limits: CypherLimits = Field(description="The limits that held.")
