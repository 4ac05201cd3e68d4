"""The question in SQL, as PostgreSQL and SQLite both understand it.

One table of links, indexed at both ends. `UNION` drops what is known already, so that the
recursion is linear; batches and operations take turns in it.
"""

from __future__ import annotations

TABLE = """
CREATE TABLE link (
  consumed integer NOT NULL,
  source text NOT NULL,
  target text NOT NULL,
  quantity double precision,
  unit text,
  occurred_at text,
  fact_key text NOT NULL
)
"""

INDEXES = (
    "CREATE INDEX link_source ON link (source)",
    "CREATE INDEX link_target ON link (target)",
)


def closure(origins: str, *, forward: bool) -> str:
    """The statement: all links that are reached from the nodes that `origins` selects."""
    near, far = ("source", "target") if forward else ("target", "source")
    return f"""
WITH RECURSIVE scope (node) AS (
  {origins}
  UNION
  SELECT link.{far} FROM scope JOIN link ON link.{near} = scope.node
)
SELECT consumed, source, target, quantity, unit, occurred_at, fact_key
FROM scope JOIN link ON link.{near} = scope.node
"""
