"""The server of the Model Context Protocol: on standard input and output, or over HTTP on this machine alone."""

from pathlib import Path
from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import ValidationError

from ecsquote import __version__
from ecsquote.agents.pricing_desk import PricingDesk
from ecsquote.agents.root_folder import RootFolder
from ecsquote.agents.tools import AgentTools
from ecsquote.counted import counted
from ecsquote.errors import EcsquoteError, Fault, InputError, with_faults
from ecsquote.faults.pydantic_errors import input_error
from ecsquote.settings import Settings

LOOPBACK = "127.0.0.1"
HTTP_PATH = "/mcp"
MAX_BODY_BYTES = 32 * 1024 * 1024
MAX_FAULTS = 50
"""In one answer: a context is short."""
_NAMES = (LOOPBACK, "localhost", "[::1]")
_INSTRUCTIONS = (
    "ecsquote prices Amazon ECS workloads on every launch option before they are deployed. Money is per month as exact "
    "decimal text, in the currency of the Region's partition (USD); never round before adding. A missing price is "
    "reported, never guessed. Start with quote_workload; read_workload shows what a file leaves unknown."
)


class AgentServer(MCPServer[Any]):
    """The tools, with every fault of a call as an error that names its place in the arguments."""

    def __init__(self, tools: AgentTools) -> None:
        super().__init__(
            "ecsquote", title="ecsquote", version=__version__, instructions=_INSTRUCTIONS, log_level="WARNING"
        )
        hints = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
        for tool in tools.all():
            self.add_tool(tool, annotations=hints)

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; raises ToolError with every fault and its pointer."""
        await self._refuse_unknown(name, arguments)
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            cause = error.__cause__
            if isinstance(cause, ValidationError):
                cause = input_error(cause, arguments)
            if isinstance(cause, EcsquoteError):
                raise ToolError(_in_words(cause)) from None
            raise

    async def _refuse_unknown(self, name: str, arguments: dict[str, Any]) -> None:
        tool = next((tool for tool in await self.list_tools() if tool.name == name), None)
        if tool is None:
            return
        known = tool.input_schema["properties"]
        message = f"unknown argument; known: {', '.join(known)}"
        if faults := [Fault(f"/{each}", message) for each in sorted(arguments.keys() - known)]:
            raise ToolError(_in_words(InputError("the call is not valid", faults)))


def _in_words(error: EcsquoteError) -> str:
    faults = error.faults if isinstance(error, InputError) else ()
    shown = list(faults[:MAX_FAULTS])
    if more := len(faults) - len(shown):
        shown.append(Fault("", f"and {counted(more, 'more fault')}"))
    return with_faults(str(error), shown)


def agent_server(settings: Settings, root: Path | None) -> AgentServer:
    """The server of these settings; `root` is the one folder from which paths are taken, None: no paths."""
    return AgentServer(AgentTools(PricingDesk(settings), RootFolder(root)))


def loopback_only() -> TransportSecuritySettings:
    """Only pages and clients of this machine: a foreign Host or Origin is refused."""
    hosts = [host for name in _NAMES for host in (name, f"{name}:*")]
    return TransportSecuritySettings(
        allowed_hosts=hosts, allowed_origins=[f"{scheme}://{host}" for scheme in ("http", "https") for host in hosts]
    )


def serve_http(server: AgentServer, port: int) -> None:
    """Serve HTTP on this machine alone, until interrupted."""
    server.run(
        "streamable-http",
        host=LOOPBACK,
        port=port,
        streamable_http_path=HTTP_PATH,
        stateless_http=True,
        json_response=True,
        max_request_body_size=MAX_BODY_BYTES,
        transport_security=loopback_only(),
    )
