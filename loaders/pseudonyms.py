"""Persons who are to be known by a pseudonym: in what is described of them, and in rejected rows.

The name, the contact and the address of a customer, a supplier or an operator are replaced, in
all that any load has stated; what is loaded later is replaced as it comes. Facts stay. So does
the fingerprint: the node keeps by how much that of the pseudonym is another. Who has guessed all
that was replaced can check it by that: it is a pseudonym, and the person is not made anonymous.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from genealogy import versions
from genealogy.engine.database import Database, Transaction
from genealogy.engine.statement import statement
from genealogy.errors import WrongUsage
from genealogy.nouns import Noun
from genealogy.visible import visible
from loaders import descriptions
from loaders.descriptions import PERSONAL, Stated
from loaders.gathering import Properties
from loaders.rejected import Kept
from loaders.writing import KNOWN_NODES, NODES, STATE, lock

PERSONS = {noun.value.lower(): noun for noun in (Noun.CUSTOMER, Noun.SUPPLIER, Noun.OPERATOR)}
"""Who can be pseudonymised, by the word for it."""

HOLDING = statement("rejected/holding", Kept)
MASKED = statement("rejected/masked")


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the graph: the pseudonym, if there is one already, what tells who it is, and
    the rejected rows in which that stands."""

    word: str
    id: str
    pseudonym: str | None
    texts: tuple[str, ...]
    rows: tuple[str, ...]

    @property
    def noun(self) -> Noun:
        """What it is in the graph."""
        return PERSONS[self.word]


@dataclass(frozen=True, slots=True)
class Pseudonymised:
    """What was replaced: described values of the person, and rejected rows that named them."""

    values: int
    rows: tuple[str, ...]


def person(database: Database, word: str, node_id: str) -> Person:
    """The person of this id. Raises WrongUsage for a noun that is no person, or an unknown id."""
    noun = PERSONS.get(word)
    if noun is None:
        raise WrongUsage(f'"{visible(word)}" is none of {", ".join(PERSONS)}: as in customer:C-1.')
    found = database.read(KNOWN_NODES[noun], ids=[node_id])[0].properties
    if not found:
        raise WrongUsage(f'No {word} has the id "{visible(node_id)}".')
    pseudonym = found[0].get("pseudonym")
    told = (str(each.value) for each in _personal(found[0]))
    texts = sorted({text for text in told if text.strip() and text != pseudonym})
    rows = _holding(database.read, texts)
    ids = tuple(str(each["rejected_id"]) for each in rows)
    return Person(word, node_id, pseudonym, tuple(texts), ids)


def pseudonymise(database: Database, who: Person, pseudonym: str) -> Pseudonymised:
    """Replaces what tells who the person is, now and in all that is loaded later."""

    def work(transaction: Transaction) -> Pseudonymised:
        state = lock(transaction)
        before = transaction.run(KNOWN_NODES[who.noun], ids=[who.id])[0].properties[0]
        row = {"id": who.id, "properties": _replaced(who, before, pseudonym)}
        transaction.run(NODES[who.noun], rows=[row])
        rows = [
            _masked(each, who.texts, pseudonym) for each in _holding(transaction.run, who.texts)
        ]
        transaction.run(MASKED, rows=rows)
        # the fingerprint is that of before; answers that are kept somewhere are asked anew
        transaction.run(
            STATE, fingerprint=state.fingerprint, voids=state.voids, pending=state.pending
        )
        values = sum(each.value != pseudonym for each in _personal(before))
        return Pseudonymised(values, tuple(row["rejected_id"] for row in rows))

    return database.retrying(lambda _: database.write(work))


def masked(text: str, texts: Iterable[str], pseudonym: str) -> str:
    """The text with a pseudonym wherever one of the texts stands as words of their own."""
    for each in sorted(texts, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(each)}(?!\w)", lambda _: pseudonym, text)
    return text


def _personal(properties: Mapping[str, Any]) -> list[Stated]:
    return [each for each in descriptions.known(dict(properties)) if each.name in PERSONAL]


def _replaced(who: Person, before: Properties, pseudonym: str) -> Properties:
    told = descriptions.known(before)
    now: dict[tuple[Any, ...], Stated] = {}
    for each in told:
        value = pseudonym if each.name in PERSONAL else each.value
        same = now.get((each.name, each.rank, value))
        loads = (*same.loads, *each.loads) if same else each.loads
        now[each.name, each.rank, value] = replace(each, value=value, loads=loads)
    old, new = descriptions.live(told), descriptions.live(now.values())
    changed = [name for name in old if old[name] != new[name]]

    def items(live: Mapping[str, Any]) -> list[str]:
        return [versions.property_item(who.noun, who.id, name, live[name]) for name in changed]

    offset = versions.add(versions.EMPTY, live=items(old), gone=items(new))
    return {
        "described": sorted(each.text for each in now.values()),
        "pseudonym": pseudonym,
        "pseudonym_offset": versions.shifted(
            before.get("pseudonym_offset", versions.EMPTY), offset
        ),
        **{name: new[name] for name in changed},
    }


def _holding(read: Callable[..., list[Kept]], texts: Sequence[str]) -> list[Properties]:
    """Rejected rows that name the person; a text that is a part of another word names nobody."""
    if not texts:
        return []
    sought = {*texts, *(json.dumps(text, ensure_ascii=False)[1:-1] for text in texts)}
    found = [each.properties for each in read(HOLDING, texts=sorted(sought))]
    return [each for each in found if _masked(each, texts, "")["properties"]]


def _masked(kept: Properties, texts: Sequence[str], pseudonym: str) -> dict[str, Any]:
    """What is to be written of a rejected row."""
    properties: Properties = {}
    if (text := masked(kept["text"], texts, pseudonym)) != kept["text"]:
        properties["text"] = text
    for name in ("cells", "corrected"):
        if kept.get(name):
            cells = json.loads(kept[name])
            other = [masked(cell, texts, pseudonym) for cell in cells]
            if other != cells:
                properties[name] = json.dumps(other, ensure_ascii=False)
    return {"rejected_id": kept["rejected_id"], "properties": properties}
