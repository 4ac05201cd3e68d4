"""Comparing scopes: parts, saved answers, what a correction changed, and what stays outside."""

from __future__ import annotations

import copy
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from genealogy.engine.database import Database
from genealogy.errors import AnswerRefused, NothingSelected, UnknownBatch, WrongUsage
from genealogy.facts import Consumption, Shipment, Void
from queries.compare import Comparison, compare
from queries.one_state import fingerprint
from queries.recall import recall
from queries.scopes import Wanted, asked, named, saved, wanted
from queries.trace import trace
from tests.plants import consumed, own, produced, shipped, state, supplied
from tests.queries.flows import day, made, operation, sent, used


def lots(rows: list[Any]) -> list[str]:
    return [row["batch_id"].split("/")[-1] for row in rows]


def part(answer: Comparison, name: str) -> tuple[list[str], list[str], dict[str, float]]:
    """The lots, the customers and what was shipped of a part."""
    found = answer.part(name)
    return (
        lots(found.batches),
        [row["customer_id"] for row in found.customers],
        found.to_dict()["shipped"],
    )


TWO_MILKS = [
    *(consumed("milk-1", "mix"), consumed("milk-2", "mix"), produced("mix", "yoghurt", "2")),
    *(consumed("milk-1", "press"), produced("press", "cheese"), consumed("milk-2", "churn")),
    *(produced("churn", "butter"), shipped("yoghurt", "shop", "2"), shipped("cheese", "kiosk")),
    *(shipped("butter", "shop"), shipped("butter", "bakery", "0.5")),
]


def test_two_scopes_share_what_both_went_into(database: Database) -> None:
    state(database, TWO_MILKS)

    answer = compare(database, [wanted("milk-1"), wanted("second: milk-2")])

    assert part(answer, "union") == (
        ["butter", "cheese", "milk-1", "milk-2", "yoghurt"],
        ["bakery", "kiosk", "shop"],
        {"kg": 4.5},
    )
    assert part(answer, "intersection") == (["yoghurt"], ["shop"], {"kg": 2.0})
    assert part(answer, "only:milk-1") == (["cheese", "milk-1"], ["kiosk"], {"kg": 1.0})
    assert part(answer, "outside:milk-1") == (["butter", "milk-2"], ["bakery"], {"kg": 1.5})
    assert part(answer, "only:second") == part(answer, "only:2") == part(answer, "outside:1")
    assert answer.fingerprint == fingerprint(database)
    assert {scope.answer["fingerprint"] for scope in answer.scopes} == {answer.fingerprint}


def test_a_customer_of_a_part_is_told_with_all_that_it_got_of_the_scopes(
    database: Database,
) -> None:
    state(database, TWO_MILKS)

    (shop,) = compare(database, [wanted("milk-1"), wanted("milk-2")]).part("intersection").customers

    assert (shop["customer_id"], shop["batches"], shop["shipped"]) == ("shop", 2, {"kg": 3.0})


def test_what_stays_outside_of_a_narrower_scope_is_listed_with_its_quantity(
    database: Database,
) -> None:
    def filled(run: str, lot: str, hour: int, line: str, customer: str) -> list[Any]:
        times = [day(5, each).isoformat().replace("+00:00", "Z") for each in (hour, hour + 2)]
        return [
            *(used("bulk", run), made(run, lot), sent(lot, customer, "7")),
            operation(run, line=line, started_at=times[0], ended_at=times[1]),
        ]

    state(
        database,
        [
            *filled("early", "cup-1", 6, "2", "shop"),
            *filled("late", "cup-2", 15, "2", "kiosk"),
            *filled("other", "cup-3", 6, "1", "shop"),
        ],
    )

    answer = compare(
        database,
        [
            wanted("all: bulk"),
            wanted("shift: line=2 from=2026-10-05T06:00 to=2026-10-05T14:00"),
        ],
    )

    assert part(answer, "outside:shift") == (
        ["bulk", "cup-2", "cup-3"],
        ["kiosk"],
        {"kg": 14.0},
    )
    assert part(answer, "outside:all") == ([], [], {})


