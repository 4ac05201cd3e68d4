"""The tools for assistants: over stdin and stdout, asking a real service with a key."""

from __future__ import annotations

import json
import os
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

import anyio
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from mcp import Client, StdioServerParameters, stdio_client

from tests.api.http.served import KEY, Served
from tests.shell import GENEALOGY, Shell


def called(
    shell: Shell, url: str, key: str, *calls: tuple[str, dict[str, Any]], errors: Path | None = None
) -> list[Any]:
    """What tools answer, each call in its order, of one `genealogy mcp`; `errors` is the file that
    gets what it says on stderr."""

    async def ask() -> list[Any]:
        environment = shell.having(GENEALOGY_API_KEY=key).environment
        server = StdioServerParameters(
            command=str(GENEALOGY), args=["mcp", "--url", url], env=environment
        )
        with (errors or Path(os.devnull)).open("w", encoding="utf-8") as told:
            async with Client(stdio_client(server, told)) as client:
                return await answers(client)

    async def answers(client: Client) -> list[Any]:
        if not calls:
            return [*(await client.list_tools()).tools]
        return [await client.call_tool(name, arguments) for name, arguments in calls]

    return anyio.run(ask)


def test_every_tool_only_reads_and_says_what_it_does(served: Served) -> None:
    tools = called(served.shell, served.url, KEY)

    assert {tool.name for tool in tools} == {
        "find_batch", "trace", "recall_scope", "why", "gaps", "balance", "siblings", "history",
        "check", "status",
    }  # fmt: skip
    assert all(tool.annotations.read_only_hint for tool in tools)
    assert all(len(tool.description.split()) > 10 for tool in tools)


def test_tools_answer_what_the_command_line_answers(served: Served, demo: Shell) -> None:
    questions: list[tuple[str, dict[str, Any], list[str]]] = [
        ("recall_scope", {"batches": ["CUL-2231"]}, ["recall", "CUL-2231"]),
        ("trace", {"batches": ["YOG-0041"], "direction": "backward"},
         ["trace", "YOG-0041", "--backward"]),
        ("why", {"batch": "WM-0412", "origin": "CUL-2231"}, ["why", "WM-0412", "CUL-2231"]),
        ("gaps", {}, ["gaps"]),
        ("balance", {"batches": ["WM-0412"]}, ["balance", "WM-0412"]),
        ("siblings", {"batches": ["WM-0412"]}, ["siblings", "WM-0412"]),
        ("status", {}, ["status"]),
    ]  # fmt: skip
    found = called(served.shell, served.url, KEY, *((name, its) for name, its, _ in questions))

    for (_, _, command), answer in zip(questions, found, strict=True):
        assert json.loads(answer.content[0].text) == json.loads(demo.out(*command, "--json"))


def test_tools_check_the_graph_and_tell_the_history_of_a_batch(
    served: Served, client: httpx.Client
) -> None:
    checks, history, unknown = called(
        served.shell,
        served.url,
        KEY,
        ("check", {"names": ["numbering-gap"], "examples": 1}),
        ("history", {"batch": "own/3101/WM-0412"}),
        ("history", {"batch": "own/3101/#WM-0412?"}),
    )

    for answer, path in (
        (checks, "/v1/checks?name=numbering-gap&examples=1"),
        (history, "/v1/histories/own/3101/WM-0412"),
    ):
        assert json.loads(answer.content[0].text) == client.get(path).json()
    assert 'No batch "own/3101/#WM-0412?"' in unknown.content[0].text


def test_what_cannot_be_answered_is_an_error_with_its_reason(served: Served) -> None:
    unknown, wrong = called(
        served.shell,
        served.url,
        KEY,
        ("trace", {"batches": ["NOPE-1"]}),
        ("trace", {"batches": ["CUL-2231"], "direction": "sideways"}),
    )

    assert unknown.is_error
    assert 'No batch "NOPE-1"' in unknown.content[0].text
    assert wrong.is_error


def test_a_key_that_is_refused_ends_it_at_once(served: Served) -> None:
    shell = served.shell.having(GENEALOGY_API_KEY="a-key-that-nobody-knows-of-this-length")
    done = shell.run("mcp", "--url", served.url)

    assert (done.returncode, done.stdout) == (2, "")
    assert "refuses the key in GENEALOGY_API_KEY" in done.stderr
    assert "a-key-that-nobody" not in done.stderr


def test_a_certificate_that_is_not_trusted_is_told_with_what_helps(
    served: Served, own_certificate: Path, tls: str
) -> None:
    shell = served.shell.having(GENEALOGY_API_KEY=KEY)
    refused = shell.run("mcp", "--url", tls)
    trusting = shell.having(SSL_CERT_FILE=str(own_certificate))
    missing = shell.having(SSL_CERT_FILE="nowhere.pem").run("mcp", "--url", tls)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert "certificate of the service is not trusted: self" in refused.stderr
    assert "SSL_CERT_FILE" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert trusting.run("mcp", "--url", tls).returncode == 0  # stdin ends, and so do the tools
    assert (missing.returncode, "SSL_CERT_FILE cannot be used" in missing.stderr) == (2, True)


@pytest.mark.parametrize("url", ["plant.example:8000", "ftp://plant.example", "http://[::1"])
def test_an_address_that_is_none_ends_it_at_once(served: Served, url: str) -> None:
    done = served.shell.having(GENEALOGY_API_KEY=KEY).run("mcp", "--url", url)

    assert (done.returncode, done.stdout) == (2, "")
    assert "--url" in done.stderr


def test_no_line_tells_what_was_asked(served: Served, tmp_path: Path) -> None:
    log = tmp_path / "stderr"
    called(served.shell, served.url, KEY, ("trace", {"batches": ["YOG-0041"]}), errors=log)

    assert "YOG-0041" not in log.read_text(encoding="utf-8")


def test_where_no_service_runs_the_tools_say_so(served: Served) -> None:
    (answer,) = called(served.shell, "http://127.0.0.1:9", KEY, ("gaps", {}))

    assert "does not answer" in answer.content[0].text


def test_it_needs_a_key(demo: Shell) -> None:
    done = demo.run("mcp")

    assert done.returncode == 2
    assert "genealogy keys new" in done.stderr


@pytest.fixture(scope="module", autouse=True)
def _needs_the_extra() -> None:
    pytest.importorskip("mcp", reason="the extra mcp is not installed")


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this machine that nobody else has signed, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "plant")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "plant.pem"
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


@pytest.fixture(scope="module")
def tls(own_certificate: Path) -> Iterator[str]:
    """Where something answers with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate)
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
