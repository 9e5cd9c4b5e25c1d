"""roi cases, roi show, roi why, roi audit, roi blocks: what a case holds and on whose word."""

from __future__ import annotations

from typing import Annotated

import typer

from tui.cli.commands.parameters import Answers, AsJson, CaseName, Option, Preset, Region, Sets
from tui.cli.options import as_option


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("cases")(list_cases)
    app.command()(show)
    app.command()(why)
    app.command()(audit)
    app.command()(blocks)


def list_cases(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[SEARCH]", help="Only cases that hold every word.")
    ] = None,
    sector: Annotated[
        str | None, typer.Option(help="Only a sector of the report, or what cases call theirs.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the cases by sector of the report; those looked for with what is claimed and what the evidence says."""
    from tui.cli.console import err, out, print_json, show
    from tui.desk.catalogue import catalogue
    from tui.views.cases import card_document, cases_parts

    found = catalogue()
    for problem in found.problems:
        err().print(f"Warning: {problem.worded(as_option, as_option)}")
    looked_for = tuple(word for text in words or () for word in text.split())
    cards = found.chosen(looked_for, sector or "")
    if as_json:
        print_json([card_document(card) for card in cards])
    elif cards:
        show(cases_parts(cards, in_full=bool(looked_for or sector)))
    else:
        out().print(f"No case holds these words: {' '.join(looked_for)}." if looked_for else
                    "No case is of this sector yet; `roi new NAME` writes one to start from.")  # fmt: skip


def show(
    case: CaseName,
    preset: Preset = None,
    option: Option = None,
    region: Region = None,
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
        CaseRequest(case, preset=preset, option=option, region=region, sets=sets or (), answers=answers or ())
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
    region: Region = None,
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
        CaseRequest(case, preset=preset, option=option, region=region, sets=sets or (), answers=answers or ())
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
    from tui.views.audit import NO_CLAIMS, audit_table

    asked = open_case(CaseRequest(case)).estimate.case
    findings = audited(asked)
    if as_json:
        print_json([claim_part(finding).model_dump() for finding in findings])
    else:
        out().print(audit_table(asked, findings) if findings else NO_CLAIMS)


def blocks(
    name: Annotated[str | None, typer.Argument(help="A block: it is shown in full.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the building blocks that cases take in by `use`, or show one in full."""
    from cases.block import block_named, shipped_blocks
    from tui.cli.console import print_json, show
    from tui.views.blocks import block_parts, blocks_document, blocks_parts

    shown = [block_named(each) for each in ([name] if name else shipped_blocks())]
    if as_json:
        print_json(blocks_document(shown))
    else:
        show(block_parts(shown[0]) if name else blocks_parts(shown))
