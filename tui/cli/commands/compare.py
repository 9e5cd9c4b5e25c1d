"""roi compare: ways to deploy on the same draws."""

import typer

from tui.cli.commands.queries import documented
from tui.queries.compare import CompareQuery


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(CompareQuery.NAME)(documented(CompareQuery))
