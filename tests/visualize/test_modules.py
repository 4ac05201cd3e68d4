"""The pure parts of the pages' modules, run by node."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TESTS = Path(__file__).parent / "js"


def test_the_modules_of_the_pages_do_what_their_tests_say() -> None:
    node = shutil.which("node")
    if node is None and os.environ.get("CI"):
        pytest.fail("node is not installed, and on CI the modules must be tested")
    if node is None:
        pytest.skip("node is not installed: apt-get install nodejs")
    files = sorted(str(each) for each in TESTS.glob("*.test.mjs"))

    ran = subprocess.run(
        [node, "--test", *files], capture_output=True, encoding="utf-8", timeout=120, check=False
    )

    assert files
    assert ran.returncode == 0, ran.stdout + ran.stderr
