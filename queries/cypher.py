"""Questions that nobody foresaw, in Cypher: they read the graph, and can do nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from genealogy.engine.read_only import MOST_BYTES, Cut, ReadOnly

ROWS = 1_000
SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class CypherAnswer:
    """What was found, in rows of plain JSON values; where a limit cut it, which one."""

    columns: tuple[str, ...]
    rows: list[list[Any]]
    cut: Cut | None
    most_rows: int
    seconds: float

    @property
    def complete(self) -> bool:
        """Whether these are all rows."""
        return self.cut is None

    def to_rows(self) -> list[dict[str, Any]]:
        """The rows by the names of their columns, lists and maps as JSON, for tables."""
        return [
            {name: _cell(value) for name, value in zip(self.columns, row, strict=True)}
            for row in self.rows
        ]

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "columns": list(self.columns),
            "rows": self.rows,
            "complete": self.complete,
            "cut": self.cut,
            "limits": {"rows": self.most_rows, "seconds": self.seconds, "bytes": MOST_BYTES},
        }


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def ask_cypher(
    graph: ReadOnly,
    text: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    rows: int = ROWS,
    seconds: float = SECONDS,
) -> CypherAnswer:
    """What a Cypher text finds in the graph, up to the limits, and which of them cut it.

    Raises CypherRefused for what would write or reach outside of the graph, CypherNotUnderstood
    for what the engine cannot run, QueryTimedOut where no row came in time.
    """
    found = graph.ask(text, parameters, seconds=seconds, rows=rows)
    return CypherAnswer(found.columns, found.rows, found.cut, rows, seconds)
