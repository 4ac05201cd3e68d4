"""A picture with its places: what every form of it, on screen or in a file, draws alike."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Literal

from visualize.languages import ENGLISH, Words
from visualize.layout import Layout, Node, Point, layout
from visualize.nearby import nearby
from visualize.picture import Answer, Arrow, Card, Kind, Picture, picture
from visualize.style import CARDS, LINES, TALL_LANE, Format, card_height, card_width
from visualize.summary import summary
from visualize.words import breadth, cut, folded

Mode = Literal["detail", "compact", "summary"]

DETAIL_MOST = 400
COMPACT_MOST = 2_000
DRAWN_MOST = 5_000
"""Nodes above which the picture becomes coarser; more than the last are never drawn one by one."""

THINNEST, THICKEST = 1.2, 4.6

BREADTH, WIDEST_BETWEEN = 1.6, 560.0
"""The share of width to height that a tall picture is stretched to, and by how much at most."""

BROADEST, TALLEST = 2.2, 2.4
"""The share above which a broad picture is made taller, and by how much at most."""

# The first lane of each kind. Batches and operations alternate, so no lane mixes them.
LEAST: Mapping[Kind, int] = {"supplier": 0, "batch": 1, "operation": 2, "customer": 1}


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of the picture: `name` is what stands in it, `size` how many records; `is_one`
    tells that all of it is one material or recipe, whose name it has."""

    name: str
    kind: Kind
    size: int
    width: float
    is_one: bool
    x: float = 0.0

    @property
    def left(self) -> float:
        """Where its cards begin."""
        return round(self.x - self.width / 2, 2)

    @property
    def right(self) -> float:
        """Where its cards end."""
        return round(self.x + self.width / 2, 2)

    @property
    def heading(self) -> str:
        """What stands in it, and how many."""
        return f"{self.name} ({self.size:,})"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that is drawn of an answer, and where; `of` are the nodes that the answer has.

    `near` are those within the picture's depth, one by one also where they are drawn as boxes;
    `more` tells of cards how many of their neighbours lie beyond.
    """

    mode: Mode
    usual_mode: Mode
    of: int
    picture: Picture
    where: Layout
    form: Format
    level_of: Mapping[str, int]
    lanes: tuple[Lane, ...]
    card_width_of: Mapping[str, float]
    arrow_width_of: Mapping[tuple[str, str], float]
    near: Picture
    more: Mapping[str, int]
    words: Words

    @property
    def said(self) -> str:
        """In what mode it is drawn, and what it leaves out or sums up."""
        nodes, shown = self.words.say("picture.nodes", count=self.of), ""
        if self.mode != "summary":
            near = len(self.near.cards)
            shown = self.words.say(f"picture.{self.mode}", shown=near, nodes=nodes)
        alone = "" if self.picture.arrows else self.words.say("picture.alone")
        return " ".join(filter(None, (shown, self.picture.note, alone)))

    @property
    def heading_size(self) -> float:
        """How large the headings are: in step with the lanes, never less than the cards' text."""
        return round(max(self.form.font * 1.15, self._pitch * 0.055), 1)

    @property
    def headings(self) -> list[list[str]]:
        """The heading of each lane, in lines that fit it."""
        width = int(0.96 * self._pitch / (0.6 * self.heading_size))
        return [folded(lane.heading, max(width, 6)) for lane in self.lanes]

    @property
    def _pitch(self) -> float:
        steps = [after.x - before.x for before, after in pairwise(self.lanes)]
        return min(steps, default=self.form.card)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all cards, links and headings (which stand above)."""
        halves = [
            max(lane.width, 0.6 * self.heading_size * max(map(breadth, lines))) / 2
            for lane, lines in zip(self.lanes, self.headings, strict=True)
        ]
        sides = list(zip(self.lanes, halves, strict=True))
        spots = [
            (self.where.positions[card.key].y, card_height(card, self.form) / 2)
            for card in self.picture.cards
        ]
        spots += [(bend.y, THICKEST) for path in self.where.bends.values() for bend in path]
        return (
            round(min((lane.x - half for lane, half in sides), default=0.0), 2),
            round(min((y - half for y, half in spots), default=0.0), 2),
            round(max((lane.x + half for lane, half in sides), default=0.0), 2),
            round(max((y + half for y, half in spots), default=0.0), 2),
        )


def drawing(
    answer: Answer,
    mode: Mode | None = None,
    most: int = COMPACT_MOST,
    *,
    depth: int | None = None,
    opened: Iterable[str] = (),
    words: Words = ENGLISH,
) -> Drawing:
    """The picture of a trace or recall, given as its JSON; all of it, unless `depth` says how far
    from its origins, and `opened` which cards show more of their neighbours.

    The mode is `detail` up to 400 nodes, `compact` up to 2,000 (or as many as `most`), else
    `summary`, unless one is asked for; what is too large to be drawn is a summary all the same.
    """
    everything = picture(answer, words)
    near = nearby(everything, depth, opened)
    whole = near.picture
    nodes = len(whole.cards)
    usual: Mode = "detail" if nodes <= DETAIL_MOST else "compact" if nodes <= most else "summary"
    used: Mode = "summary" if nodes > DRAWN_MOST else mode or usual
    drawn = summary(answer, whole, words) if used == "summary" else whole
    where, form = places(drawn, compact=used == "compact")
    cards = {card.key: card for card in drawn.cards}
    lanes = [_lane([cards[key] for key in lane], form, words) for lane in where.lanes]
    where = _spread(where, [lane.width for lane in lanes], form)
    lanes = [
        replace(lane, x=where.positions[keys[0]].x)
        for lane, keys in zip(lanes, where.lanes, strict=True)
    ]
    return Drawing(
        mode=used,
        usual_mode=usual,
        of=len(everything.cards),
        picture=drawn,
        where=where,
        form=form,
        level_of=_levels(where, cards),
        lanes=tuple(lanes),
        card_width_of={
            key: lane.width for lane, keys in zip(lanes, where.lanes, strict=True) for key in keys
        },
        arrow_width_of=_widths(drawn.arrows),
        near=whole,
        more=near.more,
        words=words,
    )


def placeable(drawn: Picture) -> tuple[list[Node], list[tuple[str, str]]]:
    """What the layout is given: the first lane of each card, and customers at the right end."""
    nodes = [
        Node(
            card.key,
            card.time,
            least=LEAST[card.kind],
            first=card.kind == "supplier",
            last=card.kind == "customer",
        )
        for card in drawn.cards
    ]
    return nodes, [(arrow.source, arrow.target) for arrow in drawn.arrows]


def places(drawn: Picture, *, compact: bool = False) -> tuple[Layout, Format]:
    """Where everything stands, suppliers left and customers right, and the format it needs."""
    nodes, links = placeable(drawn)
    if not compact:
        where = layout(nodes, links, row_gap=CARDS.row_gap)
        if max(map(len, where.lanes), default=0) <= TALL_LANE:
            return where, CARDS
    return layout(nodes, links, row_gap=LINES.row_gap), LINES


def _levels(where: Layout, cards: Mapping[str, Card]) -> dict[str, int]:
    """The number of each card's lane among the lanes that hold batches."""
    found: dict[str, int] = {}
    level = 0
    for lane in where.lanes:
        found |= dict.fromkeys(lane, level)
        level += any(cards[key].kind == "batch" for key in lane)
    return found


