"""`genealogy load --watch`: what is put into a folder is loaded, one file after the other."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn, Self

from api.console import say, say_lines, show
from api.typed import recorded
from genealogy import errors
from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.settings import Settings, load_settings
from genealogy.visible import visible
from loaders.loading import load
from loaders.profile import Profile
from loaders.reading import shown_path
from loaders.receipt import Run
from loaders.runs import new_run_id
from loaders.shelf import Shelf
from loaders.summary import summary
from loaders.watching import HotFolder
from loaders.webhook import Webhook

_POLL_SECONDS = 1.0
_AWAY = (
    errors.DatabaseUnreachable,
    errors.DatabaseLost,
    errors.EngineFailed,
    errors.DiskFull,
    errors.QueryTimedOut,
    errors.RestoreUnfinished,
    errors.OfficeUnavailable,
)
"""What passes by itself, or by someone's doing elsewhere. All else ends the watch."""


class Stop:
    """Ends the program on Ctrl-C or SIGTERM, where nothing is half done.

    SIGTERM is how a service is stopped on purpose: the exit code is 0.
    """

    def __init__(self) -> None:
        self._asked: int | None = None
        self._holding = False

    def __enter__(self) -> Self:
        self._before = {
            number: signal.signal(number, self._ask) for number in (signal.SIGINT, signal.SIGTERM)
        }
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _ask(self, number: int, _frame: FrameType | None) -> None:
        self._asked = number
        if not self._holding:
            self.here()

    def here(self) -> None:
        """A place where nothing is half done: ends the program if that was asked for."""
        if self._asked == signal.SIGINT:
            raise KeyboardInterrupt
        if self._asked is not None:
            raise SystemExit(0)

    @contextmanager
    def held(self) -> Iterator[None]:
        """In this block the program ends at places that are named only, or behind it."""
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
            self.here()  # also where the block failed, as when the engine was stopped with us


class Once:
    """Tells each trouble once, and again only after it had passed."""

    def __init__(self) -> None:
        self._told: set[object] = set()

    def say(self, about: object, text: str) -> None:
        """Says it, unless this is still the same trouble."""
        if about not in self._told:
            self._told.add(about)
            say_lines(text)

    def passed(self, about: object) -> None:
        """The trouble is over."""
        self._told.discard(about)


class Watch:
    """One watch of a folder."""

    def __init__(
        self,
        folder: HotFolder,
        profiles: Mapping[str, Profile] | None,
        shelf: Shelf,
        hook: Webhook | None,
        as_json: bool,
        data: Path | None,
    ) -> None:
        self._folder = folder
        self._profiles = profiles
        self._shelf = shelf
        self._hook = hook
        self._as_json = as_json
        self._data = data
        self._once = Once()
        self._begun: dict[Path, str] = {}

    def forever(self) -> NoReturn:
        """Loads what comes, until Ctrl-C or SIGTERM.

        Raises WrongUsage where another run watches the folder, and the errors of the database
        that waiting does not heal.
        """
        load_settings(self._data)  # one that cannot be is told now, not with the first file
        with self._folder.alone(), Stop() as stop:
            say(f"watching {self._folder.folder}")
            for mistake in self._shelf.mistakes:
                say_lines(f"{mistake}\nTables are refused until it is mended.")
            while True:
                self._look(stop)
                time.sleep(_POLL_SECONDS)

    def _look(self, stop: Stop) -> None:
        try:
            paths = self._folder.whole(time.monotonic())
            links = self._folder.links()
        except OSError as error:
            where = self._folder.folder
            away = f"{visible(str(where))} cannot be read ({error.strerror}). Waiting for it."
            self._once.say(where, away)
            return
        self._once.passed(self._folder.folder)
        for link in links:
            name = visible(shown_path(link).name)
            self._once.say(link, f"{name} is a link: it is not followed, and stays where it is.")
        if not paths:
            return
        settings = load_settings(self._data)
        try:
            with open_database(settings) as database:
                for path in paths:
                    with stop.held():
                        self._take(database, settings, path, stop)
                    self._once.passed(_AWAY)
        except _AWAY as error:
            self._once.say(_AWAY, f"{error}\nWaiting for it; no file was moved.")

    def _take(self, database: Database, settings: Settings, path: Path, stop: Stop) -> None:
        if not self._folder.stands(path):
            return
        try:
            run = self._folder.loaded(path) or self._load(database, settings, path, stop)
            moved = self._folder.put_away(path, run)
        except errors.FileRefused:
            return  # gone before it was read
        except OSError as error:
            self._folder.again(path)
            name = visible(shown_path(path).name)
            text = f"{name} stays where it is ({error.strerror}). It is tried again."
            self._once.say(path, text)
            return
        self._once.passed(path)
        if moved is not None:
            self._tell(path, moved, run)

    def _load(self, database: Database, settings: Settings, path: Path, stop: Stop) -> Run:
        """The run of a file. However often the database goes away meanwhile, it is one."""
        with recorded(settings, "load") as record:
            record.outcome(file=path)
            run = load(
                database,
                [path],
                self._profiles,
                lambda _file, _rows, _about: stop.here(),
                shelf=self._shelf.anew(),
                by_name=False,
                run_id=self._begun.setdefault(path, new_run_id()),
            )
            record.answer(run)
        if record.unsigned:
            self._once.say("head", record.unsigned)
        else:
            self._once.passed("head")
        del self._begun[path]
        return run

    def _tell(self, path: Path, moved: Path, run: Run) -> None:
        to = shown_path(moved.relative_to(self._folder.folder)).as_posix()
        name = shown_path(path).name
        message = {"from": name, "to": to, **summary(run)}
        if self._as_json:
            print(json.dumps(message, ensure_ascii=False), flush=True)
        else:
            show(f"{name} -> {to}: {in_short(run)}")
        if self._hook and (failure := self._hook.tell(message)):
            say(failure)


def in_short(run: Run) -> str:
    """The run of one file in a line: why it was refused, or what became of its rows."""
    if run.refused:
        return " ".join(" ".join(each.why for each in run.refused).split())
    if run.replays:
        return "; ".join(line for each in run.replays for line in each.lines())
    totals = summary(run)["totals"]
    words = ("new", "known", "voiding", "rejected", "skipped")
    counted = [f"{totals[f'rows_{word}']:,} {word}" for word in words if totals[f"rows_{word}"]]
    return ", ".join([f"{totals['rows_read']:,} rows read", *counted])
