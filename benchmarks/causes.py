"""Plants in which it is known why batches went bad: one month of two lines, with a planted cause.

Raw lots are mixed, two mixes are cooked to one bulk, and a bulk is packed; one lot of salt goes
into everything, and now and then what is left of a pack is worked into a later mix. Of the
batches that the cause reaches twelve are found bad, but one of these went bad by itself; two that
it reaches were tested good, among 120 good ones from all over the month; nobody tested the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from genealogy.facts import (
    Consumption,
    Description,
    EquipmentUse,
    Fact,
    OperatorAssignment,
    ProcessValue,
    Production,
    Receipt,
)
from genealogy.identity import batch_id
from genealogy.nouns import Noun
from genealogy.root_cause.suspects import Suspect
from genealogy.times import utc_text

START = datetime(2026, 3, 1, tzinfo=UTC)
DAYS, LINES, RUNS_A_DAY = 30, 2, 8
BAD, BY_ITSELF, GOOD, REACHED_BUT_GOOD = 12, 1, 120, 2
CAUSES = ("lot", "machine", "operator", "drift", "pair", "two", "none")
"""What can be planted: a supplier's lot, a window of a machine, an operator on one line, a process
value that drifts, two lots that always go together, two causes at once, nothing."""

_TEMPERATURE, _USUAL, _SPREAD, _DRIFT = "temperature", 85.0, 0.6, 4.0
_STEP = timedelta(hours=24) / RUNS_A_DAY


@dataclass(slots=True)
class Plant:
    """The facts of a plant, and what was upstream of each packed batch."""

    random: Random
    facts: list[Fact | Description] = field(default_factory=list)
    upstream: dict[str, set[str]] = field(default_factory=dict)
    """What each batch was made from and in: lots, operations, of all levels."""
    traits: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What is known of each operation: line, equipment, operator, time, temperature."""
    packed: list[str] = field(default_factory=list)
    lots: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Planted:
    """A plant, its bad and good batches, and for each planted cause what tells its suspect."""

    plant: Plant
    bad: tuple[str, ...]
    good: tuple[str, ...]
    causes: tuple[Callable[[Suspect], bool], ...]


def planted(cause: str, seed: int) -> Planted:
    """The plant with this cause; the same seed gives the same one."""
    random = Random(f"{cause}/{seed}")
    plant = Plant(random)
    for at in range(DAYS * RUNS_A_DAY):
        for line in range(LINES):
            _run(plant, at, line)
    chosen = {"two": ("lot", "machine"), "none": ()}.get(cause, (cause,))
    causes, reached = [], set()
    parts = []
    for each in chosen:
        recognised, batches = _cause(plant, each)
        causes.append(recognised)
        parts.append(batches)
    bad: set[str] = set()
    for number, batches in enumerate(parts):
        reached |= set(batches)
        size = (BAD - BY_ITSELF) // len(parts) + (number < (BAD - BY_ITSELF) % len(parts))
        bad |= set(random.sample(sorted(set(batches) - bad), size))
    clean = sorted(set(plant.packed) - reached)
    bad |= set(random.sample(clean, BAD - len(bad)))
    escaped = random.sample(sorted(reached - bad), REACHED_BUT_GOOD) if reached else []
    good = {*escaped, *random.sample(sorted(set(clean) - bad), GOOD - len(escaped))}
    return Planted(plant, tuple(sorted(bad)), tuple(sorted(good)), tuple(causes))


