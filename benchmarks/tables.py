"""The figures as tables in Markdown, as docs/performance.md shows them."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.bars import Bar, bars
from benchmarks.workloads import Measure, Results


def tables(results: Results) -> str:
    """The tables of each plant, the bars, and what was wrong."""
    parts = []
    for batches in sorted({each.batches for each in results.measures}):
        its = [each for each in results.measures if each.batches == batches]
        parts += [f"### {batches:,} batches", _walks(its), _answers(its), _loads(its)]
    if found := bars(results.measures):
        parts += ["### Bars", _bars(found)]
    if results.wrong:
        told = "\n".join(f"- {each}" for each in results.wrong)
        parts += ["### Wrong, and so without a figure", told]
    return "\n\n".join(part for part in parts if part) + "\n"


def _walks(its: Sequence[Measure]) -> str:
    """The same question of every engine: median and p95, and how many times the first's."""
    engines = list(dict.fromkeys(each.engine for each in its))
    asked: dict[str, dict[str, Measure]] = {}
    for each in its:
        if each.form in ("walk", "why"):
            asked.setdefault(_title(each), {})[each.engine] = each
    lines = []
    for title, answers in asked.items():
        first = next(iter(answers.values()))
        cells = [_beside(answers.get(engine), first) for engine in engines]
        lines.append([title, f"{first.scope:,}", f"{first.links:,}", *cells])
    return _table(["walk", "batches", "links", *engines], lines)


def _answers(its: Sequence[Measure]) -> str:
    """The whole answers of our engines, beside their statements and the bare walk."""
    walks = {(each.engine, _title(each)): each for each in its if each.form == "walk"}
    lines = []
    for each in its:
        if each.form not in ("answer", "quantities"):
            continue
        python = f"{(each.median - each.database) / each.database:.2f}" if each.database else ""
        walk = walks.get((each.engine, _title(each)))
        lines.append(
            [
                each.engine,
                _title(each) + (", quantities" if each.form == "quantities" else ""),
                _ms(each.median),
                _ms(each.p95),
                _ms(each.database) if each.database else "",
                python,
                f"{each.median / walk.median:.1f}" if walk else "",
                _ms(each.added) if each.added is not None else "",
                f"{each.rate:,.1f}" if each.rate else "",
            ]
        )
    header = [
        "engine",
        "whole answer",
        "median",
        "p95",
        "statements",
        "Python / statements",
        "answer / walk",
        "quantities add",
        "answers a second",
    ]
    return _table(header, lines)


def _loads(its: Sequence[Measure]) -> str:
    """Loading: of our engines all facts, of the others the links alone."""
    lines = [
        [each.engine, f"{each.links:,}", f"{each.median:,.1f} s", f"{each.rate or 0:,.0f}"]
        for each in its
        if each.form == "load"
    ]
    return _table(["load", "facts", "time", "facts a second"], lines)


def _bars(found: Sequence[Bar]) -> str:
    lines = [
        [
            each.engine,
            f"{each.batches:,}",
            each.name,
            f"{each.measured:.2f}{each.unit}",
            f"{each.limit:g}{each.unit}",
            "yes" if each.holds else "**no**",
        ]
        for each in found
    ]
    return _table(["engine", "batches", "bar", "measured", "limit", "holds"], lines)


def _title(each: Measure) -> str:
    return f"{each.work} {each.size:,}" if each.size else each.work


def _beside(each: Measure | None, first: Measure) -> str:
    if each is None:
        return "-"
    rate = f", {each.rate:,.0f} a second" if each.rate else ""
    return f"{_ms(each.median)}, p95 {_ms(each.p95)}{rate} ({each.median / first.median:.2g})"


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:,.{1 if seconds < 0.1 else 0}f} ms"


def _table(header: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    if not lines:
        return ""
    rows = [header, ["---"] * len(header), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
