"""Root cause: the planted cause comes first, on both engines, and what nobody can say is said."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from api.http.schemas import RootCauseAnswer
from api.root_cause import claim
from benchmarks.causes import planted
from benchmarks.root_cause import found as found_without_engine
from genealogy.engine.database import Database
from genealogy.errors import UnknownBatch, WrongUsage
from genealogy.facts import (
    Cleaning,
    Consumption,
    EquipmentUse,
    Fact,
    Hold,
    Maintenance,
    Measurement,
    ProcessValue,
)
from genealogy.root_cause.ranking import ranked
from queries.root_cause import RootCause, root_cause
from queries.selection import selected
from tests.plants import consumed, own, produced, state, supplied
from tests.queries.flows import counted, day, made, operation, used

BAD = [f"bad-{number}" for number in range(6)]
GOOD = [f"good-{number}" for number in range(12)]


def plant() -> list[Any]:
    """Six bad batches have the milk, twelve good ones have other milk; all have the salt."""
    return [
        supplied("dairy", "milk", document="D-1"),
        supplied("dairy", "other"),
        *(
            fact
            for lot in (*BAD, *GOOD)
            for fact in (
                used("milk" if lot in BAD else "other", f"cook-{lot}"),
                used("salt", f"cook-{lot}"),
                made(f"cook-{lot}", lot),
            )
        ),
    ]


def asked(database: Database) -> RootCause:
    """The answer to six bad and twelve good batches, which is as its schema says."""
    answer = root_cause(database, [own(lot) for lot in BAD], [own(lot) for lot in GOOD])
    RootCauseAnswer.model_validate(json.loads(json.dumps(answer.to_dict())))
    return answer


def row_of(answer: RootCause, kind: str, id_: str) -> dict[str, Any]:
    (row,) = (
        row
        for row in answer.suspects
        if any((each["kind"], each["id"]) == (kind, id_) for each in (row, *row["together"]))
    )
    return row


def test_what_only_the_bad_ones_share_comes_first_and_salt_last(database: Database) -> None:
    state(database, plant())

    answer = asked(database)

    first = answer.suspects[0]
    assert (first["kind"], first["id"], first["bad"], first["good"]) == ("batch", own("milk"), 6, 0)
    assert first["likely"] and first["p"] == pytest.approx(1 / 18_564)  # 18 over 6
    assert [(each["kind"], each["id"], each["of"]) for each in first["together"]] == [
        ("delivery", "D-1", "dairy")
    ]
    assert first["bad_batches"] == sorted(own(lot) for lot in BAD)
    assert (first["bad_quantity_share"], first["good_quantity_share"]) == (1, 0)
    salt = row_of(answer, "batch", own("salt"))
    assert (salt["bad_share"], salt["good_share"], salt["lift"], salt["p"]) == (1, 1, 1, 1)
    assert not salt["likely"]
    assert json.loads(json.dumps(answer.to_dict()))["verdict"]["gaps"][0]["subject"] == own("salt")


def test_a_cause_behind_a_loop_is_found(database: Database) -> None:
    state(database, [*plant(), consumed("bad-0", "rework"), produced("rework", "milk")])

    first = asked(database).suspects[0]

    assert {first["id"], *(each["id"] for each in first["together"])} >= {own("milk"), "rework"}
    assert (first["bad"], first["good"]) == (6, 0)


def test_what_only_possible_links_lead_to_is_told_apart(database: Database) -> None:
    possible = [
        Consumption(key=f"T|c|{lot}", source=own("glue"), target=f"cook-{lot}",
                    probability=Decimal("0.5"))
        for lot in BAD
    ]  # fmt: skip
    state(database, [*plant(), *possible])

    answer = asked(database).to_dict()

    assert own("glue") not in {row["id"] for row in answer["suspects"]}
    assert [(row["id"], row["bad"], row["good"]) for row in answer["possible"]] == [
        (own("glue"), 6, 0)
    ]


def test_a_window_of_a_machine_is_a_suspect(database: Database) -> None:
    def ran(lot: str, at: int) -> Fact:
        return EquipmentUse(
            key=f"T|e|{lot}", source=f"cook-{lot}", target="kettle", occurred_at=day(at)
        )

    days = {lot: 5 + at // 3 for at, lot in enumerate(BAD)}
    days |= {lot: (1 + at // 3 if at < 9 else 9) for at, lot in enumerate(GOOD)}
    facts = [fact for lot in days for fact in (made(f"cook-{lot}", lot), ran(lot, days[lot]))]
    state(database, facts)

    first = asked(database).suspects[0]

    assert (first["kind"], first["id"]) == ("equipment", "kettle")
    assert (first["start"], first["end"]) == ("2026-10-05T00:00:00Z", "2026-10-07T00:00:00Z")
    assert (first["bad"], first["good"]) == (6, 0)


def test_equipment_is_a_suspect_since_it_was_cleaned(database: Database) -> None:
    hours = {lot: 2 + at for at, lot in enumerate(BAD)}  # all on one day, between two cleanings
    hours |= {lot: 12 + at // 2 for at, lot in enumerate(GOOD)}
    clean = [("CIP-1", Cleaning, 0), ("WO-2", Maintenance, 10)]
    facts: list[Fact] = [
        kind(key=f"T|{name}", source=name, target="kettle", occurred_at=day(5, hour),
             ended_at=day(5, hour + 1))
        for name, kind, hour in clean
    ]  # fmt: skip
    for lot, hour in hours.items():
        begin = day(5, hour)
        facts.append(made(f"cook-{lot}", lot, at=begin))
        facts.append(
            EquipmentUse(key=f"T|{lot}", source=f"cook-{lot}", target="kettle", occurred_at=begin)
        )
    state(database, facts)

    answer = asked(database)

    first = answer.suspects[0]
    assert (first["kind"], first["id"], first["of"]) == ("equipment", "kettle", "CIP-1")
    assert (first["start"], first["end"]) == ("2026-10-05T01:00:00Z", "2026-10-05T11:00:00Z")
    assert (first["bad"], first["good"]) == (6, 0)
    assert (
        answer.leads[0].where
        == "equipment=kettle from=2026-10-05T02:00:00Z to=2026-10-05T07:00:00Z"
    )


def test_a_value_that_differs_is_a_suspect_with_its_threshold(database: Database) -> None:
    values = {lot: 70 + at for at, lot in enumerate(BAD)}
    values |= {lot: 50 + at for at, lot in enumerate(GOOD)}
    state(
        database,
        [
            *plant(),
            *(
                ProcessValue(key=f"T|v|{lot}", source=f"cook-{lot}", target=f"m/{lot}", unit="C",
                             quantity=Decimal(value), characteristic="temperature")
                for lot, value in values.items()
            ),
        ],
    )  # fmt: skip

    row = row_of(asked(database), "parameter", "temperature")

    assert row["likely"] and (row["bad"], row["good"]) == (6, 0)
    assert 61 < row["parameter"]["threshold"] <= 70
    assert row["parameter"]["unit"] == "C"


def test_values_beyond_their_limits_are_a_suspect(database: Database) -> None:
    tests = [
        Measurement(key=f"T|m|{lot}", source=own("milk" if at else "other"), target=f"m/{lot}",
                    quantity=Decimal("9" if at else "6"), low=Decimal(5), high=Decimal(7),
                    unit="pH", characteristic="acidity")
        for at, lot in enumerate(("one", "two"))
    ]  # fmt: skip
    state(database, [*plant(), *tests])

    row = row_of(asked(database), "batch", own("milk"))

    assert ("parameter", "acidity", "item above") in {
        (each["kind"], each["id"], each["of"]) for each in row["together"]
    }


def test_units_that_nothing_converts_are_named(database: Database) -> None:
    units = {lot: "C" if at % 2 else "bar" for at, lot in enumerate(BAD)}
    state(
        database,
        [
            *plant(),
            *(
                ProcessValue(key=f"T|v|{lot}", source=f"cook-{lot}", target=f"m/{lot}", unit=unit,
                             quantity=Decimal(5), characteristic="heat")
                for lot, unit in units.items()
            ),
        ],
    )  # fmt: skip

    assert asked(database).to_dict()["mixed_units"] == [
        {"characteristic": "heat", "step": "item", "units": ["C", "bar"]}
    ]


def test_good_batches_are_chosen_of_the_same_material_and_time(database: Database) -> None:
    def cooked(lot: str, at: int) -> list[Any]:
        return [made(f"cook-{lot}", lot, at=day(at)), used("milk", f"cook-{lot}")]

    days = {"a": 10, "b": 11, "near": 12, "far": 30, "before": 5}
    state(database, [fact for lot, at in days.items() for fact in cooked(lot, at)])

    answer = root_cause(database, [own("a"), own("b")])

    assert answer.good == (own("before"), own("near"))
    assert answer.comparison and answer.comparison.to_dict() == {
        "materials": ["own/item"],
        "from": "2026-10-03T12:00:00Z",
        "to": "2026-10-18T12:00:00Z",
        "batches": 2,
        "left_out": 0,
        "unknown": 2,
        "known_only": False,
    }


@pytest.mark.parametrize("tested", [9, 10])
def test_enough_that_are_known_to_be_good_are_taken_alone(database: Database, tested: int) -> None:
    lots = ["bad", *(f"good-{at}" for at in range(tested)), "untested"]
    passed = [
        Measurement(key=f"T|pH|{lot}", source=own(lot), target=f"m/{lot}", characteristic="pH",
                    quantity=Decimal(4), verdict="pass", unit="")
        for lot in lots
        if lot.startswith("good")
    ]  # fmt: skip
    state(database, [*passed, *(made(f"cook-{lot}", lot, at=day(9)) for lot in lots)])

    answer = root_cause(database, [own("bad")])

    assert (own("untested") in answer.good) == (tested < 10)
    assert len([each for each in answer.good if "good" in each]) == tested
    assert answer.comparison and answer.comparison.unknown == 1


def test_what_is_on_hold_is_no_good_batch_to_compare_with(database: Database) -> None:
    held = Hold(key="T|hold", source=own("b"), target="H-1", occurred_at=day(12))
    lots = {"a": 10, "b": 11, "c": 12}
    state(database, [*(made(f"cook-{lot}", lot, at=day(at)) for lot, at in lots.items()), held])

    answer = root_cause(database, [own("a")])

    assert answer.good == (own("c"),)
    assert answer.comparison and (answer.comparison.of, answer.comparison.left_out) == (2, 1)


def test_when_a_machine_began_and_stopped_is_the_scope_of_a_recall(database: Database) -> None:
    """A kettle makes a batch a day; from the 9th to the 14th they are bad, of some nobody knows."""
    facts: list[Any] = []
    for at in range(1, 25):
        ran = {"key": f"T|e|{at}", "source": f"run-{at}", "target": "kettle"}
        facts += [made(f"run-{at}", f"lot-{at}", at=day(at)), used("milk", f"run-{at}")]
        facts.append(EquipmentUse(**ran, occurred_at=day(at)))
    state(database, facts)
    bad, unknown = [9, 11, 12, 13, 14], [10, 20]
    good = [own(f"lot-{at}") for at in range(1, 25) if at not in bad + unknown]

    answer = root_cause(database, [own(f"lot-{at}") for at in bad], good)

    (lead,) = answer.to_dict()["leads"]
    assert (lead["began"], lead["stopped"]) == ("2026-10-09T12:00:00Z", "2026-10-14T12:00:00Z")
    assert (lead["bad"], lead["known"], lead["bad_outside"], lead["known_outside"]) == (5, 5, 0, 17)
    assert lead["not_known"] == [own("lot-10")]
    assert own("lot-10") in answer.batches  # whoever may not see it gets none of the answer
    assert lead["p"] <= 0.05
    hits, _ = selected(database, [lead["where"]])
    assert {hit.batch_id for hit in hits} == {own(f"lot-{at}") for at in range(9, 15)}


def test_the_batch_to_test_next_tells_suspects_apart_that_always_went_together(
    database: Database,
) -> None:
    """Glue and film went together into all bad batches; one packed batch has the glue alone."""
    facts: list[Any] = []
    for lot in (*BAD, *GOOD, "odd"):
        suspicious = lot in BAD or lot == "odd"
        facts += [
            made(f"pack-{lot}", lot, at=day(5)),
            used("glue" if suspicious else "other glue", f"pack-{lot}", at=day(5)),
            used("film" if lot in BAD else "other film", f"pack-{lot}", at=day(5)),
            counted(lot, "7", at=day(9)),
        ]
    state(database, facts)

    told = asked(database).to_dict()

    first = told["suspects"][0]
    assert {first["id"], *(each["id"] for each in first["together"])} == {own("glue"), own("film")}
    (odd,) = told["to_test"]
    assert (odd["batch_id"], odd["on_hand"], odd["unit"]) == (own("odd"), 7, "kg")
    reaches = {each["key"]: each["reaches"] for each in odd["suspects"]}
    keys = {each["id"]: each["key"] for each in (first, *first["together"])}
    assert (reaches[keys[own("glue")]], reaches[keys[own("film")]]) == (True, False)
    (glue,) = (each for each in odd["suspects"] if each["key"] == keys[own("glue")])
    assert glue["if_bad"] > 0.9 > glue["if_good"]
    assert 0 < odd["gain"] <= 1


def test_too_few_batches_for_any_claim_is_said(database: Database) -> None:
    state(database, plant())

    answer = root_cause(database, [own("bad-0")], [own("good-0"), own("good-1")])

    assert not answer.enough and answer.smallest_p == pytest.approx(1 / 3)
    assert answer.suspects and not answer.likely
    assert "TOO FEW BATCHES" in claim(answer)[0]


def test_batches_of_which_nothing_else_is_known_have_no_suspect(database: Database) -> None:
    state(database, [counted(lot, "1", at=day(1)) for lot in ("a", "b", "c")])

    answer = root_cause(database, [own("a")], [own("b"), own("c")])

    assert [row["kind"] for row in answer.suspects] == ["material"]
    assert not answer.enough


def test_too_few_batches_for_so_many_suspects_is_said(database: Database) -> None:
    """One bad batch against twenty: p can be 0.048, but not of one suspect among dozens."""
    lots = [f"lot-{at}" for at in range(21)]
    state(database, [fact for lot in lots for fact in (used(f"m-{lot}", lot), made(lot, lot))])

    answer = root_cause(database, [own(lots[0])], [own(lot) for lot in lots[1:]])

    assert answer.smallest_p < 0.05 < answer.smallest_p * answer.ranking.tested
    assert not answer.enough and not answer.likely


def test_a_test_of_a_bad_batch_is_how_it_came_out_and_no_suspect(database: Database) -> None:
    tested = [
        Measurement(key=f"T|{name}|{lot}", source=own(lot), target=f"{name}-{lot}", verdict=verdict,
                    characteristic=name, quantity=Decimal(value), unit="mL")
        for name, lots, verdict, value in (
            ("gas", BAD, "NG", 9), ("gas", GOOD, "OK", 1), ("salt", BAD, "OK", 3),
            ("salt", GOOD, "OK", 2),
        )
        for lot in lots
    ]  # fmt: skip
    state(database, [*plant(), *tested])

    answer = asked(database)

    named = [each for row in answer.suspects for each in (row, *row["together"])]
    assert [each["id"] for each in named if each["kind"] == "parameter"] == ["salt"]
    assert answer.to_dict()["failed_tests"] == [
        {"characteristic": "gas", "step": "item", "bad": len(BAD)}
    ]


def test_a_parameter_is_held_against_the_batches_that_have_a_value(database: Database) -> None:
    def value(name: str, lot: str, number: int) -> Fact:
        return ProcessValue(key=f"T|{name}|{lot}", source=f"cook-{lot}", target=f"{name}-{lot}",
                            characteristic=name, quantity=Decimal(number), unit="Cel")  # fmt: skip

    hot = [value("heat", lot, 80 + at) for at, lot in enumerate(BAD[:5])]
    cold = [value("heat", lot, 60 + at) for at, lot in enumerate(GOOD[:8])]
    seldom = [value("dose", BAD[0], 5), value("dose", GOOD[0], 4)]
    state(database, [*plant(), *hot, *cold, *seldom])

    answer = asked(database)

    (heat,) = [row for row in answer.suspects if row["id"] == "heat"]
    assert (heat["bad"], heat["good"], heat["bad_share"]) == (5, 0, 1)
    assert heat["odds_ratio"] == pytest.approx(5.5 * 8.5 / 0.25)
    assert answer.to_dict()["few_values"] == [
        {"characteristic": "dose", "step": "item", "unit": "Cel", "bad": 1, "good": 1}
    ]


def test_what_a_selection_names_as_good_has_no_bad_batch_in_it(database: Database) -> None:
    state(database, plant())

    answer = root_cause(database, [own(lot) for lot in BAD], good_from=["material=item"])

    assert set(answer.good).isdisjoint(own(lot) for lot in BAD)
    assert {own(lot) for lot in GOOD} <= set(answer.good)


def test_batches_without_a_common_ancestor_have_suspects_of_one_each(database: Database) -> None:
    lots = ("a", "b", "c")
    state(database, [fact for lot in lots for fact in (used(f"m-{lot}", lot), made(lot, lot))])

    answer = root_cause(database, [own("a"), own("b")], [own("c")])

    batches = [row for row in answer.suspects if row["kind"] == "batch"]
    assert {(row["bad"], row["good"]) for row in batches} == {(1, 0)}
    assert not answer.likely


@pytest.mark.parametrize(
    ("bad", "good", "says"),
    [
        (["bad-0", "bad-1"], ["bad-1"], "bad or good, not both: own/item/bad-1"),
        ([], ["good-0"], "Name the bad batches"),
        (["alone"], [], "No batch of the same material and time"),
        (["untimed"], [], "Nobody states when the bad batches were made"),
    ],
)
def test_questions_that_have_no_answer_are_refused(
    database: Database, bad: list[str], good: list[str], says: str
) -> None:
    state(database, [*plant(), operation("x", line="1"), made("x", "alone", at=day(1)),
                     made("y", "untimed")])  # fmt: skip

    with pytest.raises(WrongUsage, match=says):
        root_cause(database, [own(each) for each in bad], [own(each) for each in good])


def test_a_batch_that_nobody_knows_is_named(database: Database) -> None:
    state(database, plant())

    with pytest.raises(UnknownBatch, match="nobody"):
        root_cause(database, ["nobody"], [own("good-0")])


@pytest.mark.parametrize("cause", ["lot", "machine", "operator", "drift", "pair"])
def test_a_planted_cause_comes_first_and_engines_find_what_the_facts_say(
    database: Database, cause: str
) -> None:
    of = planted(cause, 1)
    state(database, of.plant.facts)

    answer = root_cause(database, of.bad, of.good)

    assert any(of.causes[0](member) for member in answer.ranking.rows[0].members)
    alone = found_without_engine(of)
    assert answer.found.certain == alone.certain
    assert [(each.members, each.contrast) for each in answer.ranking.rows] == [
        (each.members, each.contrast) for each in ranked(alone, len(of.bad)).rows
    ]
