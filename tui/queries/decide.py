"""drivers, ask, solve, losing: what matters, what to ask, what would have to be true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, get_args

from roi.errors import Place, RoiError, Setting, nearest, of_setting, remedy
from roi.records import dataclass
from tui.queries.face import Answer, Face
from tui.queries.parameter import Parameter
from tui.queries.query import DrawnQuery
from tui.queries.shared import CutName

if TYPE_CHECKING:
    from rich.console import RenderableType

    from roi.analysis.solve import Solution, Target
    from roi.model import Model
    from roi.sim.result import Simulation

MEASURES = ("swing", "conditional", "spearman", "sobol", "all")
ENOUGH_TO_ASK = 16_384  # draws, unless fewer are asked for
_USUAL_ODDS = 0.8


def _measures() -> Sequence[str]:
    return MEASURES


def _targets() -> Sequence[str]:
    from roi.analysis.target import TARGETS

    return ("payback", *TARGETS)


def _ats() -> Sequence[str]:
    from roi.analysis.solve import At

    return get_args(At)


def kept_quotients(model: Model, names: Iterable[str]) -> Iterator[str]:
    """Which answers stay as they are though they were divided by inputs that are put at other values."""
    from exports.voice.model_facts import with_unit
    from roi.answers import divided_by

    for name in dict.fromkeys(names):
        for item in divided_by(name, model):
            answer, by = item.override, model.labels[name]
            assert answer is not None
            yield (
                f"“{item.spec.label}” stays at {with_unit(answer.value, item.unit.text)}, as worked out from "
                f"“{answer.typed or ' / '.join(answer.dividend)}”; another “{by}” that is given works it out "
                "again, with another result."
            )


@dataclass(frozen=True, kw_only=True)
class DriversQuery(DrawnQuery):
    """Rank what drives a metric: swing of each input and its share of the variance."""

    NAME: ClassVar[str] = "drivers"

    measure: Annotated[
        str,
        Parameter("swing, conditional (means), spearman, sobol (indices) or all.", allowed=_measures),
    ] = "swing"
    metric: Annotated[str, Parameter("npv, roi, payback_months, pv_costs …")] = "npv"
    cut: CutName = "headline"
    top: Annotated[int, Parameter("Rows shown.", least=1)] = 10

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """The ranked inputs."""
        from roi.analysis.drivers import drivers
        from roi.analysis.scores import checked_metric, finite_values
        from roi.analysis.sobol_indices import sobol
        from tui.queries.simulating import simulated_for
        from tui.views import drivers as view

        _known(self.measure, MEASURES, of_setting("measure"))
        metric, measure = _metric(self.metric), self.measure
        run = simulated_for(self.remarked(face), face, self.cut, metric)
        cut = checked_metric(run.model, metric, self.cut)
        if measure in ("conditional", "sobol"):
            finite_values(run, metric, cut)
        ranked = drivers(run, metric, cut)
        finite = all(driver.share is not None for driver in ranked)
        indices = sobol(run, metric, cut) if measure == "sobol" or (measure == "all" and finite) else None

        def parts(_: int) -> Iterator[RenderableType]:
            shown = ranked[: self.top]
            if measure in ("swing", "all"):
                yield view.swing_table(run, shown, metric, cut)
            if measure in ("conditional", "all") and finite:
                yield view.conditional_table(run, ranked, metric, self.top)
            if measure in ("spearman", "all"):
                yield view.spearman_table(ranked, metric, self.top)
            if indices is not None:
                yield view.sobol_table(indices[: self.top], metric)
            yield from view.notes(run, shown, len(ranked) - len(shown), face.word)

        return Answer(lambda: view.drivers_document(run, ranked, indices, metric, cut), parts)


@dataclass(frozen=True, kw_only=True)
class AskQuery(DrawnQuery):
    """Rank the questions to ask next by what their answers are worth; show what the result rests on."""

    NAME: ClassVar[str] = "ask"

    hurdle: Annotated[
        str,
        Parameter('What it must beat: an NPV, as in "250_000", or a return on its costs, "20%".'),
    ] = "0"
    cut: CutName = "headline"
    top: Annotated[int, Parameter("Questions shown.", least=1)] = 8

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """The ranked questions."""
        from dataclasses import replace

        from roi.analysis.evidence import evidence
        from roi.analysis.information import information
        from roi.analysis.scores import checked_metric
        from tui.desk.amounts import typed_amount
        from tui.queries.simulating import simulated_for
        from tui.views.ask import ask_document, ask_parts

        opened_case = self.remarked(face)
        if self.draws is None:  # of an estimate with few: values of information would hide in their errors
            most = max(opened_case.settings.draws, ENOUGH_TO_ASK)
            opened_case = opened_case.with_settings(replace(opened_case.settings, draws=most))
        run = simulated_for(opened_case, face, self.cut, "npv", "pv_costs")
        cut = checked_metric(run.model, "npv", self.cut)
        relative = self.hurdle.strip().endswith("%")
        unit = "%" if relative else run.model.currency
        least = typed_amount(run.model, self.hurdle, unit, of_setting("hurdle"))
        amount, share = (0.0, least) if relative else (least, 0.0)
        ranked = information(run, amount, cut, detailed=self.top, hurdle_return=share)
        rests = evidence(run, cut)
        shown = [item.id for question in ranked.ranked[: self.top] for item in question.items]
        shown += [lever.item.id for lever in ranked.levers[: self.top]]
        for note in kept_quotients(run.model, shown):
            face.note(note)
        return Answer(
            lambda: ask_document(run, ranked, rests),
            lambda _: ask_parts(run, ranked, rests, self.top, face.word),
        )


@dataclass(frozen=True, kw_only=True)
class SolveQuery(DrawnQuery):
    """Find the value of an input at which NPV, ROI or payback reaches a target."""

    NAME: ClassVar[str] = "solve"

    name: Annotated[str, Parameter("The input to solve for.", name="input", metavar="INPUT", positional=True)]
    target: Annotated[str, Parameter("npv, roi or payback.", allowed=_targets)] = "npv"
    value: Annotated[str | None, Parameter("The target's value: money (0 if not given), a % or months.")] = (
        None
    )
    at: Annotated[str | None, Parameter("mean (the usual), p50, base or probability.", allowed=_ats)] = None
    probability: Annotated[float | None, Parameter("With which the target is met (0.8 if not given).")] = None
    other: Annotated[
        str | None, Parameter("A second input: a table and a map of both.", name="with", metavar="INPUT")
    ] = None
    cut: CutName = "headline"

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """The values, and the table of two inputs where a second is named."""
        from roi.analysis.common_draws import run_without_draws
        from roi.analysis.solve import solve
        from roi.analysis.twoway import two_way
        from tui.views.solve import solution_parts, solve_document
        from tui.views.two_inputs import two_way_parts

        opened_case = self.remarked(face)
        for note in kept_quotients(opened_case.model, filter(None, (self.name, self.other))):
            face.note(note)
        settings = opened_case.settings
        run = run_without_draws(opened_case.model, settings.draws, settings.seed, settings.sampler)
        target = self._target(run.model)
        table = two_way(run, self.name, self.other, target) if self.other is not None else None
        solution = solve(run, self.name, target)
        if table is None:  # a table shows where the target would be met
            _refuse_out_of_reach(run, solution, self.value is not None or self.probability is not None)

        def parts(width: int) -> Iterator[RenderableType]:
            yield from solution_parts(run, solution)
            if table is not None:
                yield from two_way_parts(run, table, width)

        return Answer(lambda: solve_document(run, solution, table), parts)

    def _target(self, model: Model) -> Target:
        """What is to be solved for; a probability alone means at that probability."""
        from roi.analysis.scores import checked_metric
        from roi.analysis.solve import TARGETS, At, Target
        from roi.sim.metrics import METRICS
        from tui.desk.amounts import typed_amount

        metric = _metric(self.target)
        _known(metric, TARGETS, of_setting("target"))
        cut = checked_metric(model, metric, self.cut)
        months = METRICS[metric].unit == "months"
        usual = "p50" if months else "mean"  # a payback that never comes has no mean
        place = self.at or ("probability" if self.probability is not None else usual)
        _known(place, get_args(At), of_setting("at"))
        if self.probability is not None and place != "probability":
            hint = remedy("Leave it out, or write ", Setting("at", "probability"), ".")
            raise RoiError(f"it does not go with {place}", of_setting("probability"), hint)
        if self.value is None and months:
            hint = remedy("As in ", Setting("value", "24"), ".")
            raise RoiError("a payback needs a number of months", of_setting("value"), hint)
        units = {"money": model.currency, "share": "%", "rate": "%/year", "ratio": "1", "months": "month"}
        unit = units[METRICS[metric].unit]
        number = 0.0
        if self.value is not None:
            number = typed_amount(model, self.value, unit, of_setting("value"))
        odds = _USUAL_ODDS if self.probability is None else self.probability
        return Target(metric, number, place, odds, cut)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class LosingQuery(DrawnQuery):
    """Tell what the draws that lose money have in common."""

    NAME: ClassVar[str] = "losing"

    cut: CutName = "headline"
    top: Annotated[int, Parameter("Inputs shown.", least=1)] = 6

    def answer(self, face: Face, *, in_full: bool) -> Answer:
        """What sets them apart."""
        from roi.analysis.loss_profile import losing
        from roi.analysis.scores import checked_metric
        from tui.queries.simulating import simulated_for
        from tui.views.loss_profile import losing_document, losing_parts

        run = simulated_for(self.remarked(face), face, self.cut, "npv")
        losing_draws = losing(run, checked_metric(run.model, "npv", self.cut))
        return Answer(
            lambda: losing_document(run, losing_draws), lambda _: losing_parts(run, losing_draws, self.top)
        )


def _metric(name: str) -> str:
    return "payback_months" if name == "payback" else name


def _known(name: str, allowed: tuple[str, ...], where: Place) -> None:
    if name not in allowed:
        raise RoiError(f"`{name}` is unknown", where, nearest(name, allowed))


def _refuse_out_of_reach(run: Simulation, solution: Solution, chosen: bool) -> None:
    """That an input never breaks even is an answer; a target of one's own that is out of reach is not."""
    from exports.voice.wording import goal, nowhere

    if chosen and not solution.roots:
        raise RoiError(
            f"out of reach: {goal(solution.target, run.model.currency)}. {nowhere(solution, run.model.currency)}",
            Place(table=f"[inputs.{solution.item.id}]"),
            "Choose another target, or another input.",
        )
