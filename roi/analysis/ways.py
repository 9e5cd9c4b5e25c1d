"""Other ways to deploy on the draws of an estimate: options, cheaper plans, other sizes.

Each is a case of its own, with the same answers: an option of the case; a preset that sets nothing but levers,
which is a plan and no view of the world; another size, see `sizes`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

from roi.analysis.compare import AS_IT_STANDS, FEWEST_DRAWS, NOTHING, Candidate, Comparison, compare
from roi.analysis.gate import has_gate
from roi.analysis.information import FEWEST_DRAWS as FEWEST_TO_ASK
from roi.analysis.information import Information, choice_questions
from roi.analysis.sizes import Size, sizes
from roi.case import DISCOUNT_RATE, EVIDENCE
from roi.errors import RoiError, of_setting
from roi.model import Model
from roi.model.layer import Layer
from roi.records import dataclass
from roi.sim.cuts import Cut, costs_of
from roi.sim.estimate import Statistic, probability
from roi.sim.gate import resolve
from roi.sim.result import Simulation

Kind = Literal["option", "plan", "size"]
MOST_COMPARED = 65_536  # draws of a comparison: more would hold every candidate's for little


@dataclass(frozen=True, slots=True)
class Way:
    """Another way to deploy on the same draws.

    Attributes:
        name: of the option, `AS_IT_STANDS` for none; of a plan `preset=` and its name, of a size `input=value`.
        title: what people call it.
        gated: whether it is a pilot after which somebody decides.
        expected: mean NPV; `gain`: its mean over that of the estimate, draw by draw; `loss`: P(NPV < 0).
        size: what is bought more or less of, and how much; None of options and plans.
    """

    name: str
    title: str
    gated: bool
    expected: Statistic
    gain: Statistic
    loss: Statistic
    kind: Kind = "option"
    size: Size | None = None

    @property
    def pays(self) -> bool:
        """Whether it gains, and gains more than the estimate, beyond the sampling error."""
        return clear(self.expected) > 0 and clear(self.gain) > 0


@dataclass(frozen=True, slots=True)
class Ways:
    """Other ways to deploy.

    Attributes:
        ranked: the best first, sizes above that of the estimate last: what is there comes before selling more.
        choice: what answers are worth before choosing among all of them, the estimate and doing nothing; None
            where no other way pays, or the draws are too few.
    """

    ranked: tuple[Way, ...] = ()
    choice: Information | None = None


def clear(estimate: Statistic, *, certain: bool = False) -> float:
    """The sign of an estimate, −1 or 1; 0 within its 95 % interval, nan where it has no finite value."""
    if not math.isfinite(estimate.value):
        return math.nan
    if not certain and not abs(estimate.value) > estimate.half_width:
        return 0.0
    return math.copysign(1.0, estimate.value) if estimate.value else 0.0


def best_way(ways: Sequence[Way]) -> Way | None:
    """The first that pays."""
    return next((way for way in ways if way.pays), None)


def find_ways(run: Simulation, cut: Cut, tell: Callable[[], None]) -> Ways:
    """The other ways on the draws of a run, with what is worth asking before choosing one that pays.

    Args:
        run: the simulation.
        cut: which benefits count.
        tell: called now and then; may throw to stop.
    """
    if run.draws_used < FEWEST_DRAWS:
        return Ways()
    now, sampling = Candidate(run.model.option or AS_IT_STANDS, run.model), run.prepared.sampling
    try:
        sized = {_size_name(size): size for size in sizes(run, cut)}
        others = [*options(run.model), *plans(run.model), *resized(run.model, sized)]
        if not others:
            return Ways()
        comparison = compare(
            [now, *others], draws=min(run.draws_used, MOST_COMPARED), seed=sampling.seed,
            sampler=sampling.sampler, cut=cut, progress=lambda _done, _total: tell(),
        )  # fmt: skip
        ranked = rank(comparison, now.name, sized)
        if best_way(ranked) is None or comparison.draws < FEWEST_TO_ASK:
            return Ways(ranked)
        return Ways(ranked, choice_questions(comparison, detailed=0, progress=lambda _done, _total: tell()))
    except RoiError:  # draws without a finite value
        return Ways()


def rank(comparison: Comparison, now: str, sized: Mapping[str, Size] | None = None) -> tuple[Way, ...]:
    """The candidates of a comparison beside the one that stands now."""
    ways = []
    for standing in comparison.standings:
        if standing.name in (now, NOTHING) or standing.model is None or math.isnan(standing.npv.mean.value):
            continue
        size = (sized or {}).get(standing.name)
        kind: Kind = "size" if size else "plan" if standing.name.startswith(_PLAN) else "option"
        ways.append(
            Way(
                name=standing.name,
                title=_title(standing.model, kind, size),
                gated=has_gate(standing.model),
                expected=standing.npv.mean,
                gain=comparison.difference(standing.name, now).spread.mean,
                loss=probability(comparison.npv[standing.name] < 0),
                kind=kind,
                size=size,
            )
        )
    return tuple(
        sorted(ways, key=lambda way: (way.size is not None and way.size.larger, -way.expected.value))
    )


# Candidates ------------------------------------------------------------------------------------

_PLAN = "preset="


def options(model: Model) -> tuple[Candidate, ...]:
    """The other options of the case, with the same answers, under the same preset."""
    names: list[str | None] = [None, *model.case.options]
    return _candidates(
        (name or AS_IT_STANDS, partial(_otherwise, model, option=name))
        for name in names
        if name != model.option
    )


def plans(model: Model) -> tuple[Candidate, ...]:
    """The other presets that set nothing but levers: somebody can choose them, as nobody can choose an effect."""
    levers = {item.id for item in model.inputs if item.spec.lever}

    def chosen(name: str) -> bool:
        preset = model.case.presets[name]
        return bool(preset.inputs) and preset.inputs.keys() <= levers and not preset.unstated

    if model.preset != EVIDENCE and not chosen(model.preset):
        return ()  # it would take the place of a view of the world
    return _candidates(
        (f"{_PLAN}{name}", partial(_otherwise, model, option=model.option, preset=name))
        for name in model.case.presets
        if name != model.preset and chosen(name)
    )


def resized(model: Model, sized: Mapping[str, Size]) -> tuple[Candidate, ...]:
    """The estimate with other sizes, by name, everything else as it is."""
    layers = {
        name: Layer("set", of_setting("size"), {each.item.id: each.override}, learn=False)
        for name, each in sized.items()
    }
    return _candidates(
        (name, partial(_otherwise, model, option=model.option, more=(layer,)))
        for name, layer in layers.items()
    )


def _candidates(ways: Iterable[tuple[str, Callable[[], Model]]]) -> tuple[Candidate, ...]:
    """Those that take the answers, and have costs."""
    answering = []
    for name, resolved in ways:
        try:
            model = resolved()
        except RoiError:  # an option that refuses an answer
            continue
        if costs_of(model):
            answering.append(Candidate(name, model))
    return tuple(answering)


def _otherwise(
    model: Model, *, option: str | None, preset: str | None = None, more: Sequence[Layer] = ()
) -> Model:
    """The case deployed otherwise, with those answers that reach it."""
    case = model.case
    places = {*case.inputs, DISCOUNT_RATE, *(case.options[option].inputs if option else ())}
    layers = [
        replace(layer, overrides={key: given for key, given in layer.overrides.items() if key in places})
        for layer in (*model.layers, *more)
    ]
    return resolve(
        case, option=option, preset=preset or model.preset, layers=layers, horizon=model.horizon,
        currency=model.currency, region=model.region,
    )  # fmt: skip


def _size_name(size: Size) -> str:
    return f"{size.item.id}={size.override.value}"


def _title(model: Model, kind: Kind, size: Size | None) -> str:
    """What people call it; of a size, the input: its value is written by whoever shows it."""
    if size is not None:
        return size.item.spec.label
    if kind == "plan":
        return model.case.presets[model.preset].title or model.preset
    if model.option is None:
        return "The case as it stands"
    return model.case.options[model.option].title or model.option
