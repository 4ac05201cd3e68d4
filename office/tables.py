"""The tables of the operational database.

A change here needs a new migration beside it, and its number in office/place.py.
Times are text, ISO 8601 in UTC: the same on SQLite and PostgreSQL, and in order as text.
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Table, Text

metadata = MetaData()

keys = Table(
    "keys",
    metadata,
    Column("key_id", String(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("sites", Text),  # JSON list; null: all sites
    Column("hash", String(64), nullable=False),  # SHA-256 of the secret, which is random
    Column("created_at", String(32), nullable=False),
    Column("created_by", Text, nullable=False),
    Column("expires_at", String(32)),
    Column("used_at", String(32)),
    Column("revoked_at", String(32)),
    Column("revoked_by", Text),
    Column("reason", Text),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("by", Text, nullable=False),
    Column("action", String(48), nullable=False),
    Column("details", Text),  # canonical JSON; null once it was erased on request
    Column("salt", String(32)),
    Column("details_hash", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("job_id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("asked", Text, nullable=False),  # JSON: what is to be done
    Column("by", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("started_at", String(32)),
    Column("ended_at", String(32)),
    Column("host", String(255), nullable=False),  # where its files are
    Column("worker", String(64)),
    Column("alive_at", String(32)),  # the worker's last sign of life
    Column("progress", Text),  # JSON
    Column("result", Text),  # JSON
    Column("error", Text),  # JSON: a problem as the API tells it
    Column("cancel", Integer, nullable=False, default=0),
)

events = Table(
    "events",
    metadata,
    Column("event_id", String(64), primary_key=True),
    Column("at", String(32), nullable=False, index=True),  # later than of all events before
    Column("kind", String(32), nullable=False),
    Column("subject", Text, nullable=False),  # JSON
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("event_id", String(64), primary_key=True),
    Column("receiver", String(64), primary_key=True),
    Column("status", String(16), nullable=False, index=True),  # waiting, told, given_up
    Column("since", String(32), nullable=False),  # it is given up so and so long after that
    Column("tries", Integer, nullable=False, default=0),
    Column("next_at", String(32), nullable=False),
    Column("told_at", String(32)),
    Column("failure", Text),
)

receivers = Table(
    "receivers",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("kinds", Text, nullable=False),  # JSON list: of which events it is told
    Column("sent", Text, nullable=False),  # JSON list: when the last messages went to it
    Column("failures", Integer, nullable=False),  # since it last took a message
    Column("next_at", String(32)),  # it is left alone until then
    Column("holder", String(32)),  # the one deliverer that sends to it
    Column("held_until", String(32)),
)

marks = Table(
    "marks",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("at", String(32), nullable=False),
)

pseudonyms = Table(
    "pseudonyms",
    metadata,
    Column("noun", String(16), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("pseudonym", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

investigation_entries = Table(
    "investigation_entries",
    metadata,
    Column("entry_id", String(48), primary_key=True),  # INV-0001:3
    Column("investigation_id", String(32), nullable=False, index=True),
    Column("number", Integer, nullable=False),  # from 1, within the investigation
    Column("at", String(32), nullable=False),
    Column("by", Text, nullable=False),
    Column("entry", String(16), nullable=False, index=True),  # open, suspect, verdict, ...
    Column("said", Text, nullable=False),  # canonical JSON
    Column("head", String(96), nullable=False),  # number:hash of its entry of the audit trail
)
