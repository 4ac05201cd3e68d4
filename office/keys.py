"""Keys of the API: random, stored hashed, each with a name, a role, and maybe sites and an expiry.

A key is `gk_<key id>_<secret>`. The secret has 256 random bits, so its SHA-256 is as hard to
guess as itself: slow hashes are for passwords, which people choose. It is shown once, when the
key is made, and is nowhere else: not in the audit trail, nor in any error.
"""

from __future__ import annotations

import json
import re
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from sqlalchemy import Connection, Row, select

from genealogy.errors import KeyRefused, WrongUsage
from genealogy.times import utc_text
from genealogy.visible import visible
from office.audit import append
from office.opening import Office
from office.roles import SCOPED, Caller, Role
from office.tables import keys as table

PREFIX = "gk_"
_KEY = re.compile(r"gk_([0-9a-f]{8})_([A-Za-z0-9_-]{43})", re.ASCII)
_DAYS = re.compile(r"(\d{1,4})d", re.ASCII)
_NAME_LETTERS, _SITE_LETTERS, _REASON_LETTERS = 100, 200, 500
_MOST_SITES = 100
_USED_AGAIN_SECONDS = 60.0  # how often a use is written
_NOBODYS = "0" * 64  # what a key is compared with that there is not


@dataclass(frozen=True, slots=True)
class Key:
    """All that is known of a key; its secret is not."""

    key_id: str
    name: str
    role: str
    sites: tuple[str, ...] | None
    created_at: str
    created_by: str
    expires_at: str | None
    used_at: str | None
    revoked_at: str | None
    revoked_by: str | None
    reason: str | None

    @property
    def status(self) -> str:
        """`valid`, `expired` or `revoked`."""
        if self.revoked_at is not None:
            return "revoked"
        expired = self.expires_at is not None and self.expires_at <= _now_text()
        return "expired" if expired else "valid"

    def to_dict(self) -> dict[str, Any]:
        """The key as JSON."""
        sites = None if self.sites is None else list(self.sites)
        return asdict(self) | {"sites": sites, "status": self.status}


def new_key(
    office: Office,
    *,
    name: str,
    role: Role,
    by: str,
    sites: Sequence[str] | None = None,
    expires: datetime | None = None,
) -> tuple[Key, str]:
    """A new key and its text, which is never to be had again. It is on record before it counts.

    Raises WrongUsage for a name, sites or an expiry that cannot be, OfficeUnavailable.
    """
    name = _plain("name of a key", name, _NAME_LETTERS)
    held_to = None if sites is None else _sites(sites, role)
    if expires is not None and expires <= datetime.now(UTC):
        raise WrongUsage("A key that has expired already is of no use: name a time to come.")
    secret = secrets.token_urlsafe(32)
    with office.one_at_a_time() as connection:
        key = Key(
            key_id=_unused_id(connection),
            name=name,
            role=role.value,
            sites=held_to,
            created_at=_now_text(),
            created_by=by,
            expires_at=None if expires is None else _text(expires),
            used_at=None,
            revoked_at=None,
            revoked_by=None,
            reason=None,
        )
        kept = asdict(key) | {"sites": _json(held_to), "hash": _hash(secret)}
        connection.execute(table.insert().values(kept))
        details = {
            "key_id": key.key_id,
            "name": name,
            "role": key.role,
            "sites": held_to and list(held_to),
            "expires_at": key.expires_at,
        }
        append(connection, by=by, action="key.new", details=details)
    return key, f"{PREFIX}{key.key_id}_{secret}"


@contextmanager
def temporary_key(
    office: Office, *, name: str, role: Role, by: str, expires: datetime
) -> Iterator[str]:
    """The text of a key that is revoked as the block ends; where the process is killed in it, the
    key goes by its expiry."""
    key, text = new_key(office, name=name, role=role, by=by, expires=expires)
    try:
        yield text
    finally:
        revoke(office, key.key_id, by=by, reason="the process that it was made for has ended")


def caller_of_key(office: Office, text: str) -> Caller:
    """Who a key is. Raises KeyRefused, to a stranger in the same words for a key that is malformed,
    unknown, expired or revoked; `why` of the error is for the record."""
    parts = _KEY.fullmatch(text)
    if parts is None:
        raise KeyRefused("malformed")
    with office.reading() as connection:
        row = connection.execute(select(table).where(table.c.key_id == parts[1])).first()
    same = compare_digest(_hash(parts[2]), row.hash if row else _NOBODYS)
    if row is None or not same:
        raise KeyRefused("unknown")
    key = _key(row)
    if key.status != "valid":
        raise KeyRefused(key.status, key.key_id)
    if key.role not in [*Role]:
        raise KeyRefused("of a role that this version does not know", key.key_id)
    _write_use(office, key)
    return Caller(f"key:{key.key_id}", key.name, Role(key.role), key.sites, key.expires_at)


