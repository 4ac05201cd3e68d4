"""The log of investigations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the table of what was said in investigations."""
    op.create_table(
        "investigation_entries",
        sa.Column("entry_id", sa.String(48), primary_key=True),
        sa.Column("investigation_id", sa.String(32), nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("entry", sa.String(16), nullable=False, index=True),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("head", sa.String(96), nullable=False),
    )
