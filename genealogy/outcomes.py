"""Outcomes: whether a batch came out bad or good, or nobody can tell, and why.

The one place that says so: scorecards count by it, and whatever contrasts bad batches with good
ones. A batch is *bad* for any of these reasons, and keeps all that hold:

- a test of it has a failing verdict, or its value is outside of the limits beside it. A later
  test that passes takes nothing back;
- it is on hold: of a notice the last that was decided is not to release it;
- quality threw it away: it was scrapped or given back to its supplier for a reason that tells of
  a fault, or scrapped without anything of it ever being used, packed or shipped. Other scrap is
  the loss of ordinary work;
- it is described as rejected;
- somebody has stated that it is bad.

It is *good* where none holds and something was decided of it: a test that passed, or was within
its limits, or a release. What was never tested nor released is *unknown*, and never counts as
good. Process values of operations decide nothing: they are of the run, not of what it made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from genealogy.units import quantity_text

State = Literal["bad", "good", "unknown"]

_FAILING = frozenset(
    {
        *("fail", "failed", "failing", "failure", "ng", "nok", "no good", "not ok", "not good"),
        *("reject", "rejected", "rejection", "oos", "out of spec", "out of specification"),
        *("nonconforming", "non conforming", "nonconformance", "not conforming", "not accepted"),
        *("not passed", "unacceptable", "bad", "defect", "defective", "damaged"),
        *("不合格", "不良", "不良品", "异常", "不符合", "不通过", "未通过", "失败", "否", "拒收"),
        *("判退", "判废", "报废", "超标", "超差"),
    }
)
_PASSING = frozenset(
    {
        *("pass", "passed", "passing", "ok", "good", "accept", "accepted", "acceptance"),
        *("conforming", "conform", "conforms", "in spec", "within spec", "within specification"),
        *("released", "合格", "合格品", "良品", "良", "正常", "通过", "符合", "接收", "允收", "是"),
    }
)
"""Of verdicts as records write them, in lower case, hyphens and underscores as spaces. Others are
not known: a concession (特采) is neither."""
_FAULT = re.compile(
    r"\b(quality|fail\w*|ng|nok|reject\w*|defect\w*|non-?conform\w*|out of spec\w*|oos|contamin\w*"
    r"|spoil\w*|damaged?|complain\w*)\b"
    r"|不合格|不良|质量|品质|拒收|判废|判退|异常|污染|变质|超标|缺陷|客诉",
    re.IGNORECASE,
)


class Inspection(NamedTuple):
    """A test of a batch: a value or a text, the limits beside it, and the verdict on it."""

    characteristic: str
    value: float | None
    unit: str
    low: float | None
    high: float | None
    text: str
    verdict: str
    at: str


class Notice(NamedTuple):
    """What was last decided of a batch by a hold notice."""

    hold_id: str
    held: bool
    at: str


class Leaving(NamedTuple):
    """Material of a batch was disposed of. `untouched`: nothing of the batch was ever used,
    packed or shipped."""

    kind: str
    reason: str
    untouched: bool
    at: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for an outcome: of which sort, in words, and since when it is known."""

    kind: Literal["test", "hold", "disposal", "status", "stated", "release"]
    why: str
    at: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a batch. `tests` are how many of its tests could be judged."""

    state: State
    reasons: tuple[Reason, ...]
    tests: int

    @property
    def known(self) -> bool:
        """Whether it is bad or good."""
        return self.state != "unknown"

    @property
    def why(self) -> str:
        """The reasons in words; empty where nothing is known."""
        return "; ".join(each.why for each in self.reasons)


def outcome(
    tests: Iterable[Inspection] = (),
    notices: Iterable[Notice] = (),
    disposals: Iterable[Leaving] = (),
    status: str = "",
    *,
    stated_bad: bool = False,
) -> Outcome:
    """The outcome of one batch, by all that the records state of it; see the head of this file."""
    decided = list(notices)
    judged = [(test, passed) for test in tests if (passed := passes(test)) is not None]
    bad = [*_stated(stated_bad), *_failing(judged), *_held(decided), *_rejected(disposals, status)]
    if bad:
        return Outcome("bad", tuple(sorted(bad, key=_order)), len(judged))
    released = [
        Reason("release", f"released ({each.hold_id})", each.at or None) for each in decided
    ]
    if judged:
        last = max(test.at for test, _ in judged)
        tests_passed = "1 test passed" if len(judged) == 1 else f"{len(judged)} tests passed"
        released.append(Reason("test", tests_passed, last or None))
    good = tuple(sorted(released, key=_order))
    return Outcome("good" if good else "unknown", good, len(judged))


def passes(test: Inspection) -> bool | None:
    """Whether a test passed; None where neither verdict nor limits tell.

    A value beyond its limits fails, whatever verdict stands beside it.
    """
    if test.value is not None:
        if test.low is not None and test.value < test.low:
            return False
        if test.high is not None and test.value > test.high:
            return False
    stated = judgement(test.verdict)
    if stated is not None:
        return stated
    limited = test.low is not None or test.high is not None
    return True if test.value is not None and limited else judgement(test.text)


def together(outcomes: Iterable[Outcome]) -> Outcome:
    """One outcome of several names of the same goods, such as the supplier's lot and the own one:
    bad where one is, else good where one is."""
    every = list(outcomes)
    states = {each.state for each in every}
    state: State = "bad" if "bad" in states else "good" if "good" in states else "unknown"
    reasons = {reason for each in every if each.state == state for reason in each.reasons}
    return Outcome(state, tuple(sorted(reasons, key=_order)), sum(each.tests for each in every))


def judgement(text: str) -> bool | None:
    """Whether a verdict as records write it is a pass; None for words that are not known."""
    plain = unicodedata.normalize("NFKC", text).strip().strip(".!。").casefold()
    word = re.sub(r"[\s_-]+", " ", plain)
    if word in _FAILING:
        return False
    return True if word in _PASSING else None


def _stated(stated_bad: bool) -> Iterator[Reason]:
    if stated_bad:
        yield Reason("stated", "stated as bad", None)


def _failing(judged: Iterable[tuple[Inspection, bool]]) -> Iterator[Reason]:
    for test, passed in judged:
        if not passed:
            yield Reason("test", _told(test), test.at or None)


def _told(test: Inspection) -> str:
    """A failing test in words: `pH 4.9, limits 4.2 to 4.6, fail`."""
    value = _number(test.value) if test.value is not None else test.text
    parts = [" ".join(filter(None, (test.characteristic, value, test.unit if value else "")))]
    ends = (test.low, test.high)
    if ends != (None, None):
        low, high = ("" if end is None else _number(end) for end in ends)
        limits = f"{low} to {high}" if low and high else f"from {low}" if low else f"up to {high}"
        parts.append(f"limits {limits}")
    return ", ".join([*parts, *([test.verdict] if test.verdict else [])])


def _number(value: float) -> str:
    return quantity_text(Decimal(repr(value)))


def _held(decided: Iterable[Notice]) -> Iterator[Reason]:
    for each in decided:
        if each.held:
            yield Reason("hold", f"on hold ({each.hold_id})", each.at or None)


def _rejected(disposals: Iterable[Leaving], status: str) -> Iterator[Reason]:
    for each in disposals:
        fault = bool(_FAULT.search(each.reason))
        if each.kind in ("scrap", "returned to supplier") and fault:
            words = "scrapped" if each.kind == "scrap" else each.kind
            yield Reason("disposal", f"{words}: {each.reason}", each.at or None)
        elif each.kind == "scrap" and each.untouched:
            yield Reason("disposal", "scrapped, and nothing of it was used", each.at or None)
    if judgement(status) is False:
        yield Reason("status", f"described as {status}", None)


def _order(each: Reason) -> tuple[bool, str, str]:
    return each.at is None, each.at or "", each.why
