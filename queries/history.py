"""History: every fact ever stated of one batch, with file and row, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from genealogy.engine.database import Database
from genealogy.engine.statement import statement
from genealogy.identity import parse_batch_id, source_of_key
from genealogy.nouns import Noun
from queries.batches import resolve
from queries.described import batches_of
from queries.evidence import LOADS
from queries.one_state import of_one_state

_VOIDED = "VOIDED_"
_PENDING = "PENDING_"
_SAID = ("quantity", "unit", "occurred_at", "document", "recorded_at", "voided_at", "void_reason")
_OURS = ("fact_key", "version", "evidence", "evidence_withdrawn", "away", "pending", *_SAID)


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts at one batch, as parallel columns."""

    types: list[str]
    outward: list[bool]
    nouns: list[str]
    ids: list[str]
    facts: list[dict[str, Any]]


HISTORY = statement("batches/history", Facts)


@dataclass(frozen=True, slots=True)
class History:
    """One batch: how it is described, and its facts in the order in which they happened.

    A fact that stands has no `voided_at`. `standing_only` leaves out those that were voided.
    """

    batch: dict[str, Any]
    fingerprint: str
    facts: list[dict[str, Any]]
    standing_only: bool

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": {"batch": self.batch["batch_id"], "standing_only": self.standing_only},
            "fingerprint": self.fingerprint,
            "batch": self.batch,
            "facts": self.facts,
        }


def history(database: Database, batch: str, *, standing_only: bool = False) -> History:
    """All that was ever stated of a batch: what it was made in and used for, deliveries, counts,
    measurements, holds; each fact with when it was recorded, whether and why it was voided, and
    the rows of files that state it. Complete, of one state of the graph.

    Raises UnknownBatch or AmbiguousBatch.
    """

    def answer() -> History:
        (batch_id,) = resolve(database, [batch])
        described = batches_of(database, {batch_id})[batch_id]
        parts, quantity = parse_batch_id(batch_id), described.stated_quantity
        told = {
            "batch_id": batch_id,
            "party": parts.party,
            "item": parts.item,
            "lot": parts.lot,
            "serial": parts.serial,
            "name": described.name,
            "made_at": described.made_at,
            "expires_on": described.expires_on,
            "quantity": None if quantity is None else float(quantity),
            "unit": described.unit,
        }
        facts = _facts(database, batch_id)
        if standing_only:
            facts = [fact for fact in facts if fact["voided_at"] is None]
        return History(told, "", facts, standing_only)

    found, fingerprint = of_one_state(database, answer)
    return History(found.batch, fingerprint, found.facts, standing_only)


def _facts(database: Database, batch_id: str) -> list[dict[str, Any]]:
    (found,) = database.read(HISTORY, batch_id=batch_id)
    load_ids = {_load_id(each) for fact in found.facts for each in fact.get("evidence", ())}
    files = {row.load_id: row for row in database.read(LOADS, load_ids=sorted(load_ids))}
    rows = [
        _fact(type_, other, fact, batch_id, outward=outward)
        | {"evidence": [_row(each, files) for each in dict.fromkeys(fact.get("evidence", ()))]}
        for type_, outward, *other, fact in zip(
            found.types, found.outward, found.nouns, found.ids, found.facts, strict=True
        )
    ]
    return sorted(
        rows,
        key=lambda row: (row["occurred_at"] or "", row["recorded_at"] or "", row["fact_key"]),
    )


def _fact(
    type_: str, other: Sequence[str], fact: Mapping[str, Any], batch_id: str, *, outward: bool
) -> dict[str, Any]:
    noun, id_ = other
    ends = [("Batch", batch_id), (str(Noun(noun)), id_)]
    (source_noun, source), (target_noun, target) = ends if outward else reversed(ends)
    return {
        "type": type_.removeprefix(_VOIDED).removeprefix(_PENDING),
        "source_noun": source_noun,
        "source": source,
        "target_noun": target_noun,
        "target": target,
        **{name: fact.get(name) for name in _SAID},
        "more": {name: fact[name] for name in sorted(fact) if name not in _OURS},
        "fact_key": fact["fact_key"],
        "system": source_of_key(fact["fact_key"]),
    }


def _row(each: str, files: Mapping[str, Any]) -> dict[str, Any]:
    load_id = _load_id(each)
    return {
        "load_id": load_id,
        "file": files[load_id].file if load_id in files else None,
        "sheet": files[load_id].sheet if load_id in files else None,
        "row": int(each.rsplit(":", 1)[1]),
    }


def _load_id(evidence: str) -> str:
    return evidence.rsplit(":", 1)[0]
