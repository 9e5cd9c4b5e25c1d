"""roi check, roi new: for the analyst who writes a case."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tui.cli.commands.parameters import AsJson, Force


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(check)
    app.command()(new)


def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A case file, or a shipped id.")],
    as_json: AsJson = False,
) -> None:
    """Review a case file: plan by year with conversions, reach of inputs, what is missing."""
    from cases import load
    from roi.analysis.review import review
    from tui.cli.console import out, print_json, show
    from tui.views.review import review_document, review_parts

    case = load(file)
    findings = review(case)
    if as_json:
        print_json(review_document(findings))
    else:
        show(review_parts(case, findings, out().width))
    if any(remark.level == "error" for remark in findings.remarks):
        raise typer.Exit(2)


def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Id of the case: lower case, with dashes.")],
    folder: Annotated[Path, typer.Option(help="Where to write NAME.toml.")] = Path(),
    force: Force = False,
) -> None:
    """Write a commented case file to start from; it passes `roi check`."""
    from cases.new import template_text
    from exports.atomic import write_atomically
    from tui.cli.console import err

    text = template_text(name)
    target = folder / f"{name}.toml"
    write_atomically(target, lambda path: path.write_text(text, encoding="utf-8"), force=force)
    err().print(f"Wrote {target}. Next: roi check {target}")
