"""Plants in memory, stated as flows, and what is in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from genealogy.balance import balances
from genealogy.flows import Network, network
from genealogy.graph import Batch, Genealogy, Link, Movement, Operation
from genealogy.mixing import Content, contents
from genealogy.walk import BATCH, OPERATION, reached, steps

Amount = str | int | float | Decimal | None
_KEYS = count()


@dataclass(frozen=True)
class Kind:
    """An operation and what is told of it."""

    operation_id: str
    kind: str | None = None
    site: str | None = None


Stated = Link | Movement | Kind


def exact(quantity: Amount) -> Decimal | None:
    return None if quantity is None else Decimal(str(quantity))


def used(batch: str, operation: str, quantity: Amount, unit: str = "kg", **more: object) -> Link:
    return _link(True, batch, operation, quantity, unit, **more)


def gave_back(batch: str, operation: str, quantity: Amount, unit: str = "kg") -> Link:
    return _link(True, batch, operation, quantity, unit, role="return")


def made(operation: str, batch: str, quantity: Amount, unit: str = "kg", **more: object) -> Link:
    return _link(False, batch, operation, quantity, unit, **more)


def _link(
    consumed: bool, batch: str, operation: str, quantity: Amount, unit: str, **more: object
) -> Link:
    values: dict[str, object] = {"certain": True, "role": None} | more
    return Link(
        batch_id=batch,
        operation_id=operation,
        consumed=consumed,
        quantity=exact(quantity),
        unit=unit,
        occurred_at=None,
        pending_lot=None,
        fact_key=f"{next(_KEYS):06}",
        **values,  # type: ignore[arg-type]
    )


def move(
    type_: str, batch: str, other: str, quantity: Amount, unit: str = "kg", **more: object
) -> Movement:
    values: dict[str, object] = {
        "certain": True,
        "at_most": None,
        "occurred_at": None,
        "document": None,
        "site": None,
    } | more
    return Movement(
        type=type_,
        batch_id=batch,
        other=other,
        quantity=exact(quantity),
        unit=unit,
        status=None,
        reason=None,
        container=None,
        pending_lot=None,
        fact_key=f"{next(_KEYS):06}",
        **values,  # type: ignore[arg-type]
    )


def came(batch: str, quantity: Amount, unit: str = "kg") -> Movement:
    return move("SUPPLIED", batch, "farm", quantity, unit)


def sent(batch: str, customer: str, quantity: Amount, unit: str = "kg", **more: object) -> Movement:
    return move("SHIPPED_TO", batch, customer, quantity, unit, **more)


def sent_back(customer: str, batch: str, quantity: Amount, unit: str = "kg") -> Movement:
    return move("RETURNED", batch, customer, quantity, unit)


def scrapped(batch: str, quantity: Amount, unit: str = "kg") -> Movement:
    return move("DISPOSED", batch, "scrap", quantity, unit)


def counted(batch: str, quantity: Amount, unit: str = "kg") -> Movement:
    return move("COUNTED", batch, "store", quantity, unit)


def flows_of(stated: Iterable[Stated], origins: Sequence[str]) -> Network:
    """The network of what a forward trace of these origins would fetch."""
    everything = list(stated)
    every_link = [each for each in everything if isinstance(each, Link)]
    scope = reached(origins, steps(every_link, forward=True))
    batches = {name for kind, name in scope if kind == BATCH}
    operations = {name for kind, name in scope if kind == OPERATION}
    kinds = {each.operation_id: each for each in everything if isinstance(each, Kind)}
    genealogy = Genealogy(
        origins=tuple(origins),
        batches={name: Batch(name) for name in sorted(batches)},
        operations={
            name: Operation(
                name,
                kind=kinds[name].kind if name in kinds else None,
                site=kinds[name].site if name in kinds else None,
            )
            for name in sorted(operations)
        },
        links=[
            each
            for each in every_link
            if (each.batch_id in batches if each.consumed else each.operation_id in operations)
        ],
        produced=[each for each in every_link if not each.consumed and each.batch_id in batches],
        consumed=[each for each in every_link if each.consumed and each.batch_id in batches],
        movements=[
            each for each in everything if isinstance(each, Movement) and each.batch_id in batches
        ],
    )
    inputs = [each for each in every_link if each.consumed and each.operation_id in operations]
    return network(genealogy, balances(genealogy), inputs)


def content(stated: Iterable[Stated], *origins: str) -> Content:
    """Where the material of these origins is, which are measured alike."""
    (found,) = contents(origins, flows_of(stated, origins))
    return found
