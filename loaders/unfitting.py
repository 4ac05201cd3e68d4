"""Tables that no profile fits: what is missing, and which profile is the nearest, to be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from genealogy.errors import NoProfileFits, ProfileDoesNotFit
from loaders.absent_columns import AbsentColumn, absent_columns
from loaders.profile import Profile
from loaders.reading import Table, below_titles, shown_path
from loaders.values import column_index

_MOST_MISSING = 1 / 3


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


def no_profile_fits(tables: Sequence[Table], profiles: Sequence[Profile]) -> NoProfileFits:
    """The refusal, with the profile of which the most columns are there, if they are enough for
    it to be of such a file: an item, a lot and a time are in almost every table."""

    def missing_share(profile: Profile, head: Table) -> tuple[float, int]:
        missing = len(missing_columns(profile, head.header))
        return (missing / len(profile.file.header), missing)

    candidates = ((profile, head) for head in _heads(tables) for profile in profiles)
    closest, head = min(candidates, key=lambda each: missing_share(*each))
    path, at = shown_path(head.path), head.header_row
    if missing_share(closest, head)[0] > _MOST_MISSING:
        likeliest = below_titles(tables[0])
        return NoProfileFits(path, None, [], likeliest.header, likeliest.header_row)
    missing = missing_columns(closest, head.header)
    own = not closest.built_in
    return NoProfileFits(path, closest.name, missing, head.header, at, own=own)


def does_not_fit(tables: Sequence[Table], profiles: Mapping[str, Profile]) -> ProfileDoesNotFit:
    """The refusal of a file by the profiles that somebody named for it, with the one of which
    the fewest columns are missing."""

    def missing(name: str) -> list[AbsentColumn]:
        header = nearest(tables, profiles[name]).header
        return absent_columns(profiles[name], header, missing_columns(profiles[name], header))

    name = min(profiles, key=lambda each: len(missing(each)))
    told = [str(each) for each in missing(name)]
    return ProfileDoesNotFit(shown_path(tables[0].path), name, told)
