"""The versions of the operational database, applied in their order by Alembic."""
