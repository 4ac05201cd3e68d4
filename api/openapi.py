"""`genealogy openapi`: the schema of the HTTP API."""

from __future__ import annotations

from api.console import show_json


def openapi_command() -> None:
    """The schema of the HTTP API (OpenAPI 3.1), as /openapi.json serves it.

    Any generator makes a typed client of it.

    Examples:

      genealogy openapi > openapi.json

      npx openapi-typescript openapi.json --output genealogy.d.ts
    """
    from api.http.app import create_app
    from genealogy.settings import Settings

    show_json(create_app(Settings()).openapi())
