"""A picture as data, for pages that draw it: what stands where, of how much of the answer."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, Literal

from visualize.canvas import heading, levels, places
from visualize.layout import Layout
from visualize.picture import Answer, Arrow, Card, picture
from visualize.summary import summary

Mode = Literal["detail", "compact", "summary"]

DETAIL_MOST = 400
COMPACT_MOST = 2_000
DRAWN_MOST = 5_000
"""Nodes above which the picture becomes coarser; more than the last are never drawn one by one."""


def fragment(answer: Answer, mode: Mode | None = None) -> dict[str, Any]:
    """The picture of a trace or recall, given as its JSON: cards with their places, arrows with
    their bends, lanes with their headings.

    `mode` is `detail` up to 400 nodes, `compact` up to 2,000, else `summary`, unless one is asked
    for; what is too large to be drawn is a summary all the same, and `why` says so. `shown` of
    `of` nodes of the answer are drawn one by one, or stand behind a box.
    """
    whole = picture(answer)
    count = len(whole.cards)
    usual: Mode = (
        "detail" if count <= DETAIL_MOST else "compact" if count <= COMPACT_MOST else "summary"
    )
    used: Mode = "summary" if count > DRAWN_MOST else mode or usual
    drawn = summary(answer, whole) if used == "summary" else whole
    where, form = places(drawn)
    cards = {card.key: card for card in drawn.cards}
    level_of = levels(where, cards)
    return {
        "mode": used,
        "usual_mode": usual,
        "why": drawn.note or None,
        "shown": len(drawn.cards),
        "of": count,
        "card_width": form.card,
        "nodes": [_node(card, where, level_of) for card in drawn.cards],
        "arrows": [_arrow(arrow, where) for arrow in drawn.arrows],
        "lanes": [*_lanes(where, cards)],
    }


def _node(card: Card, where: Layout, level_of: Mapping[str, int]) -> dict[str, Any]:
    point = where.positions[card.key]
    return asdict(card) | {"x": point.x, "y": point.y, "level": level_of[card.key]}


def _arrow(arrow: Arrow, where: Layout) -> dict[str, Any]:
    ends = (arrow.source, arrow.target)
    return asdict(arrow) | {
        "backward": ends in where.backward,
        "bends": [asdict(point) for point in where.bends.get(ends, ())],
    }


def _lanes(where: Layout, cards: Mapping[str, Card]) -> Iterator[dict[str, Any]]:
    for lane in where.lanes:
        held = [cards[key] for key in lane]
        yield {
            "x": where.positions[lane[0]].x,
            "heading": heading(held),
            "nodes": sum(card.size for card in held),
        }
