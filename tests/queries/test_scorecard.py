"""Scorecards on both engines: what counts, for whom, and what stays out of the shares."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from genealogy.engine.database import Database
from genealogy.errors import NothingSelected, WrongUsage
from genealogy.facts import (
    Description,
    Disposal,
    EquipmentUse,
    Fact,
    Hold,
    Measurement,
    OperatorAssignment,
    Release,
)
from genealogy.nouns import Noun
from genealogy.scorecard import Score
from genealogy.selection import Window
from genealogy.settings import Settings
from queries.scorecard import Scorecard, scorecard
from tests.plants import consumed, own, produced, state, supplied

SETTINGS = Settings(zone="Europe/Berlin")
OPEN = Window()


def on(day: int, hour: int = 8, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def measured(lot: str, verdict: str = "", value: str | None = None, **more: Any) -> Fact:
    return Measurement(
        key=f"T|measurement|{lot}|{verdict}|{value}|{more}",
        source=own(lot),
        target=f"m-{lot}-{verdict}-{value}",
        characteristic="pH",
        quantity=None if value is None else Decimal(value),
        verdict=verdict or None,
        occurred_at=on(20),
        **more,
    )


def decided(kind: type[Fact], lot: str, day: int) -> Fact:
    return kind(key=f"T|{kind.__name__}|{lot}", source=own(lot), target="H-1", occurred_at=on(day))


def run(name: str, at: datetime, line: str = "L1", site: str = "Husum", **more: str) -> Description:
    told = {"line": line, "site": site, "started_at": at.isoformat().replace("+00:00", "Z"), **more}
    return Description(noun=Noun.OPERATION, id=name, properties=told)


def on_equipment(operation: str, equipment: str, at: datetime) -> Fact:
    return EquipmentUse(
        key=f"T|equipment_use|{operation}|{equipment}", source=operation, target=equipment,
        occurred_at=at,
    )  # fmt: skip


def plant() -> list[object]:
    """Two suppliers; six runs on two lines, in two shifts, by one operator on two machines.

    S-1: milk-1 fails, milk-2 passes, milk-3 was never tested; S-2: salt-1, salt-2, salt-3 fail
    in a row. L1: cup-1 passes, cup-2 on hold, cup-3 released; L2: cup-4 scrapped whole, cup-5
    scrapped in part, cup-6 nothing.
    """
    facts: list[object] = [
        supplied("S-1", "milk-1", occurred_at=on(1)),
        supplied("S-1", "milk-2", occurred_at=on(2)),
        supplied("S-1", "milk-3", occurred_at=on(3)),
        supplied("own/opening stock", "old", occurred_at=on(1)),
        *(measured("milk-1", "不合格"), measured("milk-2", "pass"), measured("old", "fail")),
        Description(noun=Noun.SUPPLIER, id="S-2", properties={"name": "Salz & Co"}),
    ]
    for number in (1, 2, 3):
        lot = f"salt-{number}"
        facts += [
            supplied("S-2", f"their-{number}", occurred_at=on(number)),
            Description(noun=Noun.OPERATION, id=f"R{number}", properties={"kind": "receive"}),
            consumed(f"their-{number}", f"R{number}", occurred_at=on(number)),
            produced(f"R{number}", lot, occurred_at=on(number)),
            measured(lot, value="9", low=Decimal(1), high=Decimal(5)),
        ]
    for number in range(1, 7):
        at = on(number + 4, hour=5 if number % 2 else 15)  # 07:00 and 17:00 in Berlin
        facts += [
            run(f"O{number}", at, "L1" if number < 4 else "L2"),
            produced(f"O{number}", f"cup-{number}", occurred_at=at),
            on_equipment(f"O{number}", "FIL-1" if number < 3 else "FIL-2", at),
            OperatorAssignment(
                key=f"T|operator_assignment|{number}", source=f"O{number}", target="OP-1",
                occurred_at=at,
            ),
        ]  # fmt: skip
    facts += [
        measured("cup-1", "OK"),
        *(decided(Hold, "cup-2", 12), decided(Hold, "cup-3", 12), decided(Release, "cup-3", 14)),
        *(
            Disposal(key=f"T|disposal|{lot}", source=own(lot), target="scrap", occurred_at=on(15))
            for lot in ("cup-4", "cup-5")
        ),
        consumed("cup-5", "O9", occurred_at=on(13)),
    ]
    return facts


def ask(database: Database, by: str, window: Window = OPEN, **more: Any) -> Scorecard:
    return scorecard(database, by, window, SETTINGS, **more)


def counts(answer: Scorecard) -> dict[str, tuple[int, int, int]]:
    """Batches, known and failures of each."""
    return {each.id: (len(each.batches), each.known, each.failures) for each in answer.found}


def lots(score: Score) -> list[str]:
    return [each.batch_id.split("/")[-1] for each in score.batches]


def test_each_noun_counts_what_was_made_or_delivered_there(database: Database) -> None:
    state(database, plant())

    assert counts(ask(database, "supplier")) == {"S-2": (3, 3, 3), "S-1": (3, 2, 1)}
    assert counts(ask(database, "line")) == {"L2": (3, 1, 1), "L1": (3, 3, 1)}
    assert counts(ask(database, "site")) == {"Husum": (6, 4, 2)}
    assert counts(ask(database, "equipment")) == {"FIL-1": (2, 2, 1), "FIL-2": (4, 2, 1)}
    assert counts(ask(database, "operator")) == {"OP-1": (6, 4, 2)}
    assert counts(ask(database, "shift")) == {"14:00-22:00": (3, 2, 2), "06:00-14:00": (3, 2, 0)}
    material = ask(database, "material")
    assert counts(material) == {"own/item": (12, 9, 6)}  # and what was delivered, as own lots


def test_a_delivery_is_the_own_lot_and_its_supplier_lot_speaks_for_it(database: Database) -> None:
    state(database, [*plant(), measured("their-2", "fail")])
    first, _ = ask(database, "supplier").found

    assert (first.name, lots(first)) == ("Salz & Co", ["salt-1", "salt-2", "salt-3"])
    told = first.batches[1].outcome
    assert (told.tests, told.why) == (2, "pH 9, limits 1 to 5; pH, fail")


def test_three_that_fail_in_a_row_are_flagged_with_which(database: Database) -> None:
    state(database, plant())
    told = ask(database, "supplier").to_dict()
    rows = {row["id"]: row for row in told["scores"]}

    assert rows["S-2"]["flagged"]
    assert told["in_a_row"] == [
        {"of": "S-2", "run": 1, "batch_id": own(f"salt-{number}")} for number in (1, 2, 3)
    ]
    assert not rows["S-1"]["flagged"]
    assert (rows["S-2"]["share"], rows["S-2"]["ppm"]) == (1.0, 1_000_000)
    assert rows["S-2"]["share_low"] < 0.5 < rows["S-2"]["share_high"] == 1.0


def test_the_share_is_of_the_known_and_says_how_many_are_not(database: Database) -> None:
    state(database, plant())
    row = next(row for row in ask(database, "line").to_dict()["scores"] if row["id"] == "L2")

    assert (row["batches"], row["unknown"], row["tested"], row["share"]) == (3, 2, 0, 1.0)


def test_a_batch_is_told_with_its_reasons(database: Database) -> None:
    state(database, plant())
    told = ask(database, "line").to_dict()["batches"]

    assert {row["batch_id"].split("/")[-1]: (row["outcome"], row["why"]) for row in told} == {
        "cup-1": ("good", "1 test passed"),
        "cup-2": ("bad", "on hold (H-1)"),
        "cup-3": ("good", "released (H-1)"),
        "cup-4": ("bad", "scrapped, and nothing of it was used"),
        "cup-5": ("unknown", None),
        "cup-6": ("unknown", None),
    }


def test_a_period_includes_both_its_ends_and_names_what_has_no_time(database: Database) -> None:
    whenever = [supplied("S-1", "milk-9"), produced("O7", "cup-7")]
    state(database, [*plant(), *whenever])
    answer = ask(database, "supplier", Window(on(2), on(3)))

    assert counts(answer) == {"S-2": (2, 2, 2), "S-1": (2, 1, 0)}
    assert answer.untimed == (own("milk-9"),)
    later = Window(on(2) + timedelta(microseconds=1), on(3))
    assert counts(ask(database, "supplier", later)) == {"S-2": (1, 1, 1), "S-1": (1, 0, 0)}
    assert ask(database, "line", Window(on(1), on(30))).untimed == (own("cup-7"),)
    assert ask(database, "line").unplaced == 1


def test_what_only_possibly_was_made_there_counts_nowhere(database: Database) -> None:
    maybe = produced("O6", "cup-8", occurred_at=on(10), probability=Decimal("0.5"))
    state(database, [*plant(), maybe])
    found = {each.id: each for each in ask(database, "line").found}

    assert (len(found["L2"].batches), found["L2"].possible) == (3, 1)


def test_batches_can_be_stated_as_bad_by_name_and_by_selection(database: Database) -> None:
    state(database, plant())
    answer = ask(database, "line", bad=["cup-1"], bad_from=["equipment=FIL-2"])

    assert counts(answer) == {"L1": (3, 3, 3), "L2": (3, 3, 3)}
    assert answer.question["bad"] == [own(f"cup-{n}") for n in (1, 3, 4, 5, 6)]
    with pytest.raises(NothingSelected):
        ask(database, "line", bad_from=["equipment=FIL-9"])
    with pytest.raises(WrongUsage, match="Nothing is counted by"):
        ask(database, "weekday")


def test_months_and_weeks_are_those_of_the_plant(database: Database) -> None:
    midnight = datetime(2026, 9, 30, 22, 30, tzinfo=UTC)  # in Berlin it is October already
    state(database, [run("O1", midnight), produced("O1", "a"), run("O2", on(1, month=6)),
                     produced("O2", "b"), measured("b", "fail")])  # fmt: skip
    periods = ask(database, "line").to_dict()["periods"]

    assert [(each["period"], each["failures"], each["share"]) for each in periods] == [
        ("2026-06", 1, 1.0),
        ("2026-10", 0, None),
    ]
    answer = ask(database, "line", Window(on(30, month=9), None))
    assert answer.grain == "week"
    assert [each["period"] for each in answer.to_dict()["periods"]] == ["2026-W40"]


def test_who_is_held_to_sites_has_these_alone_and_how_many_are_withheld(
    database: Database,
) -> None:
    elsewhere = [run("O8", on(8), "L1", "Kiel"), produced("O8", "cup-9", occurred_at=on(8))]
    state(database, [*plant(), *elsewhere])
    answer = ask(database, "line", sites=["Husum"])

    assert counts(answer) == {"L2": (3, 1, 1), "L1": (3, 3, 1)}
    assert (answer.withheld, answer.question["sites"]) == (1, ["Husum"])


def test_an_empty_graph_has_an_empty_scorecard(database: Database) -> None:
    answer = ask(database, "supplier")

    assert (answer.found, answer.to_dict()["scores"]) == ((), [])