def keys(office: Office) -> list[Key]:
    """Every key that there ever was, in the order in which they were made."""
    with office.reading() as connection:
        rows = connection.execute(select(table).order_by(table.c.created_at, table.c.key_id)).all()
    return [_key(row) for row in rows]


def revoke(office: Office, key_id: str, *, by: str, reason: str) -> Key:
    """The key, which from now on is refused. One that was revoked before stays as it is.

    Raises WrongUsage where there is none of this id, or no reason.
    """
    key_id = key_id.removeprefix("key:")
    reason = _plain("reason", reason, _REASON_LETTERS)
    its = table.c.key_id == key_id
    with office.one_at_a_time() as connection:
        row = connection.execute(select(table).where(its)).first()
        if row is None:
            raise WrongUsage(f'No key "{visible(key_id)}"; `genealogy keys` lists their ids.')
        if row.revoked_at is None:
            change = {"revoked_at": _now_text(), "revoked_by": by, "reason": reason}
            connection.execute(table.update().where(its).values(change))
            details = {"key_id": key_id, "name": row.name, "reason": reason}
            append(connection, by=by, action="key.revoked", details=details)
        return _key(connection.execute(select(table).where(its)).one())


def expiry(text: str, zone: tzinfo) -> datetime:
    """When a key expires: `90d` from now, at the end of a date, or at a time; without a zone in
    this one. Raises WrongUsage."""
    try:
        if days := _DAYS.fullmatch(text):
            return datetime.now(UTC) + timedelta(days=int(days[1]))
        try:
            at = datetime.combine(date.fromisoformat(text), time.max.replace(fold=1))
        except ValueError:
            at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongUsage(
            f'"{visible(text)}" is no expiry: days as in 90d, or a date as in 2027-03-31.'
        ) from None


def _write_use(office: Office, key: Key) -> None:
    """Writes that the key was used, soon and at most once a minute; nobody waits for it."""
    before = _text(datetime.now(UTC) - timedelta(seconds=_USED_AGAIN_SECONDS))
    if key.used_at is not None and key.used_at > before:
        return
    now = _now_text()
    long_ago = table.c.used_at.is_(None) | (table.c.used_at <= before)
    change = table.update().where(table.c.key_id == key.key_id, long_ago).values(used_at=now)
    office.later(f"use of {key.key_id}", lambda connection: connection.execute(change))


def _unused_id(connection: Connection) -> str:
    while True:
        key_id = secrets.token_hex(4)
        if connection.execute(select(table.c.key_id).where(table.c.key_id == key_id)).first():
            continue
        return key_id


def _sites(sites: Sequence[str], role: Role) -> tuple[str, ...]:
    if role not in SCOPED:
        raise WrongUsage(f"A key of the role {role} cannot be held to sites: it is of all of them.")
    if not sites or len(sites) > _MOST_SITES:
        raise WrongUsage(f"A key is held to at least one site, and at most {_MOST_SITES}.")
    return tuple(sorted({_plain("site", each, _SITE_LETTERS) for each in sites}))


def _plain(what: str, text: str, most: int) -> str:
    """The text without spaces around it. Raises WrongUsage for none, too long a one, and one with
    letters that cannot be seen."""
    text = text.strip()
    if not 0 < len(text) <= most or any(unicodedata.category(each)[0] == "C" for each in text):
        raise WrongUsage(f"A {what} has 1 to {most} letters, all of them to be seen.")
    return text


def _key(row: Row[Any]) -> Key:
    kept = dict(row._mapping)
    del kept["hash"]
    kept["sites"] = None if row.sites is None else tuple(json.loads(row.sites))
    return Key(**kept)


def _json(sites: tuple[str, ...] | None) -> str | None:
    return None if sites is None else json.dumps(sites, ensure_ascii=False)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _text(at: datetime) -> str:
    """A time to the second, all of one length: so that they compare as text."""
    return utc_text(at.replace(microsecond=0))


def _now_text() -> str:
    return _text(datetime.now(UTC))
