"""The house: which room may import what. An arrow that points up is a failing test."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = (
    "genealogy", "queries", "loaders", "exports", "office", "visualize", "api", "demo", "cypher",
)  # fmt: skip

MAY_IMPORT: dict[str, set[str]] = {
    "cypher": set(),
    "genealogy": {
        "filelock", "neo4j", "platformdirs", "psutil", "pydantic",
        "pydantic_settings", "tenacity", "arcadedb_embedded", "jpype", "numpy", "scipy",
    },
    "queries": {"genealogy"},
    "loaders": {
        "genealogy", "biip", "defusedxml", "filelock", "ijson", "pyarrow", "pydantic",
        "python_calamine", "xlsxwriter",
    },
    "exports": {"genealogy", "queries", "networkx", "pandas", "xlsxwriter"},
    "office": {
        "genealogy", "queries", "alembic", "cryptography", "filelock", "jwt", "pydantic",
        "sqlalchemy", "tenacity",
    },
    "visualize": {
        "genealogy", "queries", "numpy", "scipy", "pyvis", "jinja2", "resvg_py", "typst",
    },
    "demo": {"networkx", "xlsxwriter"},
    "api": {"genealogy", "queries", "loaders", "exports", "visualize", "demo", "fastapi",
            "httpx", "limits", "mcp", "networkx", "office", "pandas", "prometheus_client",
            "pydantic", "rich", "starlette", "typer", "uvicorn"},
}  # fmt: skip
"""What each room may import besides the standard library and itself."""

ONLY_IN = {
    "neo4j": {"genealogy/engine/driver.py"},
    "genealogy.engine.driver": {
        f"genealogy/engine/{name}.py"
        for name in ("bounded", "database", "ending", "limited", "plain_values", "read_only")
    },
    "arcadedb_embedded": {"genealogy/engine/server.py"},
    "jpype": {"genealogy/engine/server.py"},
    "subprocess": {"genealogy/engine/embedded.py", "loaders/workbook.py"},
    "socket": {"genealogy/engine/server.py", "genealogy/posting.py"},
}
"""Modules that one file uses, so that nothing else depends on them."""

PURE = ("account", "arrival", "balance", "components", "containment", "control_chart", "extent",
        "facts", "flows", "gaps", "graph", "handling", "identity", "measured", "mixing", "network",
        "nouns", "open_batches", "outcomes", "rework", "root_cause/finding", "root_cause/ranking",
        "root_cause/reach", "root_cause/readings", "root_cause/suspects", "root_cause/windows",
        "scorecard", "selection", "shifts", "siblings", "statistics/contrast",
        "statistics/control", "statistics/onset", "statistics/parameters",
        "statistics/rates", "statistics/sampling", "times", "units", "verdict", "versions",
        "violations", "walk", "whereabouts")  # fmt: skip
"""The lower storey: the model, which reads and writes nothing."""


DOOR = {
    ("genealogy/__init__.py", "api.notebook"),
    ("genealogy/__init__.py", "api.notebook.open"),
}
"""The one arrow that points up. In Python the program is called `genealogy`, so that is where
`genealogy.open` has to be; it is fetched when it is asked for (PEP 562), never at import."""


def files_of(room: str) -> list[Path]:
    """The Python files of a room."""
    return sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module that a file imports, also inside of functions and strings of types."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def within(module: str, name: str) -> bool:
    """Whether a module is this one or a part of it."""
    return module == name or module.startswith(f"{name}.")


@pytest.mark.parametrize("room", ROOMS)
def test_no_arrow_points_up(room: str) -> None:
    allowed = MAY_IMPORT[room] | {room} | set(sys.stdlib_module_names)
    upward = {
        (path.relative_to(ROOT).as_posix(), module)
        for path in files_of(room)
        for module in imported(path)
        if module.split(".")[0] not in allowed
    }

    assert upward == {arrow for arrow in DOOR if arrow[0].startswith(f"{room}/")}


def test_every_room_is_looked_at() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert packages - {"tests", "benchmarks"} == set(ROOMS)


@pytest.mark.parametrize("module", ONLY_IN)
def test_what_one_file_hides_no_other_uses(module: str) -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in files_of(room)
        if any(within(name, module) for name in imported(path))
    }

    assert users == ONLY_IN[module]


def test_the_model_talks_to_no_server_and_no_file() -> None:
    doors = ("genealogy.engine", "genealogy.settings", "os", "pathlib", "io", "shutil", "tempfile")
    for name in PURE:
        modules = set(imported(ROOT / "genealogy" / f"{name}.py"))
        assert not [each for each in modules if any(within(each, door) for door in doors)], name


def test_mapping_is_pure() -> None:
    for name in ("mapping", "chunk", "cells"):
        modules = set(imported(ROOT / "loaders" / f"{name}.py"))
        doors = ("genealogy.engine", "os", "pathlib", "io")
        assert not [each for each in modules if any(within(each, door) for door in doors)], name


def test_no_file_asks_which_engine_it_is() -> None:
    asking = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in files_of(room)
        if "neo4j_uri" in path.read_text(encoding="utf-8")
    }

    assert asking == {"genealogy/settings.py", "genealogy/engine/opening.py", "api/demo.py"}


WATCHED = """
import sys

touched = []

def watch(event, arguments):
    if event in ("socket.connect", "socket.bind", "subprocess.Popen", "os.mkdir", "os.remove"):
        touched.append((event, str(arguments)))
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        touched.append((event, str(arguments)))

sys.addaudithook(watch)
import importlib
for name in sys.argv[1:]:
    importlib.import_module(name)
assert not touched, touched
"""


def test_importing_touches_no_setting_no_file_and_no_server() -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for room in ROOMS
        for path in files_of(room)
        if path.name != "env.py"  # Alembic's script, which it runs and nobody imports
    ]
    # Values that no setting can have: who reads them while being imported, fails.
    poisoned = {
        f"GENEALOGY_{name}": "no such value"
        for name in ("TIMEOUT", "TOLERANCE", "ENGINE_MEMORY_MB", "STALE_HOURS", "NEO4J_URI")
    }
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED, *modules],
        cwd=ROOT,
        env=os.environ | poisoned,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_importing_genealogy_brings_none_of_what_it_can_do() -> None:
    code = (
        "import sys; before = {*sys.modules}; import genealogy; brought = {*sys.modules} - before;"
        "print(sorted({name.split('.')[0] for name in brought} - {*sys.stdlib_module_names}));"
        "print(genealogy.open.__module__, 'open' in dir(genealogy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )

    assert done.stdout.splitlines() == ["['genealogy']", "api.notebook True"]


def test_the_command_line_starts_without_the_slow_libraries() -> None:
    slow = (
        *(
            "pandas",
            "numpy",
            "networkx",
            "fastapi",
            "uvicorn",
            "scipy",
            "pyvis",
            "resvg_py",
            "typst",
        ),
        *("sqlalchemy", "alembic", "cryptography"),
    )
    code = f"import sys, api.main; print([name for name in {slow} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )

    assert done.stdout == "[]\n"
