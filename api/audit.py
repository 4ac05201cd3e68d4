"""`genealogy audit`: who did what when; verifying that nobody has changed the record of it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from api.console import (
    AsCsv,
    AsJson,
    Data,
    counted,
    put_on_record,
    say,
    say_lines,
    show,
    show_block,
    show_csv,
    show_json,
    time_text,
)
from api.exits import CHECKS_FAILED
from api.exporting import check_new
from api.record import Record
from genealogy.errors import TrailCut, WrongUsage
from genealogy.selection import window_of
from genealogy.settings import Settings, load_settings
from office.heads import heads_file, last_head, own_public_key, sign

if TYPE_CHECKING:
    from office.opening import Office
    from office.verifying import Verified

app = typer.Typer(no_args_is_help=True, help="The audit trail: list, verify, export, its head.")
_COLUMNS = ("number", "at", "by", "action", "details", "hash", "name")
_INDENT = 6
_HEAD = re.compile(r"([1-9][0-9]*):([0-9a-f]{8,64})", re.ASCII)
_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)
_MOST_FAULTS = 20


@app.command("list")
def list_command(
    by: Annotated[
        str | None, typer.Option(help="Only of this user or key, as in user:ann.")
    ] = None,
    action: Annotated[
        str | None, typer.Option(help="Only this action, or all that begin so: load, question.")
    ] = None,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="From this time on.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help="Until then; a date to its end.")
    ] = None,
    text: Annotated[
        str | None, typer.Option(help="Only with this text in the details, capitals or not.")
    ] = None,
    after: Annotated[
        int | None,
        typer.Option(min=0, help="The entries that follow this number; else the newest ones."),
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="How many to list at most.")] = 50,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    data: Data = None,
) -> None:
    """Entries of the trail in their order: the newest ones, or those that follow a number.

    Examples:

      genealogy audit list --action load --from 2026-11-01

      genealogy audit list --after 0 --most 100000 --csv > trail.csv
    """
    from office.audit import Sought, entries
    from office.keys import keys

    settings = load_settings(data)
    times = window_of(begin, end, settings.timezone, ("--from", "--to"))
    sought = Sought(by, action, _text(times.start), _text(times.end), text, after)
    with _office(settings) as (office, record):
        found = entries(office, sought, most)
        names = {f"key:{key.key_id}": key.name for key in keys(office)}
        record.outcome(entries=len(found))
    rows = [each.told() | {"name": names.get(each.by)} for each in found]
    if as_json:
        show_json(rows)
    elif as_csv:
        show_csv([row | {"details": _details(row)} for row in rows], _COLUMNS)
    elif rows:
        for row in rows:
            _show_entry(row)
    else:
        say("No such entry is on record.")


@app.command("verify")
def verify_command(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help="A file of `audit export`. Without one, the trail itself.",
            show_default=False,
        ),
    ] = None,
    head: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NUMBER:HASH", help="A head that was kept elsewhere; can be repeated."
        ),
    ] = None,
    public_key: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY",
            help="Key that heads may be signed with, as `audit head` tells it; can be repeated. "
            "Default: that of this data folder.",
        ),
    ] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Whether the trail is as it was written; each fault with the number of its entry.

    Ends with code 7 where a fault was found.

    Examples:

      genealogy audit verify

      genealogy audit verify trail.jsonl --head 4711:9f2c41d07ab3
    """
    from office.verifying import entries_of_file, verify

    known, keys = [_known(each) for each in head or ()], [_key(each) for each in public_key or ()]
    settings = load_settings(data)
    if not keys:
        keys = _own_key(settings)
    heads = heads_file(settings)
    if file is not None:
        at_hand = heads if heads.exists() else None
        result = verify(entries_of_file(file), at_hand, keys, known, whole=False)
    else:
        result = _verified(settings, keys, known)
    beside = settings.office is None and heads.resolve().is_relative_to(settings.data.resolve())
    if as_json:
        show_json(result.to_dict() | {"heads_in_data_folder": beside})
    else:
        _show(result, heads_in_data_folder=beside)
    if not result.intact:
        raise typer.Exit(CHECKS_FAILED)


@app.command("export")
def export_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that does not exist yet.")],
    data: Data = None,
) -> None:
    """Writes the whole trail as JSON Lines, to be verified anywhere by `audit verify FILE`.

    Example:

      genealogy audit export trail-2026.jsonl
    """
    check_new(file)
    lines = 0
    with _office(load_settings(data), "export.audit") as (office, record):
        from office.audit import every_entry

        with _new(file) as out, every_entry(office) as entries:
            for entry in entries:
                out.write(json.dumps(entry.to_dict(), ensure_ascii=False) + "\n")
                lines += 1
        record.outcome(file=file, entries=lines)
    show(str(file))
    say(f"{counted(lines, 'entry', 'entries')}; the public key: `genealogy audit head`")


