"""Who the caller is."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, JsonValue

from api.http.schemas.base import Schema, Time

_EXAMPLE: dict[str, JsonValue] = {
    "id": "key:1a2b3c4d",
    "name": "quality",
    "role": "viewer",
    "rights": ["ask"],
    "masked": True,
    "sites": ["Husum"],
    "expires_at": "2027-03-31T21:59:59Z",
    "zone": "Europe/Berlin",
}


class MeAnswer(Schema):
    """Who the caller is to the plant's records, and the time zone of the site."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    id: str = Field(description="`key:` with the id of the key, or `token:` with its subject.")
    name: str = Field(description="Name of the key, or of who the token is for.")
    role: Literal["viewer", "analyst", "quality", "coordinator", "integrator", "admin"] = Field(
        description="What the caller is to the plant's records."
    )
    rights: list[
        Literal[
            "ask", "cypher", "load", "correct", "undo", "hold", "recall",
            "investigate", "keys", "audit", "pseudonymise", "operate",
        ]
    ] = Field(description="What the caller may do, at its sites.")  # fmt: skip
    masked: bool = Field(
        description="Whether names, contacts and addresses of customers are not shown to it."
    )
    sites: list[str] | None = Field(
        description="The sites that it is held to; null where it is held to none."
    )
    expires_at: Time | None = Field(
        description="Until when the key or token counts; null where it does not end by itself."
    )
    zone: str | None = Field(
        description="Time zone of the site, to show times in, such as Europe/Berlin; null where "
        "GENEALOGY_ZONE is not set, then UTC."
    )
