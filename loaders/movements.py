"""Movements: what the texts of a movement column state, as the built-in profiles know them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from loaders.profile import builtin_profiles
from loaders.profile_sections import Condition, end_words

Meaning = tuple[str, tuple[tuple[str, str], ...]]
"""The kind of a fact, and the words of it that are the same on every such row."""


def movements() -> dict[str, Meaning]:
    """What the texts of movement columns state, where all built-in profiles agree on it.

    A text that only decides together with others, or of a void or a skip, is not among them.
    """
    found: defaultdict[str, set[Meaning | None]] = defaultdict(set)
    for profile in builtin_profiles().values():
        several = len({each.kind for each in profile.fact}) > 1
        for fact in profile.fact if several else ():
            words = [
                (word, fact.values[word].text)
                for word in ("role", "disposal")
                if word in fact.values
            ]
            constants = tuple((word, text) for word, text in words if text)
            columns = [word for word in end_words(fact.kind) if word in fact.values]
            plain = sum(1 for _ in fact.condition_columns()) == 1 and all(
                word == "disposal" or any(fact.values[word].columns()) for word in columns
            )
            for text in _decisive(fact):
                found[text].add((fact.kind, constants) if plain else None)
        for other in (*profile.void, *profile.skip):
            for text in _decisive(other):
                found[text].add(None)
    agreed = {text: next(iter(each)) for text, each in found.items() if len(each) == 1}
    return {text: meaning for text, meaning in agreed.items() if text and meaning}


def _decisive(condition: Condition) -> Iterator[str]:
    for texts in condition.when.values():
        yield from texts
