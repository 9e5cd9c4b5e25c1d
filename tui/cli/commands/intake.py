"""roi intake: the sheet of questions to send to a prospect."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from roi.errors import Place, RoiError
from tui.cli.commands.parameters import Force
from tui.cli.commands.queries import with_options
from tui.queries.shared import By, CaseName, Option, Preset, Region


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(with_options(intake))


def intake(
    case: CaseName,
    output: Annotated[Path, typer.Option("--output", "-o", help="The .xlsx to write.")],
    preset: Preset = None,
    option: Option = None,
    region: Region = None,
    by: By = "",
    prospect: Annotated[str, typer.Option("--for", help="The prospect it goes to.")] = "",
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Show the evidence beside the questions.")
    ] = False,
    force: Force = False,
) -> None:
    """Write the questions to a prospect; `roi run` reads the answers back."""
    import datetime

    from exports.atomic import write_atomically
    from exports.workbook.intake import intake_workbook
    from tui.cli.console import err
    from tui.desk.opening import CaseRequest
    from tui.desk.request import open_case

    if output.suffix.lower() != ".xlsx":
        raise RoiError(f"the suffix {output.suffix!r} is unknown", Place(str(output)), "Allowed: .xlsx.")
    opened_case = open_case(
        CaseRequest(case, preset=preset, option=option, region=region, by=by, prospect=prospect)
    )

    def write(path: Path) -> None:
        intake_workbook(
            opened_case.model,
            path,
            prospect=prospect,
            prepared_by=by,
            created=datetime.date.today(),
            show_evidence=evidence,
        )

    write_atomically(output, write, force=force)
    err().print(f"Wrote {output}. When it comes back: roi run {output} --save acme.toml")
