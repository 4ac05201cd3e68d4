"""What a site can set, by GENEALOGY_... variables of the environment."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from genealogy.errors import WrongUsage
from genealogy.shifts import EIGHT_HOURS, parse_shifts


class Settings(BaseSettings):
    """The settings of one run; every field is `GENEALOGY_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="GENEALOGY_", extra="ignore")

    data: Path = Field(
        default_factory=lambda: user_data_path("genealogy", appauthor=False),
        description="folder of the embedded engine",
    )
    neo4j_uri: str | None = Field(
        default=None, description="neo4j://, neo4j+s:// or bolt:// address; unset: embedded engine"
    )
    neo4j_user: str = Field(default="neo4j", description="user at that address")
    neo4j_password: SecretStr | None = Field(default=None, description="password of that user")
    neo4j_database: str = Field(default="neo4j", description="database at that address")
    timeout: float = Field(default=60, gt=0, description="seconds that one statement may take")
    start_timeout: float = Field(
        default=60, gt=0, description="seconds to wait for a database that is starting"
    )
    engine_memory_mb: int | None = Field(
        default=None, ge=256, description="heap of the embedded engine; unset: by the machine"
    )
    engine_idle_minutes: float = Field(
        default=15, gt=0, description="the embedded engine ends after this time without a client"
    )
    tolerance: float = Field(
        default=0.01, ge=0, le=1, description="share of a batch that may stay unaccounted for"
    )
    time_tolerance_hours: float = Field(
        default=24, ge=0, le=87_600, description="hours by which a posting may be late"
    )
    stale_hours: float = Field(
        default=48, gt=0, description="a source that ends this much before the others is stale"
    )
    api_key: SecretStr | None = Field(
        default=None, description="key that the API asks for; needed to listen beyond this machine"
    )
    oidc_issuer: str | None = Field(
        default=None,
        description="https:// address of the issuer of tokens; unset: no tokens",
    )
    oidc_audience: str | None = Field(
        default=None, description="audience that a token must be for; needed with the issuer"
    )
    oidc_jwks: str | None = Field(
        default=None, description="https:// address of the issuer's keys; unset: by discovery"
    )
    oidc_role_claim: str = Field(
        default="roles", description="claim of a token that names the role"
    )
    oidc_site_claim: str | None = Field(
        default=None, description="claim of a token that names its sites; unset: all sites"
    )
    office: SecretStr | None = Field(
        default=None,
        description="postgresql:// address of keys, audit trail and jobs, for several API hosts; "
        "unset: a file in the data folder",
    )
    api_seconds: float = Field(
        default=120, gt=0, description="seconds that one request of the API may take"
    )
    api_at_once: int = Field(
        default=8, ge=1, le=256, description="requests that one process of the API answers at once"
    )
    api_rate: str = Field(
        default="600/minute", description="requests of one key, or token, in a time"
    )
    api_upload_mb: int = Field(
        default=512, ge=1, description="megabytes that one upload to the API may have"
    )
    audit_heads: Path | None = Field(
        default=None,
        description="file that the signed heads of the audit trail are added to; unset: "
        "audit-heads.jsonl in the data folder",
    )
    audit_key: Path | None = Field(
        default=None,
        description="file with the private key (Ed25519, PEM) that signs them; unset: made in the "
        "data folder",
    )
    profiles: Path | None = Field(
        default=None, description="folder of the plant's own profiles, files that end in .toml"
    )
    webhook: SecretStr | None = Field(
        default=None, description="address that loads are told to; --webhook goes before it"
    )
    receivers: SecretStr | None = Field(
        default=None, description="whom events are told to: a JSON list, see docs/events.md"
    )
    zone: str | None = Field(
        default=None, description="time zone of times that neither the text nor its profile states"
    )

    shifts: str = Field(
        default=EIGHT_HOURS, description="when shifts begin, by the clocks of the site's zone"
    )

    @field_validator(
        "api_key", "audit_heads", "audit_key", "office", "oidc_issuer", "oidc_audience",
        "oidc_jwks", "oidc_site_claim", "profiles", "receivers", "webhook",
        "zone", mode="before",
    )  # fmt: skip
    @classmethod
    def _empty_is_unset(cls, value: Any) -> Any:
        return None if value == "" else value  # as a line NAME= in a service's settings leaves it

    @field_validator("api_rate")
    @classmethod
    def _a_rate(cls, text: str) -> str:
        if not re.fullmatch(r"[1-9]\d{0,8}/(second|minute|hour|day)", text):
            raise ValueError(f'"{text}" is no rate; one is e.g. 600/minute')
        return text

    @field_validator("shifts")
    @classmethod
    def _known_shifts(cls, text: str) -> str:
        try:
            parse_shifts(text)
        except WrongUsage as error:
            raise ValueError(str(error)) from None
        return text

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, name: str | None) -> str | None:
        try:
            return name and ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f'"{name}" is no time zone; one is e.g. Asia/Shanghai') from None

    @property
    def timezone(self) -> ZoneInfo:
        """The zone of times that are typed without one; UTC where the site's is not set."""
        return ZoneInfo(self.zone or "UTC")

    @property
    def shift_times(self) -> tuple[time, ...]:
        """When the shifts begin, in `timezone`."""
        return parse_shifts(self.shifts)


def load_settings(data: Path | None = None) -> Settings:
    """The settings of the environment. A folder that is named here is used, whatever they say.

    Raises WrongUsage that names the variable with a value that cannot be.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "GENEALOGY_" + "_".join(str(part) for part in first["loc"]).upper()
        why = first["msg"].removeprefix("Value error, ")
        raise WrongUsage(f"{name} cannot be used: {why}.") from None
    if data is None:
        return settings
    return settings.model_copy(update={"data": data.absolute(), "neo4j_uri": None})
