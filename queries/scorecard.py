"""Scorecards: of suppliers, materials, equipment, lines, shifts, operators and sites over a period.

What was delivered or made there, how much of it is known to be bad or good, and how that went on.
The statements begin at the few nodes that are counted by, or look at each operation once, and keep
what lies in the period; the outcomes cost four statements for 5,000 batches of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from genealogy.balance import OPENING_STOCK
from genealogy.engine.database import Database
from genealogy.engine.statement import Reader, statement
from genealogy.errors import WrongUsage, listed
from genealogy.gaps import Gap
from genealogy.outcomes import Outcome, together
from genealogy.scorecard import By, Grain, Made, Score, grain_of, scores
from genealogy.selection import Selection, Window
from genealogy.settings import Settings, load_settings
from genealogy.shifts import shift_of
from genealogy.times import moment, utc_text
from genealogy.verdict import stale_sources
from queries.batches import resolve
from queries.freshness import missing_input, sources
from queries.in_columns import in_columns
from queries.one_state import of_one_state
from queries.outcomes import outcomes_of
from queries.selection import select_any, selections
from queries.within_sites import known_at

BY: tuple[By, ...] = get_args(By)


@dataclass(frozen=True, slots=True)
class SuppliedColumns:
    """Deliveries, as parallel columns."""

    ids: list[str]
    names: list[str]
    batch_ids: list[str]
    occurred_at: list[str]


@dataclass(frozen=True, slots=True)
class ReceivedColumns:
    """Batches with the own lots that they became, as parallel columns."""

    batch_ids: list[str]
    own_ids: list[str]
    occurred_at: list[str]


@dataclass(frozen=True, slots=True)
class MadeByColumns:
    """What was made on equipment or by operators, as parallel columns."""

    ids: list[str]
    names: list[str]
    batch_ids: list[str]
    types: list[str]
    occurred_at: list[str]


@dataclass(frozen=True, slots=True)
class MadeColumns:
    """What was made, with line and site, as parallel columns."""

    lines: list[str]
    sites: list[str]
    batch_ids: list[str]
    types: list[str]
    occurred_at: list[str]


@dataclass(frozen=True, slots=True)
class MaterialColumns:
    """The materials of batches, as parallel columns."""

    batch_ids: list[str]
    ids: list[str]
    names: list[str]


SUPPLIED = statement("scorecard/supplied", SuppliedColumns)
RECEIVED_AS = statement("scorecard/received_as", ReceivedColumns)
MADE = statement("scorecard/made", MadeColumns)
MATERIALS = statement("scorecard/materials", MaterialColumns)
MADE_BY = {
    name: statement(f"scorecard/made_by_{name}", MadeByColumns)
    for name in ("equipment", "operator")
}

_WHOLE_SECOND = len("2026-10-05T06:00:00")
_CERTAIN = "PRODUCED"


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How the batches of each supplier, line, ... came out: the largest share of failures first.

    `untimed` are batches that a period leaves out only since nobody states when they were made or
    delivered; `unplaced` have no line, shift, ... on record; `withheld` are of other sites than
    who asks is held to.
    """

    fingerprint: str
    question: dict[str, Any]
    found: tuple[Score, ...]
    grain: Grain
    as_of: dict[str, str]
    stale: list[str]
    missing_input: tuple[Gap, ...]
    settings: Settings
    untimed: tuple[str, ...] = ()
    unplaced: int = 0
    withheld: int = 0

    @property
    def batch_ids(self) -> set[str]:
        """Every batch of the answer."""
        return {each.batch_id for score in self.found for each in score.batches}

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        zone = self.settings.timezone
        return {
            "question": self.question,
            "fingerprint": self.fingerprint,
            "grain": self.grain,
            "scores": [each.to_dict(self.grain, zone) for each in self.found],
            "periods": [
                {"of": score.id, **each}
                for score in self.found
                for each in score.periods(self.grain, zone)
            ],
            "in_a_row": [
                {"of": score.id, "run": number, "batch_id": batch_id}
                for score in self.found
                for number, batches in enumerate(score.in_a_row, start=1)
                for batch_id in batches
            ],
            "batches": [row for score in self.found for row in _drilled(score)],
            "untimed": list(self.untimed),
            "unplaced": self.unplaced,
            "withheld": self.withheld,
            "as_of": self.as_of,
            "stale": self.stale,
            "missing_input": [gap.to_dict() for gap in self.missing_input],
        }


