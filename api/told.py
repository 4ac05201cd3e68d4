"""By what an answer is known again: its fingerprint, its verdict, how much is in it.

Taken from what was worked out anyway: to put a question on record must not slow it.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Any, TypeAlias

from loaders.receipt import Replay, Run
from loaders.undo import Undone
from queries.balance import MassBalance
from queries.check import Checks
from queries.compare import Comparison
from queries.completeness import Completeness
from queries.control_chart import ControlChart
from queries.finding import Finds
from queries.gaps import Gaps
from queries.history import History
from queries.operation import Ran
from queries.recall import Recall
from queries.root_cause import RootCause
from queries.scorecard import Scorecard
from queries.siblings import Siblings
from queries.status import Status
from queries.trace import Trace
from queries.why import Why

Answered: TypeAlias = (
    Trace | Recall | Siblings | Comparison | Gaps | Completeness | MassBalance | Checks | Status
    | RootCause | History | Ran | Finds | Why | Run | Replay | Undone | Scorecard | ControlChart
)  # fmt: skip


@singledispatch
def told_of(answer: Any) -> dict[str, Any]:
    """What the audit trail tells of an answer."""
    raise TypeError(f"the trail cannot tell of a {type(answer).__name__}")


@told_of.register
def _(answer: Trace) -> dict[str, Any]:
    return {
        "fingerprint": answer.fingerprint,
        "origins": list(answer.origins),
        "verdict": answer.verdict.status,
        "gaps": len(answer.verdict.gaps),
        "batches": len(answer.batches),
        "customers": len(answer.customers),
    }


@told_of.register
def _(answer: Recall) -> dict[str, Any]:
    return told_of(answer.trace) | {"customers": len(answer.customers)}


@told_of.register
def _(answer: History) -> dict[str, Any]:
    return {
        "fingerprint": answer.fingerprint,
        "batch": answer.batch["batch_id"],
        "facts": len(answer.facts),
    }


@told_of.register
def _(answer: Ran) -> dict[str, Any]:
    return {
        "fingerprint": answer.fingerprint,
        "operation": answer.operation["operation_id"],
        "facts": len(answer.facts),
    }


@told_of.register
def _(answer: Finds) -> dict[str, Any]:
    found = {group.kind: len(group.hits) for group in answer.groups if group.hits}
    return {"found": found, "more": [group.kind for group in answer.groups if group.more]}


@told_of.register
def _(answer: Siblings) -> dict[str, Any]:
    return {
        "fingerprint": answer.fingerprint,
        "origins": list(answer.origins),
        "verdict": {
            "backward": answer.back.verdict.status,
            "forward": answer.whole.trace.verdict.status,
        },
        "batches": len(answer.found),
    }


@told_of.register
def _(answer: Comparison) -> dict[str, Any]:
    return {
        "fingerprint": answer.fingerprint,
        "scopes": [
            {"name": each.name, "batches": len(each.batches), "customers": len(each.customers)}
            for each in answer.scopes
        ],
    }


@told_of.register
def _(answer: RootCause) -> dict[str, Any]:
    return {
        "fingerprint": answer.fingerprint,
        "bad": list(answer.bad),
        "good": len(answer.good),
        "verdict": answer.verdict.status,
        "likely": [row["key"] for row in answer.likely],
    }


@told_of.register
def _(answer: Gaps) -> dict[str, Any]:
    return {"fingerprint": answer.fingerprint, "gaps": len(answer.found)}


@told_of.register
def _(answer: Completeness) -> dict[str, Any]:
    return {"fingerprint": answer.fingerprint, "gaps of input": len(answer.missing_input)}


@told_of.register
def _(answer: MassBalance) -> dict[str, Any]:
    return {"fingerprint": answer.fingerprint, "batches": len(answer.accounts)}


@told_of.register
def _(answer: Scorecard) -> dict[str, Any]:
    return {
        "fingerprint": answer.fingerprint,
        "scores": len(answer.found),
        "batches": len(answer.batch_ids),
        "failures": sum(each.failures for each in answer.found),
    }


@told_of.register
def _(answer: ControlChart) -> dict[str, Any]:
    return {
        "fingerprint": answer.fingerprint,
        "points": len(answer.chart.points),
        "violations": len(answer.chart.violations),
        "batches": len(answer.batch_ids),
    }


@told_of.register
def _(answer: Checks) -> dict[str, Any]:
    found = {each.rule.name: len(each.findings) for each in answer.results if each.findings}
    return {"fingerprint": answer.fingerprint, "checks": len(answer.results), "found": found}


@told_of.register
def _(answer: Status) -> dict[str, Any]:
    return {"fingerprint": answer.fingerprint, "totals": answer.totals}


@told_of.register
def _(answer: Why) -> dict[str, Any]:
    return {
        "fingerprint": answer.fingerprint,
        "origin": answer.origin,
        "batch": answer.batch,
        "certain": answer.certain,
        "links": len(answer.hops),
    }


@told_of.register
def _(run: Run) -> dict[str, Any]:
    counts = (
        "rows_read", "rows_new", "rows_known", "rows_voiding", "rows_rejected", "rows_skipped",
        "facts_new", "facts_voided",
    )  # fmt: skip
    return {
        "run_id": run.run_id,
        "loads": [
            {name: getattr(each, name) for name in ("load_id", "file", "sheet", "sha256", *counts)}
            for each in run.receipts
        ],
        "refused": [{"file": each.file, "why": each.why} for each in run.refused],
        "replays": [told_of(each) for each in run.replays],
    }


@told_of.register
def _(replay: Replay) -> dict[str, Any]:
    return {
        "loads": [{"load_id": each.load_id, **each.counts()} for each in replay.loads],
        "rows_left": replay.rows_left,
        "corrections": [change for each in replay.loads for change in each.corrections],
    }


@told_of.register
def _(done: Undone) -> dict[str, Any]:
    return {
        "load_id": done.load_id,
        "file": done.file,
        "voided": dict(done.voided),
        "kept": dict(done.kept),
        "restored": dict(done.restored),
        "descriptions": done.descriptions,
        "undone_before": done.before is not None,
    }
