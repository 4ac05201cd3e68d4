"""A picture as PNG: its SVG, drawn by resvg with the fonts of this machine."""

import re

from visualize.fonts import check_fonts

SHARPNESS = 2.0
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 16_000

_SIZE = re.compile(r'width="([\d.e+]+)" height="([\d.e+]+)"')


def png(svg: str) -> bytes:
    """The SVG document as PNG: twice its size, or as large as image viewers open.

    Raises WrongUsage where a font is missing.
    """
    import resvg_py

    check_fonts(svg)
    size = _SIZE.search(svg)
    assert size, "an SVG of ours begins with its size"
    width, height = float(size[1]), float(size[2])
    zoom = min(
        SHARPNESS, (MOST_PIXELS / (width * height)) ** 0.5, LONGEST_SIDE / max(width, height)
    )
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=zoom))
