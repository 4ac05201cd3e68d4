"""Where the figures were seen: machine and versions, without which they say little."""

from __future__ import annotations

import platform
from importlib.metadata import version

import psutil

from genealogy.times import now_text


def machine() -> dict[str, str]:
    """What stands above the figures."""
    return {
        "machine": f"{psutil.cpu_count()} cores, "
        f"{psutil.virtual_memory().total / 2**30:.0f} GB, "
        f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "genealogy": version("genealogy"),
        "driver": f"neo4j {version('neo4j')}",
        "seen": now_text()[:10],
    }
