"""Signed heads: what the trail was at a time, kept outside of the database.

Who can write to the database can rebuild the chain. What a head says that was signed before, and
lies where he cannot write, he cannot change: a trail that was cut or rebuilt contradicts it.

A head is a line of JSON: number and hash of an entry, when it was signed, the hash of the line
before, the public key and the signature (Ed25519) over the canonical JSON of the first four.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from genealogy.engine.folder import DataFolder
from genealogy.errors import TrailCut
from genealogy.settings import Settings
from genealogy.times import moment, now_text
from office.chain import BEGINNING, Entry, canonical

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HEADS = "audit-heads.jsonl"
KEY = "audit-key.pem"
EVERY = timedelta(minutes=10)
EVERY_ENTRIES = 100
REFUSED = "key.refused"
"""The action of an entry that tells of keys and tokens that were refused: strangers cause it."""
_READING = ("question", "export")
_LONGEST_LINE = 4096
_LOCK_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Head:
    """One signed head."""

    number: int
    hash: str
    at: str
    previous: str
    public_key: str
    signature: str

    @classmethod
    def of_line(cls, line: bytes) -> Self:
        """The head of a line. Raises ValueError for what is none."""
        try:
            head = cls(**json.loads(line))
        except TypeError:
            raise ValueError("not the fields of a head") from None
        texts = (head.hash, head.at, head.previous, head.public_key, head.signature)
        if type(head.number) is not int or not all(isinstance(each, str) for each in texts):
            raise ValueError("not the fields of a head")
        return head

    def line(self) -> bytes:
        """The head as its line, without the end."""
        return canonical({name: getattr(self, name) for name in Head.__slots__}).encode()

    def is_signed(self) -> bool:
        """Whether the signature is that of the public key which the line names."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))
            key.verify(bytes.fromhex(self.signature), _signed(self))
        except (InvalidSignature, ValueError):
            return False
        return True


def heads_file(settings: Settings) -> Path:
    """The file that heads are added to."""
    return settings.audit_heads or settings.data / HEADS


def changes(action: str) -> bool:
    """Whether an action changes something; its entry is signed at once."""
    return action != REFUSED and action.split(".", 1)[0] not in _READING


def check_reaches(path: Path, last: int) -> None:
    """Raises TrailCut where a signed head is of a later entry than the last one of the trail.

    A head is signed once its entry is on the disk: so nobody may write to the trail between the
    look for its last entry and this one. Heads that are away, or cannot be read, prove nothing.
    """
    try:
        head = last_head(path)
    except (OSError, ValueError):
        return
    if head is not None and head.number > last and head.is_signed():
        raise TrailCut(path, head.number, last)


def is_due(settings: Settings) -> bool:
    """Whether the last head is so old that the next entry is signed, whatever it is of."""
    last = last_head(heads_file(settings))
    return last is None or moment(now_text()) - moment(last.at) >= EVERY


def sign(settings: Settings, entry: Entry, *, at_once: bool = False) -> str | None:
    """Adds a head for the entry, if one is due or asked for; why it could not, if so.

    A failure does not take the entry back: a share that is away must not stop a recall. The
    next entry tries again.
    """
    path = heads_file(settings)
    try:
        if _wanted(last_head(path), entry, at_once=at_once):
            _add(settings, path, entry, at_once=at_once)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return f"The head of the audit trail could not be signed and written to {path}: {why}."
    return None


def last_head(path: Path) -> Head | None:
    """The last head of a file; None where there is none. Raises OSError or ValueError."""
    line = _last_line(path)
    return Head.of_line(line) if line else None


def own_public_key(settings: Settings) -> str | None:
    """The public key of this data folder, or of the key that the settings name, as hexadecimal;
    None where there is no key yet."""
    path = _key_file(settings)
    return _public(_read_key(path)) if path.exists() else None


def _wanted(last: Head | None, entry: Entry, *, at_once: bool) -> bool:
    if last is None:
        return True
    if last.number >= entry.number:  # another process was quicker: its head covers this entry
        return False
    old = moment(now_text()) - moment(last.at) >= EVERY
    many = entry.number - last.number >= EVERY_ENTRIES
    return at_once or changes(entry.action) or old or many


def _add(settings: Settings, path: Path, entry: Entry, *, at_once: bool) -> None:
    from filelock import FileLock, Timeout

    if settings.audit_heads is None or settings.audit_key is None:
        DataFolder(settings.data).claim()
    if not path.parent.is_dir():  # the lock would make it: where a share was, that hides it
        raise ValueError("the folder is not there")
    try:
        with FileLock(f"{path}.lock", timeout=_LOCK_SECONDS):
            line = _last_line(path)
            last = Head.of_line(line) if line else None
            if not _wanted(last, entry, at_once=at_once):
                return
            key = _own_key(settings)
            before = sha256(line).hexdigest() if line else BEGINNING
            unsigned = Head(entry.number, entry.hash, now_text(), before, _public(key), "")
            signature = key.sign(_signed(unsigned)).hex()
            fields = {name: getattr(unsigned, name) for name in Head.__slots__}
            _append(path, Head(**{**fields, "signature": signature}).line())
    except Timeout:
        raise ValueError("others hold its lock") from None


def _append(path: Path, line: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line + b"\n")  # one line at once, or it is found as a broken one
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _last_line(path: Path) -> bytes:
    """The last line that has text; empty where there is none."""
    try:
        with path.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - _LONGEST_LINE))
            lines = file.read().split(b"\n")
    except FileNotFoundError:
        return b""
    return next((line for line in reversed(lines) if line.strip()), b"")


def _signed(head: Head) -> bytes:
    fields = {name: getattr(head, name) for name in ("number", "hash", "at", "previous")}
    return canonical(fields).encode()


def _key_file(settings: Settings) -> Path:
    return settings.audit_key or settings.data / KEY


def _own_key(settings: Settings) -> Ed25519PrivateKey:
    path = _key_file(settings)
    if settings.audit_key is None and not path.exists():
        _make_key(path)  # under the lock of the heads: only one is made
    return _read_key(path)


def _make_key(path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    text = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    part = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _read_key(path: Path) -> Ed25519PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key: Any = load_pem_private_key(path.read_bytes(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError(f"{path} is no private key in PEM without a password") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} is no Ed25519 key")
    return key


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()
