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
from genealogy.statistics.groups import grouped
from genealogy.statistics.parameters import Parameter, compared

_FAR = 1_000_000
_ORDER = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Ranked:
    """Suspects that reach the same batches, so that these cannot tell them apart.

    `members` begin with the most specific. `reached` are the batches as bits, the bad ones
    first. `distance` is how many operations lie between the nearest of them and a bad batch.
    `bad_quantity` and `good_quantity` are the shares of the quantity of the bad and the good
    batches that they reach, None where these have none or unlike units. `parameter` is what tells
    apart the values of one that was measured in numbers, in `unit`.
    """

    members: tuple[Suspect, ...]
    reached: int
    contrast: Contrast
    distance: int | None = None
    bad_quantity: float | None = None
    good_quantity: float | None = None
    unit: str | None = None
    parameter: Parameter | None = None


def ranked(found: Found, bad: int, sizes: Sequence[float] | None = None) -> list[Ranked]:
    """All suspects by how unlikely it is that chance alone lets them reach so many more of the
    bad batches than of the good ones; of equal ones the nearest, then the most specific first.

    The first `bad` of the batches are bad, the others good; `sizes` are their quantities. Suspects
    that reach the same batches are one: whether they are to blame is one question, so it is
    tested once. Of a parameter in numbers it is asked whether its values differ (Mann and Whitney
    1947); all p-values together are held to the false discovery rate (Benjamini and Hochberg 1995).
    """
    good = len(found.batch_ids) - bad
    measured = _measured(found.readings, bad)
    groups = _together(found.certain)
    bits = [each for each, _ in groups] + [each for _, _, each in measured]
    tables = contrasts([counted(each, bad) for each in bits], bad, good)
    tables[len(groups) :] = [
        replace(table, p=parameter.p or 0.0)
        for table, (_, parameter, _) in zip(tables[len(groups) :], measured, strict=True)
    ]
    alike = [len(members) for _, members in groups] + [1] * len(measured)
    told = _told(bits, tables, alike, bad, sizes)
    near = distances(found.batch_ids[:bad], found.upstream.links)
    rows = []
    for (_, members), row in zip(groups, told, strict=False):
        away = {each: _distance(each, found, near) for each in members}
        ordered = sorted(members, key=lambda each: (_near(away[each]), _order(each)))
        known = [each for each in away.values() if each is not None]
        rows.append(replace(row, members=tuple(ordered), distance=min(known, default=None)))
    for (reading, parameter, _), row in zip(measured, told[len(groups) :], strict=True):
        rows.append(
            replace(row, members=(reading.suspect,), unit=reading.unit, parameter=parameter)
        )
    return sorted((row for row in rows if row.contrast.bad), key=_rank)


def ranked_possible(found: Found, bad: int) -> list[Ranked]:
    """The suspects that reach more of the batches by links that are only possible, with all that
    they reach so: apart, since nobody knows whether these links are."""
    groups = [
        (bits, members) for bits, members in _together(found.possible) if counted(bits, bad)[0]
    ]
    good = len(found.batch_ids) - bad
    tables = contrasts([counted(bits, bad) for bits, _ in groups], bad, good)
    rows = [
        Ranked(tuple(sorted(members, key=_order)), bits, table)
        for (bits, members), table in zip(groups, tables, strict=True)
    ]
    return sorted(rows, key=_rank)


def _together(found: Mapping[Suspect, int]) -> list[tuple[int, list[Suspect]]]:
    """The suspects that reach the same batches, in an order of their own."""
    named = {each.key: each for each in found}
    groups = grouped({key: found[each] for key, each in named.items()})
    return [(bits, [named[key] for key in keys]) for bits, keys in groups]


def _measured(found: Iterable[Reading], bad: int) -> list[tuple[Reading, Parameter, int]]:
    """What was measured of enough batches, with the batches that are beyond its threshold."""
    rows = []
    for reading in found:
        values = reading.values
        parameter = compared(
            [value for at, value in values.items() if at < bad],
            [value for at, value in values.items() if at >= bad],
        )
        if parameter.p is not None and parameter.threshold is not None:
            limit, above = parameter.threshold, parameter.above
            beyond = [at for at, value in values.items() if (value >= limit) == above]
            rows.append((reading, parameter, sum(1 << at for at in beyond)))
    return rows


def _told(
    bits: Sequence[int],
    tables: Sequence[Contrast],
    alike: Sequence[int],
    bad: int,
    sizes: Sequence[float] | None,
) -> list[Ranked]:
    """Each row with its share of false discoveries, and of the quantities."""
    rates = false_discovery_rates([each.p for each in tables], alike)
    rows = [
        Ranked((), each, replace(table, q=q))
        for each, table, q in zip(bits, tables, rates, strict=True)
    ]
    if sizes is None or not rows:
        return rows
    weights = np.array(sizes, dtype=float)
    of = matrix(bits, len(weights)) * weights
    wholes = [weights[:bad].sum(), weights[bad:].sum()]
    parts = [of[:, :bad].sum(axis=1), of[:, bad:].sum(axis=1)]
    shares = [part / whole if whole else None for part, whole in zip(parts, wholes, strict=True)]
    return [
        replace(
            row,
            bad_quantity=None if shares[0] is None else float(shares[0][at]),
            good_quantity=None if shares[1] is None else float(shares[1][at]),
        )
        for at, row in enumerate(rows)
    ]


def _distance(suspect: Suspect, found: Found, near: Mapping[tuple[str, str], int]) -> int | None:
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
