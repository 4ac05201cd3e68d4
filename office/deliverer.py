"""The deliverer: a thread that makes events of what happened in the graph, and delivers them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from threading import Event, Thread

from genealogy.engine.database import Database
from genealogy.errors import GenealogyError
from office.delivering import Outcome, deliver_due
from office.opening import Office
from office.receivers import Receiver, make_known
from office.sweeping import sweep

_LOG = logging.getLogger("genealogy.events")
_LOOK_SECONDS = 2.0
_SWEEP_SECONDS = 30.0
_STOP_SECONDS = 25.0  # a message that is under way has this time to be taken


def _logged(line: str) -> None:
    _LOG.warning("%s", line)


class Deliverer:
    """Delivers from `start()` to `stop()`. Any number of them may run, in any processes.

    `database` lends the open graph, each time it is looked at: who opens it may open it anew.
    `said` is told of each delivery and trouble; without it troubles go to the log.
    """

    def __init__(
        self,
        office: Office,
        receivers: Sequence[Receiver],
        database: Callable[[], AbstractContextManager[Database]],
        said: Callable[[str], None] | None = None,
    ) -> None:
        self._office = office
        self._receivers = receivers
        self._database = database
        self._say = said or _logged
        self._says_all = said is not None
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="deliverer", daemon=True)
        self._troubles: dict[str, str] = {}

    def start(self) -> None:
        """Begins to deliver. Raises OfficeUnavailable."""
        make_known(self._office, self._receivers)
        self._thread.start()

    def stop(self) -> None:
        """Ends it; what was not taken yet goes on waiting."""
        self._stopped.set()
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        swept = -_SWEEP_SECONDS
        while not self._stopped.is_set():
            if time.monotonic() - swept >= _SWEEP_SECONDS:
                self._trying("sweep", self._sweep)
                swept = time.monotonic()
            self._trying("delivery", self._deliver)
            self._stopped.wait(_LOOK_SECONDS)

    def _sweep(self) -> None:
        with self._database() as database:
            sweep(self._office, database, datetime.now(UTC))

    def _deliver(self) -> None:
        now = datetime.now(UTC)
        for outcome in deliver_due(self._office, self._receivers, now, self._stopped):
            self._tell(outcome)

    def _trying(self, what: str, work: Callable[[], None]) -> None:
        """Does it; a trouble is told once, and the next round tries again: the thread goes on."""
        trouble = None
        try:
            work()
        except GenealogyError as error:
            trouble = str(error)
        except Exception as error:
            trouble = f"A fault of the program: {type(error).__name__}."
            _LOG.debug("%s", what, exc_info=True)
        if trouble and self._troubles.get(what) != trouble:
            self._say(f"{what} of events: {trouble}")
        self._troubles[what] = trouble or ""

    def _tell(self, outcome: Outcome) -> None:
        name = outcome.receiver
        if outcome.told and self._says_all:
            self._say(f"{name}: {outcome.told} told")
        if outcome.failure:
            self._say(f"{name}: {outcome.failure}. It is tried again.")
        if outcome.given_up:
            self._say(
                f"{name}: {outcome.given_up} given up after three days;"
                " `genealogy events retry --all-given-up` begins anew"
            )
