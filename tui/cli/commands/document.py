"""roi check, roi new: for the analyst who writes a case."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tui.cli.commands.parameters import AsJson, Force

if TYPE_CHECKING:
    from tui.desk.pack_check import Findings


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(check)
    app.command()(new)


def check(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="A case file, the id of a case, or a pack: a folder or its name."
        ),
    ],
    strict: Annotated[bool, typer.Option("--strict", help="End with exit code 2 for warnings too.")] = False,
    as_json: AsJson = False,
) -> None:
    """Review a case file: plan by year with conversions, reach of inputs, what is missing; or all of a pack."""
    from dataclasses import asdict

    from cases import load
    from roi.analysis.review import review
    from tui.cli.console import out, print_json, show
    from tui.desk.pack_check import findings, pack_named
    from tui.views.review import pack_document, pack_parts, review_parts

    pack = pack_named(file)
    if pack is not None:
        reviewed: list[Findings] = []
        if as_json:
            reviewed += findings(pack)
            print_json(pack_document(pack, reviewed))
        else:
            show(pack_parts(findings(pack), reviewed))
        remarks = [remark for case_review in reviewed for remark in case_review.remarks]
    else:
        case = load(file)
        reviewed_case = review(case, datetime.date.today())
        if as_json:
            print_json(asdict(reviewed_case))
        else:
            show(review_parts(case, reviewed_case, out().width))
        remarks = list(reviewed_case.remarks)
    if any(strict or remark.level == "error" for remark in remarks):
        raise typer.Exit(2)


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Id of the case: lower case, with dashes.")],
    folder: Annotated[Path, typer.Option(help="Where to write NAME.toml.")] = Path(),
    force: Force = False,
) -> None:
    """Write a commented case file to start from; it passes `roi check`."""
    from cases.new import template_text
    from exports.atomic import write_atomically
    from tui.cli.console import say
    from tui.cli.options import as_file, as_typed

    text = template_text(name)
    target = folder / f"{name}.toml"
    write_atomically(target, lambda path: path.write_text(text, encoding="utf-8"), force=force)
    review = as_typed(("roi", "check", as_file(target)))
    say(f"Wrote {target}. Next: {review}")
