"""Finding: the files under a path, and for each table the profile that knows its header."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from genealogy.errors import FileRefused, InputRefused, NothingToLoad, listed
from loaders.absent_columns import absent_columns, naming_columns
from loaders.footers import is_footer
from loaders.formats import document_endings, formats, read_document
from loaders.mapping import Mapper
from loaders.part import Part, Record, Rejection, Skipped
from loaders.profile import Profile
from loaders.reading import (
    ENDINGS,
    Table,
    duplicates,
    is_text,
    read_tables,
    read_to_end,
    shown_path,
)
from loaders.receipt import RECEIPT_ENDING
from loaders.shelf import Shelf
from loaders.unfitting import does_not_fit, missing_columns, no_profile_fits
from loaders.values import column_index


@dataclass(frozen=True, slots=True)
class Found:
    """The files to load, those of them that were named, and what in folders is no table."""

    files: list[Path]
    ignored: list[Path] = field(default_factory=list)
    named: frozenset[Path] = frozenset()


def find_files(paths: Iterable[Path]) -> Found:
    """Every file under the paths, folders in the order of their names.

    A file that is named is taken whatever its ending; in a folder only tables are.
    Raises FileRefused for a path that does not exist or cannot be read, NothingToLoad for a
    folder without a table.
    """
    files: list[Path] = []
    ignored: list[Path] = []
    named: set[Path] = set()
    for path in paths:
        if _is_named_file(path):
            files.append(path)
            named.add(path)
            continue
        inside = _files_in(path)
        tables = [each for each in inside if _is_table(each)]
        if not tables:
            raise NothingToLoad(path, (*ENDINGS, *document_endings()))
        files += tables
        ignored += [shown_path(each) for each in inside if not _is_table(each)]
    return Found(list(dict.fromkeys(files)), ignored, frozenset(named))


def _is_named_file(path: Path) -> bool:
    """Whether it is a file rather than a folder; raises FileRefused for anything else, such as a
    pipe, which would be waited for without end."""
    try:
        if not path.exists():
            raise FileRefused(path, "there is no such file or folder.")
        if not (path.is_file() or path.is_dir()):
            raise FileRefused(path, "it is neither a file nor a folder.")
        return path.is_file()
    except OSError as error:
        raise FileRefused(path, f"it cannot be read ({error.strerror}).") from None


def _files_in(folder: Path) -> list[Path]:
    """The files in a folder and in all folders of it; raises FileRefused where one of these
    cannot be read, since what it holds would be missing."""

    def refuse(error: OSError) -> None:
        place = shown_path(Path(error.filename or folder))
        raise FileRefused(place, f"it cannot be read ({error.strerror}).") from None

    inside = []
    for within, _, names in os.walk(folder, onerror=refuse):
        inside += [Path(within, name) for name in names]
    try:
        return sorted(each for each in inside if each.is_file())
    except OSError as error:
        refuse(error)
        raise


def read_parts(
    path: Path,
    profiles: Mapping[str, Profile] | None = None,
    shelf: Shelf | None = None,
    *,
    alone: bool = True,
) -> tuple[list[Part], list[str]]:
    """The parts of a file, and the names of sheets that no profile knows.

    The given profiles are tried `alone`, as for a file that somebody names with them; else
    before those of the shelf. Where these are tried, a file can also be in one of the formats.
    Raises FileRefused, NoProfileFits or ProfileDoesNotFit: then the whole file is refused.
    """
    alone = alone and bool(profiles)
    if not alone:
        if document := read_document(path):
            return [replace(document, path=shown_path(path))], []
        if path.suffix.lower() in document_endings():
            known = ", ".join(each.title for each in formats())
            raise FileRefused(path, f"it is in none of the formats that are known: {known}.")
    tiers: list[Mapping[str, Profile]] = [profiles] if profiles else []
    if not alone:
        tiers += _tiers(path, shelf or Shelf())
    tables, unknown = read_known_tables(path, *tiers, alone=alone)
    for table, profile in tables:
        _refuse_nameless(table, profile)
    return [table_part(table, profile) for table, profile in tables], unknown


def _tiers(path: Path, shelf: Shelf) -> list[dict[str, Profile]]:
    """The profiles of the shelf; raises FileRefused where a mistake keeps own ones away."""
    try:
        return shelf.tiers()
    except InputRefused as error:
        why = "the own profiles cannot be used, and one of them could be for it."
        raise FileRefused(path, f"{why}\n{error}") from None


def _refuse_nameless(table: Table, profile: Profile) -> None:
    """Raises FileRefused where the columns are missing by which an own profile names batches or
    documents. The built-in ones are made for files that lack some of their columns."""
    naming = naming_columns(profile, table.header)
    if not profile.built_in and (absent := absent_columns(profile, table.header, naming)):
        raise FileRefused(
            table.path,
            f"the profile {profile.name} names batches or documents by columns that the file"
            f" does not have: {listed([*map(str, absent)])}. One that may be missing needs a"
            " default.",
        )


def _warnings(table: Table, profile: Profile) -> tuple[str, ...]:
    """What is to be told of a table that an own profile reads in part only."""
    if profile.built_in or not (absent := absent_columns(profile, table.header)):
        return ()
    names = listed([*map(str, absent)])
    return (f"the profile names columns that the file does not have: {names}",)


def table_part(table: Table, profile: Profile) -> Part:
    """The table as this profile reads it."""

    def records() -> Iterator[Record]:
        mapper = Mapper(profile, table.header)  # counts equal rows: a new one for each reading
        for number, row in table.above:
            yield Record(number, row, Skipped("above the header"))
        titles = [_filled(row) for _, row in table.above]
        for number, row in table.rows():
            outcome = mapper.map_row(row)
            if isinstance(outcome, Rejection) and _filled(row) in titles:
                outcome = Skipped("a title, repeated")
            elif isinstance(outcome, Rejection) and is_footer(row):
                outcome = Skipped("a line of totals or signatures")
            yield Record(number, row, outcome)

    return Part(
        path=shown_path(table.path),
        sheet=table.sheet,
        profile=profile.name,
        digest=profile.digest,
        source=profile.source,
        encoding=table.encoding,
        about=table.about_rows,
        records=records,
        header=table.header,
        warnings=_warnings(table, profile),
    )


def _filled(row: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in row if cell.strip()]


def read_known_tables(
    path: Path, *tiers: Mapping[str, Profile], alone: bool = False
) -> tuple[list[tuple[Table, Profile]], list[str]]:
    """The tables of a file with their profiles, and the names of sheets that no profile knows.

    The profiles of a tier are tried where none of those before it fits. Text is read in the
    encoding that profiles state, each of them with its own profiles; without one in that which
    is found. Raises FileRefused, NoProfileFits, or ProfileDoesNotFit where the profiles stand
    `alone`: then the whole file is refused.
    """
    known: list[tuple[Table, Profile]] = []
    unknown: list[Table] = []
    if is_text(path):
        known, unknown = _known_text(path, tiers)
    else:
        for table in read_tables(path):
            fitting = (recognised(table, tier) for tier in tiers)
            found = next(filter(None, fitting), None)
            known += [found] if found else []
            unknown += [] if found else [table]
    if not known:
        profiles = [profile for tier in tiers for profile in tier.values()]
        raise does_not_fit(unknown, tiers[0]) if alone else no_profile_fits(unknown, profiles)
    return known, [] if is_text(path) else [table.sheet or "" for table in unknown]


def _known_text(
    path: Path, tiers: Sequence[Mapping[str, Profile]]
) -> tuple[list[tuple[Table, Profile]], list[Table]]:
    """The text as the table that a profile knows, or as all that it can be."""
    readings: dict[str | None, list[Table]] = {}
    refused: list[FileRefused] = []
    for tier in tiers:
        known = []
        for encoding in dict.fromkeys(each.file.encoding for each in tier.values()):
            those = {name: each for name, each in tier.items() if each.file.encoding == encoding}
            try:
                if encoding not in readings:
                    readings[encoding] = read_tables(path, encoding)
            except FileRefused as error:
                readings[encoding] = []
                refused.append(error)
            found = [recognised(table, those) for table in readings[encoding]]
            known += [each for each in found if each]
        if known:
            return [_best(path, known)], []
    if refused:
        raise refused[0]
    return [], [table for tables in readings.values() for table in tables]


def recognised(table: Table, profiles: Mapping[str, Profile]) -> tuple[Table, Profile] | None:
    """The table below the one of its first rows that a profile knows, with that profile; None
    where none is known.

    Raises FileRefused where several are.
    """
    if profile := choose_profile(table, profiles):
        found = {tuple(table.header): (table, profile)}
    else:
        found = {}
        for head in table.heads():
            if profile := choose_profile(head, profiles):
                found.setdefault(tuple(head.header), (head, profile))
    if len(found) > 1:
        rows = " and ".join(str(head.header_row) for head, _ in found.values())
        raise FileRefused(
            table.path, f"rows {rows} could each be its header; leave one table in a file or sheet."
        )
    for head, profile in found.values():
        refuse_doubled(head, profile)
        if head is not table:
            read_to_end(head)
        return head, profile
    return None


def _best(path: Path, known: Sequence[tuple[Table, Profile]]) -> tuple[Table, Profile]:
    """The reading of a text by the profile that reads most of its columns."""
    counts = [len(column_index(profile, table.header)) for table, profile in known]
    best = [each for each, count in zip(known, counts, strict=True) if count == max(counts)]
    if len(best) > 1:
        raise _fit_alike(path, [profile for _, profile in best])
    return best[0]


def refuse_doubled(table: Table, profile: Profile) -> None:
    """Raises FileRefused where a column that the profile reads stands twice."""
    if twice := duplicates([name for name in table.header if is_read(profile, name)]):
        raise FileRefused(table.path, f'the column "{twice[0]}" stands twice in its header.')


def choose_profile(table: Table, profiles: Mapping[str, Profile]) -> Profile | None:
    """The profile whose needed columns are all there; of several the one that reads most.

    Raises FileRefused where two read equally many.
    """
    fitting = [
        (len(column_index(profile, table.header)), profile)
        for profile in profiles.values()
        if not missing_columns(profile, table.header)
    ]
    if not fitting:
        return None
    most = max(count for count, _ in fitting)
    best = [profile for count, profile in fitting if count == most]
    if len(best) > 1:
        raise _fit_alike(table.path, best)
    return best[0]


def _fit_alike(path: Path, profiles: Sequence[Profile]) -> FileRefused:
    names = " and ".join(profile.name for profile in profiles)
    return FileRefused(path, f"{names} fit its header alike; say which with --profile NAME.")


def is_read(profile: Profile, name: str) -> bool:
    """Whether the profile reads a column of this name, its own or another one."""
    return any(
        name in (column, *profile.columns.get(column, ()))
        for column in column_index(profile, [name])
    )


def _is_table(path: Path) -> bool:
    aside = path.name.startswith((".", "~$")) or path.name.endswith(RECEIPT_ENDING)
    return path.suffix.lower() in (*ENDINGS, *document_endings()) and not aside
