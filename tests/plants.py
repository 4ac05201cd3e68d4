"""Small named plants, stated as facts: tests read as what flowed into what."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from genealogy.engine.database import Database
from genealogy.facts import Consumption, Fact, Production, Receipt, Shipment
from genealogy.identity import batch_id
from loaders.gathering import MappedRow
from loaders.writing import write_chunk
from queries.trace import Trace


def own(lot: str) -> str:
    """The id of the batch with this lot number, of one item of the plant itself."""
    return batch_id("own", "item", lot)


def consumed(lot: str, operation: str, quantity: str = "1", **more: object) -> Fact:
    return Consumption(
        key=f"T|consumption|{lot}|{operation}",
        source=own(lot),
        target=operation,
        quantity=Decimal(quantity),
        unit="kg",
        **more,  # type: ignore[arg-type]
    )


def produced(operation: str, lot: str, quantity: str = "1", **more: object) -> Fact:
    return Production(
        key=f"T|production|{operation}|{lot}",
        source=operation,
        target=own(lot),
        quantity=Decimal(quantity),
        unit="kg",
        **more,  # type: ignore[arg-type]
    )


def supplied(supplier: str, lot: str, quantity: str = "1", **more: object) -> Fact:
    return Receipt(
        key=f"T|receipt|{supplier}|{lot}",
        source=supplier,
        target=own(lot),
        quantity=Decimal(quantity),
        unit="kg",
        **more,  # type: ignore[arg-type]
    )


def shipped(lot: str, customer: str, quantity: str = "1", **more: object) -> Fact:
    return Shipment(
        key=f"T|shipment|{lot}|{customer}",
        source=own(lot),
        target=customer,
        quantity=Decimal(quantity),
        unit="kg",
        **more,  # type: ignore[arg-type]
    )


def state(database: Database, facts: Iterable[object], load_id: str = "test") -> None:
    """Writes the facts, as rows of one load."""
    rows = [MappedRow(number, (fact,)) for number, fact in enumerate(facts, 1)]  # type: ignore[arg-type]
    write_chunk(database, rows, load_id, lambda _: {"status": "done", "rows_rejected": 0})


def blend(database: Database) -> None:
    """milk-1 and milk-2 -> mix -> yoghurt."""
    state(
        database,
        [consumed("milk-1", "mix"), consumed("milk-2", "mix"), produced("mix", "yoghurt")],
    )


def split(database: Database) -> None:
    """bulk -> fill -> cup-1, cup-2."""
    state(
        database,
        [consumed("bulk", "fill"), produced("fill", "cup-1"), produced("fill", "cup-2")],
    )


def diamond(database: Database) -> None:
    """milk -> separate -> cream, skim; both -> mix -> butter."""
    state(
        database,
        [
            consumed("milk", "separate"),
            produced("separate", "cream"),
            produced("separate", "skim"),
            consumed("cream", "mix"),
            consumed("skim", "mix"),
            produced("mix", "butter"),
        ],
    )


def rework_loop(database: Database) -> None:
    """mix-1 -> cook-1 -> rest-1 -> reuse-1 -> mix-1."""
    state(
        database,
        [
            consumed("mix-1", "cook-1"),
            produced("cook-1", "rest-1"),
            consumed("rest-1", "reuse-1"),
            produced("reuse-1", "mix-1"),
        ],
    )


def lots(trace: Trace) -> set[str]:
    """The lot numbers of the answer."""
    return {row["lot"] for row in trace.batches}


def links(trace: Trace) -> set[tuple[str, str]]:
    """The links of the answer as pairs, batches by their lot numbers."""
    return {(link["source"].split("/")[-1], link["target"].split("/")[-1]) for link in trace.links}
