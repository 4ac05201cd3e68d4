"""An answer while loads go on is of one state of the graph, or there is none."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import pytest

import demo
from genealogy.engine.database import Database
from genealogy.engine.opening import open_database
from genealogy.errors import GraphMoved, UnknownBatch
from genealogy.facts import Fact, Production, Void
from genealogy.settings import Settings
from loaders.loading import load
from queries.one_state import fingerprint, of_one_state
from queries.recall import recall
from queries.trace import Trace, trace
from tests.conftest import empty
from tests.plants import consumed, links, lots, own, produced, shipped, state

CHUNKS, BURST = 40, 8
Seen = tuple[frozenset[str], frozenset[tuple[str, str]], int]

# The receipts first, so that there is something to recall from the first chunk on.
EXPORTS = sorted(
    (Path(demo.__file__).parent / "exports").iterdir(),
    key=lambda path: (path.stem != "erp_receipts", path.name),
)
ORIGIN = "S-201/1201/CUL-2231"


@dataclass
class Loader:
    """A loader in a thread of its own, with a connection of its own.

    Each chunk makes the chain of batches longer by two, ships one of them, and withdraws a side
    batch of two chunks ago. `states` keeps, for the fingerprint at each end of a chunk, what a
    recall of the first batch must find there. With `rests` it waits after every burst of chunks
    until an answer has come through.
    """

    settings: Settings
    rests: bool
    states: dict[str, Seen] = field(default_factory=dict)
    failed: list[BaseException] = field(default_factory=list)
    answered: Event = field(default_factory=Event)

    def begin(self) -> None:
        """The state before the thread starts, so that there is something to ask for."""
        with open_database(self.settings) as database:
            state(database, [consumed("first", "cook-0"), produced("cook-0", "b-0")], "load-0")
            self.keep(database, {"first", "b-0"}, {("first", "cook-0"), ("cook-0", "b-0")}, 0)

    def run(self) -> None:
        try:
            with open_database(self.settings) as database:
                self.write(database)
        except BaseException as error:
            self.failed.append(error)

    def write(self, database: Database) -> None:
        batches = {"first", "b-0"}
        edges = {("first", "cook-0"), ("cook-0", "b-0")}
        for number in range(1, CHUNKS + 1):
            if self.rests and number % BURST == 0:
                self.answered.clear()
                self.answered.wait(timeout=60)
            before, half, after = f"b-{number - 1}", f"h-{number}", f"b-{number}"
            halve, cook, side = f"halve-{number}", f"cook-{number}", f"side-{number}"
            facts: list[Fact | Void] = [
                *(consumed(before, halve), produced(halve, half), consumed(half, cook)),
                *(produced(cook, after), produced(cook, side), shipped(half, "shop", "0.5")),
            ]
            batches |= {half, after, side}
            edges |= {(before, halve), (halve, half), (half, cook), (cook, after), (cook, side)}
            if number > 2:
                cook, side = f"cook-{number - 2}", f"side-{number - 2}"
                facts.append(
                    Void(
                        key=f"T|production|{cook}|{side}",
                        kind=Production,
                        source=cook,
                        target=own(side),
                        reason="reversed",
                    )
                )
                batches -= {side}
                edges -= {(cook, side)}
            state(database, facts, f"load-{number}")
            self.keep(database, batches, edges, number)

    def keep(
        self, database: Database, batches: set[str], edges: set[tuple[str, str]], shipments: int
    ) -> None:
        self.states[fingerprint(database)] = (frozenset(batches), frozenset(edges), shipments)


@pytest.mark.parametrize("rests", [False, True], ids=["without a rest", "in bursts"])
def test_every_answer_beside_a_running_load_is_of_one_chunk_boundary(
    engine: Settings, rests: bool
) -> None:
    loader = Loader(engine, rests)
    loader.begin()
    answers: list[tuple[str, Seen]] = []
    with open_database(engine) as database:
        thread = Thread(target=loader.run)
        thread.start()
        try:
            while thread.is_alive():
                with suppress(GraphMoved):
                    answers.append(seen(recall(database, ["first"]).trace))
                    loader.answered.set()
            answers.append(seen(trace(database, ["first"])))
        finally:
            loader.answered.set()
            thread.join()

    assert loader.failed == []
    assert len(loader.states) == CHUNKS + 1
    wrong = [each for each, found in answers if loader.states.get(each) != found]
    assert wrong == []
    # Where the loader rests, answers come through while the load goes on.
    assert len({each for each, _ in answers}) >= (CHUNKS // BURST if rests else 1)
    assert answers[-1][0] == list(loader.states)[-1]


def test_every_answer_beside_a_real_load_is_that_of_its_chunks_replayed_one_by_one(
    engine: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.parcel.STATEMENTS", 400)
    beside = beside_a_load(engine)
    empty(engine)
    replayed: dict[str, set[str]] = {}

    with open_database(engine) as loading, open_database(engine) as asking:

        def keep(*_: object) -> None:
            of, answer = recalled(asking)
            replayed.setdefault(of, set()).add(answer)

        load(loading, EXPORTS, progress=keep)

    assert [of for of, answer in beside if answer not in replayed.get(of, ())] == []
    assert len({answer for _, answer in beside}) > 3
    assert beside[-1][0] == list(replayed)[-1]


def beside_a_load(settings: Settings) -> list[tuple[str, str]]:
    """The answers that came through while the demo was loaded, and the one after it.

    The load rests after each burst of chunks until one has, and goes on while more are asked.
    """
    answered, failed, chunks = Event(), list[BaseException](), iter(range(1, 1000))

    def rest(*_: object) -> None:
        if next(chunks) % 3 == 0:
            answered.clear()
            answered.wait(timeout=60)

    def run() -> None:
        try:
            with open_database(settings) as loading:
                assert not load(loading, EXPORTS, progress=rest).refused
        except BaseException as error:
            failed.append(error)

    found = []
    with open_database(settings) as database:
        thread = Thread(target=run)
        thread.start()
        try:
            while thread.is_alive():
                with suppress(GraphMoved, UnknownBatch):  # unknown before the first chunk
                    found.append(recalled(database))
                    answered.set()
            found.append(recalled(database))
        finally:
            answered.set()
            thread.join()
    assert failed == []
    return found


def recalled(database: Database) -> tuple[str, str]:
    """A recall with quantities as it is told, and the fingerprint that it is of."""
    answer = recall(database, [ORIGIN], quantities=True)
    return answer.trace.fingerprint, json.dumps(answer.to_dict(), ensure_ascii=False)


def test_an_answer_that_a_load_went_through_is_asked_again(database: Database) -> None:
    state(database, [consumed("milk", "mix")])
    moved = once(lambda: state(database, [produced("mix", "butter")], "later"))

    def answer() -> set[str]:
        before = lots(trace(database, ["milk"]))
        moved()
        return before | lots(trace(database, ["milk"]))

    found, of = of_one_state(database, answer)

    assert found == {"milk", "butter"}
    assert of == fingerprint(database)


def test_no_answer_is_given_of_a_graph_that_never_rests(database: Database) -> None:
    state(database, [consumed("milk", "mix")])
    numbers = iter(range(100))

    def answer() -> set[str]:
        number = next(numbers)
        state(database, [produced("mix", f"butter-{number}")], f"later-{number}")
        return lots(trace(database, ["milk"]))

    with pytest.raises(GraphMoved, match="a load is running"):
        of_one_state(database, answer)
    assert next(numbers) == 5


def test_a_load_that_changes_nothing_disturbs_no_answer(database: Database) -> None:
    facts = [consumed("milk", "mix"), produced("mix", "butter")]
    state(database, facts)
    asked: list[float] = []

    def answer() -> set[str]:
        asked.append(time.monotonic())
        state(database, facts, "the same from another file")
        return lots(trace(database, ["milk"]))

    found, _ = of_one_state(database, answer)

    assert found == {"milk", "butter"}
    assert len(asked) == 1


def seen(answer: Trace) -> tuple[str, Seen]:
    found = (frozenset(lots(answer)), frozenset(links(answer)), len(answer.shipments))
    return answer.fingerprint, found


def once(work: Callable[[], None]) -> Callable[[], None]:
    waiting = [work]
    return lambda: waiting.pop()() if waiting else None
