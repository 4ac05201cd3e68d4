"""The program as people run it: a process of its own, in a folder and on a graph of its own."""

from __future__ import annotations

import os
import subprocess
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path

from tests.preloaded import genealogy

ROOT = Path(__file__).parent.parent
SCRIPTS = Path(sysconfig.get_path("scripts"))
GENEALOGY = SCRIPTS / "genealogy"


@dataclass(frozen=True)
class Shell:
    """A folder to run commands in, and where the graph of these commands is."""

    folder: Path
    data: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What the commands see: nothing of what the person who runs the tests has set."""
        inherited = {name: text for name, text in os.environ.items() if "GENEALOGY" not in name}
        ours = {"GENEALOGY_DATA": str(self.data), "GENEALOGY_ENGINE_MEMORY_MB": "512"}
        return inherited | ours | self.extra

    def having(self, **variables: str) -> Shell:
        """The same with other variables of the environment."""
        return Shell(self.folder, self.data, self.extra | variables)

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        """A `genealogy` command, and what it printed once it has ended."""
        return genealogy(words, self.environment, self.folder)

    def execute(self, command: list[str | Path]) -> subprocess.CompletedProcess[str]:
        """Any command, and what it printed once it has ended."""
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    def out(self, *words: str | Path) -> str:
        """What a command that must end well puts on stdout."""
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout
