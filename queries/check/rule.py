"""What a check is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from genealogy.engine.database import Database
from genealogy.settings import Settings
from queries.check.in_containers import InContainers

Severity = Literal["error", "warning", "notice"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "notice")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not plausible, and why.

    `about` are the batches, operations, containers or loads that it concerns, where these are
    others than the subject itself.
    """

    subject: str
    why: str
    about: tuple[str, ...] = ()

    def concerns(self, ids: frozenset[str]) -> bool:
        """Whether it is about any of these."""
        return not ids.isdisjoint(self.about or (self.subject,))


@dataclass(frozen=True)
class Asked:
    """What the checks of one answer are made on."""

    database: Database
    settings: Settings

    @cached_property
    def in_containers(self) -> InContainers:
        """What left in containers, worked out for the first check that asks and kept for all."""
        return InContainers(self.database)


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check. `effect` is what its findings mean for the completeness of answers.

    An error contradicts what can be: an answer that rests on it may be wrong. A warning is
    missing or unlikely. A notice can be ordinary, and is worth a look.
    """

    name: str
    severity: Severity
    title: str
    effect: str
    find: Callable[[Asked], Iterable[Finding]]


def stated(number: float) -> Decimal | None:
    """The number as it was written; None for the -1 that stands for an unstated one."""
    return None if number < 0 else Decimal(repr(float(number)))


def listed(names: Iterable[str], most: int = 3) -> str:
    """The first names in order, and how many more there are."""
    ordered = sorted(set(names))
    more = len(ordered) - most
    return ", ".join(ordered[:most]) + (f" and {more} more" if more > 0 else "")
