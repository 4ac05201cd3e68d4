"""Verifying the audit trail: every entry against its hashes, its place, and the signed heads."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from genealogy.errors import InputRefused
from genealogy.visible import visible
from office.chain import BEGINNING, ERASED, FIELDS, Entry, hash_of, hash_of_details
from office.heads import Head, changes, last_head

_PATIENCE_SECONDS = 1.0
_SHOWN = 12  # characters of a hash or key that tell it from others
_KEPT = "the head that was kept elsewhere"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in a sentence, and at which entry; None where it is a line of the heads."""

    number: int | None
    text: str


@dataclass(slots=True)
class Verified:
    """What was verified: how many entries up to which head, how many signed heads, the faults.

    `proven_up_to` is the last entry that a head kept elsewhere confirms: signed heads at hand may
    have been cut together with the entries behind them. `keys` is how many keys were held against
    the entries, `investigations` how many entries of their logs, None where there is no table.
    """

    entries: int = 0
    head: str | None = None
    heads: int = 0
    signed_up_to: int = 0
    proven_up_to: int = 0
    erased: int = 0
    keys: int | None = None
    investigations: int | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def intact(self) -> bool:
        """Whether no fault was found."""
        return not self.faults

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON."""
        return {
            "intact": self.intact,
            "entries": self.entries,
            "head": self.head,
            "heads": self.heads,
            "signed_up_to": self.signed_up_to,
            "proven_up_to": self.proven_up_to,
            "erased": self.erased,
            "keys": self.keys,
            "investigations": self.investigations,
            "faults": [{"number": each.number, "text": each.text} for each in self.faults],
        }


def verify(
    entries: Iterable[Entry],
    heads: Path | None,
    public_keys: Sequence[str],
    known: Sequence[tuple[int, str]] = (),
    *,
    whole: bool = True,
) -> Verified:
    """Whether the entries, in the order given, are the trail as it was written.

    `heads` is the file of signed heads, None for entries to which none are at hand; they must be
    signed by one of the `public_keys`. `known` are heads, number and hash, that were kept
    elsewhere. Entries that are not the `whole` trail, but a copy of some time ago, may end before
    the signed heads do. Takes one pass, and memory for the heads alone.
    """
    result = Verified()
    signed = list(_heads(heads, public_keys, result)) if heads else []
    asked = [(each.number, each.hash, f"the head signed {each.at}") for each in signed]
    asked += [(number, text, _KEPT) for number, text in known]
    result.heads = len(signed)
    result.signed_up_to = max((each.number for each in signed), default=0)
    must_reach = max([number for number, _ in known], default=0)
    if whole:
        must_reach = max(must_reach, result.signed_up_to)
    chain = _Chain(result, asked, must_reach, result.signed_up_to if heads and whole else None)
    for entry in entries:
        chain.take(entry)
    if heads and chain.unsigned and _signed_meanwhile(heads, public_keys, chain.unsigned.number):
        chain.unsigned = None
    chain.end()
    return result


def _signed_meanwhile(heads: Path, public_keys: Sequence[str], number: int) -> bool:
    """Whether a head came since the heads were read: whoever wrote the entry may just be at it."""
    patience = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            last = last_head(heads)
        except (OSError, ValueError):
            return False
        if last and last.number >= number:
            return last.public_key in public_keys and last.is_signed()
        if time.monotonic() > patience:
            return False
        time.sleep(0.05)


def entries_of_file(path: Path) -> Iterator[Entry]:
    """The entries of a file of `audit export`. Raises InputRefused for one that is none; a line
    that cannot be read comes as an entry that no hash fits."""
    try:
        with path.open("rb") as file:
            for at, line in enumerate(file, 1):
                if line.strip():
                    yield _entry_of_line(line, at, path)
    except OSError as error:
        raise _refused(path, f"{error.strerror}.") from None


def _refused(path: Path, why: str) -> InputRefused:
    return InputRefused(f"{visible(path.name)} cannot be verified: {why}")


def _entry_of_line(line: bytes, at: int, path: Path) -> Entry:
    try:
        told = json.loads(line.decode("utf-8", "surrogateescape"))
        return Entry(**{name: told[name] for name in FIELDS})
    except (ValueError, KeyError, TypeError):
        if at == 1:
            raise _refused(path, "it is no file of `genealogy audit export`.") from None
        return Entry(at, "", "", "", "", "", "", "", "")


class _Chain:
    """The pass over the entries."""

    def __init__(
        self,
        result: Verified,
        heads: list[tuple[int, str, str]],
        must_reach: int,
        signed_up_to: int | None,
    ) -> None:
        self._result = result
        self._must_reach = must_reach
        self._heads: dict[int, list[tuple[str, str]]] = {}
        for number, text, told in heads:
            self._heads.setdefault(number, []).append((text, told))
        self._signed_up_to = signed_up_to
        self._held = 0  # the last entry that a head confirms
        self._last = 0
        self._hashes = {BEGINNING}  # of the last entry: as it says, and as it should be
        self.unsigned: Entry | None = None
        """The first entry behind the heads that asks for one."""
        self._without_details: list[int] = []
        self._erased: set[int] = set()

    def take(self, entry: Entry) -> None:
        """Holds one entry against its own hashes, the one before, and the heads."""
        self._result.entries += 1
        if type(entry.number) is not int:
            self._fault(None, f"The entry after {self._last} has no number.")
            return
        in_place = self._place(entry)
        own = _hash(entry)
        if own != entry.hash:
            self._fault(
                entry.number,
                f"Entry {entry.number} was changed: its hash is not that of its fields.",
            )
        if in_place and entry.previous not in self._hashes:
            self._fault(
                entry.number,
                f"Entry {entry.number} is not chained to the one before: "
                "it, or the one before, was put there later.",
            )
        self._details(entry)
        self._against_heads(entry)
        unsigned = self._signed_up_to is not None and entry.number > self._signed_up_to
        if unsigned and self.unsigned is None and changes(str(entry.action)):
            self.unsigned = entry
        if entry.number > self._last:
            self._last = entry.number
            self._hashes = {entry.hash, own or entry.hash}
            self._result.head = entry.head

    def end(self) -> None:
        """What can only be told once the last entry was seen."""
        if self._must_reach > self._last:
            told = self._heads[self._must_reach][0][1]
            self._fault(
                self._last + 1,
                f"{_span(self._last + 1, self._must_reach, 'missing')}: the tail was cut, "
                f"{told} is of entry {self._must_reach}.",
            )
        for number in self._without_details:
            if number in self._erased:
                self._result.erased += 1
            else:
                self._fault(
                    number,
                    f"The details of entry {number} were erased, and no entry says so.",
                )
        if self._signed_up_to == 0 and self._result.entries:
            self._fault(None, "There is no signed head: the file of heads is away or empty.")
        elif (entry := self.unsigned) is not None:
            self._fault(
                entry.number,
                f"No head was signed since entry {self._signed_up_to}, though entry "
                f"{entry.number} ({entry.action}) asks for one: lines of the heads were removed, "
                "or they could not be written.",
            )
        self._result.faults.sort(key=lambda each: (each.number is None, each.number or 0))

    def _place(self, entry: Entry) -> bool:
        """Whether the entry stands where it should; tells what is missing before it, or wrong."""
        wanted = self._last + 1
        if entry.number == wanted:
            return True
        if entry.number > wanted:
            self._fault(wanted, f"{_span(wanted, entry.number - 1, 'missing')}.")
        elif entry.number == self._last:
            self._fault(entry.number, f"Entry {entry.number} stands there twice.")
        else:
            self._fault(
                entry.number, f"Entry {entry.number} is out of order: it comes after {self._last}."
            )
        return False

    def _details(self, entry: Entry) -> None:
        if entry.details is None:
            self._without_details.append(entry.number)
            return
        try:
            fits = hash_of_details(str(entry.salt), entry.details) == entry.details_hash
        except (UnicodeEncodeError, TypeError):
            fits = False
        if not fits:
            self._fault(
                entry.number,
                f"The details of entry {entry.number}, or their salt, were changed: "
                "their hash is another.",
            )
        elif entry.action == ERASED:
            self._erased.update(json.loads(entry.details)["numbers"])

    def _against_heads(self, entry: Entry) -> None:
        for text, told in self._heads.get(entry.number, ()):
            if entry.hash.startswith(text) if isinstance(entry.hash, str) else False:
                self._held = entry.number
                if told == _KEPT:
                    self._result.proven_up_to = max(self._result.proven_up_to, entry.number)
            else:
                self._fault(
                    entry.number,
                    f"Entry {entry.number} is another than {told} says: the chain was rebuilt "
                    f"from an entry between {self._held + 1} and {entry.number} on.",
                )

    def _fault(self, number: int | None, text: str) -> None:
        self._result.faults.append(Fault(number, text))


def _hash(entry: Entry) -> str | None:
    """What the hash of the entry should be; None where its fields cannot be read."""
    try:
        return hash_of(
            entry.number, entry.at, entry.by, entry.action, entry.details_hash, entry.previous
        )
    except (UnicodeEncodeError, TypeError, ValueError):
        return None


def _span(first: int, last: int, word: str) -> str:
    if first == last:
        return f"Entry {first} is {word}"
    return f"Entries {first} to {last} are {word}"


def _heads(path: Path, public_keys: Sequence[str], result: Verified) -> Iterator[Head]:
    """The heads that can be relied upon; tells which lines cannot, and where lines are missing."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        lines = []
    before, last = BEGINNING, 0
    for at, line in enumerate(lines, 1):
        try:
            head = Head.of_line(line)
        except ValueError:
            result.faults.append(Fault(None, f"Line {at} of the heads cannot be read."))
            before = sha256(line).hexdigest()
            continue
        for why in _wrong(head, before, last, public_keys):
            text = f"Line {at} of the heads, for entry {head.number}, {why}."
            result.faults.append(Fault(None, text))
        if head.public_key in public_keys and head.is_signed():
            yield head
        before, last = sha256(line).hexdigest(), max(last, head.number)


def _wrong(head: Head, before: str, last: int, public_keys: Sequence[str]) -> Iterator[str]:
    if head.public_key not in public_keys:
        yield f"is signed with another key, {head.public_key[:_SHOWN]}..."
    elif not head.is_signed():
        yield "is forged: its signature is not that of its key"
    if head.previous != before:
        yield "does not follow the line before: lines were removed, added or changed there"
    elif head.number <= last:
        yield f"comes after one for entry {last}"
