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

from roi.analysis.compare import AS_IT_STANDS, FEWEST_DRAWS, Candidate, Comparison, compare
from roi.analysis.contenders import FIRST_STAGE, WayWorth, refined, worth_of_ways
from roi.analysis.gate import has_gate
from roi.analysis.information import FEWEST_DRAWS as FEWEST_TO_ASK
from roi.analysis.information import Information, choice_questions
from roi.analysis.questions import Question
from roi.analysis.sizes import Size, sizes
from roi.case import DISCOUNT_RATE, EVIDENCE
from roi.errors import RoiError, of_setting
from roi.model import Model
from roi.model.layer import Layer
from roi.records import dataclass
from roi.sim.cuts import Cut, costs_of
from roi.sim.estimate import Statistic
from roi.sim.gate import relaid
from roi.sim.result import Simulation
from roi.sim.sampling import Sampling, planned

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
    now = Candidate(run.model.option or AS_IT_STANDS, run.model)
    try:
        sized = {_size_name(size): size for size in sizes(run, cut)}
        others = [*options(run.model), *plans(run.model), *resized(run.model, sized)]
        return _looked_at(_Deployments(run, cut, (now, *others), sized, tell)) if others else Ways()
    except RoiError:  # draws without a finite value
        return Ways()


@dataclass(frozen=True, slots=True)
class _Deployments:
    """What is put side by side: the estimate first."""

    run: Simulation
    cut: Cut
    candidates: tuple[Candidate, ...]
    sized: Mapping[str, Size]
    tell: Callable[[], None]

    @property
    def sampling(self) -> Sampling:
        """All draws."""
        of = self.run.prepared.sampling
        return planned(min(self.run.draws_used, MOST_COMPARED), of.seed, of.sampler)

    def compared(self, draws: int) -> Comparison:
        """On at most so many draws."""
        of = self.sampling
        return compare(
            self.candidates, draws=min(draws, of.draws), seed=of.seed, sampler=of.sampler, cut=self.cut,
            progress=lambda _done, _total: self.tell(), with_plan=False,
        )  # fmt: skip

    def ranked(self, worth: Mapping[str, WayWorth]) -> tuple[Way, ...]:
        """The ways by their worth, the best first; larger sizes after all others."""
        models = {each.name: each.model for each in self.candidates}
        ways = (_way(models[name], each, name, self.sized.get(name)) for name, each in worth.items())
        return tuple(sorted(ways, key=lambda way: (_is_larger(way.size), -way.expected.value)))

    def questions(self, comparison: Comparison) -> Information:
        """What answers are worth before choosing among all of them."""
        return choice_questions(comparison, detailed=0, progress=lambda _done, _total: self.tell())

    def settled_questions(self, few: Comparison) -> Information | None:
        """The same of few draws; None where these leave open which question is worth most."""
        choice = choice_questions(
            few, detailed=0, progress=lambda _done, _total: self.tell(), worth_grouping=_is_settled
        )
        return choice if _is_settled(choice.ranked) else None


def _looked_at(side_by_side: _Deployments) -> Ways:
    """On few draws first, and on all of them as far as these leave a doubt."""
    every = side_by_side.sampling
    stage = max(FIRST_STAGE, every.draws // 4)
    if every.draws <= stage:
        return _on_all_draws(side_by_side)
    now, last = side_by_side.candidates[0].name, {n for n, size in side_by_side.sized.items() if size.larger}
    first = side_by_side.compared(stage)
    seen = worth_of_ways(first, now)
    if not all(math.isfinite(each.gain.value) for each in seen.values()):
        return _on_all_draws(side_by_side)
    surely_pays = any(each.surely_pays for each in seen.values())
    choice = side_by_side.settled_questions(first) if surely_pays else None
    if surely_pays and choice is None:
        return _on_all_draws(side_by_side)
    ranked = side_by_side.ranked(
        refined(side_by_side.run, side_by_side.cut, first, now, every, last, side_by_side.tell)
    )
    if best_way(ranked) is None:
        return Ways(ranked)
    choice = choice or side_by_side.settled_questions(first)
    return _on_all_draws(side_by_side) if choice is None else Ways(ranked, choice)


def _on_all_draws(side_by_side: _Deployments) -> Ways:
    comparison = side_by_side.compared(side_by_side.sampling.draws)
    ranked = side_by_side.ranked(worth_of_ways(comparison, side_by_side.candidates[0].name))
    if best_way(ranked) is None or comparison.draws < FEWEST_TO_ASK:
        return Ways(ranked)
    return Ways(ranked, side_by_side.questions(comparison))


def _is_settled(ranked: Sequence[Question]) -> bool:
    """Whether it is beyond doubt which question is worth most."""
    if not ranked:
        return False
    first, *rest = (question.value for question in ranked)
    return all(first.value - each.value > 2 * math.hypot(first.error, each.error) for each in rest[:1])


def _way(model: Model, worth: WayWorth, name: str, size: Size | None) -> Way:
    kind: Kind = "size" if size else "plan" if name.startswith(_PLAN) else "option"
    return Way(
        name=name,
        title=_title(model, kind, size),
        gated=has_gate(model),
        expected=worth.expected,
        gain=worth.gain,
        loss=worth.loss,
        kind=kind,
        size=size,
    )


def _is_larger(size: Size | None) -> bool:
    return size is not None and size.larger


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
    return relaid(model, layers, option=option, preset=preset)


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
