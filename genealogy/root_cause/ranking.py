"""Ranking: which suspects tell the bad batches from the good ones, the clearest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from genealogy.root_cause.finding import Found
from genealogy.root_cause.reach import counted, distances, matrix
from genealogy.root_cause.readings import Reading
from genealogy.root_cause.suspects import KINDS, Suspect
from genealogy.statistics.contrast import Contrast, contrasts, false_discovery_rates
from genealogy.statistics.parameters import Parameter, compared
from genealogy.walk import BATCH, Node

_FAR = 1_000_000
_ORDER = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Ranked:
    """Suspects that reach the same batches, so that these cannot tell them apart.

    `members` begin with the most specific. `reached` are the batches as bits, the bad ones
    first. `q` is the part of false alarms to expect among all suspects that do as well or better.
    `distance` is how many operations lie between the nearest of them and a bad batch.
    `bad_quantity` and `good_quantity` are the shares of the quantity of the bad and the good
    batches that they reach, None where these have none or unlike units. `parameter` is what tells
    apart the values of one that was measured in numbers, in `unit`.
    """

    members: tuple[Suspect, ...]
    reached: int
    contrast: Contrast
    q: float
    distance: int | None = None
    bad_quantity: float | None = None
    good_quantity: float | None = None
    unit: str | None = None
    parameter: Parameter | None = None


@dataclass(frozen=True, slots=True)
class Few:
    """A parameter in numbers that was measured of too few batches to be compared."""

    suspect: Suspect
    unit: str
    bad: int
    good: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A test that so many bad batches failed themselves: how they came out, and no suspect."""

    suspect: Suspect
    bad: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The suspects that reach a bad batch, the clearest first. `tested` is how many there were in
    all, each member of a group for itself, which the false discovery rates allow for."""

    rows: list[Ranked]
    tested: int
    few: list[Few]
    failed: list[Failed]


def ranked(found: Found, bad: int, sizes: Sequence[float] | None = None) -> Ranking:
    """All suspects by how unlikely it is that chance alone lets them reach so many more of the
    bad batches than of the good ones; of equal ones the nearest, then the most specific first.

    The first `bad` of the batches are bad, the others good; `sizes` are their quantities. Suspects
    that reach the same batches are one row; all of them count among those that were tested. Of a
    parameter in numbers it is asked whether its values differ (Mann and Whitney 1947), unless a
    bad batch itself failed it; all p-values together are held to the false discovery rate
    (Benjamini and Hochberg 1995).
    """
    good = len(found.batch_ids) - bad
    failed = _failed(found, bad)
    outcomes = {each.suspect for each in failed}
    measured, few = _measured(
        [each for each in found.readings if each.suspect not in outcomes], bad
    )
    groups = _together(found.certain)
    bits = [each for each, _ in groups] + [each for _, _, each in measured]
    tables = contrasts([counted(each, bad) for each in bits], bad, good)
    for at, (_, parameter, beyond) in enumerate(measured, len(groups)):
        (table,) = contrasts([counted(beyond, bad)], parameter.bad, parameter.good)
        tables[at] = replace(table, p=parameter.p or 0.0)  # of the batches with a value alone
    alike = [len(members) for _, members in groups] + [1] * len(measured)
    rates = false_discovery_rates([each.p for each in tables], alike)
    told = [at for at, contrast in enumerate(tables) if contrast.bad]
    shares = _shares([bits[at] for at in told], bad, sizes)
    near = distances(found.batch_ids[:bad], found.steps)
    rows = []
    for at, share in zip(told, shares, strict=True):
        known = (bits[at], tables[at], rates[at])
        if at < len(groups):
            members, distance = _nearest_first(groups[at][1], found, near)
            rows.append(Ranked(members, *known, distance, *share))
        else:
            reading, parameter, _ = measured[at - len(groups)]
            of = (reading.unit, parameter)
            rows.append(Ranked((reading.suspect,), *known, None, *share, *of))
    return Ranking(sorted(rows, key=_rank), sum(alike), few, failed)


def ranked_possible(found: Found, bad: int) -> list[Ranked]:
    """The suspects that reach more of the batches by links that are only possible, with all that
    they reach so: apart, since nobody knows whether these links are."""
    groups = [
        (bits, members) for bits, members in _together(found.possible) if counted(bits, bad)[0]
    ]
    good = len(found.batch_ids) - bad
    tables = contrasts([counted(bits, bad) for bits, _ in groups], bad, good)
    alike = [len(members) for _, members in groups]
    rates = false_discovery_rates([each.p for each in tables], alike)
    rows = [
        Ranked(tuple(sorted(members, key=_order)), bits, table, q)
        for (bits, members), table, q in zip(groups, tables, rates, strict=True)
    ]
    return sorted(rows, key=_rank)


def _together(found: Mapping[Suspect, int]) -> list[tuple[int, list[Suspect]]]:
    """The suspects that reach the same batches, together: these cannot tell them apart."""
    groups: dict[int, list[Suspect]] = {}
    for suspect, bits in found.items():
        groups.setdefault(bits, []).append(suspect)
    return list(groups.items())


def _failed(found: Found, bad: int) -> list[Failed]:
    """The tests that bad batches failed themselves, the most often failed first."""
    batches = {*found.batch_ids[:bad]}
    by: dict[Suspect, set[str]] = {}
    for each in found.upstream.values:
        if each.kind == BATCH and each.id in batches and each.fault:
            by.setdefault(each.parameter, set()).add(each.id)
    failed = [Failed(suspect, len(those)) for suspect, those in by.items()]
    return sorted(failed, key=lambda each: (-each.bad, _order(each.suspect)))


def _measured(
    found: Iterable[Reading], bad: int
) -> tuple[list[tuple[Reading, Parameter, int]], list[Few]]:
    """What was measured of enough batches, with the batches that are beyond its threshold; and
    what was measured of too few."""
    rows = []
    few = []
    for reading in found:
        values = reading.values
        parameter = compared(
            [value for at, value in values.items() if at < bad],
            [value for at, value in values.items() if at >= bad],
        )
        if not parameter.enough:
            few.append(Few(reading.suspect, reading.unit, parameter.bad, parameter.good))
        elif parameter.p is not None and parameter.threshold is not None:
            limit, above = parameter.threshold, parameter.above
            beyond = [at for at, value in values.items() if (value >= limit) == above]
            rows.append((reading, parameter, sum(1 << at for at in beyond)))
    return rows, few


def _shares(
    bits: Sequence[int], bad: int, sizes: Sequence[float] | None
) -> list[tuple[float | None, float | None]]:
    """Which parts of the quantity of the bad and of the good batches these bits are."""
    if sizes is None or not bits:
        return [(None, None)] * len(bits)
    weights = np.array(sizes, dtype=float)
    of = matrix(bits, len(weights)) * weights
    parts: list[list[float | None]] = []
    for part, whole in (
        (of[:, :bad], weights[:bad].sum()),
        (of[:, bad:], weights[bad:].sum()),
    ):
        parts.append((part.sum(axis=1) / whole).tolist() if whole else [None] * len(bits))
    return list(zip(*parts, strict=True))


def _nearest_first(
    members: Sequence[Suspect], found: Found, near: Mapping[Node, int]
) -> tuple[tuple[Suspect, ...], int | None]:
    """The members of a group in order, and how far the nearest is from a bad batch."""
    away = {each: _distance(each, found, near) for each in members}
    ordered = sorted(members, key=lambda each: (_near(away[each]), _order(each)))
    return tuple(ordered), away[ordered[0]]


def _distance(suspect: Suspect, found: Found, near: Mapping[Node, int]) -> int | None:
    nodes = found.nodes.get(suspect, ())
    return min((near[node] for node in nodes if node in near), default=None)


def _near(distance: int | None) -> int:
    """A window of time is at no place, so behind all that is."""
    return _FAR if distance is None else distance


def _rank(row: Ranked) -> tuple[object, ...]:
    return (
        row.contrast.p,
        -row.contrast.bad,
        row.contrast.good,
        _near(row.distance),
        _order(row.members[0]),
    )


def _order(suspect: Suspect) -> tuple[object, ...]:
    return (_ORDER[suspect.kind], *(part or "" for part in suspect))