def test_goods_that_a_customer_passed_on_were_shipped_once(database: Database) -> None:
    state(database, [sent("cheese", "depot"), sent("cheese", "shop", site="depot")])

    answer = compare(database, [wanted("cheese")])

    assert answer.scopes[0].to_dict()["shipped"] == {"kg": 10.0}
    assert (
        answer.scopes[0].to_dict()["shipped"]
        == recall(database, ["cheese"]).to_dict()["totals"]["shipped"]
    )


# Saved answers


def kept(answer: Any, name: str = "before") -> Any:
    """An answer as it comes back from a file."""
    return saved(name, json.loads(json.dumps(answer.to_dict())))


def changed(answer: Comparison, noun: str) -> list[tuple[Any, ...]]:
    """What changed of one noun: how, which, and quantity and certainty before and after."""
    return [
        (
            row["change"],
            *(each.split("/")[-1] for each in (row["id"], row["customer_id"]) if each),
            (row["quantity_before"], row["certain_before"]),
            (row["quantity_after"], row["certain_after"]),
        )
        for row in answer.changes or []
        if row["noun"] == noun
    ]


NEVER = (None, None)


def test_a_saved_answer_against_the_same_graph_has_changed_nothing(database: Database) -> None:
    state(database, TWO_MILKS)
    before = kept(recall(database, ["milk-1"]))

    answer = compare(database, [before, wanted("milk-1")])

    assert answer.changes == []
    assert [scope.saved for scope in answer.scopes] == [True, False]
    assert before.to_dict()["fingerprint"] == answer.fingerprint


def correct(database: Database, at: datetime) -> None:
    """The press was not fed from milk-1, and the kiosk's cheese was counted wrong and is joined
    by another shipment; the bakery maybe got yoghurt."""
    press = consumed("milk-1", "press")
    more = Shipment(
        key="T|shipment|cheese|kiosk",
        source=own("cheese"),
        target="kiosk",
        quantity=Decimal(4),
        unit="kg",
        changed_at=at,
    )
    state(
        database,
        [
            Void(
                key=press.key,
                kind=Consumption,
                source=press.source,
                target=press.target,
                reason="reversed",
            ),
            more,
            shipped("yoghurt", "bakery", "1", probability=Decimal("0.5")),
            shipped("yoghurt", "shop", "3", changed_at=at),
            supplied("farm", "milk-1", "2"),
        ],
        load_id="correction",
    )


def test_what_a_correction_has_changed_is_told_row_by_row(database: Database) -> None:
    state(database, TWO_MILKS)
    before = kept(recall(database, ["milk-1"]))
    correct(database, day(9))

    answer = compare(database, [before, wanted("now: milk-1")])

    assert changed(answer, "batch") == [
        ("went", "cheese", ({"kg": 1.0}, True), NEVER),
        ("changed", "milk-1", ({}, True), ({"kg": 2.0}, True)),
    ]
    assert changed(answer, "customer") == [
        ("came", "bakery", NEVER, ({}, False)),
        ("went", "kiosk", ({"kg": 1.0}, True), NEVER),
        ("changed", "shop", ({"kg": 2.0}, True), ({"kg": 3.0}, True)),
    ]
    assert changed(answer, "shipment") == [
        ("went", "cheese", "kiosk", ({"kg": 1.0}, True), NEVER),
        ("came", "yoghurt", "bakery", NEVER, ({"kg": 1.0}, False)),
        ("changed", "yoghurt", "shop", ({"kg": 2.0}, True), ({"kg": 3.0}, True)),
    ]
    gaps = {(row["change"], row["id"], row["kind"]) for row in answer.changes or [] if row["kind"]}
    assert ("closed", own("milk-1"), "no origin") in gaps
    assert ("opened", own("milk-1"), "no origin") not in gaps
    whys = {row["id"]: row["why"] for row in answer.changes or [] if row["kind"] == "no origin"}
    assert whys[own("milk-1")] == before.answer["verdict"]["gaps"][0]["why"]
    assert {row["why"] for row in answer.changes or [] if row["noun"] != "gap"} == {None}
    assert part(answer, "only:before") == (["cheese"], ["kiosk"], {"kg": 1.0})


