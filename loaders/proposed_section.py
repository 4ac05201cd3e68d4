"""Proposed sections: tables of a profile written for a sample, each word from its column."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from loaders.field_words import Side
from loaders.profile_sections import UNDECIDED, end_words
from loaders.sample_columns import Sample

_PATTERNS = {
    "receipt": "(:Supplier)-[:SUPPLIED]->(:Batch)",
    "consumption": "(:Batch)-[:CONSUMED]->(:Operation)",
    "production": "(:Operation)-[:PRODUCED]->(:Batch)",
    "shipment": "(:Batch)-[:SHIPPED_TO]->(:Customer)",
}
_VERDICTS = {
    "pass": ("pass", "PASS", "Pass", "合格", "正常"),
    "fail": ("fail", "FAIL", "Fail", "不合格", "异常"),
}
_MEASURED = ("measurement", "process_value")
_RESOURCES = ("equipment_use", "operator_assignment")


@dataclass(slots=True)
class ProposedSection:
    """A table of a proposed profile: its comments, its entries as TOML, the columns it reads."""

    table: str
    entries: list[tuple[str, str]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)

    def condition(self, word: str, text: str, *columns: str) -> None:
        """Puts a word of few cells behind the kind."""
        self.entries.insert(1, (word, text))
        self.columns |= set(columns)


def quoted(text: str) -> str:
    """The text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def listed(texts: Iterable[str]) -> str:
    """The texts as a list of TOML."""
    return f"[{', '.join(map(quoted, texts))}]"


