"""roi compare: ways to deploy on the same draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from roi.errors import RoiError, of_setting
from tui.cli.commands.parameters import (
    Answers,
    AsJson,
    By,
    CaseName,
    Currency,
    Draws,
    Horizon,
    Learn,
    ModelName,
    Sampler,
    Seed,
    Sets,
    Stresses,
)

if TYPE_CHECKING:
    from roi.analysis.compare import Comparison
    from roi.analysis.ownership import TotalCosts
    from roi.analysis.volume import Scan
    from roi.sim.cuts import Cut
    from tui.desk.comparison import Choices


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(compare)


def compare(
    case: CaseName,
    option: Annotated[
        str | None,
        typer.Option(help="Options with commas between, `case` for none; all of them by default."),
    ] = None,
    preset: Annotated[
        str | None, typer.Option(help="Presets with commas between: several are set side by side.")
    ] = None,
    region: Annotated[
        str | None, typer.Option(help="Regions with commas between: several are set side by side.")
    ] = None,
    snapshots: Annotated[
        bool, typer.Option("--snapshots", help="Compare an estimate with the snapshots in its file.")
    ] = False,
    volume: Annotated[
        str | None, typer.Option(metavar="INPUT", help="The volume that is scanned; the case's first.")
    ] = None,
    costs: Annotated[
        bool, typer.Option("--costs", help="Total cost of each and of doing nothing, by class and year.")
    ] = False,
    model: ModelName = None,
    stress: Stresses = None,
    sets: Sets = None,
    answers: Answers = None,
    learn: Learn = None,
    include_soft: Annotated[bool, typer.Option("--include-soft", help="Count soft benefits.")] = False,
    cash_only: Annotated[bool, typer.Option("--cash-only", help="Count cash benefits only.")] = False,
    draws: Draws = None,
    seed: Seed = None,
    sampler: Sampler = None,
    horizon: Horizon = None,
    currency: Currency = None,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Compare ways to deploy, presets, or an estimate's snapshots, on the same draws."""
    from roi.analysis.choice import DETAILED, choice_questions
    from roi.analysis.information import FEWEST_DRAWS
    from roi.sim.cuts import CASH, HEADLINE, SOFT
    from tui.cli.console import err, out, print_json, show
    from tui.cli.progress import after_a_second
    from tui.desk.comparison import choices, kept_choices
    from tui.desk.opening import CaseRequest
    from tui.views.choice import SHOWN
    from tui.views.compare import comparison_parts
    from tui.views.compare_document import comparison_document

    request = CaseRequest(
        case, None, None, horizon, currency, draws, seed, sampler, sets or (), answers or (), by, model=model,
        learn=learn,
    )  # fmt: skip
    if snapshots:
        _refuse_beside_snapshots(
            {"--option": option, "--preset": preset, "--region": region, "--model": model}
        )
        found = kept_choices(request, stress or ())
    else:
        found = choices(request, option, preset, stress or (), region)
    cut = SOFT if include_soft else CASH if cash_only else HEADLINE
    if costs:
        _refuse_costs_of_worlds(found)
    base, twins = compared(found, cut)
    scans = scanned(found, volume, cut)
    asked_next = None
    if not found.worlds and base.draws >= FEWEST_DRAWS and len(base.with_mean) > 1:
        with after_a_second("What to ask") as progress:
            asked_next = choice_questions(base, DETAILED if as_json else SHOWN, progress)
    in_all = owned(found) if costs else None
    for note in (*found.notes, *base.remarks):
        err().print(f"Note: {note}")
    if as_json:
        print_json(comparison_document(found, base, twins, scans, asked_next, in_all))
    else:
        show(comparison_parts(found, base, twins, scans, asked_next, in_all, out().width))


def _refuse_costs_of_worlds(found: Choices) -> None:
    """What is spent today differs from world to world: there is no doing nothing that all share."""
    if found.worlds:
        hint = "Name one preset, without --snapshots, or leave the costs out."
        raise RoiError("total costs are compared between ways to deploy", of_setting("costs"), hint)


def _refuse_beside_snapshots(given: Mapping[str, str | None]) -> None:
    """What a snapshot has of its own cannot be asked for beside it."""
    for name, value in given.items():
        if value is not None:
            hint = "Leave one of the two out; --set changes a value in all snapshots."
            raise RoiError(
                "snapshots have options, presets and prices of their own", of_setting("snapshots", name), hint
            )


def compared(choices: Choices, cut: Cut) -> tuple[Comparison, Comparison | None]:
    """The comparison, and that of the stressed twins on the same draws."""
    from roi.analysis.compare import compare as put_side_by_side
    from tui.cli.progress import after_a_second

    settings = choices.settings
    results = []
    for candidates in (choices.candidates, choices.twins):
        if candidates:
            with after_a_second("Comparing") as progress:
                results.append(
                    put_side_by_side(
                        candidates,
                        draws=settings.draws,
                        seed=settings.seed,
                        sampler=settings.sampler,
                        cut=cut,
                        progress=progress,
                    )
                )
    return results[0], results[1] if len(results) > 1 else None


def owned(choices: Choices) -> TotalCosts:
    """Total cost of ownership of the candidates, on the draws of their comparison."""
    from roi.analysis.total_costs import total_costs
    from tui.cli.progress import after_a_second

    settings = choices.settings
    with after_a_second("Costs") as progress:
        return total_costs(
            choices.candidates,
            draws=settings.draws,
            seed=settings.seed,
            sampler=settings.sampler,
            progress=progress,
        )


def scanned(choices: Choices, volume: str | None, cut: Cut) -> tuple[Scan, ...]:
    """Mean and plan over a range of volumes; nothing to scan where only one option is compared."""
    from roi.analysis.volume import scans
    from roi.analysis.volume_inputs import volume_input

    if choices.worlds:
        if volume is not None:
            raise RoiError(
                "volumes are scanned under one preset", of_setting("volume"), "Name one preset, or no volume."
            )
        return ()
    if len(choices.options) < 2 and volume is None:
        return ()
    if volume is None and volume_input(choices.candidates[0].model) is None:
        return ()
    return scans(choices.candidates, volume, cut=cut, seed=choices.settings.seed)
