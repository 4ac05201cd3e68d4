"""Selections as they are typed: understood, looked up, or refused with what is nearest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from genealogy.engine.database import Database
from genealogy.engine.statement import Reader
from genealogy.errors import NothingSelected
from genealogy.selection import OUTCOME, Selection, parse_selection
from genealogy.settings import Settings, load_settings
from queries.batches import Hit, resolve
from queries.columns import BATCHES
from queries.in_columns import in_columns
from queries.nearest import unknown
from queries.one_state import of_one_state
from queries.selecting import Selected, select


def selections(where: Iterable[str], settings: Settings) -> list[Selection]:
    """The selections of these texts. Raises WrongUsage for one that cannot be understood."""
    zone = settings.timezone
    return [parse_selection(text, zone) for text in where]


def select_any(database: Reader, wanted: Sequence[Selection]) -> Selected:
    """The batches that any of the selections means.

    Raises NothingSelected for one that means none: a mistyped name must not make a scope smaller.
    """
    found: set[str] = set()
    untimed: set[str] = set()
    for each in wanted:
        one = select(database, each)
        if not one.batch_ids:
            raise NothingSelected(each.text, len(one.untimed), _why_nothing(database, each))
        found |= set(one.batch_ids)
        untimed |= set(one.untimed)
    return Selected(tuple(sorted(found)), tuple(sorted(untimed - found)))


def _why_nothing(database: Reader, selection: Selection) -> list[str]:
    """What of a selection is not known, and how many batches each of several words selects, or
    all of them but the outcome."""
    terms = tuple(term for term in selection.terms if term[0] != OUTCOME)
    if terms != selection.terms and (
        others := select(database, Selection(terms, selection.window)).batch_ids
    ):
        return [f"Whatever their outcome, it selects {_counted(len(others))}."]
    words = [Selection((term,)) for term in terms]
    counts = {each.text: len(select(database, each).batch_ids) for each in words}
    hints = [
        hint
        for each in words
        if not counts[each.text] and (hint := unknown(database, *each.terms[0]))
    ]
    if len(words) > 1 or not selection.window.open:
        told = ", ".join(f"{text} {_counted(count)}" for text, count in counts.items())
        hints.append(f"Each alone selects: {told}.")
    return hints


def _counted(batches: int) -> str:
    return f"{batches:,} {'batch' if batches == 1 else 'batches'}"


def selected(
    database: Database, where: Sequence[str], settings: Settings | None = None
) -> tuple[list[Hit], tuple[str, ...]]:
    """The batches that any of these texts selects, with their names, and those that are left out
    only since nobody states their time. All of it is of one state of the graph.

    Raises WrongUsage for a text that cannot be understood, NothingSelected for one without batches.
    """
    wanted = selections(where, settings or load_settings())

    def answer() -> tuple[list[Hit], tuple[str, ...]]:
        found = select_any(database, wanted)
        hits = [
            Hit(batch_id, name)
            for columns in in_columns(database, BATCHES, "batch_ids", found.batch_ids)
            for batch_id, name in zip(columns.batch_ids, columns.names, strict=True)
        ]
        return sorted(hits, key=lambda hit: hit.batch_id), found.untimed

    return of_one_state(database, answer)[0]


def meant(database: Reader, batches: Sequence[str], wanted: Sequence[Selection]) -> Selected:
    """The batches that are named, and those that are selected. Raises as `resolve` and
    `select_any` do."""
    named, selected = resolve(database, batches), select_any(database, wanted)
    found = {*named, *selected.batch_ids}
    untimed = tuple(sorted(set(selected.untimed) - found))
    return Selected(tuple(sorted(found)), untimed, tuple(named))
