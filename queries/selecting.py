"""Selecting batches: by supplier, customer, container, operation, material, lot, time, outcome."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from genealogy.engine.statement import Reader, statement
from genealogy.identity import joined, parse_batch_id
from genealogy.selection import OPERATION_NAMES, OUTCOME, Selection, Window
from genealogy.times import moment
from queries.batches import BY_NUMBER
from queries.columns import (
    BATCHES,
    CONSUMPTIONS_BY_OPERATIONS,
    FROM_BATCHES,
    INTO_BATCHES,
    OPERATIONS,
    PRODUCTIONS_BY_OPERATIONS,
    PRODUCTIONS_OF_BATCHES,
)
from queries.in_columns import in_columns
from queries.in_window import Found, Postings, Times, all_of
from queries.outcomes import outcomes_of
from queries.packed import packed_inside, packed_within
from queries.shipped import shipped_in_containers


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids of nodes."""

    ids: list[str]


@dataclass(frozen=True, slots=True)
class Dated:
    """Ids with the time of a fact of each, as parallel columns."""

    ids: list[str]
    occurred_at: list[str]


@dataclass(frozen=True, slots=True)
class Got:
    """What a customer got, and when, as parallel columns."""

    customer_id: str
    ids: list[str]
    occurred_at: list[str]


@dataclass(frozen=True, slots=True)
class Runs:
    """Operations, and from when to when they ran there or by them, as parallel columns."""

    ids: list[str]
    began: list[str]
    ended: list[str]


@dataclass(frozen=True, slots=True)
class Delivered:
    """Containers with who got them, as parallel columns."""

    container_ids: list[str]
    customer_ids: list[str]


OF_SUPPLIER = statement("select/batches_of_supplier", Dated)
OF_CUSTOMER = statement("select/batches_of_customer", Got)
CONTAINERS_OF_CUSTOMER = statement("select/containers_of_customer", Delivered)
SHIPPED_IN = statement("select/batches_shipped_in_container", Dated)
MATERIALS = statement("select/materials", Ids)
OF_MATERIALS = statement("select/batches_of_materials", Ids)
OPERATIONS_OF = {name: statement(f"select/operations_of_{name}", Runs) for name in OPERATION_NAMES}


@dataclass(frozen=True, slots=True)
class Selected:
    """The batches that a selection means, those that only their unstated time keeps out, and
    which of the batches were `named` one by one."""

    batch_ids: tuple[str, ...]
    untimed: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def select(database: Reader, selection: Selection) -> Selected:
    """The batches that a selection means, in the order of their ids.

    Those that a supplier delivered, that operations made (on a line, on equipment, by an
    operator, of an order, ...), that were packed into a container or reached a customer, also
    those that only possibly were; a material and a lot narrow these, or stand alone; an outcome
    narrows all. The window applies to that event: the delivery, the run of the operation, the
    packing, the shipment, for a material alone the production or receipt.
    """
    terms, window = dict(selection.terms), selection.window
    operations = selection.values(*OPERATION_NAMES)
    found: list[Found] = []
    if "supplier" in terms:
        found.append(_received(database, terms["supplier"], window))
    if "customer" in terms:
        found.append(_shipped(database, terms["customer"], window))
    if "container" in terms:
        found.append(_packed(database, terms["container"], window))
    if operations:
        found.append(_made(database, operations, window))
    if not found:
        found.append(_came(database, _named(database, terms), window))
    meant = all_of(found)
    return Selected(
        tuple(sorted(_narrowed(database, terms, meant.inside))),
        tuple(sorted(_narrowed(database, terms, meant.untimed))),
    )


def _received(database: Reader, supplier: str, window: Window) -> Found:
    found = Found()
    for row in database.read(OF_SUPPLIER, name=supplier):
        found.at(row.ids, row.occurred_at, window)
    return found


def _shipped(database: Reader, customer: str, window: Window) -> Found:
    found = Found()
    for row in database.read(OF_CUSTOMER, name=customer):
        found.at(row.ids, row.occurred_at, window)
    containers: set[str] = set()
    customers: set[str] = set()
    for each in database.read(CONTAINERS_OF_CUSTOMER, name=customer):
        containers |= set(each.container_ids)
        customers |= set(each.customer_ids)
    if containers:
        packed = packed_within(database, containers)
        movements = [
            each
            for columns in in_columns(database, FROM_BATCHES, "batch_ids", packed)
            for each in columns.movements()
        ]
        for moved in shipped_in_containers(database, packed, movements):
            if moved.other in customers:
                found.at([moved.batch_id], [moved.occurred_at or ""], window)
    return found


def _packed(database: Reader, container: str, window: Window) -> Found:
    found = Found()
    for batch_id, at in packed_inside(database, container):
        found.at([batch_id], [at], window)
    for row in database.read(SHIPPED_IN, container=container):
        found.at(row.ids, row.occurred_at, window)
    return found


