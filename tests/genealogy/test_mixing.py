"""How much of an origin is where, calculated by hand in small plants."""

from __future__ import annotations

from decimal import Decimal

import pytest

from genealogy.mixing import Amount, Content, contents
from tests.genealogy.mixing_plants import (
    Kind,
    came,
    content,
    counted,
    flows_of,
    gave_back,
    made,
    scrapped,
    sent,
    sent_back,
    used,
)

BLEND = [
    came("milk", 100),
    came("cream", 300),
    used("milk", "mix", 100),
    used("cream", "mix", 300),
    made("mix", "cup", 400),
]
"""A quarter of the cups is milk."""


def amount(low: float, mixing: float | None, high: float | None, share: float | None) -> Amount:
    """An amount to compare with, as exactly as floats can tell."""
    return Amount(*(each if each is None else near(each) for each in (low, mixing, high, share)))


def near(value: float) -> float:
    return pytest.approx(value, rel=1e-9, abs=1e-9)  # type: ignore[no-any-return]


def found(of: Content) -> dict[str, float]:
    """Where the seeded material is, as far as there is any."""
    assert of.seeded is not None
    assert sum(each for each in of.found.values() if each is not None) == near(of.seeded)
    return {word: each for word, each in of.found.items() if each}


def test_an_origin_is_full_of_itself() -> None:
    of = content([came("milk", 100)], "milk")

    assert of.batches == {"milk": amount(100, 100, 100, 1)}
    assert of.seeded == 100
    assert found(of) == {"unexplained": 100}


def test_a_blend_holds_the_part_that_went_into_it() -> None:
    of = content([*BLEND, sent("cup", "shop", 400)], "milk")

    assert of.batches["cup"] == amount(100, 100, 100, 0.25)
    assert of.customers == {"shop": amount(100, 100, 100, 0.25)}
    assert found(of) == {"customers": near(100)}


def test_what_a_blend_is_divided_into_holds_as_much_of_it_each_or_all_or_nothing() -> None:
    of = content([*BLEND, sent("cup", "shop", 320), sent("cup", "bar", 80)], "milk")

    assert of.customers == {
        "shop": amount(20, 80, 100, 0.25),  # 80 kg of the 100 fit into what the bar has
        "bar": amount(0, 20, 80, 0.25),
    }


def test_a_split_divides_what_was_in_the_bulk() -> None:
    of = content(
        [
            *BLEND,
            used("cup", "fill", 400),
            made("fill", "left", 300),
            made("fill", "right", 100),
            sent("left", "shop", 300),
            scrapped("right", 60),
            counted("right", 40),
        ],
        "cream",
    )

    assert of.batches["left"] == amount(200, 225, 300, 0.75)
    assert of.batches["right"] == amount(0, 75, 100, 0.75)
    assert found(of) == {"customers": near(225), "disposed": near(45), "on_hand": near(30)}


def test_what_evaporates_takes_its_part_along() -> None:
    of = content([*BLEND[:4], made("mix", "cup", 300), sent("cup", "shop", 300)], "milk")

    assert of.batches["cup"] == amount(0, 75, 100, 0.25)
    assert found(of) == {"customers": near(75), "operations": near(25)}


def test_added_water_thins() -> None:
    of = content(
        [came("syrup", 100), used("syrup", "mix", 100), made("mix", "drink", 500)], "syrup"
    )

    assert of.batches["drink"] == amount(100, 100, 100, 0.2)


def test_rework_goes_around_and_comes_out() -> None:
    # Of 150 kg mixed 50 come back: 100 + 50 go in, 100 leave. All of it is flour.
    of = content(
        [
            came("flour", 100),
            used("flour", "mix", 100),
            made("mix", "dough", 150),
            used("dough", "bake", 100),
            used("dough", "rest", 50),
            made("rest", "rework", 50),
            used("rework", "mix", 50),
            made("bake", "bread", 100),
            sent("bread", "shop", 100),
        ],
        "flour",
    )

    assert of.batches["dough"].mixing == near(150)
    assert of.batches["dough"].share == near(1)
    assert of.batches["bread"] == amount(of.batches["bread"].low, 100, 100, 1)
    assert found(of) == {"customers": near(100)}


def test_rework_with_a_loss_is_what_its_equation_says() -> None:
    # x = 100 + 0.25 x in 200 kg of dough, with 50 kg of water each time: x = 400 / 3.
    of = content(
        [
            came("flour", 100),
            came("water", 50),
            used("flour", "mix", 100),
            used("water", "mix", 50),
            made("mix", "dough", 200),
            used("dough", "rest", 50),
            made("rest", "rework", 50),
            used("rework", "mix", 50),
            used("dough", "bake", 150),
            made("bake", "bread", 120),
        ],
        "flour",
    )

    assert of.batches["dough"].mixing == near(400 / 3)
    assert of.batches["dough"].share == near(2 / 3)
    assert of.batches["bread"].mixing == near(80)
    assert found(of) == {"operations": near(20), "unexplained": near(80)}