def _run(plant: Plant, at: int, line: int) -> None:
    """One mix, one bulk and one pack of a line."""
    time = START + at * _STEP + timedelta(minutes=7 * line)
    day, turn = divmod(at, RUNS_A_DAY)
    mixes = [f"mix-{line}-{at}", f"mix-{line}-{at - 1}" if at else f"mix-{line}-{at}"]
    inputs = {
        _lot(plant, "milk", at * 2 // 11, 3),
        _lot(plant, "sugar", at // 14, 2),
        _lot(plant, "enzyme", at // 14, 2),  # changed with the sugar: always together
        _lot(plant, "salt", 0, 1),
    }
    if at > 20 and plant.random.random() < 0.03:
        inputs.add(_own("pack", f"pack-{line}-{at - 16}"))
    crew = (day // 3 + turn // 3) % 6
    _operation(plant, f"mix-{line}-{at}", time, line, inputs, f"mixer-{line}-{at % 2}", crew)
    cooked = {_own("mix", each) for each in mixes}
    cook, pack = f"cook-{line}-{at}", f"pack-{line}-{at}"
    later, last = time + timedelta(hours=1), time + timedelta(hours=2)
    _operation(plant, cook, later, line, cooked, f"cooker-{line}-{at % 3}", (crew + 2) % 6)
    film = _lot(plant, "film", at // 9, 2)
    packer = f"packer-{line}-{at % 2}"
    _operation(plant, pack, last, line, {_own("cook", cook), film}, packer, (crew + 4) % 6)
    plant.packed.append(_own("pack", pack))
    _temperature(plant, cook, at)


def _lot(plant: Plant, item: str, number: int, suppliers: int) -> str:
    """A lot of a raw material, received when it is first used."""
    lot = batch_id("own", item, f"{item}-{number}")
    if lot not in plant.upstream:
        plant.upstream[lot] = set()
        plant.lots.append(lot)
        plant.facts.append(
            Receipt(
                key=f"C|receipt|{lot}",
                source=f"{item}-supplier-{number % suppliers}",
                target=lot,
                quantity=Decimal(10_000),
                unit="kg",
                document=f"D-{item}-{number}",
            )
        )
    return lot


def _own(item: str, lot: str) -> str:
    return batch_id("own", item, lot)


def _operation(
    plant: Plant, name: str, at: datetime, line: int, inputs: set[str], machine: str, crew: int
) -> None:
    """One run that makes one batch."""
    item = name.partition("-")[0]
    output = _own(item, name)
    operator = f"{item}-operator-{crew}"
    told = {"recipe": item, "site": "plant", "line": f"line-{line}", "started_at": utc_text(at)}
    plant.facts.append(Description(noun=Noun.OPERATION, id=name, properties=dict(told)))
    for lot in sorted(inputs):
        key = f"C|consumption|{name}|{lot}"
        plant.facts.append(
            Consumption(key=key, source=lot, target=name, quantity=Decimal(50), unit="kg",
                        occurred_at=at)
        )  # fmt: skip
    plant.facts += [
        Production(key=f"C|production|{name}", source=name, target=output,
                   quantity=Decimal(50 * len(inputs)), unit="kg", occurred_at=at),
        EquipmentUse(key=f"C|equipment_use|{name}", source=name, target=machine, occurred_at=at),
        OperatorAssignment(key=f"C|operator_assignment|{name}", source=name, target=operator,
                           occurred_at=at),
    ]  # fmt: skip
    plant.traits[name] = {"machine": machine, "operator": operator, "at": at, **told}
    found = {name, *inputs}
    for lot in inputs:
        found |= plant.upstream[lot]
    plant.upstream[output] = found


def _temperature(plant: Plant, cook: str, at: int) -> None:
    """The temperature of a run: it drifts up for some days and is set right, again and again."""
    drift = _DRIFT * max(0, at % 60 - 40) / 20
    value = _USUAL + drift + plant.random.gauss(0, _SPREAD)
    plant.traits[cook]["temperature"] = value
    plant.facts.append(
        ProcessValue(
            key=f"C|process_value|{cook}",
            source=cook,
            target=f"temperature/{cook}",
            quantity=Decimal(f"{value:.2f}"),
            unit="C",
            characteristic=_TEMPERATURE,
        )
    )


def _cause(plant: Plant, cause: str) -> tuple[Callable[[Suspect], bool], list[str]]:
    """What tells the suspect of a cause, and the packed batches that it reaches: enough of them."""
    enough = BAD + REACHED_BUT_GOOD
    for recognised, blamed in _candidates(plant, cause):
        reached = [each for each in plant.packed if plant.upstream[each] & blamed]
        if enough <= len(reached) <= len(plant.packed) // 4:
            return recognised, reached
    raise AssertionError(f"no {cause} reaches enough batches")


def _candidates(plant: Plant, cause: str) -> Iterator[tuple[Callable[[Suspect], bool], set[str]]]:
    """What could be such a cause, in the order of chance, with the nodes that it is."""
    random, traits = plant.random, plant.traits
    while True:
        if cause in ("lot", "pair"):
            items = ("milk", "film") if cause == "lot" else ("sugar",)
            lot = random.choice([each for each in plant.lots if each.split("/")[1] in items])
            yield _is(Suspect("batch", lot)), {lot}
        elif cause == "machine":
            machine = random.choice(sorted({each["machine"] for each in traits.values()}))
            start = START + timedelta(hours=random.uniform(24, 24 * (DAYS - 6)))
            end = start + timedelta(hours=random.uniform(60, 120))
            ran = {
                name
                for name, each in traits.items()
                if each["machine"] == machine and start <= each["at"] <= end
            }
            yield _overlaps(machine, start, end), ran
        elif cause == "operator":
            operator = random.choice(sorted({each["operator"] for each in traits.values()}))
            line = f"line-{random.randrange(LINES)}"
            ran = {
                name
                for name, each in traits.items()
                if (each["operator"], each["line"]) == (operator, line)
            }
            yield _is(Suspect("operator", operator, line)), ran
        else:
            limit = _USUAL + _DRIFT * random.uniform(0.6, 0.8)
            hot = {name for name, each in traits.items() if each.get("temperature", 0) > limit}
            yield _is(Suspect("parameter", _TEMPERATURE, "cook")), hot


def _is(planted: Suspect) -> Callable[[Suspect], bool]:
    return lambda suspect: suspect == planted


def _overlaps(machine: str, start: datetime, end: datetime) -> Callable[[Suspect], bool]:
    """A window of the machine that is the planted one for half of both together, or more."""

    def told(suspect: Suspect) -> bool:
        if (suspect.kind, suspect.id) != ("equipment", machine) or suspect.start is None:
            return False
        first = datetime.fromisoformat(suspect.start)
        last = datetime.fromisoformat(suspect.end or "")
        shared = min(end, last) - max(start, first)
        return shared / (max(end, last) - min(start, first)) >= 0.5

    return told
