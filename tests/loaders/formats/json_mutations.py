"""What the tests of document readers share: statements of records, and damaged documents."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from genealogy.errors import FileRefused
from genealogy.facts import Description, Fact, Statement
from genealogy.identity import parse_batch_id
from genealogy.nouns import Noun
from loaders.formats import Format
from loaders.part import Record, Rejection, Skipped

WRONG: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        ["1e999999999999999999999", "\ud800", "\x00", "-1", "2026-01-01", "?", "/#%"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


def statements(records: Iterable[Record]) -> list[Statement]:
    """All that the records state."""
    return [
        each for record in records if isinstance(record.outcome, tuple) for each in record.outcome
    ]


def facts(records: Iterable[Record]) -> list[Fact]:
    """The facts that the records state."""
    return [each for each in statements(records) if isinstance(each, Fact)]


def rejections(records: Iterable[Record]) -> list[Rejection]:
    """Why records were rejected."""
    return [record.outcome for record in records if isinstance(record.outcome, Rejection)]


def skipped(records: Iterable[Record]) -> list[str]:
    """Why records were left out."""
    return [record.outcome.reason for record in records if isinstance(record.outcome, Skipped)]


def edges(records: Iterable[Record], kind: type[Fact]) -> set[tuple[str, str]]:
    """The ends of the facts of a kind."""
    return {(each.source, each.target) for each in facts(records) if isinstance(each, kind)}


def told(records: Iterable[Record]) -> set[str]:
    """All that is stated, without order."""
    return {repr(each) for each in statements(records)}


def check_readable(chosen: Format, path: Path) -> None:
    """A file is refused, or its records are whole: nothing else may come of damaged input."""
    try:
        records = list(chosen.read(path))
    except FileRefused as refused:
        assert str(refused).startswith(path.name)
        return
    assert [record.number for record in records] == sorted({record.number for record in records})
    assert records == list(chosen.read(path))
    for record in records:
        json.dumps(list(record.cells), ensure_ascii=False).encode()
        if isinstance(record.outcome, Rejection):
            assert record.outcome.reason
            f"{record.outcome.column}{record.outcome.text}{record.outcome.reason}".encode()
        elif isinstance(record.outcome, Skipped):
            record.outcome.reason.encode()
        else:
            assert record.outcome
    for each in statements(records):
        repr(each).encode()
        for noun, node_id in ends(each):
            assert node_id
            if noun is Noun.BATCH:
                parse_batch_id(node_id)


def ends(each: Statement) -> Iterator[tuple[Noun, str]]:
    """The nodes that a statement names."""
    if isinstance(each, Description):
        yield each.noun, each.id
        return
    edge = each.EDGE if isinstance(each, Fact) else each.kind.EDGE
    yield edge.source, each.source
    yield edge.target, each.target


def mutated(draw: st.DataObject, document: Any) -> Any:
    """The document with up to three of its values replaced or left out."""
    changed = copy.deepcopy(document)
    for _ in range(draw.draw(st.integers(1, 3))):
        places = list(_places(changed))
        holder, key = places[draw.draw(st.integers(0, len(places) - 1))]
        if isinstance(holder, dict) and draw.draw(st.booleans()):
            del holder[key]
        else:
            holder[key] = draw.draw(WRONG)
        if not list(_places(changed)):
            break
    return changed


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(items):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _places(inner)


def written(path: Path, document: Any) -> Path:
    """The file with this JSON in it; half a surrogate pair is written as an escape."""
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
