"""Open batches: those that came from nowhere, went nowhere, came back from where they never went,
or do not balance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from genealogy.balance import Balance, deliveries, in_unit
from genealogy.gaps import Details, Gap
from genealogy.graph import Genealogy, Link, Movement, Use
from genealogy.identity import is_pending
from genealogy.times import extreme
from genealogy.units import quantity_text

_CAME = ("receipt", "production")
_WENT = ("stock_count", "consumption", "shipment", "disposal")


def gaps_of_batches(
    genealogy: Genealogy, sheets: Mapping[str, Balance], tolerance: Decimal
) -> Iterator[Gap]:
    """The batches that came from nowhere, went nowhere, or do not balance."""
    came = {link.batch_id for link in genealogy.produced}
    came |= {each.batch_id for each in genealogy.of_type("SUPPLIED")}
    went = {link.batch_id for link in genealogy.consumed}
    went |= {use.batch_id for use in genealogy.uses}
    went |= {
        each.batch_id
        for each in genealogy.of_type("SHIPPED_TO", "RECEIVED_BY", "DISPOSED", "COUNTED")
    }
    open_ = [gap for gap in _returned_unsent(genealogy, tolerance) if gap.subject in sheets]
    for batch_id, sheet in sheets.items():
        if is_pending(batch_id):
            continue  # its own gap says that nobody knows which batch it is
        if batch_id not in came:
            known = (sheet.left, sheet.unit or None) if sheet.checked else (None, None)
            open_.append(no_origin(batch_id, *known))
        if batch_id not in went:
            open_.append(_no_whereabouts(sheet))
        elif batch_id in came and sheet.exceeds(tolerance):
            open_.append(_unaccounted(sheet))
    if open_:
        yield from _with_times(genealogy, open_)


def no_origin(batch_id: str, quantity: Decimal | None = None, unit: str | None = None) -> Gap:
    """The gap of a batch of which nobody states where it came from, with how much there was."""
    return Gap(
        "no origin",
        batch_id,
        "it was never received or produced",
        "a goods receipt, or the production that made it",
        quantity,
        unit,
        side="both",  # nobody knows how much of it there was, and where the rest went
        kinds=_CAME,
    )


def _no_whereabouts(sheet: Balance) -> Gap:
    return Gap(
        "no whereabouts",
        sheet.batch_id,
        "nothing is known of where it went",
        "a stock count, or where it was consumed, shipped or scrapped",
        sheet.came if sheet.checked else None,
        sheet.unit or None,
        side="forward",
        kinds=_WENT,
    )


def _returned_unsent(genealogy: Genealogy, tolerance: Decimal) -> Iterator[Gap]:
    """Where more came back from a customer than is known to have gone there, or more than is
    allowed: the customer may hold some still."""
    back: dict[tuple[str, str], list[Movement]] = {}
    for each in genealogy.of_type("RETURNED"):
        back.setdefault((each.batch_id, each.other), []).append(each)
    sent: dict[tuple[str, str], list[Movement]] = {}
    for each in deliveries(genealogy) if back else ():
        sent.setdefault((each.batch_id, each.other), []).append(each)
    for (batch_id, customer), returned in sorted(back.items()):
        unit = min((each.unit for each in returned if each.unit), default="")
        went = _in_all(sent.get((batch_id, customer), []), unit)
        came = _in_all(returned, unit)
        if came is None or went is None:
            beyond, amount = not sent.get((batch_id, customer)), "some"
        else:
            beyond, amount = came - went > tolerance * went, f"{quantity_text(came)} {unit}"
        if beyond:
            known = f"{quantity_text(went)} {unit}" if went else "nothing"
            yield Gap(
                "return without shipment",
                batch_id,
                f"{amount} came back from {customer}, where {known} is known to have gone",
                "the shipment to the customer, or a corrected return",
                None if came is None or went is None else came - went,
                unit or None,
                side="forward",
                kinds=("shipment",),
                details=Details(came, went, customer),
            )


def _in_all(moved: Iterable[Movement], unit: str) -> Decimal | None:
    """How much it is altogether, None where that cannot be told."""
    total = Decimal(0)
    for each in moved:
        amount = in_unit(each.quantity, each.unit, unit)
        if amount is None:
            return None
        total += amount
    return total


def _unaccounted(sheet: Balance) -> Gap:
    amount = f"{quantity_text(abs(sheet.unexplained))} {sheet.unit}"
    came = f"{quantity_text(sheet.came)} {sheet.unit}"
    lost = sheet.unexplained > 0
    if lost:
        why = f"{amount} of {came} are unaccounted for"
        closes = "a stock count, or where it was consumed, shipped or scrapped"
    else:
        why = f"{amount} more went out than the {came} that came in"
        closes = "the receipt or production that is missing, or a corrected quantity"
    return Gap(
        "unaccounted",
        sheet.batch_id,
        why,
        closes,
        abs(sheet.unexplained),
        sheet.unit,
        side="forward" if lost else "backward",
        kinds=_WENT if lost else _CAME,
        details=Details(came=sheet.came),
    )


def _with_times(genealogy: Genealogy, gaps: Iterable[Gap]) -> Iterator[Gap]:
    """The gaps of batches with the time when the hidden flow can have been at the extreme."""
    first: dict[str, str | None] = {}
    last: dict[str, str | None] = {}
    inward: list[Link | Movement] = [*genealogy.produced, *genealogy.of_type("SUPPLIED", "GAINED")]
    outward: list[Link | Movement | Use] = [
        *(each for each in genealogy.consumed if each.batch_id not in genealogy.summed),
        *genealogy.uses,
        *genealogy.of_type("SHIPPED_TO", "RECEIVED_BY", "DISPOSED", "COUNTED"),
    ]
    for each in inward:
        extreme(first, each.batch_id, each.occurred_at, latest=False)
    for use in outward:
        extreme(last, use.batch_id, use.occurred_at, latest=True)
    for gap in gaps:
        times = first if gap.side == "forward" else last
        yield _at(gap, times.get(gap.subject))


def _at(gap: Gap, at: str | None) -> Gap:
    # dataclasses.replace is slow where every batch of a large graph has a gap
    return Gap(
        gap.kind,
        gap.subject,
        gap.why,
        gap.closes,
        gap.quantity,
        gap.unit,
        gap.side,
        gap.kinds,
        at,
        details=gap.details,
    )
