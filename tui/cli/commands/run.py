"""roi run, roi demo: simulate and show."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roi.errors import RoiError, of_setting
from tui.cli.commands.parameters import (
    LEAVE,
    Answers,
    AsJson,
    By,
    CaseName,
    Currency,
    Draws,
    Engine,
    Force,
    Horizon,
    Learn,
    ModelName,
    Option,
    Precision,
    Preset,
    Sampler,
    Seed,
    Sets,
    Start,
    Stresses,
    Threads,
)

if TYPE_CHECKING:
    from exports.files import Said
    from exports.voice.since import Older
    from roi import Run
    from roi.analysis.alternatives import Alternatives
    from roi.analysis.certainty import CertaintyEquivalent
    from roi.analysis.verdict import Verdict
    from roi.sim.cuts import Cut
    from tui.desk.opening import CaseRequest
    from tui.desk.request import OpenedCase

DEMO_SUFFIXES = (".xlsx", ".json", ".csv", ".md")
TRIALS = 1_024


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(run)
    app.command()(demo)


def run(
    case: CaseName,
    sets: Sets = None,
    answers: Answers = None,
    learn: Learn = None,
    preset: Preset = None,
    option: Option = None,
    include_soft: Annotated[
        bool, typer.Option("--include-soft", help="Count soft benefits in the figures shown.")
    ] = False,
    draws: Draws = None,
    seed: Seed = None,
    sampler: Sampler = None,
    precision: Precision = None,
    engine: Engine = "arrays",
    threads: Threads = 1,
    horizon: Horizon = None,
    start: Start = None,
    currency: Currency = None,
    by: By = "",
    prospect: Annotated[str, typer.Option("--for", help="The prospect the estimate is for.")] = "",
    save: Annotated[Path | None, typer.Option(help="Write an estimate file that repeats this run.")] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option("--output", "-o", help="Write .xlsx, .json, .csv (draws) or .md; repeatable."),
    ] = None,
    trials: Annotated[
        int, typer.Option(help="Live trials of a workbook, rounded up to 16 × a power of two.")
    ] = TRIALS,
    since: Annotated[
        Path | None,
        typer.Option(help="An older estimate or workbook: a workbook or .md lists what changed since."),
    ] = None,
    valid_until: Annotated[
        datetime.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Date on a workbook's Summary.")
    ] = None,
    model: ModelName = None,
    risk_tolerance: Annotated[
        str | None, typer.Option(metavar="MONEY", help="Add the certainty equivalent for it, as “5 M”.")
    ] = None,
    compare: Annotated[
        bool,
        typer.Option("--compare", help="Add a sheet with all ways to deploy side by side to a workbook."),
    ] = False,
    stress: Stresses = None,
    rebase: Annotated[
        bool,
        typer.Option("--rebase", help="Move an estimate to its case as it is now: shipped, or its file."),
    ] = False,
    force: Force = False,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but files and errors.")] = False,
) -> None:
    """Simulate a case and show its business case."""
    from exports.files import check_suffixes, check_targets
    from tui.desk.conflict import check_unchanged, file_digest
    from tui.desk.opening import CaseRequest
    from tui.desk.request import open_case

    check_suffixes(output or ())
    wanted = CaseRequest(
        case, preset, option, horizon, currency, draws, seed, sampler, sets or (), answers or (), by,
        prospect, rebase, model, learn, start,
    )  # fmt: skip
    asked = open_case(wanted)
    if valid_until is not None:
        settings = replace(asked.settings, valid_until=valid_until.date())
        asked = replace(asked, estimate=replace(asked.estimate, settings=settings))
    if compare:
        _check_comparable(asked, output or ())
    elif stress:
        _refuse_stress_alone()
    older = None if since is None else _older(since, asked, output or ())
    check_targets([*(output or ()), *([save] if save else ())], force=force)
    before = file_digest(save) if save else ""
    tolerance = None if risk_tolerance is None else _tolerance(asked, risk_tolerance)
    how = Effort(_share(precision), engine, threads)
    found, asked = worked_off(asked, how)
    _note(asked, trials if any(path.suffix.lower() == ".xlsx" for path in output or ()) else 0)
    verdict = None
    if not quiet or any(path.suffix.lower() != ".csv" for path in output or ()):
        verdict = _verdict(found, include_soft)
    certainty = None if tolerance is None else _certainty(found, tolerance, include_soft)
    if verdict is not None and not (as_json or quiet):
        _show(asked, found, verdict, include_soft, certainty)
    if not (as_json or output or save):
        return
    said = _said(asked, include_soft, trials)
    said = replace(said, verdict=verdict, older=older, certainty=certainty)
    if compare:
        said = replace(said, alternatives=_alternatives(wanted, asked, include_soft, stress or ()))
    if as_json:
        _print_document(found, said)
    if save is not None:
        check_unchanged(save, before, asked.estimate)
    _write(asked, found, said, output or [], save, force, quiet or as_json)


@dataclass(frozen=True, slots=True)
class Effort:
    """How a run is worked off: to which precision (a share, or None), by which engine, on how many threads."""

    precision: float | None = None
    engine: str = "arrays"
    threads: int = 1


def simulated(asked: OpenedCase) -> Run:
    """The run, by arrays, with as many draws as its settings say."""
    return worked_off(asked, Effort())[0]


def worked_off(asked: OpenedCase, how: Effort) -> tuple[Run, OpenedCase]:
    """The run, and the request with what there is to say of it.

    A progress bar shows on standard error once it takes longer than a second.
    """
    import roi
    from roi.sim.engines import chosen_engine
    from tui.cli.progress import after_a_second

    settings, engine = asked.settings, chosen_engine(how.engine)
    with after_a_second("Simulating") as progress:
        if how.precision is None:
            found = roi.simulate(
                asked.model,
                draws=settings.draws,
                seed=settings.seed,
                sampler=settings.sampler,
                engine=engine,
                threads=how.threads,
                progress=progress,
            )
            return found, asked
        found, precision = roi.simulate_to(
            asked.model,
            how.precision,
            draws=settings.draws,
            seed=settings.seed,
            sampler=settings.sampler,
            engine=engine,
            threads=how.threads,
            progress=progress,
        )
    told = replace(asked.estimate, settings=replace(settings, draws=found.draws_used))
    return found, replace(asked, estimate=told, notes=(*asked.notes, precision.words()))


def _share(text: str | None) -> float | None:
    """`0.2%` or `0.002` as a fraction."""
    if text is None:
        return None
    from roi.model.read import plain_number

    try:
        number, percent = plain_number(text)
    except ValueError:
        hint = "A share of the P10–P90 spread of NPV, as in --precision 0.2%."
        raise RoiError(f"`{text}` is no share", of_setting("precision"), hint) from None
    return number / 100 if percent else number


def _check_comparable(asked: OpenedCase, outputs: Sequence[Path]) -> None:
    """Refuse a comparison that has no sheet to stand on, or nothing to compare."""
    if not any(path.suffix.lower() == ".xlsx" for path in outputs):
        hint = "Add --output NAME.xlsx, or see `roi compare`."
        raise RoiError("it adds a sheet to a workbook, and no output is one", of_setting("compare"), hint)
    if not asked.estimate.case.options:
        hint = "Leave --compare out, or give the case [options]."
        raise RoiError(
            f"the case {asked.estimate.case.id} has no options to compare", of_setting("compare"), hint
        )


def _older(path: Path, asked: OpenedCase, outputs: Sequence[Path]) -> Older:
    """The older version, simulated as it says; refused where there is no place to list what changed since."""
    from exports.voice.since import Older
    from tui.desk.opening import CaseRequest
    from tui.desk.request import open_case

    if not any(output.suffix.lower() in (".xlsx", ".md") for output in outputs):
        hint = "Add --output NAME.xlsx or NAME.md."
        raise RoiError(
            "what changed stands in a workbook or in Markdown, and no output is one",
            of_setting("since"),
            hint,
        )
    before = open_case(CaseRequest(str(path)))
    if before.estimate.case.id != asked.estimate.case.id:
        hint = "Name an estimate or a workbook of the same case."
        what = f"{path.name} is of the case {before.estimate.case.id}, this run of {asked.estimate.case.id}"
        raise RoiError(what, of_setting("since"), hint)
    return Older(path.name, simulated(before), before.notes)


def _refuse_stress_alone() -> None:
    hint = "Add --compare, use --set for a value of this run, or see `roi compare`."
    raise RoiError(
        "a stress stands beside the ways to deploy, which are not compared", of_setting("stress"), hint
    )


def _alternatives(
    wanted: CaseRequest, asked: OpenedCase, include_soft: bool, stresses: Sequence[str]
) -> Alternatives:
    """All options, as they are and under stress, and all presets, with the same changes and on the same draws."""
    from roi.analysis.alternatives import Alternatives
    from roi.case import EVIDENCE
    from tui.cli.commands.compare import compared, scanned
    from tui.desk.comparison import choices

    cut = _cut(include_soft)
    ways = choices(wanted, None, None, stresses)
    options, stressed = compared(ways, cut)
    names = dict.fromkeys((asked.settings.preset, EVIDENCE, *ways.case.presets))
    presets = None
    if len(names) > 1:
        presets, _ = compared(choices(wanted, None, ",".join(names), ()), cut)
    return Alternatives(options, presets, scanned(ways, None, cut), ways.stresses, stressed)


def _cut(include_soft: bool) -> Cut:
    from roi.sim.cuts import HEADLINE, SOFT

    return SOFT if include_soft else HEADLINE


def _note(asked: OpenedCase, trials: int = 0) -> None:
    from tui.cli.console import err
    from tui.desk.workbooks import size_notes

    for note in (*asked.remarks(LEAVE), *size_notes(trials)):
        err().print(f"Note: {note}")


def _verdict(found: Run, include_soft: bool) -> Verdict:
    from roi.analysis.verdict import assess
    from tui.cli.progress import after_a_second

    with after_a_second("Judging") as progress:
        return assess(found, found.summary(), _cut(include_soft), progress)


def _tolerance(asked: OpenedCase, text: str) -> float:
    """The risk tolerance that was typed, refused before anything is worked out where it cannot be one."""
    from roi.analysis.certainty import checked_tolerance
    from roi.errors import of_setting
    from tui.cli.amounts import typed_amount

    where = of_setting("risk_tolerance")
    return checked_tolerance(typed_amount(asked.model, text, asked.model.currency, where))


def _certainty(found: Run, tolerance: float, include_soft: bool) -> CertaintyEquivalent:
    from roi.analysis.certainty import certainty_equivalent

    return certainty_equivalent(found, tolerance, _cut(include_soft))


def _show(
    asked: OpenedCase, found: Run, verdict: Verdict, include_soft: bool, certainty: CertaintyEquivalent | None
) -> None:
    from tui.cli.console import out, show
    from tui.views.result import result_parts

    width = out().width
    show(result_parts(found, asked.settings, verdict, width, include_soft=include_soft, certainty=certainty))


def _print_document(found: Run, said: Said) -> None:
    from exports.files import document_of
    from tui.cli.console import print_json

    print_json(document_of(found, said))


def _said(
    asked: OpenedCase,
    include_soft: bool = False,
    trials: int = TRIALS,
) -> Said:
    """What files carry beside the run: the audited claims, the notes, for whom and by whom."""
    from cases.estimate import estimate_text, handed_over
    from exports.files import Said
    from roi.analysis.audit import audit

    settings = asked.settings
    return Said(
        audit(asked.model.case),
        asked.remarks(),
        settings.draws,
        _cut(include_soft),
        trials=trials,
        prospect=settings.prospect,
        prepared_by=settings.prepared_by,
        valid_until=settings.valid_until,
        estimate_text=estimate_text(handed_over(asked.estimate)),
    )


def _write(
    asked: OpenedCase,
    found: Run,
    said: Said,
    outputs: list[Path],
    save: Path | None,
    force: bool,
    quiet: bool,
) -> None:
    from cases import estimate_text
    from exports.atomic import write_atomically
    from exports.files import export
    from tui.cli.console import err

    for path in outputs:
        export(found, path, said, force=force)
    if save is not None:
        text = estimate_text(asked.estimate)
        write_atomically(save, lambda path: path.write_text(text, encoding="utf-8"), force=force)
    if not quiet:
        for path in [*outputs, *([save] if save else [])]:
            err().print(f"Wrote {path}")


def demo(
    folder: Annotated[Path, typer.Option(help="Where to write the results.")] = Path("out"),
    draws: Draws = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Run the three case studies and write their results."""
    from cases import templates
    from exports.document.result import result_document
    from exports.files import check_targets
    from tui.cli.console import print_json, show
    from tui.desk.opening import CaseRequest
    from tui.desk.request import open_case
    from tui.views.demo import demo_parts

    folder.mkdir(parents=True, exist_ok=True)
    names = list(templates())
    targets = {name: [folder / f"{name}{suffix}" for suffix in DEMO_SUFFIXES] for name in names}
    check_targets([path for paths in targets.values() for path in paths], force=force)
    runs, verdicts = {}, {}
    for name in names:
        asked = open_case(CaseRequest(name, draws=draws))
        runs[name] = simulated(asked)
        verdicts[name] = _verdict(runs[name], False)
        said = replace(_said(asked), verdict=verdicts[name])
        _write(asked, runs[name], said, targets[name], None, force, quiet=True)
    if as_json:
        print_json({name: result_document(runs[name], verdict=verdicts[name]) for name in names})
    else:
        show(demo_parts(verdicts, targets))
