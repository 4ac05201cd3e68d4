"""Batch genealogy: what went into what, and where it went."""

__version__ = "0.1.0"
