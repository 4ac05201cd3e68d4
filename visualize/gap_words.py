"""What a gap or a violation says, in the language of whoever looks at a picture.

English is what the answer itself says. In another language the sentence is made of the gap's own
fields; of a kind that the catalogue does not know, or in an answer that was saved before it had
these fields, it is the English one. gap_words.js does the same for pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from genealogy.units import quantity_text
from visualize.languages import Words, said_in

Gap = Mapping[str, Any]

_BY_SIDE = frozenset({"unaccounted"})
_BY_COUNT = frozenset({"pending lot", "unknown lots"})


def told(gap: Gap, words: Words) -> dict[str, str]:
    """Its sentences, by the names that they have in the answer."""
    return {
        "kind": kind(gap, words),
        "subject": subject(gap, words),
        "why": why(gap, words),
        "closes": closes(gap, words),
    }


def kind(gap: Gap, words: Words) -> str:
    """What kind of gap it is."""
    return _said(f"recall.gap.{gap.get('kind')}", str(gap.get("kind")), words, {})


def subject(gap: Gap, words: Words) -> str:
    """What it is of: an id, a file, or how many lots."""
    own = str(gap.get("subject"))
    return _said(f"gap.subject.{gap.get('kind')}", own, words, _parts(gap, words))


def why(gap: Gap, words: Words) -> str:
    """What is missing."""
    own = str(gap.get("why") or gap.get("kind"))
    return _said(f"gap.why.{variant(gap)}", own, words, _parts(gap, words))


def closes(gap: Gap, words: Words) -> str:
    """What would settle it, with the extracts that have told such facts so far."""
    own = str(gap.get("closes") or "")
    key = f"gap.closes.{of_side(gap)}"
    plain = _said(key, own, words, _parts(gap, words))
    telling = (gap.get("details") or {}).get("extracts")
    if plain == own or not telling:
        return plain
    by_kind: dict[str, list[str]] = {}
    for each in telling:
        until = str(each["covers_to"] or "")[:10]
        known = {"source": each["source"], "profile": each["profile"], "until": until}
        said = words.say("gap.extract" if until else "gap.extract.undated", **known)
        by_kind.setdefault(each["kind"], []).append(said)
    either = words.say("gap.or")
    listed = [
        words.say(f"gap.extracts.{kind}", sources=either.join(its)) for kind, its in by_kind.items()
    ]
    return words.say("gap.closes.with", plain=plain, extracts=words.say("gap.and").join(listed))


def _said(key: str, own: str, words: Words, parts: Mapping[str, str | int] | None) -> str:
    if words.language == "en" or parts is None or key not in said_in(words.language):
        return own
    return words.say(key, **parts)


def of_side(gap: Gap) -> str:
    kind = str(gap.get("kind"))
    return f"{kind}.{gap.get('side')}" if kind in _BY_SIDE else kind


def variant(gap: Gap) -> str:
    """The key of its sentence: some kinds have several."""
    details = gap.get("details") or {}
    if gap.get("kind") not in _BY_COUNT:
        return of_side(gap)
    count, named = details.get("count") or 0, len(details.get("named") or ())
    how_many = "many" if count > named else {0: "none", 1: "one"}.get(count, "few")
    return f"{gap['kind']}.{how_many}"


def _parts(gap: Gap, words: Words) -> dict[str, str | int] | None:
    """What its sentences can name; None where the answer does not have it."""
    details = gap.get("details")
    if details is None:
        return None
    named = [*details["named"]]

    def amount(number: float | None, otherwise: str) -> str:
        if number is None:
            return words.say(otherwise)
        return f"{quantity_text(Decimal(str(number)))} {gap.get('unit') or ''}".strip()

    return {
        "quantity": amount(gap.get("quantity"), "gap.some"),
        "came": amount(details["came"], "gap.some"),
        "went": amount(details["went"] or None, "gap.nothing"),
        "customer": details["customer_id"] or "",
        "count": details["count"] or 0,
        "named": words.say("gap.separator").join(named),
        "more": (details["count"] or 0) - len(named),
    }
