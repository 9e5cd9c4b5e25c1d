"""roi drivers, roi ask, roi solve, roi losing: what matters, what to ask, what would have to be true."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from roi.errors import Place, RoiError, nearest, of_setting
from tui.cli.commands.parameters import (
    LEAVE,
    Answers,
    AsJson,
    CaseName,
    Draws,
    Learn,
    Option,
    Preset,
    Region,
    Seed,
    Sets,
)

if TYPE_CHECKING:
    from roi import Run
    from roi.analysis.solve import Solution, Target
    from roi.model import Model
    from roi.sim.cuts import Cut
    from roi.sim.result import Simulation
    from tui.desk.request import OpenedCase

MEASURES = ("swing", "conditional", "spearman", "sobol", "all")
ENOUGH_TO_ASK = 16_384  # draws, unless fewer are asked for

CutName = Annotated[
    str, typer.Option(help="Benefits that count: cash, headline (cash and capacity) or soft.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(drivers)
    app.command()(ask)
    app.command()(solve)
    app.command()(losing)


def drivers(
    case: CaseName,
    measure: Annotated[
        str, typer.Option(help="swing, conditional (means), spearman, sobol (indices) or all.")
    ] = "swing",
    metric: Annotated[str, typer.Option(help="npv, roi, payback_months, pv_costs …")] = "npv",
    cut: CutName = "headline",
    top: Annotated[int, typer.Option(help="Rows shown.", min=1)] = 10,
    preset: Preset = None,
    option: Option = None,
    region: Region = None,
    sets: Sets = None,
    answers: Answers = None,
    learn: Learn = None,
    draws: Draws = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """Rank what drives a metric: swing of each input and its share of the variance."""
    from roi.analysis.drivers import drivers as driven
    from roi.analysis.scores import checked_metric, finite_values
    from roi.analysis.sobol_indices import sobol
    from tui.cli.console import out, print_json, show
    from tui.views import drivers as view

    _known(measure, MEASURES, of_setting("measure"))
    metric = _metric(metric)
    run = _run(case, preset, option, region, sets, answers, learn, draws, seed)
    chosen = checked_metric(run.model, metric, cut)
    if measure in ("conditional", "sobol"):
        finite_values(run, metric, chosen)
    found = driven(run, metric, chosen)
    finite = all(driver.share is not None for driver in found)
    indices = sobol(run, metric, chosen) if measure == "sobol" or (measure == "all" and finite) else None
    if as_json:
        print_json(view.drivers_document(run, found, indices, metric, chosen))
        return
    console, shown = out(), found[:top]
    if measure in ("swing", "all"):
        console.print(view.swing_table(run, shown, metric, chosen))
    if measure in ("conditional", "all") and finite:
        console.print(view.conditional_table(run, found, metric, top))
    if measure in ("spearman", "all"):
        console.print(view.spearman_table(found, metric, top))
    if indices is not None:
        console.print(view.sobol_table(indices[:top], metric))
    show(view.notes(run, shown, len(found) - len(shown)))


def ask(
    case: CaseName,
    hurdle: Annotated[
        str,
        typer.Option(help='What it must beat: an NPV, as in "250_000", or a return on its costs, "20%".'),
    ] = "0",
    cut: CutName = "headline",
    top: Annotated[int, typer.Option(help="Questions shown.", min=1)] = 8,
    preset: Preset = None,
    option: Option = None,
    region: Region = None,
    sets: Sets = None,
    answers: Answers = None,
    learn: Learn = None,
    draws: Draws = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """Rank the questions to ask next by what their answers are worth; show what the result rests on."""
    from roi.analysis.evidence import evidence
    from roi.analysis.information import information
    from roi.analysis.scores import checked_metric
    from tui.cli.amounts import typed_amount
    from tui.cli.console import print_json, show
    from tui.cli.simulating import simulated
    from tui.views.ask import ask_document, ask_parts

    opened_case = _request(case, preset, option, region, sets, answers, learn, draws, seed)
    if draws is None:  # of an estimate with few: values of information would hide in their errors
        most = max(opened_case.settings.draws, ENOUGH_TO_ASK)
        estimate = replace(opened_case.estimate, settings=replace(opened_case.settings, draws=most))
        opened_case = replace(opened_case, estimate=estimate)
    run = simulated(opened_case)
    chosen = checked_metric(run.model, "npv", cut)
    relative = hurdle.strip().endswith("%")
    least = typed_amount(run.model, hurdle, "%" if relative else run.model.currency, of_setting("hurdle"))
    amount, share = (0.0, least) if relative else (least, 0.0)
    found = information(run, amount, chosen, detailed=top, hurdle_return=share)
    rests = evidence(run, chosen)
    if as_json:
        print_json(ask_document(run, found, rests))
    else:
        show(ask_parts(run, found, rests, top))


def solve(
    case: CaseName,
    name: Annotated[str, typer.Argument(metavar="INPUT", help="The input to solve for.")],
    target: Annotated[str, typer.Option(help="npv, roi or payback.")] = "npv",
    value: Annotated[
        str | None, typer.Option(help="The target's value: money (0 if not given), a % or months.")
    ] = None,
    at: Annotated[str | None, typer.Option(help="mean (the usual), p50, base or probability.")] = None,
    probability: Annotated[
        float | None, typer.Option(help="With which the target is met (0.8 if not given).")
    ] = None,
    other: Annotated[
        str | None, typer.Option("--with", metavar="INPUT", help="A second input: a table and a map of both.")
    ] = None,
    cut: CutName = "headline",
    preset: Preset = None,
    option: Option = None,
    region: Region = None,
    sets: Sets = None,
    answers: Answers = None,
    learn: Learn = None,
    draws: Draws = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """Find the value of an input at which NPV, ROI or payback reaches a target."""
    from roi.analysis.common_draws import run_without_draws
    from roi.analysis.solve import solve as solved
    from roi.analysis.twoway import two_way
    from tui.cli.console import out, print_json, show
    from tui.views.solve import solution_parts, solve_document
    from tui.views.two_inputs import two_way_parts

    opened_case = _request(case, preset, option, region, sets, answers, learn, draws, seed)
    settings = opened_case.settings
    run = run_without_draws(opened_case.model, settings.draws, settings.seed, settings.sampler)
    wanted = _target(run.model, target, value, at, probability, cut)
    table = two_way(run, name, other, wanted) if other is not None else None
    found = solved(run, name, wanted)
    if table is None:  # a table shows where the target would be met
        _refuse_out_of_reach(run, found, value is not None or probability is not None)
    if as_json:
        print_json(solve_document(run, found, table))
        return
    show(solution_parts(run, found))
    if table is not None:
        show(two_way_parts(run, table, out().width))


def losing(
    case: CaseName,
    cut: CutName = "headline",
    top: Annotated[int, typer.Option(help="Inputs shown.", min=1)] = 6,
    preset: Preset = None,
    option: Option = None,
    region: Region = None,
    sets: Sets = None,
    answers: Answers = None,
    learn: Learn = None,
    draws: Draws = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """Tell what the draws that lose money have in common."""
    from roi.analysis.losing import losing as lost
    from roi.analysis.scores import checked_metric
    from tui.cli.console import print_json, show
    from tui.views.loss_profile import losing_document, losing_parts

    run = _run(case, preset, option, region, sets, answers, learn, draws, seed)
    losing_draws = lost(run, checked_metric(run.model, "npv", cut))
    if as_json:
        print_json(losing_document(run, losing_draws))
    else:
        show(losing_parts(run, losing_draws, top))


def _run(
    case: str,
    preset: str | None,
    option: str | None,
    region: str | None,
    sets: list[str] | None,
    answers: list[str] | None,
    learn: bool | None,
    draws: int | None,
    seed: int | None,
) -> Run:
    from tui.cli.simulating import simulated

    return simulated(_request(case, preset, option, region, sets, answers, learn, draws, seed))


def _request(
    case: str,
    preset: str | None,
    option: str | None,
    region: str | None,
    sets: list[str] | None,
    answers: list[str] | None,
    learn: bool | None,
    draws: int | None,
    seed: int | None,
) -> OpenedCase:
    from roi.sim.moments import heavy_tails
    from roi.sim.prepare import prepare
    from roi.sim.remarks import tail_remarks
    from roi.sim.sampling import planned
    from tui.cli.console import err
    from tui.desk.opening import CaseRequest
    from tui.desk.request import open_case

    opened_case = open_case(
        CaseRequest(
            case,
            preset=preset,
            option=option,
            region=region,
            sets=sets or (),
            answers=answers or (),
            draws=draws,
            seed=seed,
            learn=learn,
        )
    )
    sampling = planned(opened_case.settings.draws, opened_case.settings.seed, opened_case.settings.sampler)
    for note in (
        *opened_case.remarks(LEAVE),
        *tail_remarks(heavy_tails(prepare(opened_case.model, sampling))),
    ):
        err().print(f"Note: {note}")
    return opened_case


def _metric(name: str) -> str:
    return "payback_months" if name == "payback" else name


def _target(
    model: Model, metric: str, value: str | None, at: str | None, probability: float | None, cut: str
) -> Target:
    """What is to be solved for; a probability alone means `--at probability`."""
    from roi.analysis.scores import checked_metric
    from roi.analysis.solve import TARGETS, At, Target
    from roi.sim.metrics import METRICS
    from tui.cli.amounts import typed_amount

    metric = _metric(metric)
    _known(metric, TARGETS, of_setting("target"))
    chosen: Cut = checked_metric(model, metric, cut)
    months = METRICS[metric].unit == "months"
    usual = "p50" if months else "mean"  # a payback that never comes has no mean
    place = at or ("probability" if probability is not None else usual)
    _known(place, get_args(At), of_setting("at"))
    if probability is not None and place != "probability":
        raise RoiError(
            f"--probability does not go with --at {place}", of_setting("probability"), "Leave one out."
        )
    if value is None and months:
        raise RoiError("a payback needs a number of months", of_setting("value"), "As in --value 24.")
    units = {"money": model.currency, "share": "%", "rate": "%/year", "ratio": "1", "months": "month"}
    unit = units[METRICS[metric].unit]
    number = typed_amount(model, value, unit, of_setting("value")) if value is not None else 0.0
    odds = 0.8 if probability is None else probability
    return Target(metric, number, place, odds, chosen)  # type: ignore[arg-type]


def _known(name: str, allowed: tuple[str, ...], where: Place) -> None:
    if name not in allowed:
        raise RoiError(f"`{name}` is unknown", where, nearest(name, allowed))


def _refuse_out_of_reach(run: Simulation, solution: Solution, chosen: bool) -> None:
    """That an input never breaks even is an answer; a target of one's own that is out of reach is not."""
    from tui.views.solve import goal, nowhere

    if chosen and not solution.roots:
        raise RoiError(
            f"out of reach: {goal(solution.target, run.model.currency)}. {nowhere(solution, run.model.currency)}",
            Place(table=f"[inputs.{solution.item.id}]"),
            "Choose another target, or another input.",
        )
