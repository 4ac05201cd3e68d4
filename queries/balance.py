"""Balance: what came in against what went out, of batches, a recall, or a material in a period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from genealogy.account import Account, accounts_of, accounts_within, totals
from genealogy.engine.database import Database
from genealogy.settings import Settings, load_settings
from genealogy.times import utc_text
from queries.batches import resolve
from queries.fetching import accounts, accounts_in_full, walk
from queries.in_columns import in_columns
from queries.nearest import nothing_called
from queries.one_state import of_one_state
from queries.selecting import MATERIALS, OF_MATERIALS

_BATCHES_AT_A_TIME = 1_000


@dataclass(frozen=True, slots=True)
class MassBalance:
    """The account of each batch in the order of their ids, and of all for each unit."""

    fingerprint: str
    question: dict[str, Any]
    accounts: tuple[Account, ...]

    @property
    def totals(self) -> list[Account]:
        """What all of them sum up to. Unlike units stand side by side."""
        return totals(self.accounts)

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON."""
        return {
            "question": self.question,
            "fingerprint": self.fingerprint,
            "batches": [each.to_dict() for each in self.accounts],
            "totals": [each.to_dict() for each in self.totals],
        }


def balance(
    database: Database,
    batches: Sequence[str],
    settings: Settings | None = None,
    *,
    recalled: bool = False,
) -> MassBalance:
    """The mass balance of these batches over all their time; of their whole scope if `recalled`.

    What went from one batch of a scope into another stands in both, as used and as produced.

    Raises UnknownBatch, AmbiguousBatch.
    """
    tolerance = _tolerance(settings)

    def answer() -> tuple[list[str], list[Account]]:
        origins = resolve(database, batches)
        ids = set(origins)
        if recalled:
            ids |= walk(database, origins, forward=True)[0]
        found = []
        for some in _some_at_a_time(ids):
            found += accounts_of(accounts(database, some), tolerance)
        return sorted(origins), found

    (origins, found), fingerprint = of_one_state(database, answer)
    question = {"batches": origins, "recalled": recalled}
    return MassBalance(fingerprint, question, tuple(found))


def balance_of_material(
    database: Database,
    material: str,
    start: datetime | None = None,
    end: datetime | None = None,
    settings: Settings | None = None,
) -> MassBalance:
    """The mass balance of all batches of a material (its item, id or name); with a time at either
    end of that period, both included, with what was there at its beginning.

    Raises NothingSelected where there is no such material.
    """
    tolerance = _tolerance(settings)

    def answer() -> list[Account]:
        (materials,) = database.read(MATERIALS, name=material)
        ids = {
            batch_id
            for columns in in_columns(database, OF_MATERIALS, "ids", materials.ids)
            for batch_id in columns.ids
        }
        if not ids:
            raise nothing_called(database, "material", material)
        found = []
        for some in _some_at_a_time(ids):
            if start is None and end is None:
                found += accounts_of(accounts(database, some), tolerance)
            else:
                genealogy = accounts_in_full(database, some)
                found += accounts_within(genealogy, start, end, tolerance)
        return found

    found, fingerprint = of_one_state(database, answer)
    question = {
        "material": material,
        "from": utc_text(start) if start else None,
        "to": utc_text(end) if end else None,
    }
    return MassBalance(fingerprint, question, tuple(found))


def _tolerance(settings: Settings | None) -> Decimal:
    return Decimal(str((settings or load_settings()).tolerance))


def _some_at_a_time(ids: Iterable[str]) -> list[list[str]]:
    ordered = sorted(ids)
    step = _BATCHES_AT_A_TIME
    return [ordered[start : start + step] for start in range(0, len(ordered), step)]
