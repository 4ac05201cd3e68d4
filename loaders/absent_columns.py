"""Columns that a profile names and a file does not have: a slip of the pen, or optional ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from loaders.profile import Profile
from loaders.profile_sections import (
    DescribeSection,
    FactSection,
    Section,
    Value,
    end_words,
)
from loaders.values import column_index, used_columns

_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class AbsentColumn:
    """A column that the file has under none of its `names`, and what else could be meant:
    columns that nothing reads, or the text itself."""

    column: str
    names: tuple[str, ...]
    nearest: tuple[str, ...]

    def __str__(self) -> str:
        meant = " or ".join(f'"{each}"' if each[0] == "=" else each for each in self.nearest)
        return f"{self.column} (did you mean {meant}?)" if meant else self.column


def absent_columns(
    profile: Profile, header: Sequence[str], names: Collection[str] | None = None
) -> list[AbsentColumn]:
    """Those of the columns in `names` that the header has not; of all that are used without.

    One of which no column's name is like may have been meant as a text, without its `=`.
    """
    index = column_index(profile, header)
    used = used_columns(profile)
    read = {index[column] for column in used if column in index}
    unread = [name for at, name in enumerate(header) if name and at not in read]
    texts = {column for value in profile.values() for column in _plain(value)}
    texts -= {*profile.file.header}
    found = []
    for column in used if names is None else names:
        if column not in index:
            others = profile.columns.get(column, ())
            near = [each for name in (column, *others) for each in _like(name, unread)]
            if not near and column in texts and not others:
                near = [f"={column}"]
            found.append(AbsentColumn(column, others, tuple(dict.fromkeys(near))))
    return found


def naming_columns(profile: Profile, header: Sequence[str]) -> list[str]:
    """The columns that name batches (party, item, lot or serial) or document lines, as far as
    this header lets parts of the profile apply: without them rows would name something else.

    A column with a default may be missing, and one of a part that is about some rows only, such
    as those of a movement type; but never a party.
    """
    index = column_index(profile, header)
    sections: tuple[Section, ...] = (*profile.fact, *profile.void, *profile.describe)
    values = [
        value
        for section in sections
        if _applies(section, index)
        for value in _naming(section, profile)
    ]
    return list(dict.fromkeys(column for value in values for column in _needed(value)))


def _like(name: str, unread: Sequence[str]) -> list[str]:
    folded = {each.casefold(): each for each in unread}
    return [folded[each] for each in get_close_matches(name.casefold(), folded, 2, _ALIKE)]


def _applies(section: Section, index: Collection[str]) -> bool:
    """Whether rows without the columns that are missing can be what the section is about."""
    filled = (*section.present, *section.negative, *section.not_negative, *section.differ)
    filled += (*section.begins,)
    asked = (column for column, texts in section.when.items() if "" not in texts)
    return all(column in index for column in (*filled, *asked))


def _naming(section: Section, profile: Profile) -> Iterator[Value]:
    """The values that name the batch and the document's line of a section."""
    of_some_rows = any(section.condition_columns())
    if isinstance(section, FactSection):
        if not section.key:
            yield from profile.document.key if profile.document else ()
        elif not of_some_rows:
            yield from section.key
    identity = section.batch or profile.identity
    if identity is None or not _names_batch(section):
        return
    yield identity.party
    if section.batch is None or not of_some_rows:
        yield identity.item
        if not (isinstance(section, DescribeSection) and section.noun == "material"):
            yield from filter(None, (identity.lot, identity.serial))


def _names_batch(section: Section) -> bool:
    if isinstance(section, DescribeSection):
        return section.noun in ("batch", "material") and "id" not in section.values
    return "batch" in end_words(section.kind)


def _needed(value: Value) -> Iterator[str]:
    """The columns without which the value is another one."""
    if value.default is not None or "" in value.map:
        return
    if value.column is not None:
        yield value.column
    for part in value.parts:
        yield from _needed(part)


def _plain(value: Value) -> Iterator[str]:
    """The columns that a value names where it could state a text instead."""
    if value.column is not None:
        yield value.column
    for part in value.parts:
        yield from _plain(part)
