"""Roles: who may what. The table in docs/access.md is held against this file by a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from genealogy.errors import RightMissing


class Role(StrEnum):
    """What somebody is to the plant's records."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    QUALITY = "quality"
    COORDINATOR = "coordinator"
    INTEGRATOR = "integrator"
    ADMIN = "admin"


class Right(StrEnum):
    """Something that not everybody may do."""

    ASK = "ask"  # every question, its exports and its drawing
    CYPHER = "cypher"  # own reading statements
    LOAD = "load"  # files in, the jobs of one's own, rows rejected of one's own loads
    CORRECT = "correct"  # rejected rows: corrected and replayed, or discarded
    UNDO = "undo"  # taking a load back
    HOLD = "hold"  # holds placed and released
    RECALL = "recall"  # recalls opened and closed
    INVESTIGATE = "investigate"  # investigations opened, written to and closed
    KEYS = "keys"  # keys made and revoked
    AUDIT = "audit"  # the audit trail read
    PSEUDONYMISE = "pseudonymise"  # names forgotten where the law demands it
    OPERATE = "operate"  # metrics, and the jobs of others


_RIGHTS: dict[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.ASK}),
    Role.ANALYST: frozenset({Right.ASK, Right.CYPHER}),
    Role.QUALITY: frozenset(
        {Right.ASK, Right.CYPHER, Right.CORRECT, Right.HOLD, Right.INVESTIGATE, Right.AUDIT}
    ),
    Role.COORDINATOR: frozenset({Right.ASK, Right.HOLD, Right.RECALL, Right.INVESTIGATE}),
    Role.INTEGRATOR: frozenset({Right.LOAD}),
    Role.ADMIN: frozenset(Right),
}
_WITHIN_SITES = frozenset({Right.ASK, Right.HOLD, Right.RECALL, Right.INVESTIGATE})
"""What can be held to sites. The others are of all sites at once: a statement in Cypher reads the
whole graph, a file and its rejected rows can be of any site."""

SCOPED = (Role.VIEWER, Role.ANALYST, Role.QUALITY, Role.COORDINATOR)
"""The roles that can be held to sites: of the others nothing, or no sense, would be left."""


def rights_of(role: Role) -> frozenset[Right]:
    """What a role may do at all sites."""
    return _RIGHTS[role]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: `key:1a2b3c4d`, `token:<subject>` or `user:<user of the machine>`.

    `sites` are those that the caller is held to, None all of them; `expires_at` is until when the
    key or token counts, None where it does not end by itself.
    """

    id: str
    name: str
    role: Role
    sites: tuple[str, ...] | None = None
    expires_at: str | None = field(default=None, compare=False)

    @property
    def masked(self) -> bool:
        """Whether names, contacts and addresses of customers are kept from the caller."""
        return self.role is Role.VIEWER

    def may(self, right: Right) -> bool:
        """Whether the caller has the right. Who is held to sites has no Cypher, nor anything
        else that is of all sites at once."""
        within = self.sites is None or right in _WITHIN_SITES
        return within and right in rights_of(self.role)

    def must(self, right: Right) -> None:
        """Raises RightMissing where the caller has not the right."""
        if not self.may(right):
            roles = [role for role in Role if right in rights_of(role)]
            raise RightMissing(right, roles, scoped=self.role in roles)
