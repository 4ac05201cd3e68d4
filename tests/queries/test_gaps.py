"""The gaps of a whole graph are those of the traces through it, and so is its completeness."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import demo
from genealogy.engine.database import Database
from genealogy.errors import NothingSelected, WrongUsage
from genealogy.facts import (
    Consumption,
    Disposal,
    Fact,
    Production,
    Receipt,
    Return,
    Shipment,
    StockCount,
    StockGain,
)
from genealogy.gaps import Gap
from genealogy.settings import Settings
from genealogy.verdict import Direction
from loaders.loading import load
from loaders.writing import write_chunk
from queries.batches import EXIST
from queries.completeness import completeness, incomplete
from queries.gaps import BATCH_KINDS, KINDS, gaps
from queries.recall import recall
from queries.trace import trace
from tests.loaders.exports import CONSUMPTION, NOON, write_csv
from tests.plants import own, state
from tests.queries.flows import (
    WHOLE,
    amount,
    came,
    counted,
    day,
    gained,
    made,
    operation,
    sent,
    sent_back,
    used,
    verdict,
)

DEMO = Path(demo.__file__).parent
TRUTH: dict[str, Any] = json.loads((DEMO / "truth.json").read_text(encoding="utf-8"))
TOLERANCE = Decimal("0.01")
_PREFIXES = (f"w{number}" for number in count())


def told(found: Iterator[Gap] | list[Gap]) -> set[tuple[str, str, str]]:
    return {(gap.kind, gap.subject, gap.side) for gap in found}


# Random plants

LOTS = [f"L{number}" for number in range(9)]
PLACES = ("", "depot")
FACTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *(Receipt, Consumption, Consumption, Consumption, Return),
                *(Production, Production, Production, Shipment, Disposal, StockCount, StockGain),
            ]
        ),
        st.sampled_from(LOTS),
        st.integers(0, 6),
        st.sampled_from(["1", "2", "2.5", None]),
        st.sampled_from(["kg", "kg", "kg", "g", "pcs"]),
        st.integers(1, 20),
        st.sampled_from(["certain", "certain", "possible", "pending", "return"]),
    ),
    min_size=1,
    max_size=40,
)
SITES = st.lists(st.sampled_from(PLACES), min_size=7, max_size=7)
RUNNING = st.sets(st.integers(0, 6), max_size=3)


def plant(
    prefix: str, rows: list[tuple[Any, ...]], sites: list[str], running: set[int]
) -> Iterator[object]:
    """Facts of every kind between batches and operations; some lots are named without item."""
    for number, (kind, lot, other, quantity, unit, at, how) in enumerate(rows):
        batch = own(f"{prefix}-{lot}")
        if how == "pending" and kind in (Consumption, Production, Shipment):
            batch = batch.replace("/item/", "/?/")
        ends = {
            Receipt: f"farm-{other}",
            Shipment: ("depot", "shop")[other % 2],
            Return: ("depot", "shop")[other % 2],
            Disposal: ("scrap", "sample")[other % 2],
            StockGain: "adjustment",
            StockCount: "store",
        }
        far = ends.get(kind, f"{prefix}-op{other}")
        inward = kind in (Receipt, Production, StockGain, Return)
        more: dict[str, Any] = {}
        if how == "possible" and kind in (Consumption, Production, Shipment):
            more["probability"] = Decimal("0.5")
        if how == "return" and kind is Consumption:
            more["role"] = "return"
        yield kind(
            key=f"{prefix}|{number}",
            source=far if inward else batch,
            target=batch if inward else far,
            quantity=None if quantity is None else Decimal(quantity),
            unit=unit,
            occurred_at=day(at) if at < 19 else None,
            **more,
        )
    # Two items of one lot number: what names it without its item can be either.
    twin = own(f"{prefix}-L0").replace("/item/", "/other/")
    yield Receipt(key=f"{prefix}|twin", source="farm", target=twin, quantity=Decimal(1), unit="kg")
    for number in range(7):
        times = {"started_at": "2026-10-01T00:00:00Z"} if number in running else {}
        where = {"site": sites[number]} if sites[number] else {}
        if times or where:
            yield operation(f"{prefix}-op{number}", **times, **where)


@settings(
    max_examples=30,
    phases=(Phase.explicit, Phase.generate),  # each example is dozens of questions
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=FACTS, sites=SITES, running=RUNNING)
def test_the_gaps_of_a_graph_are_those_of_the_traces_through_its_batches(
    database: Database, rows: list[tuple[Any, ...]], sites: list[str], running: set[int]
) -> None:
    prefix = next(_PREFIXES)
    state(database, plant(prefix, rows, sites, running), prefix)
    mine = [own(f"{prefix}-{lot}") for lot in LOTS]
    mine += [own(f"{prefix}-L0").replace("/item/", "/other/")]
    mine += [each.replace("/item/", "/?/") for each in mine[: len(LOTS)]]
    batches = known(database, mine)

    whole = [gap for gap, _ in gaps(database).found if prefix + "-" in gap.subject]
    traced: set[tuple[str, str, str]] = set()
    backward: set[str] = set()
    for batch_id in batches:
        both = trace(database, [batch_id], "both").verdict.gaps
        traced |= {each for each in told(both) if prefix + "-" in each[1]}
        here = own_kinds(both, batch_id)
        assert here == own_kinds(whole, batch_id)
        directions: tuple[Direction, ...] = ("forward", "backward")
        for direction in directions:
            # What a batch's own balance says does not hang on the way that it was reached.
            alone = trace(database, [batch_id], direction).verdict.gaps
            assert own_kinds(alone, batch_id) == here
            if direction == "backward" and any(
                gap.side != "forward" for gap in alone if gap.kind != "unknown lots"
            ):
                backward.add(batch_id)

    sideless = {(kind, subject) for kind, subject, _ in traced}
    assert {(gap.kind, gap.subject) for gap in whole} == sideless
    assert incomplete(database, TOLERANCE) & set(batches) == backward


def own_kinds(found: list[Gap], batch_id: str) -> set[str]:
    """The gaps of a batch itself, by its balance."""
    return {gap.kind for gap in found if gap.subject == batch_id and gap.kind in BATCH_KINDS}


def known(database: Database, batch_ids: list[str]) -> list[str]:
    return sorted(database.read(EXIST, batch_ids=batch_ids)[0].batch_ids)


# The demo


def test_the_gap_of_the_demo_is_told_with_what_would_close_it(database: Database) -> None:
    load(database, [DEMO / "exports"])

    row, short = gaps(database).rows()

    planted = TRUTH["gap"]
    assert (row["subject"], row["kind"], row["unit"]) == (
        planted["batch_id"],
        planted["kind"],
        planted["unit"],
    )
    assert Decimal(str(row["quantity"])) == Decimal(planted["quantity"])
    assert (row["materials"], row["sites"], row["side"]) == (["3101"], ["Husum"], "forward")
    assert "the stock counts of WMS (wms-stock-counts, so far to 2026-10-17)" in row["closes"]
    assert (short["materials"], short["sites"], short["side"]) == (["3301"], ["Husum"], "backward")


def test_gaps_of_input_that_a_material_leaves_out_are_counted(embedded_database: Database) -> None:
    receipt = {"file": "mb51.csv", "status": "loading", "rows_rejected": 0}
    write_chunk(embedded_database, [], "L", lambda _: receipt)
    state(embedded_database, [came("milk")])

    assert gaps(embedded_database).input_left_out == 0
    chosen = gaps(embedded_database, materials=["item"])
    assert {gap.kind for gap, _ in chosen.found} == {"no whereabouts"}
    assert chosen.to_dict()["input_left_out"] == 1


# What a gap tells


def test_a_gap_says_how_much_it_concerns(embedded_database: Database) -> None:
    lost = verdict(embedded_database, [*WHOLE[:1], used("milk", "cook", "4"), used("milk", "pour")])

    by_subject = {gap.subject.split("/")[-1]: gap for gap in lost.gaps}
    assert (by_subject["cook"].quantity, by_subject["cook"].unit) == (4, "kg")
    assert by_subject["pour"].quantity == 10
    assert by_subject["milk"].quantity == 4  # 14 of 10 kg went out


def test_what_left_a_batch_of_no_origin_is_what_the_gap_concerns(
    embedded_database: Database,
) -> None:
    facts = [used("milk", "cook", "7"), sent("milk", "shop", "2"), counted("milk", "1")]
    state(embedded_database, [*facts, made("cook", "cheese", "7"), sent("cheese", "shop", "7")])

    (gap,) = trace(embedded_database, [own("cheese")], "backward").verdict.gaps

    assert (gap.kind, gap.quantity, gap.unit, gap.side) == ("no origin", 10, "kg", "both")


def test_a_pending_lot_concerns_what_its_records_say(embedded_database: Database) -> None:
    pending = Consumption(
        key="pending", source="own/?/milk", target="cook", quantity=Decimal(3), unit="kg"
    )
    twin = Receipt(
        key="twin", source="farm", target="own/other/milk", quantity=Decimal(5), unit="kg"
    )
    state(embedded_database, [came("milk"), twin, pending, made("cook", "cheese")])

    found = {gap.kind: gap for gap in trace(embedded_database, [own("milk")]).verdict.gaps}

    assert (found["pending lot"].quantity, found["pending lot"].unit) == (3, "kg")


def test_no_more_batches_are_hidden_than_were_made_since(embedded_database: Database) -> None:
    lines = [
        *(came("milk", at=day(3)), came("salt", at=day(9))),
        *(came("oats", at=day(1)), used("oats", "bake", at=day(2))),
        *(made("bake", "bread", at=day(2)), sent("bread", "shop", at=day(2))),
        *(used("salt", "brine", at=day(10)), made("brine", "feta", at=day(10))),
        sent("feta", "mart", at=day(11)),
    ]
    state(embedded_database, lines)

    (gap,) = recall(embedded_database, [own("milk")]).trace.verdict.gaps

    # Bread is older than the milk, salt and oats were received: only feta can hold any.
    assert (gap.kind, gap.at_most_batches, gap.at_most_customers) == ("no whereabouts", 1, 2)
    listed = next(row for row in gaps(embedded_database).rows() if row["subject"] == own("milk"))
    assert listed["at_most_batches"] == 1


def test_no_more_batches_are_hidden_than_were_there_before(embedded_database: Database) -> None:
    state(
        embedded_database,
        [
            *(used("milk", "cook", at=day(5)), made("cook", "cheese", at=day(5))),
            *(came("oats", at=day(1)), counted("oats", at=day(2))),
            *(came("late", at=day(8)), counted("late", at=day(9)), sent("cheese", "shop")),
        ],
    )

    (gap,) = trace(embedded_database, [own("cheese")], "backward").verdict.gaps

    assert (gap.kind, gap.at_most_batches, gap.at_most_customers) == ("no origin", 1, 0)


def test_a_gap_of_the_other_direction_hides_nothing_of_this_answer(
    embedded_database: Database,
) -> None:
    facts = [came("oats"), counted("oats"), *WHOLE[:3], sent("cheese", "shop", "12")]
    state(embedded_database, facts)

    (gap,) = trace(embedded_database, [own("milk")], "forward").verdict.gaps

    assert (gap.kind, gap.side) == ("unaccounted", "backward")
    assert (gap.at_most_batches, gap.at_most_customers) == (0, 0)


def test_a_batch_of_no_origin_can_have_gone_anywhere_besides(embedded_database: Database) -> None:
    facts = [came("oats"), counted("oats"), *WHOLE[1:]]
    state(embedded_database, facts)

    (gap,) = trace(embedded_database, [own("milk")], "forward").verdict.gaps

    assert (gap.kind, gap.at_most_batches, gap.at_most_customers) == ("no origin", 1, 0)


def test_when_a_batch_of_no_origin_began_to_go_anywhere_rules_nothing_out(
    embedded_database: Database,
) -> None:
    bread = [
        *(came("oats", at=day(1)), used("oats", "bake", at=day(2))),
        *(made("bake", "bread", at=day(2)), counted("bread")),
    ]
    cheese = [used("milk", "cook", at=day(5)), made("cook", "cheese", at=day(5))]
    state(embedded_database, [*bread, *cheese, sent("cheese", "shop", at=day(6))])

    (gap,) = trace(embedded_database, [own("milk")], "forward").verdict.gaps

    # Nobody knows since when there was milk: it can be in the bread, made before its first use.
    assert (gap.kind, gap.at_most_batches, gap.at_most_customers) == ("no origin", 2, 0)


def test_a_batch_that_only_came_back_has_neither_origin_nor_whereabouts(
    embedded_database: Database,
) -> None:
    found = verdict(embedded_database, [sent_back("shop", "milk")])

    assert {gap.kind for gap in found.gaps} == {
        "no origin",
        "no whereabouts",
        "return without shipment",
    }


def test_rejected_rows_can_hide_all_that_is_outside(embedded_database: Database) -> None:
    receipt = {"file": "mb51.csv", "status": "loading", "rows_rejected": 0}
    write_chunk(embedded_database, [], "L", lambda _: receipt)

    found = verdict(embedded_database, [*WHOLE, came("oats"), counted("oats"), came("rye")])

    assert [(gap.kind, gap.at_most_batches) for gap in found.gaps] == [("unfinished load", 2)]


def test_what_would_settle_a_gap_is_named_by_source_and_profile(
    embedded_database: Database, tmp_path: Path
) -> None:
    write_csv(tmp_path / "mes.csv", CONSUMPTION, [("PO-1", 1, "1001", "L-1", 5, "kg", NOON)])
    run = load(embedded_database, [tmp_path])

    (receipt,) = run.receipts
    assert receipt.kinds == ["consumption"]
    state(embedded_database, [made("bake", "bread")], "other")
    closes = {row["kind"]: row["closes"] for row in gaps(embedded_database).rows()}
    assert (
        f"the consumptions of {receipt.source} ({receipt.profile}, so far to"
        in (closes["operation without inputs"])
    )


def test_opening_stock_is_a_leaf_of_its_own(embedded_database: Database) -> None:
    opening = amount(Receipt, "own/opening stock", "milk")

    found = verdict(embedded_database, [opening, *WHOLE[1:]], "cheese", "backward")

    assert (found.gaps, found.leaves) == ([], {"opening stock": 1})


# The list


def test_the_worst_gap_of_a_dimension_stands_first(embedded_database: Database) -> None:
    state(
        embedded_database,
        [
            *(came("a", "2"), came("b", "900", unit="g"), came("c", "5", unit="pcs")),
            *(came("d", "0.003", unit="t"), came("e", "8", unit="crate"), came("f", None)),
        ],
    )

    assert [row["subject"].split("/")[-1] for row in gaps(embedded_database).rows()] == list(
        "dabcef"
    )


def test_gaps_are_chosen_by_kind_material_and_site(embedded_database: Database) -> None:
    other = Receipt(key="o", source="farm", target="own/rye/R1", quantity=Decimal(1), unit="kg")
    facts = [*WHOLE[:2], other, operation("cook", site="Husum", ended_at="2026-10-02T00:00:00Z")]
    state(embedded_database, facts)

    def subjects(**chosen: list[str]) -> list[str]:
        return [row["subject"] for row in gaps(embedded_database, **chosen).rows()]  # type: ignore[arg-type]

    assert subjects() == ["cook", "own/rye/R1"]
    assert subjects(kinds=["operation without outputs"]) == ["cook"]
    assert subjects(materials=["rye"]) == ["own/rye/R1"]
    assert subjects(materials=["item"]) == ["cook"]
    assert subjects(sites=["Husum"]) == ["cook"]
    assert subjects(materials=["own/rye"]) == ["own/rye/R1"]
    with pytest.raises(NothingSelected, match=r'No site is called "Kiel"\. Known: Husum\.'):
        subjects(sites=["Kiel"])
    with pytest.raises(NothingSelected, match=r'No material is called "ry"\. Nearest: rye'):
        subjects(materials=["ry"])
    with pytest.raises(WrongUsage, match='Did you mean "no origin"'):
        gaps(embedded_database, kinds=["no origins"])


def test_every_kind_of_gap_is_documented() -> None:
    text = (DEMO.parent / "docs" / "model.md").read_text(encoding="utf-8")

    for kind in KINDS:
        assert f"| {kind} |" in text


# Completeness


def test_completeness_is_told_by_material_site_and_month(embedded_database: Database) -> None:
    late = amount(Production, "cook", "cheese", at=day(31, hour=23))
    facts: list[object] = [
        *(came("milk", at=day(1)), used("milk", "cook"), late, sent("cheese", "shop")),
        *(used("relic", "bake"), made("bake", "pie", at=day(5)), sent("pie", "shop")),
        operation("cook", site="Husum"),
    ]
    state(embedded_database, facts)

    found = completeness(embedded_database, Settings(zone="Europe/Berlin"))

    assert found.total.to_dict() == {"batches": 4, "complete": 2, "percent": 50.0}
    assert [(row["by"], row["value"], row["batches"], row["complete"]) for row in found.rows()] == [
        ("material", "item", 4, 2),
        ("site", "", 3, 1),
        ("site", "Husum", 1, 1),
        ("month", "", 1, 0),
        ("month", "2026-10", 2, 1),
        ("month", "2026-11", 1, 1),
    ]


def test_a_loop_that_a_gap_feeds_is_incomplete_as_a_whole(embedded_database: Database) -> None:
    loop = [used("a", "one"), made("one", "b"), used("b", "two"), made("two", "a")]
    state(embedded_database, [*loop, used("relic", "one"), came("milk"), used("milk", "three")])

    assert incomplete(embedded_database, Decimal(1)) == {own("a"), own("b"), own("relic")}


# Uses that are summed


def test_a_balance_is_the_same_whichever_way_it_was_reached(embedded_database: Database) -> None:
    facts: list[Fact] = [came("salt", "1000", at=day(1))]
    for number in range(40):
        facts += [
            used("salt", f"op{number}", f"{number % 5}.{number % 3}1", at=day(2 + number % 20)),
            made(f"op{number}", f"p{number}", "1", at=day(2 + number % 20)),
        ]
    facts += [used("salt", "op1", "0.3", at=day(3), role="return"), used("salt", "op2", None)]
    facts += [counted("salt", "950", at=day(8)), used("salt", "op7", "2000", unit="g")]
    state(embedded_database, facts)

    forward = trace(embedded_database, [own("salt")], "forward")
    backward = trace(embedded_database, [own("p3")], "backward")

    assert backward.balances[own("salt")] == forward.balances[own("salt")]
    assert len(backward.genealogy.uses) < 40


@pytest.mark.parametrize("comes", [came, gained])
def test_a_use_before_its_batch_came_is_listed_also_beside_the_scope(
    embedded_database: Database, comes: Callable[..., Fact]
) -> None:
    state(
        embedded_database,
        [
            *(comes("salt", at=day(5)), used("salt", "early", "1", at=day(4))),
            *(used("salt", "late", "1", at=day(6)), made("late", "pie", at=day(6))),
        ],
    )

    found = trace(embedded_database, [own("pie")], "backward").verdict.violations

    assert [(each["subject"], each["by"]) for each in found] == [(own("salt"), "early")]
