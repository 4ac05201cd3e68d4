"""Suspects: everything that batches can have in common, of whatever kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from genealogy.graph import Link, Movement, Operation
from genealogy.identity import joined, parse_batch_id
from genealogy.outcomes import Inspection, passes
from genealogy.root_cause.reach import Reach
from genealogy.walk import BATCH, OPERATION, Node

KINDS = (
    "batch", "delivery", "operation", "equipment", "line", "operator", "shift", "parameter",
    "recipe", "supplier", "material", "site",
)  # fmt: skip
"""The kinds of suspects; of equal evidence the more specific kind comes first."""


class Suspect(NamedTuple):
    """Something that batches can have in common.

    `id` names it within its kind. `of` narrows it: a delivery to its supplier, the work of an
    operator or a shift to a line, a parameter to its step, equipment to the time since an operation
    that cleaned or serviced it. `start` and `end` are a window of time.
    """

    kind: str
    id: str
    of: str | None = None
    start: str | None = None
    end: str | None = None

    @property
    def key(self) -> str:
        """All of it as one text, which no other suspect has."""
        return joined(*(part or "" for part in self)).rstrip("/")

    @property
    def place(self) -> Suspect:
        """The suspect without its window of time."""
        of = None if self.kind == "equipment" else self.of
        return self._replace(of=of, start=None, end=None)

    @property
    def text(self) -> str:
        """The suspect in words, with its window."""
        of = f"since {self.of}" if self.kind == "equipment" else self.of
        narrowed = f"{self.id} ({of})" if self.of else self.id
        return " ".join([self.kind, narrowed, *self._window()])

    def _window(self) -> list[str]:
        return [f"from {self.start} to {self.end}"] if self.start else []

    def to_dict(self) -> dict[str, Any]:
        """The suspect as JSON."""
        return {"key": self.key, "text": self.text, **self._asdict()}


@dataclass(frozen=True, slots=True)
class Run:
    """An operation on a piece of equipment, or by an operator, from when to when."""

    operation_id: str
    other: str
    began: str | None = None
    ended: str | None = None


@dataclass(frozen=True, slots=True)
class Care:
    """A cleaning or maintenance of a piece of equipment, and when that was done."""

    operation_id: str
    equipment_id: str
    done: str


@dataclass(frozen=True, slots=True)
class Value:
    """What was measured of a batch or of an operation. `step` is the recipe of the operation,
    else the material."""

    kind: str
    id: str
    step: str
    test: Inspection

    @property
    def parameter(self) -> Suspect:
        """The suspect that its values in numbers are: what was measured, at which step."""
        return Suspect("parameter", self.test.characteristic, self.step or None)

    @property
    def fault(self) -> str | None:
        """`below` or `above` its limits, or `failed`; None where nothing says that it is wrong."""
        value, low, high = self.test.value, self.test.low, self.test.high
        if value is not None and low is not None and value < low:
            return "below"
        if value is not None and high is not None and value > high:
            return "above"
        return "failed" if passes(self.test) is False else None


@dataclass(frozen=True, slots=True)
class Upstream:
    """All that is known upstream of the batches that are compared.

    `shifts` is the shift of each operation, `names` what suspects are called, by kind and id.
    """

    links: Sequence[Link]
    operations: Mapping[str, Operation] = field(default_factory=dict)
    supplies: Sequence[Movement] = ()
    equipment: Sequence[Run] = ()
    operators: Sequence[Run] = ()
    care: Sequence[Care] = ()
    values: Sequence[Value] = ()
    shifts: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[tuple[str, str], str] = field(default_factory=dict)


def suspects(reach: Reach, seeds: Iterable[str], known: Upstream) -> Iterator[tuple[Suspect, Node]]:
    """Every suspect with every node upstream that makes it one.

    A batch that is compared is a suspect only of what was made from it. That a test of it failed
    is how it came out, and no suspect.
    """
    own = {batch_id: 1 << at for at, batch_id in enumerate(seeds)}
    for node, bits in reach.items():
        kind, name = node
        if kind == OPERATION:
            found = _of_operation(name, known)
        else:
            found = _of_batch(name, alone=not bits & ~own.get(name, 0))
        for suspect in found:
            yield suspect, node
    for suspect, node in _stated(known):
        if suspect.kind != "parameter" or node[0] == OPERATION or node[1] not in own:
            yield suspect, node


def _of_batch(name: str, *, alone: bool) -> Iterator[Suspect]:
    """`alone` is a batch that is compared and in no other."""
    if not alone:
        yield Suspect("batch", name)
    parts = parse_batch_id(name)
    if parts.item is not None:
        yield Suspect("material", joined(parts.party, parts.item))


def _stated(known: Upstream) -> Iterator[tuple[Suspect, Node]]:
    """The suspects that a fact at a batch or an operation names."""
    for each in known.supplies:
        yield Suspect("supplier", each.other), (BATCH, each.batch_id)
        if each.document:
            yield Suspect("delivery", each.document, each.other), (BATCH, each.batch_id)
    for run in known.equipment:
        yield Suspect("equipment", run.other), (OPERATION, run.operation_id)
    for run in known.operators:
        yield Suspect("operator", run.other), (OPERATION, run.operation_id)
        described = known.operations.get(run.operation_id)
        if described and described.line:
            yield Suspect("operator", run.other, described.line), (OPERATION, run.operation_id)
    for value in known.values:
        if value.fault:
            step = f"{value.step} {value.fault}".strip()
            yield Suspect("parameter", value.test.characteristic, step), (value.kind, value.id)


def _of_operation(name: str, known: Upstream) -> Iterator[Suspect]:
    yield Suspect("operation", name)
    described = known.operations.get(name, Operation(name))
    if described.recipe:
        yield Suspect("recipe", described.recipe)
    if described.line:
        yield Suspect("line", described.line)
    if described.site:
        yield Suspect("site", described.site)
    if shift := known.shifts.get(name):
        yield Suspect("shift", shift)
        if described.line:
            yield Suspect("shift", shift, described.line)
