"""The tables of an answer: what `--csv`, data frames and workbooks all show.

See exports/columns.py for what a cell can be. Rows are in the order of the answer, which
is total: the same data and question give the same tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from exports.columns import GAP, Row, Table, Told, gap, table, without
from exports.root_cause import root_cause_tables
from genealogy.account import IN, OUT
from queries.balance import MassBalance
from queries.compare import Comparison, Part
from queries.completeness import Completeness
from queries.control_chart import ControlChart
from queries.gaps import Gaps
from queries.recall import Recall
from queries.root_cause import RootCause
from queries.scorecard import Scorecard
from queries.siblings import Siblings
from queries.trace import Trace

Answer = (
    Trace | Recall | Comparison | Gaps | Siblings | MassBalance | Completeness | Scorecard
    | ControlChart | RootCause
)  # fmt: skip
"""What has tables."""


def tables(answer: Answer) -> dict[str, list[Row]]:
    """The rows of each table of the answer."""
    return {name: each.rows for name, each in tables_with_columns(answer).items()}


def tables_with_columns(answer: Answer) -> dict[str, Table]:
    """Each table of the answer with its columns, which an empty one has too."""
    match answer:
        case Trace():
            found = _of_trace(answer, answer.to_dict())
        case Recall():
            found = _of_recall(answer)
        case Siblings():
            found = _of_siblings(answer)
        case Comparison():
            found = _of_comparison(answer)
        case Gaps():
            found = _of_gaps(answer)
        case MassBalance():
            found = {name: table(_ACCOUNT, answer.to_dict()[name]) for name in _ACCOUNTS}
        case Completeness():
            found = _of_completeness(answer)
        case RootCause():
            found = root_cause_tables(answer)
        case Scorecard():
            found = _of_scorecard(answer)
        case ControlChart():
            found = _of_control_chart(answer)
    return found


_BATCH = "batch_id party item lot serial name origin certain level quantity unit made_at expires_on"
_MOVED = "quantity at_most unit occurred_at document certain"
_SHIPMENT = f"batch_id customer_id {_MOVED} container site stated_by_receiver"
_CUSTOMER = "customer_id name contact address"
_CALLED = f"{_CUSTOMER} batches shipped certain last_shipment"
_STOCK = "batch_id location_id quantity unit status counted_at document on_hand"
_GAP_SOMEWHERE = (
    "kind subject quantity unit side at_most_batches at_most_customers materials sites why closes"
)
_VIOLATION = "violation kind subject by at made_at document"
_EVIDENCE = "violation states load_id source file sheet row"
_AMOUNTS = "amount share at_least at_most"
_TEXTS = "shipped amount at_least at_most"
_ACCOUNT = f"batch_id unit {' '.join((*IN, *OUT))} unexplained tolerance within batches beyond"
_ACCOUNT += " unchecked"
_ACCOUNTS = ("batches", "totals")
_SCORE = (
    "id name batches tested known failures unknown possible share share_low share_high ppm"
    " flagged trend trend_p"
)
_CHART = (
    "of unit kind centre lower upper range_centre range_lower range_upper no_limits baseline "
    "left_over texts untimed other_units withheld"
)
_FOUND = ("customers", "on_hand", "disposed", "operations", "unexplained", "origins", "not_known")


def _of_trace(answer: Trace, told: Told, customer: str = "") -> dict[str, Table]:
    amounts = f" {_AMOUNTS}" if answer.quantities else ""
    in_time = " in_time" if answer.in_time else ""
    customer = f"{_CUSTOMER} kind certain batches last_shipment{customer}{amounts}"
    verdict = _of_verdicts([({}, told["verdict"])])
    return {
        "gaps": verdict.pop("gaps"),
        "batches": table(f"{_BATCH}{in_time}{amounts}", told["batches"], _TEXTS),
        "customers": table(customer, told["customers"], _TEXTS),
        "shipments": table(_SHIPMENT, told["shipments"]),
        "suppliers": table("supplier_id name contact address certain batches", told["suppliers"]),
        "supplies": table(f"batch_id supplier_id {_MOVED}", told["supplies"]),
        "operations": table(
            "operation_id kind order site line recipe started_at ended_at certain level",
            told["operations"],
        ),
        "links": table("type source target quantity unit certain", told["links"]),
        **verdict,
        **(_in_time(told["time_respecting"]) if answer.in_time else {}),
        **(_quantities(told) if answer.quantities else {}),
    }


def _of_recall(answer: Recall) -> dict[str, Table]:
    told = answer.to_dict()
    every = _of_trace(answer.trace, told, " shipped")
    disposed = f"batch_id disposal_id {_MOVED} reason"
    first = {
        "gaps": every["gaps"],
        "totals": _totals(told),
        "customers": every["customers"],
        "shipped": _shipped("customer_id", told["customers"]),
        "shipments": every["shipments"],
        "stock": table(_STOCK, told["stock"]),
        "in_process": table("operation_id", [{"operation_id": id_} for id_ in told["in_process"]]),
        "returns": table(f"batch_id customer_id {_MOVED} reason", told["returns"]),
        "disposals": table(disposed, told["disposals"]),
        "gains": table(disposed, told["gains"]),
    }
    return first | {name: table for name, table in every.items() if name not in first}


def _of_siblings(answer: Siblings) -> dict[str, Table]:
    told = answer.to_dict()
    verdicts = _of_verdicts([({"trace": each}, told["verdict"][each]) for each in told["verdict"]])
    sibling = "batch_id name quantity unit made_at ancestor ancestor_name operations share certain"
    ancestor = "batch_id name quantity unit certain siblings on_hand"
    process = "operation_id order site line started_at batch_id of"
    return {
        "gaps": verdicts.pop("gaps"),
        "siblings": table(f"{sibling} shipped on_hand", told["siblings"], _TEXTS),
        "ancestors": table(ancestor, told["ancestors"]),
        "customers": table(_CALLED, told["customers"], _TEXTS),
        "shipped": _shipped("customer_id", told["customers"]),
        "shipments": table(_SHIPMENT, told["shipments"]),
        "stock": table(f"{_STOCK} of", told["stock"]),
        "in_process": table(process, told["in_process"]),
        "totals": _totals(told),
        **verdicts,
    }


def _of_comparison(answer: Comparison) -> dict[str, Table]:
    told = answer.to_dict()
    scope = (
        "name saved batches possible customers possible_customers shipped verdict gaps fingerprint"
    )
    change = "noun change id customer_id document kind why"
    found = {
        "scopes": table(scope, [without(row, "question") for row in told["scopes"]], _TEXTS),
        "parts": table(
            "part batches customers possible_customers shipped",
            [
                row | {"batches": len(row["batches"]), "customers": len(row["customers"])}
                for row in told["parts"]
            ],
            _TEXTS,
        ),
        "part_batches": table(
            f"part {_BATCH} shipped",
            [{"part": part.text, **row} for part in answer.parts for row in part.batches],
            _TEXTS,
        ),
        "part_customers": table(
            f"part {_CALLED}",
            [{"part": part.text, **row} for part in answer.parts for row in part.customers],
            _TEXTS,
        ),
    }
    if answer.changes is not None:
        amounts = "quantity_before quantity_after"
        columns = f"{change} {amounts} certain_before certain_after"
        found["changes"] = table(columns, answer.changes, amounts)
    return found


def tables_of_part(part: Part) -> dict[str, Table]:
    """The batches and the customers of one part of a comparison."""
    return {
        "batches": table(f"{_BATCH} shipped", part.batches, _TEXTS),
        "customers": table(_CALLED, part.customers, _TEXTS),
    }


def _of_gaps(answer: Gaps) -> dict[str, Table]:
    told = answer.to_dict()
    kinds = [{"kind": kind, "count": count} for kind, count in told["found"].items()]
    return {
        "gaps": table(_GAP_SOMEWHERE, map(gap, told["gaps"])),
        "found": table("kind count", kinds),
    }


def _of_completeness(answer: Completeness) -> dict[str, Table]:
    told = answer.to_dict()
    counts = [{"by": "all", "value": ""} | told["total"], *told["by"]]
    return {
        "counts": table("by value batches complete percent", counts),
        "missing_input": table(GAP, map(gap, told["missing_input"])),
    }


def _of_scorecard(answer: Scorecard) -> dict[str, Table]:
    told = answer.to_dict()
    return {
        "scores": table(_SCORE, told["scores"]),
        "periods": table("of period batches known failures share", told["periods"]),
        "in_a_row": table("of run batch_id", told["in_a_row"]),
        "batches": table("of batch_id at outcome tests why", told["batches"]),
        "missing_input": table(GAP, map(gap, told["missing_input"])),
    }


def _of_control_chart(answer: ControlChart) -> dict[str, Table]:
    told = answer.to_dict()
    violation = "rule why points started_at ended_at batch_ids command request"
    return {
        "points": table(
            "point at measured range low high verdict rules of batch_ids measurements",
            told["points"],
        ),
        "violations": table(violation, told["violations"]),
        "chart": table(_CHART, [{name: told[name] for name in _CHART.split()}]),
        "missing_input": table(GAP, map(gap, told["missing_input"])),
    }


def _of_verdicts(verdicts: Sequence[tuple[Row, Told]]) -> dict[str, Table]:
    """The tables of one verdict, or of several, each told from the others by its columns."""
    which = "".join(f"{name} " for name in verdicts[0][0])

    def rows(name: str, of: Iterable[tuple[Row, Told]] = verdicts) -> Iterator[Row]:
        return (own | row for own, told in of for row in told[name])

    violations = [
        row | {"violation": number} for number, row in enumerate(rows("violations"), start=1)
    ]
    return {
        "gaps": table(f"{which}{GAP}", map(gap, rows("gaps"))),
        "violations": table(
            f"{which}{_VIOLATION}", [without(row, "evidence", "against") for row in violations]
        ),
        "evidence": table(
            _EVIDENCE,
            [
                {"violation": row["violation"], "states": states, **each}
                for row in violations
                for states, name in (("too early", "evidence"), ("what it came before", "against"))
                for each in row[name]
            ],
        ),
        "loops": table(
            f"{which}loop batch_id",
            [
                {**own, "loop": loop, "batch_id": batch_id}
                for own, told in verdicts
                for loop, batch_ids in enumerate(told["loops"], start=1)
                for batch_id in batch_ids
            ],
        ),
        "leaves": table(
            f"{which}type count",
            [
                {**own, "type": type_, "count": count}
                for own, told in verdicts
                for type_, count in told["leaves"].items()
            ],
        ),
        "sources": table(
            f"{which}source up_to stale",
            [
                {**own, "source": source, "up_to": at, "stale": source in told["stale"]}
                for own, told in verdicts
                for source, at in told["as_of"].items()
            ],
        ),
    }


def _in_time(told: Told) -> dict[str, Table]:
    """What of a scope time allows, and what leaves it."""
    return {
        "left": table("what id to occurred_at reason", told["left"]),
        "in_time_batches": table("batch_id certain earliest latest", told["batches"]),
        "in_time_customers": table("customer_id certain batches", told["customers"]),
        "in_time_suppliers": table("supplier_id certain batches", told["suppliers"]),
    }


def _quantities(told: Told) -> dict[str, Table]:
    """How much of the origins is where: in all, and by batch and customer as numbers."""
    return {
        "quantities": table(
            f"unit origins seeded {' '.join(f'found_{name}' for name in _FOUND)}",
            [
                {"unit": row["unit"], "origins": len(row["origins"]), "seeded": row["seeded"]}
                | {f"found_{name}": row["found"][name] for name in _FOUND}
                for row in told["quantities"]
            ],
        ),
        "amounts": table(
            "noun id unit low mixing high share",
            [
                {"noun": noun, "id": row[f"{noun}_id"], **amount}
                for noun, rows in (("batch", told["batches"]), ("customer", told["customers"]))
                for row in rows
                for amount in row["amounts"]
            ],
        ),
    }


def _totals(told: Told) -> Table:
    return table(
        "what unit quantity",
        [
            {"what": what, "unit": unit, "quantity": quantity}
            for what, totals in told["totals"].items()
            for unit, quantity in totals.items()
        ],
    )


def _shipped(column: str, rows: Iterable[Told]) -> Table:
    """What `shipped` tells in text, as numbers."""
    return table(
        f"{column} unit quantity",
        [
            {column: row[column], "unit": unit, "quantity": quantity}
            for row in rows
            for unit, quantity in row["shipped"].items()
        ],
    )
