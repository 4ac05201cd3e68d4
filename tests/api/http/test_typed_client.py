"""A typed client: made of the schema as docs/api.md says, and asking a running service."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.api.http.served import KEY, Served
from tests.shell import ROOT, SCRIPTS, Shell


def block(language: str, sign: str) -> str:
    """The block of docs/api.md with this word in it."""
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    (found,) = (each for each in text.split(f"```{language}\n")[1:] if sign in each.split("```")[0])
    return found.split("```")[0]


def run(shell: Shell, *command: str | Path) -> str:
    """What a process prints, which ends well."""
    done = subprocess.run(
        command,
        cwd=shell.folder,
        env=shell.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_client_is_made_of_the_schema_and_recalls_a_batch(
    served: Served, demo: Shell, tmp_path: Path
) -> None:
    shell = Shell(tmp_path, demo.data, {"PATH": f"{SCRIPTS}:{demo.environment['PATH']}"})
    run(shell, "bash", "-euc", block("sh", "openapi-python-client generate"))
    asks = block("python", "genealogy_client").replace("http://127.0.0.1:8000", served.url)
    (tmp_path / "asks.py").write_text(f"KEY = {KEY!r}\n{asks}", encoding="utf-8")
    told = run(shell, sys.executable, tmp_path / "asks.py")

    recall = json.loads(demo.out("recall", "CUL-2231", "--json"))
    names = [each["name"] for each in recall["customers"]]
    assert told.split(" ", 2) == [
        recall["verdict"]["status"], str(len(recall["batches"])), f"{names}\n",
    ]  # fmt: skip
