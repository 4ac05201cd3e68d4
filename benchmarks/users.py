"""The users of the load test: run by locust, told by the environment what to ask and to expect.

Each trace is held against the answer that is known, by a hash of everything but the fingerprint,
which uploads change. What is wrong, and what was acknowledged, goes to files.
"""

from __future__ import annotations

import json
import os
from itertools import count
from pathlib import Path
from random import choice

from locust import FastHttpUser, constant, task

from benchmarks.sameness import hash_of

_KEY = os.environ["BENCHMARK_KEY"]
_KNOWN: dict[str, str] = json.loads(os.environ["BENCHMARK_KNOWN"])
_FOLDER = Path(os.environ["BENCHMARK_FOLDER"])
_UPLOADS = int(os.environ["BENCHMARK_UPLOADS"])
_AWAY = (429, 503)
_numbers = count()


class Analyst(FastHttpUser):
    """Asks one trace after the other; a few upload as well."""

    wait_time = constant(0)
    network_timeout = 180.0
    connection_timeout = 180.0

    @task(1000)
    def trace(self) -> None:
        """A trace, whose answer is known."""
        batch = choice([*_KNOWN])
        with self.client.get(
            "/v1/traces",
            params={"batch": batch},
            headers={"Authorization": f"Bearer {_KEY}"},
            catch_response=True,
            name="trace",
        ) as answer:
            if answer.status_code == 200:
                if hash_of(answer.json()) != _KNOWN[batch]:
                    _note("wrong", f"{batch}: {answer.text[:500]}")
                answer.success()
            elif answer.status_code in _AWAY and answer.headers.get("Retry-After"):
                answer.success()
                _note("away", str(answer.status_code))
            else:
                _note("unexpected", f"{answer.status_code} {answer.error} {answer.text}"[:500])

    @task(_UPLOADS)
    def upload(self) -> None:
        """A small file; what was acknowledged must be there at the end."""
        lot = f"{os.getpid()}-{next(_numbers)}"
        line = {
            "kind": "shipment",
            "key": [lot],
            "source": "load test",
            "batch": {"party": "own", "item": "load-test", "lot": lot},
            "customer": "C-load-test",
            "quantity": 1,
            "unit": "kg",
        }
        with self.client.post(
            "/v1/loads",
            files={"files": (f"{lot}.jsonl", json.dumps(line).encode())},
            headers={"Authorization": f"Bearer {_KEY}"},
            catch_response=True,
            name="upload",
        ) as answer:
            if answer.status_code in (200, 202):
                _note("acknowledged", lot)
                answer.success()
            elif answer.status_code in _AWAY and answer.headers.get("Retry-After"):
                answer.success()
            else:
                _note("unexpected", f"{answer.status_code} {answer.error} {answer.text}"[:500])


def _note(name: str, text: str) -> None:
    line = text.replace("\n", " ")
    with (_FOLDER / f"{name}.txt").open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
