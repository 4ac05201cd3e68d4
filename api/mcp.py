"""`genealogy mcp`: the questions as tools for assistants, by the Model Context Protocol.

The tools ask a running `genealogy serve` over HTTP with a key of its own: what a key may not see,
a tool does not see, and what it asks is limited and on record like everybody's questions.
"""

from __future__ import annotations

import logging
import ssl
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from genealogy import __version__
from genealogy.errors import WrongUsage
from genealogy.settings import load_settings
from genealogy.visible import visible

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
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells of addresses: batches are there
    headers = {"Authorization": f"Bearer {key.get_secret_value()}"}
    try:
        client = httpx.Client(base_url=url, headers=headers, timeout=_SECONDS)
    except httpx.InvalidURL as error:
        raise WrongUsage(f"--url {visible(url)} is no address: {error}.") from None
    except OSError as error:
        raise WrongUsage(f"SSL_CERT_FILE cannot be used: {error}.") from None
    with client:
        _check_key(client)
        tools_of(client).run("stdio")


def _check_key(client: httpx.Client) -> None:
    """Raises WrongUsage where asking again would not help: the key is refused, the certificate is
    not trusted, the address is none. A service that is not up yet is no error: its tools say so.
    """
    import httpx

    try:
        answer = client.get("/v1/jobs", params={"most": 1})
    except httpx.UnsupportedProtocol:
        raise WrongUsage("--url is to begin with http:// or https://.") from None
    except httpx.HTTPError as error:
        if why := _untrusted(error):
            raise WrongUsage(why) from None
        return
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        raise WrongUsage(
            f"{client.base_url} refuses the key in GENEALOGY_API_KEY. `genealogy keys` lists those"
            " that are valid, `genealogy keys new mcp --role analyst` makes one."
        )


def _untrusted(error: BaseException) -> str | None:
    """That the certificate of the service is not trusted, and what helps; None for all else."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return (
                f"The certificate of the service is not trusted: {cause.verify_message}. Set"
                " SSL_CERT_FILE to the PEM file of the authority that has signed it."
            )
        cause = cause.__cause__ or cause.__context__
    return None


def tools_of(client: httpx.Client) -> MCPServer:
    """The server with its tools, which ask through this client."""
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations

    server = MCPServer("genealogy", version=__version__, instructions=_ABOUT, log_level="WARNING")
    reads = ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )

    def ask(path: str, question: Mapping[str, Any]) -> Answer:
        import httpx

        wanted = {name: value for name, value in question.items() if value is not None}
        try:
            answer = client.get(path, params=wanted)
        except httpx.HTTPError as error:
            why = _untrusted(error) or f"The API does not answer: {type(error).__name__}."
            raise ToolError(why) from None
        try:
            told: Answer = answer.json()
        except ValueError:
            raise ToolError("What answers at --url is no `genealogy serve`.") from None
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

    @server.tool(annotations=reads)
    def siblings(batches: Texts) -> Answer:
        """Batches at risk: made from what these were made from, and not of their scope; what of
        them is still on hand or was shipped."""
        return ask("/v1/siblings", {"batch": batches})

    @server.tool(annotations=reads)
    def history(batch: str) -> Answer:
        """Every fact ever stated of a batch, also what was reversed or taken back since: when,
        why, and by which rows of which file."""
        return ask(f"/v1/histories/{quote(batch, safe='')}", {})

    @server.tool(annotations=reads)
    def check(names: Texts | None = None, load: str | None = None, examples: int = 3) -> Answer:
        """What in the graph is not plausible, by all checks or the named ones, each with its count
        and so many examples (0: all). With `load` only what its facts touch."""
        return ask("/v1/checks", {"name": names, "load": load, "examples": examples})

    @server.tool(annotations=reads)
    def status() -> Answer:
        """What the graph holds, from which sources, up to when, and which source is stale."""
        return ask("/v1/status", {})

    return server
