"""A sample's columns: what each was taken for, and how its cells are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice

from loaders.cell_guesses import Written, date_format, no_dates, number_format
from loaders.field_words import FieldWords, Guess, Side
from loaders.reading import Table

NUMBERS = ("quantity", "value", "low", "high")
TIMES = ("time", "started", "ended", "made")
DATES = (*TIMES, "expires")
_NAMING = ("lot", "item", "order", "container", "serial")
_MOST_ROWS = 20_000  # of a sample; more of them would tell no more


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sample, and what it was taken for."""

    name: str
    guess: Guess | None
    instead: str = ""  # the column that was taken for what this one also looks like


@dataclass(slots=True)
class Sample:
    """The table, what its columns were taken for, and how its cells are written."""

    table: Table
    columns: list[Column]
    cells: dict[str, list[str]]
    numbers: Written
    dates: dict[str, Written]
    empty: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def column(self, field: str, side: Side = "") -> str | None:
        """The column that was taken for this field."""
        return next(
            (
                each.name
                for each in self.columns
                if each.guess and (each.guess.field, each.guess.side) == (field, side)
            ),
            None,
        )

    def columns_of(self, field: str) -> list[str]:
        """Every column that was taken for the field, of either side."""
        return [each.name for each in self.columns if each.guess and each.guess.field == field]

    def filled(self, name: str) -> bool:
        """Whether every row with more than a total has a text in this column."""
        return all(self.cells[name][at] for at in self.rows_of_things())

    def rows_of_things(self) -> list[int]:
        """The rows that name a batch, an item or an order: all but totals."""
        naming = [each.name for each in self.columns if each.guess and each.guess.field in _NAMING]
        count = len(next(iter(self.cells.values()), []))
        return [at for at in range(count) if any(self.cells[name][at] for name in naming)]

    def date(self) -> Written | None:
        """How the table writes dates: as a column that decides it, its main time before others."""
        columns = [self.dates[name] for each in DATES for name in self.columns_of(each)]
        return next((each for each in columns if each.decided), next(iter(columns), None))


def understood(table: Table, words: FieldWords) -> Sample:
    """The table with what its columns were taken for."""
    rows = [row for _, row in islice(table.rows(), _MOST_ROWS) if row != table.header]
    cells = {
        name: [_stripped(row[at]) if at < len(row) else "" for row in rows]
        for at, name in enumerate(table.header)
        if name and table.header.count(name) == 1
    }
    sample = Sample(table, _assigned(table.header, cells, words), cells, Written((), None), {})
    numbers = [name for each in NUMBERS for name in sample.columns_of(each)]
    sample.numbers = number_format(cell for name in numbers for cell in cells[name])
    for each in DATES:
        for name in sample.columns_of(each):
            empty = no_dates(cells[name])
            if empty:
                sample.empty[name] = empty
            sample.dates[name] = date_format(cell for cell in cells[name] if cell not in empty)
    return sample


def _stripped(cell: str) -> str:
    return cell if type(cell) is not str else cell.strip()


def _assigned(header: list[str], cells: dict[str, list[str]], words: FieldWords) -> list[Column]:
    """What each column is taken for. Those that can be one thing only choose first."""
    possible = {
        name: [each for each in words.guesses(name) if _can_hold(cells[name], each.field)]
        for name in cells
    }
    about = {guesses[0].field for guesses in possible.values() if guesses}
    possible = {
        name: [each for each in guesses if _of_party(each.field) in (None, *about)]
        for name, guesses in possible.items()
    }

    def turn(name: str) -> tuple[bool, int, int]:
        guesses = possible[name]
        known = sum(each.known for each in guesses)
        return (known == 0, known, -guesses[0].weight if guesses else 0)

    taken: dict[tuple[str, Side], str] = {}
    guessed: dict[str, Guess] = {}
    for name in sorted(cells, key=turn):
        for at, guess in enumerate(possible[name]):
            if (at == 0 or guess.known) and (guess.field, guess.side) not in taken:
                taken[guess.field, guess.side] = name
                guessed[name] = guess
                break
    if not any(field in TIMES for field, _ in taken):
        guessed |= _dated([each for each in cells if each not in guessed], cells)
    columns = []
    for name in filter(None, header):
        first = next(iter(possible.get(name, ())), None)
        instead = taken.get((first.field, first.side), "") if first else ""
        columns.append(Column(name, guessed.get(name), instead))
    return columns


def _dated(names: list[str], cells: dict[str, list[str]]) -> dict[str, Guess]:
    """The first of the columns whose cells are all dates, as the time of its rows."""
    for name in names:
        texts = list(filter(None, cells[name]))
        if texts and not any(map(str.isdigit, texts)) and date_format(texts).ways:
            return {name: Guess("time", "", 0, False, "its cells are dates")}
    return {}


def _of_party(field: str) -> str | None:
    """Whose contact the field is: a telephone is of whom the table names."""
    party, _, word = field.partition("_")
    return party if word == "contact" else None


def _can_hold(cells: list[str], field: str) -> bool:
    """A number or a date has a digit, a unit is no number; a column without any text can be
    anything."""
    texts = list(filter(None, cells))
    if field == "unit":
        return not texts or not all(text[0].isdigit() for text in texts)
    if field not in (*NUMBERS, *DATES):
        return True
    return not texts or any(character.isdigit() for text in texts for character in text)
