"""Gaps: all that a graph does not tell, by the definitions of a verdict, the worst first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from genealogy.balance import balances
from genealogy.engine.database import Database
from genealogy.engine.statement import statement
from genealogy.errors import WrongUsage
from genealogy.gaps import (
    Gap,
    gaps_of_operations,
    is_unsure,
    pending_lots,
    worst_first,
)
from genealogy.graph import Genealogy, Link, Movement
from genealogy.identity import joined, parse_batch_id
from genealogy.open_batches import gaps_of_batches
from genealogy.settings import Settings, load_settings
from queries.columns import (
    CONSUMPTIONS_BY_OPERATIONS,
    PRODUCTIONS_BY_OPERATIONS,
    LinkColumns,
)
from queries.described import operations_of
from queries.extent import Page, extent, measured_alone, pages, told, with_quantities
from queries.fetching import accounts
from queries.freshness import missing_input
from queries.in_columns import IDS_A_STATEMENT, in_columns, links_at
from queries.nearest import nothing_called, unknown
from queries.one_state import of_one_state
from queries.selecting import MATERIALS

BATCH_KINDS = ("no origin", "no whereabouts", "unaccounted", "return without shipment")
OPERATION_KINDS = ("operation without outputs", "operation without inputs")
INPUT_KINDS = ("unknown lots", "rejected rows", "unfinished load")
KINDS = (*BATCH_KINDS, *OPERATION_KINDS, "pending lot", *INPUT_KINDS)
"""Every kind of gap."""


@dataclass(frozen=True, slots=True)
class BatchIds:
    """Ids of batches."""

    batch_ids: list[str]


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids of nodes."""

    ids: list[str]


@dataclass(frozen=True, slots=True)
class SiteColumns:
    """Batches and the sites of their operations, as parallel columns."""

    ids: list[str]
    sites: list[str]


PAGE = statement("gaps/page", BatchIds)
OPEN_OPERATIONS = statement("gaps/open_operations", Ids)
PENDING_CONSUMPTIONS = statement("gaps/pending_consumptions", LinkColumns)
SITES = statement("gaps/sites_of_batches", SiteColumns)


@dataclass(frozen=True, slots=True)
class Place:
    """What a gap is of: items of batches, and sites where they were made or used."""

    materials: tuple[str, ...]
    sites: tuple[str, ...]
    material_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gaps:
    """Every gap of the graph that was asked for, the worst first, with what it is of.

    `input_left_out` gaps of input are not told, since they are of no material and at no site.
    """

    fingerprint: str
    question: dict[str, list[str]]
    found: tuple[tuple[Gap, Place], ...]
    input_left_out: int = 0

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each as JSON."""
        for gap, place in self.found:
            yield gap.to_dict() | {
                "materials": list(place.materials),
                "sites": list(place.sites),
            }

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        counts = dict.fromkeys(KINDS, 0)
        for gap, _ in self.found:
            counts[gap.kind] += 1
        return {
            "question": self.question,
            "fingerprint": self.fingerprint,
            "found": {kind: count for kind, count in counts.items() if count},
            "input_left_out": self.input_left_out,
            "gaps": list(self.rows()),
        }


def gaps(
    database: Database,
    settings: Settings | None = None,
    *,
    kinds: Sequence[str] = (),
    materials: Sequence[str] = (),
    sites: Sequence[str] = (),
) -> Gaps:
    """Every gap of the graph, or those of these kinds, materials (item, id or name) and sites;
    the worst first.

    A batch or an operation has a gap here exactly if a trace through it has. Each batch is looked
    at once, some thousand at a time: memory grows with the gaps, not with the graph.

    Raises WrongUsage for a kind that there is not, NothingSelected for a material or a site.
    """
    for kind in kinds:
        _known_kind(kind)
    tolerance = Decimal(str((settings or load_settings()).tolerance))

    def answer() -> tuple[tuple[tuple[Gap, Place], ...], int]:
        material_ids = _known_materials(database, materials)
        _known_sites(database, sites)
        known, extracts = extent(database, by_day=True), told(database)
        found: list[tuple[Gap, Place]] = []
        left_out = 0
        for some in parts(database, tolerance):
            wanted = [gap for gap in some.gaps if not kinds or gap.kind in kinds]
            places = _places(database, some, wanted)
            kept = [
                gap
                for gap in wanted
                if (not materials or material_ids & places[gap.subject].material_ids)
                and (not sites or not set(sites).isdisjoint(places[gap.subject].sites))
            ]
            left_out += sum(gap.kind in INPUT_KINDS for gap in wanted)
            left_out -= sum(gap.kind in INPUT_KINDS for gap in kept)
            found += [(gap, places[gap.subject]) for gap in measured_alone(kept, known, extracts)]
        return tuple(sorted(found, key=lambda each: worst_first(each[0]))), left_out

    (found, left_out), fingerprint = of_one_state(database, answer)
    question = {"kinds": list(kinds), "materials": list(materials), "sites": list(sites)}
    return Gaps(fingerprint, question, found, left_out)


def _known_materials(database: Database, names: Sequence[str]) -> set[str]:
    """The ids of these materials: a mistyped one must not read as one without gaps."""
    found: set[str] = set()
    for name in names:
        (materials,) = database.read(MATERIALS, name=name)
        if not materials.ids:
            raise nothing_called(database, "material", name)
        found |= set(materials.ids)
    return found


def _known_sites(database: Database, sites: Sequence[str]) -> None:
    for site in sites:
        if unknown(database, "site", site):
            raise nothing_called(database, "site", site)


def _known_kind(kind: str) -> None:
    if kind not in KINDS:
        near = get_close_matches(kind, KINDS, n=1)
        nearest = f' Did you mean "{near[0]}"?' if near else ""
        raise WrongUsage(f'There is no gap "{kind}".{nearest} There are: {", ".join(KINDS)}.')


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the graph and its gaps."""

    genealogy: Genealogy
    gaps: list[Gap]


