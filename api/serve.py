"""`genealogy serve`: the API over HTTP."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from urllib.parse import quote

import typer

from api.console import Data, say, show
from api.watching import Stop
from genealogy.errors import WrongUsage
from genealogy.settings import Settings, load_settings

_ONE_TIME = timedelta(days=7)  # at most, where the process is killed
_GRACE_SECONDS = 30  # for answers that have begun, when the service is told to stop


def serve_command(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[
        int, typer.Option(help="Processes that answer; one a core at most.", min=1, max=64)
    ] = 1,
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With --private-key: TLS, PEM files.")
    ] = None,
    private_key: Annotated[Path | None, typer.Option(metavar="FILE", help="Its key.")] = None,
    data: Data = None,
) -> None:
    """Serves the API: answers, loads, jobs; its manual is at /docs.

    Every request needs a key (`genealogy keys new`). Where there is none yet, one is printed that
    is valid until the service stops, and only this machine is listened to. A line of JSON on
    stderr for each request.

    Examples:

      genealogy serve --port 8080

      genealogy serve --host 0.0.0.0 --workers 2 --certificate plant.pem --private-key plant.key
    """
    import uvicorn

    from api.http.connections import Connection

    if (certificate is None) != (private_key is None):
        raise WrongUsage("--certificate and --private-key go together.")
    settings = load_settings(data)
    with Stop(), _ready(settings, local=_is_loopback(host)) as key:
        scheme = "http" if certificate is None else "https"
        url = f"{scheme}://{_shown(host)}:{port}"
        say(f"{url} is the explorer, {url}/docs the manual of the API")
        if key:
            say("There is no key yet. This one is valid until the service stops:")
            show(key)
            say(f"{url}/#key={quote(key)} opens the explorer with it")
        options: dict[str, Any] = {
            "host": host,
            "port": port,
            "http": Connection,
            "ssl_certfile": certificate,
            "ssl_keyfile": private_key,
            "log_config": _LOG,
            "access_log": False,
            "server_header": False,
            "timeout_graceful_shutdown": _GRACE_SECONDS,
            "h11_max_incomplete_event_size": 256 * 1024,  # long questions by GET
        }
        if workers == 1:
            from api.http.app import create_app

            uvicorn.run(create_app(settings), **options)
        else:
            with _several(settings, data):
                uvicorn.run(
                    "api.http.app:app_of_environment", factory=True, workers=workers, **options
                )


@contextmanager
def _ready(settings: Settings, *, local: bool) -> Iterator[str | None]:
    """Sees to it that there is a key; the one that is made for this run, where there was none.

    Raises WrongUsage where others than this machine would be listened to without a key.
    """
    from office.audit import signed
    from office.callers import check_access
    from office.keys import keys, temporary_key
    from office.opening import open_office
    from office.roles import Role

    check_access(settings)
    with open_office(settings) as office:
        others = settings.api_key is not None or settings.oidc_issuer is not None
        if others or any(key.status == "valid" for key in keys(office)):
            yield None
            return
        if not local:
            raise WrongUsage(
                "Listening beyond this machine needs a key first:\n"
                "  genealogy keys new NAME --role ROLE"
            )
        until = datetime.now(UTC) + _ONE_TIME
        with temporary_key(
            office, name="serve", role=Role.ADMIN, by="serve", expires=until
        ) as text:
            signed(settings, office)
            yield text
        signed(settings, office)


@contextmanager
def _several(settings: Settings, data: Path | None) -> Iterator[None]:
    """What worker processes find in their environment: the data folder, and where to put the
    figures that are told for all of them."""
    with TemporaryDirectory(prefix="genealogy-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        if data is not None:
            os.environ["GENEALOGY_DATA"] = str(settings.data)
            os.environ.pop("GENEALOGY_NEO4J_URI", None)
        yield


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


_LOG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "api.http.guard.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "ERROR"},
    "loggers": {
        "genealogy": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}
