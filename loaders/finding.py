"""Finding: the files under a path, and for each table the profile that knows its header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from genealogy.errors import FileRefused, NoProfileFits, NothingToLoad
from loaders.footers import is_footer
from loaders.formats import document_endings, formats, read_document
from loaders.mapping import Mapper
from loaders.part import Part, Record, Rejection, Skipped
from loaders.profile import Profile, builtin_profiles
from loaders.reading import (
    ENDINGS,
    Table,
    below_titles,
    duplicates,
    is_text,
    read_tables,
    read_to_end,
    shown_path,
)
from loaders.receipt import RECEIPT_ENDING
from loaders.values import column_index


@dataclass(frozen=True, slots=True)
class Found:
    """The files to load, and those in the same folders that are no tables."""

    files: list[Path]
    ignored: list[Path] = field(default_factory=list)


def find_files(paths: Iterable[Path]) -> Found:
    """Every file under the paths, folders in the order of their names.

    A file that is named is taken whatever its ending; in a folder only tables are.
    Raises FileRefused for a path that does not exist or cannot be read, NothingToLoad for a
    folder without a table.
    """
    files: list[Path] = []
    ignored: list[Path] = []
    for path in paths:
        if not path.exists():
            raise FileRefused(path, "there is no such file or folder.")
        if not path.is_dir():
            files.append(path)
            continue
        try:
            inside = sorted(each for each in path.rglob("*") if each.is_file())
        except OSError as error:
            raise FileRefused(path, f"it cannot be read ({error.strerror}).") from None
        tables = [each for each in inside if _is_table(each)]
        if not tables:
            raise NothingToLoad(path, (*ENDINGS, *document_endings()))
        files += tables
        ignored += [shown_path(each) for each in inside if not _is_table(each)]
    return Found(list(dict.fromkeys(files)), ignored)


def read_parts(path: Path, profiles: Mapping[str, Profile] | None) -> tuple[list[Part], list[str]]:
    """The parts of a file, and the names of sheets that no profile knows.

    Without given profiles a file can be in one of the formats, and the built-in profiles are
    tried. Raises FileRefused or NoProfileFits: then the whole file is refused.
    """
    if profiles is None:
        if document := read_document(path):
            return [replace(document, path=shown_path(path))], []
        if path.suffix.lower() in document_endings():
            known = ", ".join(each.title for each in formats())
            raise FileRefused(path, f"it is in none of the formats that are known: {known}.")
    tables, unknown = read_known_tables(path, profiles or builtin_profiles())
    return [table_part(table, profile) for table, profile in tables], unknown


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
    )


def _filled(row: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in row if cell.strip()]


def read_known_tables(
    path: Path, profiles: Mapping[str, Profile]
) -> tuple[list[tuple[Table, Profile]], list[str]]:
    """The tables of a file with their profiles, and the names of sheets that no profile knows.

    Text is read in the encoding that profiles state, each of them with its own profiles; without
    one in that which is found. Raises FileRefused or NoProfileFits: then the whole file is
    refused.
    """
    known: list[tuple[Table, Profile]] = []
    unknown: list[Table] = []
    refused: list[FileRefused] = []
    for encoding in dict.fromkeys(each.file.encoding for each in profiles.values()):
        those = {name: each for name, each in profiles.items() if each.file.encoding == encoding}
        if not is_text(path):  # it has no encoding
            those = dict(profiles)
        try:
            tables = read_tables(path, encoding)
        except FileRefused as error:
            refused.append(error)
            continue
        for table in tables:
            found = recognised(table, those)
            known += [found] if found else []
            unknown += [] if found else [table]
        if not is_text(path):
            break
    if not known and refused:
        raise refused[0]
    if not known:
        raise _no_profile_fits(unknown, profiles)
    if is_text(path):
        return [_best(path, known)], []
    return known, [table.sheet or "" for table in unknown]


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


def missing_columns(profile: Profile, header: Sequence[str]) -> list[str]:
    """The columns that the profile needs and the header has under none of their names."""
    found = column_index(profile, header)
    return [column for column in profile.file.header if column not in found]


def nearest(tables: Iterable[Table], profile: Profile) -> Table:
    """The table, below the one of its first rows, that misses least of what the profile needs."""
    return min(_heads(tables), key=lambda head: len(missing_columns(profile, head.header)))


def _heads(tables: Iterable[Table]) -> Iterator[Table]:
    """The tables with each row that can be the header, the likeliest first."""
    for table in tables:
        yield below_titles(table)
        yield from table.heads()


def _no_profile_fits(tables: Sequence[Table], profiles: Mapping[str, Profile]) -> NoProfileFits:
    def missing_share(profile: Profile, head: Table) -> tuple[float, int]:
        missing = len(missing_columns(profile, head.header))
        return (missing / len(profile.file.header), missing)

    candidates = ((profile, head) for head in _heads(tables) for profile in profiles.values())
    closest, head = min(candidates, key=lambda each: missing_share(*each))
    missing = missing_columns(closest, head.header)
    path = shown_path(head.path)
    if len(missing) == len(closest.file.header):
        return NoProfileFits(path, None, [], head.header, head.header_row)
    return NoProfileFits(path, closest.name, missing, head.header, head.header_row)


def is_read(profile: Profile, name: str) -> bool:
    """Whether the profile reads a column of this name, its own or another one."""
    return any(
        name in (column, *profile.columns.get(column, ()))
        for column in column_index(profile, [name])
    )


def _is_table(path: Path) -> bool:
    aside = path.name.startswith((".", "~$")) or path.name.endswith(RECEIPT_ENDING)
    return path.suffix.lower() in (*ENDINGS, *document_endings()) and not aside