def test_two_saved_answers_are_compared_without_a_graph(database: Database) -> None:
    state(database, TWO_MILKS)
    before = kept(trace(database, ["milk-1"]))
    correct(database, day(9))
    after = kept(trace(database, ["milk-1"]), "after")

    answer = Comparison((before, after))

    assert answer.fingerprint is None
    assert [row["change"] for row in answer.changes or [] if row["noun"] == "batch"] == [
        *("went", "changed")
    ]
    assert json.loads(json.dumps(answer.to_dict()))["changes"] == answer.changes


def test_answers_of_different_directions_are_refused(database: Database) -> None:
    state(database, TWO_MILKS)
    back = kept(trace(database, ["yoghurt"], "backward"), "back")

    with pytest.raises(WrongUsage, match=r'"back" backward; "milk-1" forward.*--backward --json'):
        compare(database, [back, wanted("milk-1")])
    both = [back, kept(trace(database, ["cheese"], "backward"), "other")]
    assert part(compare(database, both), "intersection")[0] == ["milk-1"]


def test_customers_that_are_only_possible_are_counted_apart(database: Database) -> None:
    maybe = shipped("yoghurt", "bakery", "1", probability=Decimal("0.5"))
    state(database, [*TWO_MILKS[:3], maybe, shipped("yoghurt", "shop")])

    told = compare(database, [wanted("milk-1"), wanted("milk-2")]).to_dict()

    assert {(row["customers"], row["possible_customers"]) for row in told["scopes"]} == {(2, 1)}
    parts = {row["part"]: (row["customers"], row["possible_customers"]) for row in told["parts"]}
    assert parts["intersection"] == (["shop", "bakery"], 1)
    assert parts["only:milk-1"] == ([], 0)


def test_a_part_has_the_verdict_of_each_scope(database: Database) -> None:
    state(database, [*TWO_MILKS, supplied("farm", "milk-1")])

    answer = compare(database, [wanted("milk-1"), wanted("second: milk-2")])

    scopes = [each.to_dict() for each in answer.scopes]
    assert answer.part("union").to_dict()["verdicts"] == [
        {"name": row["name"], "verdict": row["verdict"], "gaps": row["gaps"]} for row in scopes
    ]
    assert scopes[0]["gaps"] < scopes[1]["gaps"]


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        {"batches": []},
        {"batches": [{}], "customers": [], "shipments": [], "verdict": {}, "question": {}},
        {
            **{"batches": [], "customers": [], "question": {}, "fingerprint": ""},
            **{"shipments": [{"batch_id": 1}], "verdict": {"status": "", "gaps": []}},
        },
        {
            **{"batches": [], "customers": [], "question": {"direction": "up"}},
            **{"fingerprint": "", "shipments": [], "verdict": {"status": "", "gaps": []}},
        },
        {
            **{"batches": 3, "customers": None, "question": {}, "fingerprint": ""},
            **{"shipments": [], "verdict": {"status": "", "gaps": []}},
        },
    ],
)
def test_what_is_no_answer_is_refused(answer: object) -> None:
    with pytest.raises(ValueError, match="it "):
        saved("before", answer)


