"""Loading: files to facts in the graph, in whole chunks, with a receipt for every table."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from genealogy.engine.database import Database
from genealogy.errors import InputRefused
from genealogy.facts import Fact
from genealogy.nouns import Noun
from genealogy.times import now_text, utc_text
from genealogy.units import is_known
from loaders.ahead import ahead
from loaders.completeness import completeness
from loaders.finding import find_files, read_parts
from loaders.gathering import MappedRow, Properties
from loaders.part import Outcome, Part, Record, Rejection, Skipped
from loaders.profile import Profile
from loaders.reading import file_digest
from loaders.receipt import Receipt, Refused, Run, most_common, reasons_of
from loaders.rejected import LOAD, rejected_row
from loaders.rejected_workbook import holds_rejected_rows, is_for_correction
from loaders.replay import replay
from loaders.writing import Written, write_chunk

_CHUNK_STATEMENTS = 10_000
_MOST_WARNINGS = 20

Progress = Callable[[str, int, int], None]
"""Told the file's name, the rows read of it so far, and about how many it has."""


def load(
    database: Database | None,
    paths: Iterable[Path],
    profiles: Mapping[str, Profile] | None = None,
    progress: Progress = lambda _file, _rows, _about: None,
) -> Run:
    """Loads every table under the paths; a receipt for each, and the files that were refused.

    Loading the same again changes nothing; after an interruption it goes on where it stopped.
    One file that is refused does not keep the others out. The workbook of rejected rows is
    replayed: each row counts as one of its own load. Without a database it is a dry run:
    everything is read and mapped, nothing written.

    Raises FileRefused or NothingToLoad where there is nothing to begin with.
    """
    found = find_files(paths)
    run = Run(ignored=[path.name for path in found.ignored], dry_run=database is None)
    for path in found.files:
        try:
            parts = _parts(path, profiles, run)
            if parts is None:
                _replay(database, path, profiles, run)
                continue
        except InputRefused as error:
            run.refused.append(Refused(path.name, str(error)))
            continue
        digest = file_digest(path)
        for part in parts:
            try:
                run.receipts.append(_load_part(database, part, digest, progress))
            except InputRefused as error:
                run.refused.append(Refused(path.name, str(error)))
    return run


def _parts(path: Path, profiles: Mapping[str, Profile] | None, run: Run) -> list[Part] | None:
    """The parts of a file; None for a workbook of rejected rows, whose columns a profile may fit
    although its rows are others' ones."""
    try:
        parts, unknown = read_parts(path, profiles)
    except InputRefused:
        if holds_rejected_rows(path):
            return None
        raise
    if any(is_for_correction(part.header) for part in parts):
        return None
    run.notes += [f"{path.name}: no profile knows the sheet {name!r}" for name in unknown]
    return parts


def _replay(
    database: Database | None, path: Path, profiles: Mapping[str, Profile] | None, run: Run
) -> None:
    """What `genealogy rejected replay` does, for who puts the workbook among the other files."""
    if database is None:
        run.notes.append(
            f"{path.name}: rejected rows; what they would change is told by"
            f" `genealogy rejected replay {path.name} --dry-run`"
        )
        return
    done = replay(database, path, profiles, by=f"load of {path.name}")
    run.replays.append(done)
    run.notes += done.lines()


@dataclass(slots=True)
class _Work:
    """A load on its way: its receipt, and the rows that wait for the next chunk."""

    receipt: Receipt
    rows: list[MappedRow] = field(default_factory=list)
    statements: int = 0
    rejected: list[Properties] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    skips: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    batches: set[str] = field(default_factory=set)
    operations: set[str] = field(default_factory=set)
    first: datetime | None = None
    last: datetime | None = None


def _load_part(database: Database | None, part: Part, digest: str, progress: Progress) -> Receipt:
    started, since = time.perf_counter(), now_text()
    receipt = _new_receipt(part, digest)
    resumed_after = 0
    if database is not None and (known := database.read(LOAD, load_id=receipt.load_id)):
        status = known[0].properties.get("status")
        if status == "done":
            return _already_loaded(receipt, known[0].properties)
        if status == "loading":  # one that was undone begins again
            resumed_after = _resume(receipt, known[0].properties)
    work = _Work(receipt)
    for record in ahead(part.records()):
        if record.number <= resumed_after:
            _note(work, record.outcome)
            continue
        _take(work, part, record)
        if work.statements >= _CHUNK_STATEMENTS or len(work.rejected) >= _CHUNK_STATEMENTS:
            _flush(database, work, started)
            progress(part.path.name, receipt.rows_read, part.about)
    if database is not None:
        _flush(database, work, started)
        changed = completeness(database, work.batches, work.operations, since)
        receipt.gaps_opened, receipt.gaps_closed = dict(+changed.opened), dict(+changed.closed)
    receipt.status = "done"
    _flush(database, work, started)
    progress(part.path.name, receipt.rows_read, receipt.rows_read)
    receipt.seconds = round(time.perf_counter() - started, 3)
    receipt.check()
    return receipt


