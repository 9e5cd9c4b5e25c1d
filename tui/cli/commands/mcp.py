"""roi mcp: the queries as tools of an agent."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from roi.reading import real_folder
from tui.cli.commands.typed import number
from tui.cli.face import TERMINAL
from tui.mcp.limits import FEWEST_DRAWS, SECONDS, USUAL_DRAWS, ServerLimits


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("mcp")(serve_agents)


def serve_agents(
    folder: Annotated[
        Path | None,
        typer.Option(help="The only folder whose files can be read; shipped cases alone by default."),
    ] = None,
    draws: Annotated[
        int, typer.Option(help="Most draws of a call.", **number("draws", int, FEWEST_DRAWS))
    ] = USUAL_DRAWS,
    seconds: Annotated[
        float, typer.Option(help="Longest time of a call, in seconds.", **number("seconds", float, 1, 3_600))
    ] = SECONDS,
) -> None:
    """Serve an agent on standard input and output, by the Model Context Protocol; it can only read."""
    from roi.extras import imported

    imported("mcp_types", "roi mcp", "mcp")  # brought by the SDK from its second version on
    if sys.stdin.isatty():
        TERMINAL.note("An agent's program starts this and writes to it. Ctrl+C ends it.")
    limits = ServerLimits(None if folder is None else real_folder(folder), draws, seconds)
    from tui.mcp.server import serve

    serve(limits)
