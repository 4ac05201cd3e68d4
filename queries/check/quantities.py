"""Checks of quantity: more than there is, none at all, in another unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from genealogy.balance import Balance, balances
from genealogy.engine.statement import statement
from genealogy.graph import Batch, Genealogy, Link, Movement, Operation
from genealogy.units import convert, quantity_text
from queries.check.in_containers import BATCHES_A_STATEMENT, about
from queries.check.rule import Asked, Finding, Rule, stated


@dataclass(frozen=True, slots=True)
class FlowColumns:
    """All flows of one batch, as parallel columns."""

    batch_id: str
    types: list[str]
    others: list[str]
    quantities: list[float]
    units: list[str]
    roles: list[str]
    sites: list[str]
    operation_sites: list[str]
    documents: list[str]


@dataclass(frozen=True, slots=True)
class OddUnits:
    """A batch with quantities in other units than its material's."""

    batch_id: str
    unit: str
    units: list[str]


@dataclass(frozen=True, slots=True)
class Unquantified:
    """A batch with flows of zero, or of no stated quantity."""

    batch_id: str
    zero: int
    missing: int


MORE_OUT = statement("check/more_out_than_in", FlowColumns)
MORE_BOXED = statement("check/more_out_in_containers", FlowColumns)
ODD_UNITS = statement("check/unit_differs_from_material", OddUnits)
UNQUANTIFIED = statement("check/quantity_zero_or_missing", Unquantified)


def consumed_more(asked: Asked) -> Iterator[Finding]:
    """Batches of which more was consumed and disposed of than came in."""
    tolerance = Decimal(str(asked.settings.tolerance))
    for row in asked.database.read(MORE_OUT):
        sheet, came = _sheet(row, asked.in_containers.of(row.batch_id))
        used = sheet.consumed + sheet.disposed
        if not came and "CONSUMED" in row.types:
            yield Finding(row.batch_id, "it was consumed, and never received or made")
        elif sheet.checked and used - sheet.came > tolerance * max(used, sheet.came):
            yield Finding(
                row.batch_id,
                f"{_text(used, sheet)} consumed or disposed of, {_text(sheet.came, sheet)} came in",
            )


def shipped_more(asked: Asked) -> Iterator[Finding]:
    """Batches of which more was shipped than consumption and disposal had left."""
    tolerance = Decimal(str(asked.settings.tolerance))
    for row in _may_have_shipped_more(asked):
        boxed = asked.in_containers.of(row.batch_id)
        sheet, came = _sheet(row, boxed)
        left = max(Decimal(0), sheet.came - sheet.consumed - sheet.disposed)
        moved = max(sheet.came, sheet.came - sheet.unexplained)
        types = {*row.types, *(each.type for each in boxed if each.certain)}
        concerned = about(row.batch_id, boxed)
        if not came and {"SHIPPED_TO", "RECEIVED_BY"} & types:
            yield Finding(row.batch_id, "it was shipped, and never received or made", concerned)
        elif sheet.checked and sheet.shipped - left > tolerance * moved:
            yield Finding(
                row.batch_id,
                f"{_text(sheet.shipped, sheet)} shipped, {_text(left, sheet)} were there to ship",
                concerned,
            )


def _may_have_shipped_more(asked: Asked) -> Iterable[FlowColumns]:
    """The flows of each batch of which more may have gone out than came in."""
    found = {row.batch_id: row for row in asked.database.read(MORE_OUT)}
    rows = [
        {
            "batch_id": batch_id,
            "quantity": float(sum(each.quantity or 0 for each in movements)),
            "units": sorted({each.unit or "" for each in movements}),
        }
        for batch_id, movements in asked.in_containers.certain()
        if batch_id not in found
    ]
    for start in range(0, len(rows), BATCHES_A_STATEMENT):
        some = rows[start : start + BATCHES_A_STATEMENT]
        found |= {row.batch_id: row for row in asked.database.read(MORE_BOXED, rows=some)}
    return found.values()


