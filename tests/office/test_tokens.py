"""Bearer tokens: those of the issuer alone, in time, for us, and of one role."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from genealogy.errors import IssuerUnavailable, TokenRefused, WrongUsage
from genealogy.settings import Settings
from office import issuer_keys
from office.callers import caller_of, check_access
from office.opening import Office
from office.roles import Caller, Role
from office.tokens import caller_of_token
from tests.office.issuers import AUDIENCE, DISCOVERY, Issuer, issuing

UNVERIFIED = "The token was refused: it cannot be verified."


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """An issuer, with an address that no other test has asked."""
    with issuing() as issuer:
        yield issuer


def settings(issuer: Issuer, **more: Any) -> Settings:
    """Settings that take the tokens of the issuer."""
    return Settings(oidc_issuer=issuer.address, oidc_audience=AUDIENCE, **more)


def who(issuer: Issuer, token: str, **more: Any) -> Caller:
    """Who a token is."""
    return caller_of_token(settings(issuer, **more), token)


def refused(issuer: Issuer, token: str, **more: Any) -> str:
    """Why a token is refused."""
    with pytest.raises(TokenRefused) as told:
        who(issuer, token, **more)
    return str(told.value)


def crafted(header: dict[str, Any], claims: dict[str, Any], signature: str = "") -> str:
    """A token of any parts."""
    parts = (json.dumps(each).encode() for each in (header, claims))
    encoded = (base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in parts)
    return ".".join([*encoded, signature])


def claims_of(token: str) -> dict[str, Any]:
    """What a token says of itself."""
    return jwt.decode(token, options={"verify_signature": False})


def cooled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The issuer may be asked again at once."""
    monkeypatch.setattr(issuer_keys, "COOLDOWN_SECONDS", 0.0)


def test_a_good_token_is_who_it_says(issuer: Issuer, office: Office) -> None:
    assert who(issuer, issuer.token()) == Caller("token:u-1", "李娜", Role.ANALYST)
    assert caller_of(office, settings(issuer), issuer.token()).id == "token:u-1"
    assert who(issuer, issuer.token(aud=["other", AUDIENCE])).role is Role.ANALYST
    assert who(issuer, issuer.token(name=None)).name == "u-1"
    assert who(issuer, issuer.token(name=None, preferred_username="lina")).name == "lina"
    assert issuer.asked == [DISCOVERY, "/keys"]


def test_keys_at_an_address_of_their_own_need_no_discovery(issuer: Issuer) -> None:
    assert who(issuer, issuer.token(), oidc_jwks=f"{issuer.address}/keys").role is Role.ANALYST
    assert issuer.asked == ["/keys"]


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"exp": int(time.time()) - 3600}, "it has expired."),
        ({"exp": int(time.time()) - 35}, "it has expired."),
        ({"nbf": int(time.time()) + 3600}, "it is not valid yet."),
        ({"iat": int(time.time()) + 3600}, "it is not valid yet."),
        ({"aud": "another"}, "it is for another audience."),
        ({"aud": [AUDIENCE + "x"]}, "it is for another audience."),
        ({"iss": "https://another.example"}, "it is of another issuer."),
        ({"exp": None}, 'it has no claim "exp".'),
        ({"aud": None}, 'it has no claim "aud".'),
        ({"sub": None}, 'it has no claim "sub".'),
        ({"sub": ""}, 'its claim "sub" is no plain text.'),
        ({"sub": "a\nb"}, 'its claim "sub" is no plain text.'),
        ({"sub": "x" * 256}, 'its claim "sub" is no plain text.'),
        ({"exp": "soon"}, "it cannot be verified."),
        ({"exp": float("inf")}, "it cannot be verified."),
    ],
)
def test_what_is_wrong_with_a_token_of_the_issuer_is_said(
    issuer: Issuer, claims: dict[str, Any], why: str
) -> None:
    assert refused(issuer, issuer.token(**claims)) == f"The token was refused: {why}"


def test_a_clock_may_be_a_little_wrong(issuer: Issuer) -> None:
    assert who(issuer, issuer.token(exp=int(time.time()) - 5)).role is Role.ANALYST
    assert who(issuer, issuer.token(nbf=int(time.time()) + 5)).role is Role.ANALYST


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", None, "HS256", 5, ["none"]])
def test_an_algorithm_without_a_key_of_the_issuer_is_refused(
    issuer: Issuer, algorithm: Any
) -> None:
    token = crafted({"alg": algorithm, "kid": "first"}, claims_of(issuer.token()))

    assert refused(issuer, token) == UNVERIFIED
    assert issuer.asked == []


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(issuer: Issuer) -> None:
    public = issuer.keys["first"].public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    issuer.extra.append({"kty": "oct", "kid": "oct", "k": base64.urlsafe_b64encode(pem).decode()})
    good = issuer.token()

    for key_id in ("first", "oct"):
        unsigned = crafted({"alg": "HS256", "kid": key_id}, claims_of(good))
        signature = hmac.digest(pem, unsigned.rstrip(".").encode(), "sha256")
        token = unsigned + base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
        assert jwt.get_unverified_header(token)["kid"] == key_id
        assert refused(issuer, token) == UNVERIFIED
    assert who(issuer, good).role is Role.ANALYST


