"""roi observe, roi update: what is to be measured, and what the measurements say of the estimate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from roi.errors import RoiError, of_setting
from tui.cli.commands.parameters import AsJson, CaseName, Draws, Force, Option, Preset, Region, Seed, Sets


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(observe)
    app.command()(update)


def observe(
    case: CaseName,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A .csv, .toml or .xlsx file to fill in.")
    ] = None,
    months: Annotated[int, typer.Option(min=1, max=120, help="Rows for each line that has months.")] = 1,
    preset: Preset = None,
    option: Option = None,
    region: Region = None,
    sets: Sets = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """List what can be observed, as a file of observations to fill in."""
    from cases.row_tables import COLUMNS
    from exports.atomic import write_atomically
    from tui.cli.console import err, out, print_json
    from tui.desk.observing import checked_suffix, skeleton, skeleton_text
    from tui.desk.opening import CaseRequest
    from tui.desk.request import open_case

    suffix = ".csv" if output is None else checked_suffix(output)
    request = CaseRequest(case, preset=preset, option=option, region=region, sets=sets or ())
    rows = skeleton(open_case(request).model, months)
    if as_json:
        print_json([{key: text for key, text in zip(COLUMNS, row, strict=True) if text} for row in rows])
    if output is None:
        if not as_json:
            out().print(skeleton_text(rows, suffix), end="", markup=False, highlight=False, soft_wrap=True)
        return
    if suffix == ".xlsx":
        from exports.observation_sheets import write_sheet

        write_sheet(rows, output, force=force)
    else:
        text = skeleton_text(rows, suffix)
        write_atomically(output, lambda path: path.write_text(text, encoding="utf-8"), force=force)
    err().print(f"Wrote {output}", markup=False)


def update(
    case: CaseName,
    observed: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Observations: .csv, .toml or .xlsx; repeatable."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=HEADING", help="A column of somebody's export as a line or input."),
    ] = None,
    period: Annotated[
        str, typer.Option(metavar="HEADING", help="The column of the months, with --column.")
    ] = "",
    error: Annotated[
        str, typer.Option(help="How far the figures of --column may be off: a number, 5%, or exact.")
    ] = "exact",
    save: Annotated[Path | None, typer.Option(help="Write the updated estimate.")] = None,
    top: Annotated[int, typer.Option(help="Rows shown.", min=1)] = 12,
    preset: Preset = None,
    option: Option = None,
    region: Region = None,
    sets: Sets = None,
    draws: Draws = None,
    seed: Seed = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Update an estimate by what was measured since: inputs, metrics, claims, surprises."""
    from cases import estimate_text
    from exports.atomic import write_atomically
    from exports.files import check_targets
    from tui.cli.console import err, print_json, show
    from tui.cli.simulating import simulated
    from tui.desk.conflict import check_unchanged, file_digest
    from tui.desk.observing import ObservedFile, prior_of, read_observed, updated_by
    from tui.desk.opening import CaseRequest
    from tui.desk.request import open_case

    check_targets([save] if save else [], force=force)
    before = file_digest(save) if save else ""
    request = CaseRequest(
        case, preset=preset, option=option, region=region, sets=sets or (), draws=draws, seed=seed
    )
    prior = prior_of(open_case(request))
    files = [ObservedFile(path, column or (), period, error) for path in observed or ()]
    if not files and not prior.estimate.observations:
        hint = "Add --observed FILE; `roi observe CASE --output observed.csv` writes one to fill in."
        raise RoiError("there is nothing to update by", of_setting("observed"), hint)
    read = [read_observed(file, prior.estimate) for file in files]
    rows = [row for each in read for row in each.rows]
    for file, each in zip(files, read, strict=True):
        if each.empty:
            err().print(f"Note: {each.empty:,} rows of {file.path.name} have no value yet.", markup=False)
    found, estimate, known = updated_by(prior, rows, simulated)
    if known:
        err().print(f"Note: {known:,} rows are known already; they count once.", markup=False)
    if as_json:
        from exports.document.update import update_document

        print_json(update_document(found))
    else:
        from tui.views.update import update_parts

        show(update_parts(found, top))
    if save is None:
        return
    if not found.diagnostics.trusted:
        problem = " ".join(found.diagnostics.problems)
        raise RoiError(f"the updated estimate is not saved. {problem}", of_setting("save"), _MEND)
    check_unchanged(save, before, estimate)
    text = estimate_text(estimate)
    write_atomically(save, lambda path: path.write_text(text, encoding="utf-8"), force=force)
    err().print(f"Wrote {save}", markup=False)


_MEND = "Check units and errors of the observations, above all of those that were not expected."
