"""roi drivers, roi ask, roi solve, roi losing: what matters, what to ask, what would have to be true."""

from __future__ import annotations

import typer

from tui.cli.commands.queries import command_of
from tui.queries.decide import AskQuery, DriversQuery, LosingQuery, SolveQuery


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for query in (DriversQuery, AskQuery, SolveQuery, LosingQuery):
        app.command(query.NAME)(command_of(query))
