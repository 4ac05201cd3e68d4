"""Opening the operational database: one SQLite file in the data folder, or PostgreSQL by URL."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random

from genealogy.engine.folder import DataFolder
from genealogy.errors import OfficeTooNew, OfficeUnavailable
from genealogy.settings import Settings
from office.heads import heads_file
from office.place import FILE, VERSION

_log = logging.getLogger("genealogy.office")
_OPENING_SECONDS = 5.0
_LOCK_SECONDS = 30.0  # how long a writer waits for others
_ONE_AT_A_TIME = 0x67656E65  # any number, the same in all versions: PostgreSQL's advisory lock


class Office:
    """The operational database, open. Used by any number of threads; `close()` it."""

    def __init__(self, engine: Engine, heads: Path) -> None:
        self._engine = engine
        self._heads = heads
        self._beside: ThreadPoolExecutor | None = None
        self._waiting: set[str] = set()
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the connections back."""
        with self._lock:
            beside, self._beside = self._beside, None
        if beside:
            beside.shutdown(cancel_futures=True)
            self._waiting.clear()
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state for as long as the block lasts.

        Raises OfficeUnavailable where the database does not answer.
        """
        with self._told(), self._begun(writes=False) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose writes are kept together as the block ends, or not at all.

        On SQLite one writer at a time: others wait. Raises OfficeUnavailable.
        """
        with self._told(), self._begun(writes=True) as connection:
            yield connection

    @contextmanager
    def _begun(self, *, writes: bool) -> Iterator[Connection]:
        with ExitStack() as stack:
            for attempt in Retrying(
                retry=retry_if_exception(self._may_pass),
                stop=stop_after_delay(_OPENING_SECONDS),
                wait=wait_random(0.01, 0.1),
                reraise=True,
            ):
                with attempt, ExitStack() as tried:
                    connection = tried.enter_context(self._engine.connect())
                    connection.execution_options(writes=writes, heads=self._heads)
                    tried.enter_context(connection.begin())
                    stack.push(tried.pop_all())
            yield connection

    def _may_pass(self, error: BaseException) -> bool:
        """Whether it is only that other processes open or leave the file at the same time: SQLite
        does not wait for all that they do. Nothing was read or written yet."""
        return isinstance(error, OperationalError) and not self.is_shared

    @property
    def is_shared(self) -> bool:
        """Whether several hosts can use it: PostgreSQL."""
        return self._engine.dialect.name != "sqlite"

    @contextmanager
    def one_at_a_time(self) -> Iterator[Connection]:
        """As `writing`, and nobody else is in such a block, also on other hosts."""
        with self.writing() as connection:  # on SQLite that is so by itself
            if self.is_shared:
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_AT_A_TIME}
                )
            yield connection

    def later(self, name: str, work: Callable[[Connection], object]) -> None:
        """Has something written soon that nobody waits for. What cannot be written is lost, and
        nothing is taken on while work of the same name still waits."""

        def write() -> None:
            try:
                with self.writing() as connection:
                    work(connection)
            except OfficeUnavailable as error:
                _log.warning("not written: %s: %s", name, error)
            finally:
                with self._lock:
                    self._waiting.discard(name)

        with self._lock:
            if name not in self._waiting:
                self._waiting.add(name)
                if self._beside is None:
                    self._beside = ThreadPoolExecutor(1, thread_name_prefix="office")
                self._beside.submit(write)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns the library's errors into ours: of a URL with a password nothing is told."""
        try:
            yield
        except (DBAPIError, NoConnection) as error:
            raise OfficeUnavailable(self._shown, _first_line(error)) from None

    @property
    def _shown(self) -> str:
        url = self._engine.url
        return url.database or "" if not self.is_shared else f"{url.drivername}://{url.host}"


def open_office(settings: Settings) -> Office:
    """The operational database of the settings, made or brought up to date if need be.

    Raises OfficeUnavailable where it cannot be opened, OfficeTooNew for one that a newer version
    of this program made. Raises WrongUsage where GENEALOGY_RECEIVERS cannot be used: whoever
    opens it makes them known, so that no event is written past them.
    """
    from office.receivers import make_known, receivers_of  # which imports what imports this

    receivers = receivers_of(settings)
    if settings.office is None:
        folder = DataFolder(settings.data)
        folder.claim()
        office = Office(_sqlite(folder.path / FILE), heads_file(settings))
    else:
        office = Office(_shared(settings.office.get_secret_value()), heads_file(settings))
    try:
        _bring_up_to_date(office)
        if receivers is not None:
            make_known(office, receivers)
    except BaseException:
        office.close()
        raise
    return office


def _sqlite(path: Path) -> Engine:
    # For the eyes of this user only; SQLite gives the files beside it the same rights. Never one
    # that is there: to close any descriptor of a file takes SQLite's locks of it from the process.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": _LOCK_SECONDS, "check_same_thread": False},
        pool_size=8,
        max_overflow=24,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions begin below, not where Python guesses
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # what is acknowledged is on the disk
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # what is erased stays in no free page

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads before it writes would be refused where another wrote meanwhile.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _shared(address: str) -> Engine:
    try:
        url = make_url(address)
        if url.get_backend_name() not in ("postgresql", "postgres"):
            raise OfficeUnavailable(url.drivername, "it is no postgresql:// address.")
        url = url.set(drivername="postgresql+psycopg")
        return create_engine(url, pool_size=8, max_overflow=24, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise OfficeUnavailable("its address", "it is no postgresql:// address.") from None
    except ImportError:
        raise OfficeUnavailable(
            "PostgreSQL", "the driver is missing: `pip install 'genealogy[postgres]'`."
        ) from None


def _bring_up_to_date(office: Office) -> None:
    with office.reading() as connection:
        if _version(connection) == VERSION:
            return
    with office.one_at_a_time() as connection:
        found = _version(connection)  # another process may just have done it
        if found != VERSION:
            _migrate(connection, found)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection, found: str | None) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", "office:migrations")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise OfficeTooNew(found, VERSION) from None


def _first_line(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    told = str(cause).splitlines()
    return f"{told[0]}." if told else f"{type(cause).__name__}."