def test_a_signature_of_another_key_is_refused(issuer: Issuer) -> None:
    stranger = rsa.generate_private_key(65537, 2048)
    good = issuer.token()
    header, body, signature = good.split(".")
    forged = crafted({}, claims_of(good) | {"roles": ["admin"]}).split(".")[1]

    assert refused(issuer, jwt.encode(claims_of(good), stranger, "RS256", {"kid": "first"})) == (
        UNVERIFIED
    )
    assert refused(issuer, f"{header}.{forged}.{signature}") == UNVERIFIED
    assert refused(issuer, f"{header}.{body}.") == UNVERIFIED


@pytest.mark.parametrize(
    "header",
    [
        {"kid": "nobody's"},
        {},
        {"kid": ""},
        {"kid": "first", "crit": ["unheard-of"], "unheard-of": 1},
        {"jku": "http://127.0.0.1:1/keys"},
        {"kid": "x", "x5u": "http://127.0.0.1:1/keys"},
    ],
    ids=str,
)
def test_a_token_whose_key_the_issuer_does_not_have_is_refused(
    issuer: Issuer, header: dict[str, Any]
) -> None:
    assert refused(issuer, issuer.token(header=header)) == UNVERIFIED


def test_a_key_in_the_token_itself_counts_for_nothing(issuer: Issuer) -> None:
    stranger = rsa.generate_private_key(65537, 2048)
    own = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(stranger.public_key()))
    header = {"kid": "mine", "jwk": own | {"kid": "mine"}}

    assert refused(issuer, jwt.encode(claims_of(issuer.token()), stranger, "RS256", header)) == (
        UNVERIFIED
    )


@pytest.mark.parametrize(
    "token",
    ["", "a.b.c", "..", "a", "ä.ö.ü", "\udcff.a.b", "x" * 40_000, "e30.e30.e30", "W10.e30.e30",
     base64.urlsafe_b64encode(b"[" * 5000).decode() + ".e30.e30"],
    ids=lambda token: ascii(token)[:12],
)  # fmt: skip
def test_what_is_no_token_is_refused_without_asking_the_issuer(issuer: Issuer, token: str) -> None:
    assert refused(issuer, token) == UNVERIFIED
    assert issuer.asked == []


def test_a_huge_token_is_refused_unread(issuer: Issuer) -> None:
    assert refused(issuer, issuer.token(more="x" * 20_000)) == UNVERIFIED
    assert who(issuer, issuer.token(more="x" * 8_000)).role is Role.ANALYST


def test_a_new_key_of_the_issuer_is_found(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    cooled(monkeypatch)
    old = issuer.token()
    assert who(issuer, old).role is Role.ANALYST
    issuer.rotate("second")

    assert who(issuer, issuer.token(key="second")).role is Role.ANALYST
    assert refused(issuer, old) == UNVERIFIED  # the set was read anew, and it has gone


def test_a_flood_of_unknown_keys_is_no_flood_of_questions(issuer: Issuer) -> None:
    good = issuer.token()
    tokens = [issuer.token(header={"kid": f"k{number}"}) for number in range(20)] * 5
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda token: refused(issuer, token), tokens))

    assert issuer.asked == [DISCOVERY, "/keys"]
    assert who(issuer, good).role is Role.ANALYST


