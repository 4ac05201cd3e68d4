"""Where the operational database is, and of which version: all that is known without opening it."""

from __future__ import annotations

FILE = "office.sqlite"
"""Its name in the data folder, where no address of a PostgreSQL is set."""

VERSION = "0002"
"""The newest migration, which an opened database is at."""
