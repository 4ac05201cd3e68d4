"""Leads: of the likely suspects when each began and stopped, and what to test next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from genealogy.balance import balances
from genealogy.engine.statement import Reader
from genealogy.root_cause.finding import Found, find, reached_by
from genealogy.root_cause.reach import counted
from genealogy.root_cause.suspects import Suspect
from genealogy.selection import Selection, Window
from genealogy.settings import Settings
from genealogy.times import utc_text
from genealogy.walk import Node
from queries.fetching import accounts, walk
from queries.suspects import upstream_of
from queries.timeline import Made, timeline

if TYPE_CHECKING:
    from genealogy.root_cause.ranking import Ranked
    from genealogy.statistics.onset import Onset
    from genealogy.statistics.sampling import NextSample

MOST_LEADS = 3
"""Timelines are asked for of so many suspects, the first ones: each costs its own statements."""
MOST_TOLD_APART = 8
MOST_CANDIDATES = 200
"""So many batches are looked at as what to test next: a proposal, not a scope."""


@dataclass(frozen=True, slots=True)
class Lead:
    """When a suspect began to bring forth bad batches and when it stopped, by its timeline.

    `nodes` are the batches and operations upstream that make it a suspect.
    """

    rank: int
    suspect: Suspect
    made: tuple[Made, ...]
    onset: Onset | None
    nodes: tuple[Node, ...]

    @property
    def inside(self) -> Sequence[Made]:
        """What was made in the window."""
        return self.made[self.onset.start : self.onset.stop] if self.onset else ()

    @property
    def where(self) -> str | None:
        """The window as a selection, for the scope of a recall; None where what was made of the
        suspect cannot be selected so."""
        names = {"equipment", "line", "operator", "recipe", "site", "supplier"}
        if not self.inside or self.suspect.kind not in names:
            return None
        terms = [(self.suspect.kind, self.suspect.id)]
        if self.suspect.of and self.suspect.kind == "operator":
            terms.append(("line", self.suspect.of))
        window = Window(self.inside[0].at, self.inside[-1].at)
        return Selection(tuple(terms), window).text

    def to_dict(self) -> dict[str, Any]:
        """The lead as JSON."""
        onset = self.onset
        return {
            "rank": self.rank,
            "key": self.suspect.key,
            "began": utc_text(self.inside[0].at) if self.inside else None,
            "stopped": utc_text(self.inside[-1].at) if self.inside else None,
            "p": onset.p if onset else None,
            "bad": onset.bad if onset else None,
            "known": onset.known if onset else None,
            "bad_outside": onset.bad_outside if onset else None,
            "known_outside": onset.known_outside if onset else None,
            "not_known": [each.batch_id for each in self.inside if each.bad is None],
            "where": self.where,
            "nodes": [f"{kind}:{name}" for kind, name in self.nodes],
            "timeline": [
                {"batch_id": each.batch_id, "at": utc_text(each.at), "bad": each.bad}
                for each in self.made
            ],
        }


@dataclass(frozen=True, slots=True)
class ToTest:
    """A batch to test next: on hand, or with a sample kept, and what the test would tell.
    `suspects` are those that it was held against."""

    sample: NextSample[Suspect]
    on_hand: float | None
    sample_kept: bool
    unit: str | None
    suspects: tuple[Suspect, ...]

    def to_dict(self) -> dict[str, Any]:
        """The batch as JSON."""
        return {
            "batch_id": self.sample.batch,
            "on_hand": self.on_hand,
            "unit": self.unit,
            "sample_kept": self.sample_kept,
            "gain": self.sample.gain,
            "chance": self.sample.bad,
            "suspects": [
                {
                    "key": each.key,
                    "reaches": each in self.sample.reached_by,
                    "if_bad": self.sample.after_bad[each],
                    "if_good": self.sample.after_good[each],
                }
                for each in self.suspects
            ],
        }


def leads(database: Reader, ranked: Sequence[Ranked], found: Found, bad: int) -> list[Lead]:
    """The leads of the first suspects: of each that has a timeline when it began and stopped."""
    from genealogy.statistics.onset import onset  # scipy and numpy take half a second

    first: dict[Suspect, tuple[int, Suspect]] = {}
    for rank, each in enumerate(ranked, 1):  # several windows of a place have one timeline
        first.setdefault(each.members[0].place, (rank, each.members[0]))
    rows = []
    for rank, suspect in list(first.values())[:MOST_LEADS]:
        if made := timeline(database, suspect, found, bad):
            began = onset([one.bad for one in made])
            rows.append(Lead(rank, suspect, tuple(made), began, tuple(found.nodes_of(suspect))))
    return rows


def to_test(
    database: Reader,
    ranked: Sequence[Ranked],
    its_leads: Iterable[Lead],
    found: Found,
    bad: int,
    settings: Settings,
) -> list[ToTest]:
    """Which batch to test next, the one that tells the most about the first suspects first.

    Candidates are what the suspects' timelines have of batches that nobody knows of, and what
    these went into, as far as any of it is on hand or was kept as a sample.
    """
    from genealogy.statistics.sampling import candidates, next_samples

    members = {member: each for each in ranked[:MOST_LEADS] for member in each.members}
    told = dict(list(members.items())[:MOST_TOLD_APART])
    if len(told) < 2:
        return []
    lines = {lead.suspect.place: lead.made for lead in its_leads}
    for place in dict.fromkeys(member.place for member in told):
        if place not in lines:
            lines[place] = tuple(timeline(database, place, found, bad))
    unknown = {made.batch_id for line in lines.values() for made in line if made.bad is None}
    at_hand = _at_hand(database, unknown, found)
    if not at_hand:
        return []
    upstream = upstream_of(database, list(at_hand))
    their = find(list(at_hand), upstream, settings.timezone, settings.shift_times)
    reaching: dict[str, set[Suspect]] = {batch_id: set() for batch_id in their.batch_ids}
    for member in told:
        bits = reached_by(their, member)
        for number, batch_id in enumerate(their.batch_ids):
            if bits >> number & 1:
                reaching[batch_id].add(member)
    tables = {member: counted(each.reached, bad) for member, each in told.items()}
    suspects = candidates(tables, bad, len(found.batch_ids) - bad)
    return [
        ToTest(sample, *at_hand[sample.batch], tuple(told))
        for sample in next_samples(suspects, reaching)
    ]


def _at_hand(
    database: Reader, unknown: set[str], found: Found
) -> dict[str, tuple[float | None, bool, str | None]]:
    """Of these batches and of what they went into that which can be tested: how much is on hand,
    whether a sample was kept, and the unit; of many the first ones by their ids."""
    if not unknown:
        return {}
    downstream, _ = walk(database, sorted(unknown), forward=True)
    genealogy = accounts(database, downstream - {*found.batch_ids})
    rows: dict[str, tuple[float | None, bool, str | None]] = {}
    for batch_id, sheet in sorted(balances(genealogy).items()):
        if sheet.on_hand > 0 or sheet.sampled > 0:
            rows[batch_id] = (float(sheet.on_hand), sheet.sampled > 0, sheet.unit or None)
    return dict(list(rows.items())[:MOST_CANDIDATES])
