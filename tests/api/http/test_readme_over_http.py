"""The commands of the README that ask over HTTP, typed as they stand there."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.api.http.served import free_port
from tests.shell import ROOT, SCRIPTS, Shell


@pytest.mark.parametrize("document", ["README.md", "README.zh-CN.md"])
def test_what_the_readme_asks_over_http_is_answered(document: str, demo: Shell) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    (block,) = [each for each in text.split("```sh\n")[1:] if "genealogy serve &" in each]
    port = str(free_port())
    lines = block.split("```")[0].replace(":8000/", f":{port}/").splitlines()
    script = "\n".join(
        f"{line}\necho; echo ==="
        if line.startswith("curl")
        else line.replace("genealogy serve &", f"genealogy serve --port {port} 2> serve.log &")
        for line in lines
    ).replace("curl ", "curl --silent --show-error --retry 60 --retry-delay 1 --retry-connrefused ")
    shell = demo.having(PATH=f"{SCRIPTS}:{demo.environment['PATH']}")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"{script}\nkill %1; wait || true"],
        cwd=shell.folder,
        env=shell.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    recall, customers, why, _ = done.stdout.split("\n===\n")
    assert recall.rstrip("\n") + "\n" == demo.out("recall", "CUL-2231", "--json")
    assert customers.rstrip("\n") + "\n" == demo.out(
        "recall", "CUL-2231", "--csv", "--table", "customers"
    )
    assert json.loads(why) == json.loads(demo.out("why", "WM-0412", "CUL-2231", "--json"))