@app.command("head")
def head_command(as_json: AsJson = False, data: Data = None) -> None:
    """The head of the trail, signed: to be kept where whoever runs this program cannot write.

    Example:

      genealogy audit head --json > head-2026-11-22.json
    """
    from office.audit import head

    settings = load_settings(data)
    with _office(settings) as (office, record):
        entry = head(office)
        why = sign(settings, entry, at_once=True) if entry else None
        record.outcome(head=entry.head if entry else None)
    if entry is None:
        say("Nothing is on record yet.")
        return
    signed = None if why else last_head(heads_file(settings))
    told = {
        "head": entry.head,
        "number": entry.number,
        "hash": entry.hash,
        "signed_at": signed.at if signed else None,
        "previous": signed.previous if signed else None,
        "public_key": signed.public_key if signed else None,
        "signature": signed.signature if signed else None,
    }
    if as_json:
        show_json(told)
    else:
        for name, value in told.items():
            show(f"{name:<10} {value}")
    if why:
        say(why)


def _verified(
    settings: Settings, public_keys: Sequence[str], known: Sequence[tuple[int, str]]
) -> Verified:
    """The trail verified; the table of keys and the logs of investigations against it. On record,
    but where nothing can be: what is wrong with a trail that was cut must still be told."""
    from office.audit import every_entry
    from office.keys import keys
    from office.verifying import verify
    from office.verifying_investigations import SaidOnRecord, logged
    from office.verifying_keys import KeysOnRecord

    result = None
    try:
        with _office(settings) as (office, record):
            on_record, before, said = KeysOnRecord(), keys(office), SaidOnRecord()
            with every_entry(office) as entries:
                read = said.reading(on_record.reading(entries))
                result = verify(read, heads_file(settings), public_keys, known)
            # A key that was made or revoked meanwhile is in one of the two states of the table.
            after = keys(office)
            later = on_record.faults(after)
            result.keys = len(after)
            result.faults += [each for each in on_record.faults(before) if each in later]
            logs = logged(office)
            result.investigations = len(logs)
            result.faults += said.faults(logs)
            record.outcome(**{**result.to_dict(), "faults": len(result.faults)})
    except TrailCut as error:
        if result is None:
            raise
        say_lines(str(error))
    return result


@contextmanager
def _office(settings: Settings, action: str | None = None) -> Iterator[tuple[Office, Record]]:
    """The office, open; that it was looked into is on record as the block ends."""
    from office.opening import open_office

    with put_on_record(settings, action) as record, open_office(settings) as office:
        yield office, record


def _new(file: Path) -> IO[str]:
    """A new file for the eyes of this user only, as the trail itself is."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise WrongUsage(f"{file} cannot be written: {error.strerror}.") from None
    return os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape")


def _show(result: Verified, *, heads_in_data_folder: bool) -> None:
    for fault in result.faults[:_MOST_FAULTS]:
        show(fault.text)
    if len(result.faults) > _MOST_FAULTS:
        more = counted(len(result.faults) - _MOST_FAULTS, "fault")
        show(f"... and {more} more: --json")
    show(
        f"{counted(result.entries, 'entry', 'entries')}, {counted(len(result.faults), 'fault')}",
        style="bold green" if result.intact else "bold red",
    )
    if result.head:
        show(f"head {result.head}")
    if result.heads:
        show(f"{counted(result.heads, 'signed head')}, the last of entry {result.signed_up_to}")
    else:
        show("no signed head is at hand: what was cut off or rebuilt as a whole is not seen")
    if result.erased:
        show(f"details of {counted(result.erased, 'entry', 'entries')} were erased, as entries say")
    if result.keys is not None:
        show(f"{counted(result.keys, 'key')} held against the entries that made or revoked them")
    if result.investigations:
        logged = counted(
            result.investigations, "entry of investigations", "entries of investigations"
        )
        show(f"{logged} held against the trail")
    if result.proven_up_to:
        show(f"proven by a head that was kept elsewhere: up to entry {result.proven_up_to}")
    else:
        show("only a head that was kept elsewhere proves that no tail was cut: --head NUMBER:HASH")
    if heads_in_data_folder:
        say(
            "note: the signed heads lie in the data folder itself; who can change the trail can"
            " cut them too: GENEALOGY_AUDIT_HEADS names another place"
        )


def _show_entry(row: Mapping[str, Any]) -> None:
    """An entry as a line, and one below it for each of its details, however narrow the screen."""
    by = row["by"] if row["name"] is None else f"{row['by']} ({row['name']})"
    head = f"{row['number']}  {time_text(row['at'])}  {by}"
    show_block(f"{head}  {row['action']}  {row['hash'][:12]}", 0, style="bold")
    told = row["details"]
    for name, value in ({"details": "erased"} if told is None else told).items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        show_block(f"{name}: {text}", _INDENT)


def _details(row: dict[str, Any]) -> str:
    return "erased" if row["details"] is None else json.dumps(row["details"], ensure_ascii=False)


def _known(text: str) -> tuple[int, str]:
    found = _HEAD.fullmatch(text)
    if found is None:
        raise WrongUsage(f'"{text}" is no head: give NUMBER:HASH, as `genealogy audit head` does.')
    return int(found[1]), found[2]


def _own_key(settings: Settings) -> list[str]:
    try:
        own = own_public_key(settings)
    except (OSError, ValueError) as error:
        raise WrongUsage(f"The key that signs heads cannot be read: {error}.") from None
    return [own] if own else []


def _key(text: str) -> str:
    if _KEY.fullmatch(text) is None:
        raise WrongUsage(f'"{text}" is no public key: it has 64 hexadecimal digits.')
    return text


def _text(moment: datetime | None) -> str | None:
    """The time as the trail has it, with microseconds, so that it sorts as text."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
