"""Root cause: what the bad batches have in common that the good ones have not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from genealogy.engine.database import Database
from genealogy.engine.statement import Reader
from genealogy.errors import WrongUsage
from genealogy.garbage import seldom_collected
from genealogy.root_cause.finding import Found, find
from genealogy.root_cause.readings import mixed_units
from genealogy.root_cause.suspects import Suspect
from genealogy.settings import Settings, load_settings
from genealogy.verdict import Verdict, stale_sources
from queries.comparison import Comparison, comparison
from queries.freshness import missing_input, sources
from queries.leads import Lead, ToTest, leads, to_test
from queries.one_state import of_one_state
from queries.selecting import Selected
from queries.selection import meant, selections
from queries.suspects import quantities_of, upstream_of, without_origin

if TYPE_CHECKING:
    from genealogy.root_cause.ranking import Ranked, Ranking

FALSE_DISCOVERIES = 0.05
"""Suspects are likely as long as no more than this share of them is expected to be chance."""


@dataclass(frozen=True)
class RootCause:
    """The suspects of bad batches, ranked, and on what they rest.

    `comparison` is how the good batches were chosen, None where they were named. `possible` are
    the suspects that reach a bad batch by links that are only possible. The gaps of the `verdict`
    hide suspects: what is upstream of them nobody has stated; quantities are not looked at.
    """

    bad: tuple[str, ...]
    good: tuple[str, ...]
    comparison: Comparison | None
    found: Found
    ranking: Ranking
    possible: list[Ranked]
    leads: list[Lead]
    to_test: list[ToTest]
    verdict: Verdict
    fingerprint: str = ""

    @property
    def smallest_p(self) -> float:
        """How likely chance alone brings forth the clearest suspect that there could be: one that
        reaches all of the bad batches and none of the good ones."""
        from genealogy.statistics.contrast import smallest_p

        return smallest_p(len(self.bad), len(self.good))

    @property
    def enough(self) -> bool:
        """Whether there are enough batches for any claim at all: whether the clearest suspect that
        there could be would stand out among so many."""
        likely = any(each.q < FALSE_DISCOVERIES for each in self.ranking.rows)
        return likely or self.smallest_p * max(self.ranking.tested, 1) <= FALSE_DISCOVERIES

    @cached_property
    def suspects(self) -> list[dict[str, Any]]:
        """Every suspect that reaches a bad batch, the clearest first."""
        return [self._row(number, each) for number, each in enumerate(self.ranking.rows, 1)]

    @property
    def likely(self) -> list[dict[str, Any]]:
        """The suspects that are more than chance."""
        return [row for row in self.suspects if row["likely"]]

    @property
    def batches(self) -> set[str]:
        """Every batch that the answer rests on or tells of."""
        upstream = {link.batch_id for link in self.found.upstream.links}
        made = {made.batch_id for lead in self.leads for made in lead.made}
        return (
            upstream | made | {*self.bad, *self.good, *(each.sample.batch for each in self.to_test)}
        )

    def batches_of(self, each: Ranked) -> tuple[list[str], list[str]]:
        """The bad and the good batches that a suspect reaches."""
        hit = [name for at, name in enumerate(self.found.batch_ids) if each.reached >> at & 1]
        bad = set(self.bad)
        return [name for name in hit if name in bad], [name for name in hit if name not in bad]

    def name_of(self, suspect: Suspect) -> str | None:
        """What a suspect is called besides its id."""
        upstream = self.found.upstream
        if suspect.kind == "operation":
            operation = upstream.operations.get(suspect.id)
            return operation.order if operation else None
        return upstream.names.get((suspect.kind, suspect.id))

    @seldom_collected()
    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": {
                "bad": [*self.bad],
                "good": [*self.good],
                "comparison": self.comparison.to_dict() if self.comparison else None,
            },
            "fingerprint": self.fingerprint,
            "enough": self.enough,
            "smallest_p": self.smallest_p,
            "tested": self.ranking.tested,
            "suspects": self.suspects,
            "possible": [self._row(number, each) for number, each in enumerate(self.possible, 1)],
            "leads": [each.to_dict() for each in self.leads],
            "to_test": [each.to_dict() for each in self.to_test],
            "mixed_units": [
                {"characteristic": each.id, "step": each.of, "units": units}
                for each, units in mixed_units(self.found.readings).items()
            ],
            "few_values": [
                {
                    "characteristic": each.suspect.id,
                    "step": each.suspect.of,
                    "unit": each.unit,
                    "bad": each.bad,
                    "good": each.good,
                }
                for each in self.ranking.few
            ],
            "failed_tests": [
                {"characteristic": each.suspect.id, "step": each.suspect.of, "bad": each.bad}
                for each in self.ranking.failed
            ],
            "verdict": self.verdict.to_dict(),
        }

    def _row(self, rank: int, each: Ranked) -> dict[str, Any]:
        first, *others = each.members
        bad, good = self.batches_of(each)
        return {
            "rank": rank,
            **self._told(first),
            "likely": each.q < FALSE_DISCOVERIES,
            **asdict(each.contrast),
            "q": each.q,
            "bad_quantity_share": each.bad_quantity,
            "good_quantity_share": each.good_quantity,
            "distance": each.distance,
            "together": [self._told(other) for other in others],
            "parameter": asdict(each.parameter) | {"unit": each.unit} if each.parameter else None,
            "bad_batches": bad,
            "good_batches": good,
        }

    def _told(self, suspect: Suspect) -> dict[str, Any]:
        return suspect.to_dict() | {"name": self.name_of(suspect)}


@seldom_collected()
def root_cause(
    database: Database,
    bad: Sequence[str] = (),
    good: Sequence[str] = (),
    settings: Settings | None = None,
    *,
    bad_from: Sequence[str] = (),
    good_from: Sequence[str] = (),
) -> RootCause:
    """What bad batches have in common that good ones have not, the clearest suspect first.

    Everything upstream is a suspect: batches, deliveries, suppliers, materials, operations,
    recipes, equipment, lines, operators, sites, faults and values of parameters, and windows of
    time. Each is told with how many bad and good batches it reaches, by how much these differ, and
    how likely chance alone brings that forth. `bad_from` and `good_from` select batches (see
    genealogy/selection.py). Without good ones a comparison group is chosen (see
    queries/comparison.py) and told.

    Cost grows with the links of the union of the backward scopes. Of one state of the graph.

    Raises WrongUsage where no bad batch is asked about, where one is bad and good, or where there
    is no good one; UnknownBatch, AmbiguousBatch, NothingSelected; DatabaseUnavailable errors.
    """
    settings = settings or load_settings()
    if not bad and not bad_from:
        raise WrongUsage("Name the bad batches, or select them.")
    wanted = [selections(each, settings) for each in (bad_from, good_from)]

    def answer() -> RootCause:
        found_bad = meant(database, bad, wanted[0]).batch_ids
        chosen = None if good or good_from else comparison(database, found_bad)
        asked_good = meant(database, good, wanted[1])
        found_good = chosen.batch_ids if chosen else _good(asked_good, found_bad)
        _check(found_bad, found_good, chosen)
        return _answer(database, found_bad, found_good, chosen, settings)

    result, fingerprint = of_one_state(database, answer)
    return replace(result, fingerprint=fingerprint)


def _good(asked: Selected, bad: Sequence[str]) -> tuple[str, ...]:
    """The batches that are named as good, and those that are selected and not bad: whoever selects
    all of a material means the others."""
    left_out = {*bad} - {*asked.named}
    return tuple(each for each in asked.batch_ids if each not in left_out)


def _check(bad: Sequence[str], good: Sequence[str], chosen: Comparison | None) -> None:
    both = sorted({*bad} & {*good})
    if both:
        raise WrongUsage(f"A batch is bad or good, not both: {', '.join(both)}.")
    if chosen and chosen.start is None:
        raise WrongUsage(
            "Nobody states when the bad batches were made or received, so that none of the same "
            "time can be held against them. Name good ones, or select them, as in: material=M-1."
        )
    if not good and not chosen:
        raise WrongUsage("What is selected as good are the bad batches alone. Name good ones.")
    if chosen and not good:
        raise WrongUsage(
            "No batch of the same material and time can be held against the bad ones. Name good "
            "ones, or select them, as in: material=M-1 from=2026-10-01."
        )


def _answer(
    database: Reader,
    bad: Sequence[str],
    good: Sequence[str],
    chosen: Comparison | None,
    settings: Settings,
) -> RootCause:
    from genealogy.root_cause.ranking import ranked, ranked_possible  # scipy takes half a second

    upstream = upstream_of(database, [*bad, *good])
    found = find([*bad, *good], upstream, settings.timezone, settings.shift_times)
    ranking = ranked(found, len(bad), quantities_of(found))
    likely = [each for each in ranking.rows if each.q < FALSE_DISCOVERIES]
    its_leads = leads(database, likely, found, len(bad))
    return RootCause(
        tuple(bad),
        tuple(good),
        chosen,
        found,
        ranking,
        ranked_possible(found, len(bad)),
        its_leads,
        to_test(database, likely, its_leads, found, len(bad), settings),
        _verdict(database, found, settings),
    )


def _verdict(database: Reader, found: Found, settings: Settings) -> Verdict:
    gaps = [*missing_input(database), *without_origin(found)]
    as_of = dict(sorted(sources(database).items()))
    stale = stale_sources(as_of, settings.stale_hours)
    return Verdict(
        status="incomplete" if gaps else "stale" if stale else "complete",
        as_of=as_of,
        stale=stale,
        leaves={"gap": len(gaps)} if gaps else {},
        gaps=gaps,
        violations=[],
        unchecked=0,
        stale_hours=settings.stale_hours,
    )
