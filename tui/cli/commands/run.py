"""roi run: simulate and show."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from roi.defaults import TRIALS
from roi.errors import RoiError, Setting, of_setting
from tui.cli.commands.parameters import (
    AddWays,
    Anonymous,
    AsJson,
    BrandFile,
    ByQuarter,
    Force,
    ListVariables,
    MasterFile,
    Outputs,
    Precision,
    Quiet,
    Save,
    Sheets,
    Since,
    Threads,
    Trials,
    ValidUntil,
)
from tui.cli.commands.queries import with_options
from tui.cli.face import TERMINAL
from tui.cli.options import as_option
from tui.cli.writing import brand_of, checked_targets, kinds_of, write_files
from tui.desk.handover import document_request
from tui.queries.run import RunQuery
from tui.queries.shared import Stresses
from tui.queries.simulating import SimulationEffort, certainty, cut_of, judged, simulated, worked_off

if TYPE_CHECKING:
    from exports.archive.presentation import Master
    from exports.files import DocumentRequest, Format
    from exports.voice.since import Older
    from roi import Run
    from roi.analysis.alternatives import Alternatives
    from roi.analysis.certainty import CertaintyEquivalent
    from roi.analysis.verdict import Verdict
    from tui.desk.opening import CaseRequest, OpenedFile
    from tui.desk.request import OpenedCase

_DECK = "deck"  # the second name of the command


def register(app: typer.Typer) -> None:
    """Add the command, under a second name for those who want slides."""
    command = with_options(run)
    app.command()(command)
    app.command(_DECK, help="The same, for slides: --output NAME.pptx, --master and --variables.")(command)


def run(
    context: typer.Context,
    query: RunQuery,
    precision: Precision = None,
    threads: Threads = 1,
    save: Save = None,
    output: Outputs = None,
    trials: Trials = TRIALS,
    since: Since = None,
    valid_until: ValidUntil = None,
    compare: AddWays = False,
    stress: Stresses = (),
    quarters: ByQuarter = False,
    brand: BrandFile = None,
    sheets: Sheets = None,
    anonymous: Anonymous = False,
    master: MasterFile = None,
    variables: ListVariables = False,
    force: Force = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Simulate a case and show its business case."""
    kinds = kinds_of(output or ())
    theirs = _master(context, master, output or (), variables)
    wanted = replace(query.request(), anonymous=anonymous, sheets=tuple(sheets or ()))
    look = brand_of(brand)
    source, opened_case = _opened(wanted, valid_until, compare, stress, output or ())
    look = look.mapped(opened_case.names.out_of)
    older = None if since is None else _older(since, opened_case, output or (), anonymous)
    before = checked_targets(output or (), save, force)
    cut, tolerance = cut_of(query.include_soft), query.tolerance(opened_case)
    result, opened_case = worked_off(opened_case, SimulationEffort(_share(precision), threads), TERMINAL)
    if variables:
        _list_variables(result, document_request(opened_case, cut, trials, look), as_json)
        return
    _note(opened_case, trials, kinds, trials_given=_is_given(context, "trials"))
    judging = not quiet or any(kind.judges for kind in kinds)
    verdict = judged(result, query.include_soft, TERMINAL) if judging else None
    equivalent = None if tolerance is None else certainty(result, tolerance, query.include_soft)
    if verdict is not None and not (as_json or quiet):
        _show(result, opened_case, verdict, equivalent, query.include_soft, quarters, query.with_plan)
    if not (as_json or output or save):
        return
    contents = document_request(opened_case, cut, trials, look)
    ways = _alternatives(wanted, source, query.include_soft, stress) if compare else None
    contents = replace(contents, verdict=verdict, older=older, certainty=equivalent, by_quarter=quarters,
                   with_plan=query.with_plan, master=theirs, alternatives=ways)  # fmt: skip
    if as_json:
        from exports.document.result import result_document  # by a schema, whose package takes long to import
        from tui.cli.console import print_json

        print_json(result_document(result, contents))
    if save is not None:
        from tui.desk.conflict import check_unchanged

        check_unchanged(save, before, opened_case.estimate)
    write_files(opened_case, result, contents, output or [], save, force, quiet or as_json)


def _opened(
    wanted: CaseRequest,
    valid_until: datetime.date | None,
    compare: bool,
    stress: Sequence[str],
    outputs: Sequence[Path],
) -> tuple[OpenedFile, OpenedCase]:
    """What is run, with the date until which it holds; refused where a comparison has no place or no use."""
    from tui.desk.opening import opened
    from tui.desk.request import open_case

    source = opened(wanted)
    opened_case = open_case(wanted, source)
    if valid_until is not None:
        settings = replace(opened_case.settings, valid_until=valid_until)
        opened_case = opened_case.with_settings(settings)
    if compare:
        _check_comparable(opened_case, outputs)
    elif stress:
        _refuse_stress_alone()
    return source, opened_case


def _show(
    run: Run,
    opened_case: OpenedCase,
    verdict: Verdict,
    equivalent: CertaintyEquivalent | None,
    include_soft: bool,
    by_quarter: bool,
    with_plan: bool,
) -> None:
    from tui.cli.console import out, show
    from tui.views.result import result_parts

    how = {"include_soft": include_soft, "by_quarter": by_quarter}
    show(result_parts(run, opened_case.settings, verdict, out().width, certainty=equivalent, **how))
    if with_plan:
        from tui.views.realisation import plan_parts

        show(plan_parts(run))


