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
    if breadth(line) <= width:
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


def breadth(text: str) -> int:
    """How much room a text takes, in letters; Chinese and other wide characters count twice."""
    return sum(map(_width, text))


def folded(text: object, width: int) -> list[str]:
    """A text in lines of at most this breadth; only words that are longer are broken."""
    lines: list[str] = [""]
    for word in plain(text).split(" "):
        for part in _parts(word, width):
            joined = f"{lines[-1]} {part}" if lines[-1] else part
            if breadth(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(part)
    return lines


def _parts(word: str, width: int) -> list[str]:
    """A word that fits a line as it is; a longer one, or Chinese, in pieces that do."""
    parts, room = [""], width
    for sign in word:
        if room < _width(sign):
            parts.append("")
            room = width
        parts[-1] += sign
        room -= _width(sign)
    return parts


def _width(sign: str) -> int:
    return 2 if east_asian_width(sign) in "WF" else 1
