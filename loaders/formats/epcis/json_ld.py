"""EPCIS 2.0 in JSON-LD: documents, query results, lists of events, single events; streamed.

Of the `@context` only the prefixes are used, to write short identifiers in full; it is never
fetched. (GS1 EPCIS 2.0, section 10)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

from genealogy.errors import FileRefused
from loaders.formats import Format
from loaders.formats.epcis.event import TYPES
from loaders.formats.epcis.facts import SOURCE
from loaders.formats.epcis.stream import Found, Metered, records, refuse_depth
from loaders.part import Record

Token = tuple[str, object]

_BOM = b"\xef\xbb\xbf"
_LEADS_ON = frozenset(
    {"epcisHeader", "epcisMasterData", "epcisBody", "queryResults", "resultsBody"}
)
_EVENTS = frozenset({"eventList", "event"})
_MARKS = re.compile(
    rb'"EPCIS(?:Query)?Document"|epcis-context\.jsonld|"(?:type|isA)"\s*:\s*"(?:'
    + "|".join(TYPES).encode()
    + rb')"'
)
_LONGEST_SAID = 200
_BLOCK = 65536
_LONGEST_TOKEN = 1_000_000
_SHORT = re.compile(r"([A-Za-z][\w.-]*):(?!//)(.+)", re.DOTALL)


def recognises(start: bytes) -> bool:
    """Whether the file begins as JSON and speaks of EPCIS."""
    begins = start.removeprefix(_BOM).lstrip()[:1] in (b"{", b"[")
    return begins and _MARKS.search(start) is not None


def read(path: Path) -> Iterator[Record]:
    """The records of the document; raises FileRefused for one that is damaged anywhere."""
    return records(_found(path))


FORMAT = Format(
    name="epcis-json",
    title="GS1 EPCIS 2.0 events in JSON-LD",
    source=SOURCE,
    endings=(".json", ".jsonld"),
    recognises=recognises,
    read=read,
)


def _found(path: Path) -> Iterator[Found]:
    import ijson  # type: ignore[import-untyped]

    try:
        with path.open("rb") as file:
            if file.read(3) != _BOM:
                file.seek(0)
            metered = Metered(path, file)
            for found in _Document(path, _tokens(path, metered)).found():
                metered.next_event()
                yield found
    except OSError as error:
        raise FileRefused(path, f"it cannot be read ({error.strerror}).") from None
    except (ijson.JSONError, ValueError, ArithmeticError) as error:
        why = f"it is no whole JSON document ({str(error)[:_LONGEST_SAID]})."
        raise FileRefused(path, why) from None


def _tokens(path: Path, file: Metered) -> Iterator[Token]:
    """The tokens of the file.

    By the parser in Python: the one in C, faced with a number of 5,000 digits, brings down the
    whole program. It begins a token again with each block, so that one without end is refused.
    """
    import ijson

    parsed: list[Token] = ijson.sendable_list()
    parser = ijson.get_backend("python").basic_parse_coro(parsed)
    waiting = 0
    try:
        while data := file.read(_BLOCK):
            parser.send(data)
            waiting = 0 if parsed else waiting + len(data)
            if waiting > _LONGEST_TOKEN:
                why = f"a text or number in it has more than {_LONGEST_TOKEN:,} letters."
                raise FileRefused(path, why)
            yield from parsed
            parsed.clear()
        parser.close()
        yield from parsed
    finally:
        with suppress(ijson.JSONError, ValueError):  # of a file that is left in its middle
            parser.close()


class _Document:
    """Walks the tokens of a document and gives its events, each built as a whole."""

    def __init__(self, path: Path, tokens: Iterator[Token]) -> None:
        self._path = path
        self._tokens = tokens
        self._prefixes: dict[str, str] = {}
        self._unknown: set[str] = set()

    def found(self) -> Iterator[Found]:
        """The events and elements of vocabularies, in order."""
        yield from self._documents(next(self._tokens), 0)
        for _ in self._tokens:
            pass  # to the end, so that what follows is looked at too

    def _documents(self, token: Token, depth: int, *, listed: bool = False) -> Iterator[Found]:
        """What is in a document, in a part of one, in a list of them, or in a single event."""
        refuse_depth(self._path, depth)
        if token[0] == "start_array":
            for each in self._until("end_array"):
                yield from self._documents(each, depth + 1, listed=True)
        elif token[0] == "start_map":
            yield from self._document(depth, listed=listed)
        elif token[1] is not None:
            yield Found(token[1])

    def _document(self, depth: int, *, listed: bool) -> Iterator[Found]:
        own: dict[str, object] = {}
        leads_on = False
        for _, name in self._until("end_map"):
            key, token = str(name), next(self._tokens)
            leads_on = leads_on or key in _LEADS_ON | _EVENTS
            if key in _LEADS_ON:
                yield from self._documents(token, depth + 1)
            elif key in _EVENTS:
                yield from self._events(token, depth + 1)
            elif key == "vocabularyList":
                yield from self._vocabularies(token, depth + 1)
            else:
                _put(own, key, self._build(token, depth + 1))
            if key == "@context":
                self._learn(own[key])
        if own.get("type") in TYPES or (not leads_on and (listed or "eventTime" in own)):
            yield self._event(own)

    def _events(self, token: Token, depth: int) -> Iterator[Found]:
        if token[0] != "start_array":
            value = self._build(token, depth)
            if value is not None:
                yield self._event(value)
            return
        for each in self._until("end_array"):
            yield self._event(self._build(each, depth + 1))

    def _event(self, value: object) -> Found:
        prefixes = dict(self._prefixes)
        if isinstance(value, dict):
            prefixes |= _prefixes(value.get("@context"))

        def expand(text: str) -> str:
            match = _SHORT.fullmatch(text)
            if match is None:
                return text
            if match[1] not in prefixes:
                self._unknown.add(match[1])
                return text
            return prefixes[match[1]] + match[2]

        return Found(value, expand=expand)

    def _vocabularies(self, token: Token, depth: int) -> Iterator[Found]:
        value = self._build(token, depth)
        for each in value if isinstance(value, list) else [value]:
            vocabulary = each if isinstance(each, dict) else {}
            kind = vocabulary.get("type")
            elements = vocabulary.get("vocabularyElementList")
            for element in elements if isinstance(elements, list) else [elements or each]:
                yield Found(element, vocabulary=kind if isinstance(kind, str) else "")

    def _learn(self, context: object) -> None:
        late = _prefixes(context)
        if used := sorted(self._unknown & late.keys()):
            why = f'its @context explains "{used[0]}:" only after its events; put it first.'
            raise FileRefused(self._path, why)
        self._prefixes |= late

    def _build(self, token: Token, depth: int) -> object:
        """The whole value that begins with this token."""
        refuse_depth(self._path, depth)
        kind, value = token
        if kind == "start_map":
            built: dict[str, object] = {}
            for _, key in self._until("end_map"):
                _put(built, str(key), self._build(next(self._tokens), depth + 1))
            return built
        if kind == "start_array":
            return [self._build(each, depth + 1) for each in self._until("end_array")]
        return Decimal(value) if isinstance(value, int) and kind == "number" else value

    def _until(self, end: str) -> Iterator[Token]:
        """The tokens to the end of this array or object."""
        while (token := next(self._tokens))[0] != end:
            yield token


def _put(built: dict[str, object], key: str, value: object) -> None:
    """Sets a key; a list that stands there twice is one list, so that nothing of it is lost."""
    before = built.get(key)
    if isinstance(before, list) and isinstance(value, list):
        before.extend(value)
    else:
        built[key] = value


def _prefixes(context: object) -> dict[str, str]:
    """The prefixes that a context defines by itself."""
    entries = context if isinstance(context, list) else [context]
    found: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry, dict):
            found |= {
                prefix: address
                for prefix, address in entry.items()
                if isinstance(address, str)
                and address.isprintable()
                and prefix not in ("urn", "http", "https")
            }
    return found
