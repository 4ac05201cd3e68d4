"""What took place in a window of time, outside of it, or nobody says when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from genealogy.selection import Window
from genealogy.times import moment


@dataclass(slots=True)
class Found:
    """What took place in the window, what outside of it, and what nobody says when."""

    inside: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)
    untimed: set[str] = field(default_factory=set)

    def add(self, id_: str, span: Span | None, window: Window) -> None:
        """One that took place in this span of time."""
        if window.open or (span is not None and window.overlaps(*span)):
            self.inside.add(id_)
        elif span is None:
            self.untimed.add(id_)
        else:
            self.outside.add(id_)

    def add_run(self, id_: str, stated: Sequence[Times], rest: Postings, window: Window) -> None:
        """A run that began and ended as it is stated, else as its postings tell. Where one of
        these has no time, what is not stated may be before the first or after the last."""
        surely = span_of(*stated, rest.times)
        if rest.untimed and surely and not window.overlaps(*surely):
            began = surely[0] if any(_time(each) for each, _ in stated) else _EVER[0]
            ended = surely[1] if any(_time(each) for _, each in stated) else _EVER[1]
            surely = None if window.overlaps(began, ended) else surely
        self.add(id_, surely, window)

    def at(self, ids: Iterable[str], times: Iterable[str], window: Window) -> None:
        """Several, each at one time; '' is none."""
        for id_, text in zip(ids, times, strict=True):
            self.add(id_, span_of((text, "")), window)


def all_of(found: Sequence[Found]) -> Found:
    """What meets all of several conditions, surely or but for a time that is not stated."""
    inside = set.intersection(*(each.inside for each in found))
    maybe = set.intersection(*(each.inside | each.untimed for each in found))
    return Found(inside=inside, untimed=maybe - inside)


Times = tuple[str, str]
"""When something began and ended, '' where it was not stated."""

Span = tuple[datetime, datetime]

_EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Postings:
    """The first and the last time of what an operation consumed and made; `untimed` where some
    of it has no time."""

    times: Times = ("", "")
    untimed: bool = False


def span_of(*stated: Times) -> Span | None:
    """From when to when it was, by the first of several records that states a time; what that
    one leaves open the next ones tell."""
    began = [time for each, _ in stated if (time := _time(each))]
    ended = [time for _, each in stated if (time := _time(each))]
    return ((began or ended)[0], (ended or began)[0]) if began or ended else None


def _time(text: str) -> datetime | None:
    """The time of a text; none where it is no time, as may be in a description."""
    try:
        at = moment(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
