"""roi observe, roi update, roi track: what is to be measured, what it says of an estimate, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tui.cli.commands.parameters import AsJson, BrandFile, Force, MarkdownFile
from tui.cli.commands.queries import documented, give, with_options
from tui.cli.face import TERMINAL
from tui.cli.writing import brand_of, check_estimate_file, check_markdown, write_estimate
from tui.queries.observed import ObserveQuery, TrackQuery, UpdateQuery


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(with_options(observe))
    app.command()(with_options(update))
    app.command(TrackQuery.NAME)(documented(TrackQuery))


def observe(
    query: ObserveQuery,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A .csv, .toml or .xlsx file to fill in.")
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """List what can be observed, as a file of observations to fill in."""
    from exports.atomic import write_atomically
    from tui.cli.console import out, print_json, say, show
    from tui.desk.observing import checked_suffix

    suffix = ".csv" if output is None else checked_suffix(output)
    rows = query.rows(TERMINAL)
    answer = query.answered(rows)
    if as_json:
        print_json(answer.document())
    if output is None:
        if not as_json:
            show(answer.parts(out().width))
        return
    if suffix == ".xlsx":
        from cases.row_tables import COLUMNS
        from exports.observation_sheets import write_sheet

        write_sheet(COLUMNS, rows, output, force=force)
    else:
        text = query.text(rows, suffix)
        write_atomically(output, lambda path: path.write_text(text, encoding="utf-8"), force=force)
    say(f"Wrote {output}")


def update(
    query: UpdateQuery,
    save: Annotated[Path | None, typer.Option(help="Write the updated estimate.")] = None,
    output: MarkdownFile = None,
    brand: BrandFile = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Update an estimate by what was measured since: inputs, metrics, claims, surprises."""
    from tui.cli.console import say
    from tui.desk.conflict import check_unchanged, file_digest
    from tui.desk.observing import checked_updating

    check_estimate_file(save)
    check_markdown(output, save, force=force)
    look = brand_of(brand)
    before = file_digest(save) if save else ""
    updating = query.updated(TERMINAL)
    give(query.answered(updating.update), as_json, output, look, force)
    if save is None:
        return
    estimate = checked_updating(updating).estimate
    check_unchanged(save, before, estimate)
    write_estimate(estimate, save, force)
    say(f"Wrote {save}")