def test_a_loop_may_be_as_long_as_it_likes() -> None:
    long = 5_000
    stated = [came("seed", 10), used("seed", "o0", 10)]
    for number in range(long):
        stated += [made(f"o{number}", f"b{number}", 20), used(f"b{number}", f"o{number + 1}", 20)]
    last = f"b{long}"
    stated += [made(f"o{long}", last, 20), used(last, "o0", 10), sent(last, "shop", 10)]
    of = content(stated, "seed")

    assert of.batches[last].mixing == near(20)
    assert found(of) == {"customers": near(10)}


def test_from_a_loop_that_nothing_leaves_no_amount_is_told() -> None:
    of = content(
        [
            came("wheel", 4, "pcs"),
            used("wheel", "stir", 4, "pcs"),
            used("mud", "stir", 10),
            made("stir", "mud", 10),
        ],
        "wheel",
    )

    assert of.batches["mud"] == amount(0, None, None, None)
    assert found(of) == {"not_known": near(4)}


def test_what_an_operation_gives_back_was_never_used() -> None:
    of = content([*BLEND, gave_back("milk", "mix", 40)], "milk")

    assert of.batches["cup"] == amount(60, 60, 60, 0.15)


def test_a_batch_of_which_all_came_back_holds_nothing() -> None:
    of = content(
        [*BLEND, gave_back("milk", "mix", "33.3"), gave_back("milk", "mix", "66.7")], "milk"
    )

    assert of.batches["cup"] == Amount(0, 0, 0, 0)


def test_what_a_customer_sends_back_is_there_no_more() -> None:
    stated = [*BLEND, sent("cup", "shop", 400), sent_back("shop", "cup", 100)]

    assert content(stated, "milk").customers == {"shop": amount(0, 75, 100, 0.25)}
    assert found(content(stated, "milk")) == {"customers": near(75), "unexplained": near(25)}


def test_what_comes_back_and_is_sent_again_counts_once() -> None:
    stated = [
        *BLEND,
        sent("cup", "shop", 400),
        sent_back("shop", "cup", 100),
        sent("cup", "bar", 100),
    ]

    assert content(stated, "milk").customers == {
        "bar": amount(0, 25, 100, 0.25),
        "shop": amount(0, 75, 100, 0.25),
    }


def test_a_customer_that_passes_on_and_uses_holds_the_rest() -> None:
    stated = [
        *BLEND,
        sent("cup", "depot", 400),
        sent("cup", "shop", 200, site="depot"),
        Kind("cook", site="depot"),
        used("cup", "cook", 120),
        made("cook", "cake", 120),
    ]
    of = content(stated, "milk")

    assert of.customers["depot"].mixing == near(20)
    assert of.customers["shop"].mixing == near(50)
    assert of.batches["cake"].mixing == near(30)
    assert found(of) == {"customers": near(70), "unexplained": near(30)}


def test_more_out_than_in_makes_nothing_out_of_nothing() -> None:
    of = content([*BLEND, sent("cup", "shop", 600), counted("cup", 200)], "milk")

    assert of.batches["cup"] == amount(100, 100, 100, 0.125)
    assert found(of) == {"customers": near(75), "on_hand": near(25)}


def test_units_of_one_dimension_are_converted() -> None:
    of = content(
        [
            came("salt", 500, "g"),
            used("salt", "mix", "0.5"),
            made("mix", "soup", "0.01", "t"),
            sent("soup", "shop", 10),
        ],
        "salt",
    )

    assert of.unit == "g"
    assert of.batches["soup"] == amount(500, 500, 500, 0.05)
    assert of.customers["shop"] == amount(500, 500, 500, 0.05)


def test_pieces_hold_what_went_into_them_and_bound_nothing() -> None:
    of = content(
        [
            came("dough", 100),
            used("dough", "bake", 100),
            made("bake", "bread", 150, "pcs"),
            made("bake", "rolls", 50, "pcs"),
            sent("bread", "shop", 100, "pcs"),
        ],
        "dough",
    )

    assert of.batches["bread"] == amount(0, 75, 100, None)
    assert of.customers["shop"] == amount(0, 50, 100, None)
    assert found(of) == {"customers": near(50), "unexplained": near(50)}


def test_one_car_holds_four_wheels() -> None:
    of = content(
        [came("wheel", 8, "pcs"), used("wheel", "build", 8, "pcs"), made("build", "car", 2, "pcs")],
        "wheel",
    )

    assert of.batches["car"] == amount(0, 8, 8, None)


def test_pieces_that_are_split_stay_what_they_were() -> None:
    of = content(
        [
            came("bolts", 100, "pcs"),
            Kind("part", "split"),
            used("bolts", "part", 100, "pcs"),
            made("part", "box-1", 60, "pcs"),
            made("part", "box-2", 40, "pcs"),
        ],
        "bolts",
    )

    assert of.batches["box-1"] == amount(60, 60, 60, 1)


