"""The marks of a picture in SVG: headings, cards, and arrows from card to card."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from xml.sax.saxutils import escape

from visualize.drawing import Drawing
from visualize.layout import Point
from visualize.picture import Arrow, Card
from visualize.style import (
    INK,
    LEADING,
    LINE,
    QUIET,
    card_corner,
    card_font,
    card_height,
    ground,
    hue,
    label,
)
from visualize.words import plain

CURVE = 0.42
HEAD = 9.0
ARC = 46.0
"""How far above its ends a link that comes back is led."""


def marks(drawing: Drawing, bottom: float) -> Iterator[str]:
    """Headings with their bottom there, then arrows, and the cards on top of them."""
    cards = {card.key: card for card in drawing.picture.cards}
    if len(drawing.lanes) > 1:
        yield from _headings(drawing, bottom)
    yield from (_arrow(arrow, drawing, cards) for arrow in drawing.picture.arrows)
    yield from (_card(card, drawing) for card in cards.values())


def text(value: object) -> str:
    """A stored text for an element: in one line, escaped, without signs that do not show."""
    return escape(plain(value))


def dashed(dashes: str) -> str:
    """The attribute of a broken line, or nothing."""
    return f' stroke-dasharray="{dashes}"' if dashes else ""


def _headings(drawing: Drawing, bottom: float) -> Iterator[str]:
    """Above each lane what stands in it, its last line at the bottom."""
    size = drawing.heading_size
    for lane, lines in zip(drawing.lanes, drawing.headings, strict=True):
        for number, line in enumerate(reversed(lines)):
            yield (
                f'<text x="{lane.x:g}" y="{bottom - number * size * LEADING:.1f}" '
                f'font-size="{size:g}" font-weight="bold" text-anchor="middle" '
                f'fill="{INK}">{text(line)}</text>'
            )


def _card(card: Card, drawing: Drawing) -> str:
    at, level, form = drawing.where.positions[card.key], drawing.level_of[card.key], drawing.form
    width, height = drawing.card_width_of[card.key], card_height(card, form)
    lines = label(card, form).splitlines()
    font = card_font(card, form)
    first = at.y - (len(lines) - 1) * font * LEADING / 2 + font * 0.36
    bold = ' font-weight="bold"' if card.origin else ""
    texts = "".join(
        f'<text x="{at.x:g}" y="{first + number * font * LEADING:.2f}" '
        f'font-size="{font}" text-anchor="middle" fill="{QUIET if number else INK}"'
        f"{'' if number else bold}>{text(line)}</text>"
        for number, line in enumerate(lines)
    )
    facts = "\n".join(map(text, card.facts))
    return (
        f"<g><title>{facts}</title>"
        f'<rect x="{at.x - width / 2:g}" y="{at.y - height / 2:g}" width="{width:g}" '
        f'height="{height:g}" rx="{card_corner(card, form):g}" '
        f'fill="{ground(card, level)}" stroke="{hue(card, level)}" '
        f'stroke-width="{4 if card.origin else 1.5:g}"{dashed("7 4" if card.gap else "")}/>'
        f"{texts}</g>"
    )


def _arrow(arrow: Arrow, drawing: Drawing, cards: Mapping[str, Card]) -> str:
    """A line from card to card through its bends, with a head where it ends."""
    ends = (arrow.source, arrow.target)
    width = drawing.arrow_width_of[ends]
    if ends in drawing.where.backward:
        path, tip = _arc(drawing, cards[arrow.source], cards[arrow.target])
        head = f"{tip.x:g},{tip.y:g} {tip.x - 4:g},{tip.y - HEAD:g} {tip.x + 4:g},{tip.y - HEAD:g}"
    else:
        path, tip = _flow(drawing, cards[arrow.source], cards[arrow.target])
        half = 2.6 + width / 2
        low, high = tip.y - half, tip.y + half
        head = f"{tip.x:g},{tip.y:g} {tip.x - HEAD:g},{low:g} {tip.x - HEAD:g},{high:g}"
    facts = "\n".join(map(text, arrow.facts))
    return (
        f'<g><title>{facts}</title><path d="{path}" fill="none" stroke="{LINE}" '
        f'stroke-width="{width:g}"{dashed("7 5" if arrow.possible else "")}/>'
        f'<polygon points="{head}" fill="{LINE}"/></g>'
    )


def _flow(drawing: Drawing, source: Card, target: Card) -> tuple[str, Point]:
    """From the right side of one card to the left side of another."""
    where = drawing.where
    one, other = where.positions[source.key], where.positions[target.key]
    start = Point(one.x + drawing.card_width_of[source.key] / 2, one.y)
    tip = Point(other.x - drawing.card_width_of[target.key] / 2, other.y)
    through = where.bends.get((source.key, target.key), ())
    path = f"M{start.x:g} {start.y:g}"
    for here, there in pairwise((start, *through, Point(tip.x - HEAD / 2, tip.y))):
        bow = CURVE * (there.x - here.x)
        path += f"C{here.x + bow:g} {here.y:g} {there.x - bow:g} {there.y:g} "
        path += f"{there.x:g} {there.y:g}"
    return path, tip


def _arc(drawing: Drawing, source: Card, target: Card) -> tuple[str, Point]:
    """From the top of one card back to the top of another."""
    where, form = drawing.where, drawing.form
    one, other = where.positions[source.key], where.positions[target.key]
    start = Point(one.x, one.y - card_height(source, form) / 2)
    tip = Point(other.x, other.y - card_height(target, form) / 2)
    up = min(start.y, tip.y) - ARC
    end = f"{tip.x:g} {tip.y - HEAD / 2:g}"
    return f"M{start.x:g} {start.y:g}C{start.x:g} {up:g} {tip.x:g} {up:g} {end}", tip