def _made(database: Reader, terms: dict[str, str], window: Window) -> Found:
    """The batches of the operations of which all terms hold, in the window."""
    runs: list[dict[str, list[Times]]] = []
    for name, value in terms.items():
        times: dict[str, list[Times]] = {}
        for row in database.read(OPERATIONS_OF[name], name=value):
            for operation_id, began, ended in zip(row.ids, row.began, row.ended, strict=True):
                times.setdefault(operation_id, []).append((began, ended))
        runs.append(times)
    operations = set.intersection(*(set(times) for times in runs))
    described = {} if window.open else _described(database, operations)
    posted = {} if window.open else _posted(database, operations)
    found = []
    for times in runs:
        ran = Found()
        for operation_id in operations:
            told = described.get(operation_id, ("", ""))
            rest = posted.get(operation_id, Postings())
            for own in times[operation_id]:
                ran.add_run(operation_id, (own, told), rest, window)
        found.append(ran)
    meant = all_of(found)
    inside = set(_batches_of(database, meant.inside))
    return Found(inside=inside, untimed=set(_batches_of(database, meant.untimed)) - inside)


def _described(database: Reader, operations: Collection[str]) -> dict[str, Times]:
    """When the operations ran, by what is stated of them."""
    return {
        operation_id: (began, ended)
        for columns in in_columns(database, OPERATIONS, "operation_ids", operations)
        for operation_id, began, ended in zip(
            columns.operation_ids, columns.started_at, columns.ended_at, strict=True
        )
    }


def _posted(database: Reader, operations: Collection[str]) -> dict[str, Postings]:
    """When the operations consumed or made anything."""
    found: dict[str, Times] = {}
    untimed: set[str] = set()
    for query in (PRODUCTIONS_BY_OPERATIONS, CONSUMPTIONS_BY_OPERATIONS):
        for columns in in_columns(database, query, "operation_ids", operations):
            for operation_id, at in zip(columns.operation_ids, columns.occurred_at, strict=True):
                if at:
                    first, last = found.get(operation_id, (at, at))
                    found[operation_id] = (min(first, at, key=moment), max(last, at, key=moment))
                else:
                    untimed.add(operation_id)
    return {
        each: Postings(found.get(each, ("", "")), each in untimed)
        for each in found.keys() | untimed
    }


def _batches_of(database: Reader, operations: Collection[str]) -> Iterator[str]:
    for columns in in_columns(database, PRODUCTIONS_BY_OPERATIONS, "operation_ids", operations):
        yield from columns.batch_ids


def _named(database: Reader, terms: dict[str, str]) -> set[str]:
    """The batches of the material, or with the lot number."""
    if "lot" in terms:
        return set(database.read(BY_NUMBER, number=terms["lot"])[0].batch_ids)
    (materials,) = database.read(MATERIALS, name=terms["material"])
    return {
        batch_id
        for columns in in_columns(database, OF_MATERIALS, "ids", materials.ids)
        for batch_id in columns.ids
    }


def _came(database: Reader, batch_ids: set[str], window: Window) -> Found:
    """Which of the batches were made or received in the window."""
    found = Found()
    if window.open:
        return Found(inside=set(batch_ids))
    links = [
        link
        for columns in in_columns(database, PRODUCTIONS_OF_BATCHES, "batch_ids", batch_ids)
        for link in columns.links(consumed=False)
    ]
    ran = _described(database, {link.operation_id for link in links})
    for link in links:
        own = Postings((link.occurred_at or "", ""), untimed=not link.occurred_at)
        stated = [] if link.occurred_at else [ran.get(link.operation_id, ("", ""))]
        found.add_run(link.batch_id, stated, own, window)
    for received in in_columns(database, INTO_BATCHES, "batch_ids", batch_ids):
        for each in received.movements():
            if each.type == "SUPPLIED":
                found.at([each.batch_id], [each.occurred_at or ""], window)
    told = found.inside | found.outside
    for described in in_columns(database, BATCHES, "batch_ids", batch_ids - told):
        found.at(described.batch_ids, described.made_at, window)
    found.untimed -= found.inside | (found.outside - told)
    return found


def _narrowed(database: Reader, terms: dict[str, str], batch_ids: set[str]) -> set[str]:
    """Those of the batches that are of the material, have the lot number and came out so, if any
    of these is asked."""
    if "lot" in terms:
        lots = {each: parse_batch_id(each) for each in batch_ids}
        batch_ids = {each for each, name in lots.items() if terms["lot"] in (name.lot, name.serial)}
    if "material" in terms and batch_ids:
        materials = set(database.read(MATERIALS, name=terms["material"])[0].ids)
        parts = {each: parse_batch_id(each) for each in batch_ids}
        batch_ids = {
            each
            for each, name in parts.items()
            if name.item is not None and joined(name.party, name.item) in materials
        }
    if OUTCOME in terms:
        found = outcomes_of(database, batch_ids)
        batch_ids = {each for each in batch_ids if found[each].state == terms[OUTCOME]}
    return batch_ids
