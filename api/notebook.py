"""The door for Python: `import genealogy; graph = genealogy.open("plant")`.

Beside HTTP and the command line: the same questions, the same answers, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias
from zoneinfo import ZoneInfo

from api import views
from api.balance import period
from api.progress import Progress
from api.record import Record, on_record
from api.shelf import shelf_of_settings
from api.shown import Shown, ShownChecks, ShownScope, ShownTables
from api.tables import Found
from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.errors import WrongUsage
from genealogy.settings import Settings, load_settings
from genealogy.verdict import Direction
from loaders.loading import load
from loaders.receipt import Run
from loaders.undo import find_load
from office.trail import Trail
from queries.balance import MassBalance, balance, balance_of_material
from queries.batches import search
from queries.check import check
from queries.compare import Comparison, compare
from queries.completeness import Completeness, completeness
from queries.control_chart import ControlChart, Of, control_chart
from queries.gaps import Gaps, gaps
from queries.recall import Recall, recall
from queries.root_cause import RootCause, root_cause
from queries.scopes import Scope, Wanted, asked, saved
from queries.scorecard import Scorecard, scorecard
from queries.selection import selected
from queries.siblings import Siblings, siblings
from queries.status import Status, status
from queries.trace import Trace, trace
from queries.why import Which, Why, why

Texts: TypeAlias = str | Sequence[str]
Asked: TypeAlias = str | ShownScope[Recall] | ShownScope[Trace] | Mapping[str, Any]


def open(graph: str | Path | Settings | None = None) -> Graph:
    """The graph of a data folder; without one that of the environment's settings, as
    `GENEALOGY_DATA` or `GENEALOGY_NEO4J_URI` say; or that of the settings which are given.

    Starts the embedded engine if need be, and makes a graph that is not there yet.

    >>> with genealogy.open("plant") as graph:
    ...     graph.load("exports")
    ...     answer = graph.recall("CUL-2231")

    Raises WrongUsage or one of the DatabaseUnavailable errors.
    """
    if isinstance(graph, Settings):
        return Graph(graph)
    return Graph(load_settings(None if graph is None else Path(graph).expanduser()))


class Graph:
    """An open graph: load into it, ask it. Use it in a `with`, or `close()` it.

    Batches are named by their ids, or by lot numbers that one batch has; `where` selects them by
    `name=value`, as `genealogy recall --where` does.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._trail = Trail(settings)
        try:
            self._opened: Database | None = open_database(settings)
        except BaseException:
            self._trail.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the connection back. The embedded engine ends by itself after a while."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
            self._trail.close()

    def load(self, *paths: str | Path, profiles: Texts = (), dry_run: bool = False) -> Shown[Run]:
        """What became of every file under the paths, once it is loaded; nothing is written of a
        `dry_run`. Progress goes to stderr.

        >>> graph.load("exports", profiles=["my-mb51.toml"])

        Rows that could not be understood, and files that were refused, are in the receipt. Raises
        FileRefused or NothingToLoad where there is nothing to begin with.
        """
        shelf = shelf_of_settings(self.settings)
        found = [Path(path).expanduser() for path in paths]
        named = shelf.named(_texts(profiles))
        if dry_run:
            run = load(None, found, named, Progress(), shelf=shelf)
        else:
            database = self._database
            with self._on_record("load", paths=found, profiles=profiles) as record:
                run = record.answer(load(database, found, named, Progress(), shelf=shelf))
        return Shown(run, views.view_of_run, self._zone)

    def trace(
        self,
        *batches: str,
        direction: Direction = "forward",
        where: Texts = (),
        time_respecting: bool = False,
        as_known_on: str | None = None,
        quantities: bool = False,
    ) -> ShownScope[Trace]:
        """Every batch that material went into, or (`direction="backward"`) came from, and
        whether that is all of it.

        >>> graph.trace("YOG-0041", direction="backward")
        """
        database = self._database
        with self._on_record(
            "trace",
            batches=batches,
            direction=direction,
            where=where,
            time_respecting=time_respecting,
            as_known_on=as_known_on,
            quantities=quantities,
        ) as record:
            answer = trace(
                database,
                _named(batches, where),
                direction,
                self.settings,
                _texts(where),
                time_respecting=time_respecting,
                as_known_on=as_known_on,
                quantities=quantities,
            )
            record.answer(answer)
        return ShownScope(answer, views.view_of_trace, self._zone)

    def recall(
        self,
        *batches: str,
        where: Texts = (),
        time_respecting: bool = False,
        as_known_on: str | None = None,
        quantities: bool = False,
    ) -> ShownScope[Recall]:
        """The scope of a recall: all batches, who received what, what is still in house.

        >>> graph.recall("CUL-2231", quantities=True)
        >>> graph.recall(where="supplier=S-201 from=2026-09-14 to=2026-09-30")

        `quantities` tells besides how much of the batches is where, `time_respecting` what of the
        scope time allows; `as_known_on` asks of a time in the past, by ISO 8601.
        """
        database = self._database
        with self._on_record(
            "recall",
            batches=batches,
            where=where,
            time_respecting=time_respecting,
            as_known_on=as_known_on,
            quantities=quantities,
        ) as record:
            answer = recall(
                database,
                _named(batches, where),
                self.settings,
                _texts(where),
                time_respecting=time_respecting,
                as_known_on=as_known_on,
                quantities=quantities,
            )
            record.answer(answer)
        return ShownScope(answer, views.view_of_recall, self._zone)

    def why(
        self, batch: str, origin: str, links: Which = "shortest", *, as_known_on: str | None = None
    ) -> Shown[Why]:
        """Why a batch is in the scope of an origin: the shortest chain, each fact with file and
        row; or all links `into` the batch, or `between` the two.

        >>> graph.why("YOG-0041", "CUL-2231", "between")
        """
        known = as_known_on
        database = self._database
        with self._on_record(
            "why", batch=batch, origin=origin, links=links, as_known_on=known
        ) as record:
            answer = why(database, batch, origin, links, self.settings, as_known_on=known)
            record.answer(answer)
        return Shown(answer, views.view_of_why, self._zone)

    def compare(self, *scopes: Asked, **named: Asked) -> ShownTables[Comparison]:
        """Several scopes side by side: what they share, what only one has; of two, what the
        second changes against the first.

        A scope is batches separated by commas, a selection, or an earlier answer (also one read
        from JSON, or `@FILE`), which is taken as it was.

        >>> graph.compare("CUL-2231", "CUL-2218")
        >>> graph.compare(before=answer, now="CUL-2231").frames()["changes"]
        """
        wanted = [_scope(each) for each in scopes]
        wanted += [_scope(each, name) for name, each in named.items()]
        database = self._database
        with self._on_record("compare", scopes=[each.name for each in wanted]) as record:
            answer = record.answer(compare(database, wanted, self.settings))
        return ShownTables(answer, views.view_of_comparison, self._zone)

    def siblings(self, *batches: str, where: Texts = ()) -> ShownTables[Siblings]:
        """Batches at risk: made from what these were made from, and not of their scope.

        >>> graph.siblings("YOG-0040")
        """
        named = _named(batches, where)
        database = self._database
        with self._on_record("siblings", batches=batches, where=where) as record:
            answer = record.answer(siblings(database, named, self.settings, _texts(where)))
        return ShownTables(answer, views.view_of_siblings, self._zone)

    def root_cause(
        self, bad: Texts = (), good: Texts = (), *, bad_from: Texts = (), good_from: Texts = ()
    ) -> ShownTables[RootCause]:
        """What bad batches have in common that good ones have not: everything upstream, ranked.
        Without good ones, those of the same material and time are compared.

        >>> graph.root_cause(["YOG-0040", "YOG-0041"])
        """
        asked = {"bad": _texts(bad), "good": _texts(good)}
        chosen = {"bad_from": _texts(bad_from), "good_from": _texts(good_from)}
        database = self._database
        with self._on_record("root-cause", **asked, **chosen) as record:
            answer = root_cause(database, **asked, settings=self.settings, **chosen)
            record.answer(answer)
        return ShownTables(answer, views.view_of_root_cause, self._zone)

    def gaps(
        self, *, kinds: Texts = (), materials: Texts = (), sites: Texts = ()
    ) -> ShownTables[Gaps]:
        """Every gap of the graph, the worst first: what is missing, which file would tell it.

        >>> graph.gaps(kinds="no origin", materials=["1001", "1201"])
        """
        asked = {"kinds": _texts(kinds), "materials": _texts(materials), "sites": _texts(sites)}
        database = self._database
        with self._on_record("gaps", **asked) as record:
            answer = record.answer(gaps(database, self.settings, **asked))
        return ShownTables(answer, views.view_of_gaps, self._zone)

    def balance(
        self,
        *batches: str,
        recalled: bool = False,
        material: str | None = None,
        begin: str | None = None,
        end: str | None = None,
    ) -> ShownTables[MassBalance]:
        """The mass balance of batches, of all that they went into (`recalled`), or of a material
        in a period, in which a date is that whole day.

        >>> graph.balance("CUL-2231", recalled=True)
        >>> graph.balance(material="3101", begin="2026-10-01", end="2026-10-31")
        """
        if bool(batches) == (material is not None) or (material and recalled):
            raise WrongUsage("Name batches, of which recalled=True can be, or one material=...")
        if material is None and (begin or end):
            raise WrongUsage("begin and end go with material=...")
        batches, database = tuple(_texts(batches)), self._database
        asked = {"batches": batches, "recalled": recalled, "material": material}
        with self._on_record("balance", **asked, begin=begin, end=end) as record:
            if material is None:
                answer = balance(database, batches, self.settings, recalled=recalled)
            else:
                of = period(begin, end, self.settings.timezone)
                answer = balance_of_material(database, material, of.start, of.end, self.settings)
            record.answer(answer)
        return ShownTables(answer, views.view_of_balance, self._zone)

    def completeness(self) -> ShownTables[Completeness]:
        """Of how many batches the origin is known all the way back: by material, site, month."""
        database = self._database
        with self._on_record("completeness") as record:
            answer = record.answer(completeness(database, self.settings))
        return ShownTables(answer, views.view_of_completeness, self._zone)

    def scorecard(
        self,
        by: str,
        *,
        begin: str | None = None,
        end: str | None = None,
        bad: Texts = (),
        bad_from: Texts = (),
    ) -> ShownTables[Scorecard]:
        """How many batches of each supplier, material, equipment, line, shift, operator or site
        failed, of those that are known; `bad` ones, and those that `bad_from` selects, are bad
        whatever the records say.

        >>> graph.scorecard("supplier", begin="2026-09-01").frames()["scores"]
        """
        asked = {"bad": _texts(bad), "bad_from": _texts(bad_from)}
        database = self._database
        with self._on_record("scorecard", by=by, begin=begin, end=end, **asked) as record:
            window = period(begin, end, self.settings.timezone)
            answer = record.answer(scorecard(database, by, window, self.settings, **asked))
        return ShownTables(answer, views.view_of_scorecard, self._zone)

    def control_chart(
        self,
        characteristic: str,
        *,
        begin: str | None = None,
        end: str | None = None,
        baseline_to: str | None = None,
        subgroup: int = 1,
        unit: str | None = None,
        of: Of | None = None,
        **by: str,
    ) -> ShownTables[ControlChart]:
        """A characteristic in the order of time, with control limits and what breaks a Western
        Electric rule; of a `material`, or of what ran by a `recipe`, on `equipment`, ...

        >>> graph.control_chart("pH", material="5001", begin="2026-09-01")
        """
        zone, database = self.settings.timezone, self._database
        asked = {"baseline_to": baseline_to, "subgroup": subgroup, "unit": unit, "of": of}
        named = {"begin": begin, "end": end, **by}
        with self._on_record(
            "control-chart", characteristic=characteristic, **asked, **named
        ) as record:
            answer = control_chart(
                database,
                characteristic,
                by,
                period(begin, end, zone),
                self.settings,
                baseline_to=period(None, baseline_to, zone).end,
                subgroup=subgroup,
                unit=unit,
                of=of,
            )
            record.answer(answer)
        return ShownTables(answer, views.view_of_control_chart, self._zone)

    def batches(
        self, text: str | None = None, *, where: Texts = (), most: int = 50
    ) -> Shown[Found]:
        """At most so many batches that have a text in their number, item or name, and whether
        there are more; or all that are selected.

        >>> graph.batches("YOG-00")
        >>> graph.batches(where="equipment=FIL-2 from=2026-09-24")
        """
        if (text is None) == (not where):
            raise WrongUsage("Give a text to search for, or select batches with where=...")
        database = self._database
        with self._on_record("batches", text=text, where=where, most=most) as record:
            if text is None:
                hits, untimed = selected(database, _texts(where), self.settings)
                found = Found(tuple(hits), more=False, untimed=tuple(untimed))
            else:
                hits = search(database, text, most + 1)
                found = Found(tuple(hits[:most]), more=len(hits) > most)
            record.outcome(batches=len(found.batches), more=found.more)
        return Shown(found, views.view_of_found, self._zone)

    def status(self) -> Shown[Status]:
        """What the graph holds, from which sources, up to when."""
        database = self._database
        with self._on_record("status") as record:
            answer = record.answer(status(database))
        return Shown(answer, views.view_of_status, self._zone)

    def check(self, *names: str, load: str | None = None) -> ShownChecks:
        """What in the graph is not plausible, by all checks or the named ones; with `load` only
        what touches the facts of that load (its id, the beginning of it, or the file).

        >>> graph.check("consumed-more-than-exists", load="goods_receipts.csv")
        """
        database = self._database
        with self._on_record("check", names=names, load=load) as record:
            load_id = None if load is None else find_load(database, load).load_id
            answer = record.answer(check(database, _texts(names), load_id, self.settings))
        return ShownChecks(answer, views.view_of_checks, self._zone)

    def _on_record(self, command: str, **asked: Any) -> AbstractContextManager[Record]:
        """What is asked in the block is on record before it is answered; a load too."""
        action = command if command == "load" else f"question.{command}"
        told = {name: value for name, value in asked.items() if value not in (None, (), [], False)}
        return on_record(self._trail, action, told, door="python", command=command)

    @property
    def _database(self) -> Database:
        if self._opened is None:
            raise WrongUsage("This graph is closed: open it again.")
        return self._opened

    @cached_property
    def _zone(self) -> ZoneInfo | None:
        return ZoneInfo(self.settings.zone) if self.settings.zone else None


def _texts(texts: Texts) -> list[str]:
    """One text or several. Numbers are none: `00012` is not `12`."""
    found = [texts] if isinstance(texts, str) else [*texts]
    for each in found:
        if not isinstance(each, str):
            raise WrongUsage(f'Names are texts, as in recall("CUL-2231"): {each!r} is none.')
    return found


def _named(batches: Sequence[str], where: Texts) -> list[str]:
    if not batches and not where:
        raise WrongUsage('Name a batch, or select batches, as in where="supplier=ID".')
    return _texts(batches)


def _scope(of: Asked, name: str | None = None) -> Wanted | Scope:
    """A scope to compare, under a name if it is given one."""
    if isinstance(of, str):
        scope = asked(of)
        return replace(scope, name=name) if name else scope
    try:
        answer = dict(of) if isinstance(of, Mapping) else of.to_dict()
        return saved(name or "; ".join(answer["question"]["origins"]), answer)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise WrongUsage(f"This is no answer of a recall or a trace: {error}.") from None
