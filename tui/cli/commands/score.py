"""roi score: how good forecasts were, and what came true as a class for the next case."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

from tui.cli.commands.parameters import AsJson, BrandFile, Force, MarkdownFile
from tui.cli.commands.queries import give, with_options
from tui.cli.face import TERMINAL
from tui.cli.writing import brand_of, check_markdown
from tui.queries.score import ScoreQuery


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(ScoreQuery.NAME, help=ScoreQuery.__doc__)(with_options(score))


def score(
    query: ScoreQuery,
    save_class: Annotated[
        Path | None, typer.Option(help="Write realised ÷ estimated of benefits and costs: a .csv for a case.")
    ] = None,
    output: MarkdownFile = None,
    brand: BrandFile = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Score forecasts."""
    from exports.atomic import write_atomically
    from roi.errors import Place, RoiError
    from tui.cli.console import say
    from tui.desk.scoring import class_input, class_rows, class_text

    if save_class is not None and save_class.suffix.lower() != ".csv":
        raise RoiError(
            f"the suffix {save_class.suffix!r} is unknown", Place(str(save_class)), "Allowed: .csv."
        )
    check_markdown(output, save_class, force=force)
    look = brand_of(brand)
    tracked = query.tracked(TERMINAL)
    rows = class_rows(tracked)
    text = "" if save_class is None else class_text(rows)
    give(query.answered(tracked), as_json, output, look, force)
    if save_class is not None:
        write_atomically(save_class, lambda path: path.write_text(text, encoding="utf-8"), force=force)
        say(f"Wrote {save_class}. A case beside it takes it in with:")
        lines = class_input(save_class.name, rows, datetime.date.today())
        say(lines)
