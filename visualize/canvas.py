"""A picture given to pyvis: our places, our look, and no stored text where it could do harm.

Node ids are our own numbers. Facts travel under a name of their own, because pyvis shows a title
that contains "href" as HTML; the page's script makes plain-text tooltips of them.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from visualize.drawing import Drawing
from visualize.layout import Point
from visualize.picture import Arrow
from visualize.style import OPTIONS, arrow_look, card_look, heading_look, label


def rendered(drawing: Drawing) -> str:
    """The picture as the HTML that pyvis 0.3.2 makes of it; not yet fit to be given to anyone."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line", height="100%")
    network.options = OPTIONS
    form = drawing.form
    numbers = {card.key: number for number, card in enumerate(drawing.picture.cards)}
    for card in drawing.picture.cards:
        key, level = card.key, drawing.level_of[card.key]
        point, look = (
            drawing.where.positions[key],
            card_look(card, level, form, drawing.card_width_of[key]),
        )
        look["facts"] = "\n".join(card.facts)
        network.add_node(numbers[key], label(card, form), x=point.x, y=point.y, **look)
    for arrow in drawing.picture.arrows:
        _add_arrow(network, arrow, drawing, numbers)
    _add_headings(network, drawing)
    return str(network.generate_html(notebook=False))


def _add_arrow(network: Any, arrow: Arrow, drawing: Drawing, numbers: Mapping[str, int]) -> None:
    """One arrow, through an unseen joint in each lane that it passes."""
    ends = (arrow.source, arrow.target)
    joints = [_add_joint(network, point) for point in drawing.where.bends.get(ends, ())]
    path = [numbers[arrow.source], *joints, numbers[arrow.target]]
    look = arrow_look(arrow, drawing.arrow_width_of[ends], ends in drawing.where.backward)
    look["facts"] = "\n".join(arrow.facts)
    for start, end in pairwise(path):
        # An empty text, not an absent one: pyvis would add an arrowhead at every joint.
        head = {} if end == path[-1] else {"arrows": ""}
        network.add_edge(start, end, **head, **look)


def _add_joint(network: Any, point: Point) -> int:
    number = len(network.nodes)
    look = {"shape": "dot", "size": 0.01, "borderWidth": 0, "chosen": False}
    network.add_node(number, " ", x=point.x, y=point.y, **look)
    return number


def _add_headings(network: Any, drawing: Drawing) -> None:
    """Above each lane what stands in it, and how many."""
    if len(drawing.lanes) < 2:
        return
    look = heading_look(drawing.heading_size)
    tallest = max(map(len, drawing.headings))
    y = drawing.bounds[1] - (0.6 * tallest + 0.8) * drawing.heading_size
    for lane, lines in zip(drawing.lanes, drawing.headings, strict=True):
        network.add_node(len(network.nodes), "\n".join(lines), x=lane.x, y=y, **look)
