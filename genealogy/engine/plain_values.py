"""Values of the graph as plain JSON values, the same for both engines."""

from __future__ import annotations

import math
import re
from base64 import b64encode
from datetime import UTC, date, datetime, time
from typing import Any

from genealogy.engine.driver import graph, spatial, temporal

_ZEROS = re.compile(r"(?:\.0+|(\.\d*?[1-9])0+)(?!\d)")


def plain(value: Any) -> Any:
    """The value as JSON has it.

    A node is its labels and properties, a relationship its type, properties and the ids of its
    ends, a path the list of both. Times are ISO text, in UTC where they have a zone; what JSON
    has no number for, `NaN` and the infinities, is text too.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, list | tuple) and not isinstance(value, spatial.Point | temporal.Duration):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, bytes | bytearray):
        return b64encode(value).decode("ascii")
    return _of_graph(value)


def _of_graph(value: Any) -> Any:
    if isinstance(value, graph.Node):
        return {
            "id": value.element_id,
            "labels": sorted(value.labels),
            "properties": _sorted(value),
        }
    if isinstance(value, graph.Relationship):
        start, end = value.start_node, value.end_node
        return {
            "id": value.element_id,
            "type": value.type,
            "start": start.element_id if start else None,
            "end": end.element_id if end else None,
            "properties": _sorted(value),
        }
    if isinstance(value, graph.Path):
        return {
            "nodes": [plain(each) for each in value.nodes],
            "relationships": [plain(each) for each in value.relationships],
        }
    if isinstance(value, spatial.Point):
        return {"srid": value.srid, "coordinates": [plain(float(each)) for each in value]}
    return _of_time(value)


def _of_time(value: Any) -> str:
    if isinstance(value, temporal.DateTime | datetime) and value.tzinfo is not None:
        return _short(value.astimezone(UTC).isoformat()).replace("+00:00", "Z")
    if isinstance(
        value, temporal.DateTime | temporal.Date | temporal.Time | datetime | date | time
    ):
        return _short(value.isoformat())
    if isinstance(value, temporal.Duration):
        return value.iso_format()
    return str(value)


def _short(text: str) -> str:
    """Without the zeros at the end of a second's nine digits."""
    return _ZEROS.sub(r"\1", text)


def _sorted(entity: graph.Node | graph.Relationship) -> dict[str, Any]:
    return {name: plain(entity[name]) for name in sorted(entity.keys())}
