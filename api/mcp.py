"""`genealogy mcp`: the questions as tools for assistants, by the Model Context Protocol.

The tools ask a running `genealogy serve` over HTTP with a key of its own: what a key may not see,
a tool does not see, and what it asks is limited and on record like everybody's questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from genealogy import __version__
from genealogy.errors import WrongUsage
from genealogy.settings import load_settings

if TYPE_CHECKING:
    import httpx
    from mcp.server.mcpserver import MCPServer

Texts = list[str]
Answer = dict[str, Any]

_ABOUT = """Batch genealogy: where a lot went, what it was made from, who received it, and whether
that answer is complete. Answers are never cut. Always tell the verdict: where it is incomplete,
name the gaps. A batch is named by its id, or by a lot number that is unique."""
_SECONDS = 180.0


def mcp_command(
    url: Annotated[
        str, typer.Option(metavar="URL", help="Where `genealogy serve` answers.")
    ] = "http://127.0.0.1:8000",
) -> None:
    """Serves the questions as read-only tools on stdin and stdout, for assistants (MCP).

    Asks the API at the URL with the key in GENEALOGY_API_KEY: its role, sites, limits and audit
    trail hold. `pip install 'genealogy[mcp]'` brings what it needs.

    Example:

      genealogy mcp --url https://plant.example:8000
    """
    key = load_settings().api_key
    if key is None:
        raise WrongUsage("Set GENEALOGY_API_KEY to a key: `genealogy keys new mcp --role analyst`.")
    try:
        import httpx
    except ImportError:
        raise WrongUsage("`genealogy mcp` needs `pip install 'genealogy[mcp]'`.") from None
    headers = {"Authorization": f"Bearer {key.get_secret_value()}"}
    with httpx.Client(base_url=url, headers=headers, timeout=_SECONDS) as client:
        tools_of(client).run("stdio")


def tools_of(client: httpx.Client) -> MCPServer:
    """The server with its tools, which ask through this client."""
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations

    server = MCPServer("genealogy", version=__version__, instructions=_ABOUT)
    reads = ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )

    def ask(path: str, question: Mapping[str, Any]) -> Answer:
        import httpx

        wanted = {name: value for name, value in question.items() if value is not None}
        try:
            answer = client.get(path, params=wanted)
        except httpx.HTTPError as error:
            raise ToolError(f"The API does not answer: {type(error).__name__}.") from None
        told: Answer = answer.json()
        if answer.is_success:
            return told
        raise ToolError(f"{told['title']} ({told['code']}): {told['detail']}")

    @server.tool(annotations=reads)
    def find_batch(text: str, most: int = 50) -> Answer:
        """Batches whose lot number begins with a text, else those that contain it in number, item
        or name. `next` is null where these are all."""
        return ask("/v1/batches", {"text": text, "most": most})

    @server.tool(annotations=reads)
    def trace(batches: Texts, direction: str = "forward") -> Answer:
        """Every batch that material of these went into (`forward`), came from (`backward`), or
        `both`; with the verdict: whether that is all, and which gaps there are."""
        return ask("/v1/traces", {"batch": batches, "direction": direction})

    @server.tool(annotations=reads)
    def recall_scope(batches: Texts, quantities: bool = False) -> Answer:
        """The scope of a recall: all batches, customers with what was shipped to them, what is on
        hand, in process, disposed of, returned; with the verdict. Opens no recall."""
        return ask("/v1/recalls", {"batch": batches, "quantities": quantities})

    @server.tool(annotations=reads)
    def why(batch: str, origin: str) -> Answer:
        """Why a batch is in the scope of an origin: the shortest chain of facts, each with the
        file and row that state it."""
        return ask("/v1/whys", {"batch": batch, "origin": origin})

    @server.tool(annotations=reads)
    def gaps(
        kind: str | None = None, material: str | None = None, site: str | None = None
    ) -> Answer:
        """What the whole graph does not tell, the worst first, and which file would tell it."""
        return ask("/v1/gaps", {"kind": kind, "material": material, "site": site})

    @server.tool(annotations=reads)
    def balance(batches: Texts, recall: bool = False) -> Answer:
        """The mass balance of batches, or with `recall` of all that they went into: what came in,
        went out, is left, and what nobody can explain."""
        return ask("/v1/balances", {"batch": batches, "recall": recall})

    return server
