"""What a query would do, as the engine's own EXPLAIN tells: the second lock on read-only Cypher.

The first is what the engine refuses by itself: Neo4j every write in a READ transaction, the
embedded engine whatever its reading user has no right to. A READ transaction can still read
files, call other machines, list settings and end the statements of others; that is refused
here, by the plan, in which comments, escapes and backticks are gone and names are whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

PROCEDURES = frozenset(
    (
        "db.labels",
        "db.relationshipTypes",
        "db.propertyKeys",
        "db.schema.visualization",
        "db.schema.nodeTypeProperties",
        "db.schema.relTypeProperties",
        "db.index.fulltext.queryNodes",
        "db.index.fulltext.queryRelationships",
    )
)
"""The procedures that read-only Cypher may call: each tells of the graph, and of nothing else."""

Judge = Callable[[str, Mapping[str, Any] | None], str | None]
"""Why a query of this kind and plan is refused; None where it may run."""

_ALLOWED = {name.lower() for name in PROCEDURES}
_COMMANDS = ("Show", "Terminate", "Administration")
# In an expression a subquery is no operator of the plan: it is in the text of one.
_IN_EXPRESSION = {"LOAD CSV": "LOAD CSV", "ResolvedCall(": "a procedure in an expression"}
# Plug-ins bring functions, which may read files; theirs have a namespace that is not built in.
_FUNCTION = re.compile(r"([\w$-]+)(?:\.[\w$-]+)+\(")
_BUILT_IN = {
    "date",
    "datetime",
    "db",
    "duration",
    "localdatetime",
    "localtime",
    "point",
    "time",
    "vector",
}
_STEP = re.compile(r"^\s*\+ CALL ([\w.]+)\(", re.MULTILINE)


def judge_operators(kind: str, plan: Mapping[str, Any] | None) -> str | None:
    """Of Neo4j, whose plan is a tree of operators and whose kind is `r` for what only reads."""
    if plan is None:
        return "it has no plan to judge it by"
    if kind != "r":
        return "it does more than read"
    return next(filter(None, map(_of_operator, _operators(plan))), None)


def _of_operator(operator: Mapping[str, Any]) -> str | None:
    name = operator["operatorType"].partition("@")[0]
    details = str(operator.get("args", {}).get("Details", ""))
    if name == "LoadCSV":
        return "LOAD CSV reads files and calls other machines"
    if name == "ProcedureCall" and (why := _of_procedure(details.partition("(")[0])):
        return why
    if name.startswith(_COMMANDS):
        return "commands that show or end what the server does are not for questions"
    found = [what for sign, what in _IN_EXPRESSION.items() if sign in details]
    if found:
        return f"it may hold {found[0]}"
    foreign = set(_FUNCTION.findall(details.replace("`", ""))) - _BUILT_IN
    return f"functions of plug-ins are not allowed: {min(foreign)}" if foreign else None


def judge_steps(kind: str, plan: Mapping[str, Any] | None) -> str | None:
    """Of the embedded engine, whose plan is a text and which calls the kind of each plan `w`.

    It shows no step of a subquery, so the procedures that are not allowed are taken out of the
    engine when it starts; those of its Bolt door, as `dbms.components`, are always in the text.
    """
    if plan is None:
        return "commands are not for questions"
    text = str(plan.get("args", {}).get("string-representation", ""))
    refused = (_of_procedure(name) for name in _STEP.findall(text))
    return next(filter(None, refused), None)


def _of_procedure(name: str) -> str | None:
    name = name.replace("`", "").strip()
    return None if name.lower() in _ALLOWED else f"the procedure {name} is not allowed"


def _operators(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    waiting = [plan]
    while waiting:
        operator = waiting.pop()
        yield operator
        waiting.extend(operator.get("children", ()))
