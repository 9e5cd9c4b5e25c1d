"""roi cases, roi show, roi why, roi audit, roi blocks: what a case holds and on whose word."""

from __future__ import annotations

from typing import Annotated

import typer

from tui.cli.commands.parameters import AsJson
from tui.cli.commands.queries import command_of
from tui.queries.catalogue import AuditQuery, CasesQuery, ShowQuery, WhyQuery


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for query in (CasesQuery, ShowQuery, WhyQuery, AuditQuery):
        app.command(query.NAME)(command_of(query))
    app.command()(blocks)


def blocks(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A block: it is shown in full.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the building blocks that cases take in by `use`, or show one in full."""
    from cases.block import block_named, shipped_blocks
    from tui.cli.console import print_json, show
    from tui.views.blocks import block_parts, blocks_document, blocks_parts

    shown = [block_named(each) for each in ([name] if name else shipped_blocks())]
    if as_json:
        print_json(blocks_document(shown))
    else:
        show(block_parts(shown[0]) if name else blocks_parts(shown))
