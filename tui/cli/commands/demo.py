"""roi demo: the case studies, simulated and written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from tui.cli.commands.parameters import AsJson, Force
from tui.cli.commands.queries import with_options
from tui.cli.face import TERMINAL
from tui.cli.writing import write_files
from tui.desk.handover import document_request
from tui.queries.shared import Draws
from tui.queries.simulating import judged, simulated

CASE_STUDIES = ("bank-chatbot", "clinical-scribe", "code-assistant")  # of the market report
SUFFIXES = (".xlsx", ".json", ".csv", ".md")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(with_options(demo))


def demo(
    folder: Annotated[Path, typer.Option(help="Where to write the results.")] = Path("out"),
    draws: Draws = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Run the three case studies of the market report and write their results."""
    from exports.document.result import result_document
    from exports.files import check_targets
    from exports.story.contents import DocumentRequest
    from roi.sim.cuts import HEADLINE
    from tui.cli.console import print_json, show
    from tui.desk.opening import CaseRequest
    from tui.desk.request import open_case
    from tui.views.demo import demo_parts

    folder.mkdir(parents=True, exist_ok=True)
    targets = {name: [folder / f"{name}{suffix}" for suffix in SUFFIXES] for name in CASE_STUDIES}
    check_targets([path for paths in targets.values() for path in paths], force=force)
    runs, verdicts = {}, {}
    for name in CASE_STUDIES:
        opened_case = open_case(CaseRequest(name, draws=draws))
        runs[name] = simulated(opened_case, TERMINAL)
        verdicts[name] = judged(runs[name], False, TERMINAL)
        contents = replace(document_request(opened_case, HEADLINE), verdict=verdicts[name])
        write_files(opened_case, runs[name], contents, targets[name], None, force, quiet=True)
    if as_json:
        print_json(
            {
                name: result_document(runs[name], DocumentRequest(verdict=verdicts[name]))
                for name in CASE_STUDIES
            }
        )
    else:
        show(demo_parts(verdicts, targets))
