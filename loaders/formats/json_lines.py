"""JSON Lines: one statement a line, as programs write it that no other format fits.

A line is a fact (`kind`), a description of a node (`describe`) or takes a fact back (`void`);
its words are those of the profiles, see docs/json-lines.md. Each line stands by itself: a wrong
one is rejected with the key at fault, and the others are loaded. Lines are read one by one, so
a file may be of any size. (jsonlines.org, RFC 8259)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from genealogy.errors import FileRefused
from genealogy.facts import DESCRIBED, FACTS, Description, Fact, Void, own_fields
from genealogy.identity import BatchName, fact_key, joined
from genealogy.nouns import Noun
from genealogy.times import utc_text
from genealogy.units import canonical_unit
from loaders.cells import CellRejected, read_date
from loaders.formats import Format
from loaders.formats.json_values import (
    JsonInvalid,
    Object,
    as_object,
    needed_text,
    number_of,
    object_of,
    parse_json,
    quantity_of,
    shown,
    text_of,
    time_of,
)
from loaders.part import Outcome, Record, Rejection
from loaders.profile_sections import end_words, word_of
from loaders.values import RowRejected

_LONGEST_LINE = 1_000_000
_SOURCE = "genealogy"
_NOUNS = {noun.value.lower(): noun for noun in DESCRIBED}
_TIMES = frozenset({"occurred", "changed", "stated", "ended", "started", "made"})
_QUANTITIES = frozenset({"quantity", "at_most", "stated_quantity"})
_LIMITS = frozenset({"low", "high"})
_MEASURED = frozenset({"measurement", "process_value"})
_COMMON = ("quantity", "at_most", "unit", "occurred", "document", "changed", "stated")


def recognises(start: bytes) -> bool:
    """Whether the file begins with an object."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def read(path: Path) -> Iterator[Record]:
    """A record for each line that is not blank; its number is the line's. Raises FileRefused."""
    try:
        with path.open("rb") as file:
            for number, line in _lines(file):
                text = line.decode("utf-8", "backslashreplace")
                yield Record(number, (shown(text),), outcome_of(line))
    except OSError as error:
        raise FileRefused(path, f"it cannot be read ({error.strerror}).") from None


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers; of one that is too long only its beginning."""
    number = 0
    while line := file.readline(_LONGEST_LINE + 1):
        number += 1
        rest = line
        while len(rest) > _LONGEST_LINE and not rest.endswith(b"\n"):
            rest = file.readline(_LONGEST_LINE + 1)
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield number, line


def outcome_of(line: bytes) -> Outcome:
    """What one line states, or why it states nothing."""
    if len(line) > _LONGEST_LINE:
        return Rejection("", "", f"the line has more than {_LONGEST_LINE:,} bytes")
    try:
        return _statement(as_object(parse_json(line.decode("utf-8")), ""))
    except UnicodeDecodeError:
        return Rejection("", "", "the line is not UTF-8")
    except JsonInvalid as error:
        return Rejection("", "", str(error))
    except RowRejected as rejected:
        return rejected.rejection


def _statement(line: Object) -> Outcome:
    if "describe" in line and "void" in line:
        raise RowRejected("void", shown(line["void"]), 'stands beside "describe"; a line is one')
    if "describe" in line:
        return (_description(line),)
    if "void" in line:
        return (_void(line),)
    if "kind" in line:
        return (_fact(line),)
    raise RowRejected("kind", "", 'the line has neither "kind" nor "describe" nor "void"')


def _fact(line: Object) -> Fact:
    word = _kind_of(line, "kind")
    kind = FACTS[word]
    own = {word_of(name): name for name in own_fields(kind)}
    possible = ("probability",) if kind.EDGE.can_be_possible else ()
    _refuse_unknown(line, word, (*_ends_needed(word), *_COMMON, *possible, *own))
    if line.get("quantity") is not None and line.get("at_most") is not None:
        reason = 'stands beside "quantity"; a quantity that is known needs no bound'
        raise RowRejected("at_most", shown(line["at_most"]), reason)
    key, source, target, document = _place(line, word)
    common: dict[str, Any] = {
        "quantity": _typed(line, "quantity", word),
        "at_most": _typed(line, "at_most", word),
        "unit": canonical_unit(text_of(line, "unit")) or None,
        "occurred_at": time_of(line, "occurred"),
        "document": text_of(line, "document") or "/".join(document),
        "probability": _probability(line) if possible else None,
        "changed_at": time_of(line, "changed"),
        "stated_at": time_of(line, "stated"),
    }
    more: dict[str, Any] = {name: _typed(line, each, word) for each, name in own.items()}
    return kind(key=key, source=source, target=target, **common, **more)


def _void(line: Object) -> Void:
    word = _kind_of(line, "void")
    _refuse_unknown(line, word, (*_ends_needed(word), "reason", "void"), given="void")
    key, source, target, _ = _place(line, word)
    return Void(
        key=key, kind=FACTS[word], source=source, target=target, reason=needed_text(line, "reason")
    )


def _description(line: Object) -> Description:
    word = needed_text(line, "describe")
    if word not in _NOUNS:
        raise RowRejected("describe", word, f"is none of {', '.join(_NOUNS)}")
    noun = _NOUNS[word]
    named = {Noun.BATCH: ("batch",), Noun.MATERIAL: ("party", "item")}.get(noun, ("id",))
    properties = {word_of(name): name for name in DESCRIBED[noun]}
    _refuse_unknown(line, word, (*named, "changed", "stated", *properties), given="describe")
    stated = {
        name: _property(each, value)
        for each, name in properties.items()
        if (value := _typed(line, each, word)) is not None
    }
    if not stated:
        raise RowRejected("describe", word, f"nothing is said of it; say {', '.join(properties)}")
    return Description(
        noun=noun,
        id=_described_id(line, noun),
        properties=stated,
        changed_at=time_of(line, "changed"),
        stated_at=time_of(line, "stated"),
    )


def _described_id(line: Object, noun: Noun) -> str:
    if noun is Noun.BATCH:
        return _batch(line)
    if noun is Noun.MATERIAL:
        return joined(needed_text(line, "party"), needed_text(line, "item"))
    return _id(line, "id")


def _property(word: str, value: str | Decimal | datetime) -> str | float:
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, Decimal):
        return float(value)
    return canonical_unit(value) if word == "unit" else value


def _kind_of(line: Object, key: str) -> str:
    word = needed_text(line, key)
    if word not in FACTS:
        raise RowRejected(key, word, f"is no kind of fact; there is: {', '.join(FACTS)}")
    return word


def _ends_needed(word: str) -> tuple[str, ...]:
    """The words that say what a fact joins; a measurement is named by its key."""
    return tuple(end for end in end_words(word) if end != "measurement")


def _refuse_unknown(line: Object, word: str, allowed: tuple[str, ...], given: str = "kind") -> None:
    known = {*allowed, given, "source"} | (set() if given == "describe" else {"key"})
    for key in line:
        if key not in known:
            listed = ", ".join(sorted(known - {given}))
            raise RowRejected(shown(key), shown(line[key]), f"is no word of a {word}: {listed}")


def _place(line: Object, word: str) -> tuple[str, str, str, tuple[str, ...]]:
    """The key of a fact, the ids at its ends, and the document that the key has."""
    words = end_words(word)
    ends = {end: _batch(line) if end == "batch" else _id(line, end) for end in _ends_needed(word)}
    if "batch" in ends:
        about = ends["batch"]
    elif FACTS[word].EDGE.about == "source":
        about = ends[words[0]]
    else:
        about = ends.get(words[1], "")
    document = _parts(line, "key")
    key = fact_key(text_of(line, "source") or _SOURCE, word, document, about)
    return key, ends.get(words[0], key), ends.get(words[1], key), document


def _batch(line: Object) -> str:
    """The id of the batch: its party, its item, and its lot or its serial."""
    named = object_of(line, "batch")
    for key in named:
        if key not in ("party", "item", "lot", "serial"):
            raise RowRejected(f"batch.{shown(key)}", shown(named[key]), "is no part of a batch")
    try:
        party = needed_text(named, "party")
        lot, serial = text_of(named, "lot"), text_of(named, "serial")
        if "item" not in named:
            reason = 'is missing; "" where a lot names itself, null where the item is not known'
            raise RowRejected("item", "", reason)
        if bool(lot) == bool(serial):
            raise RowRejected("lot", lot, "a batch has either a lot or a serial")
        item = None if named["item"] is None else text_of(named, "item")
    except RowRejected as rejected:
        why = rejected.rejection
        raise RowRejected(f"batch.{why.column}", why.text, why.reason) from None
    return BatchName(party, item, lot=lot or None, serial=serial or None).batch_id


def _id(line: Object, key: str) -> str:
    """An id: a text, or several joined into one as profiles join them."""
    if isinstance(line.get(key), list):
        return joined(*_parts(line, key))
    return needed_text(line, key)


def _parts(line: Object, key: str) -> tuple[str, ...]:
    value = line.get(key)
    parts = value if isinstance(value, list) else [value]
    if not parts:
        raise RowRejected(key, "[]", "is missing, and it is needed")
    return tuple(needed_text({key: part}, key) for part in parts)


def _typed(line: Object, word: str, statement: str) -> str | Decimal | datetime | None:
    if word in _TIMES:
        return time_of(line, word)
    if word in _LIMITS or (word == "quantity" and statement in _MEASURED):
        return number_of(line, word)  # a temperature may be below zero
    if word in _QUANTITIES:
        return quantity_of(line, word)
    text = text_of(line, word)
    if word == "expires" and text:
        try:
            return read_date(text, "iso")
        except CellRejected as error:
            raise RowRejected(word, text, str(error)) from None
    return text or None


def _probability(line: Object) -> Decimal | None:
    value = number_of(line, "probability")
    if value is not None and not 0 <= value <= 1:
        raise RowRejected("probability", shown(line["probability"]), "is not between 0 and 1")
    return value


FORMAT = Format(
    name="json-lines",
    title="JSON Lines, one statement a line",
    source=_SOURCE,
    endings=(".jsonl", ".ndjson"),
    recognises=recognises,
    read=read,
)
