"""The Neo4j driver, imported without numpy and pandas.

The driver imports them where it finds them, to convert data that nobody here passes: a
second of every command. Hidden while the driver is imported, it stays unimported; afterwards
everyone else can import it as ever.
"""

from __future__ import annotations

import sys

_hidden = [name for name in ("numpy", "pandas", "pyarrow") if name not in sys.modules]
for _name in _hidden:
    sys.modules[_name] = None  # type: ignore[assignment] # `import` then raises ImportError
try:
    import neo4j
    from neo4j import exceptions, graph, spatial
    from neo4j import time as temporal
finally:
    for _name in _hidden:
        del sys.modules[_name]

__all__ = ["exceptions", "graph", "neo4j", "spatial", "temporal"]
