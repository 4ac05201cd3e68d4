"""The receipt of a load: what was read, what became of every row, and what to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from genealogy.sources import told_sources

RECEIPT_ENDING = ".receipt.json"
"""What the receipt of a file is called, beside the file in a hot folder."""

ROW_CLASSES = ("new", "known", "voiding", "rejected", "skipped")


@dataclass(slots=True)
class Receipt:
    """One loaded table.

    Rows read = new + known + voiding + rejected + skipped, always. A row is new when anything
    that it states was not in the graph yet. Of them `rows_replayed` were rejected at first;
    of the rejected, `rows_settled` were discarded or corrected since, where the file was loaded
    before. `facts_disputed` say otherwise than an earlier extract, and no time tells which is
    later. `kinds` are the kinds of facts that it states. `sources` gives for each source system
    of its facts the time of the latest one. `gaps_opened` and `gaps_closed` tell by kind how the
    completeness of traces changed.
    """

    load_id: str
    file: str
    sheet: str | None
    sha256: str
    profile: str
    profile_sha256: str
    source: str
    encoding: str
    columns: list[str] = field(default_factory=list)
    status: str = "loading"
    rows_read: int = 0
    rows_new: int = 0
    rows_known: int = 0
    rows_voiding: int = 0
    rows_rejected: int = 0
    rows_skipped: int = 0
    rows_replayed: int = 0
    rows_settled: int = 0
    facts_new: int = 0
    facts_voided: int = 0
    facts_disputed: int = 0
    last_row: int = 0
    covers_from: str | None = None
    covers_to: str | None = None
    sources: dict[str, str] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    batches: int = 0
    operations: int = 0
    kinds: list[str] = field(default_factory=list)
    gaps_opened: dict[str, int] = field(default_factory=dict)
    gaps_closed: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    def check(self) -> None:
        """Holds the equation of the receipt against the counts."""
        accounted = sum(getattr(self, f"rows_{name}") for name in ROW_CLASSES)
        if accounted != self.rows_read:
            raise AssertionError(
                f"{self.file}: {self.rows_read} rows read, {accounted} accounted for"
            )

    def properties(self) -> dict[str, Any]:
        """The receipt as properties of the load's node."""
        properties = asdict(self)
        for name in ("rejected", "skipped", "gaps_opened", "gaps_closed"):
            properties[name] = told_reasons(properties[name])
        properties["sources"] = told_sources(self.sources)
        return {name: value for name, value in properties.items() if value is not None}

    def to_dict(self) -> dict[str, Any]:
        """The receipt as JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not loaded, and why."""

    file: str
    why: str


@dataclass(slots=True)
class ReplayedLoad:
    """What became of rejected rows of one load when they were mapped again.

    Rows looked at = new + known + voiding + skipped, which are settled by it, + open, which are
    wrong in another way by now, + unchanged + settled before, of which `differing` have other
    cells now.
    `corrections` are the cells that were written anew, each with its text before and after.
    """

    load_id: str
    file: str
    sheet: str | None
    profile: str
    rows_new: int = 0
    rows_known: int = 0
    rows_voiding: int = 0
    rows_skipped: int = 0
    rows_open: int = 0
    rows_unchanged: int = 0
    rows_settled: int = 0
    rows_differing: int = 0
    facts_new: int = 0
    facts_voided: int = 0
    facts_disputed: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    corrections: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def rows_replayed(self) -> int:
        """Rows that this replay has settled."""
        return self.rows_new + self.rows_known + self.rows_voiding + self.rows_skipped

    def counts(self) -> dict[str, int]:
        """What it adds to the counts of the load's own receipt."""
        rows = ("rows_new", "rows_known", "rows_voiding", "rows_skipped")
        facts = ("facts_new", "facts_voided", "facts_disputed")
        added = {name: int(getattr(self, name)) for name in (*rows, *facts)}
        return added | {"rows_rejected": -self.rows_replayed, "rows_replayed": self.rows_replayed}

    def add(self, more: ReplayedLoad) -> None:
        """Counts further rows of the same load."""
        for each in fields(self):
            if isinstance(count := getattr(more, each.name), int):
                setattr(self, each.name, getattr(self, each.name) + count)
        self.rejected = most_common(Counter(self.rejected) + Counter(more.rejected))
        self.corrections += more.corrections

    def lines(self) -> Iterator[str]:
        """What people are told of it."""
        name = f"{self.file} [{self.sheet}]" if self.sheet else self.file
        still = self.rows_open + self.rows_unchanged
        yield f"{name}: {self.rows_replayed} rejected rows replayed, {still} still open"
        for reason, count in self.rejected.items():
            yield f"{name}: {count} still rejected: {reason}"
        if self.rows_settled:
            yield f"{name}: {self.rows_settled} were settled before"
        if self.rows_differing:
            yield (
                f"{name}: {self.rows_differing} of these have other cells by now, which changes"
                " nothing; to state them otherwise, undo the load"
            )
        yield from (f"{name}: {note}" for note in self.notes)


