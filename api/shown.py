"""An answer as a notebook shows it, and on its way to pandas, networkx and Excel."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from api.html import Time
from api.views import View
from exports.tables import Answer
from genealogy.times import time_in
from genealogy.verdict import Verdict
from queries.check import Checks
from queries.recall import Recall
from queries.trace import Trace

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd


class Told(Protocol):
    """An answer of any kind."""

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""


Of = TypeVar("Of", bound=Told)
OfTables = TypeVar("OfTables", bound=Answer)
OfScope = TypeVar("OfScope", Trace, Recall)


class Shown(Generic[Of]):
    """An answer that a notebook shows with its verdict first, then its tables.

    `answer` is what the question has found; all that it has, this has too. A long table is shown
    by its first rows and says so; nothing is left out of `frames()` and `to_dict()`.
    """

    def __init__(
        self, answer: Of, view: Callable[[Of, Time], View], zone: ZoneInfo | None = None
    ) -> None:
        self.answer = answer
        self._view = view
        self._time: Time = partial(time_in, zone)

    def to_dict(self) -> dict[str, Any]:
        """The whole answer as JSON, times in UTC."""
        return self.answer.to_dict()

    def frames(self) -> dict[str, pd.DataFrame]:
        """Each table of the answer as a pandas frame, by its name, with all rows.

        >>> answer.frames()["customers"].groupby("name")["batches"].sum()
        """
        from exports.frames import frames_of

        return frames_of(self._shown.tables)

    @cached_property
    def _shown(self) -> View:
        """Made once: a notebook asks for the HTML and for the text of what it shows."""
        return self._view(self.answer, self._time)

    def _repr_html_(self) -> str:
        return self._shown.html(self._time)

    def __repr__(self) -> str:
        return self._shown.text()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # what notebooks ask every object for, and no answer has
            raise AttributeError(name)
        return getattr(self.answer, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(name for name in dir(self.answer) if name[0] != "_")})


class ShownTables(Shown[OfTables]):
    """An answer that a workbook can hold."""

    def to_excel(self, path: str | Path) -> None:
        """Writes the answer to a workbook: a cover with the verdict, then a sheet a table."""
        from exports.workbook import write_workbook

        write_workbook(self.answer, Path(path))


class ShownScope(ShownTables[OfScope]):
    """A trace or a recall."""

    @property
    def verdict(self) -> Verdict:
        """Whether the answer is complete, and if not, what is missing."""
        return self._trace.verdict

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The scope as a network, with batches, operations and parties as its nodes."""
        from exports.networks import to_networkx

        return to_networkx(self._trace)

    @property
    def _trace(self) -> Trace:
        return self.answer.trace if isinstance(self.answer, Recall) else self.answer


class ShownChecks(Shown[Checks]):
    """What the checks have found."""

    def to_dict(self) -> dict[str, Any]:
        """The whole answer as JSON, with every finding."""
        return self.answer.to_dict(0)
