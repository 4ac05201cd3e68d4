"""The picture as SVG: well formed, harmless, nothing cut off, the same bytes each time."""

import re

import pytest
from defusedxml.ElementTree import fromstring

from tests.visualize.drawings import (
    SPITE,
    SPITEFUL_HEAD,
    answer,
    batch,
    dairy,
    head,
    large,
    link,
    rework,
    spiteful,
)
from visualize.drawing import drawing
from visualize.svg import svg

NS = "{http://www.w3.org/2000/svg}"
HARMLESS = {"svg", "title", "rect", "g", "path", "polygon", "text"}
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]\d+)?")


def texts(picture: str) -> list[str]:
    return [each.text or "" for each in fromstring(picture).iter(f"{NS}text")]


@pytest.mark.parametrize("whole", [spiteful(), dairy(chinese=True), rework(), large(), answer()])
def test_stored_names_bring_no_element_and_no_attribute(whole):
    root = fromstring(svg(drawing(whole), SPITEFUL_HEAD))

    assert {each.tag.removeprefix(NS) for each in root.iter()} <= HARMLESS
    names = {name for each in root.iter() for name in each.attrib}
    assert not [name for name in names if name.startswith("on") or "href" in name]


def test_signs_that_do_not_show_or_turn_the_writing_are_marked():
    lot = "L\u200f1\u202e2\x00\ud8003"
    picture = svg(drawing(answer(batches=[batch(lot)])), head(lot))

    assert texts(picture)[0] == "L\ufffd1\ufffd2\ufffd\ufffd3"
    picture.encode()


def test_the_words_stand_above_the_picture_the_verdict_first():
    words = texts(svg(drawing(dairy()), head("Recall of C-2231", gaps=("M-0404: 118 kg",))))

    assert words[:4] == [
        "Recall of C-2231",
        "INCOMPLETE 1 gaps",
        "• M-0404: 118 kg",
        "data up to: MES 2026-10-04",
    ]
    assert words[4] == "Detail: 100 of 100 nodes, each with a card."


def test_a_name_of_five_hundred_signs_is_cut_on_its_card_and_folded_above():
    long = "乳" * 250 + "x" * 250
    picture = svg(drawing(answer(batches=[batch(long, name=long)])), head(long))
    title, *_ = lines = texts(picture)

    assert "".join(lines).count("x") >= 250
    assert len(title) < 60
    assert any(line.endswith("…") for line in lines)


def test_what_has_no_name_at_all_still_has_a_card():
    bare = {"batch_id": "own/1/", "lot": None, "serial": None, "name": None, "item": None}
    root = fromstring(svg(drawing(answer(batches=[bare])), head()))

    assert "own/1/" in texts(svg(drawing(answer(batches=[bare])), head()))
    assert len(list(root.iter(f"{NS}rect"))) >= 2


@pytest.mark.parametrize("whole", [dairy(), rework(), large(300), spiteful()])
def test_nothing_is_drawn_outside_of_the_picture(whole):
    root = fromstring(svg(drawing(whole), head()))
    width, height = float(root.get("width")), float(root.get("height"))
    moved = root.find(f"{NS}g")
    right, down = map(float, NUMBER.findall(moved.get("transform")))
    spots = []
    for each in moved.iter(f"{NS}rect"):
        x, y = float(each.get("x")) + right, float(each.get("y")) + down
        spots += [(x, y), (x + float(each.get("width")), y + float(each.get("height")))]
    for each in moved.iter(f"{NS}path"):
        numbers = [float(text) for text in NUMBER.findall(each.get("d"))]
        spots += [(x + right, y + down) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]

    assert spots
    assert all(0 <= x <= width and 0 <= y <= height for x, y in spots)


def test_a_possible_link_is_dashed_and_so_is_a_gap():
    lots = [batch("a"), batch("b")]
    flow = link("POSSIBLY_CONSUMED", "own/ITEM/a", "o")
    gap = {"kind": "unaccounted", "subject": "own/ITEM/b", "why": "1 kg"}
    whole = answer(batches=lots, links=[flow], verdict={"complete": False, "gaps": [gap]})
    root = fromstring(svg(drawing(whole)))

    assert [each.get("stroke-dasharray") for each in root.iter(f"{NS}path")] == ["7 5"]
    assert [each.get("stroke-dasharray") for each in root.iter(f"{NS}rect")].count("7 4") == 1


def test_the_same_answer_gives_the_same_picture():
    assert svg(drawing(dairy()), head()) == svg(drawing(dairy()), head())


def test_no_stored_name_is_left_unescaped():
    picture = svg(drawing(spiteful()), SPITEFUL_HEAD)

    assert not [text for text in SPITE[:5] if text in picture]
