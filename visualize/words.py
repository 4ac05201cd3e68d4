"""Names as a person may read them in a picture: short, in one line, and harmless."""

from unicodedata import east_asian_width

LABEL_WIDTH = 24
JOINERS = "\u200c\u200d"  # ordinary letters' glue in Persian and Indic names


def plain(value: object) -> str:
    """A stored text as one line, with every character that would not show as a visible mark.

    Control characters and reversed writing could make one lot number look like another.
    """
    line = " ".join(str("" if value is None else value).split())
    return "".join(sign if sign.isprintable() or sign in JOINERS else "\ufffd" for sign in line)


def cut(value: object, width: int = LABEL_WIDTH) -> str:
    """A text that fits a card; Chinese and other wide characters count twice."""
    line = plain(value)
    if sum(map(_width, line)) <= width:
        return line
    room, kept = width - 1, ""
    for sign in line:
        room -= _width(sign)
        if room < 0:
            break
        kept += sign
    return kept.rstrip() + "…"


def amount(quantity: object, unit: object) -> str:
    """A quantity with its unit, as recorded; empty where none was."""
    return plain(f"{quantity} {unit or ''}") if quantity not in (None, "") else ""


def count(number: int, one: str, many: str = "") -> str:
    """`1 batch`, `1,204 batches`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _width(sign: str) -> int:
    return 2 if east_asian_width(sign) in "WF" else 1