class SectionWriter:
    """Writes the sections of one sample."""

    def __init__(self, sample: Sample) -> None:
        self.sample = sample
        self.transforms = bool(sample.column("lot", "in") and sample.column("lot", "out"))
        self.side: Side = "in" if self.transforms else ""

    def field(self, name: str, side: Side = "") -> str | None:
        """The column of the field on this side of an operation.

        A table of one side only may name it by that side; of parent and child, the quantity and
        the unit without a side are the child's.
        """
        of = self.sample.column
        if found := of(name, side):
            return found
        if side == "":
            return of(name, "in") or of(name, "out")
        if side == "in" and name in ("quantity", "unit"):
            return of(name)
        return None

    def operation(self) -> list[str]:
        """The columns that name the operation; where no order is named, the lot that came out."""
        order, step = self.sample.column("order"), self.sample.column("step")
        if not order:
            made = (self.field("item", "out"), self.field("lot", "out"))
            return [each for each in made if each]
        return [order, step] if step and self.sample.filled(step) else [order]

    def value(self, section: ProposedSection, column: str, **more: str) -> str:
        """The value that reads the column, with its own pattern where its dates differ."""
        section.columns.add(column)
        if date := self._own_date(column):
            more["date"] = quoted(date)
        if not more and not column.startswith("="):
            return quoted(column)
        pairs = {"column": quoted(column)} | more
        return f"{{ {', '.join(f'{word} = {text}' for word, text in pairs.items())} }}"

    def joined(self, section: ProposedSection, columns: Iterable[str]) -> str:
        """The columns as one id of the plant's own."""
        names = list(columns)
        # a lot as the name of what made it: no order has such a one
        of_lot = (
            ['"=lot"'] if self.field("lot", "out") in names or self.field("lot") in names else []
        )
        parts = ['"=own"', *of_lot, *(self.value(section, each) for each in names)]
        return f"[{', '.join(parts)}]"

    def batch(self, section: ProposedSection, side: Side) -> list[tuple[str, str]]:
        """How a batch of this side is named."""
        item, lot = self.field("item", side), self.field("lot", side)
        number = lot or self.sample.column("serial") or ""
        return [
            ("party", '"=own"'),
            ("item", self.value(section, item)) if item else ("item_unknown", "true"),
            ("lot" if lot else "serial", self.value(section, number)),
        ]

    def identity(self) -> ProposedSection:
        """How a row names its batch, the one that went in where there are two."""
        section = ProposedSection("[identity]")
        section.comments = ["Lots that the plant itself numbers have the party own."]
        section.entries = self.batch(section, self.side)
        if ("item_unknown", "true") in section.entries:
            section.comments.append(
                "No column for the item was found: its lots are pending until others name it."
            )
        return section

    def document(self) -> Iterator[ProposedSection]:
        """The columns that identify a line, if they are filled and tell all rows apart: those of
        a document, else the line of an order."""
        for words in (("year", "document", "line"), ("order", "line"), ("order", "step", "line")):
            columns = [each for each in map(self.sample.column, words) if each]
            needed = ("order", "line") if "order" in words else ("document",)
            if all(map(self.sample.column, needed)) and self._tell_apart(columns):
                section = ProposedSection("[document]")
                section.comments = [
                    "They tell all rows of the sample apart, and must in every extract."
                ]
                values = [self.value(section, each) for each in columns]
                section.entries = [("key", f"[{', '.join(values)}]")]
                yield section
                return

    def _tell_apart(self, columns: list[str]) -> bool:
        """Whether these columns are filled in all rows, and no two rows are alike in them."""
        rows = self.sample.rows_of_things()
        keys = {tuple(self.sample.cells[each][at] for each in columns) for at in rows}
        return len(keys) == len(rows) and all(map(self.sample.filled, columns))

    def totals(self) -> Iterator[ProposedSection]:
        """A skip for rows without item and lot, where the sample has such."""
        naming = (self.field("item", self.side), self.field("lot", self.side))
        columns = [each for each in naming if each]
        cells = zip(*(self.sample.cells[each] for each in columns), strict=True)
        count = sum(not any(row) for row in cells)
        if count and len(columns) == 2 and not self.sample.column("container"):
            section = ProposedSection("[[skip]]", columns=set(columns))
            section.comments = [f"Rows of the sample that name neither item nor lot: {count}."]
            section.entries = [
                ("absent", listed(columns)),
                ("reason", '"names no batch: a line of totals"'),
            ]
            yield section

    def fact(
        self,
        kind: str,
        why: str,
        side: Side = "",
        operation: list[str] | None = None,
        drop: bool = False,
        constants: Mapping[str, str] | None = None,
    ) -> ProposedSection:
        """A fact of this kind, with all its words that the sample has columns for."""
        more = constants or {}
        section = ProposedSection("[[fact]]", [("kind", quoted(kind))])
        pattern = _PATTERNS.get(kind)
        section.comments = [f"{pattern}: {why}." if pattern else f"{why[:1].upper()}{why[1:]}."]
        for word in end_words(kind):
            column = self.sample.column(word)
            if word in ("batch", "measurement") or word in more:
                continue
            if word == "operation":
                text = self.joined(section, operation or self.operation())
            elif column:
                text = self.value(section, column)
            else:
                text = '"=adjustment"'  # a disposal; every other end has its column here
            section.entries.append((word, text))
        section.entries += more.items()
        self._add_words(section, kind, side, drop)
        return section

    def open_fact(self) -> ProposedSection:
        """A fact of a kind that is still open, with the words that most kinds have."""
        section = ProposedSection("[[fact]]", [("kind", "")])
        self._add_words(section, "receipt", "", drop=False)
        return section

    def _add_words(self, section: ProposedSection, kind: str, side: Side, drop: bool) -> None:
        """The words of a kind that are no ends, as far as the sample has columns for them."""
        drops = drop and kind not in _MEASURED
        for word, column in self._words(kind, side).items():
            if column:
                sign = {"sign": '"drop"'} if drops and word == "quantity" else {}
                section.entries.append((word, self.value(section, column, **sign)))
        if kind in _MEASURED and (column := self.sample.column("verdict")):
            section.entries += self._verdict(section, column)

    def description(
        self,
        noun: str,
        words: Mapping[str, str],
        named_by: list[str],
        constants: Mapping[str, str] | None = None,
    ) -> ProposedSection | None:
        """What the sample says of a noun, None where it says nothing."""
        of = self.sample.column
        stated = {word: column for word, name in words.items() if (column := of(name))}
        if not stated:
            return None
        section = ProposedSection("[[describe]]", [("noun", quoted(noun))])
        if noun == "operation":
            section.entries.append(("id", self.joined(section, named_by)))
        elif named_by:
            section.entries.append(("id", self.value(section, named_by[0])))
        section.entries += (constants or {}).items()
        section.entries += [(word, self.value(section, column)) for word, column in stated.items()]
        return section

    def _own_date(self, column: str) -> str | None:
        """The pattern of this column's dates where it is not that of the table."""
        written, base = self.sample.dates.get(column), self.sample.date()
        if written is None or base is None or written is base:
            return None
        if written.decided:
            return written.decided if written.decided != base.decided else None
        if base.decided in written.ways or base.decided is None:
            return None
        ways = " or ".join(written.ways) or "a pattern such as %d.%m.%Y"
        return f"{UNDECIDED}: {ways}"

    def _words(self, kind: str, side: Side) -> dict[str, str | None]:
        """The words of a kind that are no ends, with their columns."""
        of = self.sample.column
        words: dict[str, str | None] = {}
        if kind in _MEASURED:
            words = {"characteristic": of("characteristic"), "quantity": of("value")}
            words |= {word: of(word) for word in ("text", "low", "high")}
        elif kind not in _RESOURCES:
            words["quantity"] = self.field("quantity", side)
        if kind not in _RESOURCES:
            words["unit"] = self.field("unit", side)
        late = kind == "production" and self.transforms
        words["occurred"] = of("time") or (of("ended") if late else None) or of("started")
        if kind in _RESOURCES:
            words["ended"] = of("ended")
        elif kind in ("disposal", "return", "hold", "release"):
            words["reason"] = of("reason")
        elif kind == "move":
            words["origin"] = of("origin")
        elif kind == "shipment":
            words["container"] = of("container")
        return words

    def _verdict(self, section: ProposedSection, column: str) -> list[tuple[str, str]]:
        """The verdict, translated; left out where a text of the sample is not known."""
        known = {text: verdict for verdict, texts in _VERDICTS.items() for text in texts}
        if not set(filter(None, self.sample.cells[column])) <= set(known):
            section.comments.append(f"A verdict is pass or fail; {quoted(column)} says others.")
            return []
        pairs = ", ".join(f"{quoted(text)} = {quoted(known[text])}" for text in known)
        return [("verdict", self.value(section, column, map=f"{{ {pairs} }}"))]