def scorecard(
    database: Database,
    by: str,
    window: Window,
    settings: Settings | None = None,
    *,
    bad: Sequence[str] = (),
    bad_from: Sequence[str] = (),
    sites: Sequence[str] | None = None,
) -> Scorecard:
    """The scorecard of a period, in which both ends are included.

    For a supplier its deliveries: own lots where a receipt names them, else the batches supplied;
    each judged by both. For all others what operations made, receiving aside; for a material what
    was received as well. `bad` batches, and those that `bad_from` selects, are bad whatever the
    records say. Who is held to `sites` has what is of these alone, and how many batches are not.

    Raises WrongUsage, UnknownBatch, AmbiguousBatch, NothingSelected.
    """
    if by not in BY:
        raise WrongUsage(f'Nothing is counted by "{by}". It can be: {listed(BY)}.')
    settings = settings or load_settings()
    wanted = selections(bad_from, settings)

    def answer() -> Scorecard:
        stated = {*resolve(database, bad), *select_any(database, wanted).batch_ids}
        made = _in_time(_made(database, by, window, settings), window)
        if sites is not None:
            made = made.within(known_at(database, "batch", made.batch_ids, sites))
        outcomes = _outcomes(database, made, stated)
        as_of = dict(sorted(sources(database).items()))
        return Scorecard(
            fingerprint="",
            question=_question(by, window, stated, wanted, sites),
            found=scores((each for each, _ in made.placed if each.id), outcomes),
            grain=grain_of(moment(each.at) for each, _ in made.placed if each.at),
            as_of=as_of,
            stale=stale_sources(as_of, settings.stale_hours),
            missing_input=tuple(missing_input(database)),
            settings=settings,
            untimed=tuple(sorted(made.untimed)),
            unplaced=len({each.batch_id for each, _ in made.placed if not each.id}),
            withheld=made.withheld,
        )

    found, fingerprint = of_one_state(database, answer)
    return replace(found, fingerprint=fingerprint)


def _question(
    by: str,
    window: Window,
    stated: Collection[str],
    wanted: Sequence[Selection],
    sites: Sequence[str] | None,
) -> dict[str, Any]:
    return {
        "by": by,
        "from": utc_text(window.start) if window.start else None,
        "to": utc_text(window.end) if window.end else None,
        "bad": sorted(stated),
        "bad_from": [each.text for each in wanted],
        "sites": None if sites is None else list(sites),
    }


Delivered = tuple[Made, tuple[str, ...]]
"""A batch with the other names of the same goods: the supplier's lot of an own one."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What was made in the period, what nobody says when, and how many batches are withheld."""

    placed: list[Delivered]
    untimed: set[str]
    withheld: int = 0

    @property
    def batch_ids(self) -> set[str]:
        return {each.batch_id for each, _ in self.placed} | self.untimed

    def within(self, known: Collection[str]) -> _Found:
        """Those of these batches alone."""
        placed = [(each, also) for each, also in self.placed if each.batch_id in known]
        untimed = {each for each in self.untimed if each in known}
        return _Found(placed, untimed, sum(each not in known for each in self.batch_ids))


def _in_time(made: Iterable[Delivered], window: Window) -> _Found:
    """Those in the window: the statements compare whole seconds alone."""
    placed: list[Delivered] = []
    untimed: set[str] = set()
    for each, also in made:
        if not each.at and not window.open:
            untimed.add(each.batch_id)
        elif not each.at or window.overlaps(moment(each.at), moment(each.at)):
            placed.append((each, also))
    return _Found(placed, untimed - {each.batch_id for each, _ in placed})


def bounds(window: Window) -> dict[str, str]:
    """The window as the texts that times are compared with: from its first whole second on, and
    up to whatever begins with its last one."""
    start = utc_text(window.start)[:_WHOLE_SECOND] if window.start else ""
    end = utc_text(window.end)[:_WHOLE_SECOND] if window.end else ""
    return {"after": start, "before": f"{end}~"}


