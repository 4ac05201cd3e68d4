"""Batches: from what a person types to a batch of the graph, and searching for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from genealogy.engine.database import Database
from genealogy.engine.statement import Reader, statement
from genealogy.errors import AmbiguousBatch, UnknownBatch
from genealogy.identity import is_pending, parse_batch_id
from genealogy.settings import load_settings
from genealogy.times import moment, time_in, utc_text
from queries.as_known import AsKnown, also_then


@dataclass(frozen=True, slots=True)
class BatchIds:
    """Ids of batches."""

    batch_ids: list[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """A batch that a search found, with the name of what it is."""

    batch_id: str
    name: str

    def to_dict(self) -> dict[str, Any]:
        """The hit as JSON, with the parts of its id."""
        parts = parse_batch_id(self.batch_id)
        return {
            "batch_id": self.batch_id,
            "party": parts.party,
            "item": parts.item,
            "lot": parts.lot,
            "serial": parts.serial,
            "name": self.name or None,
        }


@dataclass(frozen=True, slots=True)
class FirstLoad:
    """When the first load was."""

    at: str | None


BY_NUMBER = also_then(statement("batches/by_number", BatchIds))
EXIST = also_then(statement("batches/exist", BatchIds))
BY_CODE = statement("batches/by_code", Hit)
STARTING_WITH = statement("batches/starting_with", Hit)
CONTAINING = statement("batches/containing", Hit)
IN_ORDER = statement("batches/in_order", Hit)
FIRST_LOAD = statement("loads/first", FirstLoad)


def resolve(database: Reader, asked: Iterable[str]) -> tuple[str, ...]:
    """The ids of the batches that are meant, each once, in the order of the ids.

    A whole id is taken as it is; a bare lot or serial number, or a pending lot, where exactly one
    batch has the number; a batch code that is no number where exactly one is described with it.
    Raises UnknownBatch with the nearest numbers, or AmbiguousBatch with the candidates.
    """
    texts = sorted(set(asked))
    known = set(database.read(EXIST, batch_ids=texts)[0].batch_ids)
    return tuple(sorted(known | {_find(database, text) for text in texts if text not in known}))


def _find(database: Reader, asked: str) -> str:
    """The one batch that has this number or code."""
    number = _number(asked) if is_pending(asked) else asked
    candidates = sorted(database.read(BY_NUMBER, number=number)[0].batch_ids)
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        raise AmbiguousBatch(asked, candidates)
    coded = [hit.batch_id for hit in database.read(BY_CODE, code=asked)]
    if coded:  # codes are described today; the batch may not have been known then
        coded = sorted(database.read(EXIST, batch_ids=coded)[0].batch_ids)
    if len(coded) == 1:
        return coded[0]
    if coded:
        raise AmbiguousBatch(asked, coded, "batch code")
    nearest = nearest_lots(database, asked)
    if not isinstance(database, AsKnown):
        raise UnknownBatch(asked, nearest)
    first = database.read(FIRST_LOAD)[0].at
    raise UnknownBatch(asked, nearest, _to_the_second(database.known_on), _to_the_second(first))


def _to_the_second(at: str | None) -> str | None:
    """A time of the graph as people read it: no load is told from another by parts of a second."""
    settings = load_settings()
    zone = settings.timezone if settings.zone else None
    return at and time_in(zone, utc_text(moment(at).replace(microsecond=0)))


def search(database: Database, text: str, most: int = 50) -> list[Hit]:
    """Batches whose number begins with the text or that have it as their batch code, else those
    that contain it anywhere.

    Letter case plays no part, but in a whole batch code. At most `most`: those first that have
    the very number, then those with the code, each in the order of their ids.
    """
    wanted = text.lower()
    begin = database.read(STARTING_WITH, text=wanted, most=most)
    exact = [hit for hit in begin if _number(hit.batch_id).lower() == wanted]
    coded = database.read(BY_CODE, code=text)
    found = list(dict.fromkeys([*exact, *coded, *begin]))[:most]
    return found or database.read(CONTAINING, text=wanted, most=most)


def batches_after(database: Database, last: str, most: int) -> list[Hit]:
    """The batches whose ids come after this one, in the order of their ids; at most `most`."""
    return database.read(IN_ORDER, last=last, most=most)


def nearest_lots(database: Reader, asked: str) -> Sequence[str]:
    """A few batches whose numbers look like the one that was asked for."""
    for number in dict.fromkeys((_number(asked), asked.rsplit("/", 1)[-1])):
        numbers: dict[str, Hit] = {}
        near: list[str] = []
        for length in (len(number) - 1, len(number) // 2, 1):
            if length > 0 and len(near) < 3:
                hits = database.read(STARTING_WITH, text=number[:length].lower(), most=500)
                numbers |= {_number(hit.batch_id): hit for hit in hits}
                near = get_close_matches(number, list(numbers), n=3, cutoff=0.5)
        if near:
            return [
                f"{numbers[each].batch_id} ({numbers[each].name or 'no name'})" for each in near
            ]
    return []


def _number(text: str) -> str:
    """The lot or serial number of a batch id; any other text as it is."""
    try:
        name = parse_batch_id(text)
    except ValueError:
        return text
    return name.lot if name.lot is not None else name.serial or ""
