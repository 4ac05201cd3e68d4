"""Source systems of a load: of which it states facts, and up to when each of them reports.

A table is of one system; JSON Lines name one on each line, and a gateway writes several into one
file. The load's node keeps the latest time of each as `source|time`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from genealogy.times import moment


def told_sources(ends: Mapping[str, str]) -> list[str]:
    """The times by source as the load's node keeps them."""
    return [f"{source}|{at}" for source, at in sorted(ends.items())]


def sources_of(load: Mapping[str, Any]) -> dict[str, str]:
    """For each source the time of its latest fact in the load with these properties.

    One that keeps none has a single source, which covers all of its time.
    """
    if told := load.get("sources"):
        return dict(each.rsplit("|", 1) for each in told)
    return {load["source"]: load["covers_to"]} if load.get("covers_to") else {}


def latest(stated: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """For each source the latest time that any of these states."""
    found: dict[str, str] = {}
    for ends in stated:
        for source, at in ends.items():
            if source not in found or moment(at) > moment(found[source]):
                found[source] = at
    return found
