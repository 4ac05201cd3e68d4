"""The API under load: `uv run python -m benchmarks.serving`.

Loads a plant, serves it, and lets 50 users (locust, on loopback) ask traces of scopes of 10, 100
and 1,000 batches: requests a second, and percentiles. Then for a minute all of them together, with
uploads, while the engine is killed and comes back: no wrong answer, nothing acknowledged is lost,
only 503 or 429 with `Retry-After`, and recovery without a restart of the API. 1 where that fails.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
from pydantic import SecretStr

from benchmarks.contenders.ours import Ours
from benchmarks.engines import ENGINES
from benchmarks.machine import machine
from benchmarks.plant import BenchmarkPlant
from benchmarks.questions import sized
from benchmarks.sameness import hash_of
from genealogy.engine.folder import DataFolder
from genealogy.engine.opening import open_database
from genealogy.settings import Settings
from tests.api.http.served import Served, serving
from tests.neo4j_server import Memory, maven_server
from tests.shell import ROOT, Shell

SCOPES = (10, 100, 1_000)
_KEY = "benchmark-key-of-thirty-two-letters-and-more"
_DOWN_AT, _DOWN_FOR = 20.0, 5.0
_MEMORY = Memory(heap="2g", pagecache="2g")


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that can be killed, and what brings it back where nobody else does."""

    settings: Settings
    environment: dict[str, str]
    kill: Callable[[], None]
    back: Callable[[], None]


def main() -> int:
    """Runs it on each engine; 1 where something was wrong or lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description=__doc__)
    parser.add_argument("--batches", type=int, default=20_000, help="size of the plant")
    parser.add_argument("--engine", action="append", choices=ENGINES, help="both by default")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60, help="of the run with the kill")
    parser.add_argument("--workers", type=int, default=2, help="processes of the API")
    asked = parser.parse_args()
    print("Seen on " + ", ".join(f"{word}: {text}" for word, text in machine().items()))
    right = [_on(name, asked) for name in asked.engine or ENGINES]
    return 0 if all(right) else 1


def _on(name: str, asked: argparse.Namespace) -> bool:
    plant = BenchmarkPlant(asked.batches)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with _engine(name, folder) as engine:
            with open_database(engine.settings) as database:
                Ours(name, "", database, engine.settings, None).load(plant.facts())
            shell = Shell(folder, engine.settings.data, engine.environment)
            with serving(shell, "--workers", str(asked.workers)) as served:
                known = _known(served, plant)
                print(f"\n{name}, {asked.batches:,} batches, {asked.users} users")
                for scope, batches in known.items():
                    rows = _locust(served, folder / str(scope), batches, asked.users, 15, 0)
                    print(f"  scope {scope:>5,}: {_figures(rows['trace'])}")
                every = {batch: its for batches in known.values() for batch, its in batches.items()}
                return _with_a_kill(served, engine, folder / "kill", every, asked)


def _known(served: Served, plant: BenchmarkPlant) -> dict[int, dict[str, str]]:
    """For each size of scope a batch, with the hash of its answer, asked alone and held against
    the generator's own."""
    found: dict[int, dict[str, str]] = {}
    with served.client(_KEY) as client:
        for scope in SCOPES:
            question = sized(plant, scope, forward=True)
            assert question is not None
            (batch,) = question.origins
            answer = client.get("/v1/traces", params={"batch": batch}).raise_for_status().json()
            assert {row["batch_id"] for row in answer["batches"]} == {*question.known.batches}
            found[scope] = {batch: hash_of(answer)}
    return found


def _locust(
    served: Served, folder: Path, known: dict[str, str], users: int, seconds: int, uploads: int
) -> dict[str, dict[str, str]]:
    """What locust's table says of each kind of request."""
    with _started(served, folder, known, users, seconds, uploads) as process:
        process.wait(timeout=seconds + 240)
    with (folder / "out_stats.csv").open(encoding="utf-8") as file:
        return {row["Name"]: row for row in csv.DictReader(file)}


