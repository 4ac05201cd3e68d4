"""Checks of numbers: lots that share one, lots that lack one, gaps in series, documents twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from genealogy.engine.statement import statement
from queries.check.rule import Asked, Finding, Rule, listed

_NUMBER = re.compile(r"^(.*?)([0-9]{1,18})([^0-9]*)$", re.DOTALL)
_FEWEST_IN_SERIES = 10
_MOST_MISSING = 0.1  # a series that lacks more of its numbers is not given out consecutively
_FEWEST_DOCUMENTS = 5
_KINDS = {"lot": "lot", "order": "order", "shipment": "shipment of", "receipt": "receipt of"}


@dataclass(frozen=True, slots=True)
class SharedNumber:
    """A lot number of several suppliers."""

    number: str
    supplier_ids: list[str]
    batch_ids: list[str]


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """A batch that was received under a number which is not the supplier's."""

    batch_id: str
    supplier_ids: list[str]


@dataclass(frozen=True, slots=True)
class NumberColumns:
    """All numbers of one kind that one party or system has given, as parallel columns."""

    kind: str
    giver: str
    numbers: list[str]
    about: list[str]


@dataclass(frozen=True, slots=True)
class LineColumns:
    """The lines of those documents of a system that lack some, as parallel columns."""

    system: str
    kind: str
    whole: int
    documents: list[str]
    lines: list[list[int]]
    about: list[list[str]]


@dataclass(frozen=True, slots=True)
class Twins:
    """Facts that say the same under several documents."""

    type: str
    tail: str
    head: str
    quantity: float
    unit: str
    at: str
    documents: list[str]


SHARED = statement("check/same_lot_number_two_suppliers", SharedNumber)
UNNUMBERED = statement("check/supplier_lot_missing", Unnumbered)
NUMBERS = statement("check/numbering_gap", NumberColumns)
LINES = statement("check/numbering_gap_in_lines", LineColumns)
TWINS = statement("check/duplicate_document", Twins)


def shared_numbers(asked: Asked) -> Iterator[Finding]:
    """Lot numbers under which several suppliers delivered."""
    for row in asked.database.read(SHARED):
        yield Finding(
            row.number,
            f"of suppliers {listed(row.supplier_ids)}: {listed(row.batch_ids)}",
            tuple(row.batch_ids),
        )


def unnumbered(asked: Asked) -> Iterator[Finding]:
    """Batches that were received without the supplier's lot number."""
    for row in asked.database.read(UNNUMBERED):
        yield Finding(row.batch_id, f"received from {listed(row.supplier_ids)} without its lot")


def numbering_gaps(asked: Asked) -> Iterator[Finding]:
    """Numbers that are missing in series that are else consecutive."""
    for row in asked.database.read(NUMBERS):
        words = " ".join(filter(None, (_KINDS[row.kind], row.giver)))
        for first, last, count, about in gaps_in(zip(row.numbers, row.about, strict=False)):
            missing = first if first == last else f"{first} to {last}"
            yield Finding(
                f"{words} {missing}", f"missing in a series of {count} numbers", tuple(about)
            )
    for lines in asked.database.read(LINES):
        yield from _gaps_in_lines(lines)


def gaps_in(
    numbered: Iterable[tuple[str, str]],
) -> Iterator[tuple[str, str, int, list[str]]]:
    """The first and the last of each run of missing numbers, the size of its series, and what
    has the numbers before and after."""
    series: dict[tuple[str, str], dict[int, tuple[str, list[str]]]] = {}
    for number, about in sorted(numbered):
        if match := _NUMBER.match(number):
            before, digits, after = match.groups()
            known = series.setdefault((before, after), {})
            known.setdefault(int(digits), (digits, []))[1].append(about)
    for (before, after), known in series.items():
        span = max(known) - min(known) + 1
        if len(known) < _FEWEST_IN_SERIES or span - len(known) > _MOST_MISSING * span:
            continue
        for low, high in pairwise(sorted(known)):
            if high - low > 1:
                width = len(known[low][0])
                first, last = (f"{before}{each:0{width}d}{after}" for each in (low + 1, high - 1))
                yield first, last, len(known), [*known[low][1], *known[high][1]]


def _gaps_in_lines(row: LineColumns) -> Iterator[Finding]:
    """Lines that are missing, where nearly all documents of the system have all of theirs."""
    documents = row.whole + len(row.documents)
    if row.whole < _FEWEST_DOCUMENTS or len(row.documents) > _MOST_MISSING * documents:
        return
    for document, lines, about in zip(row.documents, row.lines, row.about, strict=False):
        missing = [
            str(low + 1) if high - low == 2 else f"{low + 1} to {high - 1}"
            for low, high in pairwise([0, *sorted(lines)])
            if high - low > 1
        ]
        yield Finding(
            f"{_plain(row.system)} {row.kind} {_plain(document)}",
            f"line {', '.join(missing)} is missing, the last one is {max(lines)}",
            tuple(about),
        )


def duplicates(asked: Asked) -> Iterator[Finding]:
    """Documents that say again what another one says."""
    pairs: dict[tuple[str, str], list[Twins]] = {}
    for row in asked.database.read(TWINS):
        first, *others = sorted(row.documents)
        for other in others:
            pairs.setdefault((first, other), []).append(row)
    for (first, other), rows in pairs.items():
        example = min(rows, key=lambda row: (row.type, row.tail, row.head, row.at))
        amount = "" if example.quantity < 0 else f" {example.quantity:g} {example.unit}"
        facts = "1 fact" if len(rows) == 1 else f"{len(rows)} facts"
        yield Finding(
            _plain(other),
            f"{facts} the same as {_plain(first)}: {example.tail} → {example.head}"
            f"{amount} at {example.at}",
            tuple({end for row in rows for end in (row.tail, row.head)}),
        )


def _plain(part: str) -> str:
    """A part of a fact's key as it was before escaping."""
    return part.replace("%7C", "|").replace("%25", "%")


RULES = (
    Rule(
        "same-lot-number-two-suppliers",
        "warning",
        "Two suppliers delivered under the same lot number.",
        "None where the batches are two. Where they are one batch, a recall of either "
        "supplier's lot takes in the other's.",
        shared_numbers,
    ),
    Rule(
        "supplier-lot-missing",
        "warning",
        "Material was received without the supplier's lot number.",
        "A supplier's recall by lot cannot be answered for it.",
        unnumbered,
    ),
    Rule(
        "numbering-gap",
        "notice",
        "A number is missing in a series that is else consecutive.",
        "What has that number may be missing, with all its links.",
        numbering_gaps,
    ),
    Rule(
        "duplicate-document",
        "warning",
        "Two documents state the same flow at the same time.",
        "No link is lost; quantities may be counted twice.",
        duplicates,
    ),
)
