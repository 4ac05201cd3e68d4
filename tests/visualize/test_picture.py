"""What of an answer is drawn, and what a large answer is gathered into."""

from tests.visualize.drawings import answer, batch, dairy, large, link, make, rework
from visualize.canvas import places
from visualize.picture import Picture, picture
from visualize.summary import GROUP_LIMIT, summary
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
