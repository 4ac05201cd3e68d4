"""`genealogy serve`: the API over HTTP."""

from __future__ import annotations

import ipaddress
from typing import Annotated

import typer

from api.console import Data, say
from genealogy.errors import WrongUsage
from genealogy.settings import load_settings


def serve_command(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    data: Data = None,
) -> None:
    """Serves the API. Beyond this machine only with a key (GENEALOGY_API_KEY).

    Example:

      genealogy serve --port 8080
    """
    import uvicorn

    from api.app import create_app

    settings = load_settings(data)
    if settings.api_key is None and not _is_loopback(host):
        raise WrongUsage(
            f"Listening on {host} opens the graph to others: set GENEALOGY_API_KEY first."
        )
    say(f"http://{host}:{port}")
    uvicorn.run(create_app(settings), host=host, port=port, log_level="warning")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