def _new_receipt(part: Part, digest: str) -> Receipt:
    identity = f"{digest}|{part.sheet or ''}|{part.digest}"
    return Receipt(
        load_id=sha256(identity.encode()).hexdigest()[:16],
        file=part.path.name,
        sheet=part.sheet,
        sha256=digest,
        profile=part.profile,
        profile_sha256=part.digest,
        source=part.source,
        encoding=part.encoding,
        columns=list(part.header),
    )


def _already_loaded(receipt: Receipt, known: Properties) -> Receipt:
    """The receipt of a file that the graph holds whole: everything in it is known."""
    rows = (f"rows_{each}" for each in ("read", "rejected", "skipped", "replayed"))
    for name in (*rows, "last_row", "batches", "operations"):
        setattr(receipt, name, int(known.get(name, 0)))
    receipt.rows_known = receipt.rows_read - receipt.rows_rejected - receipt.rows_skipped
    receipt.covers_from, receipt.covers_to = known.get("covers_from"), known.get("covers_to")
    receipt.rejected = reasons_of(known, "rejected")
    receipt.skipped = reasons_of(known, "skipped")
    receipt.status = "done"
    receipt.check()
    return receipt


def _resume(receipt: Receipt, known: Properties) -> int:
    """Takes up the counts of an interrupted load; the number of its last written row."""
    for name in (
        *(f"rows_{each}" for each in ("read", "new", "known", "voiding", "rejected", "skipped")),
        "facts_new",
        "facts_voided",
        "last_row",
    ):
        setattr(receipt, name, int(known.get(name, 0)))
    receipt.covers_from, receipt.covers_to = known.get("covers_from"), known.get("covers_to")
    receipt.rejected = reasons_of(known, "rejected")
    receipt.skipped = reasons_of(known, "skipped")
    return receipt.last_row


def _take(work: _Work, part: Part, record: Record) -> None:
    receipt, outcome = work.receipt, record.outcome
    receipt.rows_read += 1
    receipt.last_row = record.number
    if isinstance(outcome, Rejection):
        receipt.rows_rejected += 1
        work.reasons[f"{outcome.column}: {outcome.reason}"] += 1
        work.rejected.append(rejected_row(receipt.load_id, part, record, outcome))
    elif isinstance(outcome, Skipped):
        receipt.rows_skipped += 1
        work.skips[outcome.reason] += 1
    else:
        work.rows.append(MappedRow(record.number, outcome))
        work.statements += len(outcome) or 1
        _note(work, outcome)


def _note(work: _Work, outcome: Outcome) -> None:
    """What the receipt says of a row's facts."""
    if isinstance(outcome, tuple):
        for each in outcome:
            if isinstance(each, Fact):
                _note_fact(work, each)


def _note_fact(work: _Work, fact: Fact) -> None:
    """What the receipt says of a fact: its time, its unit, the nodes that it touches."""
    if fact.occurred_at is not None:
        work.first = min(work.first or fact.occurred_at, fact.occurred_at)
        work.last = max(work.last or fact.occurred_at, fact.occurred_at)
    if fact.unit and not is_known(fact.unit):
        work.warnings[f'the unit "{fact.unit}" is not known: kept as it is, never converted'] += 1
    for noun, node in ((fact.EDGE.source, fact.source), (fact.EDGE.target, fact.target)):
        if noun is Noun.BATCH:
            work.batches.add(node)
        elif noun is Noun.OPERATION:
            work.operations.add(node)


def _flush(database: Database | None, work: _Work, started: float) -> None:
    """Writes what waits, with the receipt so far, in one transaction."""
    receipt = work.receipt
    receipt.rejected = most_common(Counter(receipt.rejected) + work.reasons)
    receipt.skipped = most_common(Counter(receipt.skipped) + work.skips)
    receipt.warnings = [
        f"{text} ({count} rows)" for text, count in sorted(work.warnings.items())[:_MOST_WARNINGS]
    ]
    receipt.batches, receipt.operations = len(work.batches), len(work.operations)
    receipt.covers_from = utc_text(work.first) if work.first else None
    receipt.covers_to = utc_text(work.last) if work.last else None
    receipt.seconds = round(time.perf_counter() - started, 3)
    if database is None:
        receipt.rows_new += len(work.rows)
        receipt.facts_new += sum(
            isinstance(each, Fact) for row in work.rows for each in row.statements
        )
    else:
        written = write_chunk(
            database, work.rows, receipt.load_id, _describe(receipt), work.rejected
        )
        _count(receipt, written)
    work.rows, work.rejected, work.statements = [], [], 0
    work.reasons, work.skips = Counter(), Counter()


def _describe(receipt: Receipt) -> Callable[[Written], dict[str, Any]]:
    """What the load's node shall say once a chunk is in, given what the chunk changed."""

    def after(written: Written) -> dict[str, Any]:
        counted = replace(receipt)
        _count(counted, written)
        return counted.properties() | {"recorded_at": now_text()}

    return after


def _count(receipt: Receipt, written: Written) -> None:
    for name, count in written.counts().items():
        setattr(receipt, name, getattr(receipt, name) + count)