def _lane(held: Sequence[Card], form: Format, words: Words) -> Lane:
    kind = Counter(card.kind for card in held).most_common(1)[0][0]
    titles = {card.title for card in held}
    own = len(titles) == 1 and kind in ("batch", "operation")
    width = max(card_width(card, form) for card in held)
    name = cut(titles.pop()) if own else words.say(f"kinds.{kind}")
    return Lane(name, kind, sum(card.size for card in held), width, own)


def _spread(where: Layout, widths: Sequence[float], form: Format) -> Layout:
    """The lanes as far apart as their cards and the picture's height ask for.

    A tall picture is made broader, so that its lines stay legible, a broad one taller.
    """
    if len(widths) < 2:
        return where
    downs = [point.y for point in where.positions.values()]
    height = max(downs) - min(downs) + form.row_gap
    asked = (BREADTH * height - sum(widths)) / (len(widths) - 1)
    between = min(max(asked, form.between), WIDEST_BETWEEN)
    broad = sum(widths) + between * (len(widths) - 1)
    taller = min(max(broad / (BROADEST * height), 1.0), TALLEST)
    lefts = [0.0, *accumulate(width + between for width in widths)]
    across = {
        where.positions[lane[0]].x: round(left + width / 2 - widths[0] / 2, 2)
        for lane, left, width in zip(where.lanes, lefts, widths, strict=False)
    }

    def moved(point: Point) -> Point:
        return Point(across[point.x], round(point.y * taller, 2))

    return replace(
        where,
        positions={key: moved(point) for key, point in where.positions.items()},
        bends={link: tuple(map(moved, points)) for link, points in where.bends.items()},
    )


def _widths(arrows: Sequence[Arrow]) -> dict[tuple[str, str], float]:
    """How wide each line is: its area as its quantity, beside the largest of the same unit."""
    largest: dict[str, float] = {}
    for arrow in arrows:
        if arrow.amount:
            largest[arrow.unit] = max(largest.get(arrow.unit, 0.0), arrow.amount)
    return {
        (arrow.source, arrow.target): round(
            THINNEST + (THICKEST - THINNEST) * (arrow.amount / largest[arrow.unit]) ** 0.5, 2
        )
        if arrow.amount and arrow.amount > 0
        else THINNEST
        for arrow in arrows
    }