def _sheet(row: FlowColumns, boxed: Sequence[Movement]) -> tuple[Balance, bool]:
    """The mass balance of one batch with what left in containers, and whether any ever came in.

    A production that is only possible counts here: then nobody can say that it was too much.
    """
    links, movements, operations = [], list(boxed), {}
    for type_, other, number, unit, role, site, operation_site, document in zip(
        row.types,
        row.others,
        row.quantities,
        row.units,
        row.roles,
        row.sites,
        row.operation_sites,
        row.documents,
        strict=False,
    ):
        bare, quantity = type_.removeprefix("POSSIBLY_"), stated(number)
        if bare in ("CONSUMED", "PRODUCED"):
            operations[other] = Operation(other, site=operation_site or None)
            links.append(
                Link(
                    batch_id=row.batch_id,
                    operation_id=other,
                    consumed=bare == "CONSUMED",
                    certain=True,
                    quantity=quantity,
                    unit=unit or None,
                    occurred_at=None,
                    role=role or None,
                    pending_lot=None,
                    fact_key="",
                )
            )
        else:
            movements.append(
                Movement(
                    type=bare,
                    certain=True,
                    batch_id=row.batch_id,
                    other=other,
                    quantity=quantity,
                    at_most=None,
                    unit=unit or None,
                    occurred_at=None,
                    document=document or None,
                    site=site or None,
                    status=None,
                    reason=None,
                    container=None,
                    pending_lot=None,
                    fact_key="",
                )
            )
    genealogy = Genealogy(
        origins=(),
        batches={row.batch_id: Batch(row.batch_id)},
        operations=operations,
        links=links,
        produced=[link for link in links if not link.consumed],
        consumed=[link for link in links if link.consumed],
        movements=movements,
    )
    came = any(not link.consumed for link in links) or any(genealogy.of_type("SUPPLIED"))
    return balances(genealogy)[row.batch_id], came


def _text(quantity: Decimal, sheet: Balance) -> str:
    return f"{quantity_text(quantity)} {sheet.unit}".strip()


def odd_units(asked: Asked) -> Iterator[Finding]:
    """Batches with quantities that do not convert into their material's unit."""
    for row in asked.database.read(ODD_UNITS):
        odd = [unit for unit in sorted(row.units) if convert(Decimal(1), unit, row.unit) is None]
        if odd:
            yield Finding(
                row.batch_id, f"in {', '.join(odd)}, which does not convert into {row.unit}"
            )


def unquantified(asked: Asked) -> Iterator[Finding]:
    """Batches with flows of zero, or of no stated quantity."""
    counts = {row.batch_id: (row.zero, row.missing) for row in asked.database.read(UNQUANTIFIED)}
    concerned: dict[str, tuple[str, ...]] = {}
    for batch_id, movements in asked.in_containers.certain():
        odd = [each for each in movements if not each.quantity]
        if odd:
            zero, missing = counts.get(batch_id, (0, 0))
            open_ones = sum(each.quantity is None for each in odd)
            counts[batch_id] = (zero + len(odd) - open_ones, missing + open_ones)
            concerned[batch_id] = about(batch_id, odd)
    for batch_id, (zero, missing) in counts.items():
        parts = [
            f"{count} {'flow' if count == 1 else 'flows'} {word}"
            for count, word in ((zero, "of zero"), (missing, "without a quantity"))
            if count
        ]
        yield Finding(batch_id, " and ".join(parts), concerned.get(batch_id, ()))


RULES = (
    Rule(
        "consumed-more-than-exists",
        "error",
        "More of a batch was consumed or disposed of than ever came in.",
        "A gap: a goods receipt or a production is missing, or a consumption belongs to another "
        "batch, whose scope then lacks it.",
        consumed_more,
    ),
    Rule(
        "shipped-more-than-exists",
        "error",
        "More of a batch was shipped than was left to ship.",
        "A gap: a goods receipt or a production is missing, or a shipment was of another batch, "
        "whose customers then are not called.",
        shipped_more,
    ),
    Rule(
        "unit-differs-from-material",
        "warning",
        "A quantity is in a unit that does not convert into the material's.",
        "The mass balance of the batch cannot be checked, so what is missing is not seen.",
        odd_units,
    ),
    Rule(
        "quantity-zero-or-missing",
        "notice",
        "A flow has no quantity, or zero.",
        "The link stands; the mass balance of the batch cannot be checked.",
        unquantified,
    ),
)
