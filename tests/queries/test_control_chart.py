"""Control charts on both engines: which values, in which order and unit, and what was made then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from genealogy.engine.database import Database
from genealogy.errors import MixedUnits, NothingMeasured, NothingSelected, WrongUsage
from genealogy.facts import Description, Fact, Measurement, ProcessValue
from genealogy.nouns import Noun
from genealogy.selection import Window
from genealogy.settings import Settings
from queries.control_chart import ControlChart, control_chart
from tests.plants import own, produced, state

SETTINGS = Settings()
OPEN = Window()
BEGIN = datetime(2026, 10, 1, 8, tzinfo=UTC)
STEADY = ["10", "10.2", "9.9", "10.1", "9.8", "10", "10.1", "9.9", "10.2", "10"]


def measured(
    lot: str, value: str | None, hours: float | None = 0, unit: str | None = "kg", **more: Any
) -> Fact:
    """A test of a batch, so many hours after the beginning; None: nobody says when."""
    return Measurement(
        key=f"T|measurement|{lot}|{value}|{hours}|{unit}",
        source=own(lot),
        target=f"m-{lot}-{value}-{hours}",
        characteristic="weight",
        quantity=None if value is None else Decimal(value),
        unit=unit,
        occurred_at=None if hours is None else BEGIN + timedelta(hours=hours),
        **more,
    )


def process_value(operation: str, value: str, hours: float, name: str = "temperature") -> Fact:
    return ProcessValue(
        key=f"T|process_value|{operation}|{name}|{hours}",
        source=operation,
        target=f"v-{operation}-{name}-{hours}",
        characteristic=name,
        quantity=Decimal(value),
        unit="°C",
        occurred_at=BEGIN + timedelta(hours=hours),
    )


def steady(last: str) -> list[object]:
    """Ten batches of steady weight, and one of another; each tested an hour after the last."""
    return [
        each
        for number, value in enumerate([*STEADY, last], start=1)
        for each in (
            produced(f"O{number}", f"cup-{number}"),
            measured(f"cup-{number}", value, number, low=Decimal(9), high=Decimal(11)),
        )
    ]


def ask(
    database: Database,
    characteristic: str = "weight",
    by: dict[str, str] | None = None,
    **more: Any,
) -> ControlChart:
    window = more.pop("window", Window())
    return control_chart(
        database, characteristic, by or {"material": "item"}, window, SETTINGS, **more
    )


def values(answer: ControlChart) -> list[float]:
    return [each.value for each in answer.chart.points]


def test_a_point_beyond_the_limits_is_linked_to_its_batch_and_the_scope_of_it(
    database: Database,
) -> None:
    state(database, steady("12.5"))
    told = ask(database).to_dict()
    (beyond, *_) = [each for each in told["violations"] if each["points"][-1] == "11"]

    assert (told["kind"], told["of"], told["unit"], len(told["points"])) == (
        "individuals", "batches", "kg", 11,
    )  # fmt: skip
    assert told["lower"] < told["centre"] < told["upper"] < 12.5
    assert own("cup-11") in beyond["batch_ids"]
    assert told["points"][10]["batch_ids"] == [own("cup-11")]
    assert (told["points"][10]["low"], told["points"][10]["high"]) == (9, 11)
    assert "genealogy recall" in beyond["command"]
    assert beyond["request"].startswith("GET /v1/recalls?batch=own%2Fitem%2Fcup-")


def test_steady_values_break_no_rule(database: Database) -> None:
    state(database, steady("10"))

    assert ask(database).to_dict()["violations"] == []


def test_why_there_are_no_limits_is_said(database: Database) -> None:
    state(database, steady("12.5"))

    assert ask(database).to_dict()["no_limits"] is None
    few = ask(database, baseline_to=BEGIN + timedelta(hours=7)).to_dict()
    assert (few["no_limits"], few["baseline"], few["centre"]) == ("few", 7, None)


def test_values_that_do_not_vary_have_no_limits(database: Database) -> None:
    state(database, [fact for at in range(1, 13) for fact in (
        produced(f"O{at}", f"cup-{at}"), measured(f"cup-{at}", "10", at),
    )])  # fmt: skip

    assert ask(database).to_dict()["no_limits"] == "constant"


def test_limits_come_of_the_baseline_that_is_asked_for(database: Database) -> None:
    state(database, steady("12.5"))
    answer = ask(database, baseline_to=BEGIN + timedelta(hours=10))

    assert answer.chart.baseline == 10
    assert answer.chart.limits.centre == pytest.approx(10.02)
    moving = [0.2, 0.3, 0.2, 0.3, 0.2, 0.1, 0.2, 0.3, 0.2]
    sigma = sum(moving) / len(moving) / 1.128
    assert answer.chart.limits.upper == pytest.approx(10.02 + 3 * sigma, abs=1e-3)


def test_subgroups_are_means_and_ranges_and_what_fills_none_is_told(database: Database) -> None:
    state(database, steady("10"))
    answer = ask(database, subgroup=5)

    assert (answer.chart.kind, answer.chart.left_over) == ("xbar-r", 1)
    assert values(answer) == pytest.approx([10.0, 10.04])
    assert [each.range for each in answer.chart.points] == pytest.approx([0.4, 0.3])
    assert answer.chart.limits.upper is None  # of two subgroups no limits can be drawn
    assert answer.batches_of(answer.chart.points[0]) == sorted(own(f"cup-{n}") for n in range(1, 6))


def test_limits_of_subgroups_are_those_of_shewhart(database: Database) -> None:
    state(database, [measured(f"cup-{n}", str(10 + n % 3), n) for n in range(40)])
    chart = ask(database, subgroup=5).chart

    ranges = [each.range or 0 for each in chart.points]
    mean = sum(each.value for each in chart.points) / 8
    # The constants for five: A2 0.577, D4 2.114
    assert chart.limits.upper == pytest.approx(mean + 0.577 * sum(ranges) / 8, abs=1e-3)
    assert chart.ranges.upper == pytest.approx(2.114 * sum(ranges) / 8, abs=1e-2)


def test_values_stand_in_the_order_of_time_and_convert_within_a_dimension(
    database: Database,
) -> None:
    state(database, [measured("a", "2", 3), measured("b", "1500", 1, "g", high=Decimal(1600)),
                     measured("c", "1", 2)])  # fmt: skip
    answer = ask(database)

    assert (answer.series.unit, values(answer)) == ("kg", [1.5, 1, 2])
    assert answer.to_dict()["points"][0]["high"] == 1.6


def test_unlike_units_are_refused_with_what_to_ask_for_and_one_can_be_chosen(
    database: Database,
) -> None:
    state(database, [measured("a", "2", 1), measured("b", "5", 2, "L"), measured("c", "3", 3)])
    with pytest.raises(MixedUnits, match=r"L \(1\), kg \(2\)") as told:
        ask(database)
    assert "--unit kg" in str(told.value)
    assert "unit=kg" in told.value.over_http()

    answer = ask(database, unit="kg")
    assert (values(answer), answer.series.other_units) == ([2, 3], 1)


def test_texts_and_values_without_a_time_are_counted_and_not_drawn(database: Database) -> None:
    state(database, [measured("a", "2", 1), measured("b", None, 2, text="turbid"),
                     measured("c", "3", None)])  # fmt: skip
    answer = ask(database)

    assert (values(answer), answer.series.texts, answer.series.untimed) == ([2], 1, 1)
    assert answer.chart.limits.centre is None


def test_a_process_value_leads_to_what_its_operation_made(database: Database) -> None:
    recipe = [
        Description(noun=Noun.OPERATION, id=f"O{n}", properties={"recipe": "R-1"}) for n in range(9)
    ]
    made = [produced(f"O{n}", f"cup-{n}") for n in range(9)]
    read = [process_value(f"O{n}", "90" if n == 8 else str(72 + n % 2), n) for n in range(9)]
    state(database, [*recipe, *made, *read])
    told = ask(database, "temperature", {"recipe": "R-1"}).to_dict()

    assert told["of"] == "operations"
    assert told["points"][8]["of"] == ["O8"]
    (beyond,) = (each for each in told["violations"] if each["rule"] == "1")
    assert beyond["batch_ids"] == [own("cup-8")]
    assert ask(database, "temperature", {"material": "item"}).to_dict()["points"] == told["points"]


def test_a_name_of_tests_and_of_process_values_is_two_things(database: Database) -> None:
    state(database, [*steady("10"), process_value("O1", "10", 1, "weight")])
    with pytest.raises(WrongUsage, match="11 times of batches and 1 times of operations"):
        ask(database)

    assert len(values(ask(database, of="batches"))) == 11
    assert values(ask(database, of="operations")) == [10]


def test_a_window_holds_its_ends_and_an_empty_one_is_an_answer(database: Database) -> None:
    state(database, steady("10"))
    window = Window(BEGIN + timedelta(hours=2), BEGIN + timedelta(hours=4))

    assert values(ask(database, window=window)) == [10.2, 9.9, 10.1]
    later = ask(database, window=Window(BEGIN + timedelta(days=9), None)).to_dict()
    assert (later["points"], later["centre"], later["violations"]) == ([], None, [])


def test_what_is_not_known_is_refused_with_what_is(database: Database) -> None:
    state(database, steady("10"))

    with pytest.raises(NothingMeasured, match="Nearest: weight"):
        ask(database, "Weight")
    with pytest.raises(NothingSelected):
        ask(database, by={"material": "itme"})
    with pytest.raises(WrongUsage, match="Say of what"):
        control_chart(database, "weight", {}, Window(), SETTINGS)
    with pytest.raises(WrongUsage, match="2 to 10"):
        ask(database, subgroup=11)


def test_who_is_held_to_sites_has_the_values_of_these(database: Database) -> None:
    places = [
        Description(
            noun=Noun.OPERATION, id=f"O{n}", properties={"site": "Kiel" if n > 9 else "Husum"}
        )
        for n in range(1, 12)
    ]
    state(database, [*steady("10"), *places])
    answer = ask(database, sites=["Husum"])

    assert (len(values(answer)), answer.withheld) == (9, 2)
