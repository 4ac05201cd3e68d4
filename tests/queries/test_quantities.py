"""How much of an origin is where, asked of a graph."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.errors import WrongUsage
from genealogy.facts import Consumption, Return
from genealogy.settings import Settings
from queries.recall import recall
from queries.trace import trace
from tests.conftest import empty
from tests.plants import own, state
from tests.queries.flows import amount, came, counted, day, made, scrapped, sent, sent_back, used

DAIRY = [
    came("milk", "100", at=day(1)),
    came("cream", "300", at=day(1)),
    used("milk", "mix", "100", at=day(2)),
    used("cream", "mix", "300", at=day(2)),
    made("mix", "yoghurt", "360", at=day(2)),
    sent("yoghurt", "shop", "180", at=day(3)),
    sent_back("shop", "yoghurt", "36", at=day(4)),
    scrapped("yoghurt", "36", at=day(5)),
    counted("yoghurt", "100", at=day(6)),
    used("yoghurt", "fill", "72", at=day(3)),
    made("fill", "cup", "60", unit="pcs", at=day(3)),
    sent("cup", "shop", "60", unit="pcs", at=day(3)),
]
"""A quarter is milk: of 100 kg 10 evaporate, 36 stay with the shop, 9 are scrapped, 25 on hand,
18 in cups, and 2 nobody knows."""


def by(rows: list[dict[str, Any]], name: str) -> dict[str, list[dict[str, Any]]]:
    """The amounts of each row."""
    return {row[name].removeprefix("own/item/"): row["amounts"] for row in rows}


def kg(
    low: float, mixing: float | None, high: float | None, share: float | None
) -> list[dict[str, Any]]:
    return [{"unit": "kg", "low": low, "mixing": mixing, "high": high, "share": share}]


def test_a_recall_tells_how_much_is_in_every_batch_and_with_every_customer(
    database: Database,
) -> None:
    state(database, DAIRY)
    told = recall(database, [own("milk")], quantities=True).to_dict()

    assert by(told["batches"], "batch_id") == {
        "milk": kg(100, 100, 100, 1),
        "yoghurt": kg(60, 90, 100, 0.25),
        "cup": kg(0, 18, 72, None),
    }
    assert by(told["customers"], "customer_id") == {"shop": kg(0, 54, 100, None)}
    assert told["quantities"] == [
        {
            "unit": "kg",
            "origins": [own("milk")],
            "seeded": 100,
            "found": {
                "customers": 54,
                "disposed": 9,
                "on_hand": 25,
                "operations": 10,
                "unexplained": 2,
                "origins": 0,
                "not_known": 0,
            },
        }
    ]


def test_what_is_not_asked_for_is_not_told(database: Database) -> None:
    state(database, DAIRY)
    told = trace(database, [own("milk")]).to_dict()

    assert "quantities" not in told
    assert not any("amounts" in row for row in (*told["batches"], *told["customers"]))


@pytest.mark.parametrize("direction", ["backward", "both"])
def test_quantities_are_told_forward_only(embedded_database: Database, direction: Any) -> None:
    with pytest.raises(WrongUsage, match="forward"):
        trace(embedded_database, [own("milk")], direction, quantities=True)


def test_a_batch_of_which_all_came_back_is_named(database: Database) -> None:
    back = amount(Consumption, "milk", "stir", "8", role="return")
    state(database, [*DAIRY, used("milk", "stir", "8"), back, made("stir", "pot", "5")])
    answer = trace(database, [own("milk")], quantities=True)

    assert by(answer.batches, "batch_id")["pot"] == kg(0, 0, 0, 0)
    assert answer.quantities is not None
    assert answer.quantities.without == [own("pot")]


def test_origins_of_unlike_units_stand_side_by_side(database: Database) -> None:
    lids = [came("lid", "90", unit="pcs"), used("lid", "fill", "90", unit="pcs")]
    state(database, [*DAIRY, *lids])
    told = trace(database, [own("milk"), own("lid")], quantities=True).to_dict()

    assert [(row["unit"], row["origins"]) for row in told["quantities"]] == [
        ("pcs", [own("lid")]),
        ("kg", [own("milk")]),
    ]
    assert [each["unit"] for each in by(told["batches"], "batch_id")["cup"]] == ["pcs", "kg"]


def test_as_known_before_the_return_the_shop_had_more(database: Database) -> None:
    state(database, [fact for fact in DAIRY if not isinstance(fact, Return)])
    before = datetime.now(UTC).isoformat()
    state(database, [fact for fact in DAIRY if isinstance(fact, Return)])
    answer = recall(database, [own("milk")], quantities=True, as_known_on=before)

    # With the 36 kg that are back since, 388 kg were in it by these records.
    assert by(answer.customers, "customer_id")["shop"][0]["mixing"] == pytest.approx(
        90 * (180 + 72) / 388
    )


def test_shuffled_records_give_the_same_bytes(embedded_settings: Settings) -> None:
    told = []
    for seed in range(3):
        empty(embedded_settings)
        facts = Random(seed).sample(DAIRY, len(DAIRY))
        with open_database(embedded_settings) as database:
            state(database, facts)
            answer = recall(database, [own("milk")], quantities=True)
            told.append(json.dumps(answer.to_dict(), ensure_ascii=False))

    assert len(set(told)) == 1


def test_a_baked_cake_holds_what_its_fractions_say(database: Database, shared_data: Path) -> None:
    """GEMD tells what part of a mixture each ingredient is, by mass or by volume."""
    text = (shared_data / "gemd" / "cake_seed1.json").read_text(encoding="utf-8")
    runs = [each for each in json.loads(text)["context"] if each["type"] == "ingredient_run"]
    cocoa = mixture(runs, "mass_fraction")
    flour = mixture(runs, "volume_fraction")
    frosting = next(
        nominal(each["absolute_quantity"]) for each in runs if each["name"] == "frosting"
    )
    facts = [came(name, str(float(part))) for name, part in cocoa.items()]
    facts += [used(name, "whip", str(float(part))) for name, part in cocoa.items()]
    facts += [made("whip", "frosting", str(float(sum(cocoa.values()))))]
    facts += [used("frosting", "frost", str(float(frosting)))]
    facts += [made("frost", "cake", "1", unit="pcs")]
    facts += [came(name, str(float(part)), unit="L") for name, part in flour.items()]
    facts += [used(name, "sift", str(float(part)), unit="L") for name, part in flour.items()]
    facts += [made("sift", "dry", str(float(sum(flour.values()))), unit="L")]
    facts += [used("dry", "frost", "0.5", unit="L")]
    state(database, facts)

    for mixed, batch, unit, left in (
        (cocoa, "frosting", "kg", frosting),
        (flour, "dry", "L", Fraction(1, 2)),
    ):
        assert len(mixed) >= 3
        for name, part in mixed.items():
            (content,) = trace(database, [own(name)], quantities=True).to_dict()["quantities"]
            batches = by(trace(database, [own(name)], quantities=True).batches, "batch_id")
            share = part / sum(mixed.values())
            assert content["unit"] == unit
            assert batches[batch][0]["share"] == pytest.approx(float(share), rel=1e-8)
            assert batches["cake"][0]["mixing"] == pytest.approx(float(share * left), rel=1e-8)


def mixture(runs: list[dict[str, Any]], kind: str) -> dict[str, Fraction]:
    """The ingredients that are told by fractions of this kind."""
    return {each["name"]: nominal(each[kind]) for each in runs if each[kind]}


def nominal(value: dict[str, Any]) -> Fraction:
    """The middle of a quantity that is told with its uncertainty."""
    if "mean" in value:
        return Fraction(str(value["mean"]))
    return (Fraction(str(value["lower_bound"])) + Fraction(str(value["upper_bound"]))) / 2
