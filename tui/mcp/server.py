"""The server: tools over standard streams, by the official SDK."""

from __future__ import annotations

import json
import os
import signal
import sys
from functools import partial
from typing import Any

import anyio
import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from roi.errors import nearest
from roi.text import one_line
from roi.version import __version__
from tui.mcp.arguments import schema
from tui.mcp.limits import ServerLimits
from tui.mcp.process import Worker
from tui.mcp.tools import INSTRUCTIONS, TOOLS

SCHEMA_URI = "roi://run/schema"
_READS = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
Context = ServerRequestContext[Any, Any]


class Door:
    """What the server answers.

    Args:
        limits: what a caller may have.
        worker: who works the calls off.
    """

    def __init__(self, limits: ServerLimits, worker: Worker) -> None:
        self.limits, self.worker = limits, worker

    def server(self) -> Server[Any]:
        """The server with these answers."""
        return Server(
            "roi",
            version=__version__,
            title="Business cases of AI deployments",
            instructions=INSTRUCTIONS,
            on_list_tools=self.tools,
            on_call_tool=self.call,
            on_list_resources=self.resources,
            on_read_resource=self.read,
        )

    async def tools(self, _: Context, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        """All tools, with the schemas of their arguments."""
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=name,
                    title=tool.title,
                    description=tool.description,
                    input_schema=schema(tool.query, self.limits),
                    annotations=_READS,
                )
                for name, tool in TOOLS.items()
            ]
        )

    async def call(self, context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        """The answer of a tool: words first, then the document; or the one message why there is none."""
        if params.name not in TOOLS:
            shown = one_line(params.name, 60)
            return _refused(f"There is no tool `{shown}`. {nearest(shown, TOOLS)}")

        async def progress(title: str, done: int, total: int) -> None:
            await context.session.report_progress(done, total, title)

        reply = await self.worker.ask(params.name, params.arguments or {}, progress)
        if "error" in reply:
            return _refused(reply["error"])
        document = reply["document"]
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=reply["text"])],
            structured_content=document if isinstance(document, dict) else {"result": document},
        )

    async def resources(
        self, _: Context, __: types.PaginatedRequestParams | None
    ) -> types.ListResourcesResult:
        """The schema of what `run` returns."""
        about = "JSON Schema of the document that the tool `run` returns: what each figure is, and its unit."
        resource = types.Resource(
            uri=SCHEMA_URI, name="run-schema", description=about, mime_type="application/schema+json"
        )
        return types.ListResourcesResult(resources=[resource])

    async def read(self, _: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        """That schema, and nothing else.

        Raises:
            MCPError: another address.
        """
        if str(params.uri) != SCHEMA_URI:
            raise MCPError(types.INVALID_PARAMS, f"There is one resource: {SCHEMA_URI}.")
        from exports.document.schema import schema_file

        text = json.dumps(json.loads(schema_file("result").read_text(encoding="utf-8")))
        content = types.TextResourceContents(uri=SCHEMA_URI, mime_type="application/schema+json", text=text)
        return types.ReadResourceResult(contents=[content])


def _refused(message: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=message)], is_error=True)


async def _served(limits: ServerLimits) -> None:
    worker = Worker(limits)
    try:
        async with anyio.create_task_group() as group, stdio_server() as (calls, results):
            if sys.platform != "win32":
                group.start_soon(_end_at_signals, worker)
            server = Door(limits, worker).server()
            await server.run(calls, results, server.create_initialization_options())
            group.cancel_scope.cancel()
    finally:
        await worker.stop()


async def _end_at_signals(worker: Worker) -> None:
    """End with the work at a signal: the SDK would wait for the next line of who hears nothing any more."""
    every = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    heard = [
        number for number in every if signal.getsignal(number) is not signal.SIG_IGN
    ]  # nohup ignores one
    with anyio.open_signal_receiver(*heard) as signals:
        async for number in signals:
            await worker.stop()
            os._exit(128 + number)


def serve(limits: ServerLimits) -> None:
    """Serve on standard input and output until the client hangs up."""
    anyio.run(partial(_served, limits))
