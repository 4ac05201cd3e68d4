"""Roles: the table in docs/access.md, and what masking and sites take away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from genealogy.errors import RightMissing
from office.roles import SCOPED, Caller, Right, Role, rights_of

ACCESS = (Path(__file__).parents[2] / "docs" / "access.md").read_text(encoding="utf-8")


def test_the_table_of_the_documentation_is_what_is_so() -> None:
    lines = [line for line in ACCESS.splitlines() if line.startswith("|")]
    header = next(line for line in lines if line.startswith("| right |"))
    roles = [Role(each.strip()) for each in header.split("|")[3:-1]]
    told: dict[Role, set[str]] = {role: set() for role in roles}
    for line in lines:
        if named := re.match(r"\| `(\w+)` \|", line):
            cells = line.split("|")[3:-1]
            if len(cells) == len(roles):
                for role, cell in zip(roles, cells, strict=True):
                    told[role] |= {named[1]} if cell.strip() == "yes" else set()

    assert roles == [*Role]
    assert told == {role: set(rights_of(role)) for role in Role}


def test_no_two_roles_are_the_same() -> None:
    assert len({rights_of(role) for role in Role}) == len(Role)
    assert frozenset().union(*map(rights_of, Role)) == frozenset(Right)


@pytest.mark.parametrize("role", Role)
def test_a_caller_may_what_the_role_may_and_an_error_names_who_else(role: Role) -> None:
    caller = Caller("key:1", "name", role)

    for right in Right:
        assert caller.may(right) == (right in rights_of(role))
        if not caller.may(right):
            with pytest.raises(RightMissing, match=f'"{right}".*admin'):
                caller.must(right)
        else:
            caller.must(right)


def test_only_viewers_are_masked_and_have_no_cypher() -> None:
    assert [role for role in Role if Caller("key:1", "name", role).masked] == [Role.VIEWER]
    assert Right.CYPHER not in rights_of(Role.VIEWER)


@pytest.mark.parametrize("role", Role)
def test_who_is_held_to_sites_has_nothing_that_is_of_all_of_them(role: Role) -> None:
    caller = Caller("key:1", "name", role, ("Husum",))

    assert {right for right in Right if caller.may(right)} == (
        rights_of(role) & {Right.ASK, Right.HOLD, Right.RECALL, Right.INVESTIGATE}
    )


def test_an_error_says_that_it_is_the_sites_that_take_the_right() -> None:
    with pytest.raises(RightMissing, match="held to sites has it not"):
        Caller("key:1", "name", Role.ANALYST, ("Husum",)).must(Right.CYPHER)
    assert {*SCOPED} == {*Role} - {Role.INTEGRATOR, Role.ADMIN}
