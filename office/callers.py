"""Callers: who somebody is that shows a key or a token, or uses this machine."""

from __future__ import annotations

import getpass
from hmac import compare_digest

from genealogy.errors import KeyRefused, WrongUsage
from genealogy.settings import Settings
from office.keys import PREFIX, caller_of_key
from office.opening import Office
from office.roles import Caller, Role
from office.tokens import caller_of_token, check_token_settings

SHORTEST_ENVIRONMENT_KEY = 32


def caller_of(office: Office, settings: Settings, text: str) -> Caller:
    """Who shows this text: the key of GENEALOGY_API_KEY, a key of `genealogy keys`, or a token.

    Raises KeyRefused, TokenRefused, IssuerUnavailable, OfficeUnavailable.
    """
    own = environment_key(settings)
    if own is not None and compare_digest(text.encode(errors="replace"), own.encode()):
        return Caller("key:environment", "GENEALOGY_API_KEY", Role.ADMIN)
    if text.startswith(PREFIX):
        return caller_of_key(office, text)
    if settings.oidc_issuer is not None and text.count(".") == 2:
        return caller_of_token(settings, text)
    raise KeyRefused("malformed")


def environment_key(settings: Settings) -> str | None:
    """The key of GENEALOGY_API_KEY, which is an admin's: with it the first keys are made.

    Raises WrongUsage for one that is short enough to be guessed.
    """
    if settings.api_key is None:
        return None
    key = settings.api_key.get_secret_value()
    if len(key) < SHORTEST_ENVIRONMENT_KEY:
        raise WrongUsage(
            f"GENEALOGY_API_KEY cannot be used: it has fewer than {SHORTEST_ENVIRONMENT_KEY}"
            " letters. `openssl rand -hex 32` prints one that is long enough."
        )
    return key


def check_access(settings: Settings) -> None:
    """Raises WrongUsage, as a service starts, for settings of keys and tokens that cannot be."""
    environment_key(settings)
    check_token_settings(settings)


def this_user() -> Caller:
    """The user of this machine at its command line: who can open the data folder, may all."""
    user = getpass.getuser()
    return Caller(f"user:{user}", user, Role.ADMIN)
