"""Control charts: how a characteristic of a material, or a value of a process, went in time.

The measurements of the batches, or of the operations, that a selection means; their centre and
limits; which points break a Western Electric rule; and for each of these the batches that were
made then, with how to ask for their scope.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from shlex import quote
from typing import Any, Literal
from urllib.parse import urlencode

from genealogy.control_chart import Chart, Point, chart_of
from genealogy.engine.database import Database
from genealogy.engine.statement import Reader, statement
from genealogy.errors import Next, NothingMeasured, WrongUsage, listed
from genealogy.gaps import Gap
from genealogy.measured import Measured, Series, series
from genealogy.selection import OPERATION_NAMES, Selection, Window
from genealogy.settings import Settings, load_settings
from genealogy.times import moment, utc_text
from genealogy.verdict import stale_sources
from queries.columns import PRODUCTIONS_BY_OPERATIONS, PRODUCTIONS_OF_BATCHES
from queries.freshness import missing_input, sources
from queries.in_columns import IDS_A_STATEMENT, in_columns, links_at
from queries.nearest import nothing_called
from queries.one_state import TornRead, of_one_state
from queries.scorecard import bounds
from queries.selecting import MATERIALS, OF_MATERIALS, OPERATIONS_OF
from queries.within_sites import known_at

Of = Literal["batches", "operations"]

NAMES = ("material", *OPERATION_NAMES)
"""What measurements can be asked of by."""


@dataclass(frozen=True, slots=True)
class MeasuredColumns:
    """Measurements of batches or operations, as parallel columns."""

    ids: list[str]
    measurement_ids: list[str]
    numbers: list[list[float | None]]
    units: list[str]
    texts: list[str]
    verdicts: list[str]
    occurred_at: list[str]


@dataclass(frozen=True, slots=True)
class Characteristic:
    """A name under which something was measured, and how often."""

    characteristic: str
    times: int


MEASURED = {
    "batches": statement("control_chart/of_batches", MeasuredColumns),
    "operations": statement("control_chart/of_operations", MeasuredColumns),
}
CHARACTERISTICS = {
    "batches": statement("control_chart/measured_of_batches", Characteristic),
    "operations": statement("control_chart/measured_of_operations", Characteristic),
}


@dataclass(frozen=True, slots=True)
class ControlChart:
    """The values in the order of time, centre and limits, and the points that break a rule.

    `batches` are, by the id of a batch or an operation, the batches made then. `withheld` values
    are of other sites than who asks is held to.
    """

    fingerprint: str
    question: dict[str, Any]
    of: Of
    series: Series
    chart: Chart
    batches: Mapping[str, tuple[str, ...]]
    as_of: dict[str, str]
    stale: list[str]
    missing_input: tuple[Gap, ...]
    withheld: int = 0

    @property
    def batch_ids(self) -> set[str]:
        """Every batch of the answer."""
        return {batch_id for its in self.batches.values() for batch_id in its}

    def batches_of(self, point: Point) -> list[str]:
        """The batches that were made when a point was measured."""
        of = dict.fromkeys(each.of for each in point.measured)
        return sorted({batch_id for id_ in of for batch_id in self.batches.get(id_, ())})

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": self.question,
            "fingerprint": self.fingerprint,
            "of": self.of,
            "unit": self.series.unit or None,
            **self.chart.to_dict(),
            "points": [self._point(number) for number in range(len(self.chart.points))],
            "violations": [*self._violations()],
            "texts": self.series.texts,
            "untimed": self.series.untimed,
            "other_units": self.series.other_units,
            "withheld": self.withheld,
            "as_of": self.as_of,
            "stale": self.stale,
            "missing_input": [gap.to_dict() for gap in self.missing_input],
        }

    def _point(self, number: int) -> dict[str, Any]:
        point = self.chart.points[number]
        return {
            "point": number + 1,
            **point.to_dict(),
            "of": sorted({each.of for each in point.measured}),
            "batch_ids": self.batches_of(point),
        }

    def _violations(self) -> Iterator[dict[str, Any]]:
        for each in self.chart.violations:
            points = [self.chart.points[number] for number in each.points]
            batches = sorted({batch for point in points for batch in self.batches_of(point)})
            scope = scope_of(batches)
            yield {
                **each.to_dict(),
                "started_at": points[0].first.at,
                "ended_at": points[-1].last.at,
                "batch_ids": batches,
                "command": scope.command if batches else None,
                "request": scope.request if batches else None,
            }


def scope_of(batches: Sequence[str]) -> Next:
    """How to ask for the scope of these batches."""
    named = " ".join(map(quote, batches))
    asked = urlencode([("batch", batch) for batch in batches])
    return Next(f"genealogy recall {named}", f"GET /v1/recalls?{asked}")


def control_chart(
    database: Database,
    characteristic: str,
    by: Mapping[str, str],
    window: Window,
    settings: Settings | None = None,
    *,
    baseline_to: datetime | None = None,
    subgroup: int = 1,
    unit: str | None = None,
    of: Of | None = None,
    sites: Sequence[str] | None = None,
) -> ControlChart:
    """The control chart of a characteristic of what `by` means: a material, or what ran by a
    recipe, on equipment, on a line, ...; all of several must hold.

    Tests are of the batches made there, process values of the operations; where both have the
    name, `of` says which is wanted. Limits come of the values up to `baseline_to`, else of all.
    With a `subgroup` of 2 to 10 it is of means and ranges, else of individual values.

    The cost grows with the batches and operations that `by` means, not with the graph.
    Raises WrongUsage, NothingSelected, NothingMeasured, MixedUnits.
    """
    _check(by, subgroup)
    settings = settings or load_settings()

    def answer() -> ControlChart:
        meant = _meant(database, by)
        wanted, measured = _measured(database, characteristic, meant, window, of)
        made = _made(database, wanted, {each.of for each in measured})
        withheld = 0
        if sites is not None:
            every = {batch_id for its in made.values() for batch_id in its}
            known = known_at(database, "batch", every, sites)
            made = {id_: its for id_, its in made.items() if its and known.issuperset(its)}
            withheld = sum(each.of not in made for each in measured)
            measured = [each for each in measured if each.of in made]
        found = series(characteristic, measured, unit)
        as_of = dict(sorted(sources(database).items()))
        return ControlChart(
            fingerprint="",
            question=_question(characteristic, by, window, baseline_to, subgroup, unit, sites),
            of=wanted,
            series=found,
            chart=chart_of(found.values, subgroup, baseline_to),
            batches={each.of: made.get(each.of, ()) for each in found.values},
            as_of=as_of,
            stale=stale_sources(as_of, settings.stale_hours),
            missing_input=tuple(missing_input(database)),
            withheld=withheld,
        )

    found, fingerprint = of_one_state(database, answer)
    return replace(found, fingerprint=fingerprint)


def _check(by: Mapping[str, str], subgroup: int) -> None:
    if not by:
        raise WrongUsage(f"Say of what: {listed(NAMES)}.")
    if odd := [name for name in by if name not in NAMES]:
        raise WrongUsage(f'Nothing is charted by "{odd[0]}". It can be: {listed(NAMES)}.')
    if not 1 <= subgroup <= 10:
        raise WrongUsage("A subgroup has 2 to 10 values; 1 is a chart of individual values.")


def _question(
    characteristic: str,
    by: Mapping[str, str],
    window: Window,
    baseline_to: datetime | None,
    subgroup: int,
    unit: str | None,
    sites: Sequence[str] | None,
) -> dict[str, Any]:
    return {
        "characteristic": characteristic,
        "by": Selection(tuple((name, by[name]) for name in NAMES if name in by)).text,
        "from": utc_text(window.start) if window.start else None,
        "to": utc_text(window.end) if window.end else None,
        "baseline_to": utc_text(baseline_to) if baseline_to else None,
        "subgroup": subgroup,
        "unit": unit,
        "sites": None if sites is None else list(sites),
    }


def _meant(database: Reader, by: Mapping[str, str]) -> dict[Of, set[str]]:
    """The batches, and the operations that made them, of which all terms hold.

    Raises NothingSelected where one of the terms means none.
    """
    batches: list[set[str]] = []
    operations: list[set[str]] = []
    for name, value in by.items():
        if name == "material":
            (materials,) = database.read(MATERIALS, name=value)
            ids = {
                batch_id
                for columns in in_columns(database, OF_MATERIALS, "ids", materials.ids)
                for batch_id in columns.ids
            }
            batches.append(ids)
            operations.append({each.operation_id for each in _certain(
                links_at(database, PRODUCTIONS_OF_BATCHES, ids))})  # fmt: skip
        else:
            ids = {id_ for row in database.read(OPERATIONS_OF[name], name=value) for id_ in row.ids}
            operations.append(ids)
            batches.append({each.batch_id for each in _certain(
                links_at(database, PRODUCTIONS_BY_OPERATIONS, ids))})  # fmt: skip
        if not ids:
            raise nothing_called(database, name, value)
    return {"batches": set.intersection(*batches), "operations": set.intersection(*operations)}


def _certain(links: Iterable[Any]) -> Iterator[Any]:
    return (each for each in links if each.certain)


def _measured(
    database: Reader,
    characteristic: str,
    meant: Mapping[Of, set[str]],
    window: Window,
    of: Of | None,
) -> tuple[Of, list[Measured]]:
    """What was measured under the name, of batches or of operations.

    None in the window is an answer, too. Raises WrongUsage where it is of both and neither is
    asked for, NothingMeasured where nothing was ever measured so.
    """
    wanted: tuple[Of, ...] = ("batches", "operations") if of is None else (of,)
    found = {each: _read(database, each, meant[each], characteristic, window) for each in wanted}
    having = [each for each in wanted if found[each]]
    if len(having) > 1:
        counts = " and ".join(f"{len(found[each]):,} times of {each}" for each in having)
        raise WrongUsage(
            f'"{characteristic}" was measured {counts}: these are two things. '
            'Ask for one of them, by "of".'
        )
    if not having:  # in the window, or at all
        names = {each: _known(database, each, meant[each]) for each in wanted}
        having = [each for each in wanted if characteristic in names[each]]
    if not having:
        raise NothingMeasured(characteristic, sorted({*chain(*names.values())}))
    return having[0], found[having[0]]


def _read(
    database: Reader, of: Of, ids: Collection[str], characteristic: str, window: Window
) -> list[Measured]:
    found: list[Measured] = []
    for some in _some_at_a_time(ids):
        for row in database.read(
            MEASURED[of], ids=some, characteristic=characteristic, **bounds(window)
        ):
            if len({len(row.ids), len(row.numbers), len(row.measurement_ids)}) > 1:
                raise TornRead
            for id_, measurement_id, numbers, unit, text, verdict, at in zip(
                row.ids,
                row.measurement_ids,
                row.numbers,
                row.units,
                row.texts,
                row.verdicts,
                row.occurred_at,
                strict=True,
            ):
                value, low, high = numbers
                each = Measured(measurement_id, id_, at, value, unit, low, high, text, verdict)
                if not at or window.overlaps(moment(at), moment(at)):
                    found.append(each)
    return found


def _known(database: Reader, of: Of, ids: Collection[str]) -> list[str]:
    """Under which names anything was measured of these."""
    return sorted(
        {
            row.characteristic
            for some in _some_at_a_time(ids)
            for row in database.read(CHARACTERISTICS[of], ids=some)
        }
    )


def _made(database: Reader, of: Of, ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The batches made as these were measured: of a batch itself, of an operation what it made."""
    if of == "batches":
        return {id_: (id_,) for id_ in ids}
    found: dict[str, set[str]] = {id_: set() for id_ in ids}
    for link in links_at(database, PRODUCTIONS_BY_OPERATIONS, ids):
        found[link.operation_id].add(link.batch_id)
    return {id_: tuple(sorted(its)) for id_, its in found.items()}


def _some_at_a_time(ids: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), IDS_A_STATEMENT):
        yield ordered[start : start + IDS_A_STATEMENT]
