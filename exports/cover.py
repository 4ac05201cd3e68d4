"""The cover of an answer: what was asked, whether the answer is complete, of which data it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from exports.tables import Answer
from genealogy import __version__
from queries.balance import MassBalance
from queries.compare import Comparison
from queries.completeness import Completeness
from queries.control_chart import ControlChart
from queries.gaps import Gaps
from queries.recall import Recall
from queries.root_cause import RootCause
from queries.scorecard import Scorecard
from queries.siblings import Siblings
from queries.trace import Trace

Line = tuple[str, Any]
"""A word, and a cell that says it."""

_NAMES: dict[type, str] = {
    Trace: "trace",
    Recall: "recall",
    Siblings: "siblings",
    Comparison: "compare",
    Gaps: "gaps",
    RootCause: "root-cause",
    MassBalance: "balance",
    Completeness: "completeness",
    Scorecard: "scorecard",
    ControlChart: "control-chart",
}
_VERDICTS = {
    "complete": "COMPLETE: no gap is known in the loaded data",
    "incomplete": "INCOMPLETE",
    "stale": "STALE: a source ends long before the latest one",
}


def cover(answer: Answer) -> Iterator[Line]:
    """The lines of the cover, a list as one line for each of its elements.

    Nothing on it depends on when or where it was written.
    """
    told = answer.to_dict()
    yield "question", _NAMES[type(answer)]
    for name, value in told.get("question", {}).items():
        yield from _lines(name.replace("_", " "), value)
    verdicts = dict(_verdicts(told))
    for which, verdict in verdicts.items():
        yield f"verdict{which}", _VERDICTS[verdict["status"]]
        yield f"gaps{which}", len(verdict["gaps"])
        yield f"links against time{which}", len(verdict["violations"])
        yield f"batches with quantities not stated{which}", verdict["unchecked"]
    yield from dict.fromkeys(line for each in verdicts.values() for line in _data_up_to(each))
    if isinstance(answer, Comparison):
        for scope in answer.scopes:
            status = scope.to_dict()["verdict"]
            yield f"verdict of {scope.name}", _VERDICTS.get(status, status)
            for name, value in scope.answer["question"].items():
                yield from _lines(f"{name.replace('_', ' ')} of {scope.name}", value)
    if isinstance(answer, Gaps):
        yield "gaps", len(answer.found)
    if isinstance(answer, Completeness):
        yield "gaps of input", len(answer.missing_input)
    if isinstance(answer, Scorecard | ControlChart):
        yield "gaps of input", len(answer.missing_input)
        yield from _data_up_to(told)
    yield "data fingerprint", told["fingerprint"]
    yield "program", f"genealogy {__version__}"
    yield "times", "UTC, ISO 8601"


def _verdicts(told: Mapping[str, Any]) -> Iterator[Line]:
    verdict = told.get("verdict", {})
    if "status" in verdict:
        yield "", verdict
    else:
        yield from ((f" {direction}", each) for direction, each in verdict.items())


def _data_up_to(verdict: Mapping[str, Any]) -> Iterator[Line]:
    for source, at in verdict["as_of"].items():
        stale = ", stale" if source in verdict["stale"] else ""
        yield f"data of {source} up to", f"{at}{stale}"


def _lines(name: str, value: Any) -> Iterator[Line]:
    if isinstance(value, list):
        yield from ((name, each) for each in value)
    elif value is not None:
        yield name, value
