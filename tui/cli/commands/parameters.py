"""Options of the command line alone; what queries take stands in `tui.queries.shared`."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

from roi.defaults import MOST_TRIALS
from tui.cli.commands.typed import date, number


def complete_case(incomplete: str) -> list[str]:
    """Ids of cases for the shell."""
    from roi.case_files import case_files

    return [name for name in case_files() if name.startswith(incomplete)]


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON to standard output.")]
Threads = Annotated[
    int, typer.Option(help="Blocks of draws worked on at once.", **number("threads", int, 1, 64))
]
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
Save = Annotated[Path | None, typer.Option(help="Write an estimate file that repeats this run.")]
Outputs = Annotated[
    list[Path] | None,
    typer.Option(
        "--output",
        "-o",
        help="Write .xlsx, .pptx, .html, .pdf, .ods, .md, "
        ".json, .csv, .parquet, .sipmath or .zip; repeatable.",
    ),
]
Trials = Annotated[
    int,
    typer.Option(
        help="Live trials of a workbook, rounded up to 16 × a power of two, but for multiples of 16,384.",
        **number("trials", int, 1, MOST_TRIALS),
    ),
]
Since = Annotated[
    Path | None,
    typer.Option(help="An older estimate or workbook: a workbook or .md lists what changed since."),
]
ValidUntil = Annotated[
    datetime.date | None, typer.Option(help="Date on a workbook's Summary.", **date("valid_until"))
]
AddWays = Annotated[
    bool,
    typer.Option(
        "--compare",
        help="Add all ways to deploy side by side to a workbook, their total costs to Markdown.",
    ),
]
ByQuarter = Annotated[
    bool, typer.Option("--quarters", help="Show the plan by quarter too, here and in Markdown.")
]
Sheets = Annotated[
    list[Path] | None,
    typer.Option("--answers", metavar="FILE", help="A sheet of questions that came back; repeatable."),
]
MasterFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A presentation with {{names}} that a .pptx is filled into."),
]
ListVariables = Annotated[
    bool, typer.Option("--variables", help="List the names of a master with their texts; write nothing.")
]
MarkdownFile = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write it as Markdown, a .md file.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but files and errors.")]
