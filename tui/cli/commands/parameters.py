"""Options of the command line alone; what queries take stands in `tui.queries.shared`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def complete_case(incomplete: str) -> list[str]:
    """Ids of cases for the shell."""
    from roi.case_files import case_files

    return [name for name in case_files() if name.startswith(incomplete)]


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON to standard output.")]
Engine = Annotated[
    str, typer.Option(help="arrays, or compiled: for millions of draws, needs the extra `fast`.")
]
Threads = Annotated[int, typer.Option(min=1, max=64, help="Blocks of draws worked on at once.")]
Precision = Annotated[
    str | None,
    typer.Option(
        metavar="SHARE", help="As 0.2%: draws until P10, P50, P90 of NPV err by less of their spread."
    ),
]
BrandFile = Annotated[
    Path | None, typer.Option("--brand", help="How documents look: logo, colours, lines on each page.")
]
Anonymous = Annotated[
    bool,
    typer.Option("--anonymous", help="Take out the names of the prospect and of people, and private notes."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist.")]
