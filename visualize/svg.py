"""A picture as SVG: the same cards at the same places, with the words that belong to it above.

Every stored text enters escaped and without signs that do not show. Nothing is loaded: the fonts
are those of whoever looks at it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from visualize.drawing import Drawing
from visualize.head import Colour, Head
from visualize.marks import ARC, dashed, marks, text
from visualize.style import FONT, INK, LEADING, OLIVE, QUIET, hue, tint
from visualize.words import breadth, folded

COLOURS: dict[Colour, str] = {"green": "#007A5A", "yellow": "#7A5200", "red": "#A32A00"}

EDGE = 36.0
NARROWEST = 760.0
WIDEST_TEXT = 1_500.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the words above the picture."""

    text: str
    size: float
    colour: str = INK
    bold: bool = False


def svg(drawing: Drawing, head: Head | None = None) -> str:
    """The picture as an SVG document; with a head its words stand above it, and a legend."""
    left, top, right, bottom = drawing.bounds
    headings_at = top - drawing.heading_size - (ARC if drawing.where.backward else 0)
    tallest = max(map(len, drawing.headings), default=0)
    top = headings_at - (tallest + 0.4) * drawing.heading_size * LEADING
    width = max(right - left, NARROWEST if head else 0.0) + 2 * EDGE
    scale = max(width / WIDEST_TEXT, 1.0)
    words = list(_folded(_words(drawing, head), width - 2 * EDGE, scale)) if head else []
    legend_at = EDGE + sum(line.size * 1.45 for line in words)
    above = legend_at + (34 * scale if head else 0)
    height = above + bottom - top + EDGE
    x, y = (width - (right - left)) / 2 - left, above - top
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="{escape(FONT, {chr(34): "&quot;"})}">',
        f"<title>{text(head.title if head else drawing.said)}</title>",
        f'<rect width="{width:g}" height="{height:g}" fill="#FFFFFF"/>',
        *_written(words),
        *(_legend(drawing, legend_at + 8 * scale, scale) if head else ()),
        f'<g transform="translate({x:g} {y:g})">',
        *marks(drawing, headings_at),
        "</g>",
        "</svg>",
    ]
    return "\n".join(filter(None, body)) + "\n"


def _words(drawing: Drawing, head: Head) -> Iterator[Line]:
    yield Line(head.title, 22, bold=True)
    for said, colour in head.verdict:
        yield Line(said, 17, COLOURS[colour], bold=True)
    for gap in head.gaps_shown:
        yield Line(f"•  {gap}", 14)
    for said in head.lines:
        yield Line(said, 14, QUIET)
    yield Line(drawing.said, 14, INK if drawing.mode == "summary" else QUIET)


def _folded(lines: Iterator[Line], width: float, scale: float) -> Iterator[Line]:
    for line in lines:
        size = line.size * scale
        for part in folded(line.text, int(width / (0.53 * size))):
            yield Line(part, size, line.colour, line.bold)


def _written(lines: list[Line]) -> Iterator[str]:
    y = EDGE
    for line in lines:
        y += line.size * 1.45
        weight = ' font-weight="bold"' if line.bold else ""
        at = f'x="{EDGE:g}" y="{y - line.size * 0.45:g}" font-size="{line.size:g}"'
        yield f'<text {at} fill="{line.colour}"{weight}>{text(line.text)}</text>'


def _legend(drawing: Drawing, y: float, scale: float) -> Iterator[str]:
    """What the marks mean that this picture has."""
    cards = drawing.picture.cards
    kinds = {card.kind for card in cards}
    shown = [
        ("mark.origin", COLOURS["green"], 4.0, "", any(card.origin for card in cards)),
        ("picture.legend.batch", _hue_of_batches(drawing), 1.5, "", "batch" in kinds),
        ("value.operation", QUIET, 1.5, "", "operation" in kinds),
        ("picture.legend.party", OLIVE, 1.5, "", bool(kinds & {"supplier", "customer"})),
        ("mark.gap", INK, 1.5, "5 3", any(card.gap for card in cards)),
    ]
    x, size = EDGE, 13 * scale
    for key, colour, border, dashes, holds in shown:
        if holds:
            word = drawing.words.say(key)
            yield (
                f'<rect x="{x:g}" y="{y:g}" width="{24 * scale:g}" height="{12 * scale:g}" '
                f'rx="{(6 if key == "value.operation" else 2) * scale:g}" fill="{tint(colour)}" '
                f'stroke="{colour}" stroke-width="{border:g}"{dashed(dashes)}/>'
            )
            x += 32 * scale
            yield _word(word, x, y + size * 0.85, size)
            x += breadth(word) * 0.53 * size + 26 * scale
    if any(arrow.possible for arrow in drawing.picture.arrows):
        middle = y + 6 * scale
        yield (
            f'<path d="M{x:g} {middle:g}h{24 * scale:g}" stroke="{QUIET}" '
            f'stroke-width="{1.6 * scale:g}"{dashed("7 5")}/>'
        )
        yield _word(drawing.words.say("mark.possible"), x + 32 * scale, y + size * 0.85, size)


def _hue_of_batches(drawing: Drawing) -> str:
    """The colour of the first batches that are no origins, for the legend."""
    for card in drawing.picture.cards:
        if card.kind == "batch" and not card.origin:
            return hue(card, drawing.level_of[card.key])
    return INK


def _word(word: str, x: float, y: float, size: float) -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{INK}">{text(word)}</text>'
