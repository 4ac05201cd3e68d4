"""What a notebook shows of an answer: what it is of, the verdict, what to know, and tables.

The words are those of the command line. The tables are those of the frames, column by column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from api.asking import origins_text, untimed_text
from api.balance import total_lines
from api.check import found_text
from api.console import batches_text, counted
from api.control_chart import control_chart_lines
from api.gaps import left_out_lines
from api.html import Time, framed, headline_html, line_html, table_html, title_html
from api.load import told_of
from api.quantities import found_lines
from api.recall import recall_title, recall_totals
from api.root_cause import claim, compared_text
from api.scorecard import scorecard_lines
from api.tables import (
    Found,
    Tables,
    check_tables,
    found_tables,
    run_tables,
    status_tables,
    why_tables,
)
from api.time import in_time_text
from api.trace import short, trace_size, trace_title
from api.verdict import headlines, remarks
from api.why import why_title
from exports.amounts import amounts_text
from exports.tables import Answer, tables_with_columns
from genealogy.errors import listed
from genealogy.verdict import Verdict
from genealogy.visible import visible
from loaders.receipt import Run
from queries.balance import MassBalance
from queries.check import Checks
from queries.compare import Comparison
from queries.completeness import Completeness
from queries.control_chart import ControlChart
from queries.gaps import Gaps
from queries.recall import Recall, as_numbers
from queries.root_cause import RootCause
from queries.scorecard import Scorecard
from queries.siblings import Siblings
from queries.status import Status
from queries.trace import Trace
from queries.why import Why


@dataclass(frozen=True)
class View:
    """What is shown of an answer: of its tables those named in `shown`, in that order."""

    title: str
    tables: Tables
    shown: tuple[str, ...]
    headlines: Sequence[tuple[str, str]] = ()
    lines: Sequence[str] = field(default_factory=list)
    fingerprint: str | None = None

    def html(self, time: Time) -> str:
        """As a piece of a page."""
        return framed(self._parts(time))

    def text(self) -> str:
        """As text, without the tables."""
        told = [self.title, *(text for text, _ in self.headlines), *self.lines]
        return "\n".join(visible(each) for each in told)

    def _parts(self, time: Time) -> Iterator[str]:
        yield title_html(self.title)
        yield from (headline_html(text, colour) for text, colour in self.headlines)
        yield from map(line_html, self.lines)
        for name in self.shown:
            if (table := self.tables.get(name)) and table.rows:
                yield table_html(name, table, time)
        others = [
            f"{name} ({counted(len(table.rows), 'row')})"
            for name, table in self.tables.items()
            if table.rows and name not in self.shown
        ]
        if others:
            yield line_html(f"more in answer.frames(): {', '.join(others)}")
        if self.fingerprint:
            yield line_html(f"fingerprint {short(self.fingerprint)}")


def view_of_recall(answer: Recall, time: Time) -> View:
    """The scope of a recall."""
    shown = ("gaps", "violations", "customers", "batches", "left")
    lines = [*_lines(answer.trace, time), *recall_totals(answer), *_amounts(answer.trace)]
    return _scope(answer, recall_title(answer), answer.trace, shown, lines)


def view_of_trace(answer: Trace, time: Time) -> View:
    """A trace; whom it concerns by its direction."""
    parties = {"forward": ("customers",), "backward": ("suppliers",)}
    of = parties.get(answer.direction, ("customers", "suppliers"))
    lines = [*_lines(answer, time), trace_size(answer), *_amounts(answer)]
    shown = ("gaps", "violations", *of, "batches", "left")
    return _scope(answer, trace_title(answer), answer, shown, lines)


def _scope(
    answer: Answer, title: str, trace: Trace, shown: tuple[str, ...], lines: list[str]
) -> View:
    found = [*headlines(trace.verdict)]
    return View(title, tables_with_columns(answer), shown, found, lines, trace.fingerprint)


def _lines(answer: Trace, time: Time) -> Iterator[str]:
    if answer.as_known_on:
        yield f"as known on {answer.as_known_on}"
    yield from remarks(answer.verdict, time)
    if answer.untimed:
        yield untimed_text(answer.untimed)


def _amounts(answer: Trace) -> Iterator[str]:
    if answer.quantities:
        yield from found_lines(answer.quantities)
    if answer.in_time:
        yield in_time_text(answer.in_time)


def view_of_why(answer: Why, time: Time) -> View:
    """The evidence for a batch, a row for each fact."""
    known_on = [f"as known on {answer.as_known_on}"] if answer.as_known_on else []
    return View(
        why_title(answer),
        why_tables(answer),
        ("facts",),
        lines=known_on,
        fingerprint=answer.fingerprint,
    )


def view_of_comparison(answer: Comparison, time: Time) -> View:
    """Scopes side by side."""
    names = "; ".join(scope.name for scope in answer.scopes)
    untimed = [
        untimed_text(scope.answer["question"]["untimed"])
        for scope in answer.scopes
        if scope.answer["question"].get("untimed")
    ]
    shown = ("scopes", "parts", "changes")
    return View(
        f"Scopes side by side: {names}",
        tables_with_columns(answer),
        shown,
        lines=untimed,
        fingerprint=answer.fingerprint,
    )


def view_of_root_cause(answer: RootCause, time: Time) -> View:
    """The suspects of bad batches, ranked."""
    return View(
        f"Root cause of {batches_text(len(answer.bad))}",
        tables_with_columns(answer),
        ("suspects", "possible", "gaps"),
        [claim(answer), *headlines(answer.verdict)],
        [compared_text(answer), *remarks(answer.verdict, time)],
        answer.fingerprint,
    )


def view_of_siblings(answer: Siblings, time: Time) -> View:
    """Batches at risk, and what of them can still be stopped."""
    asked: tuple[tuple[str, Verdict], ...] = (
        ("what it was made from", answer.back.verdict),
        ("what became of all that", answer.whole.trace.verdict),
    )
    possible = sum(not each.certain for each in answer.found)
    return View(
        f"Siblings at risk of {origins_text(answer.origins, answer.back.where, answer.back.named)}",
        tables_with_columns(answer),
        ("gaps", "violations", "siblings", "customers", "stock", "in_process"),
        [(f"{of}: {text}", colour) for of, each in asked for text, colour in headlines(each)],
        [
            *remarks(answer.whole.trace.verdict, time),
            f"{batches_text(len(answer.found), possible)}, "
            f"{counted(len(answer.ancestors), 'ancestor')}, "
            f"{counted(len(answer.customers), 'customer')}",
            f"shipped {amounts_text(as_numbers(answer.shipped)) or 'none'}, "
            f"on hand {amounts_text(as_numbers(answer.on_hand)) or 'none'}",
            *([untimed_text(answer.back.untimed)] if answer.back.untimed else []),
        ],
        answer.fingerprint,
    )


def view_of_gaps(answer: Gaps, time: Time) -> View:
    """Every gap of the graph."""
    found = answer.to_dict()["found"]
    kinds = [f"{count:,} {kind}" for kind, count in found.items()]
    kinds += left_out_lines(answer)
    title = f"Gaps of the graph: {counted(len(answer.found), 'gap')}"
    return View(
        title, tables_with_columns(answer), ("gaps",), lines=kinds, fingerprint=answer.fingerprint
    )


def view_of_balance(answer: MassBalance, time: Time) -> View:
    """What came in against what went out."""
    lines = [*total_lines(answer)]
    every = tables_with_columns(answer)
    return View("Mass balance", every, (*every,), lines=lines, fingerprint=answer.fingerprint)


def view_of_completeness(answer: Completeness, time: Time) -> View:
    """Of how many batches the origin is known."""
    told = answer.total.to_dict()
    share = "" if told["percent"] is None else f" ({told['percent']:g} %)"
    of = f"{told['complete']:,} of {batches_text(told['batches'])}{share}"
    missing = [f"{gap.subject}: {gap.why} ({gap.kind})" for gap in answer.missing_input]
    if missing:
        missing.append("Until these are settled every answer is incomplete.")
    every = tables_with_columns(answer)
    return View(
        f"Origin known all the way back: {of}",
        every,
        (*every,),
        lines=missing,
        fingerprint=answer.fingerprint,
    )


def view_of_scorecard(answer: Scorecard, time: Time) -> View:
    """How the batches of each supplier, line, shift, ... came out."""
    return View(
        f"Scorecard by {answer.question['by']}: {batches_text(len(answer.batch_ids))}",
        tables_with_columns(answer),
        ("scores", "in_a_row", "periods"),
        lines=[*scorecard_lines(answer)],
        fingerprint=answer.fingerprint,
    )


def view_of_control_chart(answer: ControlChart, time: Time) -> View:
    """A characteristic in the order of time, and where it was out of control."""
    return View(
        f"Control chart of {answer.question['characteristic']} ({answer.question['by']})",
        tables_with_columns(answer),
        ("violations", "chart", "points"),
        lines=[*control_chart_lines(answer)],
        fingerprint=answer.fingerprint,
    )


def view_of_found(answer: Found, time: Time) -> View:
    """The batches that were searched for or selected."""
    lines = ["There are more than these: give more of the number, or most=..."]
    return View(
        batches_text(len(answer.batches)),
        found_tables(answer),
        ("batches",),
        lines=[
            *(lines if answer.more else []),
            *([untimed_text(answer.untimed)] if answer.untimed else []),
        ],
    )


def view_of_status(answer: Status, time: Time) -> View:
    """What the graph holds."""
    return View(
        "  ".join(f"{noun} {count:,}" for noun, count in answer.totals.items()),
        status_tables(answer),
        ("loads",),
        lines=[f"{source}: data up to {time(at)}" for source, at in answer.as_of.items()],
        fingerprint=answer.fingerprint,
    )


def view_of_checks(answer: Checks, time: Time) -> View:
    """What is not plausible."""
    colour = "red" if answer.count("error") else "yellow" if answer.count("warning") else "green"
    return View(
        "Plausibility checks" + (f" of load {answer.load_id}" if answer.load_id else ""),
        check_tables(answer),
        ("checks", "findings"),
        [(found_text(answer.to_dict(0)), colour)],
        fingerprint=answer.fingerprint,
    )


def view_of_run(run: Run, time: Time) -> View:
    """The receipt of a load."""
    rows = sum(receipt.rows_read for receipt in run.receipts)
    waiting = f"{counted(run.rows_open, 'row')} rejected: `genealogy rejected` lists them"
    dry = "dry run, nothing was written: " if run.dry_run else ""
    return View(
        f"{dry}{counted(len(run.receipts), 'table')}, {counted(rows, 'row')}",
        run_tables(run),
        ("receipts",),
        [(each.why, "red") for each in run.refused]
        + ([(waiting, "yellow")] if run.rows_open and not run.dry_run else []),
        [*told_of(run), *([f"not tables, left out: {listed(run.ignored)}"] if run.ignored else [])],
    )
