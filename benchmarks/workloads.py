"""What each contender is asked, one after the other, and the figures that come of it."""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import chain

from benchmarks.checking import (
    WrongAnswer,
    answer_is_right,
    chain_is_right,
    quantities_are_right,
    walk_is_right,
)
from benchmarks.contenders import Contender
from benchmarks.contenders.networkx import Networkx
from benchmarks.contenders.ours import Ours
from benchmarks.plant import BenchmarkPlant
from benchmarks.questions import Question, Questions
from benchmarks.shapes import DIAMOND, LADDER
from benchmarks.timing import Feed, Timing, at_once, timed
from genealogy.errors import GenealogyError

_TOLD_EACH = 500_000  # facts
_WARM_UP = 10
_SMALL = 2_000  # batches in scope


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure: of a plant, an engine, a question, and the form of its answer.

    `form` is `walk`, `answer`, `quantities` (an answer with them), `why` or `load`. `links` are
    facts for a load. `database` is the median of what statements took of a run, `added` of what
    quantities took on top of an answer, `rate` how many answers or facts there were a second.
    """

    batches: int
    engine: str
    form: str
    work: str
    size: int | None
    scope: int
    links: int
    runs: int
    median: float
    p95: float
    database: float | None = None
    added: float | None = None
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """All figures of a run, and what was wrong: an answer that is not right has no figure."""

    measures: list[Measure] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, what: str, measure: Callable[[], Measure]) -> None:
        """Takes a figure, or notes what is wrong."""
        try:
            self.measures.append(measure())
        except (WrongAnswer, GenealogyError) as error:
            self.wrong.append(f"{what}: {error}")
            say(f"{what}: WRONG: {error}")
            return
        say(f"{what}: {1000 * self.measures[-1].median:,.1f} ms")


def say(text: str) -> None:
    """How far the run has come; the figures themselves go to standard output."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def examine(
    plant: BenchmarkPlant, questions: Questions, contender: Contender, results: Results
) -> None:
    """Loads a contender with the plant and asks it everything that it can answer."""
    name = f"{contender.name}, {plant.batches:,} batches"
    figure = partial(_measure, plant, contender)
    results.add(f"{name}, load", partial(loaded, plant, contender))
    gc.collect()
    gc.freeze()  # what was loaded and is known needs no looking through while others are timed
    _warm(contender, questions)
    for each in questions.asked:
        what = f"{name}, {each.title}"
        results.add(f"{what}, walk", partial(_walked, figure, contender, each))
        if isinstance(contender, Ours):
            results.add(f"{what}, answer", partial(_answered, figure, contender, each))
            if each.mixed:
                results.add(f"{what}, quantities", partial(_mixed, figure, contender, each))
    if isinstance(contender, Ours | Networkx):
        results.add(f"{name}, why", partial(_explained, figure, contender, questions))
    results.add(f"{name}, at once, walk", partial(_walked_at_once, figure, contender, questions))
    if isinstance(contender, Ours):
        results.add(
            f"{name}, at once, answer", partial(_answered_at_once, figure, contender, questions)
        )
    gc.unfreeze()


def _warm(contender: Contender, questions: Questions) -> None:
    """Questions before any is timed: an engine in Java compiles what it is often asked."""
    for _ in range(_WARM_UP):
        for each in questions.asked:
            if len(each.known.batches) <= _SMALL:
                contender.walk(each.origins, forward=each.forward)
                if isinstance(contender, Ours):
                    contender.answer(each)


Figure = Callable[[str, Question, Timing], Measure]


def _measure(
    plant: BenchmarkPlant, contender: Contender, form: str, question: Question, timing: Timing
) -> Measure:
    return Measure(
        plant.batches,
        contender.name,
        form,
        question.work,
        question.size,
        len(question.known.batches),
        len(question.known.links),
        len(timing.seconds),
        timing.median,
        timing.p95,
        statistics.median(timing.database) if timing.database else None,
        statistics.median(timing.added) if timing.added else None,
        len(timing.seconds) / timing.whole if timing.whole else None,
    )


def loaded(plant: BenchmarkPlant, contender: Contender) -> Measure:
    """What loading took; of a graph that was kept, what it took when it was loaded."""
    kept = contender.kept if isinstance(contender, Ours) else None
    if kept and kept.exists():
        return Measure(**json.loads(kept.read_text(encoding="utf-8")))
    facts = chain(plant.facts(), DIAMOND.facts(), LADDER.facts())
    feed = Feed(facts, lambda count: say(f"{contender.name}: {count:,} facts"), _TOLD_EACH)
    started = time.perf_counter()
    count = contender.load(feed)
    seconds = time.perf_counter() - started - feed.seconds
    measure = Measure(
        batches=plant.batches,
        engine=contender.name,
        form="load",
        work="load",
        size=None,
        scope=plant.batches,
        links=count,
        runs=1,
        median=seconds,
        p95=seconds,
        rate=count / seconds,
    )
    if kept:
        kept.write_text(json.dumps(asdict(measure)), encoding="utf-8")
    return measure


def _walked(figure: Figure, contender: Contender, question: Question) -> Measure:
    timing = timed(
        lambda: contender.walk(question.origins, forward=question.forward),
        lambda found: walk_is_right(contender, question.known, found),
    )
    return figure("walk", question, timing)


def _answered(figure: Figure, contender: Ours, question: Question) -> Measure:
    timing = timed(
        lambda: contender.answer(question),
        lambda text: answer_is_right(question.known, text),
        lambda: contender.seconds,
    )
    return figure("answer", question, timing)


def _mixed(figure: Figure, contender: Ours, question: Question) -> Measure:
    timing = timed(
        lambda: contender.answer(question, quantities=True),
        lambda text: quantities_are_right(question, text),
        lambda: contender.seconds,
        lambda: contender.answer(question),
    )
    return figure("quantities", question, timing)


def _explained(figure: Figure, contender: Ours | Networkx, questions: Questions) -> Measure:
    why = questions.why
    timing = timed(
        lambda: contender.chain(why.origin, why.batch), lambda nodes: chain_is_right(why, nodes)
    )
    return figure("why", Question("why", (why.origin,), why.known), timing)


def _walked_at_once(figure: Figure, contender: Contender, questions: Questions) -> Measure:
    asked = questions.at_once
    timing = at_once(
        [partial(contender.walk, each.origins, forward=True) for each in asked],
        lambda number, found: walk_is_right(contender, asked[number].known, found),
    )
    return figure("walk", asked[0], timing)


def _answered_at_once(figure: Figure, contender: Ours, questions: Questions) -> Measure:
    asked = questions.at_once
    timing = at_once(
        [partial(contender.answer, each) for each in asked],
        lambda number, text: answer_is_right(asked[number].known, text),
    )
    return figure("answer", asked[0], timing)
