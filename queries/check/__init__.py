"""Check: what in the graph is not plausible, by named checks.

Each check is one statement that goes over the graph once, and a pure function that decides.
What left in containers is no relationship of the batch: it is worked out once for all checks,
and held to the same rules.
Nothing is changed, and nothing left out: every finding is counted, however many are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from genealogy.engine.database import Database
from genealogy.engine.statement import statement
from genealogy.errors import LoadNotFound, WrongUsage
from genealogy.settings import Settings, load_settings
from queries.check import containers, links, numbers, quantities, release, routes, times
from queries.check.in_containers import around
from queries.check.rule import SEVERITIES, Asked, Finding, Rule, Severity
from queries.loads import loads
from queries.one_state import of_one_state


@dataclass(frozen=True, slots=True)
class Touched:
    """The batches, operations and containers of which a load states facts."""

    ids: list[str]
    container_ids: list[str]


TOUCHED = statement("check/touched_by_load", Touched)

_MODULES = (times, quantities, release, links, containers, numbers, routes)
RULES: dict[str, Rule] = {
    rule.name: rule
    for severity in SEVERITIES
    for module in _MODULES
    for rule in module.RULES
    if rule.severity == severity
}
"""Every check by its name, the severe ones first."""

EXAMPLES = 5
"""How many findings of a check are shown unless told."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check found: every finding, in the order of subject and reason."""

    rule: Rule
    findings: tuple[Finding, ...]

    def to_dict(self, examples: int = EXAMPLES) -> dict[str, Any]:
        """The check as JSON, with some of its findings; all of them for 0."""
        shown = self.findings[:examples] if examples else self.findings
        return {
            "check": self.rule.name,
            "severity": self.rule.severity,
            "title": self.rule.title,
            "effect": self.rule.effect,
            "count": len(self.findings),
            "examples": [{"subject": each.subject, "why": each.why} for each in shown],
            "not_shown": len(self.findings) - len(shown),
        }


@dataclass(frozen=True, slots=True)
class Checks:
    """The answer of all checks that were asked for, also of those that found nothing."""

    fingerprint: str
    load_id: str | None
    results: tuple[Checked, ...]

    def count(self, severity: Severity) -> int:
        """How many findings of this severity there are."""
        return sum(len(each.findings) for each in self.results if each.rule.severity == severity)

    def to_dict(self, examples: int = EXAMPLES) -> dict[str, Any]:
        """The answer as JSON, with some findings of each check; all of them for 0."""
        return {
            "question": {"checks": [each.rule.name for each in self.results], "load": self.load_id},
            "fingerprint": self.fingerprint,
            "found": {severity: self.count(severity) for severity in SEVERITIES},
            "checks": [each.to_dict(examples) for each in self.results],
        }


def check(
    database: Database,
    names: Sequence[str] | None = None,
    load_id: str | None = None,
    settings: Settings | None = None,
) -> Checks:
    """What the named checks find, or all of them; with a load, only what touches its facts.

    All of it is of one state of the graph. Each check costs what the graph is large, once.
    Quantities are held to the tolerance of the settings, as in a verdict.

    Raises WrongUsage for a check that there is not, LoadNotFound for such a load.
    """
    rules = _named(names)
    settings = settings or load_settings()
    if load_id is not None and load_id not in (each["load_id"] for each in loads(database)):
        raise LoadNotFound(load_id)

    def answer() -> tuple[Checked, ...]:
        about = _touched(database, load_id)
        asked = Asked(database, settings)
        return tuple(Checked(rule, _kept(rule.find(asked), about)) for rule in rules)

    results, fingerprint = of_one_state(database, answer)
    return Checks(fingerprint, load_id, results)


def _named(names: Sequence[str] | None) -> list[Rule]:
    for name in names or ():
        if name not in RULES:
            near = get_close_matches(name, RULES, n=1)
            nearest = f' Did you mean "{near[0]}"?' if near else ""
            raise WrongUsage(f'There is no check "{name}".{nearest} There are: {", ".join(RULES)}.')
    return [rule for name, rule in RULES.items() if not names or name in names]


def _touched(database: Database, load_id: str | None) -> frozenset[str] | None:
    if load_id is None:
        return None
    touched = database.read(TOUCHED, load_id=load_id)[0]
    return frozenset({load_id, *touched.ids, *around(database, touched.container_ids)})


def _kept(found: Iterable[Finding], about: frozenset[str] | None) -> tuple[Finding, ...]:
    kept = (each for each in found if about is None or each.concerns(about))
    return tuple(sorted(kept, key=lambda each: (each.subject, each.why)))
