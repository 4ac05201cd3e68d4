"""The examples of the schemas: answers of the demo plant, short.

    uv run --no-sync python -m tests.api.http.examples

writes them anew, where answers have changed for a reason.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.api.http.served import KEY, serving
from tests.shell import ROOT, Shell

FOLDER = ROOT / "api" / "http" / "schemas" / "examples"
DEMO = ROOT / "demo" / "exports"
TABLE = DEMO / "erp_receipts.csv"

OF_DEMO: Mapping[str, tuple[str, ...]] = {
    "balance": ("balance", "WM-0412", "--recall"),
    "balance-of-material": ("balance", "--material", "White mass", "--from", "2026-09-20"),
    "batches": ("batches", "YOG-00", "--most", "3"),
    "checks": ("check",),
    "compare": ("compare", "--scope", "CUL-2231", "--scope", "CUL-2218"),
    "compare-changes": (
        *("compare", "--scope", "CUL-2231", "--scope", "CUL-2218"),
        *("--list", "changes"),
    ),
    "compare-part": (
        *("compare", "--scope", "CUL-2231", "--scope", "CUL-2218"),
        *("--list", "only:CUL-2218"),
    ),
    "completeness": ("completeness",),
    "find": ("find", "yog", "--most", "2"),
    "gaps": ("gaps",),
    "recall": ("recall", "CUL-2231"),
    "recall-with-quantities": ("recall", "CUL-2231", "--quantities", "--time-respecting"),
    "root-cause": ("root-cause", "--bad-from", "material=5001 outcome=bad"),
    "scorecard": ("scorecard", "--by", "line", "--bad-from", "equipment=FIL-2"),
    "siblings": ("siblings", "YOG-0040"),
    "status": ("status",),
    "trace": ("trace", "YOG-0040", "--backward"),
    "why": ("why", "WM-0412", "CUL-2231"),
}
"""Asked of the whole demo plant."""

OF_TABLE: Mapping[str, tuple[str, ...]] = {
    "load": ("load", str(TABLE)),
    "load-row": ("loads", "show", TABLE.name),
    "loads": ("loads",),
    "run": ("loads", "show", "run-"),
    "runs": ("loads", "runs"),
}
"""Asked, in this order, of an empty graph: one table of the demo plant is loaded."""

OF_SERVICE: Mapping[str, str] = {"operation": "/v1/operations/own/PO-00021"}
"""Asked of the whole demo plant over HTTP, where no command asks it."""

_OF_A_RUN = {
    "run_id": "run-5f0c7e21d4a98b36",
    "started_at": "2026-10-18T06:00:00.000000Z",
    "finished_at": "2026-10-18T06:00:00.400000Z",
    "by": "anna",
}
_OF_A_LOAD = {
    "recorded_at": "2026-10-18T06:00:00.300000Z",
    "history": ["2026-10-18T06:00:00.100000Z loading", "2026-10-18T06:00:00.300000Z done"],
}
_OF_A_RECEIPT = {"seconds": 0.2}


def example(answer: Any) -> Any:
    """The answer, its long lists cut to their first rows; who did it and when, which differs each
    time, as if it had been then."""
    if isinstance(answer, list):
        most = 2 if answer and isinstance(answer[0], dict) else 3
        return [example(each) for each in answer[:most]]
    if not isinstance(answer, dict):
        return answer
    told = {name: example(value) for name, value in answer.items()}
    for mark, fixed in (
        ("run_id", _OF_A_RUN),
        ("recorded_at", _OF_A_LOAD),
        ("seconds", _OF_A_RECEIPT),
    ):
        if mark in told:
            told |= {name: value for name, value in fixed.items() if name in told}
    return told


def asked(shell: Shell, *words: str | Path) -> Any:
    """What a command answers, as JSON. It may end with a code that tells of what it found."""
    done = shell.run(*words, "--json")
    assert done.returncode in (0, 4, 6, 7), done.stderr
    return json.loads(done.stdout)


def kept(name: str) -> Any:
    """An example as it is in the repository."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def write(name: str, answer: Any) -> None:
    """Writes an example."""
    text = json.dumps(example(answer), ensure_ascii=False, indent=1)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Writes every example anew."""
    for load, questions in ((("demo",), OF_DEMO), ((), OF_TABLE)):
        with tempfile.TemporaryDirectory() as folder:
            shell = Shell(Path(folder), Path(folder) / "data")
            try:
                if load:
                    shell.out(*load)
                    with serving(shell.having(GENEALOGY_API_KEY=KEY)) as served:
                        for name, path in OF_SERVICE.items():
                            write(name, served.client().get(path).json())
                for name, words in questions.items():
                    write(name, asked(shell, *words))
            finally:
                shell.run("engine", "stop")


if __name__ == "__main__":
    main()
