"""What an answer says of its own completeness, on plants that lack one thing each."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from genealogy.engine.database import Database
from genealogy.facts import Arrival
from genealogy.settings import Settings
from genealogy.verdict import Direction
from loaders.writing import write_chunk
from queries.completeness import completeness
from queries.recall import recall
from tests.plants import own, state
from tests.queries.flows import (
    WHOLE,
    came,
    counted,
    day,
    gaps,
    made,
    operation,
    sent,
    sent_back,
    used,
    verdict,
)

# What is whole


@pytest.mark.parametrize(
    ("direction", "origin", "leaves"),
    [
        ("forward", "milk", {"shipped": 1}),
        ("backward", "cheese", {"received": 1}),
        ("both", "milk", {"received": 1, "shipped": 1}),
    ],
)
def test_a_plant_that_lacks_nothing_is_complete(
    embedded_database: Database, direction: Direction, origin: str, leaves: dict[str, int]
) -> None:
    found = verdict(embedded_database, WHOLE, origin, direction)

    assert (found.status, found.complete, found.gaps) == ("complete", True, [])
    assert (found.violations, found.stale, found.unchecked, found.loops) == ([], [], 0, [])
    assert found.leaves == leaves


# Gaps of batches


def test_a_batch_that_was_never_received_or_made_is_a_gap(embedded_database: Database) -> None:
    found = verdict(embedded_database, [used("milk", "cook"), *WHOLE[2:]], "cheese", "backward")

    assert gaps(found) == [("no origin", "milk", 10.0)]
    assert (found.status, found.complete) == ("incomplete", False)
    assert found.leaves == {"gap": 1}


def test_a_batch_that_went_nowhere_is_a_gap_of_all_of_it(embedded_database: Database) -> None:
    found = verdict(embedded_database, WHOLE[:3])

    assert gaps(found) == [("no whereabouts", "cheese", 10.0)]
    assert found.gaps[0].unit == "kg"
    assert found.leaves == {"gap": 1}


def test_a_batch_that_went_nowhere_hides_an_unknown_amount_where_none_was_stated(
    embedded_database: Database,
) -> None:
    found = verdict(embedded_database, [*WHOLE[:2], made("cook", "cheese", None)])

    assert gaps(found) == [("no whereabouts", "cheese", None)]


@pytest.mark.parametrize(
    ("went", "gap"),
    [
        ("8.9", 1.1),
        ("8", 2.0),
        ("11.2", 1.2),
    ],
)
def test_what_is_missing_or_too_much_is_a_gap_of_that_quantity(
    embedded_database: Database, went: str, gap: float
) -> None:
    found = verdict(embedded_database, [*WHOLE[:3], sent("cheese", "shop", went)])

    assert gaps(found) == [("unaccounted", "cheese", gap)]
    assert found.gaps[0].unit == "kg"
    assert ("more went out" in found.gaps[0].why) == (float(went) > 10)


@pytest.mark.parametrize(
    ("tolerance", "went", "sound"),
    [
        (0.01, "9.9", True),  # the border itself is within
        (0.01, "9.8999", False),
        (0.01, "10.1", True),  # of the larger one, 10.1 that went
        (0.01, "10.102", False),
        (0.0, "10", True),
        (0.0, "9.999999", False),
        (1.0, "0.001", True),
    ],
)
def test_the_tolerance_is_a_share_of_what_moved(
    embedded_database: Database, tolerance: float, went: str, sound: bool
) -> None:
    facts = [*WHOLE[:3], sent("cheese", "shop", went)]

    assert verdict(embedded_database, facts, tolerance=tolerance).complete == sound


def test_a_batch_inside_the_answer_is_balanced_too(embedded_database: Database) -> None:
    found = verdict(embedded_database, [came("milk", "100"), *WHOLE[1:]])

    assert gaps(found) == [("unaccounted", "milk", 90.0)]


def test_the_largest_gap_stands_first(embedded_database: Database) -> None:
    facts = [
        came("milk", "100"),
        came("salt", "30"),
        *WHOLE[1:3],
        used("salt", "cook"),
        sent("cheese", "shop", "5"),
    ]

    assert gaps(verdict(embedded_database, facts, "cheese", "both")) == [
        ("unaccounted", "milk", 90.0),
        ("unaccounted", "salt", 20.0),
        ("unaccounted", "cheese", 5.0),
    ]


# Gaps of operations


def test_an_operation_that_made_nothing_is_a_gap(embedded_database: Database) -> None:
    found = verdict(embedded_database, WHOLE[:2])

    assert gaps(found) == [("operation without outputs", "cook", 10.0)]
    assert found.leaves == {"gap": 1}


def test_an_operation_that_ended_and_made_nothing_is_a_gap(embedded_database: Database) -> None:
    times = {"started_at": "2026-10-01T08:00:00Z", "ended_at": "2026-10-01T09:00:00Z"}

    found = verdict(embedded_database, [*WHOLE[:2], operation("cook", **times)])

    assert gaps(found) == [("operation without outputs", "cook", 10.0)]


def test_an_operation_that_still_runs_is_in_process_and_no_gap(
    embedded_database: Database,
) -> None:
    started = operation("cook", started_at="2026-10-01T08:00:00Z")
    state(embedded_database, [*WHOLE[:2], started])

    answer = recall(embedded_database, [own("milk")])

    assert answer.in_process == ["cook"]
    assert answer.trace.verdict.complete
    assert answer.trace.verdict.leaves == {"in process": 1}


def test_an_operation_that_used_nothing_is_a_gap_looking_back(embedded_database: Database) -> None:
    found = verdict(embedded_database, WHOLE[2:], "cheese", "backward")

    assert gaps(found) == [("operation without inputs", "cook", 10.0)]
    assert found.leaves == {"gap": 1}


def test_looking_forward_what_an_operation_used_is_not_asked(embedded_database: Database) -> None:
    assert verdict(embedded_database, WHOLE[2:], "cheese").complete


# Gaps of input


def test_rejected_rows_make_every_answer_incomplete(embedded_database: Database) -> None:
    rows = [
        {"rejected_id": f"L:{at}", "load_id": "L", "status": "open", "row": at} for at in (4, 7)
    ]
    receipt = {"file": "mb51.csv", "status": "done", "rows_rejected": 2}
    write_chunk(embedded_database, [], "L", lambda _: receipt, rows)

    found = verdict(embedded_database, WHOLE)

    assert gaps(found) == [("rejected rows", "mb51.csv", None)]
    assert found.gaps[0].why.startswith("2 of its rows")


def test_rejected_rows_that_were_settled_do_not(embedded_database: Database) -> None:
    rows = [{"rejected_id": "L:4", "load_id": "L", "status": "settled", "row": 4}]
    receipt = {"file": "mb51.csv", "status": "done", "rows_rejected": 1}
    write_chunk(embedded_database, [], "L", lambda _: receipt, rows)

    assert verdict(embedded_database, WHOLE).complete


def test_a_load_that_did_not_end_makes_every_answer_incomplete(
    embedded_database: Database,
) -> None:
    receipt = {"file": "mb51.csv", "status": "loading", "rows_rejected": 0}
    write_chunk(embedded_database, [], "L", lambda _: receipt)

    assert gaps(verdict(embedded_database, WHOLE)) == [("unfinished load", "mb51.csv", None)]


# Stale sources


@pytest.mark.parametrize(
    ("mes_ends", "stale"),
    [
        ("2026-10-08T22:00:00Z", []),
        ("2026-10-07T22:00:00Z", []),  # exactly as much as is allowed
        ("2026-10-07T21:59:59Z", ["MES"]),
        ("2026-10-07T21:59:59.500000Z", ["MES"]),
        ("2026-10-07T22:00:00.500000Z", []),
    ],
)
def test_a_source_that_ends_long_before_the_others_is_stale(
    embedded_database: Database, mes_ends: str, stale: list[str]
) -> None:
    reported(embedded_database, ERP="2026-10-09T22:00:00Z", MES=mes_ends)

    found = verdict(embedded_database, WHOLE, stale_hours=48)

    assert found.stale == stale
    assert (found.status, found.complete) == (("stale", False) if stale else ("complete", True))
    assert found.as_of == {"ERP": "2026-10-09T22:00:00Z", "MES": mes_ends}


def test_a_gap_weighs_more_than_a_stale_source(embedded_database: Database) -> None:
    reported(embedded_database, ERP="2026-10-09T22:00:00Z", MES="2026-09-09T22:00:00Z")

    found = verdict(embedded_database, WHOLE[:3])

    assert (found.status, found.stale) == ("incomplete", ["MES"])


def reported(database: Database, **ends: str) -> None:
    for source, covers_to in ends.items():
        receipt = {
            "file": f"{source}.csv",
            "status": "done",
            "rows_rejected": 0,
            "source": source,
            "covers_to": covers_to,
        }
        write_chunk(database, [], source, lambda _, receipt=receipt: receipt)  # type: ignore[misc]


def test_more_that_goes_out_than_was_counted_is_a_gap_and_no_negative_stock(
    embedded_database: Database,
) -> None:
    facts = [came("milk", at=day(1)), counted("milk", at=day(2)), sent("milk", "shop", at=day(3))]
    found = verdict(embedded_database, [*facts, sent("milk", "mart", "20", at=day(4))])

    assert gaps(found) == [("unaccounted", "milk", 20.0)]
    assert found.gaps[0].side == "backward"
    answer = recall(embedded_database, [own("milk")])
    assert (answer.on_hand, answer.stock) == ({}, [])


@pytest.mark.parametrize(
    ("back", "gap"),
    [
        (("shop", "4"), None),
        (("shop", "30"), ("return without shipment", "milk", 20.0)),
        (("mart", "5"), ("return without shipment", "milk", 5.0)),
        (("mart", None), ("return without shipment", "milk", None)),
    ],
)
def test_more_that_comes_back_than_went_there_is_a_gap(
    embedded_database: Database, back: tuple[str, str | None], gap: tuple[str, str, float | None]
) -> None:
    customer, quantity = back
    facts = [came("milk"), sent("milk", "shop"), sent_back(customer, "milk", quantity)]
    found = verdict(embedded_database, [*facts, counted("milk", quantity)])

    assert [each for each in gaps(found) if each[0] == "return without shipment"] == (
        [gap] if gap else []
    )
    if gap:
        assert customer in next(each.why for each in found.gaps if each.kind == gap[0])


def test_an_operation_that_gave_everything_back_used_nothing(embedded_database: Database) -> None:
    back = used("milk", "cook", role="return")
    found = verdict(embedded_database, [*WHOLE, back, counted("milk")], "cheese", "backward")

    assert gaps(found) == [("operation without inputs", "cook", 10.0)]


@pytest.mark.parametrize(
    ("end", "zone"), [(datetime.min, "America/New_York"), (datetime.max, "Asia/Shanghai")]
)
def test_times_at_the_ends_of_the_calendar_are_times(
    embedded_database: Database, end: datetime, zone: str
) -> None:
    end = end.replace(tzinfo=UTC)
    arrived = Arrival(
        key="arrived",
        source=own("cheese"),
        target="shop",
        quantity=Decimal(10),
        unit="kg",
        occurred_at=end,
        document="D",
    )
    facts = [came("milk", at=end), used("milk", "cook", at=end), made("cook", "cheese", at=end)]
    sent_then = sent("cheese", "shop", at=end, document="D")
    found = verdict(embedded_database, [*facts, sent_then, arrived])

    assert found.complete
    total = completeness(embedded_database, Settings(zone=zone)).total
    assert total.complete == total.batches == 2
