"""The pictures of the pages in docs/: `uv run python -m benchmarks.screenshots`.

Serves the demo's plant and takes every page in both languages and both themes, in a real Chromium.
"""

from __future__ import annotations

import shutil
import tempfile
from importlib.resources import files
from itertools import product
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

from tests.api.http.served import KEY, serving
from tests.shell import ROOT, Shell

PAGES = {
    "explorer": "/?batch=CUL-2231&direction=forward&depth=2&selected=batch:own/3101/WM-0412",
    "recall": "/recall?batch=CUL-2231",
    "root-cause": "/root-cause?"
    + urlencode({f"{each}_from": f"material=5001 outcome={each}" for each in ("bad", "good")}),
    "scorecards": "/scorecards?by=supplier&of=S-103",
    "control-charts": "/control-charts?characteristic=pH&name=material&value=3201",
    "quality": "/quality",
}
LANGUAGES, THEMES = ("en", "zh-CN"), ("light", "dark")
SETTLED_MS = 3_000


def main() -> None:
    """Writes them, and says where."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        shell = Shell(Path(temporary), Path(temporary) / "data", {"GENEALOGY_API_KEY": KEY})
        shell.out("load", Path(str(files("demo") / "exports")))
        with serving(shell) as served, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for (name, path), language, theme in product(PAGES.items(), LANGUAGES, THEMES):
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                mark = "&" if "?" in path else "?"
                page.goto(f"{served.url}{path}{mark}lang={language}&theme={theme}#key={KEY}")
                page.wait_for_load_state("networkidle")
                page.wait_for_timeout(SETTLED_MS)
                out = folder / f"{name}-{language}-{theme}.png"
                page.screenshot(path=out)
                page.close()
                print(out.relative_to(ROOT))
        shell.run("engine", "stop")


if __name__ == "__main__":
    main()
