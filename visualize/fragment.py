"""A picture as data, for pages that draw it: what stands where, of how much of the answer."""

from dataclasses import asdict
from typing import Any

from visualize.drawing import Drawing, Mode, drawing
from visualize.picture import Answer, Arrow, Card
from visualize.style import card_height


def fragment(answer: Answer, mode: Mode | None = None) -> dict[str, Any]:
    """The picture of a trace or recall, given as its JSON: cards with their places, arrows with
    their bends, lanes with their headings.

    `mode` is `detail` up to 400 nodes, `compact` up to 2,000, else `summary`, unless one is asked
    for; what is too large to be drawn is a summary all the same, and `why` says so. `shown` of
    `of` nodes of the answer are drawn one by one, or stand behind a box.
    """
    drawn = drawing(answer, mode)
    left, top, right, bottom = drawn.bounds
    return {
        "mode": drawn.mode,
        "usual_mode": drawn.usual_mode,
        "said": drawn.said,
        "why": drawn.picture.note or None,
        "shown": len(drawn.picture.cards),
        "of": drawn.of,
        "card_width": drawn.form.card,
        "row_height": drawn.form.row_gap,
        "bounds": {"left": left, "top": top, "right": right, "bottom": bottom},
        "nodes": [_node(card, drawn) for card in drawn.picture.cards],
        "arrows": [_arrow(arrow, drawn) for arrow in drawn.picture.arrows],
        "lanes": [
            {
                "x": lane.x,
                "left": lane.left,
                "right": lane.right,
                "heading": lane.heading,
                "name": lane.name,
                "kind": lane.kind,
                "nodes": lane.size,
            }
            for lane in drawn.lanes
        ],
    }


def _node(card: Card, drawn: Drawing) -> dict[str, Any]:
    point = drawn.where.positions[card.key]
    return asdict(card) | {
        "x": point.x,
        "y": point.y,
        "width": drawn.card_width_of[card.key],
        "height": card_height(card, drawn.form),
        "level": drawn.level_of[card.key],
    }


def _arrow(arrow: Arrow, drawn: Drawing) -> dict[str, Any]:
    ends = (arrow.source, arrow.target)
    return asdict(arrow) | {
        "width": drawn.arrow_width_of[ends],
        "backward": ends in drawn.where.backward,
        "bends": [asdict(point) for point in drawn.where.bends.get(ends, ())],
    }