@dataclass(slots=True)
class Replay:
    """One replay of rejected rows, by the loads that they are of.

    `rows_unknown` are rows of a workbook that this graph does not hold.
    """

    file: str | None
    dry_run: bool
    loads: list[ReplayedLoad] = field(default_factory=list)
    rows_unknown: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def rows_left(self) -> int:
        """Rows that were looked at and still wait, or are none of this graph."""
        return self.rows_unknown + sum(each.rows_open + each.rows_unchanged for each in self.loads)

    def lines(self) -> Iterator[str]:
        """What people are told of it."""
        for each in self.loads:
            yield from each.lines()
        if self.rows_unknown:
            yield f"{self.rows_unknown} rows are no rejected rows of this graph: left out"
        yield from self.notes

    def to_dict(self) -> dict[str, Any]:
        """The replay as JSON."""
        return asdict(self)


@dataclass(slots=True)
class Run:
    """One call of load: a receipt for each table, and the files that were refused or ignored.

    `run_id` and the times are those that the graph keeps of it; a dry run has none.
    """

    run_id: str | None = None
    started_at: str | None = None
    finished_at: str | None = None
    receipts: list[Receipt] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    replays: list[Replay] = field(default_factory=list)
    dry_run: bool = False

    @property
    def gaps_opened(self) -> Counter[str]:
        """Gaps that the loads opened, by kind. One that a later load closed stands in both."""
        return sum((Counter(each.gaps_opened) for each in self.receipts), Counter())

    @property
    def gaps_closed(self) -> Counter[str]:
        """Gaps that the loads closed, by kind."""
        return sum((Counter(each.gaps_closed) for each in self.receipts), Counter())

    @property
    def rows_open(self) -> int:
        """Rows of all tables, and of workbooks of rejected rows, that are not understood, and
        that nobody has settled."""
        return sum(each.rows_rejected - each.rows_settled for each in self.receipts) + sum(
            replay.rows_left for replay in self.replays
        )

    def to_dict(self) -> dict[str, Any]:
        """The run as JSON."""
        return {
            "run_id": self.run_id,
            "dry_run": self.dry_run,
            "receipts": [receipt.to_dict() for receipt in self.receipts],
            "refused": [asdict(refused) for refused in self.refused],
            "ignored": self.ignored,
            "notes": self.notes,
            "replays": [replay.to_dict() for replay in self.replays],
        }


def most_common(reasons: Counter[str], most: int = 20) -> dict[str, int]:
    """The reasons for rejection, the most frequent first."""
    return dict(sorted(reasons.items(), key=lambda each: (-each[1], each[0]))[:most])


def told_reasons(reasons: Mapping[str, int]) -> list[str]:
    """The reasons as the load's node keeps them."""
    return [f"{count} x {reason}" for reason, count in reasons.items()]


def reasons_of(known: Mapping[str, Any], what: str) -> dict[str, int]:
    """The reasons that a load's node keeps for what was `rejected` or `skipped`."""
    told = (entry.split(" x ", 1) for entry in known.get(what, ()))
    return {reason: int(count) for count, reason in told}
