"""A service as plants run it: TLS, the operational database in PostgreSQL, tokens of an issuer; and
one with several processes."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import create_engine, text

from genealogy.settings import Settings
from tests.api.http.conftest import EXPORTS, shell_on
from tests.api.http.served import Served, serving
from tests.office.issuers import AUDIENCE, Issuer, issuing
from tests.postgres_server import NoPostgres, postgres_server
from tests.shell import Shell


@dataclass(frozen=True)
class Entered:
    """A service, who issues its tokens, and its operational database."""

    served: Served
    issuer: Issuer
    office: str


@pytest.fixture(scope="module")
def entered(
    request: pytest.FixtureRequest,
    settings_of: Callable[[str], Settings],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Entered]:
    """A service with TLS, PostgreSQL and an issuer, on a graph with some deliveries."""
    folder = tmp_path_factory.mktemp("entered")
    certificate, key = certified(folder)
    with ExitStack() as stack:
        try:
            office = stack.enter_context(postgres_server())
        except NoPostgres as reason:
            if request.config.getoption("--require-neo4j"):
                pytest.fail(f"PostgreSQL is needed: {reason}")
            pytest.skip(str(reason))
        issuer = stack.enter_context(issuing())
        shell = shell_on(settings_of("embedded"), folder).having(
            GENEALOGY_OFFICE=office,
            GENEALOGY_AUDIT_HEADS=str(folder / "heads"),  # those beside the graph are of others
            GENEALOGY_OIDC_ISSUER=issuer.address,
            GENEALOGY_OIDC_AUDIENCE=AUDIENCE,
        )
        options = ("--certificate", certificate, "--private-key", key)
        served = stack.enter_context(serving(shell, *options, trusted=certificate))
        yield Entered(served, issuer, office.replace("postgresql:", "postgresql+psycopg:"))


def certified(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine that it has signed itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "plant.example")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "plant.pem").write_bytes(signed.public_bytes(Encoding.PEM))
    (folder / "plant.key").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return folder / "plant.pem", folder / "plant.key"


def test_it_loads_and_answers_over_tls_and_is_on_record_in_postgresql(entered: Entered) -> None:
    token = entered.issuer.token(roles=["admin"], sub="lina")
    export = ("erp_deliveries.csv", (EXPORTS / "erp_deliveries.csv").read_bytes())
    with entered.served.client(token) as client:
        job = client.post("/v1/loads", files=[("files", export)]).json()
        assert (job["status"], job["by"]) == ("done", "token:lina")
        status = client.get("/v1/status").json()
        assert [each["file"] for each in status["loads"]] == ["erp_deliveries.csv"]
        assert client.get("/v1/recalls?batch=CR-0401").status_code == 200
    engine = create_engine(entered.office)
    with engine.connect() as connection:
        told = connection.execute(text("SELECT status FROM jobs")).scalars().all()
        asked = connection.execute(text("SELECT count(*) FROM audit")).scalar_one()
    engine.dispose()

    assert told == ["done"]
    assert asked >= 4
    assert " 0 faults" in entered.served.shell.out("audit", "verify")


def test_nobody_else_can_pretend_to_be_it_and_it_speaks_nothing_but_tls(entered: Entered) -> None:
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{entered.served.url}/health/live")
    with pytest.raises(httpx.TransportError):
        httpx.get(f"{entered.served.url.replace('https', 'http')}/health/live")


def test_a_token_is_taken_where_it_is_good_and_only_there(entered: Entered) -> None:
    issuer = entered.issuer
    claims = jwt.decode(issuer.token(), options={"verify_signature": False})
    refused = {
        "expired": issuer.token(exp=int(time.time()) - 120),
        "audience": issuer.token(aud="another"),
        "issuer": issuer.token(iss="https://another.example"),
        "role": issuer.token(roles=["somebody"]),
        "unsigned": jwt.encode(claims, None, "none", {"kid": "first"}),
        "shared secret": jwt.encode(claims, "s" * 32, "HS256", {"kid": "first"}),
        "unknown kid": issuer.token(header={"kid": "another"}),
    }
    with entered.served.client(issuer.token()) as client:
        assert client.get("/v1/status").status_code == 200
        assert client.post("/v1/cypher", json={"text": "RETURN 1 AS x"}).status_code == 200
    with entered.served.client(issuer.token(roles=["viewer"])) as client:
        assert client.post("/v1/cypher", json={"text": "RETURN 1 AS x"}).status_code == 403
    for why, token in refused.items():
        with entered.served.client(token) as client:
            answer = client.get("/v1/status")
        assert (answer.status_code, answer.json()["code"]) == (401, "token-refused"), why


def test_several_processes_share_keys_and_jobs(alone: Shell) -> None:
    key = alone.out("keys", "new", "several", "--role", "admin").strip()
    with serving(alone.having(GENEALOGY_API_RATE="100000/minute"), "--workers", "2") as served:
        _share_keys_and_jobs(served, alone, key)


def _share_keys_and_jobs(served: Served, shell: Shell, key: str) -> None:
    export = ("erp_deliveries.csv", (EXPORTS / "erp_deliveries.csv").read_bytes())
    new = shell.out("keys", "new", "later", "--role", "integrator").strip()
    with served.client(key) as client:
        made = client.post(
            "/v1/loads", files=[("files", export)], headers={"Prefer": "respond-async"}
        )
        place, seen = made.headers["location"], set()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and "done" not in seen:
        with served.client(key) as client:  # each connection may reach another process
            seen.add(client.get(place).json()["status"])
    assert "done" in seen
    for _ in range(12):
        with served.client(new) as client:
            assert client.get("/v1/loads").status_code == 200
            assert client.get(place).status_code == 404  # not its own
    shell.out("keys", "revoke", new.split("_")[1], "--reason", "a test")
    for _ in range(12):
        with served.client(new) as client:
            assert client.get("/v1/loads").status_code == 401
    with served.client(key) as client:
        (load,) = client.get("/v1/loads").json()["loads"]
        assert (load["rows_read"], load["facts_new"]) == (35, 35)
        assert 'route="other",status="401"} 12.0' in client.get("/metrics").text
