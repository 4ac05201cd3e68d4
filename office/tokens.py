"""Bearer tokens of an OpenID Connect issuer: signed JWTs (RFC 7519), held to RFC 8725.

Until the signature is verified a caller learns nothing but that it is not: what a token says of
itself is anybody's text. Of a token that the issuer did sign, the sentence says what is wrong.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeGuard

import jwt
from jwt.exceptions import (
    ExpiredSignatureError,
    ImmatureSignatureError,
    InvalidAudienceError,
    InvalidIssuerError,
    MissingRequiredClaimError,
    PyJWTError,
)

from genealogy.errors import TokenRefused, WrongUsage
from genealogy.settings import Settings
from genealogy.times import utc_text
from office.issuer_keys import ALGORITHMS, IssuerKeys, is_safe
from office.roles import Caller, Role

ALL_SITES = "*"
"""What the claim of sites says for all of them: where there is such a claim, none is no site."""

_LONGEST = 16_384  # letters; issuers' tokens have some thousand
_LONGEST_TEXT = 255
_MOST_SITES = 100
_LEEWAY_SECONDS = 30.0
_UNVERIFIED = "it cannot be verified."
_CLAIMS = ("exp", "iss", "aud", "sub")


def caller_of_token(settings: Settings, text: str) -> Caller:
    """Who a bearer token is, by an issuer that the settings name.

    Raises TokenRefused, IssuerUnavailable where its keys are not to be had, WrongUsage for
    settings that cannot be.
    """
    issuer, audience = _issuer(settings)
    if len(text) > _LONGEST:
        raise TokenRefused(_UNVERIFIED, "too long")
    claims = _verified(text, keys_of_issuer(issuer, settings.oidc_jwks), issuer, audience)
    subject = claims["sub"]
    if not _is_plain(subject):
        raise TokenRefused('its claim "sub" is no plain text.')
    names = [claims.get(each) for each in ("name", "preferred_username", "email")]
    name = next((each for each in names if _is_plain(each)), subject)
    sites = _sites(claims, settings.oidc_site_claim)
    role = _role(claims, settings.oidc_role_claim)
    return Caller(f"token:{subject}", name, role, sites, _expiry(claims))


def check_token_settings(settings: Settings) -> None:
    """Raises WrongUsage where the settings of tokens cannot be; without an issuer there is none."""
    if settings.oidc_issuer is not None:
        _issuer(settings)


@lru_cache(maxsize=8)
def keys_of_issuer(issuer: str, jwks: str | None) -> IssuerKeys:
    """The keys of an issuer, the same object for all of this process: they are fetched once."""
    return IssuerKeys(issuer, jwks)


def _issuer(settings: Settings) -> tuple[str, str]:
    if settings.oidc_issuer is None or settings.oidc_audience is None:
        raise WrongUsage("GENEALOGY_OIDC_ISSUER and GENEALOGY_OIDC_AUDIENCE are set together.")
    for name, address in (("ISSUER", settings.oidc_issuer), ("JWKS", settings.oidc_jwks)):
        if address is not None and not is_safe(address):
            raise WrongUsage(f"GENEALOGY_OIDC_{name} cannot be used: it is no https:// address.")
    return settings.oidc_issuer, settings.oidc_audience


def _verified(text: str, keys: IssuerKeys, issuer: str, audience: str) -> dict[str, Any]:
    """The claims of a token of which signature, times, issuer and audience are right."""
    try:
        header = jwt.get_unverified_header(text)
        if header.get("alg") not in ALGORITHMS:
            raise TokenRefused(_UNVERIFIED, "an algorithm that is not taken")
        key_id = header.get("kid")
        key = keys.key(key_id) if isinstance(key_id, str) and key_id else None
        if key is None:
            raise TokenRefused(_UNVERIFIED, "of a key that the issuer does not have")
        return jwt.decode(
            text,
            key,
            algorithms=list(ALGORITHMS),
            audience=audience,
            issuer=issuer,
            leeway=_LEEWAY_SECONDS,
            options={"require": list(_CLAIMS), "enforce_minimum_key_length": True},
        )
    except ExpiredSignatureError:
        raise TokenRefused("it has expired.") from None
    except ImmatureSignatureError:
        raise TokenRefused("it is not valid yet.") from None
    except InvalidAudienceError:
        raise TokenRefused("it is for another audience.") from None
    except InvalidIssuerError:
        raise TokenRefused("it is of another issuer.") from None
    except MissingRequiredClaimError as error:
        raise TokenRefused(f'it has no claim "{error.claim}".') from None
    except (PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise TokenRefused(_UNVERIFIED, type(error).__name__) from None


def _role(claims: Mapping[str, Any], name: str) -> Role:
    """The one role that the claim names. Of several, none is taken: roles are no ladder, and a
    right that came by guessing would be nobody's decision."""
    named = [each for each in Role if each in _texts(_claim(claims, name))]
    if len(named) != 1:
        roles = ", ".join(Role)
        found = f"several of them ({', '.join(named)})" if named else "none of them"
        raise TokenRefused(f'its claim "{name}" must name one role of {roles}; it has {found}.')
    return named[0]


def _expiry(claims: Mapping[str, Any]) -> str | None:
    """Until when the token counts; None where that is beyond all calendars."""
    try:
        return utc_text(datetime.fromtimestamp(int(claims["exp"]), UTC))
    except (OverflowError, ValueError, OSError):
        return None


def _sites(claims: Mapping[str, Any], name: str | None) -> tuple[str, ...] | None:
    if name is None:
        return None
    sites = sorted({each for each in _texts(_claim(claims, name)) if _is_plain(each)})
    if ALL_SITES in sites:
        return None
    if not 0 < len(sites) <= _MOST_SITES:
        raise TokenRefused(f'its claim "{name}" must name sites, or "{ALL_SITES}" for all of them.')
    return tuple(sites)


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """The claim of this name, which may have points in it, or be inside of others by a path."""
    if name in claims:
        return claims[name]
    head, _, rest = name.partition(".")
    inner = claims.get(head)
    return _claim(inner, rest) if rest and isinstance(inner, Mapping) else None


def _texts(value: Any) -> list[str]:
    """A text as a list of one, a list of texts as it is."""
    listed = value if isinstance(value, list) else [value]
    return [each for each in listed if isinstance(each, str)]


def _is_plain(value: Any) -> TypeGuard[str]:
    """Whether it is a text that can be kept and shown."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= _LONGEST_TEXT
        and not any(unicodedata.category(each)[0] == "C" for each in value)
    )
