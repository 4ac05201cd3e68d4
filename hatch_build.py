"""The build's hook: copies the pages' one foreign script out of npm, by the lock file.

Nothing of a page comes from elsewhere than the wheel, so the wheel has to hold it; a build that
cannot have it fails. An sdist carries it: building from one needs no npm. A clone without npm
does without the explorer.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TAKEN = {
    "cytoscape/dist/cytoscape.esm.min.mjs": "cytoscape.js",
    "cytoscape/LICENSE": "cytoscape.LICENSE.txt",
}
"""Files of npm's packages, and what they are called in `static/vendor`."""


class VendorHook(BuildHookInterface[Any]):
    """Fills `visualize/static/vendor` where it is not what the lock file says."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before anything is packed."""
        if version == "editable" and shutil.which("npm") is None:
            self.app.display_warning("Without npm (Node 20) there is no explorer in the browser.")
            return
        room = Path(self.root) / "visualize"
        lock = (room / "package-lock.json").read_bytes()
        fill(room, hashlib.sha256(lock).hexdigest())


def fill(room: Path, lock: str) -> None:
    """Takes the files anew, unless the manifest tells that they are those of the lock file.

    Raises RuntimeError where npm is missing or fails.
    """
    vendor = room / "static" / "vendor"
    manifest = vendor / "manifest.json"
    if manifest.exists():
        told = json.loads(manifest.read_text(encoding="utf-8"))
        if told["lock"] == lock and told["files"] == hashes(vendor):
            return
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("The pages take a script from npm, which is not here: install Node 20.")
    with TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            if (room / name).exists():
                shutil.copy(room / name, folder)
        words = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(words, cwd=folder, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            raise RuntimeError(f"npm could not fetch what the pages need: {done.stderr}")
        shutil.rmtree(vendor, ignore_errors=True)
        vendor.mkdir(parents=True)
        for source, name in TAKEN.items():
            shutil.copy(Path(folder) / "node_modules" / source, vendor / name)
    told = {"lock": lock, "files": hashes(vendor)}
    manifest.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def hashes(vendor: Path) -> dict[str, str]:
    """The SHA-256 of every file that was taken; of those that are missing, nothing."""
    return {
        name: hashlib.sha256((vendor / name).read_bytes()).hexdigest()
        for name in sorted(TAKEN.values())
        if (vendor / name).exists()
    }
