"""What of an answer is drawn, and what a large answer is gathered into."""

from itertools import pairwise

import pytest

from tests.visualize.drawings import answer, batch, dairy, large, link, make, rework
from visualize.drawing import drawing, places
from visualize.fragment import fragment
from visualize.picture import Picture, picture
from visualize.summary import GROUP_LIMIT, summary
from visualize.svg import svg
from visualize.words import cut, plain


def card(drawn: Picture, key: str):
    return next(card for card in drawn.cards if card.key == key)


def test_a_batch_and_an_operation_of_one_name_are_two_cards():
    drawn = picture(
        answer(
            batches=[batch("1", batch_id="same")],
            operations=[make("same")],
            links=[link("CONSUMED", "same", "same")],
        )
    )

    assert {card.key for card in drawn.cards} == {"batch:same", "operation:same"}
    assert [(arrow.source, arrow.target) for arrow in drawn.arrows] == [
        ("batch:same", "operation:same")
    ]


def test_a_card_says_in_words_what_its_border_shows():
    drawn = picture(dairy())

    assert card(drawn, "batch:own/CULT/C-2231").marks == ("origin",)
    assert card(drawn, "batch:own/MASS/M-0404").marks == ("! gap",)
    assert card(drawn, "batch:own/YOG/YOG-8004").marks == ("possible",)
    assert "! gap: 118 kg since 4 Oct" in card(drawn, "batch:own/MASS/M-0404").facts


def test_two_records_between_the_same_two_are_one_arrow_that_tells_both():
    flows = [
        link("POSSIBLY_CONSUMED", "b", "o", quantity="3"),
        link("CONSUMED", "b", "o", quantity="4"),
    ]
    (arrow,) = picture(answer(links=flows)).arrows

    assert arrow.facts == ("consumed 3 kg possible", "consumed 4 kg")
    assert not arrow.possible


def test_what_only_a_link_names_is_drawn_too():
    drawn = picture(answer(links=[link("PRODUCED", "o", "b")]))

    assert {card.key for card in drawn.cards} == {"operation:o", "batch:b"}
    assert "described nowhere in the answer" in card(drawn, "batch:b").facts[1]


def test_links_of_other_kinds_are_counted_not_dropped_in_silence():
    assert picture(answer(links=[link("MOVED_TO", "a", "b")])).note == (
        "1 link of other kinds not drawn."
    )


def test_a_lane_holds_batches_or_operations_never_both():
    drawn = picture(
        answer(
            batches=[batch("a"), batch("b")],
            operations=[make("from-nothing"), make("on")],
            links=[
                link("PRODUCED", "from-nothing", "own/ITEM/a"),
                link("CONSUMED", "own/ITEM/b", "on"),
            ],
        )
    )
    lanes = places(drawn)[0].lanes

    assert all(len({key.split(":")[0] for key in lane}) == 1 for lane in lanes)


def test_suppliers_stand_left_and_customers_right():
    lanes = places(picture(dairy()))[0].lanes

    assert lanes[0] == ("supplier:S1",)
    assert {key.split(":")[0] for key in lanes[-1]} == {"customer"}


def test_a_rework_loop_is_drawn_with_one_arrow_back():
    assert places(picture(rework()))[0].backward == {("batch:own/ITEM/rest", "operation:mix-1")}


def test_a_summary_counts_every_batch_once():
    whole = large()
    drawn = summary(whole, picture(whole))

    assert [(card.name, card.below) for card in drawn.cards] == [("RAW", "×900"), ("MASS", "×900")]
    assert [arrow.facts for arrow in drawn.arrows] == [("900 operations",)]
    assert "2,700 nodes" in drawn.note


def test_a_summary_stays_readable_however_long_the_chain():
    whole = answer(batches=[batch(str(level), str(level), level) for level in range(2_000)])
    drawn = summary(whole, picture(whole))

    assert len(drawn.cards) <= GROUP_LIMIT
    assert sum(card.size for card in drawn.cards) == 2_000


def test_a_label_is_cut_by_the_room_it_takes():
    assert cut("Yoghurt plain 150 g cup, six-pack") == "Yoghurt plain 150 g cup…"
    assert cut("半成品白酸奶混合料冷藏十二个月") == "半成品白酸奶混合料冷藏…"
    assert cut("半成品白酸奶") == "半成品白酸奶"


def test_a_name_cannot_hide_or_reverse_its_signs():
    assert plain("L-1\u202e2\x00\ud800\n3") == "L-1\ufffd2\ufffd\ufffd 3"


def test_a_larger_quantity_is_a_wider_line_beside_others_of_its_unit():
    flows = [
        link("CONSUMED", "little", "o", quantity=1.0),
        link("CONSUMED", "much", "o", quantity=100.0),
        link("CONSUMED", "pieces", "o", quantity=3.0, unit="pcs"),
        link("CONSUMED", "unknown", "o", quantity=None),
    ]
    widths = drawing(answer(links=flows)).arrow_width_of
    of = {source.removeprefix("batch:"): width for (source, _), width in widths.items()}

    assert of["unknown"] < of["little"] < of["much"] == of["pieces"]


def test_quantities_in_several_units_are_not_added():
    flows = [link("CONSUMED", "b", "o", unit=unit) for unit in ("kg", "pcs")]
    (arrow,) = picture(answer(links=flows)).arrows

    assert arrow.amount is None


def test_the_mode_goes_by_size_and_is_said():
    small, middle, huge = (
        drawing(answer(batches=[batch(str(number)) for number in range(count)]))
        for count in (400, 2_000, 2_001)
    )

    assert [each.mode for each in (small, middle, huge)] == ["detail", "compact", "summary"]
    assert "400 of 400 nodes, each with a card" in small.said
    assert "2,000 of 2,000 nodes, each with a line" in middle.said
    assert "2,001 nodes cannot be read one by one" in huge.said


def test_what_is_too_large_to_be_drawn_is_a_summary_whatever_was_asked_for():
    whole = answer(batches=[batch(str(number)) for number in range(5_001)])

    assert drawing(whole, "detail").mode == "summary"


def test_a_batch_without_links_is_drawn_and_told_to_have_none():
    drawn = drawing(answer(batches=[batch("alone", origin=True)]))

    assert len(drawn.lanes) == 1
    assert "Nothing is linked" in drawn.said


def test_ten_thousand_customers_are_one_box_that_counts_them():
    customers = [{"customer_id": f"K{n}", "name": f"Shop {n}"} for n in range(10_000)]
    shipments = [
        {"batch_id": "own/ITEM/a", "customer_id": each["customer_id"], "quantity": 1.0}
        for each in customers
    ]
    drawn = drawing(answer(batches=[batch("a")], customers=customers, shipments=shipments))

    assert {(lane.name, lane.size) for lane in drawn.lanes} == {("ITEM", 1), ("Customers", 10_000)}


@pytest.mark.parametrize("mode", ["detail", "compact"])
def test_an_operation_takes_less_room_than_a_batch_of_the_same_name(mode):
    name = "WO-26-0000142"
    flows = [link("CONSUMED", f"own/ITEM/{name}", name), link("PRODUCED", name, "own/ITEM/b")]
    made = make(name, order=name, kind="mix")
    whole = answer(batches=[batch(name), batch("b")], operations=[made], links=flows)
    drawn = drawing(whole, mode)

    of_batch, of_operation = (f"batch:own/ITEM/{name}", f"operation:{name}")
    assert drawn.card_width_of[of_operation] < 0.9 * drawn.card_width_of[of_batch]
    told = {node["key"]: node for node in fragment(whole, drawn)["nodes"]}
    assert told[of_operation]["font"] < told[of_batch]["font"]
    markup = svg(drawn)
    for key in (of_batch, of_operation):
        shown = told[key]
        assert f'width="{shown["width"]:g}" height="{shown["height"]:g}"' in markup
        assert f'font-size="{shown["font"]}"' in markup


@pytest.mark.parametrize("whole", [dairy(), dairy(chinese=True), rework(), large(300)])
def test_cards_stand_in_their_lane_and_within_the_bounds(whole):
    drawn = drawing(whole)
    left, top, right, bottom = drawn.bounds

    assert sum(lane.size for lane in drawn.lanes) == drawn.of
    for lane, keys in zip(drawn.lanes, drawn.where.lanes, strict=True):
        assert left <= lane.left < lane.right <= right
        assert {drawn.where.positions[key].x for key in keys} == {lane.x}
    for before, after in pairwise(drawn.lanes):
        assert before.right < after.left
    assert all(top < at.y < bottom for at in drawn.where.positions.values())
