"""A picture given to pyvis: our places, our look, and no stored text where it could do harm.

Node ids are our own numbers. Facts travel under a name of their own, because pyvis shows a title
that contains "href" as HTML; the page's script makes plain-text tooltips of them.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from visualize.layout import Layout, Node, Point, layout
from visualize.picture import Arrow, Card, Picture
from visualize.style import (
    CARDS,
    LINES,
    OPTIONS,
    TALL_LANE,
    Format,
    arrow_look,
    card_look,
    heading_look,
    label,
)
from visualize.words import cut

# The first lane of each kind. Batches and operations alternate, so no lane mixes them.
LEAST: Mapping[str, int] = {"supplier": 0, "batch": 1, "operation": 2, "customer": 1}


def places(drawn: Picture) -> tuple[Layout, Format]:
    """Where everything stands, suppliers left and customers right, and the format it needs."""
    nodes = [
        Node(card.key, card.time, LEAST[card.kind], card.kind == "customer") for card in drawn.cards
    ]
    links = [(arrow.source, arrow.target) for arrow in drawn.arrows]
    where = layout(nodes, links, CARDS.lane_gap, CARDS.row_gap)
    if max(map(len, where.lanes), default=0) <= TALL_LANE:
        return where, CARDS
    return layout(nodes, links, LINES.lane_gap, LINES.row_gap), LINES


def rendered(drawn: Picture) -> str:
    """The picture as the HTML that pyvis 0.3.2 makes of it; not yet fit to be given to anyone."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line", height="100%")
    network.options = OPTIONS
    where, form = places(drawn)
    cards = {card.key: card for card in drawn.cards}
    level_of = levels(where, cards)
    numbers = {key: number for number, key in enumerate(cards)}
    for key, card in cards.items():
        point, look = where.positions[key], card_look(card, level_of[key], form)
        look["facts"] = "\n".join(card.facts)
        network.add_node(numbers[key], label(card, form), x=point.x, y=point.y, **look)
    for arrow in drawn.arrows:
        _add_arrow(network, arrow, where, numbers)
    _add_headings(network, where, cards)
    return str(network.generate_html(notebook=False))


def levels(where: Layout, cards: Mapping[str, Card]) -> dict[str, int]:
    """The number of each card's lane among the lanes that hold batches."""
    found: dict[str, int] = {}
    level = 0
    for lane in where.lanes:
        found |= dict.fromkeys(lane, level)
        level += any(cards[key].kind == "batch" for key in lane)
    return found


def _add_arrow(network: Any, arrow: Arrow, where: Layout, numbers: Mapping[str, int]) -> None:
    """One arrow, through an unseen joint in each lane that it passes."""
    ends = (arrow.source, arrow.target)
    joints = [_add_joint(network, point) for point in where.bends.get(ends, ())]
    path = [numbers[arrow.source], *joints, numbers[arrow.target]]
    look = {**arrow_look(arrow, ends in where.backward), "facts": "\n".join(arrow.facts)}
    for start, end in pairwise(path):
        # An empty text, not an absent one: pyvis would add an arrowhead at every joint.
        head = {} if end == path[-1] else {"arrows": ""}
        network.add_edge(start, end, **head, **look)


def _add_joint(network: Any, point: Point) -> int:
    number = len(network.nodes)
    look = {"shape": "dot", "size": 0.01, "borderWidth": 0, "chosen": False}
    network.add_node(number, " ", x=point.x, y=point.y, **look)
    return number


def _add_headings(network: Any, where: Layout, cards: Mapping[str, Card]) -> None:
    """Above each lane what stands in it, and how many."""
    if len(where.lanes) < 2:
        return
    first, second = (where.positions[lane[0]].x for lane in where.lanes[:2])
    top = min(point.y for point in where.positions.values())
    look = heading_look(second - first)
    for lane in where.lanes:
        text = heading([cards[key] for key in lane])
        spot = {"x": where.positions[lane[0]].x, "y": top - 30 - 1.6 * look["font"]["size"]}
        network.add_node(len(network.nodes), text, **spot, **look)


def heading(held: list[Card]) -> str:
    """What stands in a lane, and how many."""
    kind = Counter(card.kind for card in held).most_common(1)[0][0]
    titles = {card.title for card in held}
    several = "Batches" if kind == "batch" else f"{kind.capitalize()}s"
    name = titles.pop() if len(titles) == 1 and kind in ("batch", "operation") else several
    return f"{cut(name)} ({sum(card.size for card in held):,})"
