"""roi pilot: how large a pilot should be, and an estimate that decides by it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tui.cli.commands.parameters import AsJson, BrandFile, Force, MarkdownFile
from tui.cli.commands.queries import give, with_options
from tui.cli.face import TERMINAL
from tui.queries.pilot import PilotQuery


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(PilotQuery.NAME, help=PilotQuery.__doc__)(with_options(pilot))


def pilot(
    query: PilotQuery,
    apply: Annotated[
        Path | None,
        typer.Option(
            help="Write an estimate whose option with a gate has this gate, share, length and error."
        ),
    ] = None,
    output: MarkdownFile = None,
    brand: BrandFile = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Size a pilot by its worth."""
    from tui.cli.console import say
    from tui.cli.writing import brand_of, check_estimate_file, check_markdown, write_estimate
    from tui.desk.piloted import piloted

    check_estimate_file(apply)
    check_markdown(output, apply, force=force)
    look = brand_of(brand)
    opened_case = query.remarked(TERMINAL)
    design = query.designed(opened_case, TERMINAL)
    estimate = None if apply is None else piloted(opened_case, design)
    give(query.answered(design), as_json, output, look, force)
    if apply is not None and estimate is not None:
        write_estimate(estimate, apply, force)
        say(f"Wrote {apply}")
