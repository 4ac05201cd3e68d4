"""Loading: files to facts in the graph, in whole chunks, with a receipt for every table."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from genealogy.engine.database import Database
from genealogy.errors import FileChanged, InputRefused
from genealogy.facts import Fact
from genealogy.garbage import seldom_collected
from genealogy.sources import sources_of
from genealogy.times import now_text, utc_text
from loaders.ahead import ahead
from loaders.completeness import completeness
from loaders.finding import find_files, read_parts
from loaders.fresh import Fresh
from loaders.gathering import Properties, gather
from loaders.parcel import Noted, Parcel, parcels
from loaders.part import Part
from loaders.profile import Profile
from loaders.reading import shown_path, shown_text
from loaders.receipt import Receipt, Refused, Run, most_common, reasons_of
from loaders.rejected import LOAD, open_rows
from loaders.rejected_workbook import holds_rejected_rows, is_for_correction
from loaders.replay import replayed
from loaders.runs import begin, finish
from loaders.shelf import Shelf
from loaders.standing import Standing
from loaders.writing import Written, write_gathered

_MOST_WARNINGS = 20
_CHANGED = "changed"

Progress = Callable[[str, int, int], None]
"""Told the file's name, the rows read of it so far, and about how many it has."""


@seldom_collected()
def load(
    database: Database | None,
    paths: Iterable[Path],
    profiles: Mapping[str, Profile] | None = None,
    progress: Progress = lambda _file, _rows, _about: None,
    *,
    shelf: Shelf | None = None,
    by_name: bool = True,
    run_id: str | None = None,
) -> Run:
    """Loads every table under the paths; a receipt for each, and the files that were refused.

    Loading the same again changes nothing; after an interruption it goes on where it stopped.
    One file that is refused does not keep the others out. The workbook of rejected rows is
    replayed: each row counts as one of its own load. Without a database it is a dry run:
    everything is read and mapped, nothing written. The graph keeps the receipt of the run;
    `run_id` names an interrupted one that this is another try of.

    Of `profiles` one has to fit a file that is named; for one that was found in a folder, or
    comes from a hot folder and so is not named `by_name`, those of the shelf are tried as well.

    Raises FileRefused or NothingToLoad where there is nothing to begin with.
    """
    found = find_files(paths)
    shelf = shelf or Shelf()
    run = Run(ignored=[path.name for path in found.ignored], dry_run=database is None)
    if database is not None:
        begin(database, run, run_id=run_id)
    for path in found.files:
        standing = Standing(path)
        try:
            alone = by_name and path in found.named
            with standing.still():
                parts = _parts(path, profiles, shelf, run, alone=alone)
            if parts is None:
                _replay(database, path, profiles, shelf, run)
                continue
        except InputRefused as error:
            run.refused.append(_refused(path, error))
            continue
        for part in parts:
            try:
                run.receipts.append(_load_part(database, part, standing, progress))
            except InputRefused as error:
                run.refused.append(_refused(path, error))
    if database is not None:
        finish(database, run)
    return run


def _refused(path: Path, error: InputRefused) -> Refused:
    return Refused(shown_path(path).name, shown_text(str(error)))


def _parts(
    path: Path,
    profiles: Mapping[str, Profile] | None,
    shelf: Shelf,
    run: Run,
    *,
    alone: bool,
) -> list[Part] | None:
    """The parts of a file; None for a workbook of rejected rows, whose columns a profile may fit
    although its rows are others' ones."""
    try:
        parts, unknown = read_parts(path, profiles, shelf, alone=alone)
    except InputRefused:
        if holds_rejected_rows(path):
            return None
        raise
    if any(is_for_correction(part.header) for part in parts):
        return None
    name = shown_path(path).name
    run.notes += [f"{name}: no profile knows the sheet {sheet!r}" for sheet in unknown]
    return parts


def _replay(
    database: Database | None,
    path: Path,
    profiles: Mapping[str, Profile] | None,
    shelf: Shelf,
    run: Run,
) -> None:
    """What `genealogy rejected replay` does, for who puts the workbook among the other files."""
    name = shown_path(path).name
    if database is None:
        run.notes.append(
            f"{name}: rejected rows; what they would change is told by"
            f" `genealogy rejected replay {name} --dry-run`"
        )
        return
    done = replayed(database, path, profiles, shelf, by=f"load of {name}")
    run.replays.append(done)
    run.notes += done.lines()


