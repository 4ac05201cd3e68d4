"""Templates: files to fill in where no export fits, one for each group of facts.

A template is the blank form of a built-in profile `template-...`. Its headings and choices are
those of the profile, and what is needed is asked of the mapping itself, so that form and reader
cannot differ. What each column means, and the example rows, stand in `templates.toml`.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from genealogy.errors import WrongUsage
from loaders.mapping import Mapper
from loaders.profile import Profile, builtin_profiles
from loaders.profile_sections import DescribeSection, FactSection
from loaders.reading import NOTES_HEADERS, stands

Language = Literal["en", "zh"]
Form = Literal["xlsx", "csv"]

PREFIX = "template-"
MARKER = "Fact"
_SHEETS: dict[Language, tuple[str, str]] = {"en": ("Data", "Notes"), "zh": ("数据", "说明")}
_NOTES: dict[Language, tuple[str, ...]] = {"en": NOTES_HEADERS[0], "zh": NOTES_HEADERS[1]}
_NEEDED: dict[Language, tuple[str, str, str, str]] = {
    "en": ("yes", "for ", "recommended", "no"),
    "zh": ("是", "用于：", "建议", "否"),
}
_ONE_OF: dict[Language, str] = {"en": "one of: ", "zh": "其一："}
_WIDTHS = (18, 28, 48, 90)  # of the notes' columns


@dataclass(frozen=True, slots=True)
class Template:
    """A form in one language.

    `examples` has a row for each kind of fact that it can state; `notes` has, for each column,
    its heading, whether it is needed, how it is written, and what it means.
    """

    name: str
    headings: tuple[str, ...]
    examples: tuple[tuple[str, ...], ...]
    notes: tuple[tuple[str, str, str, str], ...]


def templates(language: Language) -> tuple[Template, ...]:
    """Every template, in the order of their names."""
    profiles = builtin_profiles().values()
    return tuple(_template(each, language) for each in profiles if each.name.startswith(PREFIX))


def write_templates(folder: Path, language: Language, form: Form = "xlsx") -> list[Path]:
    """The files written: for each template a workbook with notes, or a CSV.

    Raises WrongUsage, before anything is written, where one of them is there already.
    """
    found = {
        folder / f"{each.name.removeprefix(PREFIX)}.{form}": each for each in templates(language)
    }
    paths = list(found)
    if taken := [path.name for path in paths if stands(path)]:
        raise WrongUsage(
            f"{folder} already holds {', '.join(taken)}: nothing was written. Name another folder."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, template in found.items():
            if form == "csv":
                _write_csv(path, template)
            else:
                _write_workbook(path, template, language)
    except OSError as error:
        raise WrongUsage(f"{folder} cannot be written to ({error.strerror}).") from None
    return paths


def _write_csv(path: Path, form: Template) -> None:
    # with a byte order mark: spreadsheet programs take UTF-8 for something else without it
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([form.headings, *form.examples])


def _write_workbook(path: Path, form: Template, language: Language) -> None:
    """Every cell of the form is a text cell: what is typed there stays as it is typed."""
    import xlsxwriter

    with path.open("xb") as file, xlsxwriter.Workbook(file) as book:
        text = book.add_format({"num_format": "@"})
        heading = book.add_format({"num_format": "@", "bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        data, notes = map(book.add_worksheet, _SHEETS[language])
        for at, cells in enumerate(zip(form.headings, *form.examples, strict=True)):
            data.set_column(at, at, 4 + max(map(len, cells)), text)
            for row, cell in enumerate(cells):
                data.write_string(row, at, cell, text if row else heading)
        data.freeze_panes(1, 1)
        data.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        for at, width in enumerate(_WIDTHS):
            notes.set_column(at, at, width, wrapped)
        for row, line in enumerate((_NOTES[language], *form.notes)):
            for at, cell in enumerate(line):
                notes.write_string(row, at, cell, wrapped if row else heading)


def _template(profile: Profile, language: Language) -> Template:
    columns = list(profile.columns)
    headings = {name: name if language == "en" else profile.columns[name][0] for name in columns}
    examples: list[dict[str, str]] = _table()["example"][profile.name]
    needed = _needed_by(profile, examples)
    words = [row[MARKER] for row in examples]
    notes = []
    for name in columns:
        note = _table()["special"].get(profile.name, {}).get(name) or _table()["columns"][name]
        yes, only_for, recommended, no = _NEEDED[language]
        if needed[name] == words:
            need = yes
        elif needed[name]:
            listed = (_said(profile, MARKER, word, language) for word in needed[name])
            need = only_for + ", ".join(listed)
        else:
            need = recommended if name in profile.file.header else no
        choices = ", ".join(_choices(profile, name, language))
        written = _ONE_OF[language] + choices if choices else _written(note["written"], language)
        notes.append((headings[name], need, written, str(note[language])))
    rows = [
        tuple(_said(profile, name, row.get(name, ""), language) for name in columns)
        for row in examples
    ]
    return Template(profile.name, tuple(headings.values()), tuple(rows), tuple(notes))


def _needed_by(profile: Profile, examples: list[dict[str, str]]) -> dict[str, list[str]]:
    """For each column the words of the marker whose rows state nothing without it."""
    columns = list(profile.columns)
    mapper = Mapper(profile.model_copy(update={"skip": ()}), columns)

    def states(row: Mapping[str, str], without: str) -> bool:
        cells = ["" if name == without else row.get(name, "") for name in columns]
        outcome = mapper.map_row(cells)
        return isinstance(outcome, tuple) and bool(outcome)

    return {name: [row[MARKER] for row in examples if not states(row, name)] for name in columns}


def _wordings(profile: Profile, column: str) -> Iterator[tuple[str, str]]:
    """The texts that a column can have, each with the one that means the same in English."""
    sections: tuple[FactSection | DescribeSection, ...] = (*profile.fact, *profile.describe)
    for section in sections:
        words = section.when.get(column, ())
        yield from ((word, words[0]) for word in words)
        for value in section.values.values():
            if value.column == column:
                yield from value.map.items()


def _choices(profile: Profile, column: str, language: Language) -> list[str]:
    texts = dict.fromkeys(text for text, _ in _wordings(profile, column))
    return [text for text in texts if text.isascii() == (language == "en")]


def _said(profile: Profile, column: str, text: str, language: Language) -> str:
    """The text of an example in the language, where the column has a choice of texts."""
    for wording, english in _wordings(profile, column):
        if english == text and wording.isascii() == (language == "en"):
            return wording
    return text


def _written(kind: str, language: Language) -> str:
    return str(_table()["written"][kind][language])


@cache
def _table() -> Mapping[str, Any]:
    text = files("loaders").joinpath("templates.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
