"""roi compare: ways to deploy on the same draws."""

from __future__ import annotations

import typer

from tui.cli.commands.queries import command_of
from tui.queries.compare import CompareQuery


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(CompareQuery.NAME)(command_of(CompareQuery))
