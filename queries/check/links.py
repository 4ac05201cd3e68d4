"""Checks of links: operations that lack a side, material in circles, what nothing is linked to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from genealogy.components import components
from genealogy.engine.statement import statement
from genealogy.walk import BATCH, OPERATION, Node, Steps
from queries.check.rule import Asked, Finding, Rule, listed


@dataclass(frozen=True, slots=True)
class OneSided:
    """An operation that only consumed, or only made, and these batches."""

    operation_id: str
    batch_ids: list[str]


@dataclass(frozen=True, slots=True)
class Flows:
    """The batches that an operation consumed and made."""

    operation_id: str
    consumed: list[str]
    produced: list[str]


@dataclass(frozen=True, slots=True)
class Orphan:
    """A batch or an operation without any link."""

    noun: str
    id: str


FROM_NOTHING = statement("check/produced_from_nothing", OneSided)
INTO_NOTHING = statement("check/consumed_into_nothing", OneSided)
FLOWS = statement("check/loop", Flows)
ORPHANS = statement("check/orphan", Orphan)


def from_nothing(asked: Asked) -> Iterator[Finding]:
    """Operations that made batches of nothing."""
    for row in asked.database.read(FROM_NOTHING):
        about = (row.operation_id, *row.batch_ids)
        yield Finding(row.operation_id, f"made {listed(row.batch_ids)} of nothing", about)


def into_nothing(asked: Asked) -> Iterator[Finding]:
    """Operations that have ended, consumed batches and made none."""
    for row in asked.database.read(INTO_NOTHING):
        about = (row.operation_id, *row.batch_ids)
        yield Finding(row.operation_id, f"consumed {listed(row.batch_ids)} and made nothing", about)


def loops(asked: Asked) -> Iterator[Finding]:
    """Batches whose material comes back into them."""
    ahead: Steps = {}
    for row in asked.database.read(FLOWS):
        operation = (OPERATION, row.operation_id)
        ahead[operation] = [(BATCH, batch_id) for batch_id in row.produced]
        for batch_id in row.consumed:
            ahead.setdefault((BATCH, batch_id), []).append(operation)
    for batches in loops_of(ahead):
        many = "1 batch" if len(batches) == 1 else f"{len(batches)} batches"
        yield Finding(batches[0], f"a loop of {many}: {listed(batches, 5)}", tuple(batches))


def loops_of(ahead: Steps) -> list[list[str]]:
    """The batches of each loop.

    First all is taken away that leads into no loop or out of none, which is nearly everything:
    the rest is what the search for loops costs.
    """
    left = _peeled(_turned(_peeled(ahead)))
    core = _turned(left)
    nodes = list(core)
    number = {node: at for at, node in enumerate(nodes)}
    numbered = [[number[head] for head in core[node]] for node in nodes]
    return sorted(
        sorted(name for kind, name in map(nodes.__getitem__, members) if kind == BATCH)
        for members in components(range(len(nodes)), numbered)
        if len(members) > 1
    )


def _peeled(ahead: Steps) -> Steps:
    """The steps without the nodes that no walk can come back to."""
    entering: dict[Node, int] = dict.fromkeys(ahead, 0)
    for heads in ahead.values():
        for head in heads:
            entering[head] = entering.get(head, 0) + 1
    waiting = [node for node, count in entering.items() if count == 0]
    gone = set(waiting)
    while waiting:
        for head in ahead.get(waiting.pop(), ()):
            entering[head] -= 1
            if entering[head] == 0:
                gone.add(head)
                waiting.append(head)
    return {node: heads for node, heads in ahead.items() if node not in gone}


def _turned(ahead: Steps) -> Steps:
    """The same steps the other way."""
    back: Steps = {}
    for node, heads in ahead.items():
        for head in heads:
            back.setdefault(head, []).append(node)
    return back


def orphans(asked: Asked) -> Iterable[Finding]:
    """Batches and operations that are described, and that no fact names."""
    return (
        Finding(row.id, f"this {row.noun} is described and no fact names it")
        for row in asked.database.read(ORPHANS)
    )


RULES = (
    Rule(
        "produced-from-nothing",
        "warning",
        "An operation made a batch and consumed nothing.",
        "A gap of backward traces: what the batch was made of is not known. "
        "A recall of that material does not reach the batch.",
        from_nothing,
    ),
    Rule(
        "consumed-into-nothing",
        "warning",
        "An operation consumed material, has ended, and made nothing.",
        "A gap of forward traces: what was made of the material is not in scope.",
        into_nothing,
    ),
    Rule(
        "loop",
        "notice",
        "Material comes back into the batch that it left: rework, or a wrong number.",
        "None: the walk ends. All batches of a loop are in one another's scope.",
        loops,
    ),
    Rule(
        "orphan",
        "notice",
        "A batch or an operation has no link at all.",
        "It is in no trace but its own; the file with its facts may be missing.",
        orphans,
    ),
)
