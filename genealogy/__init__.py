"""Batch genealogy: what went into what, and where it went.

>>> import genealogy
>>> with genealogy.open("plant") as graph:
...     graph.recall("CUL-2231")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from api.notebook import open as open
else:

    def __getattr__(name: str) -> object:
        """`open`, once it is asked for (PEP 562): the rooms above stay away until then."""
        if name != "open":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from api.notebook import open

        return open

    def __dir__() -> list[str]:
        return sorted({*globals(), "open"})
