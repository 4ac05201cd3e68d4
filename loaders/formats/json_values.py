"""What a JSON document says: read whole, and asked for texts, numbers and times by their key.

Numbers are read as the decimal that is written, never as binary ones, and whatever is of the
wrong type rejects the object that has it, with the key at fault. (RFC 8259)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import cast

from genealogy.errors import FileRefused
from loaders.cells import PLAIN, CellRejected, NumberFormat, read_time
from loaders.values import LONGEST_READ, RowRejected

MOST_BYTES = 100_000_000
"""A document that is read whole may have this size; about six times that is needed to hold it."""

MOST_VALUES = 4_000_000
"""And so many values, keys aside: the smallest take fifty times what they are written in."""

_LONGEST_SHOWN = 2_000
_NO_ZONE = "has no time zone"
_PLAIN = NumberFormat(PLAIN)

Object = Mapping[str, object]


class JsonInvalid(ValueError):
    """Text that is no JSON, or JSON that cannot be read in one way only."""


def parse_json(text: str) -> object:
    """The value that is written; raises JsonInvalid."""
    try:
        return json.loads(
            text,
            parse_float=_decimal,
            parse_int=_decimal,
            parse_constant=_decimal,
            object_pairs_hook=_without_duplicates,
        )
    except json.JSONDecodeError as error:
        raise JsonInvalid(f"it is no JSON ({error.msg}, line {error.lineno})") from None
    except RecursionError:
        raise JsonInvalid("it is nested too deeply") from None


def read_json_file(path: Path) -> object:
    """The whole document of a file; raises FileRefused."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileRefused(path, f"it has more than {MOST_BYTES // 1_000_000} MB.")
        text = path.read_text(encoding="utf-8-sig")
        if sum(map(text.count, ",[{")) > MOST_VALUES:
            raise FileRefused(path, f"it has more than {MOST_VALUES:,} values.")
        return parse_json(text)
    except OSError as error:
        raise FileRefused(path, f"it cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise FileRefused(path, "its text is not UTF-8.") from None
    except JsonInvalid as error:
        raise FileRefused(path, f"{error}.") from None


def text_of(values: Object, key: str) -> str:
    """The text under a key, empty where there is none. A whole number is its digits."""
    value = values.get(key)
    if value is None:
        return ""
    if isinstance(value, Decimal) and value.is_finite() and value.as_tuple().exponent == 0:
        return str(value)
    if not isinstance(value, str):
        raise RowRejected(key, shown(value), "is not a text")
    if len(value) > LONGEST_READ:
        raise RowRejected(key, shown(value), f"has more than {LONGEST_READ:,} letters")
    if not _is_writable(value):
        raise RowRejected(key, shown(value), "has characters that no text can have")
    return value.strip()


def needed_text(values: Object, key: str) -> str:
    """The text under a key that may not be left out or empty."""
    text = text_of(values, key)
    if not text:
        raise RowRejected(key, shown(values.get(key)), "is missing, and it is needed")
    return text


def quantity_of(values: Object, key: str) -> Decimal | None:
    """The quantity under a key, as a number or its text; None where there is none."""
    value = number_of(values, key)
    if value is not None and value < 0:
        raise RowRejected(key, shown(values.get(key)), "a quantity cannot be negative here")
    return value


def number_of(values: Object, key: str) -> Decimal | None:
    """The number under a key, as a number or its text; None where there is none."""
    value = values.get(key)
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str):
            return _PLAIN.read(value)
        if isinstance(value, Decimal):
            return _exact(value)
    except CellRejected as error:
        raise RowRejected(key, shown(value), str(error)) from None
    raise RowRejected(key, shown(value), "is not a number")


def flag_of(values: Object, key: str) -> bool:
    """Whether the value under a key is true; left out and null are not."""
    value = values.get(key)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise RowRejected(key, shown(value), "is neither true nor false")


def time_of(values: Object, key: str) -> datetime | None:
    """The moment under a key, None where there is none; one without a zone is rejected."""
    text = text_of(values, key)
    if not text:
        return None
    try:
        return read_time(text, "iso", None)
    except CellRejected as error:
        unzoned = str(error).startswith(_NO_ZONE)
        raise RowRejected(key, text, _NO_ZONE if unzoned else str(error)) from None


def zoned_time_of(values: Object, key: str) -> datetime | None:
    """The moment under a key; None also for a date or time that states no zone."""
    try:
        return time_of(values, key)
    except RowRejected as rejected:
        if rejected.rejection.reason == _NO_ZONE:
            return None
        raise


def object_of(values: Object, key: str) -> Object:
    """The object under a key, empty where there is none."""
    value = values.get(key)
    if value is None:
        return {}
    return as_object(value, key)


def list_of(values: Object, key: str) -> list[object]:
    """The list under a key, empty where there is none."""
    value = values.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise RowRejected(key, shown(value), "is not a list")
    return value


def as_object(value: object, key: str) -> Object:
    """A value that must be an object."""
    if not isinstance(value, dict):
        raise RowRejected(key, shown(value), "is not an object")
    return cast(Object, value)


def shown(value: object) -> str:
    """A value as text for people, cut where it is long."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = value[:_LONGEST_SHOWN]
    elif isinstance(value, Decimal):
        text = str(value)[:_LONGEST_SHOWN]
    else:
        try:
            text = json.dumps(value, ensure_ascii=False, default=str)[:_LONGEST_SHOWN]
        except RecursionError:
            text = "(nested too deeply to be shown)"
    return text.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")  # beyond every exponent: rejected where it is asked for


def _exact(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise CellRejected("is not a number")
    if Decimal(repr(float(value))) != value:
        raise CellRejected("has more digits than can be kept exactly (15)")
    return value if value else Decimal(0)


def _without_duplicates(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """An object; one with a key twice would be read as either by others."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise JsonInvalid(f'an object has the key "{shown(key)[:100]}" twice')
        found[key] = value
    return found


def _is_writable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return "\x00" not in text
