"""`genealogy engine`: the embedded engine's process."""

from __future__ import annotations

import typer

from api.console import AsJson, Data, say, show, show_json
from genealogy.engine import embedded
from genealogy.engine.folder import DataFolder
from genealogy.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="The embedded engine: status, start, stop.")


@app.command("status")
def status_command(as_json: AsJson = False, data: Data = None) -> None:
    """Whether the engine of the data folder runs, and where it answers."""
    settings = load_settings(data)
    running = DataFolder(settings.data).running()
    if as_json:
        port = running.port if running else None
        pid = running.pid if running else None
        folder = str(settings.data)
        show_json({"running": running is not None, "pid": pid, "port": port, "data": folder})
    elif running:
        show(f"running: process {running.pid}, bolt://127.0.0.1:{running.port}, {settings.data}")
    else:
        show(f"not running: {settings.data}")


@app.command("start")
def start_command(data: Data = None) -> None:
    """Starts the engine; any command does so by itself."""
    settings = load_settings(data)
    running = embedded.start(settings)
    say(f"running: process {running.pid}, bolt://127.0.0.1:{running.port}, {settings.data}")


@app.command("stop")
def stop_command(data: Data = None) -> None:
    """Stops the engine. Nothing is lost; the next command starts it again."""
    settings = load_settings(data)
    say("stopped" if embedded.stop(settings.data) else f"not running: {settings.data}")
