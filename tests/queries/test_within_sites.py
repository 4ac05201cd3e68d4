"""Within sites: a key of some sites gets whole answers of them, and of others none at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from genealogy.engine.database import Database
from genealogy.errors import BeyondSites, NotAllowed, NothingSelected, UnknownBatch
from genealogy.facts import (
    Consumption,
    ContainerShipment,
    Description,
    Fact,
    Packing,
    Production,
    Shipment,
    StockCount,
)
from genealogy.identity import BatchName, batch_id
from genealogy.nouns import Noun
from genealogy.settings import Settings
from queries.batches import batches_after
from queries.masking import masked
from queries.recall import recall
from queries.selection import selected
from queries.trace import trace
from queries.within_sites import (
    batches_after_within,
    check_all_sites,
    check_sites,
    held_to,
    search_within,
)
from tests.plants import own, state
from tests.queries.flows import amount, came, made, operation, sent, used

SETTINGS = Settings()
KIEL = [operation("churn", site="Kiel"), operation("ripen", site="Kiel")]
CHEESE: list[Fact | Description] = [
    *KIEL,
    came("milk"),
    used("milk", "churn"),
    made("churn", "curd"),
    used("curd", "ripen"),
    made("ripen", "cheese"),
    sent("cheese", "shop"),
]


def asked(database: Database, lot: str, *sites: str) -> None:
    """Recalls a lot for somebody who is held to the sites."""
    answer = recall(database, [own(lot)], SETTINGS)
    check_sites(database, answer.trace.genealogy, sites)


def test_an_answer_of_the_site_is_given_whole(database: Database) -> None:
    state(database, CHEESE)

    asked(database, "milk", "Kiel")
    asked(database, "cheese", "Kiel", "Husum")


@pytest.mark.parametrize(
    "elsewhere",
    [
        pytest.param([operation("slice", site="Husum"), used("cheese", "slice")], id="used"),
        pytest.param(
            [amount(Shipment, "cheese", "shop", "1", site="Husum")], id="shipped from there"
        ),
        pytest.param(
            [
                Description(noun=Noun.LOCATION, id="store", properties={"site": "Husum"}),
                amount(StockCount, "cheese", "store", "1"),
            ],
            id="counted there",
        ),
        pytest.param(
            [
                Packing(key="in", source=own("cheese"), target="box"),
                ContainerShipment(key="out", source="box", target="shop", site="Husum"),
            ],
            id="in a container",
        ),
    ],
)
def test_an_answer_that_touches_another_site_is_not_given_at_all(
    database: Database, elsewhere: list[Fact | Description]
) -> None:
    state(database, [*CHEESE, *elsewhere])

    with pytest.raises(BeyondSites, match=r"1 batch at 1 other site\. Ask somebody"):
        asked(database, "milk", "Kiel")
    asked(database, "milk", "Kiel", "Husum")


def test_a_batch_of_no_known_site_is_not_given(database: Database) -> None:
    state(database, [*CHEESE, came("salt")])

    with pytest.raises(BeyondSites, match="1 batch of no known site"):
        asked(database, "salt", "Kiel")
    state(database, [made("anywhere", "curd"), used("brine", "anywhere")])
    with pytest.raises(BeyondSites, match="1 batch of no known site"):
        check_sites(database, [own("brine"), own("curd")], ["Kiel"])


def test_all_that_keeps_an_answer_back_is_counted(database: Database) -> None:
    state(database, [*CHEESE, operation("far", site="Oslo"), used("curd", "far"), came("salt")])
    state(database, [operation("near", site="Husum"), used("cheese", "near")])

    with pytest.raises(BeyondSites, match="2 batches at 2 other sites and 1 batch of no known"):
        check_sites(database, [own(lot) for lot in ("curd", "cheese", "milk", "salt")], ["Kiel"])


def test_a_use_elsewhere_of_what_stands_upstream_counts_too(database: Database) -> None:
    state(database, [*CHEESE, operation("other", site="Husum"), used("milk", "other")])
    answer = trace(database, [own("cheese")], "backward", SETTINGS)

    with pytest.raises(BeyondSites, match="1 other site"):
        check_sites(database, answer.genealogy, ["Kiel"])


def test_what_was_known_of_another_site_in_the_past_counts_too(database: Database) -> None:
    state(database, [*CHEESE, operation("other", site="Husum"), used("milk", "other")])
    answer = trace(
        database, [own("milk")], settings=SETTINGS, as_known_on=datetime.now(UTC).isoformat()
    )

    with pytest.raises(BeyondSites):
        check_sites(database, answer.genealogy, ["Kiel"])


def test_what_a_pending_lot_may_be_at_another_site_counts_too(database: Database) -> None:
    near, far = (batch_id("own", item, "X") for item in ("near", "far"))
    pending = BatchName("own", None, lot="X").batch_id
    state(database, [*CHEESE, operation("far", site="Oslo")])
    state(database, [Production(key="1", source="churn", target=near)])
    state(database, [Production(key="2", source="far", target=far)])
    state(database, [Consumption(key="3", source=pending, target="ripen")])
    answer = trace(database, [near], settings=SETTINGS)
    assert far not in answer.genealogy.batches

    with pytest.raises(BeyondSites, match="1 batch at 1 other site"):
        check_sites(database, answer.genealogy, ["Kiel"])


def test_a_search_tells_how_many_it_withholds(database: Database) -> None:
    state(database, [*CHEESE, made("churn", "c-1"), came("c-2")])
    state(database, [operation("far", site="Oslo"), made("far", "c-3")])

    found = search_within(database, "c", ["Kiel"])

    assert {hit.batch_id for hit in found.hits} == {own("curd"), own("cheese"), own("c-1")}
    assert (found.withheld, found.all_looked_at) == (2, True)
    assert len(search_within(database, "c", ["Kiel"], most=1).hits) == 1
    assert search_within(database, "c-2", ["Kiel"]).hits == []


def test_all_batches_are_listed_in_the_order_of_their_ids_within_the_sites(
    database: Database,
) -> None:
    state(database, [*CHEESE, operation("far", site="Oslo")])
    state(database, [made("far", "a-far"), made("far", "d-far"), made("far", "z-far")])
    every = [own(lot) for lot in ("a-far", "cheese", "curd", "d-far", "milk", "z-far")]
    assert [hit.batch_id for hit in batches_after(database, "", 9)] == sorted(every)
    assert [hit.batch_id for hit in batches_after(database, own("curd"), 2)] == every[3:5]

    first = batches_after_within(database, "", ["Kiel"], 3)
    second = batches_after_within(database, own("curd"), ["Kiel"], 3)

    assert [hit.batch_id for hit in first.hits] == [own("cheese"), own("curd"), own("milk")]
    assert [hit.batch_id for hit in second.hits] == [own("milk")]
    assert (first.withheld, second.withheld) == (1, 2)


@pytest.mark.parametrize("seen", [lambda it: it, masked], ids=["seen", "masked"])
def test_no_batch_of_another_site_is_named_as_near(
    database: Database, seen: Callable[[Database], Database]
) -> None:
    state(database, [*CHEESE, operation("far", site="Oslo"), made("far", "cheesy")])
    view = held_to(seen(database), ["Kiel"])

    with pytest.raises(UnknownBatch, match="cheesy"):
        trace(database, ["cheesi"], settings=SETTINGS)
    with pytest.raises(UnknownBatch) as told:
        trace(view, ["cheesi"], settings=SETTINGS)
    assert told.value.candidates == [f"{own('cheese')} (no name)"]
    assert recall(view, ["milk"], SETTINGS).batches == recall(database, ["milk"], SETTINGS).batches


def test_what_is_of_all_sites_is_for_those_who_are_held_to_none() -> None:
    check_all_sites(None)
    with pytest.raises(NotAllowed, match="all sites"):
        check_all_sites(("Kiel",))


def test_a_masked_caller_finds_what_a_customer_got_in_containers_by_its_id_alone(
    database: Database,
) -> None:
    state(
        database,
        [
            *CHEESE[:-1],
            Packing(key="in", source=own("cheese"), target="box"),
            ContainerShipment(key="out", source="box", target="C-1"),
            Description(noun=Noun.CUSTOMER, id="C-1", properties={"name": "Shop"}),
            Description(noun=Noun.CUSTOMER, id="C-2", properties={"name": "C-1"}),
        ],
    )

    for graph, name in ((database, "Shop"), (database, "C-1"), (masked(database), "C-1")):
        (hit,), _ = selected(graph, [f"customer={name}"], SETTINGS)
        assert hit.batch_id == own("cheese")
    with pytest.raises(NothingSelected) as told:
        selected(masked(database), ["customer=Shop"], SETTINGS)
    assert "Nearest: C-" in str(told.value) or "Known: C-1" in str(told.value)
