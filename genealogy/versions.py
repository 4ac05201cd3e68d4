"""Which statement of a fact is live, and the fingerprint of all that are.

A version is the text `changed|stated|row|hash`: when the source changed it, when the extract was
made, the hash of all that its row states, and the hash of what it says itself. The greatest text
is live. The order of loading plays no part, so shuffled files give the same graph; and where no
time tells which of two rows is the later one, all facts of one of them stand together.

The fingerprint is the sum, modulo 2**256, of the SHA-256 of every live fact, described
property and decision on a pending lot: adding and removing one is a single addition, in any
order (an incremental multiset hash, Bellare and Micciancio 1997). Equal fingerprints mean
equal facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256

from genealogy.facts import FACTS, Fact
from genealogy.times import utc_text

_MODULUS = 2**256
_NOT_CONTENT = frozenset({"key", "changed_at", "stated_at"})

_CONTENT_FIELDS = {
    kind: tuple(field.name for field in fields(kind) if field.name not in _NOT_CONTENT)
    for kind in FACTS.values()
}

EMPTY = "0" * 64
"""The fingerprint of a graph without facts."""

UNRANKED = "-|-"
"""The rank of a statement that names neither time."""


def version_of(fact: Fact, content: str, row: str) -> str:
    """The version of a fact with these hashes of its own and of its row: greater is later."""
    return f"{rank_of(fact.changed_at, fact.stated_at)}|{row}|{content}"


def row_hash(contents: list[str]) -> str:
    """The hash of a row, from the hashes of the facts that it states."""
    if len(contents) == 1:
        return contents[0]
    return sha256("".join(sorted(contents)).encode()).hexdigest()[:24]


def content_of(version: str) -> str:
    """The hash of what a version says."""
    return version.rsplit("|", 1)[1]


def rank_in(version: str) -> str:
    """How late a version was stated, as `rank_of` gives it."""
    return version.rsplit("|", 2)[0]


def rank_of(changed_at: datetime | None, stated_at: datetime | None) -> str:
    """How late a statement was made, as text that sorts; a time that is open sorts first."""
    return f"{_sortable(changed_at)}|{_sortable(stated_at)}"


def content_hash(fact: Fact) -> str:
    """The hash of what a fact says, aside from its key and when it was stated."""
    return kept_hash(type(fact), fact.type, content_as_kept(fact))


def content_as_kept(fact: Fact) -> dict[str, str | float]:
    """What a fact says, as the graph keeps it; what it leaves open is absent."""
    kept = {}
    for name in content_fields(type(fact)):
        value = getattr(fact, name)
        if value is not None:
            kept[name] = value if type(value) is str else as_property(value)
    return kept


def kept_hash(kind: type[Fact], live_type: str, kept: Mapping[str, str | float]) -> str:
    """The same, of a fact's fields as the graph keeps them."""
    parts = [live_type]
    for name in content_fields(kind):
        if name in kept:
            value = kept[name]
            text = value if isinstance(value, str) else _plain(repr(value))
            parts.append(f"{name}={text}")
    return sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def add(fingerprint: str, *, live: list[str], gone: list[str]) -> str:
    """The fingerprint after some items came alive and some went."""
    total = int(fingerprint, 16)
    total += sum(_number(item) for item in live) - sum(_number(item) for item in gone)
    return f"{total % _MODULUS:064x}"


def shifted(fingerprint: str, offset: str) -> str:
    """The fingerprint where some items are kept otherwise than they were stated: `offset` is
    what `add` makes of nothing by these as stated, less as kept."""
    return f"{(int(fingerprint, 16) + int(offset, 16)) % _MODULUS:064x}"


def fact_item(key: str, version: str) -> str:
    """A live fact as an item of the fingerprint."""
    return f"fact\x1f{key}\x1f{content_of(version)}"


def property_item(noun: str, node_id: str, name: str, value: str | float) -> str:
    """A described property as an item of the fingerprint."""
    return f"property\x1f{noun}\x1f{node_id}\x1f{name}\x1f{value}"


def pending_item(batch_id: str, candidates: list[str]) -> str:
    """What a pending lot was found to be, as an item of the fingerprint."""
    return "\x1f".join(("pending", batch_id, *sorted(candidates)))


def _sortable(moment: datetime | None) -> str:
    text = utc_text(moment) if moment else "-"
    return text if moment is None or moment.microsecond else text.replace("Z", ".000000Z")


def _number(item: str) -> int:
    return int.from_bytes(sha256(item.encode()).digest())


def content_fields(kind: type[Fact]) -> tuple[str, ...]:
    """The fields of a kind of fact that make up what it says."""
    return _CONTENT_FIELDS[kind]


def as_property(value: object) -> str | float:
    """A field's value as the graph keeps it: UTC text, number, text."""
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, Decimal):
        return float(value)
    return str(value)


@lru_cache(maxsize=65536)
def _plain(number: str) -> str:
    return f"{Decimal(number).normalize():f}"
