"""roi intake: the sheet of questions to send to a prospect."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from roi.errors import Place, RoiError
from roi.owners import Owner
from tui.cli.commands.parameters import Anonymous, BrandFile, Force
from tui.cli.commands.queries import with_options
from tui.queries.shared import By, CaseName, Option, Preset, Region

Evidence = Annotated[bool, typer.Option("--evidence", help="Show the evidence beside the questions.")]
Split = Annotated[
    bool, typer.Option("--split", help="Write one workbook for each owner of questions: NAME-finance.xlsx …")
]


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
    evidence: Evidence = False,
    split: Split = False,
    brand: BrandFile = None,
    anonymous: Anonymous = False,
    force: Force = False,
) -> None:
    """Write the questions to a prospect; `roi run` reads the answers back."""
    import datetime

    from exports.atomic import write_together
    from exports.workbook.intake import intake_workbook
    from exports.workbook.origin.identity import NOBODY
    from exports.workbook.questions import owners
    from roi.notation import notation
    from tui.cli.console import say
    from tui.cli.options import as_file, as_typed
    from tui.cli.writing import brand_of
    from tui.desk.opening import CaseRequest
    from tui.desk.request import open_case

    if output.suffix.lower() != ".xlsx":
        raise RoiError(f"the suffix {output.suffix!r} is unknown", Place(str(output)), "Allowed: .xlsx.")
    look = brand_of(brand)
    opened_case = open_case(
        CaseRequest(case, preset, option, region=region, by=by, prospect=prospect, anonymous=anonymous)
    )
    look, settings = look.mapped(opened_case.names.out_of), opened_case.settings

    def writer(of: tuple[Owner | None, ...] | None) -> Callable[[Path], None]:
        def write(path: Path) -> None:
            with notation(look.numbers, look.dates):
                intake_workbook(opened_case.model, path, prospect=settings.prospect,
                                prepared_by=settings.prepared_by, created=datetime.date.today(),
                                show_evidence=evidence, of=of, brand=look)  # fmt: skip

        return write

    writers = {output: writer(None)}
    if split:
        writers = {
            output.with_name(f"{output.stem}-{owner or NOBODY}{output.suffix}"): writer((owner,))
            for owner in owners(opened_case.model)
        }
    write_together(writers, force=force)
    for path in writers:
        say(f"Wrote {path}")
    # Alone, a sheet says itself what it was written for.
    chosen = {"--preset": preset, "--option": option, "--region": region} if split else {}
    words = [as_file(case if split else output), *(f"{name}={text}" for name, text in chosen.items() if text)]
    words += [word for path in writers if split for word in ("--answers", str(path))]
    back = as_typed(("roi", "run", *words, "--save", "acme.toml"))
    say(f"When {'they come' if split else 'it comes'} back: {back}")
