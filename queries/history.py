"""History: every fact ever stated of one batch, with file and row, and what became of it; which
of it are tests, and whether holds still stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from genealogy.engine.database import Database
from genealogy.engine.statement import statement
from genealogy.identity import parse_batch_id, source_of_key
from genealogy.nouns import Noun
from genealogy.times import moment
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
            "measurements": measurements(self.facts),
            "holds": _holds(self.facts),
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
        facts = facts_of(database, Noun.BATCH, batch_id, *database.read(HISTORY, batch_id=batch_id))
        if standing_only:
            facts = [fact for fact in facts if fact["voided_at"] is None]
        return History(told, "", facts, standing_only)

    found, fingerprint = of_one_state(database, answer)
    return History(found.batch, fingerprint, found.facts, standing_only)


def facts_of(database: Database, noun: Noun, id_: str, found: Facts) -> list[dict[str, Any]]:
    """What was found at one node, fact by fact in the order in which they happened, each with the
    rows of files that state it."""
    load_ids = {_load_id(each) for fact in found.facts for each in fact.get("evidence", ())}
    files = {row.load_id: row for row in database.read(LOADS, load_ids=sorted(load_ids))}
    rows = [
        _fact(type_, other, fact, (str(noun), id_), outward=outward)
        | {"evidence": [_row(each, files) for each in dict.fromkeys(fact.get("evidence", ()))]}
        for type_, outward, *other, fact in zip(
            found.types, found.outward, found.nouns, found.ids, found.facts, strict=True
        )
    ]
    return sorted(
        rows,
        key=lambda row: (row["occurred_at"] or "", row["recorded_at"] or "", row["fact_key"]),
    )


def measurements(facts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The measurements among these facts that stand, with value, limits and verdict."""
    return [
        {
            "measurement": fact["target"],
            "characteristic": fact["more"].get("characteristic"),
            "value": fact["quantity"],
            "text": fact["more"].get("text"),
            "unit": fact["unit"],
            "low": fact["more"].get("low"),
            "high": fact["more"].get("high"),
            "verdict": fact["more"].get("verdict"),
            "measured_at": fact["occurred_at"],
            "fact_key": fact["fact_key"],
        }
        for fact in facts
        if fact["type"] == "MEASURED" and fact["voided_at"] is None
    ]


def _holds(facts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The hold notices that the batch is or was blocked by: by the last decision that stands.
    One that nobody dates tells nothing of the order, so then the batch counts as held."""
    notices: dict[str, list[Mapping[str, Any]]] = {}
    for fact in facts:
        if fact["type"] in ("HELD", "RELEASED") and fact["voided_at"] is None:
            notices.setdefault(fact["target"], []).append(fact)
    return [_hold(notice, notices[notice]) for notice in sorted(notices)]


def _hold(notice: str, decisions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    held, released = (
        [fact for fact in decisions if fact["type"] == word] for word in ("HELD", "RELEASED")
    )
    freed = _last(released)
    stands = not released or any(_is_later(fact, freed) for fact in held)
    reasons = [fact["more"].get("reason") for fact in held or released]
    return {
        "hold": notice,
        "status": "held" if stands else "released",
        "reason": next((each for each in reversed(reasons) if each), None),
        "held_at": _last(held),
        "released_at": freed,
        "fact_keys": [fact["fact_key"] for fact in decisions],
    }


def _last(decisions: Sequence[Mapping[str, Any]]) -> str | None:
    times = [fact["occurred_at"] for fact in decisions if fact["occurred_at"]]
    return max(times, key=moment, default=None)


def _is_later(held: Mapping[str, Any], freed: str | None) -> bool:
    """Whether a batch was held after it was let go, or could have been."""
    at = held["occurred_at"]
    return at is None or freed is None or moment(at) > moment(freed)


def _fact(
    type_: str,
    other: Sequence[str],
    fact: Mapping[str, Any],
    one: tuple[str, str],
    *,
    outward: bool,
) -> dict[str, Any]:
    noun, id_ = other
    ends = [one, (str(Noun(noun)), id_)]
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
