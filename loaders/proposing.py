"""Proposing: a first profile for an export that no profile reads, to be finished by hand.

What a wrong guess would falsify without anyone noticing is not guessed: the order of day and
month, the time zone, whether rows of orders say what went in or what came out. Such lines begin
with `TODO`, which no profile may keep.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from genealogy.errors import FileRefused, ProfileInvalid
from loaders.cell_guesses import Written
from loaders.field_words import FieldWords
from loaders.finding import choose_profile
from loaders.profile import read_profile
from loaders.profile_sections import UNDECIDED
from loaders.proposed_facts import proposed_sections
from loaders.proposed_section import ProposedSection, quoted
from loaders.reading import Table, below_titles, read_tables, shown_path
from loaders.sample_columns import NUMBERS, TIMES, Sample, understood
from loaders.shelf import Shelf

_OTHER_ENCODING = "cp1252"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed profile as TOML. `open_questions` are the lines that begin with TODO;
    `fitting` is the profile that is there already and reads the sample as it is."""

    toml: str
    open_questions: tuple[str, ...]
    fitting: str | None


def propose(
    path: Path, name: str | None = None, source: str | None = None, shelf: Shelf | None = None
) -> Proposal:
    """A profile for the sample: of several tables for the one that is understood best.

    Without a name it has the file's, with a number where a profile of the shelf has that one.
    Raises FileRefused for a file that is no table.
    """
    shelf = shelf or Shelf()
    words = FieldWords()
    samples = [understood(below_titles(table), words) for table in _tables(path)]
    best = max(samples, key=lambda each: sum(column.guess is not None for column in each.columns))
    toml = "\n".join(_lines(best, name or _name(path, shelf), source)) + "\n"
    return Proposal(toml, _questions(toml), _fitting(best.table, shelf))


def _tables(path: Path) -> list[Table]:
    """The tables of the sample; text in no encoding that exports commonly have is shown in the
    one that most of the others have."""
    try:
        return read_tables(path)
    except FileRefused:
        return read_tables(path, _OTHER_ENCODING)


def _name(path: Path, shelf: Shelf) -> str:
    """The file's name in small letters, digits and hyphens, such as no other profile has."""
    plain = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "new-profile"
    names = chain([plain], (f"{plain}-{number}" for number in count(2)))
    return next(each for each in names if each not in shelf.builtin and not shelf.file_of(each))


def _fitting(table: Table, shelf: Shelf) -> str | None:
    if table.encoding == _OTHER_ENCODING:
        return None
    try:
        chosen = choose_profile(table, shelf.sound) or choose_profile(table, shelf.builtin)
    except FileRefused:
        return None
    return chosen.name if chosen else None


def _questions(toml: str) -> tuple[str, ...]:
    """What is still to be decided: every mistake that the proposed profile has."""
    try:
        read_profile(toml, "proposal")
    except ProfileInvalid as invalid:
        return tuple(invalid.problems)
    return ()


def _lines(sample: Sample, name: str, source: str | None) -> Iterator[str]:
    """The TOML text."""
    sections = proposed_sections(sample)
    used = {column for section in sections for column in section.columns}
    path = shown_path(sample.table.path)
    yield f"# Proposed by `genealogy profiles new` from {quoted(path.name)}."
    yield f"# A guess from names and cells: read every line. Lines with {UNDECIDED} are yours to"
    yield "# decide; the profile is invalid until none is left."
    yield ""
    yield f"name   = {quoted(name)}"
    yield f"title  = {quoted(path.stem)}"
    if source is None:
        source = f"{UNDECIDED}: the system that wrote the file, such as MES"
    yield f"source = {quoted(source)}  # part of every fact's key: it stays as it is for ever"
    yield ""
    yield from _column_comments(sample, used)
    yield ""
    yield "[file]"
    header = [each.name for each in sample.columns if each.name in used]
    yield f"header = [{', '.join(map(quoted, header or sample.table.header[:1]))}]"
    if sample.table.encoding == _OTHER_ENCODING:
        yield f'encoding = "{UNDECIDED}: {_OTHER_ENCODING}, if the letters above are right"'
    yield ""
    yield from _cells_lines(sample, used)
    for section in sections:
        yield ""
        yield from _section_lines(section)


def _column_comments(sample: Sample, used: set[str]) -> Iterator[str]:
    yield "# What each column was taken for:"
    twice = {name for name, count in Counter(sample.table.header).items() if count > 1}
    for each in sample.columns:
        shown = f"#   {quoted(each.name)}: "
        if each.name in twice:
            yield f"{shown}not read, it stands twice in the header"
        elif each.guess is None:
            why = f"; looks like {quoted(each.instead)}" if each.instead else ""
            yield f"{shown}not understood{why}"
        else:
            side = {"": "", "in": ", of what went in", "out": ", of what came out"}[each.guess.side]
            sure = "sure" if each.guess.sure else "likely"
            unused = "" if each.name in used else "; not used below"
            field_name = each.guess.field.replace("_", " ")
            yield f"{shown}{field_name}{side} ({sure}: {each.guess.why}){unused}"


def _cells_lines(sample: Sample, used: set[str]) -> Iterator[str]:
    """How cells are written, with what could not be decided."""
    yield "[cells]"
    if any(name in used for each in NUMBERS for name in sample.columns_of(each)):
        yield _number_line(sample.numbers)
    dates = {name: written for name, written in sample.dates.items() if name in used}
    base = sample.date()
    if dates and base:
        yield _date_line(base)
    times = [name for each in TIMES for name in sample.columns_of(each) if name in used]
    if any(not sample.dates[name].states_zone for name in times):
        yield f'zone   = "{UNDECIDED}: the zone of the system, such as Asia/Shanghai"'
    elif times:
        yield "# The times state their zones."
    if empty := {name: texts for name, texts in sample.empty.items() if name in used}:
        listed = ", ".join(
            f"{quoted(name)} = [{', '.join(map(quoted, texts))}]" for name, texts in empty.items()
        )
        yield f"empty  = {{ {listed} }}"


def _section_lines(section: ProposedSection) -> Iterator[str]:
    yield from (f"# {comment}" for comment in section.comments)
    yield section.table
    width = max((len(word) for word, _ in section.entries), default=0)
    for word, text in section.entries:
        yield f"{word:<{width}} = {text}"


def _number_line(numbers: Written) -> str:
    if numbers.decided:
        signs = {way.rstrip("-")[-2] for way in numbers.ways}
        sure = "sure" if len(signs) == 1 else "no cell shows a separator: make sure"
        return f"number = {quoted(numbers.decided)}  # {sure}"
    ways = " or ".join(numbers.ways) or "how 1234.5 is written"
    return f'number = "{UNDECIDED}: {ways}"'


def _date_line(dates: Written) -> str:
    if dates.decided:
        return f"date   = {quoted(dates.decided)}  # the cells decide it"
    ways = " or ".join(dates.ways) or "a pattern such as %d.%m.%Y"
    return f'date   = "{UNDECIDED}: {ways}"'
