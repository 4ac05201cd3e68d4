"""Finding: the files under a path, and for each table the profile that knows its header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from genealogy.errors import FileRefused, NoProfileFits, NothingToLoad
from loaders.formats import document_endings, formats, read_document
from loaders.mapping import Mapper
from loaders.part import Part, Record
from loaders.profile import Profile, builtin_profiles
from loaders.reading import ENDINGS, Table, duplicates, read_tables
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
        ignored += [each for each in inside if not _is_table(each)]
    return Found(list(dict.fromkeys(files)), ignored)


def read_parts(path: Path, profiles: Mapping[str, Profile] | None) -> tuple[list[Part], list[str]]:
    """The parts of a file, and the names of sheets that no profile knows.

    Without given profiles a file can be in one of the formats, and the built-in profiles are
    tried. Raises FileRefused or NoProfileFits: then the whole file is refused.
    """
    if profiles is None:
        if document := read_document(path):
            return [document], []
        if path.suffix.lower() in document_endings():
            known = ", ".join(each.title for each in formats())
            raise FileRefused(path, f"it is in none of the formats that are known: {known}.")
    tables, unknown = read_known_tables(path, profiles or builtin_profiles())
    return [table_part(table, profile) for table, profile in tables], unknown


def table_part(table: Table, profile: Profile) -> Part:
    """The table as this profile reads it."""

    def records() -> Iterator[Record]:
        mapper = Mapper(profile, table.header)  # counts equal rows: a new one for each reading
        for number, row in table.rows():
            yield Record(number, row, mapper.map_row(row))

    return Part(
        path=table.path,
        sheet=table.sheet,
        profile=profile.name,
        digest=profile.digest,
        source=profile.source,
        encoding=table.encoding,
        about=table.about_rows,
        records=records,
        header=table.header,
    )


def read_known_tables(
    path: Path, profiles: Mapping[str, Profile]
) -> tuple[list[tuple[Table, Profile]], list[str]]:
    """The tables of a file with their profiles, and the names of sheets that no profile knows.

    Raises FileRefused or NoProfileFits: then the whole file is refused.
    """
    tables = read_tables(path)
    fitting = [(table, choose_profile(table, profiles)) for table in tables]
    known = [(table, profile) for table, profile in fitting if profile is not None]
    if not known:
        raise _no_profile_fits(path, tables[0].header, profiles)
    for table, profile in known:
        refuse_doubled(table, profile)
    unknown = [table.sheet or "" for table, profile in fitting if profile is None]
    return known, unknown


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
        names = " and ".join(profile.name for profile in best)
        raise FileRefused(
            table.path, f"{names} fit its header alike; say which with --profile NAME."
        )
    return best[0]


def missing_columns(profile: Profile, header: Sequence[str]) -> list[str]:
    """The columns that the profile needs and the header has under none of their names."""
    found = column_index(profile, header)
    return [column for column in profile.file.header if column not in found]


def _no_profile_fits(
    path: Path, header: Sequence[str], profiles: Mapping[str, Profile]
) -> NoProfileFits:
    def closeness(profile: Profile) -> tuple[float, int]:
        missing = len(missing_columns(profile, header))
        return (missing / len(profile.file.header), missing)

    closest = min(profiles.values(), key=closeness)
    missing = missing_columns(closest, header)
    if len(missing) == len(closest.file.header):
        return NoProfileFits(path, None, [], header)
    return NoProfileFits(path, closest.name, missing, header)


def is_read(profile: Profile, name: str) -> bool:
    """Whether the profile reads a column of this name, its own or another one."""
    return any(
        name in (column, *profile.columns.get(column, ()))
        for column in column_index(profile, [name])
    )


def _is_table(path: Path) -> bool:
    aside = path.name.startswith((".", "~$")) or path.name.endswith(RECEIPT_ENDING)
    return path.suffix.lower() in (*ENDINGS, *document_endings()) and not aside