def _master(
    context: typer.Context, path: Path | None, outputs: Sequence[Path], variables: bool
) -> Master | None:
    """The presentation to be filled, read before anything is worked out."""
    slides = any(each.suffix.lower() == ".pptx" for each in outputs)
    if context.info_name == _DECK and not (slides or variables):
        hint = "Add --output NAME.pptx, or --variables."
        raise RoiError("a deck is written to a .pptx, and no output is one", of_setting("output"), hint)
    if path is None:
        return None
    if not slides:
        hint = "Add --output NAME.pptx."
        raise RoiError("a .pptx is filled into it, and no output is one", of_setting("master"), hint)
    from exports.archive.presentation import read_master
    from exports.slides.fill import check_fillable

    theirs = read_master(path)
    check_fillable(theirs)
    return theirs


def _list_variables(run: Run, contents: DocumentRequest, as_json: bool) -> None:
    """The names that a master may use, with their texts."""
    from exports.story.build import story
    from roi.notation import notation
    from tui.cli.console import print_json, show
    from tui.views.variables import variables_table

    with notation(contents.brand.numbers, contents.brand.dates):
        texts = story(run, contents).names()
    if as_json:
        print_json(texts)
    else:
        show([variables_table(texts)])


def _share(text: str | None) -> float | None:
    """The precision that was typed, as a fraction."""
    if text is None:
        return None
    from tui.desk.amounts import share

    return share(text, "precision", "A share of the P10–P90 spread of NPV, as in 0.2%.")


def _check_comparable(opened_case: OpenedCase, outputs: Sequence[Path]) -> None:
    """Refuse a comparison that has no file to stand in, or nothing to compare."""
    if not _have_room(outputs):
        hint = "Add --output NAME.xlsx or NAME.md, or see `roi compare`."
        raise RoiError(
            "it adds to a workbook or to Markdown, and no output is one", of_setting("compare"), hint
        )
    if not opened_case.estimate.case.options:
        hint = "Leave --compare out, or give the case [options]."
        raise RoiError(
            f"the case {opened_case.estimate.case.id} has no options to compare", of_setting("compare"), hint
        )


def _have_room(outputs: Sequence[Path]) -> bool:
    """Whether one of them has a place for ways to deploy side by side, and for what changed."""
    from exports.files import format_of

    return any(format_of(path).is_workbook or path.suffix.lower() == ".md" for path in outputs)


def _older(path: Path, opened_case: OpenedCase, outputs: Sequence[Path], anonymous: bool) -> Older:
    """The older version, simulated as it says; refused where there is no place to list what changed since."""
    from exports.voice.since import Older
    from tui.desk.opening import CaseRequest
    from tui.desk.request import open_case

    if not _have_room(outputs):
        hint = "Add --output NAME.xlsx or NAME.md."
        raise RoiError(
            "what changed stands in a workbook or in Markdown, and no output is one",
            of_setting("since"),
            hint,
        )
    before = open_case(CaseRequest(str(path), anonymous=anonymous, names=opened_case.names))
    if before.estimate.case.id != opened_case.estimate.case.id:
        hint = "Name an estimate or a workbook of the same case."
        what = f"{path.name} is of the case {before.estimate.case.id}, this run of {opened_case.estimate.case.id}"
        raise RoiError(what, of_setting("since"), hint)
    return Older("an earlier version" if anonymous else path.name, simulated(before, TERMINAL), before.notes)


def _refuse_stress_alone() -> None:
    hint = "Add --compare, use --set for a value of this run, or see `roi compare`."
    raise RoiError(
        "a stress stands beside the ways to deploy, which are not compared", of_setting("stress"), hint
    )


def _alternatives(
    wanted: CaseRequest, source: OpenedFile, include_soft: bool, stresses: Sequence[str]
) -> Alternatives:
    """All options, as they are and under stress, and all presets, with the same changes and on the same draws."""
    from roi.analysis.alternatives import Alternatives
    from roi.analysis.total_costs import stated
    from roi.case import EVIDENCE
    from tui.desk.comparison import choices
    from tui.queries.compare import compared, scanned, tally_of

    cut = cut_of(include_soft)
    ways = choices(wanted, None, None, stresses, source=source)
    costs = tally_of(ways)
    options, stressed = compared(ways, cut, TERMINAL, costs)
    names = dict.fromkeys((source.estimate.settings.preset, EVIDENCE, *ways.case.presets))
    presets = None
    if len(names) > 1:
        presets, _ = compared(choices(wanted, None, ",".join(names), (), source=source), cut, TERMINAL)
    return Alternatives(options, presets, scanned(ways, None, cut), ways.stresses, stressed, stated(costs))


def _is_given(context: typer.Context, option: str) -> bool:
    source = context.get_parameter_source(option)
    return source is not None and source.name == "COMMANDLINE"


def _note(opened_case: OpenedCase, trials: int, kinds: Sequence[Format], *, trials_given: bool) -> None:
    """What there is to say of the case, of the size of a workbook, and of files that take long."""
    from tui.desk.workbooks import size_notes

    for_workbook = any(kind.is_workbook for kind in kinds)
    if trials_given and not for_workbook:
        TERMINAL.note(f"{as_option(Setting('trials'))} is of a workbook, and no output is one.")
    sizes = size_notes(trials if for_workbook else 0)
    waits = [kind.wait.worded(TERMINAL.word) for kind in kinds if kind.wait]
    for note in (*opened_case.remarks(TERMINAL.leave), *sizes, *waits):
        TERMINAL.note(note)
