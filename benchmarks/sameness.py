"""When two answers are the same, though something else was loaded between them."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

_OF_LOADS = ("unfinished load", "rejected rows", "unknown lots")


def hash_of(answer: dict[str, Any]) -> str:
    """A hash of everything but the data's fingerprint, which any load changes, and the gaps of
    loads: while one is unfinished, each verdict says so."""
    told = {name: value for name, value in answer.items() if name not in ("fingerprint", "verdict")}
    verdict = answer["verdict"]
    told["gaps"] = [gap for gap in verdict["gaps"] if gap["kind"] not in _OF_LOADS]
    told["loops"] = verdict["loops"]
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