ANSWER: dict[str, Any] = {
    "question": {"direction": "forward"},
    "fingerprint": "f",
    "batches": [{"batch_id": "b", "quantity": 1, "unit": "kg", "certain": True}],
    "customers": [{"customer_id": "c", "certain": True}],
    "shipments": [
        {
            **{"batch_id": "b", "customer_id": "c", "quantity": 1, "unit": "kg", "site": None},
            **{"certain": True, "document": None, "occurred_at": None},
        }
    ],
    "verdict": {
        "status": "incomplete",
        "gaps": [{"kind": "k", "subject": "b", "why": "w", "quantity": None, "unit": None}],
    },
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        *((("batches", 0, "batch_id"), 1), (("batches", 0, "certain"), "yes")),
        *((("batches", 0, "quantity"), float("inf")), (("batches", 0, "unit"), 2)),
        *((("customers", 0, "customer_id"), None), (("shipments", 0, "quantity"), 10**400)),
        *((("shipments", 0, "quantity"), True), (("shipments", 0, "document"), ["x"])),
        *((("verdict", "status"), None), (("verdict", "gaps", 0, "why"), 3)),
        *((("verdict", "gaps", 0, "subject"), []), (("question",), "what")),
        *((("batches",), {}), (("shipments",), None), (("fingerprint",), 1)),
        *((("customers", 0, "name"), "\ud800"), (("customers", 0, "name"), [[["deep"]]])),
    ],
    ids=str,
)
def test_an_answer_that_was_tampered_with_is_refused(
    path: tuple[str | int, ...], value: object
) -> None:
    assert saved("before", ANSWER).to_dict()["batches"] == 1
    answer = copy.deepcopy(ANSWER)
    at: Any = answer
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value

    with pytest.raises(ValueError, match=r"it |is no|neither"):
        saved("before", answer)


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"a": NaN}', '{"a": -Infinity}', "{", "\ud800"],
    ids=lambda text: text[:9],
)
def test_a_file_that_is_no_json_of_an_answer_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "before.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))

    with pytest.raises(AnswerRefused, match=r"before\.json cannot be read"):
        asked(f"@{path}")


# How scopes are asked for


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("CUL-2231", Wanted("CUL-2231", ("CUL-2231",))),
        ("a, own/5001/L-1", Wanted("a, own/5001/L-1", ("a", "own/5001/L-1"))),
        ('culture: "L-1,5",L-2', Wanted("culture", ("L-1,5", "L-2"))),
        ("line=2 to=2026-10-05", Wanted("line=2 to=2026-10-05", where=("line=2 to=2026-10-05",))),
        (
            "early shift: line=2 from=2026-10-05T06:00 to=2026-10-05T14:00",
            Wanted("early shift", where=("line=2 from=2026-10-05T06:00 to=2026-10-05T14:00",)),
        ),
        ("L:1", Wanted("L:1", ("L:1",))),
        ("own/5001/a=b", Wanted("own/5001/a=b", ("own/5001/a=b",))),
    ],
)
def test_a_scope_is_batches_or_a_selection_with_a_name_or_without(text: str, meant: Wanted) -> None:
    assert wanted(text) == meant


@pytest.mark.parametrize("text", ["before: @saved.json", "before:@saved.json"])
def test_a_saved_answer_has_its_name_with_and_without_a_space(text: str) -> None:
    assert named(text) == ("before", "@saved.json")


def test_a_saved_answer_that_is_not_there_is_refused_as_one(tmp_path: Path) -> None:
    with pytest.raises(
        AnswerRefused, match=r"before\.json cannot be read: No such file"
    ) as refused:
        asked(f"@{tmp_path / 'before.json'}")

    assert "was not loaded" not in str(refused.value)


@pytest.mark.parametrize("text", ["", " ", ",", "name: ,"])
def test_a_scope_without_a_batch_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage, match="names no batch"):
        wanted(text)


def test_what_cannot_be_compared_is_refused(embedded_database: Database) -> None:
    state(embedded_database, TWO_MILKS)

    with pytest.raises(WrongUsage, match='Two scopes are called "milk-1"'):
        compare(embedded_database, [wanted("milk-1"), wanted("milk-1")])
    with pytest.raises(WrongUsage, match="at least one scope"):
        compare(embedded_database, [])
    with pytest.raises(UnknownBatch):
        compare(embedded_database, [wanted("milk-1"), wanted("milk-3")])
    with pytest.raises(NothingSelected):
        compare(embedded_database, [wanted("milk-1"), wanted("line=9")])
    answer = compare(embedded_database, [wanted("milk-1"), wanted("milk-2")])
    for name in ("only:", "only:milk-3", "outside:0", "union:milk-1", "both", ""):
        with pytest.raises(WrongUsage, match="There is no part"):
            answer.part(name)
    assert compare(embedded_database, [wanted("milk-1")]).changes is None
