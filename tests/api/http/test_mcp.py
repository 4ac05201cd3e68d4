"""The tools for assistants: over stdin and stdout, asking a real service with a key."""

from __future__ import annotations

import json
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client

from tests.api.http.served import KEY, Served
from tests.shell import GENEALOGY, Shell


def called(shell: Shell, url: str, key: str, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    """What tools answer, each call in its order, of one `genealogy mcp`."""

    async def ask() -> list[Any]:
        environment = shell.having(GENEALOGY_API_KEY=key).environment
        server = StdioServerParameters(
            command=str(GENEALOGY), args=["mcp", "--url", url], env=environment
        )
        async with Client(stdio_client(server)) as client:
            if not calls:
                return [*(await client.list_tools()).tools]
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return anyio.run(ask)


def test_every_tool_only_reads_and_says_what_it_does(served: Served) -> None:
    tools = called(served.shell, served.url, KEY)

    assert {tool.name for tool in tools} == {
        "find_batch", "trace", "recall_scope", "why", "gaps", "balance",
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
    ]  # fmt: skip
    found = called(served.shell, served.url, KEY, *((name, its) for name, its, _ in questions))

    for (_, _, command), answer in zip(questions, found, strict=True):
        assert json.loads(answer.content[0].text) == json.loads(demo.out(*command, "--json"))


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


def test_without_a_valid_key_nothing_is_told(served: Served) -> None:
    (answer,) = called(
        served.shell, served.url, "a-key-that-nobody-knows-of-this-length", ("gaps", {})
    )

    assert answer.is_error
    assert "key-refused" in answer.content[0].text


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
