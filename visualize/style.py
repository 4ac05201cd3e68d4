"""The look of a picture: Okabe-Ito hues, safe for colour-blind eyes, dark text on light tints.

A meaning never rests on colour alone: an origin also has a thick border, a gap a dashed one, a
possible link a dashed line, and each of them says so in words.
"""

from dataclasses import dataclass
from typing import Any

from visualize.layout import ROW_GAP
from visualize.picture import Arrow, Card
from visualize.words import LABEL_WIDTH, breadth, cut

LEADING = 1.2
LETTER = 0.62  # how wide a letter is, as a share of its size
SIDE = 10
NARROWEST_CARD = 96.0
NARROWEST_OPERATION = 72.0
MARGIN = 7
INK = "#1A1D21"
QUIET = "#5B6470"
LINE = "#8A94A3"
GREEN = "#007A5A"
OLIVE = "#7A6C00"
HUES = ("#0072B2", "#9A6700", "#A14A7B", "#1F78B4", "#B34E00")

FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"


@dataclass(frozen=True, slots=True)
class Format:
    """The measures of a picture's cards, and the gaps that keep them apart; `small` is the font of
    operations."""

    compact: bool
    font: int
    small: int
    card: int
    between: float
    row_gap: float


CARDS = Format(compact=False, font=13, small=11, card=214, between=84.0, row_gap=ROW_GAP)
LINES = Format(compact=True, font=19, small=16, card=320, between=64.0, row_gap=42.0)

# With more than this many boxes in one lane, each is a single, larger line: seen from afar, as
# a tall picture is, it can still be read.
TALL_LANE = 16


def card_width(card: Card, form: Format) -> float:
    """How wide a card has to be: as its longest line, within reason."""
    longest = max(map(breadth, label(card, form).splitlines()), default=0)
    wanted = longest * LETTER * card_font(card, form) + 2 * SIDE
    narrowest = NARROWEST_OPERATION if card.kind == "operation" else NARROWEST_CARD
    return round(min(max(wanted, narrowest), form.card), 1)


def card_height(card: Card, form: Format) -> float:
    """How high a card is: as its lines need."""
    lines = max(len(label(card, form).splitlines()), 1)
    return round(lines * card_font(card, form) * LEADING + 2 * MARGIN, 1)


def card_font(card: Card, form: Format) -> int:
    """How large a card's text is: that of an operation smaller, it stands between batches."""
    return form.small if card.kind == "operation" else form.font


def card_corner(card: Card, form: Format) -> float:
    """How round a card's corners are: an operation's as far as its text leaves room."""
    return min(card_height(card, form) / 2, 14.0) if card.kind == "operation" else 6.0


def tint(hue: str, strength: float = 0.14) -> str:
    """The hue as a light ground for dark text."""
    parts = (int(hue[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * strength):02X}" for part in parts)


def label(card: Card, form: Format) -> str:
    """A card's text: name, what it is, marks; on a single line the name and the marks alone."""
    width = 18 if card.kind == "operation" else LABEL_WIDTH
    marks = " · ".join(card.marks)
    if not form.compact:
        return "\n".join(cut(line, width) for line in (card.name, card.below, marks) if line)
    rest = " · ".join((*([card.below] if card.size > 1 else []), *card.marks))
    return " · ".join(part for part in (cut(card.name, max(width - len(rest), 9)), rest) if part)


def hue(card: Card, level: int) -> str:
    """Batches by their level, parties olive, operations grey, origins green."""
    if card.origin:
        return GREEN
    if card.kind == "operation":
        return QUIET
    return HUES[level % len(HUES)] if card.kind == "batch" else OLIVE


def ground(card: Card, level: int) -> str:
    """What a card's dark text stands on."""
    return "#F3F4F6" if card.kind == "operation" else tint(hue(card, level))


def card_look(card: Card, level: int, form: Format, width: float) -> dict[str, Any]:
    """How a card is drawn, in the words of vis-network."""
    border = hue(card, level)
    colours = {"background": ground(card, level), "border": border}
    return {
        "shape": "box",
        "color": {**colours, "highlight": {"background": tint(border, 0.3), "border": border}},
        "borderWidth": 4 if card.origin else 1.5,
        "borderWidthSelected": 5 if card.origin else 3,
        "shapeProperties": {
            "borderRadius": card_corner(card, form),
            "borderDashes": [7, 4] if card.gap else False,
        },
        "widthConstraint": {"minimum": width, "maximum": width},
        "margin": {"top": MARGIN, "bottom": MARGIN, "left": 4, "right": 4},
        "font": {"color": INK, "size": card_font(card, form), "face": FONT},
    }


def arrow_look(arrow: Arrow, width: float, backward: bool = False) -> dict[str, Any]:
    """A line, dashed where the link is only possible, in an arc where it closes a loop."""
    look: dict[str, Any] = {
        "color": {"color": LINE, "highlight": INK, "hover": INK},
        "dashes": [7, 5] if arrow.possible else False,
        "width": width,
    }
    arc = {"enabled": True, "type": "curvedCW", "roundness": 0.35}
    return {**look, "smooth": arc} if backward else look


def heading_look(size: float) -> dict[str, Any]:
    """A lane's heading."""
    font = {"size": size, "color": INK, "face": FONT}
    return {"shape": "text", "chosen": False, "heading": True, "font": font}


OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"dragNodes": False, "hover": True, "tooltipDelay": 120, "multiselect": False},
    "nodes": {"labelHighlightBold": False, "scaling": {"label": {"drawThreshold": 4}}},
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.55}},
        "smooth": {
            "enabled": True,
            "type": "cubicBezier",
            "forceDirection": "horizontal",
            "roundness": 0.42,
        },
        "selectionWidth": 1.2,
    },
}
