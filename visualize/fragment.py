"""A picture as data, for pages that draw it: what stands where, of how much of the answer."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from visualize.drawing import Drawing
from visualize.picture import Answer, Arrow, Card
from visualize.style import card_font, card_height
from visualize.summary import boxes_of
from visualize.traits import traits


def fragment(answer: Answer, drawn: Drawing, held: Collection[str] = ()) -> dict[str, Any]:
    """A drawing of an answer: cards with their places, arrows with their bends, lanes with their
    headings.

    `shown` of `of` nodes of the answer are drawn one by one, or stand behind a box, and `why`
    says so; `hidden` lie beyond the depth of the picture. `held` are the ids of batches on hold.
    """
    boxes = boxes_of(answer, drawn.near) if drawn.mode == "summary" else {}
    traits_of = traits(answer, drawn.near.cards, boxes, held)
    left, top, right, bottom = drawn.bounds
    return {
        "mode": drawn.mode,
        "usual_mode": drawn.usual_mode,
        "said": drawn.said,
        "why": drawn.picture.note or None,
        "shown": len(drawn.picture.cards),
        "of": drawn.of,
        "hidden": drawn.of - len(drawn.near.cards),
        "compact": drawn.form.compact,
        "font": drawn.form.font,
        "card_width": drawn.form.card,
        "row_height": drawn.form.row_gap,
        "bounds": {"left": left, "top": top, "right": right, "bottom": bottom},
        "nodes": [_node(card, drawn, traits_of[card.key]) for card in drawn.picture.cards],
        "arrows": [_arrow(arrow, drawn) for arrow in drawn.picture.arrows],
        "lanes": [
            {
                "x": lane.x,
                "left": lane.left,
                "right": lane.right,
                "heading": lane.heading,
                "name": lane.name,
                "kind": lane.kind,
                "is_one": lane.is_one,
                "nodes": lane.size,
            }
            for lane in drawn.lanes
        ],
    }


def _node(card: Card, drawn: Drawing, its: Mapping[str, Any]) -> dict[str, Any]:
    point = drawn.where.positions[card.key]
    return asdict(card) | {
        **its,
        "more": drawn.more.get(card.key, 0),
        "x": point.x,
        "y": point.y,
        "width": drawn.card_width_of[card.key],
        "height": card_height(card, drawn.form),
        "font": card_font(card, drawn.form),
        "level": drawn.level_of[card.key],
    }


def _arrow(arrow: Arrow, drawn: Drawing) -> dict[str, Any]:
    ends = (arrow.source, arrow.target)
    return asdict(arrow) | {
        "width": drawn.arrow_width_of[ends],
        "backward": ends in drawn.where.backward,
        "bends": [asdict(point) for point in drawn.where.bends.get(ends, ())],
    }