@pytest.mark.parametrize(
    ("packs", "expected"), [(100, (100, 100, 100, 1)), (10, (0, 100, 100, None))]
)
def test_pieces_that_are_repacked_may_be_packs(
    packs: int, expected: tuple[float, float, float, float | None]
) -> None:
    stated = [
        came("cups", 100, "pcs"),
        Kind("pack", "repack"),
        used("cups", "pack", 100, "pcs"),
        made("pack", "tray", packs, "pcs"),
    ]

    assert content(stated, "cups").batches["tray"] == amount(*expected)


def test_packaging_in_pieces_takes_no_room() -> None:
    of = content([*BLEND, came("lid", 800, "pcs"), used("lid", "mix", 800, "pcs")], "milk")

    assert of.batches["cup"] == amount(100, 100, 100, 0.25)


def test_pieces_that_make_it_heavier_open_the_bounds() -> None:
    stated = [*BLEND[:4], used("egg", "mix", 800, "pcs"), made("mix", "cake", 440)]

    assert content(stated, "milk").batches["cake"] == amount(0, 100, 100, 100 / 440)


def test_litres_in_kilograms_open_the_lower_bound() -> None:
    of = content([*BLEND, used("water", "mix", 50, "L")], "milk")

    assert of.batches["cup"] == amount(0, 100, 100, 0.25)


def test_origins_of_unlike_units_are_listed_apart() -> None:
    stated = [
        *BLEND,
        came("lid", 800, "pcs"),
        used("lid", "mix", 800, "pcs"),
        sent("cup", "shop", 400),
    ]
    pieces, mass = contents(["milk", "lid"], flows_of(stated, ["milk", "lid"]))

    assert (pieces.unit, pieces.origins) == ("pcs", ("lid",))
    assert pieces.batches["cup"] == amount(0, 800, 800, None)
    assert (mass.unit, mass.origins) == ("kg", ("milk",))
    assert mass.batches["cup"] == amount(100, 100, 100, 0.25)


def test_an_origin_upstream_of_another_counts_once() -> None:
    of = content([*BLEND, used("cup", "fill", 100), made("fill", "pot", 100)], "milk", "cup")

    assert of.batches["cup"] == amount(400, 400, 400, 1)
    assert of.batches["pot"] == amount(100, 100, 100, 1)
    assert of.seeded == 500
    assert found(of) == {"origins": near(100), "unexplained": near(400)}


def test_an_unstated_quantity_that_leaves_is_not_known() -> None:
    stated = [
        *BLEND,
        used("cup", "fill", None),
        made("fill", "pot", 50),
        sent("cup", "shop", 100),
    ]
    of = content(stated, "milk")

    assert of.batches["cup"] == amount(100, 100, 100, 0.25)
    assert of.batches["pot"] == amount(0, None, 50, None)
    assert of.customers["shop"] == amount(0, 25, 100, 0.25)
    assert found(of) == {"customers": near(25), "not_known": near(75)}


def test_an_unstated_input_from_elsewhere_opens_the_lower_bound() -> None:
    of = content([*BLEND, used("culture", "mix", None)], "milk")

    assert of.batches["cup"] == amount(0, 100, 100, 0.25)


def test_into_the_only_batch_all_goes_whatever_it_weighs() -> None:
    of = content([*BLEND[:4], made("mix", "cup", None), sent("cup", "shop", 10)], "milk")

    assert of.batches["cup"] == amount(0, 100, 100, None)
    assert of.customers["shop"] == amount(0, None, 10, None)
    assert found(of) == {"not_known": near(100)}


def test_a_quantity_of_zero_is_none_that_was_stated() -> None:
    of = content([*BLEND[:4], made("mix", "cup", 0)], "milk")

    assert of.batches["cup"] == amount(0, 100, 100, None)


def test_an_origin_of_unknown_size_is_still_what_was_used_of_it() -> None:
    of = content([came("milk", None), *BLEND[1:]], "milk")

    assert of.seeded is None
    assert of.batches["milk"] == amount(100, None, None, 1)
    assert of.batches["cup"] == amount(100, 100, 100, 0.25)
    assert of.found["not_known"] is None


def test_an_origin_that_nothing_is_known_of_has_no_amount() -> None:
    of = content([made("mix", "cup", None)], "cup")

    assert of.batches == {"cup": Amount(0, None, None, 1)}


def test_a_possible_link_counts_in_the_upper_bound_alone() -> None:
    stated = [
        *BLEND,
        used("milk", "stir", 30, certain=False),
        made("stir", "pot", 30),
        sent("cup", "shop", 200),
        sent("cup", "bar", 200, certain=False),
    ]
    of = content(stated, "milk")

    assert of.batches["pot"] == amount(0, 0, 30, 0)
    assert of.batches["cup"] == amount(100, 100, 100, 0.25)
    assert of.customers == {
        "shop": amount(0, 50, 100, 0.25),
        "bar": amount(0, 0, 100, None),
    }


def test_a_quantity_stated_for_several_batches_together_bounds_each() -> None:
    stated = [*BLEND, sent("cup", "shop", None, at_most=Decimal(30))]

    assert content(stated, "milk").customers["shop"] == amount(0, None, 30, None)
