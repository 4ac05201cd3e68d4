"""Suspects that reach the same batches are one group."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from genealogy.statistics.groups import grouped


def test_suspects_that_are_always_together_are_one_group() -> None:
    reach = {"salt-9": 0b111, "line-2": 0b101, "milk-4": 0b101, "flour-1": 0b100}

    assert grouped(reach) == [
        (0b100, ["flour-1"]),
        (0b101, ["line-2", "milk-4"]),
        (0b111, ["salt-9"]),
    ]


@settings(deadline=None, derandomize=True, database=None)
@given(st.dictionaries(st.text(max_size=3), st.integers(0, 7)))
def test_every_suspect_is_in_one_group_whatever_their_order(
    reach: dict[str, int],
) -> None:
    groups = grouped(reach)

    assert {suspect: bits for bits, members in groups for suspect in members} == reach
    assert sum(len(members) for _, members in groups) == len(reach)
    assert len({bits for bits, _ in groups}) == len(groups)
    assert groups == grouped(dict(reversed(reach.items())))