def test_a_known_key_waits_for_nobody(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    cooled(monkeypatch)
    good, unknown = issuer.token(), issuer.token(header={"kid": "x"})
    who(issuer, good)
    issuer.slow = 2.0
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(refused, issuer, unknown)
        time.sleep(0.2)
        begun = time.monotonic()
        assert who(issuer, good).role is Role.ANALYST
        assert time.monotonic() - begun < 1
        assert slow.result() == UNVERIFIED


def test_an_issuer_that_is_away_is_told_and_not_asked_again_and_again(office: Office) -> None:
    with issuing() as issuer:
        token = issuer.token()
    for _ in range(20):
        with pytest.raises(IssuerUnavailable, match="does not answer"):
            caller_of(office, settings(issuer), token)
    assert issuer.asked == []


def test_known_keys_are_taken_while_the_issuer_is_away_and_not_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cooled(monkeypatch)
    with issuing() as issuer:
        token, unknown = issuer.token(), issuer.token(header={"kid": "x"})
        who(issuer, token)
    assert who(issuer, token).role is Role.ANALYST
    assert refused(issuer, unknown) == UNVERIFIED
    monkeypatch.setattr(issuer_keys, "LIFESPAN_SECONDS", 0.0)
    with pytest.raises(IssuerUnavailable):
        who(issuer, token)


@pytest.mark.parametrize(
    ("path", "answer", "why"),
    [
        (DISCOVERY, (200, b"<html>", {}), "gives no JSON"),
        (DISCOVERY, (200, b"[" * 100_000, {}), "gives no JSON"),
        (DISCOVERY, (200, b"[]", {}), "gives no JSON object"),
        (DISCOVERY, (404, b"", {}), "does not answer: Not Found"),
        (DISCOVERY, (302, b"", {"Location": "/keys"}), "does not answer: Found"),
        (DISCOVERY, (200, b'{"issuer": "https://another.example"}', {}), "is of another issuer"),
        ("/keys", (200, b'{"keys": []}', {}), "no key for signatures"),
        ("/keys", (200, b'{"keys": 5}', {}), "no key for signatures"),
        ("/keys", (200, b'{"keys": [5, {}, {"kty": "RSA", "kid": "a"}]}', {}), "no key for sig"),
        ("/keys", (200, b'{"keys": [' + b" " * (2 << 20), {}), "does not answer: TimeoutError"),
    ],
    ids=lambda each: str(each)[:30],
)
def test_an_issuer_that_gives_no_keys_is_told(
    issuer: Issuer, path: str, answer: tuple[int, bytes, dict[str, str]], why: str
) -> None:
    issuer.raw[path] = answer

    with pytest.raises(IssuerUnavailable, match=why):
        who(issuer, issuer.token())


def test_discovery_leads_to_no_address_that_others_could_change(issuer: Issuer) -> None:
    for jwks in ("http://keys.example/keys", "file:///keys", "https://", 5):
        issuer.raw[DISCOVERY] = (
            200, json.dumps({"issuer": issuer.address, "jwks_uri": jwks}).encode(), {},
        )  # fmt: skip
        keys = issuer_keys.IssuerKeys(issuer.address, None)
        with pytest.raises(IssuerUnavailable, match="names no https:// address"):
            keys.key("first")


@pytest.mark.filterwarnings("ignore:The RSA key is 1024 bits")
def test_a_key_too_short_to_trust_is_refused(issuer: Issuer) -> None:
    issuer.keys["short"] = rsa.generate_private_key(65537, 1024)

    assert refused(issuer, issuer.token(key="short")) == UNVERIFIED


@pytest.mark.parametrize(
    ("claims", "more", "role"),
    [
        ({"roles": "quality"}, {}, Role.QUALITY),
        ({"roles": ["offline_access", "admin", 5]}, {}, Role.ADMIN),
        ({"realm_access": {"roles": ["x", "viewer"]}}, {"oidc_role_claim": "realm_access.roles"},
         Role.VIEWER),
        ({"https://plant/roles": ["integrator"]}, {"oidc_role_claim": "https://plant/roles"},
         Role.INTEGRATOR),
        ({"roles": ["analyst", "analyst"]}, {}, Role.ANALYST),
    ],
)  # fmt: skip
def test_the_role_is_the_one_that_the_claim_names(
    issuer: Issuer, claims: dict[str, Any], more: dict[str, Any], role: Role
) -> None:
    assert who(issuer, issuer.token(**claims), **more).role is role


@pytest.mark.parametrize(
    ("roles", "found"),
    [
        (["analyst", "quality"], "several of them (analyst, quality)"),
        ([], "none of them"),
        (None, "none of them"),
        (["Analyst", "ANALYST ", "superuser"], "none of them"),
        ({"analyst": True}, "none of them"),
        (7, "none of them"),
    ],
)
def test_a_token_of_no_role_or_of_several_is_refused(
    issuer: Issuer, roles: Any, found: str
) -> None:
    told = refused(issuer, issuer.token(roles=roles))

    assert told.endswith(f"it has {found}.")
    assert "viewer, analyst, quality, coordinator, integrator, admin" in told


def test_sites_are_those_of_the_claim_where_there_shall_be_one(issuer: Issuer) -> None:
    more = {"oidc_site_claim": "plant"}

    assert who(issuer, issuer.token(plant="Husum"), **more).sites == ("Husum",)
    assert who(issuer, issuer.token(plant=["Kiel", "Husum"]), **more).sites == ("Husum", "Kiel")
    assert who(issuer, issuer.token(plant="*"), **more).sites is None
    assert who(issuer, issuer.token(plant="Husum")).sites is None
    for wrong in (None, [], "", [5], {"Husum": 1}):
        assert 'must name sites, or "*"' in refused(issuer, issuer.token(plant=wrong), **more)


@pytest.mark.parametrize(
    "wrong",
    [
        {"oidc_issuer": "https://issuer.example"},
        {"oidc_issuer": "http://issuer.example", "oidc_audience": "a"},
        {"oidc_issuer": "file:///etc", "oidc_audience": "a"},
        {"oidc_issuer": "https://", "oidc_audience": "a"},
        {"oidc_issuer": "https://[", "oidc_audience": "a"},
        {"oidc_issuer": "https://a", "oidc_audience": "a", "oidc_jwks": "http://b"},
    ],
)
def test_settings_that_cannot_be_are_refused_at_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(WrongUsage, match="GENEALOGY_OIDC"):
        check_access(Settings(**wrong))  # type: ignore[arg-type]


def test_without_an_issuer_a_token_is_a_key_that_is_none(issuer: Issuer, office: Office) -> None:
    with pytest.raises(Exception, match="A valid key or token is needed"):
        caller_of(office, Settings(), issuer.token())
    check_access(Settings())
