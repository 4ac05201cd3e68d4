"""The known answers, from the generator's own account of who went where: no engine, no facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.plant import BenchmarkPlant, Lot, Run

Link = tuple[str, str, bool, float]
"""Batch, operation, whether it was consumed there (or made), and the kg."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an answer must hold: every batch, link and shipment, no more and no less."""

    batches: frozenset[str]
    links: frozenset[Link]
    shipments: frozenset[tuple[str, str, float]]


@dataclass(frozen=True, slots=True)
class Scope:
    """All that is reached from some batches: `runs` in the order in which they were."""

    lots: dict[Lot, int]
    runs: dict[Run, int]


def scope(plant: BenchmarkPlant, origins: Iterable[Lot], *, forward: bool) -> Scope:
    """Every batch and run in one direction, with the fewest links that lead there."""
    lots: dict[Lot, int] = dict.fromkeys(origins, 0)
    runs: dict[Run, int] = {}
    fresh = list(lots)
    while fresh:
        reached: dict[Run, None] = {}
        for lot in fresh:
            nearby = plant.uses(lot) if forward else {plant.maker(lot)}
            reached |= dict.fromkeys(run for run in nearby if run and run not in runs)
        far = lots[fresh[0]]
        runs |= dict.fromkeys(reached, far + 1)
        ends = (
            lot for run in reached for lot in (plant.outputs(run) if forward else plant.inputs(run))
        )
        fresh = list(dict.fromkeys(lot for lot in ends if lot not in lots))
        lots |= dict.fromkeys(fresh, far + 2)
    return Scope(lots, runs)


def known(plant: BenchmarkPlant, origins: Sequence[Lot], *, forward: bool) -> Known:
    """The known answer: forward all that a batch met, backward all that made it what it is.

    Forward a run shows what of the scope went into it, backward what of the scope came out.
    """
    found = scope(plant, origins, forward=forward)
    links = set()
    for run in found.runs:
        for flows, consumed in ((plant.inputs(run), True), (plant.outputs(run), False)):
            links |= {
                (lot.id, run.id, consumed, float(kg))
                for lot, kg in flows.items()
                if lot in found.lots
            }
    return Known(
        frozenset(lot.id for lot in found.lots),
        frozenset(links),
        frozenset(
            (lot.id, customer, float(kg))
            for lot in found.lots
            for customer, kg in plant.shipments(lot).items()
        ),
    )


def mixed(plant: BenchmarkPlant, origin: Lot) -> dict[str, float]:
    """How many kg of the origin, which was supplied, are in every batch if all is well mixed.

    Each run passes on what it has got in proportion; repeated until rework brings no more.
    """
    found = scope(plant, [origin], forward=True)
    amounts = dict.fromkeys(found.lots, 0.0) | {origin: float(plant.size(origin))}
    parts = []
    for run in found.runs:
        inputs, outputs = plant.inputs(run), plant.outputs(run)
        came = [(lot, kg / plant.size(lot)) for lot, kg in inputs.items() if lot in amounts]
        whole = sum(outputs.values())
        parts.append((came, [(lot, kg / whole) for lot, kg in outputs.items()]))
    changed = True
    while changed:
        changed = False
        for came, made in parts:
            total = sum(amounts[lot] * part for lot, part in came)
            for lot, part in made:
                changed |= abs(total * part - amounts[lot]) > 1e-12 * total
                amounts[lot] = total * part
    return {lot.id: amount for lot, amount in amounts.items()}