def _load_part(
    database: Database | None, part: Part, standing: Standing, progress: Progress
) -> Receipt:
    started, since = time.perf_counter(), now_text()
    receipt = _new_receipt(part, standing.digest)
    resumed_after = 0
    if database is not None and (known := database.read(LOAD, load_id=receipt.load_id)):
        status = known[0].properties.get("status")
        if status == "done":
            _already_loaded(receipt, known[0].properties)
            receipt.rows_settled = receipt.rows_rejected - open_rows(database, receipt.load_id)
            return receipt
        if status == "loading":  # one that was undone, or whose file changed, begins again
            resumed_after = _resume(receipt, known[0].properties)
    noted, fresh = Noted(), Fresh()
    try:
        with standing.still():
            for parcel in ahead(parcels(part, receipt.load_id, resumed_after)):
                noted.add(parcel.noted)
                _take(receipt, parcel, noted, part)
                receipt.seconds = round(time.perf_counter() - started, 3)
                _write(database, receipt, parcel, fresh)
                progress(part.path.name, receipt.rows_read, part.about)
    except FileChanged:
        if receipt.rows_read:
            _write_status(database, receipt, _CHANGED)
        raise
    if database is not None:
        changed = completeness(database, noted.batches, noted.operations, since, fresh)
        receipt.gaps_opened, receipt.gaps_closed = dict(+changed.opened), dict(+changed.closed)
    _write_status(database, receipt, "done")
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


def _already_loaded(receipt: Receipt, known: Properties) -> None:
    """Makes it the receipt of a file that the graph holds whole: everything in it is known."""
    rows = (f"rows_{each}" for each in ("read", "rejected", "skipped", "replayed"))
    for name in (*rows, "last_row", "batches", "operations"):
        setattr(receipt, name, int(known.get(name, 0)))
    receipt.rows_known = receipt.rows_read - receipt.rows_rejected - receipt.rows_skipped
    receipt.covers_from, receipt.covers_to = known.get("covers_from"), known.get("covers_to")
    receipt.kinds = list(known.get("kinds", ()))
    receipt.sources = sources_of(known)
    receipt.rejected = reasons_of(known, "rejected")
    receipt.skipped = reasons_of(known, "skipped")
    receipt.status = "done"
    receipt.check()


def _resume(receipt: Receipt, known: Properties) -> int:
    """Takes up the counts of an interrupted load; the number of its last written row."""
    for name in (
        *(f"rows_{each}" for each in ("read", "new", "known", "voiding", "rejected", "skipped")),
        "facts_new",
        "facts_voided",
        "facts_disputed",
        "last_row",
    ):
        setattr(receipt, name, int(known.get(name, 0)))
    receipt.covers_from, receipt.covers_to = known.get("covers_from"), known.get("covers_to")
    receipt.rejected = reasons_of(known, "rejected")
    receipt.skipped = reasons_of(known, "skipped")
    return receipt.last_row


def _take(receipt: Receipt, parcel: Parcel, noted: Noted, part: Part) -> None:
    """What the receipt says once these records are read, aside from what they change."""
    receipt.rows_read += parcel.rows_read
    receipt.rows_rejected += parcel.reasons.total()
    receipt.rows_skipped += parcel.skips.total()
    receipt.last_row = parcel.last_row or receipt.last_row
    receipt.rejected = most_common(Counter(receipt.rejected) + parcel.reasons)
    receipt.skipped = most_common(Counter(receipt.skipped) + parcel.skips)
    warnings = sorted(noted.warnings.items())[:_MOST_WARNINGS]
    receipt.warnings = [
        *part.warnings,
        *(f"{text} ({count} {'row' if count == 1 else 'rows'})" for text, count in warnings),
    ]
    receipt.batches, receipt.operations = len(noted.batches), len(noted.operations)
    receipt.kinds = sorted(noted.kinds)
    receipt.covers_from = utc_text(noted.first) if noted.first else None
    receipt.covers_to = utc_text(noted.last) if noted.last else None
    receipt.sources = {source: utc_text(at) for source, at in sorted(noted.sources.items())}


def _write(
    database: Database | None, receipt: Receipt, parcel: Parcel, fresh: Fresh | None = None
) -> None:
    """Writes the parcel, with the receipt so far, in one transaction."""
    if database is None:
        receipt.rows_new += len(parcel.rows)
        receipt.facts_new += sum(
            isinstance(each, Fact) for row in parcel.rows for each in row.statements
        )
        return
    assert parcel.gathered is not None
    describe = _describe(receipt)
    written = write_gathered(database, parcel.gathered, parcel.rows, describe, parcel.rejected)
    _count(receipt, written)
    if fresh is not None:
        fresh.note(written.plan)


def _write_status(database: Database | None, receipt: Receipt, status: str) -> None:
    receipt.status = status
    _write(database, receipt, Parcel(gathered=gather((), receipt.load_id)))


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