@contextmanager
def _started(
    served: Served, folder: Path, known: dict[str, str], users: int, seconds: int, uploads: int
) -> Iterator[subprocess.Popen[bytes]]:
    folder.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "BENCHMARK_KEY": _KEY,
        "BENCHMARK_KNOWN": json.dumps(known),
        "BENCHMARK_FOLDER": str(folder),
        "BENCHMARK_UPLOADS": str(uploads),
    }
    words = ["-f", str(ROOT / "benchmarks" / "users.py"), "--headless", "--only-summary"]
    words += ["-u", str(users), "-r", str(users), "-t", f"{seconds}s", "--stop-timeout", "120"]
    words += ["-H", served.url, "--csv", str(folder / "out"), "--exit-code-on-error", "0"]
    with (folder / "locust.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "locust", *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=ROOT,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def _with_a_kill(
    served: Served,
    engine: Engine,
    folder: Path,
    known: dict[str, str],
    asked: argparse.Namespace,
) -> bool:
    """Whether all went well while the engine was killed and came back."""
    with _started(served, folder, known, asked.users, asked.seconds, 30) as process:
        time.sleep(_DOWN_AT)
        engine.kill()
        killed = time.monotonic()
        time.sleep(_DOWN_FOR)
        engine.back()
        back = time.monotonic()
        recovered = _recovered(served, next(iter(known)))
        process.wait(timeout=asked.seconds + 240)
    noted = {
        name: (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        if (folder / f"{name}.txt").exists()
        else []
        for name in ("wrong", "unexpected", "away", "acknowledged")
    }
    lost = _lost(served, noted["acknowledged"])
    with (folder / "out_stats.csv").open(encoding="utf-8") as file:
        (row,) = [row for row in csv.DictReader(file) if row["Name"] == "trace"]
    print(f"  killed after {_DOWN_AT:g} s, {asked.seconds} s in all: {_figures(row)}")
    print(
        f"    wrong {len(noted['wrong'])}, unexpected {len(noted['unexpected'])}, 503 or 429"
        f" {len(noted['away'])}; uploads acknowledged {len(noted['acknowledged'])}, lost"
        f" {len(lost)}; first answer {recovered - killed:.1f} s after the kill,"
        f" {recovered - back:.1f} s after it was back"
    )
    for line in [*noted["wrong"][:3], *noted["unexpected"][:5]]:
        print(f"    {line}")
    return not noted["wrong"] and not noted["unexpected"] and not lost


def _recovered(served: Served, batch: str) -> float:
    """When the first answer came again."""
    with served.client(_KEY) as client:
        while True:
            try:
                if client.get("/v1/traces", params={"batch": batch}).status_code == 200:
                    return time.monotonic()
            except httpx.TransportError:
                pass
            time.sleep(0.1)


def _lost(served: Served, acknowledged: list[str]) -> list[str]:
    """Of what was acknowledged what is not there; jobs that wait may end first."""
    with served.client(_KEY) as client:
        for _ in range(600):
            jobs = client.get("/v1/jobs", params={"most": 1000}).json()["jobs"]
            if not [job for job in jobs if job["status"] in ("waiting", "running")]:
                break
            time.sleep(0.5)
        return [
            lot
            for lot in acknowledged
            if client.get(f"/v1/batches/own/load-test/{lot}").status_code != 200
        ]


def _figures(row: dict[str, str]) -> str:
    return (
        f"{float(row['Requests/s']):.1f} requests a second, p50 {row['50%']} ms,"
        f" p95 {row['95%']} ms, p99 {row['99%']} ms"
    )


@contextmanager
def _engine(name: str, folder: Path) -> Iterator[Engine]:
    rate = {"GENEALOGY_API_KEY": _KEY, "GENEALOGY_API_RATE": "1000000/minute"}
    rate["GENEALOGY_API_AT_ONCE"] = "32"
    if name == "embedded":
        settings = Settings(data=folder / "data", neo4j_uri=None)

        def kill() -> None:
            running = DataFolder(settings.data).running()
            assert running is not None
            os.kill(running.pid, signal.SIGKILL)

        yield Engine(settings, rate, kill, lambda: None)
        if running := DataFolder(settings.data).running():
            psutil.Process(running.pid).terminate()
        return
    with maven_server(memory=_MEMORY) as server:
        settings = Settings(
            data=folder / "data",
            neo4j_uri=server.uri,
            neo4j_user=server.user,
            neo4j_password=SecretStr(server.password),
        )
        environment = rate | {
            "GENEALOGY_NEO4J_URI": server.uri,
            "GENEALOGY_NEO4J_USER": server.user,
            "GENEALOGY_NEO4J_PASSWORD": server.password,
        }
        yield Engine(settings, environment, server.kill, server.restart)


if __name__ == "__main__":
    sys.exit(main())
