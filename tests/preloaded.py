"""Commands as forks of a process that has imported the program: a second less for each of them.

Each is a process of its own with its own environment, folder, output and exit code, as if it had
been started from a shell. What is about starting itself runs the installed script instead.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(
    [
        "pytest",  # the main module, which each fork looks at
        "api.http.app",
        "api.main",
        "exports.workbook",
        "genealogy.root_cause.ranking",
        "loaders.restore",
        "loaders.templates",
        "networkx",
        "office.investigating",
        "office.opening",
        "office.verifying",
        "pandas",
        "python_calamine",
        "uvicorn",
        "visualize.page",
        "visualize.svg",
        "xlsxwriter",
    ]
)


def genealogy(
    words: Sequence[str | Path], environment: Mapping[str, str], folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """A `genealogy` command, and what it printed once it has ended."""
    with TemporaryDirectory() as kept:
        outputs = (Path(kept) / "stdout", Path(kept) / "stderr")
        argv = ["genealogy", *map(os.fspath, words)]
        process = _FORKS.Process(
            target=_main, args=(argv, dict(environment), os.fspath(folder or "."), *outputs)
        )
        process.start()
        process.join(timeout=300)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired(argv, 300)
        out, err = (each.read_text(encoding="utf-8") for each in outputs)
        return subprocess.CompletedProcess(argv, process.exitcode, out, err)


def _main(argv: list[str], environment: dict[str, str], folder: str, out: Path, err: Path) -> None:
    """What the installed script does, where and how a shell would have started it."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    sys.argv = argv
    from api.main import main

    main()
