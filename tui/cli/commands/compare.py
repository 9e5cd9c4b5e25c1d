"""roi compare: ways to deploy on the same draws."""

from __future__ import annotations

import typer

from tui.cli.commands.parameters import AsJson, BrandFile, Force, MarkdownFile
from tui.cli.commands.queries import give, with_options
from tui.cli.face import TERMINAL
from tui.cli.writing import brand_of, check_markdown
from tui.queries.compare import CompareQuery


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(CompareQuery.NAME, help=CompareQuery.__doc__)(with_options(compare))


def compare(
    query: CompareQuery,
    output: MarkdownFile = None,
    brand: BrandFile = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Compare."""
    check_markdown(output, force=force)
    look = brand_of(brand)
    give(query.answer(TERMINAL, in_full=as_json or output is not None), as_json, output, look, force)
