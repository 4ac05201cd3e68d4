"""Links that contradict time. They stay in scope, since a wrong clock is likelier than a wrong
link, and are listed with what states them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from genealogy.graph import Genealogy, Link, Movement, Packed
from genealogy.times import moment, utc_text

_CONSUMED = "consumed before it was made"
_USES = {
    "SHIPPED_TO": "shipped before it was made",
    "RECEIVED_BY": "received before it was made",
    "DISPOSED": "disposed of before it was made",
}
_PACKED = "packed before it was made"
_FED = "made before its operation was fed"
_RECEIVED = "received before it was shipped"

KINDS = (_CONSUMED, *_USES.values(), _PACKED, _FED, _RECEIVED)
"""Every kind of violation."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Something of `subject` happened at `at`, before what it needs: that was first at `made_at`.

    `facts` are the keys of the facts that say so, each with the batch (or container) it is of.
    """

    kind: str
    subject: str
    by: str
    at: str
    made_at: str
    document: str | None
    facts: tuple[tuple[str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """The violation as JSON, without where its facts are stated."""
        return {
            "kind": self.kind,
            "subject": self.subject,
            "by": self.by,
            "at": self.at,
            "made_at": self.made_at,
            "document": self.document,
        }


def violations(
    genealogy: Genealogy, late: timedelta, inputs_of: Callable[[set[str]], Iterable[Link]]
) -> list[Violation]:
    """Every link of the answer that contradicts time, each once.

    A batch used before it was received or made; an operation whose output was made before its
    first input, or that a customer received before it was shipped, by more than `late`: these
    are postings of different records, and backflushed ones come late. `inputs_of` gives all
    consumptions of operations: a forward answer knows only those that are of its batches, and
    asks for the others where an operation seems to have been fed late.
    """
    found = list(_made_before_fed(genealogy, late))
    if found:
        found = list(_made_before_fed(genealogy, late, inputs_of({each.by for each in found})))
    found += [*_before_made(genealogy), *_received_before_shipped(genealogy, late)]
    return sorted(found, key=lambda each: (each.kind, each.subject, each.by, each.at, each.facts))


_Coming = Link | Movement


def _before_made(genealogy: Genealogy) -> Iterator[Violation]:
    first: dict[str, tuple[datetime, _Coming]] = {}
    untimed = set()
    coming: list[_Coming] = [*genealogy.of_type("SUPPLIED", "GAINED"), *genealogy.produced]
    for each in coming:
        _earliest(first, each.batch_id, each)
        if each.occurred_at is None:  # it may have come before all others
            untimed.add(each.batch_id)
    uses: list[tuple[str, str, Link | Movement | Packed]] = [
        (_CONSUMED, link.operation_id, link) for link in genealogy.consumed
    ]
    uses += [(_USES[each.type], each.other, each) for each in genealogy.of_type(*_USES)]
    uses += [(_PACKED, each.container_id, each) for each in genealogy.packed]
    for kind, by, use in uses:
        if use.occurred_at and use.batch_id in first and use.batch_id not in untimed:
            made_at, maker = first[use.batch_id]
            if moment(use.occurred_at) < made_at:
                yield Violation(
                    kind=kind,
                    subject=use.batch_id,
                    by=by,
                    at=use.occurred_at,
                    made_at=utc_text(made_at),
                    document=getattr(use, "document", None),
                    facts=(_place(use), (maker.batch_id, maker.fact_key)),
                )


def _made_before_fed(
    genealogy: Genealogy, late: timedelta, inputs: Iterable[Link] = ()
) -> Iterator[Violation]:
    """Outputs that are older than all that the operation used."""
    fed: dict[str, tuple[datetime, Link]] = {}
    untimed = set()
    for link in (*genealogy.links, *inputs):
        if link.consumed and link.role != "return":
            _earliest(fed, link.operation_id, link)
            if link.occurred_at is None:
                untimed.add(link.operation_id)
    for link in genealogy.links:
        if link.consumed or link.occurred_at is None or link.operation_id not in fed:
            continue
        first, input_ = fed[link.operation_id]
        if link.operation_id not in untimed and first - moment(link.occurred_at) > late:
            yield Violation(
                kind=_FED,
                subject=link.batch_id,
                by=link.operation_id,
                at=link.occurred_at,
                made_at=utc_text(first),
                document=None,
                facts=((link.batch_id, link.fact_key), (input_.batch_id, input_.fact_key)),
            )


def _received_before_shipped(genealogy: Genealogy, late: timedelta) -> Iterator[Violation]:
    """The receiver's own record against the sender's, where both name the document."""
    left: dict[tuple[str, str, str | None], tuple[datetime, Movement]] = {}
    for each in genealogy.of_type("SHIPPED_TO"):
        _earliest(left, (each.batch_id, each.other, each.document), each)
    for each in genealogy.of_type("RECEIVED_BY"):
        key = (each.batch_id, each.other, each.document)
        if each.document and each.occurred_at and key in left:
            shipped_at, shipment = left[key]
            if shipped_at - moment(each.occurred_at) > late:
                yield Violation(
                    kind=_RECEIVED,
                    subject=each.batch_id,
                    by=each.other,
                    at=each.occurred_at,
                    made_at=utc_text(shipped_at),
                    document=each.document,
                    facts=(_place(each), _place(shipment)),
                )


_Key = TypeVar("_Key")
_Fact = TypeVar("_Fact", bound=Link | Movement)


def _earliest(first: dict[_Key, tuple[datetime, _Fact]], key: _Key, fact: _Fact) -> None:
    """Keeps the earliest fact of each key; of several at one time the one of the least key."""
    if fact.occurred_at is not None:
        mine = (moment(fact.occurred_at), fact)
        known = first.get(key)
        if known is None or (mine[0], fact.fact_key) < (known[0], known[1].fact_key):
            first[key] = mine


def _place(use: Link | Movement | Packed) -> tuple[str, str]:
    """Where a fact is to be looked up: what left in a container is stated of that."""
    if isinstance(use, Movement) and use.container and "|container_" in use.fact_key:
        return (use.container, use.fact_key)
    return (use.batch_id, use.fact_key)
