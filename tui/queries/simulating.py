"""Runs, and the verdict on them, with their progress told to who asks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from roi.defaults import MANY_DRAWS
from roi.records import dataclass

if TYPE_CHECKING:
    from roi import Run
    from roi.analysis.certainty import CertaintyEquivalent
    from roi.analysis.verdict import Verdict
    from roi.sim.cuts import Cut
    from roi.sim.scope import Scope
    from tui.desk.request import OpenedCase
    from tui.queries.face import Face


@dataclass(frozen=True, slots=True)
class SimulationEffort:
    """How a run is worked off: to which precision (a share, or None), on how many threads, which figures (all)."""

    precision: float | None = None
    threads: int = 1
    scope: Scope | None = None


def simulated(opened_case: OpenedCase, face: Face, scope: Scope | None = None) -> Run:
    """The run, with as many draws as its settings say."""
    return worked_off(opened_case, SimulationEffort(scope=scope), face)[0]


def simulated_for(opened_case: OpenedCase, face: Face, cut: str, metric: str, *others: str) -> Run:
    """The run of what one question reads alone: a metric, and others that are made of the same money, in one cut.

    Raises:
        RoiError: an unknown metric or cut, or one that the case cannot give.
    """
    from roi.analysis.scores import checked_metric
    from roi.sim.scope import Scope

    within = checked_metric(opened_case.model, metric, cut)
    return simulated(opened_case, face, Scope.of((metric, *others), within))


def worked_off(opened_case: OpenedCase, how: SimulationEffort, face: Face) -> tuple[Run, OpenedCase]:
    """The run, and the request with what there is to say of it."""
    import roi
    from roi.sim.scope import EVERYTHING

    settings = opened_case.settings
    if settings.draws > MANY_DRAWS:
        face.note(f"{settings.draws:,} draws take long: a quarter of them errs twice as much.")
    with face.progress("Simulating") as progress:
        if how.precision is None:
            run = roi.simulate(
                opened_case.model,
                draws=settings.draws,
                seed=settings.seed,
                sampler=settings.sampler,
                threads=how.threads,
                progress=progress,
                scope=how.scope or EVERYTHING,
            )
            return run, opened_case
        run, precision = roi.simulate_to(
            opened_case.model,
            how.precision,
            draws=settings.draws,
            seed=settings.seed,
            sampler=settings.sampler,
            threads=how.threads,
            progress=progress,
        )
    estimate = replace(opened_case.estimate, settings=replace(settings, draws=run.draws_used))
    return run, replace(opened_case, estimate=estimate, notes=(*opened_case.notes, precision.words()))


def cut_of(include_soft: bool) -> Cut:
    """The benefits that are counted."""
    from roi.sim.cuts import HEADLINE, SOFT

    return SOFT if include_soft else HEADLINE


def judged(run: Run, include_soft: bool, face: Face) -> Verdict:
    """The verdict."""
    from roi.analysis.verdict import assess

    with face.progress("Judging") as progress:
        return assess(run, run.summary(), cut_of(include_soft), progress)


def risk_tolerance(opened_case: OpenedCase, text: str) -> float:
    """The risk tolerance that was typed, refused before anything is worked out where it cannot be one.

    Raises:
        RoiError: no amount of money, or none that can be a tolerance.
    """
    from roi.analysis.certainty import checked_tolerance
    from roi.errors import of_setting
    from tui.desk.amounts import typed_amount

    where = of_setting("risk_tolerance")
    return checked_tolerance(typed_amount(opened_case.model, text, opened_case.model.currency, where))


def certainty(run: Run, tolerance: float, include_soft: bool) -> CertaintyEquivalent:
    """The certainty equivalent in the benefits that are counted."""
    from roi.analysis.certainty import certainty_equivalent

    return certainty_equivalent(run, tolerance, cut_of(include_soft))
