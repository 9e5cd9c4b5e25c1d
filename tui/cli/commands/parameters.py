"""Options that several commands share, written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def complete_case(incomplete: str) -> list[str]:
    """Ids of cases for the shell."""
    from roi.case_files import case_files

    return [name for name in case_files() if name.startswith(incomplete)]


CaseName = Annotated[
    str,
    typer.Argument(
        metavar="CASE",
        help="The id of a case, a case file or an estimate file.",
        autocompletion=complete_case,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON to standard output.")]
Preset = Annotated[str | None, typer.Option(help="Named overrides; `evidence` has none.")]
Option = Annotated[str | None, typer.Option(help="A way to deploy; none is the case as it stands.")]
Region = Annotated[
    str | None, typer.Option(help="Where it is deployed; none is the region that the case is written for.")
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help='Another value, as in --set price="range(20, 30, 50)".'),
]
ModelName = Annotated[
    str | None,
    typer.Option("--model", metavar="PROVIDER:MODEL", help="List price of a model; `roi models` lists them."),
]
Answers = Annotated[
    list[str] | None,
    typer.Option("--answer", metavar="NAME=VALUE", help="The same, as the prospect says it."),
]
LEAVE = "--no-learn leaves them"  # how inputs stay that an answer would move
Learn = Annotated[
    bool | None,
    typer.Option(
        "--learn/--no-learn",
        help="Whether an answered fact moves what it is correlated with (it does), or is only set.",
        show_default=False,
    ),
]
By = Annotated[str, typer.Option(help="Who prepared the estimate.")]
Draws = Annotated[int | None, typer.Option(help="Draws, rounded up to 16 × a power of two.")]
Seed = Annotated[int | None, typer.Option(help="The same seed gives the same numbers.")]
Sampler = Annotated[str | None, typer.Option(help="sobol, lhs or random.")]
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
Horizon = Annotated[int | None, typer.Option(help="Months, 1 to 120.")]
Start = Annotated[
    str | None, typer.Option(metavar="MONTH", help="The calendar month of month 1, as 2027-01.")
]
Currency = Annotated[str | None, typer.Option(help="Show results in another currency of [rates].")]
BrandFile = Annotated[
    Path | None, typer.Option("--brand", help="How documents look: logo, colours, lines on each page.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist.")]

Stresses = Annotated[
    list[str] | None,
    typer.Option(
        "--stress",
        metavar="CHANGE",
        help="price=30, price+=5, price*=1.2, or price~2 (twice as uncertain).",
    ),
]
