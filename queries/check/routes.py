"""Checks of how a thing is usually made: with what yield, by whom and on what, by which steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from genealogy.engine.statement import statement
from genealogy.units import convert
from queries.check.rule import Asked, Finding, Rule, stated

_BASES = ("kg", "L", "pcs")
_FEWEST_ALIKE = 8  # fewer operations that make the same have no usual range
_DEVIATIONS = 5 * 1.4826  # median deviations that are five standard deviations of a normal
_FEWEST_WITH = 3
_FEWEST_ORDERS = 5
_USUAL = 0.8


@dataclass(frozen=True, slots=True)
class RunColumns:
    """What one operation consumed and made, as parallel columns."""

    operation_id: str
    recipe: str
    fed: list[float]
    fed_units: list[str]
    fed_roles: list[str]
    made: list[float]
    made_units: list[str]
    made_roles: list[str]
    materials: list[str]


@dataclass(frozen=True, slots=True)
class Manning:
    """One sort of operation, and which of it have no equipment or no operator."""

    sort: str
    receiving: bool
    operations: int
    without_equipment: list[str]
    without_operator: list[str]


@dataclass(frozen=True, slots=True)
class StepColumns:
    """The steps of one order, as parallel columns."""

    recipe: str
    order: str
    steps: list[str]
    started: list[str]
    operation_ids: list[str]


RUNS = statement("check/yield_outside_usual_range", RunColumns)
MANNING = statement("check/operation_without_equipment_or_operator", Manning)
STEPS = statement("check/step_skipped", StepColumns)


def odd_yields(asked: Asked) -> Iterator[Finding]:
    """Operations that made more or less of what they consumed than others that make the same."""
    alike: dict[tuple[str, ...], dict[str, float]] = {}
    for row in asked.database.read(RUNS):
        found = yield_of(row)
        if found is not None:
            (made_unit, fed_unit), share = found
            mains = {
                material
                for material, role in zip(row.materials, row.made_roles, strict=False)
                if role in ("", "main")
            }
            sort = (made_unit, fed_unit, row.recipe, *sorted(mains or set(row.materials)))
            alike.setdefault(sort, {})[row.operation_id] = share
    for (made_unit, fed_unit, *_), shares in alike.items():
        usual = usual_range(list(shares.values()), asked.settings.tolerance)
        for operation_id, share in shares.items():
            if usual and not usual[0] <= share <= usual[1]:
                yield Finding(
                    operation_id,
                    f"made {share:.4g} {made_unit} of each {fed_unit} consumed, usual are "
                    f"{usual[0]:.4g} to {usual[1]:.4g} ({len(shares)} operations)",
                )


def yield_of(row: RunColumns) -> tuple[tuple[str, str], float] | None:
    """How much came out of what went in, and in which units; None where it cannot be told."""
    fed = _sums(row.fed, row.fed_units, [-1 if role == "return" else 1 for role in row.fed_roles])
    goods = [0 if role in ("scrap", "rework") else 1 for role in row.made_roles]
    made = _sums(row.made, row.made_units, goods if any(goods) else [1] * len(goods))
    if fed is None or made is None:
        return None
    unit = next((base for base in _BASES if fed.get(base) and made.get(base)), None)
    if unit is not None:
        return (unit, unit), float(made[unit] / fed[unit])
    if len(fed) == len(made) == 1:
        ((fed_unit, went),), ((made_unit, came),) = fed.items(), made.items()
        return ((made_unit, fed_unit), float(came / went)) if went > 0 else None
    return None


def _sums(
    numbers: Sequence[float], units: Sequence[str], signs: Sequence[int]
) -> Mapping[str, Decimal] | None:
    """The sum in each dimension, None where a quantity is not stated."""
    sums: dict[str, Decimal] = {}
    for number, unit, sign in zip(numbers, units, signs, strict=False):
        quantity = stated(number)
        if quantity is None:
            return None
        for base in (*_BASES, unit):
            amount = convert(quantity, unit, base)
            if amount is not None:
                sums[base] = sums.get(base, Decimal(0)) + sign * amount
                break
    return sums


def usual_range(values: Sequence[float], tolerance: float) -> tuple[float, float] | None:
    """From where to where a value is usual, None where there are too few to tell.

    Five standard deviations about the median, estimated from the median deviation, which a
    few odd values do not move (Rousseeuw and Croux 1993); at least the tolerance.
    """
    if len(values) < _FEWEST_ALIKE:
        return None
    middle = median(values)
    spread = median(abs(value - middle) for value in values)
    reach = max(_DEVIATIONS * spread, tolerance * middle)
    return middle - reach, middle + reach


def unmanned(asked: Asked) -> Iterator[Finding]:
    """Operations without equipment or operator, where most that make the same have them."""
    lacking: dict[str, list[str]] = {}
    for row in asked.database.read(MANNING):
        for word, without in (
            ("equipment", row.without_equipment),
            ("operator", row.without_operator),
        ):
            having = row.operations - len(without)
            if having >= _FEWEST_WITH and having > len(without):
                for operation_id in without:
                    lacking.setdefault(operation_id, []).append(word)
    for operation_id, words in lacking.items():
        yield Finding(operation_id, f"no {' and no '.join(words)}, which its like have")


def skipped(asked: Asked) -> Iterator[Finding]:
    """Orders that lack a step which nearly all orders of their recipe have."""
    recipes: dict[str, list[StepColumns]] = {}
    for row in asked.database.read(STEPS):
        recipes.setdefault(row.recipe, []).append(row)
    for recipe, orders in recipes.items():
        for row, step in skipped_in(orders):
            yield Finding(
                row.order,
                f"step {step} of {recipe} is missing, and later ones were done",
                tuple(row.operation_ids),
            )


def skipped_in(orders: Iterable[StepColumns]) -> Iterator[tuple[StepColumns, str]]:
    """Each order of one recipe that has gone beyond a usual step, and that step.

    A step that is missing at the end is none: the order may still run.
    """
    routes = [(row, _route(row)) for row in orders]
    if len(routes) < _FEWEST_ORDERS:
        return
    places: dict[str, list[int]] = {}
    for _, route in routes:
        for step, place in route.items():
            places.setdefault(step, []).append(place)
    usual = {
        step: median(found) for step, found in places.items() if len(found) >= _USUAL * len(routes)
    }
    for row, route in routes:
        furthest = max((usual[step] for step in route if step in usual), default=0)
        for step in sorted(usual.keys() - route.keys()):
            if usual[step] < furthest:
                yield row, step


def _route(row: StepColumns) -> Mapping[str, int]:
    """The steps of an order by when each first began; without times, by their names."""
    first: dict[str, str] = {}
    for step, started in sorted(zip(row.steps, row.started, strict=False)):
        first.setdefault(step, started)
    in_order = sorted(first, key=lambda step: (first[step].replace("Z", ""), step))
    return {step: place for place, step in enumerate(in_order)}


RULES = (
    Rule(
        "yield-outside-usual-range",
        "warning",
        "An operation made much more or less of what it consumed than others that make the same.",
        "A consumption or a production may be missing: what belongs to it is not in scope.",
        odd_yields,
    ),
    Rule(
        "operation-without-equipment-or-operator",
        "notice",
        "An operation has no equipment or no operator, where others that make the same have them.",
        "None for traces by batch; a search by equipment or operator misses it.",
        unmanned,
    ),
    Rule(
        "step-skipped",
        "warning",
        "An order lacks a step that nearly all orders of its recipe have.",
        "What was consumed in that step, if it was done, is not in scope.",
        skipped,
    ),
)
