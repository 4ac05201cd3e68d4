"""Answers as JSON, whole or a line for each row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from exports.columns import Table


def json_text(answer: Any) -> str:
    """The answer as JSON, ended by a line feed: the same bytes for the same answer."""
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def json_lines(head: dict[str, Any], tables: dict[str, Table]) -> Iterator[str]:
    """The answer as lines of JSON (NDJSON), for who reads it while it comes.

    First what the answer is (`head`), then `{"table": ..., "row": ...}` for each row of each
    table, and at the end `{"end": true, "rows": ...}`: a stream without its last line was cut.
    """
    yield _line(head)
    count = 0
    for name, table in tables.items():
        for row in table.rows:
            count += 1
            yield _line({"table": name, "row": row})
    yield _line({"end": True, "rows": count})


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
