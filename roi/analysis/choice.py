"""Which question to ask before choosing among all options and doing nothing.

As `information`, with more than one thing to do: an answer is worth E[max_d E[NPV_d | X]] − max_d E[NPV_d],
the conditional means by regression and what their choices earn by draws that the regression has not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from roi.analysis.common_draws import undrawn
from roi.analysis.compare import NOTHING, Comparison
from roi.analysis.information import FEWEST_DRAWS, MEASURABLE, middles, questions, widened
from roi.analysis.levers import Lever, levers, levers_of
from roi.analysis.regression import cross_fitted_each, design, explained, fitted, spline
from roi.analysis.replay import matters
from roi.analysis.scores import correlated_groups, normal_scores, varying
from roi.analysis.thresholds import Hurdle, excess_of, over_replicates
from roi.analysis.turns import Turn, turns
from roi.arrays import Array
from roi.card import Brief
from roi.errors import RoiError, Setting, of_setting, remedy
from roi.model import ModelInput
from roi.sim.estimate import Estimate, quantiles

Group = tuple[ModelInput, ...]
DETAILED = 8
_PAIRED, _PAIRS_SHOWN = 6, 3


@dataclass(frozen=True, slots=True)
class ChoiceQuestion:
    """What one question is worth before choosing.

    Attributes:
        items: the inputs it tells.
        ask: the question; "" where the case has none.
        together: inputs that are correlated, or that share a question.
        value: EVPPI of the choice, in money.
        measurable: whether it stands above its error; else it is not ranked.
        moves: P50 of net present value of one option (`ChoiceInformation.option`) with the input known to be
            at its P10, and at its P90, correlated inputs moving along; None for several inputs and for what
            is not told in detail.
        first: the best candidate at the P1 of the answer; "" where not told in detail.
        turns: where another one becomes the best, up to P99, ascending.
    """

    items: Group
    ask: str
    together: bool
    value: Estimate
    measurable: bool
    moves: tuple[float, float] | None = None
    first: str = ""
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class ChoiceInformation(Brief):
    """What can be learnt before choosing.

    Attributes:
        option: the candidate whose P50 the answers move: the best on average but for doing nothing.
        middle: P50 of its net present value today.
        ranked: questions of measurable value, the dearest first.
        groups: inputs learnt together, of measurable value: correlated ones, and where no question is
            ranked, the best pairs of those that explain most.
        unranked: the rest.
        levers: of that option, what a step of each is worth, the dearest first; empty where nothing is told in
            detail.
    """

    option: str
    middle: float
    ranked: tuple[ChoiceQuestion, ...]
    groups: tuple[ChoiceQuestion, ...]
    unranked: tuple[ChoiceQuestion, ...]
    levers: tuple[Lever, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """What the regressions are made of.

    Attributes:
        names: candidates whose net present value has a finite mean, and `NOTHING`; `npv`: theirs, (k, 16, m).
        items, splines: the inputs that can be asked for, with their columns.
        correlated: groups of such inputs that are correlated with each other.
    """

    names: tuple[str, ...]
    npv: Array
    items: Group
    splines: Mapping[str, Array]
    correlated: tuple[Group, ...]

    def columns(self, group: Sequence[ModelInput]) -> Array:
        """The design of a regression on these inputs."""
        return design([self.splines[item.id] for item in group])


def choice_questions(
    found: Comparison, detailed: int = DETAILED, progress: Callable[[int, int], None] | None = None
) -> ChoiceInformation:
    """The value of every question for the choice between all candidates and doing nothing.

    Inputs of any candidate count, those of chance do not.  The first `detailed` of the ranked questions are
    told how far they move P50, and at which answers another candidate becomes the best.

    Args:
        found: a comparison.
        detailed: how many are told in detail.
        progress: told (questions done, questions in all).

    Raises:
        RoiError: fewer draws than a regression needs, or no candidate with a finite mean.
    """
    known = _known(found)
    asked = []
    groups = questions(list(known.items))
    for done, group in enumerate(groups, start=1):
        asked.append(_question(group, known))
        if progress is not None:
            progress(done, len(groups))
    ranked = _by_value(asked)
    joint = [_question(group, known) for group in known.correlated]
    pairs = [] if ranked else [_question(pair, known) for pair in _pairs(asked, known)]
    averages = {name: float(npv.mean()) for name, npv in zip(known.names, known.npv, strict=True)}
    option = max((name for name in known.names if name != NOTHING), key=lambda name: averages[name])
    return ChoiceInformation(
        option=option,
        middle=quantiles(found.npv[option], [0.5])[0].value,
        ranked=(*_detailed(found, option, ranked[:detailed], known), *ranked[detailed:]),
        groups=(*_by_value(joint), *_by_value(pairs)[:_PAIRS_SHOWN]),
        unranked=tuple(one for one in asked if not one.measurable),
        levers=_levers(found, option) if detailed else (),
    )


def _levers(found: Comparison, option: str) -> tuple[Lever, ...]:
    """What is worth negotiating of one candidate, without the values at which a decision turns."""
    model = next(one.model for one in found.candidates if one.name == option)
    items = levers_of(model, found.cut)
    run = undrawn(model, found.draws, found.seed, found.sampler)
    excess = excess_of(run, [item.id for item in items], Hurdle(cut=found.cut))
    return levers(excess, items, detailed=0)


def _known(found: Comparison) -> _Known:
    """The inputs that vary, matter and can be asked for in some candidate, and what all candidates are worth.

    An input that several share has the same luck in all; where an option overrides its value, an answer is
    told in the terms of the first candidate that has it: the other one's has the same rank.
    """
    if found.draws < FEWEST_DRAWS:
        raise RoiError(
            f"the value of information needs {FEWEST_DRAWS:,} draws; the comparison has {found.draws:,}",
            of_setting("draws"),
            remedy("Use ", Setting("draws", str(FEWEST_DRAWS)), "."),
        )
    worths = {name: found.npv[name] for name in found.with_mean}
    if len(worths) < 2:
        raise RoiError(
            "no way to deploy has a finite mean net present value",
            of_setting("compare"),
            "Give the input with the heavy tail an end, as in truncate(…, high=…).",
        )
    items: dict[str, ModelInput] = {}
    splines: dict[str, Array] = {}
    correlated: list[set[str]] = []
    for one in found.candidates:
        mine = [
            item
            for item in varying(one.model)
            if item.id not in items
            and not (item.spec.chance or item.spec.lever)
            and matters(one.model, item.id, found.cut)
        ]
        if not mine:
            continue
        run = undrawn(one.model, found.draws, found.seed, found.sampler)
        drawn = normal_scores(run)
        for item in mine:
            items[item.id], splines[item.id] = item, spline(drawn[item.id])
        correlated += [{item.id for item in group} for group in correlated_groups(run)]
    groups = ([items[name] for name in items if name in group] for group in _merged(correlated))
    npv = np.stack(list(worths.values()))
    joint = tuple(tuple(group) for group in groups if len(group) > 1)
    return _Known(tuple(worths), npv, tuple(items.values()), splines, joint)


def _merged(groups: Sequence[set[str]]) -> list[set[str]]:
    """Groups that share a member are one: an option may tie an input of its own to those of the case."""
    result: list[set[str]] = []
    for group in groups:
        apart = [other for other in result if not other & group]
        touching = [other for other in result if other & group]
        result = [*apart, group.union(*touching)]
    return result


def _question(group: Group, known: _Known) -> ChoiceQuestion:
    """The value of knowing these inputs."""
    npv = known.npv
    columns = known.columns(group)
    means = cross_fitted_each(columns, npv)
    seen = np.stack([columns @ fitted(columns, row) for row in npv])
    value = widened(_gain(npv, means), _gain(npv, seen))
    told = [explained(row, mean) for row, mean in zip(npv, means, strict=True)]
    real = any(r2.value > MEASURABLE * r2.error and r2.value > 0 for r2 in told)
    measurable = real and value.value > MEASURABLE * value.error
    ask = next((item.spec.ask for item in group if item.spec.ask), "")
    return ChoiceQuestion(tuple(group), ask, len(group) > 1, value, measurable)


def _gain(npv: Array, means: Array) -> Estimate:
    """What choosing by these means earns above the one candidate that is best without knowing more."""
    chosen = np.take_along_axis(npv, means.argmax(axis=0)[None], axis=0)[0]
    return over_replicates(chosen - npv[npv.mean(axis=(1, 2)).argmax()])


def _by_value(asked: Sequence[ChoiceQuestion]) -> list[ChoiceQuestion]:
    return sorted((one for one in asked if one.measurable), key=lambda one: -one.value.value)


def _pairs(asked: Sequence[ChoiceQuestion], known: _Known) -> list[Group]:
    """Pairs of the inputs that explain most of some candidate: no answer alone changes the choice, two may."""

    def most(item: ModelInput) -> float:
        means = cross_fitted_each(known.columns([item]), known.npv)
        return max(explained(row, mean).value for row, mean in zip(known.npv, means, strict=True))

    single = [one.items[0] for one in asked if not one.together]
    valued = [{item.id for item in group} for group in known.correlated]  # these stand in the list anyway
    pairs = combinations(sorted(single, key=most, reverse=True)[:_PAIRED], 2)
    return [pair for pair in pairs if {item.id for item in pair} not in valued]


def _detailed(
    found: Comparison, option: str, ranked: Sequence[ChoiceQuestion], known: _Known
) -> list[ChoiceQuestion]:
    """The same questions with what their answers move and turn."""
    model = next(one.model for one in found.candidates if one.name == option)
    run = undrawn(model, found.draws, found.seed, found.sampler)
    read = {item.id for item in model.inputs}
    asked = [one.items[0].id for one in ranked if not one.together and one.items[0].id in read]
    moves = middles(run, found.cut, asked)
    still = quantiles(found.npv[option], [0.5])[0].value
    result = []
    for one in ranked:
        if not one.together:
            item = one.items[0]
            first, turned = turns(item, known.columns([item]), known.npv, known.names)
            one = replace(one, moves=moves.get(item.id, (still, still)), first=first, turns=turned)
        result.append(one)
    return result
