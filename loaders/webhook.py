"""The webhook: what became of a load, told to another system over HTTP.

It never fails a load. It is told by the run itself, once; what must not be lost is told by events.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from genealogy.errors import WrongUsage
from genealogy.posting import Address, address_of, post

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that JSON is posted to."""

    address: Address
    seconds: float = 10.0

    def tell(self, message: Mapping[str, Any]) -> str | None:
        """Posts the message; why that failed in a sentence, None where it was received.

        Tried three times where the failure may pass.
        """
        body = json.dumps(message, ensure_ascii=False).encode()
        failure = post(self.address, body, {}, self.seconds, _TRIES).failure
        return failure and f"The webhook at {self.address.shown} was not told: {failure}."


def webhook(url: str, setting: str = "--webhook") -> Webhook:
    """The webhook at this address; raises WrongUsage, which names the setting, for one that is no
    http or https URL."""
    try:
        return Webhook(address_of(url))
    except ValueError:
        raise WrongUsage(f"{setting} needs an address such as https://host/path.") from None
