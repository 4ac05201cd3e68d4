"""Receivers: whom events are told to, as GENEALOGY_RECEIVERS lists them.

They are made known in the operational database, so that also a process without that setting, as
a check by cron, writes its events for them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)
from sqlalchemy import select

from genealogy.errors import WrongUsage
from genealogy.posting import Address, address_of
from genealogy.settings import Settings
from office.events import Kind
from office.tables import receivers as table

if TYPE_CHECKING:
    from office.opening import Office

Form = Literal["json", "dingtalk", "wecom", "feishu"]
_LEAST_SECRET = 16


class Receiver(BaseModel):
    """Someone who is told of events: where, in which form, of which kinds."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Annotated[str, Field(pattern=r"^[\w.-]+$", max_length=64)]
    url: SecretStr
    secret: SecretStr | None = None
    form: Form
    events: Annotated[tuple[Kind, ...], Field(min_length=1)]

    @field_validator("url")
    @classmethod
    def _sendable(cls, url: SecretStr) -> SecretStr:
        try:
            address_of(url.get_secret_value())
        except ValueError:
            raise ValueError("an address such as https://host/path is needed") from None
        parts = urlsplit(url.get_secret_value())
        if parts.scheme != "https" and not _is_loopback(parts.hostname or ""):
            raise ValueError("https is needed; http goes to this machine only")
        return url

    @model_validator(mode="after")
    def _signed(self) -> Self:
        if self.form == "wecom":
            if self.secret is not None:
                raise ValueError("wecom has no secret, its key is a part of the url")
        elif self.form == "json":
            if self.secret is None or len(self.secret.get_secret_value()) < _LEAST_SECRET:
                raise ValueError(f"json needs a secret of at least {_LEAST_SECRET} characters")
        elif self.secret is not None and not self.secret.get_secret_value():
            raise ValueError("the secret is empty; leave it out where the robot asks for none")
        return self

    @property
    def address(self) -> Address:
        """Where messages go, with what may be shown of it."""
        return address_of(self.url.get_secret_value())

    @property
    def key(self) -> str:
        """The secret that messages are signed with; empty where there is none."""
        return self.secret.get_secret_value() if self.secret else ""


_LIST = TypeAdapter(tuple[Receiver, ...])


def receivers_of(settings: Settings) -> tuple[Receiver, ...] | None:
    """The receivers of the settings, None where these name none.

    Raises WrongUsage that tells the mistakes by their place, and no word of what is written there.
    """
    if settings.receivers is None:
        return None
    try:
        found = _LIST.validate_json(settings.receivers.get_secret_value())
    except ValidationError as error:
        told = error.errors(include_url=False, include_input=False, include_context=False)
        raise _wrong("; ".join(dict.fromkeys(map(_mistake, told)))) from None
    twice = [name for name, count in Counter(each.name for each in found).items() if count > 1]
    if twice:
        raise _wrong("several receivers have one name")
    return found


def make_known(office: Office, found: Sequence[Receiver]) -> None:
    """Keeps of which events each of them is told from now on; others are told of no more."""
    wanted = {each.name: json.dumps(sorted(set(each.events))) for each in found}
    with office.reading() as connection:
        if _known(connection) == wanted:
            return
    with office.one_at_a_time() as connection:
        known = _known(connection, all_of_them=True)
        for name in known.keys() - wanted.keys():
            connection.execute(table.update().where(table.c.name == name).values(kinds="[]"))
        for name, kinds in wanted.items():
            if name in known:
                connection.execute(table.update().where(table.c.name == name).values(kinds=kinds))
            else:
                row = {"name": name, "kinds": kinds, "sent": "[]", "failures": 0}
                connection.execute(table.insert().values(row))


def _known(connection: Any, *, all_of_them: bool = False) -> dict[str, str]:
    rows = connection.execute(select(table.c.name, table.c.kinds)).all()
    return {row.name: row.kinds for row in rows if all_of_them or row.kinds != "[]"}


def _mistake(error: Any) -> str:
    """Where a mistake is and what would be right. What is written there may be a secret, names
    of fields too."""
    number, *inner = (*error["loc"], "")[:2]
    if error["type"] == "json_invalid" or not isinstance(number, int):
        return "it is no JSON list of receivers"
    known = isinstance(inner[0], str) and inner[0] in Receiver.model_fields
    where = f"receiver {number + 1}" + (f", {inner[0]}" if known else "")
    if error["type"] == "extra_forbidden":
        return f"{where}: it has a field that is not known here"
    return f"{where}: {error['msg'].removeprefix('Value error, ')}"


def _wrong(why: str) -> WrongUsage:
    return WrongUsage(f"GENEALOGY_RECEIVERS cannot be used: {why}.")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
