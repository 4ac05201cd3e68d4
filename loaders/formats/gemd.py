"""GEMD: materials, the processes that made them, and what went in.

A material run is a batch, a process run an operation that produced it, an ingredient run what
the process consumed of another material, a measurement run the test results of a material.
Objects name each other by `link_by_uid`, in any order; a batch is known by the scope and id of
that link alone, so that one which the document does not describe is the same batch all the same.
Where an object has several, the first scope by name that is not `auto` is taken.

A quantity is what is stated as `absolute_quantity`; a range bounds it. The fractions (mass,
volume, number) are shares of what the process consumed, no quantities, and are kept as process
values. Specs and templates are plans and are left out. A process without ingredients, such as a
purchase, is an operation that produces from nothing: GEMD names no supplier, so it is a gap.
(Graphical Expression of Materials Data, citrine.io)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from genealogy.errors import FileRefused
from genealogy.facts import (
    Consumption,
    Description,
    Measurement,
    OperatorAssignment,
    ProcessValue,
    Production,
    Statement,
)
from genealogy.identity import BatchName, fact_key, joined
from genealogy.nouns import Noun
from genealogy.units import canonical_unit
from loaders.formats import Format
from loaders.formats.json_values import (
    Object,
    as_object,
    list_of,
    needed_text,
    number_of,
    object_of,
    quantity_of,
    read_json_file,
    shown,
    text_of,
)
from loaders.part import Outcome, Record, Skipped
from loaders.values import RowRejected

_SOURCE = "GEMD"
_LINK = "link_by_uid"
_FRACTIONS = ("mass_fraction", "volume_fraction", "number_fraction")

Uid = tuple[str, str]
Canonical = Mapping[Uid, Uid]
"""For each name of an object in the document the one that it goes by."""


def recognises(start: bytes) -> bool:
    """Whether the file has GEMD objects."""
    return start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[") and (
        b'"link_by_uid"' in start or (b'"uids"' in start and b"_template" in start)
    )


def read(path: Path) -> Iterator[Record]:
    """A record for each object. Raises FileRefused."""
    document = read_json_file(path)
    entries = _entries(document)
    if entries is None:
        raise FileRefused(path, "it has no list of GEMD objects.")
    names = _canonical(entries)
    seen: dict[Uid, object] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            outcome = _outcome(as_object(entry, "context"), names, seen)
        except RowRejected as rejected:
            outcome = rejected.rejection
        yield Record(number, (shown(entry),), outcome)


def _entries(document: object) -> list[object] | None:
    """The objects of a document: a list, or its context and the object that it is about."""
    if isinstance(document, list):
        return document
    if not isinstance(document, dict) or not isinstance(document.get("context"), list):
        return None
    main = document.get("object")
    return [*document["context"], *(main if isinstance(main, list) else [main])]


def _canonical(entries: list[object]) -> dict[Uid, Uid]:
    names: dict[Uid, Uid] = {}
    for entry in entries:
        try:
            uids = _uids(as_object(entry, "context"))
        except RowRejected:
            continue  # rejected where it stands
        for uid in uids:
            names.setdefault(uid, uids[0])
    return names


def _uids(entry: Object) -> list[Uid]:
    """The names of an object, the one that it goes by first."""
    uids = object_of(entry, "uids")
    found = [
        (scope, needed_text(uids, scope)) for scope in uids if text_of({"uids": scope}, "uids")
    ]
    return sorted(found, key=lambda uid: (uid[0] == "auto", uid))


def _outcome(entry: Object, names: Canonical, seen: dict[Uid, object]) -> Outcome:
    kind = needed_text(entry, "type")
    if kind == _LINK:
        return Skipped("a link to another object of the document")
    if kind not in _RUNS:
        return Skipped(f"{kind[:100]}: what was intended or may be, not what happened")
    uid = _own_uid(entry, names)
    if uid in seen:
        if seen[uid] == entry:
            return Skipped("the same object stands earlier in the document")
        raise RowRejected("uids", "/".join(uid), "names another object as well")
    seen[uid] = entry
    return _RUNS[kind](entry, uid, names)


def _own_uid(entry: Object, names: Canonical) -> Uid:
    uids = _uids(entry)
    if not uids:
        raise RowRejected("uids", "", "is missing, and it is needed")
    return names.get(uids[0], uids[0])


def _material(entry: Object, uid: Uid, names: Canonical) -> Outcome:
    statements: list[Statement] = []
    if name := text_of(entry, "name"):
        described = Description(noun=Noun.BATCH, id=_batch(uid), properties={"name": name})
        statements.append(described)
    if process := _link(entry, "process", names):
        production = Production(
            key=fact_key(_SOURCE, "production", uid, _batch(uid)),
            source=joined(*process),
            target=_batch(uid),
            document=uid[1],
        )
        statements.append(production)
    return tuple(statements) or Skipped("neither its name nor the process that made it is stated")


def _process(entry: Object, uid: Uid, _names: Canonical) -> Outcome:
    operation = joined(*uid)
    properties: dict[str, str | float] = {"kind": "make"}
    if name := text_of(entry, "name"):
        properties["step"] = name
    statements: list[Statement] = [
        Description(noun=Noun.OPERATION, id=operation, properties=properties)
    ]
    if operator := text_of(object_of(entry, "source"), "performed_by"):
        assignment = OperatorAssignment(
            key=fact_key(_SOURCE, "operator_assignment", uid, operator),
            source=operation,
            target=operator,
            document=uid[1],
        )
        statements.append(assignment)
    for group in ("conditions", "parameters"):
        statements += [
            _process_value(operation, (*uid, group, name), name, value)
            for name, value in _attributes(entry, group).items()
        ]
    return tuple(statements)


def _ingredient(entry: Object, uid: Uid, names: Canonical) -> Outcome:
    material, process = _link(entry, "material", names), _link(entry, "process", names)
    if material is None or process is None:
        missing = "process" if material else "material"
        raise RowRejected(missing, "", "is missing, so nothing is known to have been consumed")
    operation = joined(*process)
    quantity, at_most, unit = _amount(object_of(entry, "absolute_quantity"), "absolute_quantity")
    statements: list[Statement] = [
        Consumption(
            key=fact_key(_SOURCE, "consumption", uid, _batch(material)),
            source=_batch(material),
            target=operation,
            quantity=quantity,
            at_most=at_most,
            unit=unit,
            document=uid[1],
        )
    ]
    for fraction in _FRACTIONS:
        if value := object_of(entry, fraction):
            name = f"{fraction.replace('_', ' ')} of {text_of(entry, 'name') or material[1]}"
            statements.append(_process_value(operation, (*uid, fraction), name, value))
    return tuple(statements)


def _measurement(entry: Object, uid: Uid, names: Canonical) -> Outcome:
    material = _link(entry, "material", names)
    if material is None:
        raise RowRejected("material", "", "is missing, so nothing is known to have been measured")
    statements = []
    for name, value in _attributes(entry, "properties").items():
        key = fact_key(_SOURCE, "measurement", (*uid, name), _batch(material))
        quantity, unit, text = _measured(value)
        statements.append(
            Measurement(
                key=key,
                source=_batch(material),
                target=key,
                quantity=quantity,
                unit=unit,
                document=uid[1],
                characteristic=name,
                text=text,
            )
        )
    return tuple(statements) or Skipped("no property was measured")


def _attributes(entry: Object, group: str) -> dict[str, Object]:
    """The values of a group of attributes by their name."""
    found: dict[str, Object] = {}
    for each in list_of(entry, group):
        attribute = as_object(each, group)
        name = needed_text(attribute, "name")
        if name in found:
            raise RowRejected(group, name, "stands twice, and its values cannot be told apart")
        found[name] = object_of(attribute, "value")
    return found


def _process_value(
    operation: str, document: tuple[str, ...], name: str, value: Object
) -> ProcessValue:
    key = fact_key(_SOURCE, "process_value", document, operation)
    quantity, unit, text = _measured(value)
    return ProcessValue(
        key=key,
        source=operation,
        target=key,
        quantity=quantity,
        unit=unit,
        document=document[1],
        characteristic=name,
        text=text,
    )


_RUNS: dict[str, Callable[[Object, Uid, Canonical], Outcome]] = {
    "material_run": _material,
    "process_run": _process,
    "ingredient_run": _ingredient,
    "measurement_run": _measurement,
}


def _amount(value: Object, key: str) -> tuple[Decimal | None, Decimal | None, str | None]:
    """A quantity, or the most that it can be where only a range is stated; and its unit."""
    if not value:
        return None, None, None
    unit = canonical_unit(text_of(value, "units")) or None
    for middle in ("nominal", "mean"):
        if middle in value:
            return quantity_of(value, middle), None, unit
    if "upper_bound" in value:
        return None, quantity_of(value, "upper_bound"), unit
    raise RowRejected(key, shown(value), "is no quantity that is known")


def _measured(value: Object) -> tuple[Decimal | None, str | None, str | None]:
    """A measured value: its number and unit, and as text what is no single number."""
    unit = canonical_unit(text_of(value, "units")) or None
    if "nominal" in value:
        return number_of(value, "nominal"), unit, None
    if "mean" in value:
        spread = number_of(value, "std")
        return number_of(value, "mean"), unit, None if spread is None else f"± {spread}"
    if "lower_bound" in value:
        low, high = number_of(value, "lower_bound"), number_of(value, "upper_bound")
        return None, unit, f"{low} to {high}"
    for word in ("category", "formula"):
        if text := text_of(value, word):
            return None, unit, text
    return None, unit, shown({key: each for key, each in value.items() if key != "type"})


def _link(entry: Object, key: str, names: Canonical) -> Uid | None:
    """What another object is called, whether it is linked or written in place."""
    value = object_of(entry, key)
    if not value:
        return None
    if text_of(value, "type") == _LINK:
        uid = (needed_text(value, "scope"), needed_text(value, "id"))
    elif uids := _uids(value):
        uid = uids[0]
    else:
        raise RowRejected(key, shown(value), "links to nothing that has a name")
    return names.get(uid, uid)


def _batch(uid: Uid) -> str:
    return BatchName(uid[0], "", lot=uid[1]).batch_id


FORMAT = Format(
    name="gemd",
    title="GEMD material histories",
    source=_SOURCE,
    endings=(".json",),
    recognises=recognises,
    read=read,
)
