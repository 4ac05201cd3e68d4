"""Replaying rejected rows: mapped again as they were corrected, or by a corrected profile.

A row that is right by then states its facts with the evidence of its own load and row, as if
it had been right at first, and is settled in the same transaction. One that is still wrong
stays open with its new reason. So a replay can be repeated, also after an interruption.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, zip_longest
from pathlib import Path

from genealogy.engine.database import Database, Transaction
from genealogy.engine.statement import statement
from genealogy.errors import FileRefused, InputRefused
from genealogy.facts import Fact, Statement
from genealogy.identity import source_of_key
from genealogy.sources import latest, sources_of, told_sources
from genealogy.times import moment, now_text, utc_text
from loaders.corrections import Correction, of_graph, of_workbook
from loaders.equal_rows import CorrectedRow, numbered
from loaders.formats import json_lines
from loaders.gathering import MappedRow, Properties, gather
from loaders.limits import within_limits
from loaders.mapping import Mapper
from loaders.part import Outcome, Rejection
from loaders.profile import Profile
from loaders.reading import shown_path, shown_text
from loaders.receipt import (
    Refused,
    Replay,
    ReplayedLoad,
    Run,
    most_common,
    reasons_of,
    told_reasons,
)
from loaders.rejected import (
    JSON_LINES,
    LOAD,
    ROWS,
    KeptLoad,
    Profiles,
    as_kept,
    history_entry,
)
from loaders.runs import begin, finish
from loaders.shelf import Shelf
from loaders.unfitting import missing_columns
from loaders.writing import PROGRESS, apply, lock, written_by

_ROWS_A_CHUNK = 1_000

SETTLE = statement("rejected/settle")


class _DryRun(Exception):
    """Ends a transaction without a trace, with what it would have done."""

    def __init__(self, done: ReplayedLoad) -> None:
        super().__init__()
        self.done = done


def replay(
    database: Database,
    path: Path | None = None,
    profiles: Mapping[str, Profile] | None = None,
    shelf: Shelf | None = None,
    *,
    by: str,
    dry_run: bool = False,
) -> Replay:
    """What `replayed` does, as a run of its own whose receipt the graph keeps.

    Raises what `replayed` raises.
    """
    if dry_run:
        return replayed(database, path, profiles, shelf, by=by, dry_run=True)
    run = Run()
    begin(database, run, by=by)
    try:
        done = replayed(database, path, profiles, shelf, by=by)
    except FileRefused as error:
        run.refused.append(Refused(shown_path(error.path).name, shown_text(str(error))))
        finish(database, run)
        raise
    run.replays.append(done)
    run.notes += done.lines()
    finish(database, run)
    return done


def replayed(
    database: Database,
    path: Path | None = None,
    profiles: Mapping[str, Profile] | None = None,
    shelf: Shelf | None = None,
    *,
    by: str,
    dry_run: bool = False,
) -> Replay:
    """What became of the rows of a corrected workbook, or of every open row without one.

    Each is mapped by the profile of its load as it is now, or by a given or own one that has
    its name or fits its header. With `dry_run` nothing is changed.

    Raises FileRefused, before anything is written, for a workbook that is none of ours or whose
    columns were changed; or one of the DatabaseUnavailable errors.
    """
    readable = Profiles(profiles, shelf)
    result = Replay(shown_path(path).name if path else None, dry_run)
    found = of_workbook(database, path, result) if path else of_graph(database)
    for load, rows in found:
        told = _replayed_load(load)
        result.loads.append(told)
        try:
            profile = readable.now(load.profile, load.columns) if load.columns else None
            why = _unreadable(load, profile)
        except InputRefused as error:  # a mistake in an own profile
            profile, why = None, str(error)
        if why:
            waiting = Counter(row.kept.status == "open" for row in rows)
            told.rows_unchanged, told.rows_settled = waiting[True], waiting[False]
            told.notes.append(why)
            continue
        if profile is not None and profile.digest != load.profile_sha256:
            told.notes.append(
                f"mapped by the profile {profile.name} as it is now, the load by another"
            )
        while chunk := list(islice(rows, _ROWS_A_CHUNK)):
            told.add(_replay_chunk(database, load, profile, chunk, by, dry_run=dry_run))
    return result


def _replayed_load(load: KeptLoad) -> ReplayedLoad:
    return ReplayedLoad(load.load_id, load.file, load.sheet, load.profile)


def _unreadable(load: KeptLoad, profile: Profile | None) -> str | None:
    """Why rows of this load cannot be mapped again, if so."""
    if load.status != "done":
        return f"its load is not done ({load.status}): load the file again first"
    if load.profile == JSON_LINES:
        return None
    if not load.columns:
        return "it is a document: correct it and load it again, then discard its rejected rows"
    if profile is None:
        return (
            f"the profile {load.profile} is not known here: name its file with --profile, or"
            " put it into the folder of GENEALOGY_PROFILES"
        )
    if missing := missing_columns(profile, load.columns):
        return f"the profile {profile.name} also needs {', '.join(missing)}"
    return None


def _outcomes(load: KeptLoad, profile: Profile | None, rows: Sequence[Correction]) -> list[Outcome]:
    """What each row states by now, or why it states nothing."""
    if profile is None:
        return _outcomes_of_lines(rows)
    mapper = Mapper(profile, load.columns)
    return [mapper.map_row(row.cells) for row in rows]


def _outcomes_of_lines(rows: Sequence[Correction]) -> list[Outcome]:
    """The same for JSON Lines. A line that nobody corrected, or that was emptied, is as wrong as
    it was: it is kept in part only, where it is long."""
    return [
        json_lines.outcome_of(re.sub(r"[\r\n]+", " ", row.cells[0]).encode())
        if row.changed and row.cells[0].strip()
        else Rejection(row.kept.column, row.kept.text, row.kept.reason)
        for row in rows
    ]


def _replay_chunk(
    database: Database,
    load: KeptLoad,
    profile: Profile | None,
    rows: list[Correction],
    by: str,
    *,
    dry_run: bool,
) -> ReplayedLoad:
    """One transaction of a replay. A dry run carries it out and rolls it back."""
    stated = map(within_limits, _outcomes(load, profile, rows))
    outcomes = list(zip(rows, stated, strict=True))

    def attempt(number: int) -> ReplayedLoad:
        def work(transaction: Transaction) -> ReplayedLoad:
            writing = _Writing(transaction, load, profile, by)
            done = writing.settle(outcomes, careful=number > 0)
            if dry_run:
                raise _DryRun(done)
            return done

        return database.write(work)

    try:
        return database.retrying(attempt)
    except _DryRun as end:
        return end.done


class _Writing:
    """What one transaction does with rows of one load."""

    def __init__(
        self, transaction: Transaction, load: KeptLoad, profile: Profile | None, by: str
    ) -> None:
        self._transaction = transaction
        self._load = load
        self._profile = profile
        self._by = by
        self._now = now_text()
        self._told = _replayed_load(load)

    def settle(self, outcomes: list[tuple[Correction, Outcome]], *, careful: bool) -> ReplayedLoad:
        """Writes what the rows state that are still open, and what became of each."""
        lock(self._transaction)
        told = self._told
        rows = self._still_open(outcomes)
        wrong = {row: out for row, out in rows if isinstance(out, Rejection)}
        moved = {row: out for row, out in wrong.items() if row.changed or row.kept.why != out.why}
        settled = [row for row, _ in rows if row not in wrong]
        told.rows_unchanged = len(wrong) - len(moved)
        told.rows_open = len(moved)
        told.rejected = most_common(Counter(each.why for each in moved.values()))
        told.corrections = [each for row in (*settled, *moved) for each in self._corrected(row)]
        if not settled and not moved:
            return told
        mapped = self._numbered({row: out for row, out in rows if isinstance(out, tuple)})
        gathered = gather(mapped, self._load.load_id)
        planned = apply(self._transaction, gathered, careful=careful, moved=True)
        for name, count in written_by(mapped, gathered, planned).counts().items():
            setattr(told, name, count)
        told.rows_skipped = len(settled) - len(mapped)
        entries = [self._settled(row) for row in settled]
        entries += [self._still_wrong(row, why) for row, why in moved.items()]
        self._transaction.run(SETTLE, rows=entries)
        self._note(mapped, settled, moved)
        return told

    def _still_open(
        self, outcomes: list[tuple[Correction, Outcome]]
    ) -> list[tuple[Correction, Outcome]]:
        """Those that nobody has settled before; none where the load is just being taken back."""
        load = self._transaction.run(LOAD, load_id=self._load.load_id)[0].properties
        ids = [row.kept.rejected_id for row, _ in outcomes]
        kept = [each.properties for each in self._transaction.run(ROWS, ids=ids)]
        waiting = ("open",) if load["status"] == "done" else ()
        still = {each["rejected_id"] for each in kept if each["status"] in waiting}
        found = [each for each in outcomes if each[0].kept.rejected_id in still]
        self._told.rows_settled = len(outcomes) - len(found)
        self._told.rows_differing = sum(
            row.changed for row, _ in outcomes if row.kept.rejected_id not in still
        )
        return found

    def _numbered(self, right: dict[Correction, tuple[Statement, ...]]) -> list[MappedRow]:
        if self._profile is None:
            return [MappedRow(row.kept.row, stated) for row, stated in right.items()]
        rows = [CorrectedRow(row.kept.row, row.cells) for row in right]
        return numbered(
            self._transaction, self._load.load_id, self._profile, self._load.columns, rows
        )

    def _settled(self, row: Correction) -> Properties:
        told = {"status": "replayed", "settled_by": self._by, "settled_at": self._now}
        return self._entry(row, "replayed", row.how, told)

    def _still_wrong(self, row: Correction, why: Rejection) -> Properties:
        told = {"column": why.column, "text": why.text, "reason": why.reason}
        return self._entry(row, "open", f"{row.how}: {why.why}", told)

    def _entry(self, row: Correction, status: str, reason: str, told: Properties) -> Properties:
        cells = None if row.cells == row.kept.original else row.cells
        return {
            "rejected_id": row.kept.rejected_id,
            "properties": told | as_kept("corrected", cells),
            "entry": history_entry(status, self._by, reason, self._now),
        }

    def _corrected(self, row: Correction) -> Iterator[Properties]:
        cells = zip_longest(self._load.headings, row.kept.cells, row.cells, fillvalue="")
        return (
            {"rejected_id": row.kept.rejected_id, "column": column, "before": old, "after": new}
            for column, old, new in cells
            if old != new
        )

    def _note(
        self, mapped: list[MappedRow], settled: list[Correction], moved: dict[Correction, Rejection]
    ) -> None:
        """What the receipt of the load says by now: all its rows are accounted for, as ever."""
        load_id = self._load.load_id
        before = self._transaction.run(LOAD, load_id=load_id)[0].properties
        after: Properties = {
            name: before.get(name, 0) + count for name, count in self._told.counts().items()
        }
        reasons = Counter(reasons_of(before, "rejected"))
        reasons.subtract(row.kept.why for row in (*settled, *moved))
        reasons.update(each.why for each in moved.values())
        after["rejected"] = told_reasons(most_common(+reasons))
        after["sources"] = told_sources(
            latest([sources_of(before), *map(_time_of, _facts(mapped))])
        )
        times = {before[name] for name in ("covers_from", "covers_to") if name in before}
        times |= {at for fact in _facts(mapped) for at in _time_of(fact).values()}
        if times:
            after["covers_from"], after["covers_to"] = (
                min(times, key=moment),
                max(times, key=moment),
            )
        self._transaction.run(PROGRESS, load_id=load_id, properties=after, at=self._now)


def _facts(mapped: list[MappedRow]) -> Iterator[Fact]:
    return (each for row in mapped for each in row.statements if isinstance(each, Fact))


def _time_of(fact: Fact) -> dict[str, str]:
    """When it happened, by its source; empty where no time is stated."""
    return {source_of_key(fact.key): utc_text(fact.occurred_at)} if fact.occurred_at else {}
