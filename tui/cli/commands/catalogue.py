"""roi cases, roi show, roi why, roi audit: what a case holds and on whose word."""

from __future__ import annotations

from typing import Annotated

import typer

from tui.cli.commands.parameters import Answers, AsJson, CaseName, Option, Preset, Sets


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("cases")(list_cases)
    app.command()(show)
    app.command()(why)
    app.command()(audit)


def list_cases(as_json: AsJson = False) -> None:
    """List the shipped cases."""
    from cases import load, templates
    from tui.cli.console import out, print_json
    from tui.views.catalogue import cases_document, cases_table

    cases = [load(name) for name in templates()]
    if as_json:
        print_json([cases_document(case) for case in cases])
    else:
        out().print(cases_table(cases))


def show(
    case: CaseName,
    preset: Preset = None,
    option: Option = None,
    sets: Sets = None,
    answers: Answers = None,
    as_json: AsJson = False,
) -> None:
    """Show a case: inputs with range, grade and source; lines in words."""
    from tui.cli.console import print_json, show
    from tui.desk.opening import CaseRequest
    from tui.desk.request import open_case
    from tui.views.catalogue import model_document, model_parts

    opened_case = open_case(
        CaseRequest(case, preset=preset, option=option, sets=sets or (), answers=answers or ())
    )
    if as_json:
        print_json(model_document(opened_case.model))
    else:
        show(model_parts(opened_case.model))


def why(
    case: CaseName,
    name: Annotated[str, typer.Argument(help="A line or an input.")],
    preset: Preset = None,
    option: Option = None,
    sets: Sets = None,
    answers: Answers = None,
    as_json: AsJson = False,
) -> None:
    """Ask a number why: what feeds a line, with values, units and conversions, down to the sources."""
    from tui.cli.console import out, print_json
    from tui.desk.opening import CaseRequest
    from tui.desk.request import open_case
    from tui.views.why import explain, explain_document

    opened_case = open_case(
        CaseRequest(case, preset=preset, option=option, sets=sets or (), answers=answers or ())
    )
    if as_json:
        print_json(explain_document(opened_case.model, name))
    else:
        out().print(explain(opened_case.model, name))


def audit(case: CaseName, as_json: AsJson = False) -> None:
    """Audit the published figures: stated, computed, ratio, verdict, and why."""
    from exports.document.claims import claim_part
    from roi.analysis.audit import audit as audited
    from tui.cli.console import out, print_json
    from tui.desk.opening import CaseRequest
    from tui.desk.request import open_case
    from tui.views.audit import audit_table

    asked = open_case(CaseRequest(case)).estimate.case
    findings = audited(asked)
    if as_json:
        print_json([claim_part(finding).model_dump() for finding in findings])
    else:
        out().print(audit_table(asked, findings))