def _made(database: Reader, by: str, window: Window, settings: Settings) -> Iterator[Delivered]:
    """What was made or delivered in the window, or nobody says when, each by what it counts for;
    '' where that is not on record."""
    if by == "supplier":
        yield from _supplied(database, window)
    elif by in MADE_BY:
        for row in database.read(MADE_BY[by], **bounds(window)):
            columns = zip(
                row.ids, row.names, row.batch_ids, row.occurred_at, row.types, strict=True
            )
            for id_, name, batch_id, at, type_ in columns:
                yield Made(id_, name, batch_id, at, type_ == _CERTAIN), ()
    elif by == "material":
        yield from _of_materials(database, window)
    else:
        for line, site, batch_id, at, certain in _runs(database, window):
            if by == "shift":
                place = shift_of(moment(at), settings.timezone, settings.shift_times) if at else ""
            else:
                place = line if by == "line" else site
            yield Made(place, "", batch_id, at, certain), ()


def _runs(
    database: Reader, window: Window, *, received: bool = False
) -> Iterator[tuple[str, str, str, str, bool]]:
    """Line, site, batch and time of what operations made, and whether they surely did."""
    for row in database.read(MADE, received=received, **bounds(window)):
        certain = [type_ == _CERTAIN for type_ in row.types]
        yield from zip(row.lines, row.sites, row.batch_ids, row.occurred_at, certain, strict=True)


def _supplied(database: Reader, window: Window) -> Iterator[Delivered]:
    """Each delivery: the own lots that a batch was received as, or the batch itself."""
    for row in database.read(SUPPLIED, **bounds(window)):
        own: dict[str, list[tuple[str, str]]] = {}
        for received in in_columns(database, RECEIVED_AS, "batch_ids", set(row.batch_ids)):
            columns = zip(received.batch_ids, received.own_ids, received.occurred_at, strict=True)
            for batch_id, own_id, at in columns:
                own.setdefault(batch_id, []).append((own_id, at))
        for id_, name, batch_id, at in zip(
            row.ids, row.names, row.batch_ids, row.occurred_at, strict=True
        ):
            if id_ == OPENING_STOCK:
                continue
            if batch_id not in own:
                yield Made(id_, name, batch_id, at), ()
            for own_id, own_at in own.get(batch_id, ()):
                yield Made(id_, name, own_id, own_at or at), (batch_id,)


def _of_materials(database: Reader, window: Window) -> Iterator[Delivered]:
    """What was made of each material, and what was delivered of it."""
    at_first = [*_supplied(database, window)]
    at_first += [
        (Made("", "", batch_id, at, certain), ())
        for _, _, batch_id, at, certain in _runs(database, window)
    ]
    materials: dict[str, tuple[str, str]] = {}
    batch_ids = {each.batch_id for each, _ in at_first}
    for found in in_columns(database, MATERIALS, "batch_ids", batch_ids):
        for batch_id, id_, name in zip(found.batch_ids, found.ids, found.names, strict=True):
            materials[batch_id] = id_, name
    for each, also in at_first:
        id_, name = materials.get(each.batch_id, ("", ""))
        yield each._replace(id=id_, name=name), also


def _outcomes(database: Reader, made: _Found, stated: Collection[str]) -> dict[str, Outcome]:
    """The outcome of each batch, by what is recorded of it and of its other names."""
    names: dict[str, set[str]] = {}
    for each, also in made.placed:
        names.setdefault(each.batch_id, {each.batch_id}).update(also)
    known = outcomes_of(database, {name for its in names.values() for name in its}, stated)
    return {
        batch_id: together(known[name] for name in sorted(its)) if len(its) > 1 else known[batch_id]
        for batch_id, its in names.items()
    }


def _drilled(score: Score) -> Iterator[dict[str, Any]]:
    """The batches of a score, one by one."""
    for each in score.batches:
        yield {
            "of": score.id,
            "batch_id": each.batch_id,
            "at": each.at,
            "outcome": each.outcome.state,
            "tests": each.outcome.tests,
            "why": each.outcome.why or None,
        }