def parts(database: Database, tolerance: Decimal) -> Iterator[Part]:
    """The whole graph in parts: pages of batches, then operations, pending lots, and input."""
    pending: list[Movement | Link] = []
    for page in pages(database):
        genealogy = accounts(database, page_of(database, page))
        pending += [each for each in genealogy.produced if each.pending_lot]
        pending += [each for each in genealogy.movements if each.pending_lot]
        yield Part(genealogy, list(gaps_of_batches(genealogy, balances(genealogy), tolerance)))
    yield from _operations(database)
    for columns in database.read(PENDING_CONSUMPTIONS):
        pending += columns.links(consumed=True)
    unsure = bare([each for each in pending if is_unsure(each)])
    yield Part(unsure, with_quantities(database, list(pending_lots(unsure))))
    yield Part(bare(()), missing_input(database))


def page_of(database: Database, page: Page) -> list[str]:
    """The batches of a page."""
    after, upto = page
    return database.read(PAGE, after=after, upto=upto)[0].batch_ids


def bare(facts: Collection[Link | Movement]) -> Genealogy:
    """A part of the graph that is but these facts."""
    links = [each for each in facts if isinstance(each, Link)]
    movements = [each for each in facts if isinstance(each, Movement)]
    return Genealogy((), {}, {}, links, [], [], movements)


def _operations(database: Database) -> Iterator[Part]:
    ids = database.read(OPEN_OPERATIONS)[0].ids
    for start in range(0, len(ids), IDS_A_STATEMENT):
        some = set(ids[start : start + IDS_A_STATEMENT])
        links = links_at(database, CONSUMPTIONS_BY_OPERATIONS, some)
        links += links_at(database, PRODUCTIONS_BY_OPERATIONS, some)
        genealogy = Genealogy((), {}, operations_of(database, some), links, [], [], [])
        yield Part(genealogy, list(gaps_of_operations(genealogy, "both")))


def _places(database: Database, part: Part, wanted: list[Gap]) -> dict[str, Place]:
    """What each of the gaps is of."""
    sites: dict[str, set[str]] = {}
    of_batches = [gap.subject for gap in wanted if gap.kind in BATCH_KINDS]
    for columns in in_columns(database, SITES, "batch_ids", of_batches):
        for batch_id, site in zip(columns.ids, columns.sites, strict=True):
            sites.setdefault(batch_id, set()).add(site)
    batches: dict[str, set[str]] = {}
    facts: list[Link | Movement] = [*part.genealogy.links, *part.genealogy.movements]
    for each in facts:
        batches.setdefault(each.pending_lot or "", set()).add(each.batch_id)
        if isinstance(each, Link):
            batches.setdefault(each.operation_id, set()).add(each.batch_id)
    places = {}
    for gap in wanted:
        operation = part.genealogy.operations.get(gap.subject)
        where = {operation.site or ""} if operation else sites.get(gap.subject, set())
        of = {gap.subject} if gap.kind in BATCH_KINDS else batches.get(gap.subject, set())
        named = [name for name in map(parse_batch_id, of) if name.item]
        places[gap.subject] = Place(
            tuple(sorted({name.item or "" for name in named})),
            tuple(sorted(where - {""})),
            frozenset(joined(name.party, name.item or "") for name in named),
        )
    return places
